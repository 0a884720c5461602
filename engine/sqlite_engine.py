"""SQLite made dependable: which version may use WAL, what every connection is set to, where its file lies."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc

from engine.columns import UNICODE_LOWER
from engine.driver_errors import DatabaseUnavailable
from engine.sqlite_gate import Gate, Turn

PRAGMAS: tuple[str, ...] = (
    "synchronous=FULL",  # a seal may only cover what survives a power cut
    "fullfsync=ON",  # the same on macOS, where fsync alone does not reach the disk
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # REPLACE then fires the triggers that forbid DELETE
    "trusted_schema=OFF",
    "secure_delete=ON",  # an erased value leaves no bytes behind
)
# What holds a connection to what its user may do.
Guard = Callable[[Any, ModuleType], None]
DEFENSIVE = 1010  # SQLITE_DBCONFIG_DEFENSIVE, for Python versions whose module exposes setconfig


def best_module() -> ModuleType:
    """The `pysqlite3` wheel where it is installed (newer than the system's SQLite), else the standard one."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return import_module("sqlite3.dbapi2")


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset fault, which can lose committed transactions."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def file_at(address: URL, *, create: bool) -> Path:
    """The absolute path of an existing file; with `create` an empty one, for its owner only, is made."""
    name = address.database
    if not name or name == ":memory:" or name.startswith("file:"):
        words = "A SQLite database is a file: give an address like sqlite:////folder/name.db."
        raise DatabaseUnavailable(words)
    path = Path(name).absolute()
    if not path.parent.is_dir():
        raise DatabaseUnavailable(f"There is no folder {path.parent} for the database.")
    if create:
        path.touch(mode=0o600)
    elif not path.is_file() or path.stat().st_size == 0:
        words = f"There is no database at {path}. Correct the address, or run the migrations first."
        raise DatabaseUnavailable(words)
    return path


def engines(module: ModuleType, path: Path, wait: float, held: Guard | None) -> tuple[Engine, Engine]:
    """One engine whose transactions queue as writers from their first statement, one that only reads; both held by a guard."""
    return (
        _engine(module, path, wait, held, "BEGIN IMMEDIATE"),
        _engine(module, path, wait, held, "BEGIN", "query_only=ON"),
    )


def _engine(
    module: ModuleType, path: Path, wait: float, held: Guard | None, begin: str, *pragmas: str
) -> Engine:
    """`mode=rw`: a file that vanished later is not silently made anew by the next connection either."""
    url = URL.create("sqlite", database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "true"})
    settings = {"timeout": wait, "isolation_level": None}  # None: we say BEGIN, not the module
    # Connections are open files and threads are few: no upper limit that readers could run into.
    engine = create_engine(url, module=module, max_overflow=-1, connect_args=settings)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in (*PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function(UNICODE_LOWER, 1, _lower, deterministic=True)
        if hasattr(connection, "setconfig"):
            connection.setconfig(DEFENSIVE, True)
        if held is not None:
            held(connection, module)  # last: from here on no pragma is set

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _lower(words: object) -> object:
    return words.lower() if isinstance(words, str) else words


def take_turn(gate: Gate, place: str, *, shared: bool, wait: float) -> Turn:
    """`gate.enter` with sentences for people."""
    try:
        return gate.enter(shared=shared, wait=wait)
    except TimeoutError as error:
        words = f"Another program kept the database {place} to itself for {wait:g} seconds."
        raise DatabaseUnavailable(words) from error
    except OSError as error:
        words = f"The lock files beside {place} cannot be used: {error.strerror}."
        raise DatabaseUnavailable(words) from error


def settle_journal(engine: Engine, place: str, *, wal: bool) -> None:
    """Set the journal's mode, which stays in the file; it cannot change while others have the file open."""
    wanted = "wal" if wal else "delete"
    try:
        found = _journal(engine, wanted)
    except (exc.DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        raise DatabaseUnavailable(f"The database {place} cannot be opened: {error}.") from error
    if found != wanted:
        words = f"The database {place} is in use by a program with another version of SQLite: stop it first."
        raise DatabaseUnavailable(words)


def compact(engine: Engine, place: str, *, wal: bool) -> None:
    """Write the file anew without what was deleted, and empty the journal beside it. No transaction may be open."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        if wal:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, *_rest) = cursor.fetchone() or (1,)
            if busy:
                raise DatabaseUnavailable(
                    f"Somebody reads the database {place}: its journal cannot be emptied."
                )
    except engine.dialect.loaded_dbapi.Error as error:
        raise DatabaseUnavailable(f"The database {place} cannot be written anew: {error}.") from error
    finally:
        connection.close()


def _journal(engine: Engine, wanted: str) -> str:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA journal_mode={wanted}")
        (found,) = cursor.fetchone() or ("",)
        return str(found)
    finally:
        connection.close()
