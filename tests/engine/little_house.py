"""A few small tables in a database of each kind, for the tests of what lies below the schema."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)

from engine.database import Database, Hash, Id, Instant, Json, append_only, metadata, new_id, open_database
from engine.sqlite_engine import best_module, is_wal_safe

FORK = multiprocessing.get_context("fork")
SQLITES = ["sqlite with WAL", "sqlite with rollback journal"]

tables = MetaData(naming_convention=metadata.naming_convention)
counter = Table(
    "counter", tables, Column("id", Integer, primary_key=True), Column("n", Integer, nullable=False)
)
things = Table(
    "thing",
    tables,
    Column("id", Id, primary_key=True),
    Column("at", Instant),
    Column("data", Json),
    Column("digest", Hash),
    Column("counter", ForeignKey(counter.c.id)),
)
entries = append_only(
    Table(
        "entry",
        tables,
        Column("id", Id, primary_key=True),
        Column("stream", Integer, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("says", Text),
        Column("mark", Text),
        UniqueConstraint("stream", "seq"),
        Index("one_mark", "mark", unique=True),
    )
)


def sqlite_with(journal: str) -> Any:
    """A module whose version asks for this journal, or no test."""
    wanted = journal == "WAL"
    for module in (best_module(), sqlite3):
        if is_wal_safe(module.sqlite_version_info) == wanted:
            return module
    pytest.skip(f"not run: no installed SQLite that would use the {journal}")


def sqlite_at(path: Path, kind: str, **options: Any) -> Database:
    module = sqlite_with(kind.removeprefix("sqlite with "))
    return open_database(f"sqlite:///{path}", sqlite_module=module, **options)


@contextmanager
def filled(database: Database) -> Iterator[Database]:
    with database.begin() as connection:
        tables.create_all(connection)
        connection.execute(insert(counter).values(id=1, n=0))
    try:
        yield database
    finally:
        database.close()


def count(connection: Connection) -> int:
    return int(connection.execute(select(counter.c.n)).scalar_one())


def add_one(connection: Connection) -> None:
    """Read, think, write: what a deferred transaction of SQLite cannot do safely."""
    locked = select(counter.c.n).where(counter.c.id == 1).with_for_update()
    connection.execute(update(counter).values(n=connection.execute(locked).scalar_one() + 1))


def new_entry(connection: Connection, seq: int, **values: Any) -> uuid.UUID:
    key = new_id()
    connection.execute(insert(entries).values(id=key, stream=1, seq=seq, says="yes", **values))
    return key


def run_threads(number: int, work: Callable[[], object]) -> None:
    """Run it in several threads; the first error of any of them is raised."""
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
