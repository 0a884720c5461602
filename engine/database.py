"""One door to the two databases: SQLite for one machine, PostgreSQL for several.

`begin()` is a transaction that may write, `read()` one that sees a single moment and writes nothing. Transactions of one
thread never nest: on SQLite that would wait for itself, and a rule that holds on one database only is found too late.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Literal
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url

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
from engine.driver_errors import is_connection_lost, is_retryable, is_unique_violation
from engine.sqlite_gate import Gate, Turn

__all__ = [
    "Database", "DatabaseUnavailable", "Hash", "Id", "Instant", "Json", "append_only", "append_only_ddl",
    "append_only_sql", "from_json", "from_micros", "is_connection_lost", "is_retryable", "is_unique_violation",
    "metadata", "new_id", "open_database", "to_json", "to_micros",
]  # fmt: skip

Kind = Literal["sqlite", "postgresql"]

SQLITE_PRAGMAS = (
    "synchronous=FULL",  # a seal may only cover what survives a power cut
    "fullfsync=ON",  # the same on macOS, where fsync alone does not reach the disk
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # REPLACE then fires the triggers that forbid DELETE
    "trusted_schema=OFF",
    "secure_delete=ON",  # an erased value leaves no bytes behind
)
SQLITE_DEFENSIVE = 1010  # SQLITE_DBCONFIG_DEFENSIVE, for Python versions whose module exposes setconfig


class DatabaseUnavailable(Exception):
    """The database is missing, does not answer, or did not give us a turn in time; the message says which.

    Nothing was written by the transaction that could not begin.
    """


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

        SQLite: alone among writers from the first statement (BEGIN IMMEDIATE, in fair order). PostgreSQL: READ COMMITTED.
        DatabaseUnavailable when it cannot begin; a failing COMMIT raises the driver's error, see `is_connection_lost`.
        """
        with self._turn(self._writers_gate, shared=False), self._transaction(self.engine) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment and refuses to write."""
        with self._turn(self._readers_gate, shared=True), self._transaction(self._reader) as connection:
            yield connection

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
        turn = _enter(gate, self.place, shared=shared, wait=self._wait) if gate else None
        self._thread.busy = True
        try:
            yield
        finally:
            self._thread.busy = False
            if turn:
                turn.leave()

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
        """In a forked child the parent's connections are kept but never used, nor closed by the garbage collector."""
        for engine in (self.engine, self._reader):
            self._inherited.append(engine.pool)
            engine.dispose(close=False)


def open_database(
    url: str | URL,
    *,
    create: bool = False,
    wait: float = 30.0,
    idle_timeout: float = 60.0,
    pool_size: int = 5,
    application_name: str = "nemcon",
) -> Database:
    """Open `sqlite:///file` or `postgresql://...` (psycopg 3).

    `wait`: seconds until a turn, a row lock or a free connection is given up. `idle_timeout`: seconds after which
    PostgreSQL ends a transaction that does nothing (the sequencer wants a short one). `create`: only for migrations; else a
    missing or empty SQLite file is DatabaseUnavailable. PostgreSQL is first reached by the first transaction.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address, create, wait)
    if address.drivername in ("postgresql", "postgresql+psycopg"):
        options = {"idle_in_transaction_session_timeout": idle_timeout, "lock_timeout": wait}
        return _open_postgresql(address, options, wait, pool_size, application_name)
    raise DatabaseUnavailable("A database address begins with sqlite:/// or postgresql://.")


# SQLite


def sqlite_module() -> ModuleType:
    """The `pysqlite3` wheel, newer than the system's SQLite, where it is installed; else the standard library."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return import_module("sqlite3.dbapi2")


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset fault, which can lose committed transactions."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _open_sqlite(address: URL, create: bool, wait: float) -> Database:
    path = _sqlite_file(address, create)
    module = sqlite_module()
    wal = is_wal_safe(module.sqlite_version_info)
    gate = Gate(path)
    writer = _sqlite_engine(module, path, wait, "BEGIN IMMEDIATE", ())
    reader = _sqlite_engine(module, path, wait, "BEGIN", ("query_only=ON",))
    database = Database("sqlite", writer, reader, str(path), wait, gate, None if wal else gate)
    turn = _enter(gate, database.place, shared=False, wait=wait)
    try:
        _set_journal(database, "wal" if wal else "delete")
    finally:
        turn.leave()
    return database


def _sqlite_file(address: URL, create: bool) -> Path:
    """The absolute path of an existing file; with `create` an empty one, readable by its owner only, is made."""
    name = address.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise DatabaseUnavailable(
            "A SQLite database is a file: give an address like sqlite:////folder/name.db."
        )
    path = Path(name).absolute()
    if not path.parent.is_dir():
        raise DatabaseUnavailable(f"There is no folder {path.parent} for the database.")
    if create:
        path.touch(mode=0o600)
    elif not path.is_file() or path.stat().st_size == 0:
        raise DatabaseUnavailable(
            f"There is no database at {path}. Correct the address, or run the migrations first."
        )
    return path


def _sqlite_engine(
    module: ModuleType, path: Path, wait: float, begin: str, pragmas: tuple[str, ...]
) -> Engine:
    """`mode=rw`: a file that vanished later is not silently made anew by the next connection either."""
    url = URL.create("sqlite", database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "true"})
    # Connections are open files and threads are few: the pool has no upper limit that readers could run into.
    engine = create_engine(
        url, module=module, max_overflow=-1, connect_args={"timeout": wait, "isolation_level": None}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in (*SQLITE_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}")
        if hasattr(connection, "setconfig"):
            connection.setconfig(SQLITE_DEFENSIVE, True)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _enter(gate: Gate, place: str, *, shared: bool, wait: float) -> Turn:
    try:
        return gate.enter(shared=shared, wait=wait)
    except TimeoutError as error:
        words = f"Another program kept the database {place} to itself for {wait:g} seconds."
        raise DatabaseUnavailable(words) from error
    except OSError as error:
        words = f"The lock files beside {place} cannot be used: {error.strerror}."
        raise DatabaseUnavailable(words) from error


def _set_journal(database: Database, journal: str) -> None:
    """The journal's mode stays in the file, so it is set once; it cannot change while others have the file open."""
    try:
        raw = database.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA journal_mode={journal.upper()}")
            (found,) = cursor.fetchone() or ("",)
        finally:
            raw.close()
    except (exc.DBAPIError, database.engine.dialect.loaded_dbapi.Error) as error:
        raise DatabaseUnavailable(f"The database {database.place} cannot be opened: {error}.") from error
    if found != journal:
        words = f"The database {database.place} is in use by a program with another version of SQLite: stop it first."
        raise DatabaseUnavailable(words)


# PostgreSQL


def _open_postgresql(
    address: URL, timeouts: dict[str, float], wait: float, pool_size: int, application_name: str
) -> Database:
    settings = " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in timeouts.items())
    given = address.query.get("options", "")
    engine = create_engine(
        address.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        isolation_level="READ COMMITTED",
        pool_size=pool_size,
        pool_timeout=wait,
        connect_args={
            "application_name": application_name,
            "options": f"{given} {settings}".strip(),
            "connect_timeout": 10,
            "keepalives": 1,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    )
    event.listen(engine, "connect", _make_durable)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    place = address.set(drivername="postgresql").render_as_string(hide_password=True)
    return Database("postgresql", engine, reader, place, wait)


def _make_durable(connection: Any, _record: object) -> None:
    """A server set to answer before the disk has it would let a seal cover an event that a crash takes back."""
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.commit()


def _forget_in_children(database: Database) -> None:
    """A connection used by two processes corrupts both conversations (a server that forks after opening)."""
    reference = weakref.ref(database)

    def forget() -> None:
        if (opened := reference()) is not None:
            opened.forget_connections()

    os.register_at_fork(after_in_child=forget)
