"""Clocks, and the watch that says when not to believe them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from engine.clock import Clock, ClockWatch, FixedClock, OffsetClock, SystemClock, uptime

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_system_clock_tells_an_aware_instant_in_utc() -> None:
    before, told, after = datetime.now(UTC), SystemClock().now(), datetime.now(UTC)
    assert before <= told <= after
    assert told.tzinfo is UTC


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.move_to(NOON.astimezone(timezone(timedelta(hours=2))) + SECOND)
    assert clock.now() == NOON + SECOND
    assert clock.now().tzinfo is UTC
    clock.advance(timedelta(days=3))
    assert clock.now() == NOON + SECOND + timedelta(days=3)


def test_a_fixed_clock_refuses_a_naive_instant() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        FixedClock(datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="needs a zone"):
        FixedClock(NOON).move_to(datetime(2026, 1, 1))


def test_an_offset_clock_runs_ahead_of_its_base() -> None:
    base = FixedClock(NOON)
    clock: Clock = OffsetClock(base, timedelta(days=12))
    assert clock.now() == NOON + timedelta(days=12)
    base.advance(SECOND)
    assert clock.now() == NOON + timedelta(days=12) + SECOND


def test_uptime_moves_on_like_a_stopwatch() -> None:
    began, also = uptime(), time.monotonic()
    time.sleep(0.05)
    assert uptime() - began == pytest.approx(time.monotonic() - also, abs=0.05)


def looked(watch: ClockWatch, *, node: float = 0, database: float | None = None, up: float) -> bool:
    """Look at the watch; all numbers are seconds after noon or after the machine's start."""
    database = node if database is None else database
    return watch.suspect(NOON + database * SECOND, NOON + node * SECOND, up)


def test_clocks_in_step_are_trusted() -> None:
    watch = ClockWatch()
    assert not any(looked(watch, node=n * 10, up=100 + n * 10) for n in range(100))
    assert watch.doubt == ""


@pytest.mark.parametrize(("difference", "suspect"), [(30, False), (31, True), (-30, False), (-31, True)])
def test_a_database_and_a_node_that_disagree_are_suspect(difference: float, suspect: bool) -> None:
    watch = ClockWatch()
    assert looked(watch, database=difference, up=0) is suspect
    assert watch.doubt == ("apart" if suspect else "")
    assert not looked(watch, node=1, up=1)


@pytest.mark.parametrize(("jump", "suspect"), [(60, False), (61, True), (-60, False), (-61, True)])
def test_a_wall_clock_that_jumps_against_the_uptime_is_suspect(jump: float, suspect: bool) -> None:
    watch = ClockWatch()
    looked(watch, node=0, up=0)
    assert looked(watch, node=10 + jump, up=10) is suspect
    assert watch.doubt == ("jumped" if suspect else "")


def test_a_jump_stays_suspect_at_the_second_look() -> None:
    watch = ClockWatch()
    looked(watch, node=0, up=0)
    assert all(looked(watch, node=3600 + n, up=n) for n in range(1, 100))


def test_a_jump_is_forgiven_when_the_clock_comes_back() -> None:
    watch = ClockWatch()
    looked(watch, node=0, up=0)
    assert looked(watch, node=3600, up=1)
    assert not looked(watch, node=2, up=2)


def test_a_person_may_trust_the_new_time() -> None:
    watch = ClockWatch()
    looked(watch, node=0, up=0)
    assert looked(watch, node=3600, up=1)
    watch.trust()
    assert not looked(watch, node=3601, up=2)
    assert looked(watch, node=3, up=4)


def test_small_corrections_never_add_up_to_a_jump() -> None:
    watch = ClockWatch()
    assert not any(looked(watch, node=n * 11, up=n * 10) for n in range(1000))


def test_a_pause_of_days_with_a_running_clock_is_no_jump() -> None:
    watch = ClockWatch()
    looked(watch, node=0, up=0)
    assert not looked(watch, node=3 * 86400, up=3 * 86400)


def test_the_limits_can_be_set() -> None:
    watch = ClockWatch(apart=timedelta(seconds=5), jump=timedelta(seconds=5))
    assert looked(watch, database=6, up=0)
    assert looked(watch, node=7, up=1)


@pytest.mark.parametrize(
    ("node", "database", "earliest"),
    [(10, 10, 10), (3610, 10, 10), (-3590, 10, -3590), (10, -3590, -3590), (3610, 3610, 10)],
)
def test_the_earliest_that_it_may_be_is_told_by_database_node_and_uptime(
    node: float, database: float, earliest: float
) -> None:
    watch = ClockWatch()
    looked(watch, node=0, up=0)
    looked(watch, node=node, database=database, up=10)
    assert watch.earliest == NOON + earliest * SECOND
