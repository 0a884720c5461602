"""The auditor's questions: which events, by whom, when, of what kind; a case as it stood; who held which role then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Join, and_, or_, select

from engine.case import Case, cases
from engine.columns import from_json, from_micros, to_json, to_micros
from engine.comment import comments
from engine.document import Document
from engine.errors import Unknown
from engine.fold import Tables, fold
from engine.item import Item
from engine.link import links
from engine.log import disclosures, events, parse
from engine.notice import Notice
from engine.party import Organization, Person
from engine.position import Position
from engine.queries.case_page import CasePage, known_tasks, readable_answers
from engine.queries.listing import matching
from engine.queries.timeline import Happening, may_read, of_a_tie, tell
from engine.queries.visible import can_see, events_told, readable_levels, seen_cases, visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.task import Task
from engine.timer import ARMED, Timer

PAGE = 50
# Streams of the house itself, open to whoever may read the history at all.
OPEN_STREAMS = ("organization", "setting", "calendar")
# Streams about people's accounts, and about words that were to go, open to auditors alone.
CLOSED_STREAMS = ("person", "session", "erasure")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the history. Nothing given means: all that this viewer may read."""

    words: str = ""
    actor: UUID | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An event with what it belongs to: a case's title and reference, or the kind of its stream."""

    happening: Happening
    stream_kind: str
    stream_id: UUID
    title: str | None
    reference: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of events, newest first, and where the next begins."""

    found: tuple[Found, ...]
    next: str | None


def search(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    question: Question,
    *,
    cursor: str | None = None,
    most: int = PAGE,
) -> FoundPage:
    """Events that a viewer may read and that fit the question."""
    after = _read_cursor(cursor)
    rows = connection.execute(_query(engine, register, viewer, question, after).limit(most + 1)).all()
    found = tuple(_found(engine, register, row) for row in rows[:most])
    last = rows[most - 1] if len(rows) > most else None
    return FoundPage(found, f"{to_micros(last.at)}.{last.id.hex}" if last else None)


def every(
    engine: Engine, connection: Connection, register: Register, viewer: UUID, question: Question
) -> Iterator[Found]:
    """All of them, page by page, for an export."""
    cursor: str | None = None
    while True:
        page = search(engine, connection, register, viewer, question, cursor=cursor, most=500)
        yield from page.found
        cursor = page.next
        if cursor is None:
            return


def _query(
    engine: Engine, register: Register, viewer: UUID, question: Question, after: tuple[datetime, UUID] | None
) -> Any:
    reason = and_(disclosures.c.event_id == events.c.id, disclosures.c.name == "w_reason")
    query = (
        select(
            events.c.id,
            events.c.at,
            events.c.stream_kind,
            events.c.stream_id,
            events.c.body,
            events.c.leaf_hash,
            disclosures.c.value,
            cases.c.definition,
            cases.c.version,
            cases.c.title,
            cases.c.reference,
            cases.c.number,
        )
        .select_from(_with_what_they_are_about())
        .outerjoin(disclosures, reason)
        .where(*_conditions(engine, register, viewer, question))
        .order_by(events.c.at.desc(), events.c.id.desc())
    )
    if after is not None:
        at, last = after
        query = query.where(or_(events.c.at < at, and_(events.c.at == at, events.c.id < last)))
    return query


def _with_what_they_are_about() -> Join:
    """Events beside their case, and the remark or the tie they added."""
    of_case = and_(events.c.stream_kind == "case", cases.c.id == events.c.stream_id)
    beside = events.outerjoin(cases, of_case).outerjoin(comments, comments.c.id == events.c.id)
    return beside.outerjoin(links, of_a_tie())


def _conditions(
    engine: Engine, register: Register, viewer: UUID, question: Question
) -> list[ColumnElement[bool]]:
    streams = OPEN_STREAMS + (CLOSED_STREAMS if is_auditor(engine, register, viewer) else ())
    levels, others = readable_levels(engine, register, viewer), seen_cases(engine, register, viewer)
    told = or_(may_read(levels, others), comments.c.level == cases.c.level)
    open_events = events_told(engine, register, viewer, engine.registry.versions)
    seen = and_(events.c.stream_kind == "case", visible_cases(engine, register, viewer), told, open_events)
    conditions: list[ColumnElement[bool]] = [or_(seen, events.c.stream_kind.in_(streams))]
    if question.actor is not None:
        conditions.append(events.c.actor == question.actor)
    if question.kind:
        conditions.append(events.c.kind == question.kind)
    if question.since is not None:
        conditions.append(events.c.at >= question.since)
    if question.until is not None:
        conditions.append(events.c.at <= question.until)
    if question.case_id is not None:
        conditions.append(events.c.stream_id == question.case_id)
    if question.words.strip():
        conditions.append(
            and_(events.c.stream_kind == "case", matching(engine, register, viewer, question.words))
        )
    return conditions


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    try:
        at, _, last = (cursor or "").partition(".")
        return (from_micros(int(at)), UUID(last)) if cursor else None
    except (ValueError, OverflowError):
        return None


def _found(engine: Engine, register: Register, row: Any) -> Found:
    definition = engine.registry.find(row.definition, row.version) if row.definition else None
    happening = tell(register, definition, row.id, bytes(row.body), row.leaf_hash, row.value)
    return Found(
        happening, row.stream_kind, row.stream_id, row.title, row.number or row.reference, bytes(row.body)
    )


def is_auditor(engine: Engine, register: Register, person: UUID) -> bool:
    """Whether somebody reads the history as an auditor."""
    auditors = engine.registry.house.auditors
    roles = {role.key for role in auditors.roles()} if auditors else set()
    return any(standing.role in roles for standing in register.standings(person, engine.now()))


def kinds(engine: Engine, connection: Connection, register: Register, viewer: UUID) -> list[str]:
    """The kinds of events that this viewer may read any of."""
    open_to = _conditions(engine, register, viewer, Question())
    found = select(events.c.kind).select_from(_with_what_they_are_about()).where(*open_to).distinct()
    return sorted(connection.execute(found).scalars())


# A case as it stood


@dataclass(frozen=True, slots=True)
class AsOf:
    """A case at an instant: what stood then, which event was the newest, and the instants of its neighbours."""

    page: CasePage
    at: datetime
    number: int
    of: int
    before: datetime | None
    after: datetime | None


def case_as_of(
    engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID, at: datetime
) -> AsOf:
    """Fold the events of a case up to an instant. Unknown where the viewer may not know of it, or it had not begun."""
    if not can_see(engine, connection, case_id, viewer):
        raise Unknown("There is no such case, or it is not open to you.")
    rows = _stream(connection, case_id)
    hidden = hidden_events(engine, connection, register, case_id, viewer)
    past = [row for row in rows if row.at <= at]
    if not past:
        raise Unknown("The case had not begun at that instant.")
    opened = _disclosed(connection, [row.id for row in past])
    tables = fold((bytes(row.body), row.leaf_hash, opened.get(row.id, {})) for row in past)
    shown = [row for row in past if row.id not in hidden]
    page = _page(engine, register, viewer, case_id, at, tables, shown, opened)
    rows, past = [r for r in rows if r.id not in hidden], [r for r in past if r.id not in hidden]
    instants = sorted({row.at for row in rows})
    before = max((i for i in instants if i < past[-1].at), default=None)
    after = min((i for i in instants if i > at), default=None)
    return AsOf(page, at, len(past), len(rows), before, after)


def hidden_events(
    engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID
) -> set[UUID]:
    """The events of a case that this viewer may not read, and those of ties to unknown cases."""
    closer = comments.c.level.not_in(readable_levels(engine, register, viewer))
    query = select(comments.c.id).join(cases, cases.c.id == comments.c.case_id)
    query = query.where(comments.c.case_id == case_id, closer, comments.c.level != cases.c.level)
    unknown = links.c.to_case.not_in(seen_cases(engine, register, viewer))
    ties = select(links.c.id, links.c.ended_in).where(links.c.case_id == case_id, unknown)
    told = {event for tie in connection.execute(ties) for event in tie if event is not None}
    kept = ~events_told(engine, register, viewer, engine.registry.versions)
    back = select(events.c.id).where(events.c.stream_kind == "case", events.c.stream_id == case_id, kept)
    return {*connection.execute(query).scalars(), *connection.execute(back).scalars(), *told}


def _stream(connection: Connection, case_id: UUID) -> list[Any]:
    query = select(events.c.id, events.c.at, events.c.body, events.c.leaf_hash)
    query = query.where(events.c.stream_kind == "case", events.c.stream_id == case_id).order_by(events.c.seq)
    return list(connection.execute(query).all())


def _disclosed(connection: Connection, ids: list[UUID]) -> dict[UUID, dict[str, tuple[bytes, Any]]]:
    opened: dict[UUID, dict[str, tuple[bytes, Any]]] = {}
    for start in range(0, len(ids), 500):
        for row in connection.execute(
            select(disclosures).where(disclosures.c.event_id.in_(ids[start : start + 500]))
        ):
            opened.setdefault(row.event_id, {})[row.name] = (row.salt, from_json(row.value))
    return opened


def _page(
    engine: Engine,
    register: Register,
    viewer: UUID,
    case_id: UUID,
    at: datetime,
    tables: Tables,
    past: list[Any],
    opened: dict[UUID, dict[str, tuple[bytes, Any]]],
) -> CasePage:
    case = Case(**tables["cases"][case_id,])
    definition = engine.registry.get(case.definition, case.version)
    tasks = sorted((Task(**row) for row in tables["tasks"].values()), key=lambda t: t.id)
    answers = sorted((Position(**row) for row in tables["positions"].values()), key=lambda p: (p.at, p.id))
    versions = sorted(
        (Document(**row) for row in tables["documents"].values()), key=lambda d: (d.document, d.version)
    )
    present = [task for task in tasks if task.present]
    standing = {task.answer for task in present}
    timers = {row["key"]: Timer(**row) for row in tables["timers"].values() if row["state"] == ARMED}
    snapshot = Snapshot(
        definition,
        case,
        register,
        engine.registry,
        at,
        tasks=present,
        answers={a.id: a for a in answers if a.id in standing},
        timers=timers,
        items=sorted((Item(**row) for row in tables["items"].values()), key=lambda i: (i.item, i.position)),
        documents={d.document: d for d in versions},
        notices=[Notice(**row) for row in tables["notices"].values()],
        fingerprint=engine.registry.fingerprint(definition),
    )
    told = [
        tell(register, definition, r.id, bytes(r.body), r.leaf_hash, _reason(opened.get(r.id, {})))
        for r in past
    ]
    heard = readable_answers(engine, register, definition, viewer, tasks, answers)
    known = known_tasks(engine, register, definition, viewer, tasks)
    return CasePage(snapshot, known, heard, tuple(versions), (), tuple(told))


def _reason(opened: dict[str, tuple[bytes, Any]]) -> str | None:
    return to_json(opened["w_reason"][1]) if "w_reason" in opened else None


# Who held which role then


@dataclass(frozen=True, slots=True)
class Holding:
    """A role at an instant: the organizations that held it, and the people who could act in it."""

    role: str
    label: str
    organizations: tuple[Organization, ...]
    people: tuple[Person, ...]


def recorded_later(connection: Connection, register: Register, at: datetime) -> dict[str, list[datetime]]:
    """Of the mandates in force at an instant those that were not on record yet: by role, when each was recorded."""
    query = select(events.c.at, events.c.body).where(events.c.kind == "mandate.granted", events.c.at > at)
    then = {each.id.hex: each.role for each in register.mandates if each.holds_at(at)}
    found: dict[str, list[datetime]] = {}
    for row in connection.execute(query.order_by(events.c.at)):
        for change in parse(bytes(row.body))["rows"]:
            if change["t"] == "mandates" and change["k"][0] in then:
                found.setdefault(then[change["k"][0]], []).append(row.at)
    return found


def holdings(register: Register, at: datetime) -> list[Holding]:
    """Every role that anybody held at an instant: offices first, then seats, then the others by name."""
    found = [
        Holding(
            role.key,
            role.label,
            tuple(register.holders(role.key, at)),
            tuple(register.people_in(role.key, at)),
        )
        for role in register.roles.values()
    ]
    order = {
        key: (role.exercised_by is None, not role.seats, role.label) for key, role in register.roles.items()
    }
    return sorted(
        (each for each in found if each.organizations or each.people), key=lambda each: order[each.role]
    )
