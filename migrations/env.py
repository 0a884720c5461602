"""How Alembic reaches the tables: all steps in one transaction, so that a failed upgrade leaves nothing half done.

A caller may hand over a connection of its own in `config.attributes["connection"]`, inside a transaction that it ends,
or an address in `config.attributes["url"]`; without either, the settings say where the database is.
"""

from __future__ import annotations

import os

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, text

from config.settings import Settings
from engine import tables  # imports the table of every noun: what autogenerate compares with
from engine.database import open_database

LOCK = 0x6E656D636F6E  # "nemcon": any number will do, as long as every version uses the same


def run() -> None:
    """Move the database to where the command line or the caller wants it."""
    if context.is_offline_mode():
        raise CommandError("Steps look at the tables they change; there is no script without a database.")
    connection = context.config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
        return
    database = open_database(address(), create=True)
    try:
        with database.begin() as own_connection:
            migrate(own_connection)
    finally:
        database.close()


def address() -> str:
    """Where the database is, as the caller or the settings say."""
    url: str | None = context.config.attributes.get("url")
    return url or Settings.from_environment(os.environ).database_url


def migrate(connection: Connection) -> None:
    """Take the steps inside the transaction of this connection."""
    prepare(connection)
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        render_as_batch=True,  # SQLite changes a table by writing it anew
        user_module_prefix="columns.",
    )
    with context.begin_transaction():
        context.run_migrations()
    look_back(connection)


def prepare(connection: Connection) -> None:
    """On PostgreSQL two nodes that start together take turns. On SQLite a table written anew is missing for a moment."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    else:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def look_back(connection: Connection) -> None:
    """SQLite forgets a deferred foreign key whose table was dropped; so look at every row before the commit."""
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise CommandError(f"After this step rows of {sorted({row[0] for row in orphans})} point to nothing.")


run()
