"""The running engine: the database, the definitions, the clock and the files, put together at the fuse box."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import Connection, select

from engine.absence import Absence, absences
from engine.calendar import WorkingCalendar
from engine.clock import Clock
from engine.database import Database
from engine.files import Files
from engine.override import Override, overrides
from engine.party import Mandate, Organization, Person, mandates, organizations, people
from engine.prepared import Prepared
from engine.register import Register
from engine.registry import Registry
from engine.setting import register_stamp, settings
from engine.stored_calendar import calendars, days_off

FALLBACK_ZONE = "UTC"


@dataclass
class Engine:
    """Everything a command or a question needs. One for each process."""

    database: Database
    registry: Registry
    clock: Clock
    files: Files
    build: str = "development"
    demo: bool = False
    # Whether the clock is in doubt (see `ClockWatch`): then what tells goes on, and what closes or moves waits.
    suspect: Callable[[], bool] = lambda: False
    # Called at named points of each command; the fault tests end the process there.
    at_point: Callable[[str], None] = lambda point: None
    _register: Register | None = None
    _offset: timedelta = timedelta(0)
    _lock: Lock = field(default_factory=Lock)

    def now(self) -> datetime:
        """The instant now: the clock's, moved by the demonstration's offset."""
        return self.clock.now() + self._offset

    @property
    def origin(self) -> str:
        """The name of this log, as every event carries it."""
        register = self._register
        return str(register.settings.get("log_origin", "nemcon")) if register else "nemcon"

    def register(self, connection: Connection) -> Register:
        """The register as it is committed: read again only when its stamp has moved on."""
        version, offset = _stamped(connection)
        with self._lock:
            if self.demo:
                self._offset = timedelta(microseconds=offset)
            while self._register is None or self._register.version != version:
                self._register = read_register(connection, version, self.registry)
                version, _ = _stamped(connection)  # moved on between our statements: half of it would be new
            return self._register

    @contextmanager
    def reading(self) -> Iterator[tuple[Connection, Register]]:
        """A read-only transaction with the register as it sees it."""
        with self.database.read() as connection:
            yield connection, self.register(connection)


_stamp = Prepared(select(register_stamp.c.version, register_stamp.c.clock_offset))


def _stamped(connection: Connection) -> tuple[int, int]:
    stamp = _stamp.first(connection, {})
    return (stamp[0], stamp[1]) if stamp else (0, 0)


def read_register(connection: Connection, version: int, registry: Registry) -> Register:
    """Read organizations, people, mandates, settings and the current calendar."""
    stored = {row.key: row for row in connection.execute(select(settings))}
    return Register(
        version,
        {
            r.id: Organization(r.id, r.code, r.name, r.attributes)
            for r in connection.execute(select(organizations))
        },
        {r.id: _person(r) for r in connection.execute(select(people))},
        tuple(
            Mandate(*row)
            for row in connection.execute(select(mandates).order_by(mandates.c.since, mandates.c.id))
        ),
        {key: row.value for key, row in stored.items()},
        _calendar(connection),
        registry.roles,
        {key: row.adopted_by for key, row in stored.items() if row.adopted_by is not None},
        tuple(Override(*row) for row in connection.execute(select(overrides))),
        tuple(_absence(row) for row in connection.execute(select(absences).order_by(absences.c.since))),
    )


def _person(row: Any) -> Person:
    return Person(row.id, row.email, row.name, row.zone, row.language, row.active)


def _absence(row: Any) -> Absence:
    return Absence(row.id, row.person_id, row.substitute_id, row.since, row.until, tuple(row.scope))


def _calendar(connection: Connection) -> WorkingCalendar:
    row = connection.execute(select(calendars).where(calendars.c.current)).first()
    if row is None:
        return WorkingCalendar("none", 0, FALLBACK_ZONE)
    return WorkingCalendar(row.key, row.version, row.zone, days_off(row.days_off))
