"""A setting: a number, list or word of the house, with the case or person that set it."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import Column, Integer, Table, Text

from engine.columns import Hash, Id, Instant, Json, metadata

NAMESPACE = UUID("6f0d8bcb-5f6e-4d7e-9a55-0e7f3a1c8d21")

settings = Table(
    "settings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("value", Json, nullable=False),
    Column("set_by", Id),
    Column("adopted_by", Id),
    Column("set_at", Instant, nullable=False),
    Column("stream_seq", Integer, nullable=False),
    Column("stream_head", Hash, nullable=False),
    Column("stream_at", Instant, nullable=False),
)

register_stamp = Table(
    # One row. `version` counts changes of organizations, people, mandates, settings and calendars, so that every
    # process knows when to read them again; `clock_offset` moves the demonstration's clock. Neither is history.
    "register_stamp",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("clock_offset", Json, nullable=False),
)


def setting_id(key: str) -> UUID:
    """The id of a setting's stream: the same wherever it is asked for."""
    return uuid5(NAMESPACE, key)
