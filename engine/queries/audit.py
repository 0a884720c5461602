"""The auditor's question of the history: which events, by whom, when, of what kind; as far as the viewer may read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Join, and_, or_, select

from engine.case import cases
from engine.columns import from_micros, to_micros
from engine.comment import comments
from engine.link import links
from engine.log import disclosures, events
from engine.queries.listing import matching
from engine.queries.timeline import Happening, may_read, of_a_tie, tell
from engine.queries.visible import events_told, readable_levels, seen_cases, visible_cases
from engine.register import Register
from engine.runtime import Engine

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
        .select_from(with_what_they_are_about())
        .outerjoin(disclosures, reason)
        .where(*conditions(engine, register, viewer, question))
        .order_by(events.c.at.desc(), events.c.id.desc())
    )
    if after is not None:
        at, last = after
        query = query.where(or_(events.c.at < at, and_(events.c.at == at, events.c.id < last)))
    return query


def with_what_they_are_about() -> Join:
    """Events beside their case, and the remark or the tie they added."""
    of_case = and_(events.c.stream_kind == "case", cases.c.id == events.c.stream_id)
    beside = events.outerjoin(cases, of_case).outerjoin(comments, comments.c.id == events.c.id)
    return beside.outerjoin(links, of_a_tie())


def conditions(
    engine: Engine, register: Register, viewer: UUID, question: Question
) -> list[ColumnElement[bool]]:
    """What holds of an event, beside what it is about, that this viewer may read and that fits the question."""
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
    open_to = conditions(engine, register, viewer, Question())
    found = select(events.c.kind).select_from(with_what_they_are_about()).where(*open_to).distinct()
    return sorted(connection.execute(found).scalars())
