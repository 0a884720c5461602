"""A draft: what somebody has written of an answer and not given yet. It stands in no history; only its writer reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, and_, select

from engine.columns import Id, Instant, Json, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("person_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("words", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

Words = Mapping[str, Sequence[str]]
"""What the controls of the form held, by name, as it was typed, right or wrong."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of an answer to one question, for one party."""

    task: str
    party: str
    words: Words
    at: datetime


def of_task(person: UUID, case_id: UUID, task: str, party: str) -> ColumnElement[bool]:
    """The condition on `drafts` that means this one."""
    mine = and_(drafts.c.person_id == person, drafts.c.case_id == case_id)
    return and_(mine, drafts.c.task == task, drafts.c.party == party)


def read_drafts(connection: Connection, case_id: UUID, person: UUID) -> list[Draft]:
    """The drafts that somebody has in a case."""
    query = select(drafts.c.task, drafts.c.party, drafts.c.words, drafts.c.at).where(
        drafts.c.case_id == case_id, drafts.c.person_id == person
    )
    return [Draft(*row) for row in connection.execute(query)]
