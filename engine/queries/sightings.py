"""Who opened what is sealed: whether a look must go on record, and the list of those that did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, or_, select

from engine.case import cases
from engine.columns import from_micros, to_micros
from engine.override import overrides
from engine.queries.visible import readable_levels, seen_among
from engine.register import Register
from engine.registry import Registry
from engine.runtime import Engine
from engine.sighting import BY_CASE, BY_LEVEL, BY_OVERRIDE, sightings

PAGE = 50
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Look:
    """A look that is not on record yet: at which case, on which day, and how it was open."""

    case_id: UUID
    day: str
    how: str


def looks_due(
    engine: Engine, connection: Connection, register: Register, person: UUID, some: Iterable[UUID]
) -> list[Look]:
    """Of these cases, which this person was shown, those of which that must go on record now. Where nothing is sealed and no
    override is open, nothing is asked of the database."""
    wanted, now = list(dict.fromkeys(some)), engine.now()
    opened = {each.case_id for each in register.overrides_of(person) if each.open_at(now)}
    if not wanted or not (opened.intersection(wanted) or engine.registry.sealed):
        return []
    day = now.astimezone(ZoneInfo(register.calendar.zone)).date().isoformat()
    query = select(cases.c.id, cases.c.level, cases.c.definition, cases.c.version)
    known = and_(sightings.c.case_id == cases.c.id, sightings.c.person_id == person, sightings.c.day == day)
    unseen = ~select(sightings.c.case_id).where(known).correlate(cases).exists()
    readable = set(readable_levels(engine, register, person))
    found = []
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        for row in connection.execute(query.where(cases.c.id.in_(some), unseen)):
            how = _how(engine.registry, row, readable, opened)
            found += [Look(row.id, day, how)] if how is not None else []
    return found


def _how(registry: Registry, row: Any, readable: set[str], opened: set[UUID]) -> str | None:
    """How a case was open to whoever looked; nothing where it is not to go on record."""
    if row.id in opened:
        return BY_OVERRIDE
    if registry.levels[row.level].sealed:
        return BY_LEVEL if row.level in readable else BY_CASE
    parts = registry.sealed.get((row.definition, row.version), frozenset())
    return BY_LEVEL if parts & readable else None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A look on record. What the case is called only those are told who may know of it; the reference tells nothing."""

    at: datetime
    person: UUID
    case_id: UUID
    reference: str
    title: str | None
    level: str
    how: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class SightingPage:
    """One page of looks, newest first, and where the next begins."""

    found: tuple[Sighting, ...]
    next: str | None


def sightings_told(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    *,
    person: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
) -> SightingPage:
    """Every look on record that fits, with the reason of the override by which it was possible, where the viewer may read the
    case itself."""
    query = select(sightings, cases.c.reference, cases.c.title, cases.c.level, overrides.c.reason)
    query = query.join(cases, cases.c.id == sightings.c.case_id).outerjoin(overrides, _by_which())
    if since is not None:
        query = query.where(sightings.c.at >= since)
    if until is not None:
        query = query.where(sightings.c.at <= until)
    if person is not None:
        query = query.where(sightings.c.person_id == person)
    if (after := _read_cursor(cursor)) is not None:
        query = query.where(_before(*after))
    order = (sightings.c.at.desc(), sightings.c.person_id, sightings.c.case_id)
    rows = connection.execute(query.order_by(*order).limit(PAGE + 1)).all()
    seen = seen_among(engine, connection, register, {row.case_id for row in rows}, viewer)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return SightingPage(
        tuple(_told(row, row.case_id in seen) for row in rows[:PAGE]),
        f"{to_micros(last.at)}.{last.person_id.hex}.{last.case_id.hex}" if last else None,
    )


def _by_which() -> Any:
    """The override that was open to whoever looked at that instant."""
    theirs = and_(overrides.c.case_id == sightings.c.case_id, overrides.c.person_id == sightings.c.person_id)
    then = and_(overrides.c.since <= sightings.c.at, sightings.c.at < overrides.c.until)
    return and_(theirs, then, sightings.c.how == BY_OVERRIDE)


def _told(row: Any, seen: bool) -> Sighting:
    title, reason = (row.title, row.reason) if seen else (None, None)
    return Sighting(row.at, row.person_id, row.case_id, row.reference, title, row.level, row.how, reason)


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID, UUID] | None:
    try:
        at, person, case_id = (cursor or "").split(".")
        return from_micros(int(at)), UUID(person), UUID(case_id)
    except (ValueError, OverflowError):
        return None


def _before(at: datetime, person: UUID, case_id: UUID) -> Any:
    """What stands after this row in the list."""
    same = sightings.c.at == at
    next_case = and_(same, sightings.c.person_id == person, sightings.c.case_id > case_id)
    return or_(sightings.c.at < at, and_(same, sightings.c.person_id > person), next_case)
