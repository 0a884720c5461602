"""A clock that cannot be trusted closes nothing, and one that steps back never makes the record run backwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.clock import ClockWatch, FixedClock, SystemClock, uptime
from engine.columns import to_micros
from engine.commands import case, link, notice
from engine.commands.tick import tick
from engine.doubt import ClockDoubt
from engine.errors import ClockInDoubt
from engine.fold import differences
from engine.timer import ARMED
from notifications.worker import run_once
from tests import people
from tests.errand import open_errand, with_errands
from tests.races.invariants import adoptions, check_case
from tests.races.racing import House
from tests.world import World

BASE = "https://desk.example.org"
LATER = timedelta(hours=1)


def doubt(world: World, *, doubted: bool = True) -> None:
    world.engine.suspect = lambda: doubted


def story_of(world: World, case_id: UUID) -> list[dict[str, Any]]:
    with world.engine.database.read() as connection:
        assert differences(connection) == []
        return check_case(connection, case_id)


def kinds(world: World, case_id: UUID) -> list[str]:
    return [str(event["kind"]) for event in story_of(world, case_id)]


def over(world: World) -> tuple[UUID, datetime]:
    """A silence whose end has come, with nobody having ticked."""
    case_id = world.silent()
    end: datetime = world.view(case_id).expires_at
    world.clock.move_to(end + LATER)
    return case_id, end


# Closings wait


@pytest.mark.parametrize("told", ["by the tick", "by the house"])
def test_while_the_clock_is_in_doubt_reminders_go_and_closings_wait(world: World, told: str) -> None:
    case_id, end = over(world)
    if told == "by the house":
        doubt(world)
    assert tick(world.engine, suspect=told == "by the tick").failed == ()
    assert world.state(case_id) == "silence"
    assert "clock.remind" in kinds(world, case_id) and "clock.move" not in kinds(world, case_id)
    doubt(world, doubted=False)
    tick(world.engine)
    (adoption,) = adoptions(story_of(world, case_id))
    assert adoption["at"] == to_micros(end), "it closes at the instant that was announced"


def test_what_only_tells_waits_behind_a_closing_of_its_own_case(world: World) -> None:
    """Or the closing would be recorded after it, at another instant than the one that was announced."""
    case_id = world.silent()
    end: datetime = world.view(case_id).expires_at
    world.clock.move_to(end + timedelta(days=30))
    other = open_overdue(world)
    doubt(world)
    tick(world.engine)
    waiting = [timer.due_at for timer in world.read(case_id).timers.values() if timer.state == ARMED]
    assert min(waiting) == end
    assert "clock.overdue" in kinds(world, other), "other cases are told meanwhile"


def open_overdue(world: World) -> UUID:
    """A draft that nobody has circulated for months."""
    now = world.clock.now()
    world.clock.move_to(now - timedelta(days=90))
    other = world.open()
    world.clock.move_to(now)
    return other


def test_nobody_acts_on_a_case_whose_end_may_or_may_not_have_come(world: World) -> None:
    case_id, end = over(world)
    doubt(world)
    before = kinds(world, case_id)
    with pytest.raises(ClockInDoubt) as caught:
        world.answer(case_id, "ILO", "strong_objection", reason="Not so.")
    assert caught.value.rule == "clock-in-doubt"
    assert str(caught.value).startswith(
        "The clock of this house is in doubt, and something is due in this case"
    )
    assert kinds(world, case_id) == before
    doubt(world, doubted=False)
    world.answer(case_id, "ILO", "strong_objection", reason="Not so.")
    (adoption,) = adoptions(story_of(world, case_id))
    assert adoption["at"] == to_micros(end)
    assert world.state(case_id) == "adopted_no_objection", (
        "what came after the end is late, as it would have been"
    )


def test_a_page_can_be_read_meanwhile_and_counts_as_no_notice(world: World) -> None:
    case_id, _ = over(world)
    doubt(world)
    assert notice.page_opened(world.engine, case_id, by=world.people["ILO alternate"]) == 0


def test_a_case_in_which_nothing_is_due_goes_on(world: World) -> None:
    doubt(world)
    case_id = world.deliberating()
    for member in people.MEMBERS:
        world.answer(case_id, member, "support")
    world.press(case_id, "declare_consensus", people.CHAIR)
    assert world.state(case_id) == "adopted_consensus", "what people close is not closed by a clock"


def test_a_case_that_another_wakes_is_not_closed_by_that_either(world: World) -> None:
    """A silence whose end has come is tied to an errand that ends: looking again must not adopt it."""
    case_id, end = over(world)
    errand = open_errand_beside(world, case_id)
    doubt(world)
    world.press(errand, "finish", "officer")
    assert world.state(case_id) == "silence"
    doubt(world, doubted=False)
    tick(world.engine)
    (adoption,) = adoptions(story_of(world, case_id))
    assert adoption["at"] == to_micros(end)


def test_looking_again_never_closes_before_the_clock_that_was_due_rang(world: World) -> None:
    """The same without a doubt: the silence ends at its own instant, not at that of the wake."""
    case_id, end = over(world)
    errand = open_errand_beside(world, case_id)
    world.press(errand, "finish", "officer")
    story = story_of(world, case_id)
    (adoption,) = adoptions(story)
    assert adoption["at"] == to_micros(end)
    assert "clock.move" in [event["kind"] for event in story]


def open_errand_beside(world: World, case_id: UUID) -> UUID:
    """An errand that a silence is tied to: the tie is older than the end."""
    world.engine.registry = with_errands()
    now = world.clock.now()
    world.clock.move_to(world.read(case_id).case.changed_at)
    errand = open_errand(world)
    link.add(world.engine, case_id, "informs", errand, by=world.people["officer"])
    world.clock.move_to(now)
    return errand


# The record never runs backwards


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1), timedelta(days=3650)], ids=str)
def test_when_the_clock_steps_back_the_record_stands_still_and_goes_on(world: World, back: timedelta) -> None:
    case_id = world.circulated()
    first = world.read(case_id).case.stream_at
    assert first is not None
    world.clock.move_to(world.clock.now() - back)
    case.comment(world.engine, case_id, "Earlier, and yet later.", by=world.people["ILO"])
    assert story_of(world, case_id)[-1]["at"] == to_micros(first)
    world.clock.move_to(world.clock.now() + back + LATER)
    case.comment(world.engine, case_id, "Later.", by=world.people["ILO"])
    assert story_of(world, case_id)[-1]["at"] == to_micros(world.clock.now())


@pytest.mark.parametrize(
    "step", [-LATER, -timedelta(days=1), LATER], ids=["back 1 h", "back 1 d", "forward 1 h"]
)
def test_a_clock_that_steps_neither_closes_early_nor_loses_nor_doubles_a_reminder(
    world: World, step: timedelta
) -> None:
    case_id = world.silent()
    end: datetime = world.view(case_id).expires_at
    while world.clock.now() < end:
        world.clock.move_to(min(world.clock.now() + timedelta(hours=7), end - timedelta(microseconds=1)))
        tick(world.engine)
        assert world.state(case_id) == "silence"
        now = world.clock.now()
        world.clock.move_to(min(now + step, end - timedelta(microseconds=1)))
        tick(world.engine)
        assert world.state(case_id) == "silence"
        world.clock.move_to(now if now < end - timedelta(microseconds=1) else end)
    tick(world.engine)
    story = story_of(world, case_id)
    (adoption,) = adoptions(story)
    assert adoption["at"] == to_micros(end)
    reminders = [event["due"] for event in story if event["kind"] == "clock.remind"]
    assert len(reminders) == len(set(reminders)) == 2


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=3650)], ids=str)
def test_in_doubt_a_worker_reminds_by_the_clock_that_is_furthest_behind_and_the_record_never_runs_ahead(
    world: World, jump: timedelta
) -> None:
    """Or whoever acts on the case after the clock was set right would have acted next month."""
    drafted = world.open()
    now, watch = world.clock.now(), ClockWatch()
    run_once(world.engine, None, BASE, True, watch=watch)
    world.clock.move_to(now + jump)
    assert run_once(world.engine, None, BASE, True, watch=watch).suspect
    world.clock.move_to(now + timedelta(minutes=1))
    case.edit(
        world.engine,
        drafted,
        {"background": "Because of this."},
        revision=world.read(drafted).case.revision,
        by=world.people["officer"],
    )
    assert story_of(world, drafted)[-1]["at"] == to_micros(world.clock.now())


def test_in_doubt_a_worker_still_reminds_of_what_is_due_by_every_clock(world: World) -> None:
    other, watch = open_overdue(world), ClockWatch()
    now = world.clock.now()
    watch.suspect(now, now, uptime())
    world.clock.move_to(now + timedelta(hours=1))
    assert run_once(world.engine, None, BASE, True, watch=watch).suspect
    assert "clock.overdue" in kinds(world, other)


# Who doubts


def test_a_machine_and_a_database_that_agree_are_trusted(world: World) -> None:
    assert not ClockDoubt(world.engine.database, SystemClock())()


def test_a_machine_that_differs_from_its_database_is_doubted(world: World) -> None:
    """The embedded database has no clock of its own to differ from."""
    wrong = FixedClock(datetime.now(UTC) + timedelta(minutes=5))
    assert ClockDoubt(world.engine.database, wrong)() is (world.engine.database.kind == "postgresql")


@pytest.mark.parametrize("jump", [timedelta(minutes=-5), timedelta(minutes=5), timedelta(days=3650)], ids=str)
def test_a_clock_that_jumped_since_we_began_is_doubted_until_it_is_back(
    world: World, jump: timedelta
) -> None:
    clock = FixedClock(datetime.now(UTC))
    doubts = ClockDoubt(world.engine.database, clock)
    assert not doubts()
    clock.advance(jump)
    assert doubts() and doubts()
    clock.advance(-jump)
    assert not doubts()


def test_another_process_of_the_house_trusts_its_clock_until_it_has_a_reason(
    world: World, house: House
) -> None:
    engine = house.engine()
    assert not engine.suspect()
    engine.database.close()
