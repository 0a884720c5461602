"""Deadlines: working days, civil time in awkward zones, and a slow counter that must agree."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from engine.calendar import Span, Unit, WorkingCalendar, half_way, materialise

VIENNA = WorkingCalendar("house", 1, "Europe/Vienna", materialise(["AT"], range(2010, 2032)))
ZONES = [
    "Europe/Vienna",
    "Africa/Cairo",  # the clocks change at midnight
    "America/Sao_Paulo",  # did so until 2019
    "Asia/Kathmandu",  # five hours and three quarters
    "Australia/Lord_Howe",  # changes by half an hour
    "America/St_Johns",
    "Pacific/Kiritimati",  # fourteen hours ahead
    "Pacific/Pago_Pago",  # eleven hours behind
    "UTC",
]


def local(
    zone: str, year: int, month: int, day: int, hour: int = 0, minute: int = 0, micros: int = 0, fold: int = 0
) -> datetime:
    """In UTC, for Python never finds a time of a repeated hour equal to anything in another zone."""
    wall = datetime(year, month, day, hour, minute, 0, micros, ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


def vienna(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, micros: int = 0, fold: int = 0
) -> datetime:
    return local("Europe/Vienna", year, month, day, hour, minute, micros, fold)


def bare(zone: str) -> WorkingCalendar:
    return WorkingCalendar("bare", 1, zone)


# working days


def test_five_working_days_end_a_week_later_at_closing_time() -> None:
    due = VIENNA.add_working_days(vienna(2026, 11, 20, 9, 30), 5)
    assert due == vienna(2026, 11, 27, 17, 0)
    assert due.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (vienna(2026, 11, 20, 23, 59), 1, vienna(2026, 11, 23, 17)),  # a Friday late in the evening
        (vienna(2026, 11, 21, 12), 1, vienna(2026, 11, 23, 17)),  # a Saturday
        (vienna(2026, 12, 23, 12), 2, vienna(2026, 12, 28, 17)),  # Christmas on a Friday
        (vienna(2026, 12, 31, 12), 1, vienna(2027, 1, 4, 17)),  # New Year on a Friday
        (vienna(2027, 1, 4, 12), 2, vienna(2027, 1, 7, 17)),  # Epiphany between
        (vienna(2028, 2, 28, 12), 1, vienna(2028, 2, 29, 17)),  # a leap day counts
        (vienna(2026, 11, 23, 12), -1, vienna(2026, 11, 20, 17)),
        (vienna(2027, 1, 7, 12), -3, vienna(2026, 12, 31, 17)),
        (vienna(2026, 11, 20, 12), 0, vienna(2026, 11, 20, 17)),
        (vienna(2026, 11, 21, 12), 0, vienna(2026, 11, 23, 17)),
        (vienna(2026, 3, 27, 12), 1, vienna(2026, 3, 30, 17)),  # across the change to summer time
        (vienna(2026, 10, 23, 12), 2, vienna(2026, 10, 28, 17)),  # and back, over the National Day
    ],
)
def test_working_days_pass_over_weekends_and_days_off(start: datetime, n: int, due: datetime) -> None:
    assert VIENNA.add_working_days(start, n) == due


def test_the_day_is_the_day_in_the_calendars_zone_not_in_utc() -> None:
    thursday_in_utc = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)  # Friday 00:30 in Vienna
    assert VIENNA.day_of(thursday_in_utc) == date(2026, 11, 20)
    assert VIENNA.add_working_days(thursday_in_utc, 1) == vienna(2026, 11, 23, 17)


def test_a_week_may_run_from_sunday_to_thursday() -> None:
    cairo = WorkingCalendar("cairo", 1, "Africa/Cairo", {}, frozenset({6, 0, 1, 2, 3}), time(15, 30))
    wednesday = local("Africa/Cairo", 2026, 11, 18, 12)
    assert cairo.add_working_days(wednesday, 2) == local("Africa/Cairo", 2026, 11, 22, 15, 30)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (vienna(2026, 11, 20, 9), vienna(2026, 11, 20, 17), 0),
        (vienna(2026, 11, 20, 9), vienna(2026, 11, 22, 17), 0),
        (vienna(2026, 11, 20, 23), vienna(2026, 11, 23, 0), 1),
        (vienna(2026, 12, 23, 9), vienna(2027, 1, 7, 9), 8),
        (vienna(2027, 1, 7, 9), vienna(2026, 12, 23, 9), -8),
    ],
)
def test_working_days_between_two_instants(start: datetime, end: datetime, days: int) -> None:
    assert VIENNA.working_days_between(start, end) == days


# other periods


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        # 72 hours are 72 hours, also when the clocks change on the way
        (vienna(2026, 3, 27, 12), 72, "hours", vienna(2026, 3, 30, 13)),
        (vienna(2026, 10, 24, 12), 24, "hours", vienna(2026, 10, 25, 11)),
        # days keep the clock time
        (vienna(2026, 3, 28, 12), 1, "days", vienna(2026, 3, 29, 12)),
        (vienna(2026, 10, 24, 12), 1, "days", vienna(2026, 10, 25, 12)),
        (vienna(2026, 3, 28, 2, 30), 1, "days", vienna(2026, 3, 29, 3, 30)),  # there is no 02:30
        (vienna(2026, 10, 24, 2, 30), 1, "days", vienna(2026, 10, 25, 2, 30, fold=0)),  # there are two
        (vienna(2026, 3, 1, 9), -1, "days", vienna(2026, 2, 28, 9)),
        # months end where the month ends
        (vienna(2026, 1, 31, 9), 1, "months", vienna(2026, 2, 28, 9)),
        (vienna(2028, 1, 31, 9), 1, "months", vienna(2028, 2, 29, 9)),
        (vienna(2028, 2, 29, 9), 12, "months", vienna(2029, 2, 28, 9)),
        (vienna(2028, 2, 29, 9), 48, "months", vienna(2032, 2, 29, 9)),
        (vienna(2026, 12, 31, 9), 2, "months", vienna(2027, 2, 28, 9)),
        (vienna(2026, 3, 31, 9), -1, "months", vienna(2026, 2, 28, 9)),
        (vienna(2026, 1, 15, 9), -1, "months", vienna(2025, 12, 15, 9)),
        (vienna(2026, 2, 28, 2, 30), 1, "months", vienna(2026, 3, 28, 2, 30)),
        (vienna(2026, 11, 20, 9), 2, "working_days", vienna(2026, 11, 24, 17)),
    ],
)
def test_a_period_has_a_unit(start: datetime, amount: int, unit: Unit, due: datetime) -> None:
    assert VIENNA.add(start, amount, unit) == due


@pytest.mark.parametrize("unit", ["hours", "days", "months"])
def test_nothing_added_is_the_same_instant_even_in_a_repeated_hour(unit: Unit) -> None:
    second = vienna(2026, 10, 25, 2, 30, fold=1)
    assert VIENNA.add(second, 0, unit) == second.astimezone(UTC)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="not in weeks"):
        VIENNA.add(vienna(2026, 1, 1), 1, "weeks")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("end", "open_end"),
    [
        (vienna(2026, 11, 20, 3, 15), vienna(2026, 11, 20, 3, 15)),
        (vienna(2026, 11, 21, 0, 0), vienna(2026, 11, 23, 0, 0)),
        (vienna(2026, 11, 22, 23, 59), vienna(2026, 11, 23, 23, 59)),
        (vienna(2026, 12, 25, 14, 30), vienna(2026, 12, 28, 14, 30)),
        (vienna(2026, 3, 28, 10, 0), vienna(2026, 3, 30, 10, 0)),
        (vienna(2026, 10, 25, 2, 30, fold=1), vienna(2026, 10, 27, 2, 30)),
    ],
)
def test_a_silence_never_ends_on_a_day_without_work(end: datetime, open_end: datetime) -> None:
    assert VIENNA.open_hour(end) == open_end


def test_half_way_is_counted_in_elapsed_time() -> None:
    assert half_way(vienna(2026, 3, 29, 0), vienna(2026, 3, 29, 6)) == vienna(2026, 3, 29, 3, 30)
    odd = timedelta(microseconds=3)
    assert half_way(vienna(2026, 1, 1), vienna(2026, 1, 1) + odd) == vienna(2026, 1, 1, micros=1)


# awkward zones


@pytest.mark.parametrize(
    ("zone", "before", "due"),
    [
        ("Europe/Vienna", (2026, 3, 28, 2, 0), "2026-03-29T01:00"),
        ("Africa/Cairo", (2026, 4, 23, 0, 0), "2026-04-23T22:00"),  # midnight does not exist: 01:00
        ("Africa/Cairo", (2026, 4, 23, 0, 59), "2026-04-23T22:59"),
        ("America/Sao_Paulo", (2018, 11, 3, 0, 30), "2018-11-04T03:30"),
        ("Australia/Lord_Howe", (2026, 10, 3, 2, 15), "2026-10-03T15:45"),
    ],
)
def test_a_skipped_time_moves_forward(zone: str, before: tuple[int, int, int, int, int], due: str) -> None:
    moved = bare(zone).add(local(zone, *before), 1, "days")
    assert moved == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert moved.astimezone(ZoneInfo(zone)).time() > time(before[3], before[4])


@pytest.mark.parametrize(
    ("zone", "before", "due"),
    [
        ("Europe/Vienna", (2026, 10, 24, 2, 0), "2026-10-25T00:00"),
        ("Africa/Cairo", (2026, 10, 28, 23, 30), "2026-10-29T20:30"),
        ("America/Sao_Paulo", (2018, 2, 16, 23, 30), "2018-02-18T01:30"),
        ("Australia/Lord_Howe", (2026, 4, 4, 1, 45), "2026-04-04T14:45"),
    ],
)
def test_of_a_repeated_time_the_first_is_meant(
    zone: str, before: tuple[int, int, int, int, int], due: str
) -> None:
    once = bare(zone).add(local(zone, *before), 1, "days")
    assert once == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert once.astimezone(ZoneInfo(zone)).time() == time(before[3], before[4])


def test_kathmandu_closes_at_a_quarter_past_eleven_utc() -> None:
    due = bare("Asia/Kathmandu").add_working_days(local("Asia/Kathmandu", 2026, 11, 20, 9), 1)
    assert due == datetime(2026, 11, 23, 11, 15, tzinfo=UTC)


def test_the_day_a_country_skipped_delays_nobody_for_ever() -> None:
    apia = bare("Pacific/Apia")  # there was no 30 December 2011
    due = apia.add(local("Pacific/Apia", 2011, 12, 29, 12), 1, "days")
    assert due == local("Pacific/Apia", 2011, 12, 31, 12)


# what cannot be a calendar or an instant


def test_a_naive_instant_is_refused_everywhere() -> None:
    naive, aware = datetime(2026, 1, 1), vienna(2026, 1, 1)
    for call in (
        lambda: VIENNA.add_working_days(naive, 1),
        lambda: VIENNA.add(naive, 0, "hours"),
        lambda: VIENNA.add(naive, 1, "months"),
        lambda: VIENNA.open_hour(naive),
        lambda: VIENNA.working_days_between(aware, naive),
        lambda: VIENNA.nonworking_spans(naive, aware),
        lambda: half_way(aware, naive),
    ):
        with pytest.raises(ValueError, match="needs a zone"):
            call()


def test_a_calendar_that_cannot_work_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="at least one"):
        WorkingCalendar("none", 1, "UTC", working_weekdays=frozenset())
    with pytest.raises(ValueError, match="at least one"):
        WorkingCalendar("eight", 1, "UTC", working_weekdays=frozenset({7}))
    with pytest.raises(ValueError, match="own zone"):
        WorkingCalendar("odd", 1, "UTC", closes_at=time(17, tzinfo=UTC))
    with pytest.raises(ZoneInfoNotFoundError):
        bare("Europe/Atlantis")


def test_equal_calendars_are_equal_and_can_be_keys() -> None:
    again = WorkingCalendar("house", 1, "Europe/Vienna", dict(VIENNA.days_off))
    assert again == VIENNA
    assert len({again, VIENNA}) == 1
    assert again != bare("Europe/Vienna")


# days off


def test_several_countries_and_own_days_make_one_list() -> None:
    own = {date(2026, 12, 24): "House closed", date(2026, 12, 25): "House closed"}
    days = materialise(["AT", "US"], [2026], own)
    assert days[date(2026, 10, 26)] == "National Day"
    assert days[date(2026, 7, 3)] == "Independence Day (observed)"
    assert days[date(2026, 12, 24)] == "House closed"
    assert days[date(2026, 12, 25)] == "Christmas Day; House closed"
    assert list(days) == sorted(days)
    assert {day.year for day in days} == {2026}


def test_a_subdivision_has_days_of_its_own() -> None:
    assert date(2026, 8, 15) not in materialise(["DE"], [2026])
    assert materialise(["DE-SL"], [2026])[date(2026, 8, 15)] == "Assumption Day"


def test_a_day_may_be_worked_all_the_same() -> None:
    days = materialise(["AT"], [2026], working=[date(2026, 12, 8)])
    assert date(2026, 12, 8) not in days
    assert len(days) == len(materialise(["AT"], [2026])) - 1


@pytest.mark.parametrize("code", ["XX", "AT-99", ""])
def test_an_unknown_country_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="no holidays are known"):
        materialise([code], [2026])


def test_a_calendar_tells_for_which_years_it_knows_the_days_off() -> None:
    assert VIENNA.covers(date(2031, 12, 31))
    assert not VIENNA.covers(date(2032, 1, 1))
    assert not bare("UTC").covers(date(2026, 1, 1))


# drawing


def test_spans_without_work_join_weekends_and_days_off() -> None:
    spans = VIENNA.nonworking_spans(vienna(2026, 12, 24, 12), vienna(2027, 1, 3, 12))
    christmas = ("Christmas Day", "Saint Stephen's Day")
    assert spans == [
        Span(vienna(2026, 12, 25), vienna(2026, 12, 28), christmas),
        Span(vienna(2027, 1, 1), vienna(2027, 1, 3, 12), ("New Year's Day",)),
    ]


def test_spans_are_cut_to_the_picture() -> None:
    inside = vienna(2026, 11, 21, 6), vienna(2026, 11, 21, 18)
    assert VIENNA.nonworking_spans(*inside) == [Span(*inside, ())]
    assert VIENNA.nonworking_spans(vienna(2026, 11, 18), vienna(2026, 11, 21)) == []
    assert VIENNA.nonworking_spans(vienna(2026, 11, 22), vienna(2026, 11, 21)) == []


def test_the_weekend_of_the_clock_change_is_an_hour_shorter() -> None:
    (span,) = VIENNA.nonworking_spans(vienna(2026, 3, 27, 12), vienna(2026, 3, 30, 12))
    assert span.end - span.start == timedelta(hours=47)


# a slow counter that must agree

FIRST, LAST = date(2012, 1, 1), date(2030, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
instants = st.datetimes(datetime(2015, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1))
    off = draw(st.sets(st.sampled_from(DAYS), max_size=40))
    closing = draw(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
    zone = draw(st.sampled_from(ZONES))
    return WorkingCalendar("drawn", 1, zone, dict.fromkeys(off, "off"), frozenset(weekdays), closing)


def slow_instant(zone: str, civil: datetime) -> datetime:
    """Try every minute: the first that shows this civil time; in a gap, as far behind as it lies inside."""
    shown = [(at, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for at in minutes_around(civil)]
    for at, wall in shown:
        if wall == civil:
            return at
    for (_, earlier), (at, later) in pairwise(shown):
        if earlier < civil < later:
            return at + (civil - earlier - timedelta(minutes=1))
    raise AssertionError(civil)


def minutes_around(civil: datetime) -> Iterator[datetime]:
    middle = civil.replace(tzinfo=UTC)
    return (middle + timedelta(minutes=n) for n in range(-15 * 60, 15 * 60))


def slow_working_days(calendar: WorkingCalendar) -> list[date]:
    return [d for d in DAYS if d.isoweekday() - 1 in calendar.working_weekdays and d not in calendar.days_off]


@given(calendars(), instants, st.integers(-60, 60))
def test_adding_working_days_agrees_with_counting_in_a_list(
    calendar: WorkingCalendar, start: datetime, n: int
) -> None:
    days, today = slow_working_days(calendar), start.astimezone(ZoneInfo(calendar.zone)).date()
    place = bisect_right(days, today) + n - 1 if n > 0 else bisect_left(days, today) + n
    expected = slow_instant(calendar.zone, datetime.combine(days[place], calendar.closes_at))
    assert calendar.add_working_days(start, n) == expected


@given(calendars(), instants, st.integers(1, 60))
def test_the_working_days_between_undo_the_adding(calendar: WorkingCalendar, start: datetime, n: int) -> None:
    assert calendar.working_days_between(start, calendar.add_working_days(start, n)) == n
    assert calendar.working_days_between(start, calendar.add_working_days(start, -n)) == -n


@given(calendars(), instants, instants)
def test_working_days_between_agree_with_counting_in_a_list(
    calendar: WorkingCalendar, start: datetime, end: datetime
) -> None:
    assume(start <= end)
    first, last = (at.astimezone(ZoneInfo(calendar.zone)).date() for at in (start, end))
    counted = sum(first < day <= last for day in slow_working_days(calendar))
    assert calendar.working_days_between(start, end) == counted


@given(st.sampled_from(ZONES), instants, st.integers(-800, 800))
@example("Africa/Cairo", datetime(2026, 4, 22, 22, 30, tzinfo=UTC), 1)
@example("Australia/Lord_Howe", datetime(2026, 10, 2, 15, 45, tzinfo=UTC), 1)
def test_days_agree_with_trying_every_minute(zone: str, start: datetime, n: int) -> None:
    assume(n != 0)
    start = start.replace(second=0, microsecond=0)
    civil = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=n)
    assert bare(zone).add(start, n, "days") == slow_instant(zone, civil)


def changes() -> Iterator[tuple[str, datetime]]:
    """Every change of the clocks of these zones in ten years: the civil time at which it came."""
    step = timedelta(minutes=30)
    for zone in map(ZoneInfo, ZONES):
        for noon in (datetime(2017, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(3652)):
            if noon.astimezone(zone).utcoffset() != (noon + timedelta(days=1)).astimezone(zone).utcoffset():
                walls = [(noon + n * step).astimezone(zone) for n in range(49)]
                before = next(one for one, other in pairwise(walls) if one.utcoffset() != other.utcoffset())
                yield zone.key, before.replace(tzinfo=None) + step


CHANGES = list(changes())


@given(st.sampled_from(CHANGES), st.integers(-150, 150), st.integers(2, 60))
def test_days_that_end_around_a_change_of_the_clocks_agree_too(
    change: tuple[str, datetime], minutes: int, n: int
) -> None:
    zone, civil = change[0], change[1] + timedelta(minutes=minutes)
    start = (civil - timedelta(days=n)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert bare(zone).add(start, n, "days") == slow_instant(zone, civil)


def test_the_changes_tried_include_cairo_at_midnight_and_half_an_hour_on_lord_howe() -> None:
    assert ("Africa/Cairo", datetime(2026, 4, 24)) in CHANGES
    assert ("Australia/Lord_Howe", datetime(2026, 10, 4, 2)) in CHANGES
    assert {zone for zone, _ in CHANGES} >= {"Europe/Vienna", "America/Sao_Paulo"}


@given(st.sampled_from(ZONES), instants, st.integers(-30, 30))
def test_months_agree_with_walking_back_to_a_day_that_exists(zone: str, start: datetime, n: int) -> None:
    assume(n != 0)
    start = start.replace(second=0, microsecond=0)
    civil = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    first = civil.replace(day=1)
    for _ in range(abs(n)):
        first = (
            (first + timedelta(days=31)).replace(day=1)
            if n > 0
            else (first - timedelta(days=1)).replace(day=1)
        )
    day = first
    while day.day < civil.day and (day + timedelta(days=1)).month == first.month:
        day += timedelta(days=1)
    assert bare(zone).add(start, n, "months") == slow_instant(zone, day)


@given(calendars(), instants, st.integers(1, 500))
def test_periods_only_move_forward(calendar: WorkingCalendar, start: datetime, n: int) -> None:
    assert calendar.add(start, n, "hours") - start == timedelta(hours=n)
    assert calendar.add(start, n, "days") > start
    assert calendar.add(start, n % 60 + 1, "working_days") > start
    assert calendar.open_hour(start) >= start


@given(calendars(), instants)
def test_an_open_hour_lies_on_a_working_day_and_stays_there(
    calendar: WorkingCalendar, start: datetime
) -> None:
    moved = calendar.open_hour(start)
    assert calendar.is_working_day(calendar.day_of(moved))
    assert calendar.open_hour(moved) == moved


@given(calendars(), instants, st.timedeltas(timedelta(0), timedelta(days=40)), st.floats(0, 1))
def test_an_instant_lies_in_a_span_exactly_when_its_day_has_no_work(
    calendar: WorkingCalendar, start: datetime, length: timedelta, part: float
) -> None:
    at, end = start + length * part, start + length
    assume(start <= at < end)
    spans = calendar.nonworking_spans(start, end)
    inside = any(span.start <= at < span.end for span in spans)
    assert inside is not calendar.is_working_day(calendar.day_of(at))
    assert all(one.end < other.start for one, other in pairwise(spans))


@given(instants, instants)
def test_half_way_is_as_far_from_both_ends(start: datetime, end: datetime) -> None:
    middle = half_way(start, end)
    assert timedelta(0) <= (end - middle) - (middle - start) <= timedelta(microseconds=1)
