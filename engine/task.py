"""A task: human work offered to a role, a seat, a person or the party of a row. Open tasks are derived, never ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from engine.columns import Id, Instant, metadata

OFFERED, CLAIMED, COMPLETED, CLOSED = "offered", "claimed", "completed", "closed"
OPEN = (OFFERED, CLAIMED)
# Open, but for a pause of its case: in nobody's inbox, and answered by nobody.
HELD = "held"
LASTING = (*OPEN, HELD)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("task", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("party", Text, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("target", Text, nullable=False),
    Column("optional", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("closes_at", Instant),
    Column("claimed_by", Id),
    Column("claimed_at", Instant),
    Column("delegated_to", Id),
    Column("ended_at", Instant),
    Column("ended_why", Text),
    Column("answer", Id),
    Column("instead_of", Id),
    UniqueConstraint("case_id", "task", "round", "party", name="one_task_a_party_and_round"),
    Index("tasks_of_case", "case_id", "present"),
    Index(
        "tasks_offered",
        "target",
        "due_at",
        "id",
        sqlite_where=text("state = 'offered'"),
        postgresql_where=text("state = 'offered'"),
    ),
    Index(
        "tasks_claimed",
        "claimed_by",
        "due_at",
        "id",
        sqlite_where=text("state = 'claimed'"),
        postgresql_where=text("state = 'claimed'"),
    ),
    Index(
        "tasks_claimed_of",
        "target",
        "due_at",
        "id",
        sqlite_where=text("state = 'claimed'"),
        postgresql_where=text("state = 'claimed'"),
    ),
    Index(
        "tasks_delegated",
        "delegated_to",
        "due_at",
        "id",
        sqlite_where=text("delegated_to IS NOT NULL AND state = 'offered'"),
        postgresql_where=text("delegated_to IS NOT NULL AND state = 'offered'"),
    ),
)


@dataclass(slots=True)
class Task:
    """A task as a command reads it.

    `party` says whose answer this is: `org:<hex>`, `person:<hex>`, `row:<hex>`, `answer:<hex>` or `all`.
    `target` says who may take it: `person:<hex>`, or role keys joined by `|`, narrowed by `@<organization>`.
    `present` is false for tasks of an earlier round. `instead_of` is in whose place `delegated_to` has it.
    """

    id: UUID
    case_id: UUID
    task: str
    round: int
    party: str
    present: bool
    target: str
    optional: bool
    state: str
    opened_at: datetime
    due_at: datetime | None = None
    closes_at: datetime | None = None
    claimed_by: UUID | None = None
    claimed_at: datetime | None = None
    delegated_to: UUID | None = None
    ended_at: datetime | None = None
    ended_why: str | None = None
    answer: UUID | None = None
    instead_of: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody may still take it up."""
        return self.state in OPEN

    @property
    def lasts(self) -> bool:
        """Whether it is open, or will be again after a pause."""
        return self.state in LASTING
