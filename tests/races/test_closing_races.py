"""The end of a silence, met by two at once: a position, another tick, another adoption. Each clock rings once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from engine.columns import to_micros
from tests import people
from tests.races import acts
from tests.races.invariants import adoptions, answers_of, check_case, check_house
from tests.races.racing import Racers
from tests.world import MORNING, World


@pytest.mark.parametrize("early", [timedelta(microseconds=1), timedelta(0)], ids=["just in time", "too late"])
def test_a_position_at_the_last_moment_either_counts_or_is_late(
    world: World, pair: Racers, rounds: int, early: timedelta
) -> None:
    for _ in range(rounds):
        world.clock.move_to(MORNING)
        case_id = world.silent()
        end = expiry(world, case_id)
        objection = {
            "task_id": world.find_task(case_id, "position", "ILO").id,
            "outcome": "strong_objection",
            "reason": "Not so.",
            "bound": world.bound(case_id, "position"),
            "by": world.people["ILO"],
        }
        told = pair.run((end - early, acts.complete, objection), (end, acts.sweep_clocks, {}))
        assert [each.error for each in told] == ["", ""]
        world.at(end)
        check_closing(world, case_id, end, in_time=None if early else False)
    check_house(world.engine.database)


def check_closing(world: World, case_id: UUID, end: datetime, *, in_time: bool | None) -> None:
    """The objection either came before the adoption and prevented it, or it is marked late and changed nothing."""
    with world.engine.database.read() as connection:
        story = check_case(connection, case_id)
        (answer,) = answers_of(connection, case_id, "position")
    assert in_time is None or in_time is not answer.late
    if not answer.late:
        assert answer.at < end and world.state(case_id) == "broken" and adoptions(story) == []
        return
    (adoption,) = adoptions(story)
    assert adoption["at"] == to_micros(end) and answer.at >= end
    assert world.state(case_id) == "adopted_no_objection"


def expiry(world: World, case_id: UUID) -> datetime:
    end = world.view(case_id).expires_at
    assert isinstance(end, datetime)
    return end


def test_of_two_ticks_each_clock_rings_in_one(world: World, pair: Racers, rounds: int) -> None:
    for _ in range(rounds):
        world.clock.move_to(MORNING)
        case_id = world.silent()
        end = expiry(world, case_id)
        late = end + timedelta(days=3)
        told = pair.run((late, acts.sweep_clocks, {}), (late, acts.sweep_clocks, {}))
        with world.engine.database.read() as connection:
            story = check_case(connection, case_id)
        rang = [event for event in story if event["kind"].startswith("clock.")]
        (adoption,) = adoptions(story)
        assert adoption["at"] == to_micros(end)
        assert sum(each.value for each in told) >= len(rang) > 1
    check_house(world.engine.database)


def test_two_adoptions_at_once_draw_two_numbers_in_a_row(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    now, chair = world.clock.now(), world.people[people.CHAIR]
    for _ in range(fewer_rounds):
        both = [world.deliberating() for _ in range(2)]
        for case_id in both:
            for member in people.MEMBERS:
                world.answer(case_id, member, "support")
        seen = [world.read(case_id).case.revision for case_id in both]
        told = pair.run(
            *(
                (now, acts.press, {"case_id": c, "trigger": "declare_consensus", "by": chair, "revision": r})
                for c, r in zip(both, seen, strict=True)
            )
        )
        assert [each.error for each in told] == ["", ""]
        for case_id in both:
            with world.engine.database.read() as connection:
                assert len(adoptions(check_case(connection, case_id))) == 1
    check_house(world.engine.database)


def test_two_silences_that_end_at_once_draw_two_numbers_in_a_row(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    """Each client meets the other's clock on its own way: by an act on the case whose silence is over."""
    for _ in range(fewer_rounds):
        world.clock.move_to(MORNING)
        both = [world.silent() for _ in range(2)]
        end = expiry(world, both[0])
        told = pair.run(
            *(
                (end, acts.remark, {"case_id": c, "body": "Is it over?", "by": world.people["ILO"]})
                for c in both
            )
        )
        assert [each.error for each in told] == ["", ""]
        for case_id in both:
            with world.engine.database.read() as connection:
                assert len(adoptions(check_case(connection, case_id))) == 1
    check_house(world.engine.database)
