"""Stored calendars: each version holds its days off, so that a stored deadline can be explained later."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Column, Integer, Table, Text, UniqueConstraint

from engine.columns import Hash, Id, Instant, Json, metadata

calendars = Table(
    "calendars",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("countries", Json, nullable=False),
    Column("own_days", Json, nullable=False),
    Column("days_off", Json, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("stream_seq", Integer, nullable=False),
    Column("stream_head", Hash, nullable=False),
    Column("stream_at", Instant, nullable=False),
    UniqueConstraint("key", "version", name="one_calendar_a_version"),
)


def days_off(stored: list[list[str]]) -> dict[date, str]:
    """Days off as a calendar wants them, from the stored pairs of day and name."""
    return {date.fromisoformat(day): name for day, name in stored}
