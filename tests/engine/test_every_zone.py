"""Every zone whose clocks change between 2024 and 2035, every change, every kind of rule: the calendar agrees with a slow
one that counts days one by one and never asks the zone for the instant of a civil time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from engine.calendar import MONDAY_TO_FRIDAY, WorkingCalendar, half_way
from tests.engine.slow_zone import DAY, Change, SlowWeek, SlowZone, at_time, months_on

YEARS = (2024, 2035)
EVERY_DAY = frozenset(range(7))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Spot:
    """A civil time at the edge of a change, or inside what it skips or repeats."""

    zone: SlowZone
    change: Change
    civil: datetime

    def calendar(self, week: SlowWeek, closes_at: time | None = None) -> tuple[WorkingCalendar, SlowWeek]:
        """The calendar on trial and the slow one, both closing at this civil time where no other is named."""
        off = dict.fromkeys(week.off, "off")
        closing = closes_at or self.civil.time()
        return WorkingCalendar("tried", 1, self.zone.name, off, frozenset(week.weekdays), closing), week


Compared = Iterator[tuple[object, object]]
"""What the calendar found, and what the slow one did."""


def days(spot: Spot) -> Compared:
    """Days that end here, and such as begin on both sides of the change."""
    zone, (calendar, _) = spot.zone, spot.calendar(SlowWeek(EVERY_DAY))
    for n in (1, -1, 30):
        start = zone.instant(spot.civil - n * DAY)
        yield calendar.add(start, n, "days"), zone.instant(zone.wall(start) + n * DAY)
        start = spot.change.at + (spot.civil - spot.change.low)
        yield calendar.add(start, n, "days"), zone.instant(zone.wall(start) + n * DAY)


def months(spot: Spot) -> Compared:
    zone, (calendar, _) = spot.zone, spot.calendar(SlowWeek(EVERY_DAY))
    for n in (1, -1, 12):
        start = zone.instant(at_time(months_on(spot.civil.date(), -n), spot.civil.time()))
        wall = zone.wall(start)
        due = zone.instant(at_time(months_on(wall.date(), n), wall.time()))
        yield calendar.add(start, n, "months"), due


def hours(spot: Spot) -> Compared:
    """So many seconds go by, whatever the clocks show."""
    calendar, _ = spot.calendar(SlowWeek(EVERY_DAY))
    for n in (1, 24, -72):
        start = spot.zone.instant(spot.civil) - n * HOUR
        seconds = (start - EPOCH) // timedelta(seconds=1) + n * 3600
        yield calendar.add(start, n, "hours"), EPOCH + timedelta(seconds=seconds)


def working_days(spot: Spot) -> Compared:
    """Days that close here: in a week without a weekend, in the usual one, and with a day off just before."""
    zone, day = spot.zone, spot.civil.date()
    weeks = (SlowWeek(EVERY_DAY), SlowWeek(MONDAY_TO_FRIDAY), SlowWeek(EVERY_DAY, {day - DAY, day + DAY}))
    for calendar, week in map(spot.calendar, weeks):
        for n in (0, 1, 5, -1, -5):
            start = zone.instant(at_time(day - n * DAY, time(12)))
            ends = week.nth(zone.wall(start).date(), n)
            yield calendar.add(start, n, "working_days"), zone.instant(at_time(ends, calendar.closes_at))


def closing_times(spot: Spot) -> Compared:
    calendar, _ = spot.calendar(SlowWeek(EVERY_DAY))
    yield calendar.closing(spot.civil.date()), spot.zone.instant(spot.civil)


def open_hours(spot: Spot) -> Compared:
    """An end that falls on the day off before moves to this clock time."""
    zone, day = spot.zone, spot.civil.date()
    calendar, week = spot.calendar(SlowWeek(EVERY_DAY, {day - DAY}))
    for start in (zone.instant(spot.civil - DAY), zone.instant(spot.civil)):
        wall = zone.wall(start)
        moves = not week.works(wall.date())
        due = zone.instant(at_time(week.nth(wall.date(), 1), wall.time())) if moves else start
        yield calendar.open_hour(start), due


def days_between(spot: Spot) -> Compared:
    zone, day = spot.zone, spot.civil.date()
    calendar, week = spot.calendar(SlowWeek(MONDAY_TO_FRIDAY, {day}))
    here = zone.instant(spot.civil)
    for other in (spot.change.at - 36 * HOUR, spot.change.at, spot.change.at + 36 * HOUR):
        first, last = sorted((other, here))
        counted = week.counted(zone.wall(first).date(), zone.wall(last).date())
        yield calendar.working_days_between(first, last), counted
        yield calendar.day_of(other), zone.wall(other).date()


def spans(spot: Spot) -> Compared:
    """A day off is as long as that day is, from its first instant to the first of the next."""
    zone, day = spot.zone, spot.civil.date()
    calendar, _ = spot.calendar(SlowWeek(EVERY_DAY, {day}))
    (span,) = calendar.nonworking_spans(spot.change.at - 60 * HOUR, spot.change.at + 60 * HOUR)
    midnights = [zone.instant(at_time(each, time(0))) for each in (day, day + DAY)]
    yield [span.start, span.end], midnights


def middles(spot: Spot) -> Compared:
    start = spot.zone.instant(spot.civil - 3 * DAY)
    for end in (spot.zone.instant(spot.civil), spot.change.at + 5 * HOUR):
        micros = ((start - EPOCH) // MICROSECOND + (end - EPOCH) // MICROSECOND) // 2
        yield half_way(start, end), EPOCH + micros * MICROSECOND


RULES: tuple[Callable[[Spot], Compared], ...] = (
    days, months, hours, working_days, closing_times, open_hours, days_between, spans, middles,
)  # fmt: skip


@cache
def changing() -> dict[str, SlowZone]:
    """Every zone of the tz database whose clocks change in these years."""
    zones = (SlowZone(name) for name in sorted(available_timezones()))
    return {zone.name: zone for zone in zones if zone.changes(*YEARS)}


def spots(zone: SlowZone) -> Iterator[Spot]:
    for change in zone.changes(*YEARS):
        middle = change.low + (change.high - change.low) / 2
        for civil in (change.low - MINUTE, change.low, middle, change.high - MINUTE, change.high):
            yield Spot(zone, change, civil)


def compare(zone: SlowZone) -> Counter[str]:
    """Compare everything in a zone; gives how often by kind of rule."""
    compared: Counter[str] = Counter()
    for spot in spots(zone):
        for rule in RULES:
            for found, slow in rule(spot):
                compared[rule.__name__] += 1
                assert found == slow, f"{rule.__name__} in {zone.name} around {spot.change}: {spot.civil}"
    return compared


def one_of_each() -> list[SlowZone]:
    """Many names mean the same clocks: the first name of each."""
    alike = {zone.stretches: zone for zone in reversed(changing().values())}
    return list(alike.values())


def every_one() -> list[SlowZone]:
    return list(changing().values())


@pytest.mark.parametrize(
    ("chosen", "least"),
    [(one_of_each, 120_000), pytest.param(every_one, 800_000, marks=[pytest.mark.long, pytest.mark.night])],
)
def test_at_every_change_of_every_zone_the_calendar_agrees_with_the_slow_one(
    chosen: Callable[[], list[SlowZone]], least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    zones = chosen()
    compared = sum(map(compare, zones), Counter())
    changes = sum(len(zone.changes(*YEARS)) for zone in zones)
    with capsys.disabled():
        print(f"\n{len(zones)} zones, {changes} changes, {compared.total()} comparisons: {dict(compared)}")
    assert compared.total() >= least
    assert set(compared) == {rule.__name__ for rule in RULES}


def test_no_zone_with_a_change_is_left_out() -> None:
    """Counted in another way: by the first and the fifteenth noon of every month, in every zone there is."""
    noons = [
        datetime(y, m, d, 12, tzinfo=UTC) for y in range(2024, 2036) for m in range(1, 13) for d in (1, 15)
    ]
    for name in available_timezones() - changing().keys():
        zone = ZoneInfo(name)
        assert len({noon.astimezone(zone).utcoffset() for noon in noons}) == 1, f"{name} changes its clocks"
    assert len(changing()) >= 150


def test_there_are_gaps_and_overlaps_of_every_length_among_the_changes() -> None:
    """Half an hour on Lord Howe, two hours at Troll, at midnight in Cairo, and backwards in Morocco's summer."""
    changes = [(zone.name, each) for zone in changing().values() for each in zone.changes(*YEARS)]
    lengths = Counter((each.forward, each.high - each.low) for _, each in changes)
    assert {length for _, length in lengths} >= {HOUR / 2, HOUR, 2 * HOUR}
    assert {forward for forward, _ in lengths} == {True, False}
    assert any(name == "Africa/Cairo" and each.low.time() == time(0) for name, each in changes)
    years = {(name, each.at.year) for name, each in changes}
    assert {("Africa/Casablanca", year) for year in range(2024, 2036)} <= years


# The slow one, tried by hand


def test_the_slow_zone_says_what_everybody_in_vienna_knows() -> None:
    vienna = SlowZone("Europe/Vienna")
    spring, autumn = vienna.changes(2026, 2026)
    assert (spring.at, autumn.at) == (
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    )
    assert vienna.instant(datetime(2026, 3, 29, 2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert vienna.instant(datetime(2026, 10, 25, 2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert vienna.wall(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == datetime(2026, 10, 25, 2, 30)


@pytest.mark.parametrize(
    "zone", ["Europe/Vienna", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca"]
)
def test_the_slow_zone_agrees_with_a_watch_that_is_read_every_minute(zone: str) -> None:
    slow = SlowZone(zone)
    for change in slow.changes(2025, 2025):
        minutes = [change.at + n * MINUTE for n in range(-240, 240)]
        shown: dict[datetime, datetime] = {}
        for at in minutes:
            shown.setdefault(at.astimezone(ZoneInfo(zone)).replace(tzinfo=None), at)
        assert shown == {civil: slow.instant(civil) for civil in shown}
        skipped = [change.low + n * MINUTE for n in range((change.high - change.low) // MINUTE)]
        assert (change.low in shown) is not change.forward
        if change.forward:
            gap = change.high - change.low
            assert [slow.instant(civil) for civil in skipped] == [shown[civil + gap] for civil in skipped]
