"""A case as a page or the API shows it: read once, without the lock, through the one filter."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from engine.case import Case, cases
from engine.comment import comments
from engine.definition import BY_LEVEL, CaseDefinition, TaskDefinition
from engine.document import Document, documents
from engine.errors import Unknown
from engine.item import Item, items
from engine.notice import Notice, apart, asked_and_answered
from engine.position import Position, positions
from engine.prepared import Prepared
from engine.queries.elsewhere import elsewhere, visible_links
from engine.queries.kept import kept, rights_of
from engine.queries.timeline import Happening, timeline
from engine.queries.visible import closed_tasks, open_within, readable_levels, visible_cases
from engine.register import Register
from engine.rights import keeping_back
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.store import read_timers
from engine.task import Task, tasks
from engine.whom import is_asked

_every_task = Prepared(
    asked_and_answered(positions.c.task_id == tasks.c.id)
    .where(tasks.c.case_id == bindparam("id"))
    .order_by(tasks.c.id)
)
_every_version = Prepared(
    select(documents)
    .where(documents.c.case_id == bindparam("id"))
    .order_by(documents.c.document, documents.c.version)
)
_every_item = Prepared(
    select(items).where(items.c.case_id == bindparam("id")).order_by(items.c.item, items.c.position)
)
_remarks = (
    select(
        comments.c.id,
        comments.c.body,
        comments.c.level,
        comments.c.by,
        comments.c.for_organization,
        comments.c.at,
    )
    .where(
        comments.c.case_id == bindparam("id"),
        comments.c.level.in_(bindparam("levels", expanding=True)),
    )
    .order_by(comments.c.at, comments.c.id)
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark in the discussion."""

    id: UUID
    body: str
    level: str
    by: UUID
    for_organization: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything about one case that this viewer may see. `positions` and `tasks` are of all rounds, oldest first.

    The snapshot holds every task and standing answer, for the rules of the case rest on them; `tasks` and `positions` only
    what the viewer may know of.
    """

    snapshot: Snapshot
    tasks: tuple[Task, ...]
    positions: tuple[Position, ...]
    versions: tuple[Document, ...]
    comments: tuple[Comment, ...]
    happenings: tuple[Happening, ...]

    def answer_to(self, task: Task) -> Position | None:
        """The standing answer to a present task, if there is one and the viewer may read it."""
        return (
            next((each for each in self.positions if each.id == task.answer), None) if task.answer else None
        )


def case_page(
    engine: Engine,
    connection: Connection,
    register: Register,
    case_id: UUID,
    viewer: UUID | None,
    *,
    newest: int | None = 0,
) -> CasePage:
    """Read a case for a viewer; Unknown where there is none that this viewer may know of.

    Of its history every step, and so many of the newest events; all of it without a number, nothing with 0.
    """
    key, visible = ("case", rights_of(engine, register, viewer)), visible_cases(engine, register, viewer)
    query = kept(engine, key, lambda: select(cases).where(cases.c.id == bindparam("id"), visible))
    row = connection.execute(query, {"id": case_id}).first()
    if row is None:
        raise Unknown("There is no such case, or it is not open to you.")
    case = Case(*row)
    definition = engine.registry.get(case.definition, case.version)
    every_task, answers, told = _tasks(connection, case_id)
    versions = _versions(connection, case_id) if definition.documents else []
    present = [task for task in every_task if task.present]
    standing = {task.answer for task in present}
    snapshot = Snapshot(
        definition,
        case,
        register,
        engine.registry,
        engine.now(),
        tasks=present,
        answers={each.id: each for each in answers if each.id in standing},
        timers=read_timers(connection, case_id),
        items=_items(connection, case_id) if definition.items else [],
        documents={d.document: d for d in versions},
        links=visible_links(engine, connection, register, case_id, viewer),
        notices=told,
        extra={("late",): [each for each in answers if each.late]},
        fingerprint=engine.registry.fingerprint(definition),
        look=elsewhere(engine, connection, register, viewer),
    )
    known = known_tasks(engine, register, definition, viewer, every_task)
    heard = readable_answers(engine, register, definition, viewer, every_task, answers)
    seen = open_within(engine, register, viewer, snapshot)
    remarks = _comments(connection, case_id, seen["levels"])
    happenings = []
    if newest != 0:
        happenings = timeline(connection, register, definition, case_id, **seen, newest=newest)
    return CasePage(snapshot, known, heard, tuple(versions), remarks, tuple(happenings))


def known_tasks(
    engine: Engine, register: Register, definition: CaseDefinition, viewer: UUID | None, asked: Iterable[Task]
) -> tuple[Task, ...]:
    """Of these tasks those of which a viewer may know: by level, or because the viewer is asked the same."""
    rows = list(asked)
    closed = closed_tasks(definition, readable_levels(engine, register, viewer))
    own = {t.id: t.task for t in rows if t.task in closed and is_asked(t, register, viewer, engine.now())}
    too = {key for key in own.values() if definition.task_by_key[key].shown != BY_LEVEL}
    return tuple(task for task in rows if task.task not in closed - too or task.id in own)


def readable_answers(
    engine: Engine,
    register: Register,
    definition: CaseDefinition,
    viewer: UUID | None,
    asked: Iterable[Task],
    answers: Iterable[Position],
) -> tuple[Position, ...]:
    """Of these answers those that are open to a viewer: by level and as they are shown, or because they are the own ones."""
    levels, rows = readable_levels(engine, register, viewer), list(asked)
    mine = [task for task in rows if is_asked(task, register, viewer, engine.now())]
    back = {each.key for each in definition.tasks if is_kept_back(each, levels, rows, mine)}
    own = {task.id for task in mine}
    return tuple(
        answer
        for answer in answers
        if answer.task not in back or answer.task_id in own or (viewer is not None and answer.by == viewer)
    )


def is_kept_back(
    definition: TaskDefinition, levels: Container[str], rows: list[Task], mine: list[Task]
) -> bool:
    """Whether what others answer is kept from a reader of these levels, to whom `mine` of all these tasks are offered."""
    asked, own = ([task for task in each if task.task == definition.key] for each in (rows, mine))
    if definition.level is not None and definition.level not in levels:
        if definition.shown == BY_LEVEL or not own:
            return True
    return any(task.present and task.lasts for task in keeping_back(definition, asked, own))


def _tasks(connection: Connection, case_id: UUID) -> tuple[list[Task], list[Position], list[Notice]]:
    """The tasks of all rounds, the answers to them by their time, and who had notice of them."""
    asked: dict[UUID, Task] = {}
    answers: list[Position] = []
    told: dict[UUID, Notice] = {}
    for row in _every_task.all(connection, {"id": case_id}):
        task, answer, notice = apart(row)
        asked.setdefault(task.id, task)
        if answer is not None:
            answers.append(answer)
        if notice is not None:
            told.setdefault(task.id, notice)
    answers.sort(key=lambda answer: (answer.at, answer.id))
    return list(asked.values()), answers, list(told.values())


def _versions(connection: Connection, case_id: UUID) -> list[Document]:
    return [Document(*row) for row in _every_version.all(connection, {"id": case_id})]


def _items(connection: Connection, case_id: UUID) -> list[Item]:
    return [Item(*row) for row in _every_item.all(connection, {"id": case_id})]


def _comments(connection: Connection, case_id: UUID, levels: list[str]) -> tuple[Comment, ...]:
    """The remarks that the viewer's levels open, and those at the level of a case that is open to the viewer anyway."""
    rows = connection.execute(_remarks, {"id": case_id, "levels": levels})
    return tuple(Comment(*row) for row in rows)
