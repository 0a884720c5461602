"""The raw limit: each command by hand on the bare driver, one round trip a statement, and nothing decided in between.

What a command must know it reads by the statements below, written by hand. What it must write are the same rows: taken
down while the engine runs one case after another on a database, and written again on a copy of that database as it was before.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import psycopg
from sqlalchemy import event

from engine.database import Database

try:
    from pysqlite3 import dbapi2 as sqlite3
except ImportError:
    import sqlite3

__all__ = ["Taken", "play_postgresql", "play_sqlite", "sqlite3"]

Statement = tuple[str, Any, bool]
# The case under its lock, its tasks, its clocks, and what the person may do. Marked for SQLite; for PostgreSQL below.
READS = (
    ("SELECT * FROM cases WHERE id = ?", "case"),
    ("SELECT * FROM tasks WHERE case_id = ? AND present", "case"),
    ("SELECT * FROM timers WHERE case_id = ? AND state = 'armed'", "case"),
    ("SELECT * FROM mandates WHERE person_id = ?", "person"),
)
LOCKED = " FOR UPDATE"


@dataclass
class Step:
    """One command: the statements that the engine sent, and among them the rows to write."""

    sent: int = 0
    writes: list[Statement] = field(default_factory=list)

    def told(self, column: str) -> Any:
        """A value of the event that the command appended."""
        statement, values, many = next(
            each for each in self.writes if each[0].startswith("INSERT INTO events")
        )
        first = values[0] if many else values
        if isinstance(first, dict):
            return first[column]
        found = re.search(r"\((.*?)\)", statement)
        assert found
        return first[[name.strip() for name in found.group(1).split(",")].index(column)]

    def reads(self) -> list[tuple[str, tuple[Any]]]:
        """What the command must know, by hand: nothing but the person's mandates where the case is new."""
        known = {"case": self.told("stream_id"), "person": self.told("actor")}
        new = any(statement.startswith("INSERT INTO cases") for statement, _, _ in self.writes)
        return [(words, (known[of],)) for words, of in READS if not new or of == "person"]


@dataclass
class Taken:
    """The commands of some cases, in order."""

    steps: list[Step] = field(default_factory=list)
    listening: bool = False

    def listen(self, database: Database) -> Callable[[], None]:
        """Begin to take down; the result ends it."""

        def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
            if not self.listening or statement.startswith(("BEGIN", "PRAGMA")):
                return
            self.steps[-1].sent += 1
            if not statement.startswith("SELECT"):
                self.steps[-1].writes.append((statement, values, many))

        event.listen(database.engine, "before_cursor_execute", note)
        return lambda: event.remove(database.engine, "before_cursor_execute", note)

    def begin(self) -> None:
        """The next statements belong to a new command."""
        self.steps.append(Step())
        self.listening = True

    def end(self) -> None:
        """The next statements belong to nobody."""
        self.listening = False

    def statements(self) -> list[int]:
        """How many statements the engine sent for each command."""
        return [step.sent for step in self.steps]


def play_sqlite(path: str, taken: Taken, module: ModuleType, journal: str) -> list[float]:
    """Seconds of each command on a bare SQLite connection with the same pragmas."""
    connection = module.connect(path, isolation_level=None)
    for pragma in (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")
    times = []
    for step in taken.steps:
        reads = step.reads()
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in reads:
            connection.execute(statement, values).fetchall()
        for statement, values, many in step.writes:
            if many:
                connection.executemany(statement, values)
            else:
                connection.execute(statement, values)
        connection.execute("COMMIT")
        times.append(time.perf_counter() - began)
    connection.close()
    return times


def play_postgresql(url: str, taken: Taken, *, pipeline: bool = False) -> list[float]:
    """Seconds of each command on a bare psycopg connection: plain, or the reads in one pipeline and the rest in another."""
    times = []
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for step in taken.steps:
            reads = [
                (words.replace("?", "%s") + (LOCKED if "FROM cases" in words else ""), values)
                for words, values in step.reads()
            ]
            began = time.perf_counter()
            if pipeline:
                _piped(connection, reads, step.writes)
            else:
                _plain(connection, reads, step.writes)
            times.append(time.perf_counter() - began)
    return times


def _plain(
    connection: psycopg.Connection[Any], reads: list[tuple[str, tuple[Any]]], writes: list[Statement]
) -> None:
    with connection.cursor() as cursor:
        for words, known in reads:
            cursor.execute(words, known).fetchall()
        for statement, values, many in writes:
            for each in values if many else [values]:
                cursor.execute(statement, each)
    connection.commit()


def _piped(
    connection: psycopg.Connection[Any], reads: list[tuple[str, tuple[Any]]], writes: list[Statement]
) -> None:
    with connection.pipeline() as pipeline, connection.cursor() as cursor:
        for words, known in reads:
            cursor.execute(words, known)
        pipeline.sync()
        for statement, values, many in writes:
            if many:
                cursor.executemany(statement, values)
            else:
                cursor.execute(statement, values)
        connection.commit()
