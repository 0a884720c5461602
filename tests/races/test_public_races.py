"""Strangers who send forms about one product at one instant: each is heard, and one who sends the same twice is heard once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from tests.races import acts
from tests.races.invariants import check_house
from tests.races.racing import Racers
from tests.workflows.producing import idea
from tests.workflows.publishing import heard
from tests.world import World

LIMIT = 5  # what one address may say of one product within an hour


def entered(world: World) -> UUID:
    """A product of the first phase."""
    case_id = idea(world)
    world.put(case_id, "The model law.", "product", "officer")
    world.press(
        case_id, "enter", "officer", reason="Published in 2009.", issued_in="2009", review_by="2014-06-30"
    )
    return case_id


def test_two_who_say_something_of_one_product_at_once_are_both_heard(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    product_id = entered(world)
    for number in range(fewer_rounds):
        now = world.clock.now() + number * timedelta(hours=2)
        told = pair.run(*((now, acts.say, {"about": product_id, "words": words}) for words in ("One", "Two")))
        assert [each.error for each in told] == ["", ""]
    world.later(hours=2 * fewer_rounds)
    assert len(heard(world, product_id)) == 2 * fewer_rounds
    check_house(world.engine.database)


def test_one_form_that_arrives_twice_at_once_opens_one_case(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    product_id = entered(world)
    for number in range(fewer_rounds):
        now, key = world.clock.now() + number * timedelta(hours=2), uuid4().hex
        form = {"about": product_id, "words": "Once", "key": key}
        told = pair.run((now, acts.say, form), (now, acts.say, form))
        assert [each.error for each in told] == ["", ""]
        assert len({each.value[0] for each in told}) == 1
        assert sorted(each.value[1] for each in told) == [False, True]
    world.later(hours=2 * fewer_rounds)
    assert len(heard(world, product_id)) == fewer_rounds
    check_house(world.engine.database)


def test_two_who_reach_the_limit_at_once_do_not_pass_it_together(
    world: World, pair: Racers, fewer_rounds: int
) -> None:
    product_id = entered(world)
    for number in range(fewer_rounds):
        now = world.clock.now() + number * timedelta(hours=2)
        runs = (pair.run(*((now, acts.say, {"about": product_id, "words": "Much"}),) * 2) for _ in range(3))
        errors = [each.error for told in runs for each in told]
        assert sorted(errors) == [*[""] * LIMIT, "TooMany"]
    check_house(world.engine.database)
