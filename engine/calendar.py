"""Working days, deadlines and civil time. Pure: every function is given its instants, none reads a clock.

Instants come in aware, in any zone, and go out in UTC; a naive one is a ValueError. Days are the days of the
calendar's zone. A civil time that the clocks skip moves forward by the skipped stretch; of one that they
repeat the first is meant.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

Unit = Literal["hours", "days", "working_days", "months"]

MONDAY_TO_FRIDAY = frozenset(range(5))
CLOSING_TIME = time(17, 0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A stretch without work, `[start, end)`; the names of the days off in it, none for a plain weekend."""

    start: datetime
    end: datetime
    names: tuple[str, ...]


@dataclass(frozen=True)
class WorkingCalendar:
    """One version of a calendar. `days_off` are beside the weekend; `working_weekdays` count from Monday = 0.

    A zone nobody knows is a ZoneInfoNotFoundError, a calendar without any working weekday a ValueError.
    """

    key: str
    version: int
    zone: str
    days_off: Mapping[date, str] = field(default_factory=dict, hash=False)
    working_weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    closes_at: time = CLOSING_TIME

    def __post_init__(self) -> None:
        if not self.working_weekdays or not self.working_weekdays <= frozenset(range(7)):
            raise ValueError("a calendar works on at least one of the weekdays 0 to 6")
        if self.closes_at.tzinfo is not None:
            raise ValueError("the closing time is a time of the calendar's own zone")
        _ = self._zone  # looked up now rather than at the first deadline

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    # days

    def is_working_day(self, day: date) -> bool:
        """Neither a weekend nor a day off."""
        return day.weekday() in self.working_weekdays and day not in self.days_off

    def covers(self, day: date) -> bool:
        """Whether the days off of that year are known; outside, only weekends are seen."""
        return any(known.year == day.year for known in self.days_off)

    def day_of(self, instant: datetime) -> date:
        """The date on the wall in the calendar's zone."""
        return self._local(instant).date()

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of `start`, through the day of `end`; negative when `end` lies before.

        It undoes `add_working_days`: the days between an instant and n working days later are n.
        """
        first, last = self.day_of(start), self.day_of(end)
        if last >= first:
            return sum(map(self.is_working_day, _days(first + DAY, last + DAY)))
        return -sum(map(self.is_working_day, _days(last, first)))

    # deadlines

    def add_working_days(self, instant: datetime, n: int) -> datetime:
        """Closing time of the n-th working day after the instant's day, or before it when n is negative.

        0 is closing time of the same day, or of the next working day when that one is none; it may lie
        before an instant late in the evening.
        """
        day, step = self.day_of(instant), DAY if n >= 0 else -DAY
        for _ in range(abs(n)):
            day = self._working(day + step, step)
        return self._instant(self._working(day, step), self.closes_at)

    def add(self, instant: datetime, amount: int, unit: Unit) -> datetime:
        """The instant `amount` units later (earlier when negative); an unknown unit is a ValueError.

        hours are elapsed time; days and months keep the clock time, months end on the last day of a shorter
        month; working days end at closing time.
        """
        ways: dict[str, Callable[[datetime, int], datetime]] = {
            "hours": lambda at, n: _utc(at) + timedelta(hours=n),
            "days": self._add_days,
            "working_days": self.add_working_days,
            "months": self._add_months,
        }
        if unit not in ways:
            raise ValueError(f"a period is counted in {', '.join(ways)}, not in {unit}")
        return ways[unit](instant, amount)

    def closing(self, day: date) -> datetime:
        """Closing time of this very day, whether it is a working day or not."""
        return self._instant(day, self.closes_at)

    def open_hour(self, instant: datetime) -> datetime:
        """The instant itself on a working day, else the same clock time on the next one: ends of silence."""
        local = self._local(instant)
        if self.is_working_day(local.date()):
            return _utc(instant)
        return self._instant(self._working(local.date(), DAY), local.time())

    def nonworking_spans(self, start: datetime, end: datetime) -> list[Span]:
        """Stretches of days without work in `[start, end)`, joined where they touch, for drawing."""
        if _utc(end) <= _utc(start):
            return []
        days = _days(self.day_of(start), self.day_of(end) + DAY)
        spans = (self._span(run, _utc(start), _utc(end)) for run in self._runs(days))
        return [span for span in spans if span.start < span.end]

    # inside

    def _local(self, instant: datetime) -> datetime:
        return _utc(instant).astimezone(self._zone)

    def _instant(self, day: date, clock_time: time) -> datetime:
        """`fold=0`: of two the first, and in a gap the offset before it, which leads out behind the gap."""
        return datetime.combine(day, clock_time.replace(fold=0), self._zone).astimezone(UTC)

    def _working(self, day: date, step: timedelta) -> date:
        while not self.is_working_day(day):
            day += step
        return day

    def _add_days(self, instant: datetime, n: int) -> datetime:
        local = self._local(instant)
        return self._instant(local.date() + n * DAY, local.time()) if n else _utc(instant)

    def _add_months(self, instant: datetime, n: int) -> datetime:
        local = self._local(instant)
        year, month = divmod(local.year * 12 + local.month - 1 + n, 12)
        day = date(year, month + 1, min(local.day, monthrange(year, month + 1)[1]))
        return self._instant(day, local.time()) if n else _utc(instant)

    def _runs(self, days: Iterable[date]) -> Iterator[list[date]]:
        run: list[date] = []
        for day in days:
            if not self.is_working_day(day):
                run.append(day)
            elif run:
                yield run
                run = []
        if run:
            yield run

    def _span(self, run: list[date], start: datetime, end: datetime) -> Span:
        names = dict.fromkeys(self.days_off[day] for day in run if day in self.days_off)
        first, behind = self._instant(run[0], time.min), self._instant(run[-1] + DAY, time.min)
        return Span(max(first, start), min(behind, end), tuple(names))


def half_way(start: datetime, end: datetime) -> datetime:
    """The middle of a period in elapsed time, to the microsecond (the earlier one)."""
    return _utc(start) + (_utc(end) - _utc(start)) // 2


def materialise(
    countries: Iterable[str],
    years: Iterable[int],
    extra_days: Mapping[date, str] | None = None,
    *,
    working: Iterable[date] = (),
) -> dict[date, str]:
    """The days off of several countries at once with own days, by date; names in English where known.

    A country is an ISO code, with a subdivision as in `AT-9`; an unknown one is a ValueError. Names of one
    date are joined. `working` are days worked all the same. Keep the result: a later release of the tables
    must not move a deadline.
    """
    wanted = sorted(set(years))
    names: dict[date, list[str]] = {}
    for found in (*(_public_holidays(code, wanted) for code in countries), extra_days or {}):
        for day, name in found.items():
            names.setdefault(day, []).extend(
                part for part in name.split("; ") if part not in names.get(day, [])
            )
    worked = set(working)
    return {day: "; ".join(names[day]) for day in sorted(names) if day not in worked}


def _public_holidays(code: str, years: list[int]) -> Mapping[date, str]:
    country, _, subdivision = code.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=subdivision or None, years=years, language="en_US")
    except NotImplementedError as error:
        raise ValueError(f"no holidays are known for {code}") from error


def _days(first: date, behind: date) -> Iterator[date]:
    return (first + n * DAY for n in range((behind - first).days))


def _utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a zone: this datetime has none")
    return instant.astimezone(UTC)
