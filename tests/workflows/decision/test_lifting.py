"""Lifting an objection: silence goes on over the same text; once its time is over the chair opens a short new period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.definition import CaseDefinition
from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.refusing import Denied, refused
from tests.workflows.decision.acts import all_support
from tests.workflows.decision.record import field, given, moves, proven, round_of, standing
from tests.world import World
from workflows.consensus_decision import definition, period_over

EXPIRY = datetime(2013, 1, 14, 16, tzinfo=UTC)
RENEW = "consensus-decision:renew_silence"


def broken(world: World, *who: str) -> UUID:
    """A silence that these members have broken, a day after it began."""
    case_id = world.silent()
    world.later(days=1)
    for name in who or ("ILO",):
        world.answer(case_id, name, "concern", reason="Not like this.")
    assert world.state(case_id) == "broken"
    return case_id


def test_lifted_before_the_end_silence_goes_on_with_its_old_end(world: World) -> None:
    case_id = broken(world)
    world.later(days=1)
    world.answer(case_id, "ILO", "lift")
    assert (world.state(case_id), field(world, case_id, "expires_at")) == ("silence", EXPIRY)
    assert moves(world, case_id)[-1] == ("broken", "resume_silence", "silence")
    world.at(EXPIRY)
    assert world.state(case_id) == "adopted_no_objection"
    assert proven(world)


def test_turning_an_objection_into_support_lifts_it(world: World) -> None:
    case_id = broken(world)
    world.answer(case_id, "ILO", "support")
    assert (world.state(case_id), standing(world, case_id)) == ("silence", {"ILO": "support"})


def test_turning_one_objection_into_another_does_not(world: World) -> None:
    case_id = broken(world)
    world.answer(case_id, "ILO", "request_discussion", reason="Let us meet.")
    assert world.state(case_id) == "broken"


def test_silence_goes_on_when_the_last_of_several_lifts(world: World) -> None:
    case_id = broken(world, "ILO", "OSCE")
    world.answer(case_id, "ILO", "lift")
    assert world.state(case_id) == "broken"
    world.answer(case_id, "OSCE", "abstain")
    assert world.state(case_id) == "silence"


def test_silence_that_goes_on_lasts_at_least_another_day(world: World) -> None:
    case_id = broken(world)
    world.at(EXPIRY - timedelta(hours=2))
    world.answer(case_id, "ILO", "lift")
    assert field(world, case_id, "expires_at") == EXPIRY + timedelta(hours=22)


def test_that_day_does_not_end_on_a_weekend(world: World) -> None:
    world.at(datetime(2013, 1, 8, 9, tzinfo=UTC))
    case_id = world.silent(urgency="URGENT")  # until Friday 09:00
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    world.at(datetime(2013, 1, 11, 8, tzinfo=UTC))
    world.answer(case_id, "ILO", "lift")
    assert field(world, case_id, "expires_at") == datetime(2013, 1, 14, 8, tzinfo=UTC)


def test_earlier_support_stands_when_silence_goes_on(world: World) -> None:
    case_id = world.silent()
    all_support(world, case_id, "ILO")
    world.answer(case_id, "ILO", "strong_objection", reason="Not like this.")
    world.answer(case_id, "ILO", "support")
    assert round_of(world, case_id) == 1
    world.at(EXPIRY)
    assert world.state(case_id) == "adopted_consensus"


def test_whoever_lifts_has_no_position_afterwards(world: World) -> None:
    case_id = broken(world)
    world.answer(case_id, "ILO", "lift")
    all_support(world, case_id, "ILO")
    world.at(EXPIRY)
    assert world.state(case_id) == "adopted_no_objection", "without a position is without support"


@pytest.mark.parametrize("before", [None, "support", "abstain"])
def test_only_what_stands_against_it_can_be_lifted(world: World, before: str | None) -> None:
    case_id = world.silent()
    if before:
        world.answer(case_id, "ILO", before)
    with refused(world, "Only an objection or a request can be lifted."):
        world.answer(case_id, "ILO", "lift")


def test_it_cannot_be_lifted_twice(world: World) -> None:
    case_id = broken(world, "ILO", "OSCE")
    world.answer(case_id, "ILO", "lift")
    with refused(world, "Only an objection or a request can be lifted."):
        world.answer(case_id, "ILO", "lift")


@pytest.mark.parametrize("who", ["IOM", "UNODC alternate", "auditor", "manager"])
def test_nobody_else_lifts_it(world: World, who: str) -> None:
    case_id = broken(world)
    sentence = "This task is not offered to you."
    if who == "manager":
        with refused(world, "Only ILO itself may change or withdraw this.", rule="own-withdrawal"):
            world.answer(case_id, who, "lift", of="ILO", evidence="They told me by telephone.")
        return
    with refused(world, sentence, rule="task-candidate", error=Denied):
        world.answer(case_id, who, "lift", of="ILO")


def test_an_alternate_may_lift_what_the_principal_objected(world: World) -> None:
    case_id = broken(world)
    world.answer(case_id, "ILO alternate", "lift")
    assert world.state(case_id) == "silence"


def test_every_position_stays_on_record(world: World) -> None:
    case_id = broken(world)
    world.answer(case_id, "ILO", "lift")
    world.answer(case_id, "ILO", "support")
    assert given(world, case_id) == [
        ("ILO", "concern", False),
        ("ILO", "lift", False),
        ("ILO", "support", False),
    ]


# After its time


def test_lifted_at_the_very_end_or_after_it_silence_does_not_go_on_by_itself(world: World) -> None:
    case_id = broken(world)
    world.at(EXPIRY)
    world.answer(case_id, "ILO", "lift")
    assert world.state(case_id) == "broken"


@pytest.mark.parametrize("who", [CHAIR, COCHAIR])
def test_the_chair_then_opens_a_short_new_period(world: World, who: str) -> None:
    case_id = broken(world)
    world.answer(case_id, "OSCE", "support")
    world.at(datetime(2013, 1, 16, 10, tzinfo=UTC))
    world.answer(case_id, "ILO", "lift")
    world.press(case_id, "renew_silence", who)
    assert field(world, case_id, "expires_at") == datetime(2013, 1, 21, 10, tzinfo=UTC), (
        "72 hours, not on a Saturday"
    )
    assert standing(world, case_id) == {"OSCE": "support"}, "earlier support stands"
    world.at(datetime(2013, 1, 21, 10, tzinfo=UTC))
    assert world.state(case_id) == "adopted_no_objection"


def test_a_new_period_is_not_opened_while_somebody_stands_against_it(world: World) -> None:
    case_id = broken(world, "ILO", "OSCE")
    world.at(EXPIRY)
    world.answer(case_id, "ILO", "lift")
    with refused(world, "Silence is broken by OSCE."):
        world.press(case_id, "renew_silence", CHAIR)


def test_a_new_period_is_opened_by_the_chair_only(world: World) -> None:
    case_id = broken(world)
    world.at(EXPIRY)
    world.answer(case_id, "ILO", "lift")
    for who in ("officer", "manager", "UNODC"):
        with refused(world, "You cannot do this here: Open a short new period.", rule=RENEW, error=Denied):
            world.press(case_id, "renew_silence", who)


def test_a_new_period_is_not_opened_while_the_old_one_runs(world: World) -> None:
    case_id = broken(world)
    refusal = period_over.refusal(world.view(case_id))
    assert refusal is not None
    assert str(refusal.says) == (
        "The period that was broken is not over: when the objection is lifted, silence goes on by itself."
    )


def test_a_new_period_may_be_extended_and_broken_like_the_first(world: World) -> None:
    case_id = broken(world)
    world.at(EXPIRY)
    world.answer(case_id, "ILO", "lift")
    world.press(case_id, "renew_silence", CHAIR)
    assert (field(world, case_id, "extensions"), field(world, case_id, "moved")) == (0, False)
    world.answer(case_id, "UNODC", "amendment", reason="Two words.", words="shall be")
    assert world.state(case_id) == "broken"


def test_the_marks_of_a_seat_are_those_of_the_record(world: World) -> None:
    """Each answer names the mark that pages and prints draw for it."""
    assert isinstance(definition, CaseDefinition)
    marks = {outcome.key: outcome.mark for outcome in definition.task_by_key["position"].outcomes}
    assert set(marks) == {
        "support", "support_with_comment", "abstain", "amendment", "request_discussion", "concern",
        "strong_objection", "lift",
    }  # fmt: skip
    assert all(marks.values()) and marks["lift"] == "no_position"
    assert len(MEMBERS) == 6
