"""A position: one party's answer, bound to what it saw; appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from engine.append_only import append_only
from engine.columns import Hash, Id, Instant, Json, metadata
from engine.grants import ERASABLE

positions = Table(
    "positions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("task_id", Id, ForeignKey("tasks.id"), nullable=False),
    Column("task", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("party", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("data", Json, nullable=False),
    Column("bound", Hash),
    Column("late", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Id),
    Column("for_organization", Id),
    Column("capacity", Text, nullable=False),
    Column("recorded", Boolean, nullable=False),
    Column("evidence", Text),
    Column("corrects", Id),
    # The person in whose place it was given.
    Column("instead_of", Id),
    Index("positions_of_case", "case_id", "task", "round"),
    Index("positions_of_person", "by", "at"),
)
append_only(positions, erasable=ERASABLE["positions"])


@dataclass(slots=True)
class Position:
    """An answer as it was given, with the id of its event. `bound` is the hash of what the form showed. `late` ones are kept
    and never count.

    `recorded`: typed by somebody else for the party, with `evidence` (a document or a dated note of the call).
    """

    id: UUID
    case_id: UUID
    task_id: UUID
    task: str
    round: int
    party: str
    outcome: str
    reason: str | None
    data: dict[str, Any]
    bound: bytes | None
    late: bool
    at: datetime
    by: UUID | None
    for_organization: UUID | None
    capacity: str
    recorded: bool = False
    evidence: str | None = None
    corrects: UUID | None = None
    instead_of: UUID | None = None
