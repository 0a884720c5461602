"""Several cases at once: their present answers for the marks of a register, and whole snapshots for the few on a desk.

One query for each kind of row, whatever the number of cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Connection, or_, select

from engine.case import Case, cases
from engine.document import Document, documents
from engine.item import Item, items
from engine.link import Link, links
from engine.position import Position, positions
from engine.queries.visible import visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.task import Task, tasks

Answer = tuple[Task, Position | None]
_TASK_COLUMNS = len(tasks.c)


def present_answers(
    connection: Connection, case_ids: Iterable[UUID], task: str, *, whole: Iterable[UUID] = ()
) -> dict[UUID, list[Answer]]:
    """The present tasks of one kind, each with its standing answer; of the cases in `whole` the tasks of every kind."""
    wanted, entirely = list(dict.fromkeys(case_ids)), list(whole)
    found: dict[UUID, list[Answer]] = {each: [] for each in [*wanted, *entirely]}
    if not found:
        return found
    query = (
        select(tasks, *[c.label(f"a_{c.name}") for c in positions.c])
        .outerjoin(positions, positions.c.id == tasks.c.answer)
        .where(
            tasks.c.case_id.in_(list(found)),
            tasks.c.present,
            or_(tasks.c.task == task, tasks.c.case_id.in_(entirely)),
        )
        .order_by(tasks.c.id)
    )
    for row in connection.execute(query):
        answer = Position(*row[_TASK_COLUMNS:]) if row[_TASK_COLUMNS] is not None else None
        found[row.case_id].append((Task(*row[:_TASK_COLUMNS]), answer))
    return found


def snapshots(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    found: list[Case],
    answers: Mapping[UUID, list[Answer]],
) -> list[Snapshot]:
    """The snapshots of a few cases of one type, to say what is still needed; without clocks and notices."""
    if not found:
        return []
    definition = engine.registry.get(found[0].definition, found[0].version)
    ids = [each.id for each in found]
    rows = _items(connection, ids) if definition.items else {}
    papers = _documents(connection, ids) if definition.documents else {}
    ties = _links(engine, connection, register, viewer, ids) if definition.tied else {}
    return [
        Snapshot(
            engine.registry.get(each.definition, each.version),
            each,
            register,
            engine.registry,
            engine.now(),
            tasks=[task for task, _ in answers[each.id]],
            answers={answer.id: answer for _, answer in answers[each.id] if answer is not None},
            items=rows.get(each.id, []),
            documents=papers.get(each.id, {}),
            links=ties.get(each.id, []),
        )
        for each in found
    ]


def _items(connection: Connection, ids: list[UUID]) -> dict[UUID, list[Item]]:
    found: dict[UUID, list[Item]] = {}
    query = select(items).where(items.c.case_id.in_(ids)).order_by(items.c.item, items.c.position)
    for row in connection.execute(query):
        found.setdefault(row.case_id, []).append(Item(*row))
    return found


def _documents(connection: Connection, ids: list[UUID]) -> dict[UUID, dict[str, Document]]:
    found: dict[UUID, dict[str, Document]] = {}
    query = select(documents).where(documents.c.case_id.in_(ids)).order_by(documents.c.version)
    for row in connection.execute(query):
        found.setdefault(row.case_id, {})[row.document] = Document(*row)
    return found


def _links(
    engine: Engine, connection: Connection, register: Register, viewer: UUID, ids: list[UUID]
) -> dict[UUID, list[Link]]:
    """The standing ties of these cases to others that the viewer may know of, seen from either end."""
    told = (
        cases.c.id.label("other"),
        cases.c.definition,
        cases.c.version,
        cases.c.title,
        cases.c.state,
        cases.c.result,
        cases.c.data,
    )
    own = (links.c.id, links.c.case_id, links.c.to_case, links.c.type, links.c.at)
    query = (
        select(*own, *told)
        .join(cases, cases.c.id.in_([links.c.case_id, links.c.to_case]))
        .where(
            or_(links.c.case_id.in_(ids), links.c.to_case.in_(ids)),
            links.c.ended_at.is_(None),
            visible_cases(engine, register, viewer),
        )
        .order_by(links.c.at, links.c.id)
    )
    found: dict[UUID, list[Link]] = {}
    for row in connection.execute(query):
        incoming = row.other == row.case_id
        mine = row.to_case if incoming else row.case_id
        if mine in ids:
            tie, told_by_other = tuple(row)[: len(own)], tuple(row)[len(own) :]
            found.setdefault(mine, []).append(Link(*(*tie, incoming, *told_by_other)))
    return found
