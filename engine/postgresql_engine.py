"""PostgreSQL connections: what each session is told, and how a dead one is noticed before it is used."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, exc
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
