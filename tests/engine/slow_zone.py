"""Civil time in any zone, slowly: the stretches between the changes of its clocks are found by looking, and everything is
found by going through them and by counting days one by one. Knows nothing of the calendar that it judges."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

FIRST, LAST = datetime(2022, 7, 1, tzinfo=UTC), datetime(2037, 7, 1, tzinfo=UTC)
LOOK = timedelta(days=3)  # no zone changes twice within three days
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """`[begins, ends)` in UTC, during which the clocks of a zone stay this far from it."""

    begins: datetime
    ends: datetime
    offset: timedelta


@dataclass(frozen=True)
class Change:
    """The instant at which clocks are set, and the civil times they skip or repeat: `[low, high)`."""

    at: datetime
    low: datetime
    high: datetime
    forward: bool


class SlowZone:
    """A zone that is only ever asked how far its clocks are from UTC at an instant, never the other way round."""

    def __init__(self, name: str) -> None:
        self.name, self._zone = name, ZoneInfo(name)
        self.stretches = tuple(self._walk())

    def changes(self, first: int, last: int) -> list[Change]:
        """Every change of the clocks in these years."""
        found = [_change(one, other) for one, other in pairwise(self.stretches)]
        return [each for each in found if first <= each.at.year <= last]

    def wall(self, instant: datetime) -> datetime:
        """What the clocks show, as a naive time."""
        return (instant + self._offset(instant)).replace(tzinfo=None)

    def instant(self, civil: datetime) -> datetime:
        """When the clocks first show this; what they skip is as far behind the gap as it lies inside it."""
        for stretch in self.stretches:
            at = civil.replace(tzinfo=UTC) - stretch.offset
            if stretch.begins <= at < stretch.ends:
                return at
        for earlier, later in pairwise(self.stretches):
            skipped = _change(earlier, later)
            if skipped.low <= civil < skipped.high:
                return self.instant(civil + (later.offset - earlier.offset))
        raise AssertionError(f"{self.name} never shows {civil}")

    def _offset(self, instant: datetime) -> timedelta:
        offset = instant.astimezone(self._zone).utcoffset()
        assert offset is not None
        return offset

    def _walk(self) -> Iterator[Stretch]:
        begins, at, offset = FIRST, FIRST, self._offset(FIRST)
        while (at := at + LOOK) < LAST:
            if self._offset(at) != offset:
                change = self._bisect(at - LOOK, at)
                yield Stretch(begins, change, offset)
                begins, offset = change, self._offset(at)
        yield Stretch(begins, LAST, offset)

    def _bisect(self, before: datetime, after: datetime) -> datetime:
        """The first second after the change."""
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
            if self._offset(middle) == self._offset(before):
                before = middle
            else:
                after = middle
        return after


def _change(one: Stretch, other: Stretch) -> Change:
    low, high = sorted((one.ends + each).replace(tzinfo=None) for each in (one.offset, other.offset))
    return Change(one.ends, low, high, one.offset < other.offset)


# Days, counted one by one


@dataclass(frozen=True)
class SlowWeek:
    """The days on which somebody works."""

    weekdays: Collection[int]
    off: Collection[date] = ()

    def works(self, day: date) -> bool:
        return day.isoweekday() - 1 in self.weekdays and day not in self.off

    def nth(self, day: date, n: int) -> date:
        """The n-th working day after this one (before it, when negative); 0 is this day or the next that is worked."""
        step, left = (DAY if n >= 0 else -DAY), abs(n)
        while left:
            day += step
            left -= self.works(day)
        while not self.works(day):
            day += step
        return day

    def counted(self, first: date, last: date) -> int:
        """Working days after the first day, through the last."""
        day, found = first, 0
        while day < last:
            day += DAY
            found += self.works(day)
        return found


def months_on(day: date, n: int) -> date:
    """As many months on (or back), and then back to a day that the month has."""
    year, month, number = day.year, day.month, day.day
    for _ in range(abs(n)):
        month += 1 if n > 0 else -1
        if month in (0, 13):
            year, month = (year + 1, 1) if month == 13 else (year - 1, 12)
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def at_time(day: date, clock: time) -> datetime:
    """A civil time, naive."""
    return datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.microsecond)
