"""An item: a typed row of the case file. Ended, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from engine.columns import Id, Instant, Json, metadata

items = Table(
    "items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("item", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("data", Json, nullable=False),
    Column("standing", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("by", Id),
    Column("for_organization", Id),
    Column("at", Instant, nullable=False),
    Index("items_of_case", "case_id", "item", "position"),
)


@dataclass(slots=True)
class Item:
    """A row as a command reads it; `data` maps column keys to stored values, `revision` counts its edits."""

    id: UUID
    case_id: UUID
    item: str
    position: int
    data: dict[str, Any]
    standing: bool
    revision: int
    by: UUID | None
    for_organization: UUID | None
    at: datetime
