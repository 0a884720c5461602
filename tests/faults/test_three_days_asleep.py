"""Nobody ticked for three days: everything is caught up in the order in which it was due, each occurrence once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.columns import to_micros
from engine.commands import case, link
from engine.commands.tick import tick
from engine.fold import differences
from engine.log import events, parse
from engine.sequence import log_entries, sequence_all
from engine.timer import ARMED, FIRED, timers
from tests.engine.little_house import run_threads
from tests.errand import open_errand, with_errands
from tests.races.invariants import check_case
from tests.races.racing import House
from tests.world import MORNING, World

ASLEEP = timedelta(days=3)


def clocks_in_order_of_the_log(world: World) -> list[dict[str, Any]]:
    """Every clock that rang, as the log has it."""
    sequence_all(world.engine.database)
    joined = select(events.c.body).join(log_entries, log_entries.c.event_id == events.c.id)
    rang = joined.where(events.c.kind.like("clock.%")).order_by(log_entries.c.idx)
    with world.engine.database.read() as connection:
        return [parse(bytes(row.body)) for row in connection.execute(rang)]


def busy_house(world: World) -> list[UUID]:
    """Silences that began at different hours, a broken one, a deliberation and forgotten drafts."""
    found = []
    for hour in range(4):
        world.clock.move_to(MORNING + timedelta(hours=hour))
        found.append(world.silent())
    world.answer(found[2], "UNODC", "strong_objection", reason="Not so.")
    found += [world.deliberating(), world.open(), world.circulated()]
    return found


def test_after_three_days_each_reminder_and_closing_is_caught_up_once_and_in_order(world: World) -> None:
    cases = busy_house(world)
    asleep_since = MORNING + timedelta(days=5)
    world.at(asleep_since)
    known = len(clocks_in_order_of_the_log(world))
    woken_at = asleep_since + ASLEEP
    done = world.at(woken_at)
    rang = clocks_in_order_of_the_log(world)[known:]
    assert len(rang) == done.fired >= 8
    assert [event["due"] for event in rang] == sorted(event["due"] for event in rang)
    assert all(asleep_since < when <= woken_at for when in due_of(world, rang))
    assert {event["noticed"] for event in rang} == {to_micros(woken_at)}
    check_timers(world, cases)
    assert world.at(woken_at).fired == 0
    with world.engine.database.read() as connection:
        assert differences(connection) == []


def due_of(world: World, rang: list[dict[str, Any]]) -> list[Any]:
    with world.engine.database.read() as connection:
        rows = {(row.case_id.hex, row.key): row.due_at for row in connection.execute(select(timers))}
    return [rows[event["stream"][1], event["pub"]["clock"]] for event in rang]


def check_timers(world: World, cases: list[UUID]) -> None:
    """Every clock that was due has fired, none that was not; and each case agrees with its own story."""
    now = world.clock.now()
    with world.engine.database.read() as connection:
        for row in connection.execute(select(timers)):
            assert row.state != ARMED or row.due_at > now
            assert row.state != FIRED or row.due_at <= now
        for case_id in cases:
            check_case(connection, case_id)


def test_two_that_catch_up_at_once_tell_each_reminder_once(world: World, house: House) -> None:
    cases = busy_house(world)
    engines = [house.engine() for _ in range(2)]
    for engine in engines:
        engine.clock = world.clock
    world.clock.move_to(MORNING + timedelta(days=30))
    waiting = iter(engines)
    run_threads(2, lambda: tick(next(waiting)))
    tick(world.engine)
    check_timers(world, cases)
    rang = [(event["stream"][1], event["pub"]["clock"]) for event in clocks_in_order_of_the_log(world)]
    assert len(rang) == len(set(rang)) > 20
    for engine in engines:
        engine.database.close()


def test_a_case_that_waits_for_another_finds_what_it_would_have_found_in_time(world: World) -> None:
    """Its helper lapsed at ten, which frees it; its own end at eleven then comes no more. Both slept over it."""
    world.engine.registry = with_errands()
    ten, eleven = (world.clock.now() + timedelta(hours=hours) for hours in (1, 2))
    helper = open_errand(world, lapses=ten.isoformat())
    waiting = open_errand(world, lapses=eleven.isoformat())
    link.add(world.engine, waiting, "helped_by", helper, by=world.people["officer"])
    world.clock.move_to(ten + ASLEEP)
    tick(world.engine)
    assert (world.state(helper), world.state(waiting)) == ("lapsed", "freed")
    with world.engine.database.read() as connection:
        moved = [e for e in check_case(connection, waiting) if e["kind"] == "case.moved"]
    assert [(event["pub"]["to"], event["at"]) for event in moved] == [("freed", to_micros(ten))]


@pytest.mark.parametrize("rounds", [4, pytest.param(40, marks=pytest.mark.long)])
def test_three_that_catch_up_at_once_do_not_overtake_what_a_waiting_case_would_have_found_in_time(
    world: World, house: House, rounds: int
) -> None:
    """The same with many pairs: whoever goes on to eleven while another is still at ten lets what waits look again first."""
    world.engine.registry = with_errands()
    engines = [house.engine() for _ in range(3)]
    for _ in range(rounds):
        began = world.clock.now()
        ten, eleven = (began + timedelta(hours=hours) for hours in (1, 2))
        pairs = [waiting_pair(world, ten, eleven) for _ in range(6)]
        world.clock.move_to(ten + ASLEEP)
        for engine in engines:
            engine.clock = world.clock
        turns = iter(engines)
        run_threads(3, lambda turns=turns: tick(next(turns)))  # type: ignore[misc]
        tick(world.engine)
        assert [(world.state(helper), world.state(waits)) for helper, waits in pairs] == [
            ("lapsed", "freed")
        ] * 6
    for engine in engines:
        engine.database.close()


def waiting_pair(world: World, ten: datetime, eleven: datetime) -> tuple[UUID, UUID]:
    """A helper that lapses at ten, and one that waits for it until eleven."""
    helper = open_errand(world, lapses=ten.isoformat())
    waits = open_errand(world, lapses=eleven.isoformat())
    link.add(world.engine, waits, "helped_by", helper, by=world.people["officer"])
    return helper, waits


def test_whoever_acts_before_the_first_tick_finds_the_same(world: World) -> None:
    """The helper's clock rings on the way of an act on the helper; the waiting case looks again as of ten."""
    world.engine.registry = with_errands()
    ten, eleven = (world.clock.now() + timedelta(hours=hours) for hours in (1, 2))
    helper = open_errand(world, lapses=ten.isoformat())
    waiting = open_errand(world, lapses=eleven.isoformat())
    link.add(world.engine, waiting, "helped_by", helper, by=world.people["officer"])
    world.clock.move_to(ten + ASLEEP)
    case.comment(world.engine, helper, "What became of it?", by=world.people["officer"])
    assert (world.state(helper), world.state(waiting)) == ("lapsed", "freed")
