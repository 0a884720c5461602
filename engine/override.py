"""An override: an administrator reads one case for a short while, with a reason, in the case's own history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from engine.columns import Id, Instant, metadata

LONGEST = timedelta(hours=1)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("person_id", Id, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Index("overrides_of_person", "person_id", "until"),
)


@dataclass(frozen=True, slots=True)
class Override:
    """Who may read which case from when to when, beside what the person's roles open."""

    id: UUID
    case_id: UUID
    person_id: UUID
    reason: str
    since: datetime
    until: datetime

    def open_at(self, instant: datetime) -> bool:
        """Whether it is open at this instant."""
        return self.since <= instant < self.until
