"""What people have chosen about their letters, as it bears on what they are told now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.letter_choice import ALLOWED, AT_ONCE, DAILY, read_choices
from notifications.messages import GROUPS
from notifications.surroundings import Surroundings
from notifications.telling import Telling

# When the daily letter is written, on the clocks of its reader.
HOUR = time(7)


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of everybody who is told something in one batch."""

    around: Surroundings
    known: Mapping[tuple[UUID, str], str]

    @classmethod
    def of(cls, around: Surroundings, people: Collection[UUID]) -> Choices:
        """What these people have chosen."""
        return cls(around, read_choices(around.connection, people) if people else {})

    def is_at_once(self, telling: Telling) -> bool:
        """Whether its letter is written now."""
        return self._way(telling) == AT_ONCE

    def daily_at(self, telling: Telling) -> datetime | None:
        """When the daily letter is written that tells it; nothing where it is told in none."""
        if not telling.mailed or self._way(telling) != DAILY:
            return None
        person = self.around.register.people[telling.to]
        return next_letter(self.around.now, person.zone or self.around.register.calendar.zone)

    def _way(self, telling: Telling) -> str:
        """What is notice is never put off, and what comes late is gathered already."""
        if telling.notice or telling.late:
            return AT_ONCE
        group = GROUPS[telling.kind]
        chosen = self.known.get((telling.to, group), AT_ONCE)
        return chosen if chosen in ALLOWED[group] else AT_ONCE


def next_letter(now: datetime, zone: str) -> datetime:
    """The next time that it is `HOUR` in this zone."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    days = (today + timedelta(days=n) for n in range(2))
    ahead = (datetime.combine(day, HOUR, place).astimezone(UTC) for day in days)
    return next(at for at in ahead if at > now)
