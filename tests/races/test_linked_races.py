"""Cases that are tied together while one of them moves: nobody waits in a circle, and nobody sleeps through a change."""

from __future__ import annotations

from engine.commands.tick import tick
from tests.errand import open_errand
from tests.races import acts
from tests.races.invariants import check_case, check_house
from tests.races.racing import Racers
from tests.world import World


def test_two_cases_tied_to_each_other_at_once_do_not_wait_for_each_other(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    now, officer = world.clock.now(), world.people["officer"]
    for _ in range(fewer_rounds):
        here, there = open_errand(world), open_errand(world)
        told = pair.run(
            *(
                (now, acts.tie, {"case_id": a, "to_case": b, "by": officer, "type_": "helped_by"})
                for a, b in ((here, there), (there, here))
            )
        )
        assert [each.error for each in told] == ["", ""]
        assert [len(world.read(each).links) for each in (here, there)] == [2, 2]
    check_house(world.engine.database)


def test_a_case_tied_to_another_just_as_that_one_ends_learns_of_it(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    """Either the tie was there when the other ended and it woke us, or the other had ended when we were tied to it."""
    now, officer = world.clock.now(), world.people["officer"]
    for _ in range(fewer_rounds):
        waiting, helper = open_errand(world), open_errand(world)
        seen = world.read(helper).case.revision
        told = pair.run(
            (now, acts.tie, {"case_id": waiting, "to_case": helper, "by": officer, "type_": "helped_by"}),
            (now, acts.press, {"case_id": helper, "trigger": "finish", "by": officer, "revision": seen}),
        )
        assert [each.error for each in told] == ["", ""]
        tick(world.engine)
        assert (world.state(helper), world.state(waiting)) == ("done", "helped")
        with world.engine.database.read() as connection:
            story = check_case(connection, waiting)
        assert [event["pub"]["to"] for event in story if event["kind"] == "case.moved"] == ["helped"]
    check_house(world.engine.database)


def test_a_chain_of_errands_comes_back_once_whoever_wakes_it(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    """The one who finishes the last errand and a tick both find the same wake in the queue."""
    now, officer = world.clock.now(), world.people["officer"]
    for _ in range(fewer_rounds):
        parent = open_errand(world)
        world.press(parent, "send_on", "officer")
        child = world.read(parent).links[0].other
        told = pair.run(
            (now, acts.press, {"case_id": child, "trigger": "finish", "by": officer, "revision": 1}),
            (now, acts.sweep_clocks, {}),
        )
        assert [each.error for each in told] == ["", ""]
        tick(world.engine)
        with world.engine.database.read() as connection:
            story = check_case(connection, parent)
        assert [e["pub"]["to"] for e in story if e["kind"] == "case.moved"] == ["waiting", "done"]
    check_house(world.engine.database)
