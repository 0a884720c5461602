"""What changed in the house between two instants: its register, and which cases, as far as a viewer may know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from engine.columns import to_json
from engine.log import events
from engine.queries.audit import CLOSED_STREAMS, Question, conditions, is_auditor, with_what_they_are_about
from engine.queries.changes import Changed, changed
from engine.queries.house_as_of import house_streams
from engine.queries.streams import Told
from engine.queries.timeline import Happening, tell
from engine.register import Register
from engine.runtime import Engine

CASES = 20
# Of the house's own rows those that are no secret of an account; and of an account what its owner shows to others.
OPEN = ("organizations", "mandates", "settings", "calendars")
CLOSED = ("people", "absences")
OF_A_PERSON = ("name", "email", "active", "zone", "language")


@dataclass(frozen=True, slots=True)
class HouseChanges:
    """What changed in the register, each with the event that did it."""

    changes: tuple[Changed, ...]
    by: dict[UUID, Happening]


def house_changes(
    engine: Engine, connection: Connection, register: Register, viewer: UUID, since: datetime, until: datetime
) -> HouseChanges:
    """Rows of the register that differ at the end from what they were; of people and absences auditors alone are told."""
    told = house_streams(connection, until)
    _tables, found = changed([e for e in told if e.at <= since], [e for e in told if e.at > since])
    whole = is_auditor(engine, register, viewer)
    shown = tuple(each for each in found if each.table in (*OPEN, *(CLOSED if whole else ())) and _says(each))
    streams = () if whole else CLOSED_STREAMS
    known = (each for each in told if each.at > since and each.event["stream"][0] not in streams)
    return HouseChanges(shown, _happenings(register, shown, known))


def _says(change: Changed) -> bool:
    """Whether anything of a row that people read is another one now: of an account its password says nothing."""
    return change.table != "people" or any(cell.column in OF_A_PERSON for cell in change.cells)


def _happenings(
    register: Register, changes: Iterable[Changed], told: Iterable[Told]
) -> dict[UUID, Happening]:
    wanted = {event for change in changes for event in (change.event, *(c.event for c in change.cells))}
    return {
        e.id: tell(register, None, e.id, e.body, e.leaf, to_json(e.reason) if e.reason is not None else None)
        for e in told
        if e.id in wanted
    }


@dataclass(frozen=True, slots=True)
class CasesChanged:
    """Cases in which something happened, the latest first: one page of them, and how many there are."""

    cases: tuple[tuple[UUID, int], ...]
    count: int


def cases_changed(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    since: datetime,
    until: datetime,
    *,
    page: int = 1,
) -> CasesChanged:
    """Each with the number of events that the viewer may read."""
    asked = conditions(engine, register, viewer, Question(until=until))
    here = (*asked, events.c.at > since, events.c.stream_kind == "case")
    query = select(events.c.stream_id, func.count(events.c.id)).select_from(with_what_they_are_about())
    latest = func.max(events.c.at).desc()
    query = query.where(*here).group_by(events.c.stream_id).order_by(latest, events.c.stream_id)
    found = [(row[0], row[1]) for row in connection.execute(query)]
    first = (page - 1) * CASES
    return CasesChanged(tuple(found[first : first + CASES]), len(found))
