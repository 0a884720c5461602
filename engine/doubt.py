"""Whether the time of this machine may be trusted: asked before a clock closes or moves anything."""

from __future__ import annotations

import logging
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, func, select

from engine.clock import Clock, ClockWatch, uptime
from engine.database import Database

log = logging.getLogger(__name__)


class ClockDoubt:
    """Compares this machine's clock, its uptime and the database's clock whenever it is called; True is doubt.

    The first look is taken when it is made: a jump is seen against that one.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._watch, self._lock = ClockWatch(), Lock()
        now = clock.now()
        self._watch.suspect(now, now, uptime())

    def __call__(self) -> bool:
        with self._database.read() as connection:
            there = database_now(connection)
            here, up = self._clock.now(), uptime()
        with self._lock:
            found = self._watch.suspect(there or here, here, up)
        if found:
            log.warning("the clock is in doubt (%s): reminders go, closings wait", self._watch.doubt)
        return found


def database_now(connection: Connection) -> datetime | None:
    """The database's own time; nothing for the embedded one, which has no clock of its own."""
    if connection.dialect.name != "postgresql":
        return None
    found = connection.execute(select(func.clock_timestamp())).scalar()
    assert isinstance(found, datetime)
    return found
