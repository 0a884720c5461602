"""The history as traces, for process mining: each stream with its events in order, and what became of each task in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from engine.case import cases
from engine.link import links
from engine.log import disclosures, events, read
from engine.queries.audit import Question, conditions, with_what_they_are_about
from engine.queries.timeline import Happening, tell
from engine.queries.visible import seen_cases, unknown_tasks
from engine.register import Register
from engine.runtime import Engine
from engine.task import CLAIMED, CLOSED, COMPLETED, HELD, OFFERED, tasks

AT_ONCE = 25
# What became of a task, as process mining calls it.
LIFECYCLE = {
    OFFERED: "schedule",
    CLAIMED: "start",
    COMPLETED: "complete",
    CLOSED: "withdraw",
    HELD: "suspend",
}
REASSIGNED = "reassign"


@dataclass(frozen=True, slots=True)
class Step:
    """What an event did to one task."""

    task: UUID
    key: str
    party: str
    lifecycle: str


@dataclass(frozen=True, slots=True)
class Traced:
    """An event with what it did to tasks; where it is about a task, that one stands first."""

    happening: Happening
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One stream as far as it was asked for: of a case with the row that says what it is."""

    kind: str
    id: UUID
    case: Any
    events: tuple[Traced, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A case tied to another one."""

    case_id: UUID
    to_case: UUID
    type: str
    ended_at: datetime | None


def traced_streams(
    engine: Engine, connection: Connection, register: Register, viewer: UUID, question: Question
) -> list[tuple[str, UUID]]:
    """The streams in which anything fits the question, by kind, then by age: ids are made in the order of time."""
    query = select(events.c.stream_kind, events.c.stream_id).select_from(with_what_they_are_about())
    found = query.where(*conditions(engine, register, viewer, question)).distinct()
    return sorted((row.stream_kind, row.stream_id) for row in connection.execute(found))


def traces(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    question: Question,
    streams: Iterable[tuple[str, UUID]],
) -> list[Trace]:
    """These streams with the events of theirs that fit the question and that the viewer may read, each in its order."""
    wanted = list(streams)
    found: dict[tuple[str, UUID], list[Any]] = {}
    for row in _events(engine, connection, register, viewer, question, [each for _kind, each in wanted]):
        found.setdefault((row.stream_kind, row.stream_id), []).append(row)
    ids = [identity for kind, identity in wanted if kind == "case"]
    known = _known_tasks(engine, connection, register, viewer, ids)
    about = cases_told(engine, connection, register, viewer, ids)
    return [
        Trace(kind, identity, case, tuple(_traced(engine, register, row, known, case) for row in rows))
        for kind, identity in wanted
        if (rows := found.get((kind, identity)))
        for case in (about.get(identity) if kind == "case" else None,)
    ]


def _events(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    question: Question,
    ids: list[UUID],
) -> Iterable[Any]:
    words = and_(disclosures.c.event_id == events.c.id, disclosures.c.name == "w_reason")
    columns = (events.c.id, events.c.stream_kind, events.c.stream_id, events.c.body, events.c.leaf_hash)
    query = select(*columns, disclosures.c.value).select_from(with_what_they_are_about())
    here = (*conditions(engine, register, viewer, question), events.c.stream_id.in_(ids))
    return connection.execute(query.outerjoin(disclosures, words).where(*here).order_by(events.c.seq))


def _known_tasks(
    engine: Engine, connection: Connection, register: Register, viewer: UUID, ids: list[UUID]
) -> Mapping[str, Any]:
    """The tasks of these cases of which the viewer may know whom they ask, by id as the log writes it."""
    query = select(tasks.c.id, tasks.c.task, tasks.c.party).join(cases, cases.c.id == tasks.c.case_id)
    known = query.where(tasks.c.case_id.in_(ids), ~unknown_tasks(engine, register, viewer))
    return {row.id.hex: row for row in connection.execute(known)}


def cases_told(
    engine: Engine, connection: Connection, register: Register, viewer: UUID, ids: Iterable[UUID]
) -> dict[UUID, Any]:
    """What these cases are called and how they stand, of those that the viewer may know of."""
    columns = ("id", "definition", "version", "title", "reference", "number", "state", "level", "opened_at")
    query = select(*(cases.c[name] for name in columns))
    seen = query.where(cases.c.id.in_(list(ids)), cases.c.id.in_(seen_cases(engine, register, viewer)))
    return {row.id: row for row in connection.execute(seen)}


def _traced(engine: Engine, register: Register, row: Any, known: Mapping[str, Any], case: Any) -> Traced:
    definition = engine.registry.find(case.definition, case.version) if case is not None else None
    body = bytes(row.body)
    happening = tell(register, definition, row.id, body, row.leaf_hash, row.value)
    steps = list(_steps(read(body), known))
    first = [step for step in steps if _is_about(happening, step)][:1] if steps else []
    return Traced(happening, (*first, *(step for step in steps if step not in first)))


def _is_about(happening: Happening, step: Step) -> bool:
    return happening.kind.startswith("task.") and step.key == happening.facts.get("task")


def _steps(event: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Step]:
    for row in event["rows"]:
        task = known.get(row["k"][0]) if row["t"] == "tasks" else None
        lifecycle = _lifecycle(row["c"]) if task is not None else None
        if task is not None and lifecycle is not None:
            yield Step(task.id, task.task, task.party, lifecycle)


def _lifecycle(columns: Mapping[str, Any]) -> str | None:
    """What became of a task; nothing where only its times or its round did."""
    if "state" in columns:
        return LIFECYCLE.get(columns["state"])
    return REASSIGNED if columns.keys() & {"delegated_to", "claimed_by"} else None


def ties_among(
    engine: Engine, connection: Connection, register: Register, viewer: UUID, ids: Iterable[UUID]
) -> list[Tie]:
    """The ties of these cases to cases that the viewer may know of."""
    some, seen = list(ids), seen_cases(engine, register, viewer)
    columns = (links.c.case_id, links.c.to_case, links.c.type, links.c.ended_at)
    ours = or_(links.c.case_id.in_(some), links.c.to_case.in_(some))
    query = select(*columns).where(ours, links.c.case_id.in_(seen), links.c.to_case.in_(seen))
    return [Tie(*row) for row in connection.execute(query.order_by(links.c.at, links.c.id))]
