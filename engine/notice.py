"""Notice: the recorded fact that a party was told in time. Offering a task is not notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ColumnElement, ForeignKey, Integer, Table, Text, and_

from engine.columns import Id, Instant, metadata
from engine.messages import mark
from engine.task import tasks

OPENED, DELIVERED = mark("page opened"), mark("message accepted")
SERVED, ANSWERED = mark("service recorded"), mark("answered")

notices = Table(
    "notices",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("task", Text, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("how", Text, nullable=False),
    Column("person", Id),
    Column("evidence", Text),
    Column("at", Instant, nullable=False),
)


def of_task() -> ColumnElement[bool]:
    """The join of a task with the notice that its party had of it."""
    return and_(
        notices.c.case_id == tasks.c.case_id,
        notices.c.task == tasks.c.task,
        notices.c.round == tasks.c.round,
        notices.c.party == tasks.c.party,
    )


@dataclass(slots=True)
class Notice:
    """A party had notice of a task's round, at this instant, in this way. The first one counts and is kept."""

    case_id: UUID
    task: str
    round: int
    party: str
    how: str
    person: UUID | None
    evidence: str | None
    at: datetime
