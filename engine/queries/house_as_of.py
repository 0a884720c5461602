"""The house as it stood at an instant, folded from the log: organizations, people, mandates, absences, overrides, settings
and the calendar, as they were on record then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_

from engine.absence import Absence
from engine.calendar import WorkingCalendar
from engine.fold import Tables, apply_rows
from engine.log import events
from engine.override import Override
from engine.party import Mandate, Organization, Person
from engine.queries.case_as_of import ERASED
from engine.queries.streams import Told, folded, read_streams
from engine.register import Register
from engine.registry import Registry
from engine.runtime import FALLBACK_ZONE
from engine.stored_calendar import days_off

STREAMS = ("organization", "person", "setting", "calendar")
# These stand in the streams of their cases.
OF_CASES = ("override.begun", "override.ended")


@dataclass(frozen=True, slots=True)
class HouseAsOf:
    """The register at an instant, with the rows it was made of."""

    at: datetime
    register: Register
    tables: Tables

    @property
    def begun(self) -> bool:
        """Whether anything was on record by then."""
        return bool(self.register.organizations or self.register.people or self.register.settings)


def house_streams(connection: Connection, until: datetime) -> list[Told]:
    """Every event of the house itself up to an instant."""
    return read_streams(connection, events.c.stream_kind.in_(STREAMS), until)


def house_as_of(registry: Registry, connection: Connection, at: datetime) -> HouseAsOf:
    """Fold the house up to an instant."""
    tables = folded(house_streams(connection, at))
    kinds = and_(events.c.stream_kind == "case", events.c.kind.in_(OF_CASES))
    for told in read_streams(connection, kinds, at):
        apply_rows(tables, told.event, told.disclosed, only=("overrides",))
    return HouseAsOf(at, register_of(tables, registry), tables)


def register_of(tables: Tables, registry: Registry) -> Register:
    """The register that these rows make."""
    settings = {row["key"]: row for row in tables["settings"].values()}
    return Register(
        0,
        {row["id"]: _made(Organization, row) for row in tables["organizations"].values()},
        {row["id"]: _person(row) for row in tables["people"].values()},
        tuple(_made(Mandate, row) for row in _by_since(tables["mandates"].values())),
        {key: row["value"] for key, row in settings.items()},
        _calendar(tables["calendars"].values()),
        registry.roles,
        {key: row["adopted_by"] for key, row in settings.items() if row["adopted_by"] is not None},
        tuple(_made(Override, row) for row in tables["overrides"].values()),
        tuple(_absence(row) for row in tables["absences"].values() if row["since"] and row["until"]),
    )


def _made(kind: Any, row: dict[str, Any]) -> Any:
    return kind(**{name: row[name] for name in kind.__dataclass_fields__})


def _by_since(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["since"], row["id"]))


def _person(row: dict[str, Any]) -> Person:
    name, email = (ERASED if row[key] is None else row[key] for key in ("name", "email"))
    return Person(row["id"], email, name, row["zone"], row["language"], row["active"])


def _absence(row: dict[str, Any]) -> Absence:
    scope = tuple(row["scope"] or ())
    return Absence(row["id"], row["person_id"], row["substitute_id"], row["since"], row["until"], scope)


def _calendar(rows: Iterable[dict[str, Any]]) -> WorkingCalendar:
    row = next((each for each in rows if each["current"]), None)
    if row is None:
        return WorkingCalendar("none", 0, FALLBACK_ZONE)
    return WorkingCalendar(row["key"], row["version"], row["zone"], days_off(row["days_off"]))
