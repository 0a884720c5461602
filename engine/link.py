"""A link: a typed, directed tie between two cases. Links pull; nobody signals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from engine.case import Case
from engine.columns import Id, Instant, metadata

links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("to_case", Id, ForeignKey("cases.id"), nullable=False),
    Column("type", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Id),
    Column("ended_at", Instant),
    Column("ended_in", Id),  # the event of the end; the tie's own id is that of the event that made it
    Column("note", Text),
    Index("links_out", "case_id", "type"),
    Index("links_in", "to_case", "type"),
    Index("links_ended", "ended_in"),
)

wakes = Table(
    # A case that must look again, because a linked one changed. A queue: rows come and go, no event names them.
    "wakes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("at", Instant, nullable=False),
    Index("wakes_by_time", "at"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a case that was looked up tells."""

    definition: str
    version: int
    title: str
    result: str | None
    data: Mapping[str, Any]


@dataclass(slots=True)
class Link:
    """A tie, seen from one of its ends, with what the other case tells: its state's result and published fields."""

    id: UUID
    case_id: UUID
    to_case: UUID
    type: str
    at: datetime
    incoming: bool
    other: UUID
    definition: str
    version: int
    title: str
    state: str
    result: str | None
    data: dict[str, Any]
    # Whether somebody has made it by hand: then it has the id of the event that made it.
    by_hand: bool = False


def seen_from(link_id: UUID, tie: str, at: datetime, ours: Case, theirs: Case, *, incoming: bool) -> Link:
    """A tie that has just been made, as our end sees it; read from the database it looks the same."""
    near, far = (theirs, ours) if incoming else (ours, theirs)
    return Link(
        link_id,
        near.id,
        far.id,
        tie,
        at,
        incoming,
        theirs.id,
        theirs.definition,
        theirs.version,
        theirs.title,
        theirs.state,
        theirs.result,
        theirs.data,
    )
