"""Whoever owns the database: what the application may not do, somebody with the file or the owner's password still can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import Connection

from engine.database import Database, open_database


def address_of(database: Database) -> str:
    """The address at which others open the same database."""
    if database.kind == "sqlite":
        return f"sqlite:///{database.place}"
    return database.engine.url.render_as_string(hide_password=False)


@contextmanager
def owning(database: Database) -> Iterator[Connection]:
    """A transaction of the owner, on a connection of its own."""
    with closing(open_database(address_of(database), as_owner=True)) as own, own.begin() as connection:
        yield connection


def without_guards(connection: Connection) -> None:
    """Drop every trigger that keeps history, as an owner can who means harm."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION refuse_change() CASCADE")
        return
    found = (
        connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    )
    for name in found:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
