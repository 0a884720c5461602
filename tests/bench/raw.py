"""The raw limit: the very statements of the engine's commands, with their values, on the bare driver, one round trip each.

They are taken down while the engine runs one case after another on a database, and played again by hand-written code on
a copy of that database as it was before: the same rows for the same step, with no Python in between.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
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


@dataclass
class Taken:
    """The statements of each command, in order; `executemany` is the third of each."""

    commands: list[list[Statement]] = field(default_factory=list)

    def listen(self, database: Database) -> Callable[[], None]:
        """Begin to take down; the result ends it."""

        def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
            if self.commands and not statement.startswith(("BEGIN", "PRAGMA")):
                self.commands[-1].append((statement, values, many))

        event.listen(database.engine, "before_cursor_execute", note)
        return lambda: event.remove(database.engine, "before_cursor_execute", note)

    def statements(self) -> float:
        """How many statements a command has, on average."""
        return sum(len(c) for c in self.commands) / max(1, len(self.commands))


def play_sqlite(path: str, taken: Taken) -> list[float]:
    """Seconds of each command on a bare SQLite connection with the same pragmas."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")
    times = []
    for command in taken.commands:
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for statement, values, many in command:
            if many:
                connection.executemany(statement, values)
            else:
                connection.execute(statement, values).fetchall()
        connection.execute("COMMIT")
        times.append(time.perf_counter() - began)
    connection.close()
    return times


def play_postgresql(url: str, taken: Taken, *, pipeline: bool = False) -> list[float]:
    """Seconds of each command on a bare psycopg connection: plain, or all but the reads in a pipeline."""
    times = []
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for command in taken.commands:
            began = time.perf_counter()
            if pipeline:
                _piped(connection, command)
            else:
                _plain(connection, command)
                connection.commit()
            times.append(time.perf_counter() - began)
    return times


def _plain(connection: psycopg.Connection[Any], command: list[Statement]) -> None:
    with connection.cursor() as cursor:
        for statement, values, many in command:
            for each in values if many else [values]:
                cursor.execute(statement, each)
            if cursor.description and not many:
                cursor.fetchall()


def _piped(connection: psycopg.Connection[Any], command: list[Statement]) -> None:
    reads = [each for each in command if each[0].lstrip().startswith("SELECT")]
    with connection.pipeline() as pipeline, connection.cursor() as cursor:
        for statement, values, _many in reads:
            cursor.execute(statement, values)
        pipeline.sync()
        for statement, values, many in [each for each in command if each not in reads]:
            if many:
                cursor.executemany(statement, values)
            else:
                cursor.execute(statement, values)
        connection.commit()
