"""Notice: the recorded fact that a party was told in time. Offering a task is not notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, ForeignKey, Integer, Select, Table, Text, and_, select

from engine.append_only import append_only
from engine.columns import Id, Instant, metadata
from engine.grants import ERASABLE
from engine.messages import mark
from engine.position import Position, positions
from engine.task import Task, tasks

OPENED, DELIVERED = mark("page opened"), mark("message accepted")
SERVED, ANSWERED = mark("service recorded"), mark("answered")
# A letter of which no server said so arrived: a person did.
CONFIRMED = mark("arrival confirmed by a person")

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
append_only(notices, erasable=ERASABLE["notices"])


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


# Tasks with their answers and notices


def asked_and_answered(answered: ColumnElement[bool]) -> Select[Any]:
    """Tasks, each with its answers (as `answered` joins them) and with the notice its party had; see `apart`."""
    told = and_(
        notices.c.case_id == tasks.c.case_id,
        notices.c.task == tasks.c.task,
        notices.c.round == tasks.c.round,
        notices.c.party == tasks.c.party,
    )
    labels = [c.label(f"a_{c.name}") for c in positions.c] + [c.label(f"n_{c.name}") for c in notices.c]
    return select(tasks, *labels).outerjoin(positions, answered).outerjoin(notices, told)


_ANSWER = len(tasks.c)
_NOTICE = _ANSWER + len(positions.c)


def apart(row: Sequence[Any]) -> tuple[Task, Position | None, Notice | None]:
    """A row of `asked_and_answered` as what it is made of."""
    answer = Position(*row[_ANSWER:_NOTICE]) if row[_ANSWER] is not None else None
    notice = Notice(*row[_NOTICE:]) if row[_NOTICE] is not None else None
    return Task(*row[:_ANSWER]), answer, notice
