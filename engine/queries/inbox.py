"""My work: what waits for me and for those I act for, by due time; one query with keyset pages.

SQLite likes the branches of the union without an order of their own, PostgreSQL only with one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select, tuple_, union_all

from engine.case import cases
from engine.columns import from_micros, to_micros
from engine.party import Organization
from engine.position import positions
from engine.register import Register
from engine.runtime import Engine
from engine.task import CLAIMED, OFFERED, Task, tasks
from engine.whom import seat_target, targets_of

PAGE = 50
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """A task in the inbox, with its case and how many of those asked have answered."""

    task: Task
    case_id: UUID
    title: str
    code: str
    reference: str
    definition: str
    version: int
    state: str
    answered: int
    of: int

    @property
    def cursor(self) -> str:
        """Where this entry stands, for the page after it."""
        return f"{to_micros(self.task.due_at or NEVER)}.{self.task.id.hex}"


def _targeted(wanted: list[str]) -> list[ColumnElement[bool]]:
    return [
        and_(tasks.c.target == target, tasks.c.state == OFFERED, tasks.c.delegated_to.is_(None))
        for target in wanted
    ]


def _branch(
    engine: Engine, condition: ColumnElement[bool], after: tuple[datetime, UUID] | None, most: int
) -> Select[tuple[object, ...]]:
    query = select(tasks.c.id.label("id"), tasks.c.due_at.label("due_at")).where(
        condition, tasks.c.optional.is_(False)
    )
    if after is not None:
        due, last = after
        later = tuple_(tasks.c.due_at, tasks.c.id) > tuple_(
            literal(due, tasks.c.due_at.type), literal(last, tasks.c.id.type)
        )
        undated = tasks.c.due_at.is_(None)
        query = query.where(and_(undated, tasks.c.id > last) if due == NEVER else or_(later, undated))
    if engine.database.kind == "postgresql":
        query = query.order_by(tasks.c.due_at.asc().nulls_last(), tasks.c.id).limit(most)
    return query


def inbox(
    engine: Engine,
    connection: Connection,
    register: Register,
    person: UUID,
    *,
    cursor: str | None = None,
    most: int = PAGE,
    organization: Organization | None = None,
) -> list[Entry]:
    """What waits for a person (or, with an organization, for anybody who acts for it), earliest due first."""
    conditions = _conditions(engine, register, person, organization)
    after = _read_cursor(cursor)
    branches = [_branch(engine, condition, after, most) for condition in conditions]
    found = union_all(*[b.subquery().select() for b in branches]).subquery("found")
    ids = select(found.c.id).distinct().order_by(None).subquery("ids")
    mates = tasks.alias("mates")
    same = and_(
        mates.c.case_id == tasks.c.case_id, mates.c.task == tasks.c.task, mates.c.round == tasks.c.round
    )
    answered = select(func.count()).where(same, mates.c.answer.is_not(None)).scalar_subquery()
    asked = select(func.count()).where(same).scalar_subquery()
    query = (
        select(
            tasks,
            cases.c.id,
            cases.c.title,
            cases.c.code,
            func.coalesce(cases.c.number, cases.c.reference),
            cases.c.definition,
            cases.c.version,
            cases.c.state,
            answered,
            asked,
        )
        .join(ids, ids.c.id == tasks.c.id)
        .join(cases, cases.c.id == tasks.c.case_id)
        .order_by(tasks.c.due_at.asc().nulls_last(), tasks.c.id)
        .limit(most)
    )
    width = len(tasks.c)
    return [Entry(Task(*row[:width]), *row[width:]) for row in connection.execute(query)]


def _conditions(
    engine: Engine, register: Register, person: UUID, organization: Organization | None
) -> list[ColumnElement[bool]]:
    if organization is not None:
        roles = [role.key for role in engine.registry.roles.values()]
        return _targeted([seat_target(role, organization.id) for role in roles])
    own = [
        and_(tasks.c.claimed_by == person, tasks.c.state == CLAIMED),
        and_(tasks.c.delegated_to == person, tasks.c.state == OFFERED),
    ]
    return own + _targeted(targets_of(person, register, engine.now(), engine.registry.role_sets))


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The place a cursor names; one that nobody gave out means the beginning."""
    try:
        due, _, last = (cursor or "").partition(".")
        return (from_micros(int(due)), UUID(last)) if cursor else None
    except (ValueError, OverflowError):
        return None


def count_inbox(engine: Engine, connection: Connection, register: Register, person: UUID) -> int:
    """How many tasks wait for a person."""
    conditions = _conditions(engine, register, person, None)
    query = select(func.count()).select_from(tasks).where(or_(*conditions), tasks.c.optional.is_(False))
    return int(connection.execute(query).scalar() or 0)


def waited_for(connection: Connection, person: UUID, *, most: int = 10) -> list[Entry]:
    """What the cases this person opened wait for, from others."""
    query = (
        select(
            tasks,
            cases.c.id,
            cases.c.title,
            cases.c.code,
            func.coalesce(cases.c.number, cases.c.reference),
            cases.c.definition,
            cases.c.version,
            cases.c.state,
            literal(0),
            literal(0),
        )
        .join(cases, cases.c.id == tasks.c.case_id)
        .where(
            cases.c.opener == person,
            tasks.c.state.in_((OFFERED, CLAIMED)),
            tasks.c.present,
            tasks.c.optional.is_(False),
        )
        .order_by(tasks.c.due_at.asc().nulls_last(), tasks.c.id)
        .limit(most)
    )
    width = len(tasks.c)
    return [Entry(Task(*row[:width]), *row[width:]) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Finished:
    """Something this person has answered: when, which task with which answer, in which case."""

    at: datetime
    task: str
    outcome: str
    case_id: UUID
    title: str
    definition: str
    version: int


def finished(connection: Connection, person: UUID, since: datetime, *, most: int = PAGE) -> list[Finished]:
    """What a person has answered since an instant, newest first."""
    query = (
        select(
            positions.c.at,
            positions.c.task,
            positions.c.outcome,
            cases.c.id,
            cases.c.title,
            cases.c.definition,
            cases.c.version,
        )
        .join(cases, cases.c.id == positions.c.case_id)
        .where(positions.c.by == person, positions.c.at >= since)
        .order_by(positions.c.at.desc())
        .limit(most)
    )
    return [Finished(*row) for row in connection.execute(query)]
