"""One door to the two databases: SQLite for one machine, PostgreSQL for several.

`begin()` is a transaction that may write, `read()` one that sees a single moment and writes nothing.
Transactions of one thread never nest: on SQLite that would wait for itself, and a rule that holds on one
database only is found too late.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Literal

from sqlalchemy import URL, Connection, Engine, exc, make_url

from engine import postgresql_engine, sqlite_engine
from engine.append_only import append_only, append_only_ddl, append_only_sql
from engine.columns import (
    Hash,
    Id,
    Instant,
    Json,
    from_json,
    from_micros,
    metadata,
    new_id,
    to_json,
    to_micros,
)
from engine.driver_errors import (
    DatabaseUnavailable,
    is_connection_lost,
    is_retryable,
    is_unique_violation,
)
from engine.sqlite_engine import take_turn
from engine.sqlite_gate import Gate
from engine.sqlite_guard import guard

__all__ = [
    "Database", "DatabaseUnavailable", "Hash", "Id", "Instant", "Json", "append_only", "append_only_ddl",
    "append_only_sql", "from_json", "from_micros", "is_connection_lost", "is_retryable",
    "is_unique_violation", "metadata", "new_id", "open_database", "to_json", "to_micros",
]  # fmt: skip

Kind = Literal["sqlite", "postgresql"]


class Database:
    """An open database. `engine` is for migrations and tools; commands use `begin`, pages use `read`."""

    def __init__(
        self, kind: Kind, engine: Engine, reader: Engine, place: str, wait: float, *gates: Gate | None
    ) -> None:
        self.kind: Kind = kind
        self.engine = engine
        self.place = place
        """Where it lies, for people; never with a password."""
        self._reader = reader
        self._wait = wait
        self._writers_gate, self._readers_gate = gates or (None, None)
        self._thread = threading.local()
        self._inherited: list[object] = []
        _forget_in_children(self)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end of the block, rolled back when it raises.

        SQLite: alone among writers from the first statement (BEGIN IMMEDIATE, in fair order). PostgreSQL:
        READ COMMITTED. DatabaseUnavailable when it cannot begin; a failing COMMIT raises the driver's error,
        see `is_connection_lost`.
        """
        with self._turn(self._writers_gate, shared=False), self._transaction(self.engine) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment and refuses to write."""
        with self._turn(self._readers_gate, shared=True), self._transaction(self._reader) as connection:
            yield connection

    def compact(self, tables: Sequence[str]) -> None:
        """Write these tables anew (on SQLite: all), so that no byte of what was deleted is left in them.

        Nobody else is in them meanwhile. PostgreSQL lets only their owner do it; see `owns`.
        """
        with self._turn(self._writers_gate, shared=False):
            if self.kind == "sqlite":
                sqlite_engine.compact(self.engine, self.place, wal=self._readers_gate is None)
            else:
                postgresql_engine.compact(self.engine, tables)

    def owns(self, tables: Sequence[str]) -> bool:
        """Whether we may do so: SQLite's file is ours in any case."""
        return self.kind == "sqlite" or postgresql_engine.owns(self.engine, tables)

    @property
    def longest_wait(self) -> float:
        """Seconds of the longest wait for SQLite's writer in this process; 0.0 on PostgreSQL."""
        return self._writers_gate.longest_wait if self._writers_gate else 0.0

    def close(self) -> None:
        """Close all idle connections; those in use close when they come back."""
        self.engine.dispose()
        self._reader.dispose()

    @contextmanager
    def _turn(self, gate: Gate | None, *, shared: bool) -> Iterator[None]:
        if getattr(self._thread, "busy", False):
            raise RuntimeError("this thread has a transaction open already: transactions never nest")
        turn = take_turn(gate, self.place, shared=shared, wait=self._wait) if gate else None
        self._thread.busy = True
        try:
            yield
        finally:
            self._thread.busy = False
            if turn:
                turn.close()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with ExitStack() as open_things:
            try:
                connection = open_things.enter_context(engine.connect())
                open_things.enter_context(connection.begin())
            except (exc.OperationalError, exc.TimeoutError) as error:
                raise DatabaseUnavailable(f"The database {self.place} does not answer.") from error
            yield connection

    def forget_connections(self) -> None:
        """In a forked child: keep the parent's connections, but neither use nor close them."""
        for engine in (self.engine, self._reader):
            self._inherited.append(engine.pool)
            engine.dispose(close=False)


def open_database(
    url: str | URL,
    *,
    create: bool = False,
    as_owner: bool = False,
    as_sealer: bool = False,
    wait: float = 30.0,
    idle_timeout: float = 60.0,
    pool_size: int = 5,
    application_name: str = "nemcon",
    sqlite_module: ModuleType | None = None,
) -> Database:
    """Open `sqlite:///file` or `postgresql://...` (psycopg 3).

    `wait`: seconds until a turn, a row lock or a free connection is given up. `idle_timeout`: seconds after
    which PostgreSQL ends a transaction that does nothing (the sequencer wants a short one). `create`: only
    for migrations; else a missing or empty SQLite file is DatabaseUnavailable. `as_owner`: only for what
    changes tables or pours a house into them, as `create` is; on SQLite no guard holds such a connection, on
    PostgreSQL the role of the address decides. `as_sealer`: only for the sealer, in the same way: it adds
    checkpoints, which nobody else may. PostgreSQL is first reached by the first transaction.
    `sqlite_module`: a DB-API module instead of the best one installed.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        path = sqlite_engine.file_at(address, create=create)
        module = sqlite_module or sqlite_engine.best_module()
        held = None if create or as_owner else partial(guard, as_sealer=as_sealer)
        return _open_sqlite(path, wait, module, held)
    if address.drivername not in ("postgresql", "postgresql+psycopg"):
        raise DatabaseUnavailable("A database address begins with sqlite:/// or postgresql://.")
    pair = postgresql_engine.engines(
        address,
        wait=wait,
        idle_timeout=idle_timeout,
        pool_size=pool_size,
        application_name=application_name,
    )
    place = address.set(drivername="postgresql").render_as_string(hide_password=True)
    return Database("postgresql", *pair, place, wait)


def _open_sqlite(path: Path, wait: float, module: ModuleType, held: sqlite_engine.Guard | None) -> Database:
    wal = sqlite_engine.is_wal_safe(module.sqlite_version_info)
    gate = Gate(path)
    writer, reader = sqlite_engine.engines(module, path, wait, held)
    # Under WAL readers never meet the writer; with the rollback journal they have to queue with it.
    database = Database("sqlite", writer, reader, str(path), wait, gate, None if wal else gate)
    try:
        turn = take_turn(gate, database.place, shared=False, wait=wait)
        with closing(turn):
            sqlite_engine.settle_journal(writer, database.place, wal=wal)
    except BaseException:
        database.close()  # a connection left open would keep the file from the next attempt
        raise
    return database


def _forget_in_children(database: Database) -> None:
    """A connection used by two processes corrupts both conversations (a server that forks after opening)."""
    reference = weakref.ref(database)

    def forget() -> None:
        if (opened := reference()) is not None:
            opened.forget_connections()

    os.register_at_fork(after_in_child=forget)
