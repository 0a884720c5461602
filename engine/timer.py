"""Timers: clocks that may move a case, and reminders that only tell. Armed clocks are derived, as open tasks are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Table, Text, text

from engine.columns import Id, Instant, metadata

ARMED, FIRED, CANCELLED = "armed", "fired", "cancelled"

timers = Table(
    "timers",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("fired_at", Instant),
    Column("noticed_at", Instant),
    Index(
        "timers_due", "due_at", sqlite_where=text("state = 'armed'"), postgresql_where=text("state = 'armed'")
    ),
)


@dataclass(slots=True)
class Timer:
    """A clock of a case. The key says what for, in which round or visit: at most one occurrence each.

    Kinds: `move` (an automatic transition ripens), `close` (a task ends), `round` (a task is asked again),
    `remind` (a reminder of the definition), `overdue` (a step of the house's ladder).
    """

    case_id: UUID
    key: str
    kind: str
    due_at: datetime
    state: str
    fired_at: datetime | None = None
    noticed_at: datetime | None = None
