"""Tasks in lists: of one person or of everybody, in any state, earliest due first, through the one filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, literal, or_, select, tuple_

from engine.case import Case, cases
from engine.columns import from_micros, to_micros
from engine.errors import Unknown
from engine.position import positions
from engine.queries.visible import unknown_tasks, visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.task import CLAIMED, CLOSED, COMPLETED, OFFERED, Task, tasks
from engine.whom import targets_of

PAGE = 50
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
OPEN = "open"
STATES = {OPEN: (OFFERED, CLAIMED)} | {each: (each,) for each in (OFFERED, CLAIMED, COMPLETED, CLOSED)}


@dataclass(frozen=True, slots=True)
class Listed:
    """A task and its case."""

    task: Task
    case: Case
    mine: bool


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of tasks and where the next one begins."""

    tasks: tuple[Listed, ...]
    next: str | None


def list_tasks(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    *,
    mine: bool,
    state: str = OPEN,
    cursor: str | None = None,
    most: int = PAGE,
) -> TaskPage:
    """Tasks of the cases a viewer may know of; with `mine` those that are or were the viewer's to answer."""
    targets = targets_of(viewer, register, engine.now(), engine.registry.role_sets)
    conditions = [tasks.c.state.in_(STATES[state]), visible_cases(engine, register, viewer)]
    if mine:
        conditions.append(_mine(viewer, targets, ended=state in (COMPLETED, CLOSED)))
    else:
        conditions.append(~unknown_tasks(engine, register, viewer))
    if after := _read_cursor(cursor):
        conditions.append(_later(*after))
    query = (
        select(tasks, cases)
        .join(cases, cases.c.id == tasks.c.case_id)
        .where(and_(*conditions))
        .order_by(tasks.c.due_at.asc().nulls_last(), tasks.c.id)
        .limit(most + 1)
    )
    width = len(tasks.c)
    found = [
        _listed(Task(*row[:width]), Case(*row[width:]), viewer, targets) for row in connection.execute(query)
    ]
    more = found[most - 1].task if len(found) > most else None
    return TaskPage(tuple(found[:most]), f"{to_micros(more.due_at or NEVER)}.{more.id.hex}" if more else None)


def case_of(connection: Connection, task_id: UUID) -> UUID:
    """The case a task belongs to; whether the viewer may know of it is for the case to say."""
    found = connection.execute(select(tasks.c.case_id).where(tasks.c.id == task_id)).scalar()
    if not isinstance(found, UUID):
        raise Unknown("There is no such task, or it is not open to you.")
    return found


def _listed(task: Task, case: Case, viewer: UUID, targets: list[str]) -> Listed:
    free = task.claimed_by is None and task.delegated_to is None and task.target in targets
    return Listed(task, case, task.is_open and (viewer in (task.claimed_by, task.delegated_to) or free))


def _mine(viewer: UUID, targets: list[str], *, ended: bool) -> ColumnElement[bool]:
    held = or_(
        tasks.c.claimed_by == viewer, and_(tasks.c.delegated_to == viewer, tasks.c.claimed_by.is_(None))
    )
    if not ended:
        free = and_(tasks.c.claimed_by.is_(None), tasks.c.delegated_to.is_(None))
        return or_(held, and_(free, tasks.c.target.in_(targets)))
    answered = select(positions.c.id).where(positions.c.task_id == tasks.c.id, positions.c.by == viewer)
    return or_(held, tasks.c.target.in_(targets), answered.exists())


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The place a cursor names; one that nobody gave out means the beginning."""
    try:
        due, _, last = (cursor or "").partition(".")
        return (from_micros(int(due)), UUID(last)) if cursor else None
    except (ValueError, OverflowError):
        return None


def _later(due: datetime, last: UUID) -> ColumnElement[bool]:
    undated = tasks.c.due_at.is_(None)
    if due == NEVER:
        return and_(undated, tasks.c.id > last)
    place = tuple_(literal(due, tasks.c.due_at.type), literal(last, tasks.c.id.type))
    return or_(tuple_(tasks.c.due_at, tasks.c.id) > place, undated)
