"""Numbers: given at adoption only, without gaps, one series a year, in the house's year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.furnished import on_both
from tests.people import CHAIR
from tests.workflows.decision.acts import adopted, all_support
from tests.workflows.decision.record import proven
from tests.world import World

pytestmark = on_both

NEW_YEAR = datetime(2013, 12, 31, 23, tzinfo=UTC)  # midnight in Vienna


def test_there_is_a_working_reference_from_the_start_and_no_number(world: World) -> None:
    case_id = world.open()
    case = world.read(case_id).case
    assert case.number is None
    assert case.reference.startswith("DEC-") and len(case.reference) == 11


def test_numbers_have_no_gaps_whatever_fails_between(world: World) -> None:
    first = adopted(world)
    failed = world.deliberating()
    world.press(failed, "declare_not_adopted", CHAIR, reason="No agreement.")
    withdrawn = world.circulated()
    world.press(withdrawn, "withdraw", CHAIR, reason="Not ripe.")
    second = adopted(world)
    assert [world.number(each) for each in (first, failed, withdrawn, second)] == [
        "GIFT/DEC/2013/001",
        None,
        None,
        "GIFT/DEC/2013/002",
    ]


@pytest.mark.parametrize(("at", "year"), [(NEW_YEAR - timedelta(microseconds=1), 2013), (NEW_YEAR, 2014)])
def test_the_year_is_the_one_in_vienna(world: World, at: datetime, year: int) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.at(at)
    world.press(case_id, "declare_consensus", CHAIR)
    assert world.number(case_id) == f"GIFT/DEC/{year}/001"


def test_a_silence_that_ends_before_the_turn_of_the_year_is_of_the_old_year_however_late_it_is_noticed(
    world: World,
) -> None:
    world.at(datetime(2013, 12, 20, 10, tzinfo=UTC))
    case_id = world.silent()
    end = world.view(case_id).expires_at
    assert end < NEW_YEAR
    world.at(NEW_YEAR + timedelta(days=3))
    assert world.number(case_id) == "GIFT/DEC/2013/001"


def test_each_year_begins_with_one(world: World) -> None:
    adopted(world)
    world.at(NEW_YEAR)
    assert world.number(adopted(world)) == "GIFT/DEC/2014/001"
    assert proven(world)


def test_numbers_are_given_in_the_order_of_adoption_and_not_of_opening(world: World) -> None:
    slow, quick = world.silent(), adopted(world)
    world.later(days=30)
    assert (world.number(quick), world.number(slow)) == ("GIFT/DEC/2013/001", "GIFT/DEC/2013/002")
