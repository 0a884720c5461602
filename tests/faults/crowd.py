"""Processes around the log: writers, sequencers and consumers, any of which may be killed at any moment and begins anew.

They are told to stop by a file: whatever processes share by other means may be broken by one that is killed.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, text

from engine.change import SYSTEM, Change
from engine.columns import Id
from engine.database import Database, DatabaseUnavailable, open_database
from engine.driver_errors import is_connection_lost
from engine.sequence import Entry, consume, sequence
from engine.store import read_head, write
from tests.engine.little_house import FORK
from tests.owner import owning

AT = datetime(2013, 1, 7, 9, tzinfo=UTC)
chance = SystemRandom()

# What a consumer does with what it reads; nothing here forbids to do it twice or in another order.
effects = Table(
    "test_effects",
    MetaData(),
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("idx", Integer, nullable=False),
    Column("event_id", Id, nullable=False),
)


def room_for_effects(database: Database) -> None:
    """Make that table, as its owner; the application may add to it."""
    with owning(database) as connection:
        effects.metadata.create_all(connection)


@dataclass(frozen=True)
class Place:
    """Where they meet: the database, the streams to write to, and the file that ends it all."""

    url: str
    streams: tuple[UUID, ...]
    stop: Path
    hurry: bool

    def over(self) -> bool:
        return self.stop.exists()

    def rest(self, seconds: float) -> None:
        """Sleep for a random while up to this long."""
        if not self.hurry:
            time.sleep(chance.random() * seconds)


def write_events(place: Place) -> None:
    """Append to streams one after the other, as commands do; some take long, some are rolled back."""
    database = open_database(place.url, application_name="writer")
    while not place.over():
        try:
            _append(database, place)
        except Backwards:
            continue
    database.close()


class Backwards(Exception):
    """A transaction that is rolled back on purpose."""


def _append(database: Database, place: Place) -> None:
    with database.begin() as connection:
        if database.kind == "postgresql" and chance.random() < 0.3:
            connection.execute(text("SELECT pg_current_xact_id()"))  # an id that is older than the lock
            place.rest(0.002)
        change = Change()
        for stream in sorted(chance.sample(place.streams, chance.choice((1, 1, 2)))):
            change.heads["organization", stream] = read_head(connection, "organization", stream)
            for _ in range(chance.choice((1, 1, 3))):
                change.event(("organization", stream), "tested", AT, SYSTEM)
        write(connection, change, origin="nemcon.example.org/tests", build="test", node_at=AT)
        place.rest(0.3 if chance.random() < 0.002 else 0.003)
        if chance.random() < 0.02:
            raise Backwards


def place_events(place: Place) -> None:
    """Be one of the sequencers."""
    database = open_database(place.url, application_name="sequencer", idle_timeout=5)
    while not place.over():
        if sequence(database) == 0:
            time.sleep(0.01)
    database.close()


def read_events(place: Place) -> None:
    """Be one of two processes of the same consumer."""
    database = open_database(place.url, application_name="consumer")
    while not place.over():
        if consume(database, "reader", note_effects, most=100) == 0:
            time.sleep(0.01)
    database.close()


def note_effects(connection: Connection, entries: list[Entry]) -> None:
    rows = [{"idx": entry.idx, "event_id": entry.event_id} for entry in entries]
    connection.execute(insert(effects), rows)


class Post:
    """A process that is put in its place again whenever it was killed."""

    def __init__(self, work: Callable[[Place], None], place: Place) -> None:
        self._work, self._place = work, place
        self._process: Any = None
        self.start()

    def start(self) -> None:
        self._process = FORK.Process(target=_guarded, args=(self._work, self._place), daemon=True)
        self._process.start()

    def kill(self) -> None:
        """At whatever it is doing."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join(30)
        self.start()

    def join(self) -> None:
        self._process.join(60)
        assert self._process.exitcode == 0, f"{self._work.__name__} ended with {self._process.exitcode}"


def _guarded(work: Callable[[Place], None], place: Place) -> None:
    """A database whose other client was just killed may need a moment; everything else is a bug."""
    while True:
        try:
            return work(place)
        except DatabaseUnavailable:
            time.sleep(0.05)
        except Exception as error:
            if not is_connection_lost(error):
                raise
