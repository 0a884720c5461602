"""Heartbeats: when the clocks, the sequencer and the consumers of the log last did a round. Beside the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

from engine.columns import Instant, metadata

TICK, MAIL = "tick", "mail"

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(heartbeats)
    return statement.on_conflict_do_update(index_elements=["name"], set_={"at": statement.excluded.at})


_upserts = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


def beat(connection: Connection, name: str, at: datetime) -> None:
    """Say that something was alive at this instant."""
    connection.execute(_upserts[connection.dialect.name], {"name": name, "at": at})
