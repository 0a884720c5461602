"""An absence: somebody is away from one instant until just before another, and who does meanwhile what they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index, Table

from engine.columns import Id, Instant, Json, metadata

absences = Table(
    "absences",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("substitute_id", Id),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    # Keys of case types; none means everything.
    Column("scope", Json, nullable=False),
    Index("absences_of_person", "person_id", "until"),
)


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away in [since, until). In the case types of `scope` (without any: in all) the substitute stands in."""

    id: UUID
    person_id: UUID
    substitute_id: UUID | None
    since: datetime
    until: datetime
    scope: tuple[str, ...]

    def holds_at(self, instant: datetime) -> bool:
        """Whether the person is away at this instant. One that was ended before it began never holds."""
        return self.since <= instant < self.until

    def covers(self, definition: str) -> bool:
        """Whether work in cases of this type is meant."""
        return not self.scope or definition in self.scope

    def meets(self, other: Absence) -> bool:
        """Whether the two speak of the same work at one time."""
        same_time = max(self.since, other.since) < min(self.until, other.until)
        return same_time and (not self.scope or not other.scope or bool({*self.scope} & {*other.scope}))
