"""Appointments: cases that take place at a time, for the calendars of those who are asked to them, as far as they may know.

Plain values, for feeds and for letters alike; how a calendar file spells them is the business of those who write one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, select

from engine.case import Case, cases
from engine.columns import from_micros
from engine.definition import Appointment, CaseDefinition
from engine.queries.visible import visible_cases
from engine.register import Register
from engine.runtime import Engine

MOST = 200
KEPT = timedelta(days=60)  # so long an appointment that is over stays in a calendar


@dataclass(frozen=True, slots=True)
class Appointed:
    """An appointment as a calendar tells it. `sequence` never falls, and rises with each change of the case: so whoever has
    it already takes the new time over. `changed_at` is when that was. What is only `planned` may not take place."""

    case: Case
    starts: datetime
    ends: datetime
    place: str
    planned: bool
    called_off: bool
    sequence: int
    changed_at: datetime

    @property
    def uid(self) -> str:
        """What it is called in every calendar, for ever; the house's own name goes behind it."""
        return f"{self.case.id.hex}.appointment"


def appointed(definition: CaseDefinition, case: Case) -> Appointed | None:
    """The appointment that a case is; nothing for one that takes place at no time."""
    told = definition.appointment
    starts, ends = (_instant(case, each.key) for each in (told.starts, told.ends)) if told else (None, None)
    if told is None or starts is None or ends is None:
        return None
    planned, off = (case.state in {state.key for state in those} for those in (told.planned, told.off))
    place = str(case.data.get(told.place.key) or "")
    return Appointed(case, starts, max(starts, ends), place, planned, off, case.revision, case.changed_at)


def _instant(case: Case, key: str) -> datetime | None:
    value = case.data.get(key)
    return from_micros(value) if value is not None else None


def is_asked_to(told: Appointment, register: Register, person: UUID, now: datetime) -> bool:
    """Whether somebody holds a role of those who are asked."""
    roles = {role.key for role in told.asked.roles()}
    return any(standing.role in roles for standing in register.standings(person, now))


def appointments(
    engine: Engine, connection: Connection, register: Register, person: UUID, about: UUID | None = None
) -> list[Appointed]:
    """The appointments that this person is asked to, or that of one case, the earliest first: those ahead and those that are
    not long over. Of more than `MOST` the cases that were opened last."""
    asked = list(_types(engine, register, person, everybody=about is not None))
    wanted = [cases.c.definition.in_(asked), visible_cases(engine, register, person)]
    if about is not None:
        wanted.append(cases.c.id == about)
    query = select(cases).where(*wanted).order_by(cases.c.opened_at.desc(), cases.c.id).limit(MOST)
    found = _told(engine, (Case(*row) for row in connection.execute(query))) if asked else []
    return sorted(found, key=lambda each: (each.starts, each.case.id))


def called_to(
    engine: Engine, connection: Connection, register: Register, person: UUID, case_id: UUID
) -> Appointed | None:
    """The appointment that a case is, where this person is asked to it and it is not long over."""
    for told in appointments(engine, connection, register, person, case_id):
        asked = engine.registry.get(told.case.definition, told.case.version).appointment
        if asked is not None and is_asked_to(asked, register, person, engine.now()):
            return told
    return None


def _types(engine: Engine, register: Register, person: UUID, *, everybody: bool) -> Iterator[str]:
    """The types to whose appointments this person is asked; with `everybody` all that have any."""
    for definition in engine.registry:
        told = definition.appointment
        if told is not None and (everybody or is_asked_to(told, register, person, engine.now())):
            yield definition.key


def _told(engine: Engine, found: Iterable[Case]) -> Iterator[Appointed]:
    since = engine.now() - KEPT
    for case in found:
        told = appointed(engine.registry.get(case.definition, case.version), case)
        if told is not None and told.ends >= since:
            yield told
