"""PostgreSQL connections: what each session is told, and how a dead one is noticed before it is used."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, exc, text
from sqlalchemy.pool import ConnectionPoolEntry

KEEPALIVE = {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
CONNECT_SECONDS = 10
PING_AFTER = 5.0
"""Seconds in the pool after which a connection is tried first; pinging always would cost a trip each."""


def engines(
    address: URL, *, wait: float, idle_timeout: float, pool_size: int, application_name: str
) -> tuple[Engine, Engine]:
    """One engine of READ COMMITTED transactions and one of read-only snapshots on one pool. Seconds."""
    timeouts = {"idle_in_transaction_session_timeout": idle_timeout, "lock_timeout": wait}
    settings = [f"-c {name}={round(seconds * 1000)}" for name, seconds in timeouts.items()]
    given = address.query.get("options", ())
    options = " ".join([*([given] if isinstance(given, str) else given), *settings])
    engine = create_engine(
        address.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        isolation_level="READ COMMITTED",
        pool_size=pool_size,
        pool_timeout=wait,
        connect_args={
            "application_name": application_name,
            "options": options,
            "connect_timeout": CONNECT_SECONDS,
            **KEEPALIVE,
        },
    )
    _watch(engine)
    return engine, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def owns(engine: Engine, tables: Sequence[str]) -> bool:
    """Whether we work as a role that owns all of these tables."""
    query = text(
        "SELECT coalesce(bool_and(pg_has_role(c.relowner, 'USAGE')), false) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relname = ANY(:tables)"
    )
    with engine.connect() as connection:
        return bool(connection.execute(query, {"tables": list(tables)}).scalar())


def compact(engine: Engine, tables: Sequence[str]) -> None:
    """Write these tables anew without what was deleted, and what the planner keeps of their values; by their owner.

    Each is closed to everybody while it is written. The files that held them before are empty after the next
    checkpoint, which is asked for where the role may.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
        connection.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")
        with suppress(exc.ProgrammingError):  # for want of a right: then the server does it within minutes
            connection.exec_driver_sql("CHECKPOINT")


def _watch(engine: Engine) -> None:
    event.listen(engine, "connect", _make_durable)
    event.listen(engine, "checkin", _note_time)
    event.listen(engine, "checkout", _ping)


def _make_durable(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Were COMMIT answered before the disk has it, a seal could cover an event that a crash takes back."""
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.commit()


def _note_time(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info["idle since"] = time.monotonic()


def _ping(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """A DisconnectionError lets the pool throw the connection away and hand out another one."""
    if time.monotonic() - entry.info.get("idle since", time.monotonic()) < PING_AFTER:
        return
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.OperationalError as error:
        raise exc.DisconnectionError(str(error)) from error
