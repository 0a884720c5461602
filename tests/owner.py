"""Whoever owns the database: what the application may not do, somebody with the file or the owner's password still can."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from engine.database import Database, open_database
from engine.grants import APPENDED, ERASABLE


def address_of(database: Database) -> str:
    """The address at which others open the same database."""
    if database.kind == "sqlite":
        return f"sqlite:///{database.place}"
    return database.engine.url.render_as_string(hide_password=False)


_OF_SEALERS: WeakKeyDictionary[Database, Database] = WeakKeyDictionary()


def as_sealer(database: Database) -> Database:
    """The same database as its sealer opens it: on SQLite by a way of its own, on PostgreSQL the role of the address decides."""
    if database.kind == "postgresql":
        return database
    if database not in _OF_SEALERS:
        _OF_SEALERS[database] = own = open_database(address_of(database), as_sealer=True)
        weakref.finalize(database, own.close)
    return _OF_SEALERS[database]


@contextmanager
def owning(database: Database) -> Iterator[Connection]:
    """A transaction of the owner, on a connection of its own."""
    with closing(open_database(address_of(database), as_owner=True)) as own, own.begin() as connection:
        yield connection


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """The same for an owner who means harm: the guards are set aside, and afterwards stand as if nothing had been."""
    with owning(database) as connection:
        aside = _set_aside(connection)
        yield connection
        for statement in aside:
            connection.exec_driver_sql(statement)


def _set_aside(connection: Connection) -> list[str]:
    """Gives what puts them back."""
    if connection.dialect.name == "postgresql":
        standing = [(table, f"{table}_no_change") for table in APPENDED]
        standing += [(table, f"{table}_only_erased") for table in ERASABLE]
        for table, name in standing:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        return [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in standing]
    known = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in known:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    return [statement for _, statement in known]
