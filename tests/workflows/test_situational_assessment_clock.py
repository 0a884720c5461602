"""Time in an assessment: what is due and when, who is reminded, and what a suspension holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.definition import months
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Refused, refused
from tests.workflows.assessing import (
    adopt,
    before_sc,
    composed,
    decide_against,
    delivered,
    found,
    heard,
    prioritise,
    ranked,
    reply,
    requested,
    screening,
    team_ranks,
    under_way,
    validating,
)
from tests.workflows.decision.record import field, moved_at, proven, reminders
from tests.world import World

pytestmark = on_both
WAITS = "The request came 60 days ago: the requester waits for an answer."


def due(world: World, case_id: UUID, key: str) -> datetime | None:
    """When a task of the case is due."""
    return next(t.due_at for t in world.read(case_id).tasks if t.task == key and t.is_open)


def told(world: World, case_id: UUID, says: str) -> list[datetime]:
    """When this reminder has gone out."""
    return [when for when, words, _to in reminders(world, case_id) if words == says]


CLOSING = timedelta(hours=17)


def house_day(month: int, day: int, year: int = 2013, summer: bool = False) -> datetime:
    """When this day begins in Vienna."""
    return datetime(year, month, day, tzinfo=UTC) - timedelta(hours=2 if summer else 1)


# What is due


def test_a_request_is_taken_up_within_five_working_days(coast: World) -> None:
    case_id = requested(coast)
    assert due(coast, case_id, "state_requested") == datetime(2013, 1, 14, 16, tzinfo=UTC)


@pytest.mark.parametrize(("key", "day"), [("screen", 21), ("view", 4)])
def test_a_request_is_scored_in_ten_and_viewed_in_twenty_working_days(
    coast: World, key: str, day: int
) -> None:
    case_id = screening(coast)
    assert due(coast, case_id, key) == datetime(2013, 1 if day == 21 else 2, day, 16, tzinfo=UTC)


def test_members_agree_to_the_team_in_ten_working_days_and_experts_are_offered_in_twenty(
    coast: World,
) -> None:
    case_id = composed(coast)
    coast.put(case_id, "Would you contribute experts?", "letter", "officer")
    coast.press(case_id, "ask_for_experts", "officer")
    assert due(coast, case_id, "consent") == datetime(2013, 1, 21, 16, tzinfo=UTC)
    assert due(coast, case_id, "experts") == datetime(2013, 2, 4, 16, tzinfo=UTC)


def test_the_findings_are_due_thirty_days_after_the_mission(coast: World) -> None:
    case_id = under_way(coast)
    ends = house_day(5, 31, summer=True) + timedelta(days=30) + CLOSING
    assert due(coast, case_id, "state_assessment") == ends
    assert due(coast, case_id, "entry") == ends
    coast.edit(case_id, "ILO", mission_ends="2013-06-10")
    assert due(coast, case_id, "state_assessment") == ends + timedelta(days=10)


def test_the_government_comments_in_twenty_working_days_and_says_how_it_ranks_in_ten(coast: World) -> None:
    case_id = validating(coast)
    assert due(coast, case_id, "comment") == datetime(2013, 2, 4, 16, tzinfo=UTC)
    coast.answer(case_id, "counterpart", "none", "comment")
    coast.edit(case_id, "ILO", society_said="It is so.")
    prioritise(coast, case_id)
    assert due(coast, case_id, "team_rank") == datetime(2013, 1, 21, 16, tzinfo=UTC)
    team_ranks(coast, case_id)
    coast.press(case_id, "agree_needs", "ILO")
    assert due(coast, case_id, "rank") == datetime(2013, 1, 21, 16, tzinfo=UTC)


# Who is reminded


def test_after_sixty_days_the_secretariat_is_reminded_of_the_requester_once(coast: World) -> None:
    case_id = screening(coast)
    coast.at(house_day(3, 8) - timedelta(seconds=1))
    assert told(coast, case_id, WAITS) == []
    coast.at(house_day(3, 8))
    coast.later(days=30)
    assert told(coast, case_id, WAITS) == [house_day(3, 8)]


def test_a_requester_who_was_answered_before_is_not_spoken_of(coast: World) -> None:
    case_id = before_sc(coast)
    heard(coast, case_id)
    adopt(coast, case_id)
    coast.later(days=70)
    assert told(coast, case_id, WAITS) == []


def test_a_deferred_request_is_called_to_mind_on_the_day_named(coast: World) -> None:
    case_id = before_sc(coast)
    decide_against(coast, case_id)
    later: dict[str, Any] = {"look_again": "2013-09-02", "reasons": "Next year."}
    coast.press(case_id, "defer", "officer", **later)
    assert due(coast, case_id, "state_deferred") == house_day(9, 2, summer=True) + CLOSING
    coast.at(house_day(9, 2, summer=True))
    assert told(coast, case_id, "The request is to be looked at again.") == [house_day(9, 2, summer=True)]


def test_six_and_twelve_months_after_the_delivery_it_is_asked_what_followed(coast: World) -> None:
    case_id = delivered(coast)
    half, whole = house_day(7, 7, summer=True), house_day(1, 7, 2014)
    coast.at(half - timedelta(seconds=1))
    assert coast.state(case_id) == "delivered"
    coast.at(half)
    assert (coast.state(case_id), moved_at(coast, case_id, "follow_up")) == ("follow_up", half)
    assert due(coast, case_id, "state_follow_up") == coast.view(case_id).after(half, months(6))
    coast.at(whole)
    assert told(coast, case_id, "It was delivered a year ago: what followed?") == [whole]
    assert proven(coast)


# A suspension


def test_only_the_senior_manager_suspends_with_a_reason_and_lets_it_go_on(coast: World) -> None:
    case_id = under_way(coast)
    says = "You cannot do this here: Suspend it."
    for who in ("officer", "ILO"):
        with refused(coast, says, rule="situational-assessment:suspend", error=Denied):
            coast.press(case_id, "suspend", who, reason="Unrest.")
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        coast.press(case_id, "suspend", "manager")
    coast.press(case_id, "suspend", "manager", reason="Unrest on the coast.")
    with refused(
        coast, "You cannot do this here: Go on.", rule="situational-assessment:resume", error=Denied
    ):
        coast.press(case_id, "resume", "ILO")
    coast.press(case_id, "resume", "manager")
    assert coast.state(case_id) == "assessment"
    assert proven(coast)


def test_what_was_answered_before_a_suspension_stands_and_what_was_asked_has_its_whole_time(
    coast: World,
) -> None:
    case_id = under_way(coast)
    found(coast, case_id, "LP1", "ILO")
    reply(coast, case_id, "entry", "ILO", "entered")
    coast.press(case_id, "suspend", "manager", reason="Unrest on the coast.")
    coast.later(days=40)
    with refused(
        coast,
        "You cannot change “Answers of the agencies” while the case is “Suspended”.",
        rule="edit:answers",
        error=Denied,
    ):
        found(coast, case_id, "PS1", "ILO")
    with refused(
        coast, "The case is “Suspended”: this is asked again when it goes on.", rule="pause", error=Refused
    ):
        reply(coast, case_id, "entry", "IOM", "entered")
    coast.press(case_id, "resume", "manager")
    found(coast, case_id, "PS1", "ILO")
    waiting = [t for t in coast.read(case_id).tasks if t.task == "entry" and t.is_open]
    assert len(waiting) == 1
    reply(coast, case_id, "entry", "IOM", "entered")


@pytest.mark.parametrize(
    ("story", "trigger", "by"), [(validating, "agree_needs", "ILO"), (ranked, "deliver", "officer")]
)
def test_time_in_which_a_government_could_not_answer_is_not_counted_against_it(
    coast: World, story: Any, trigger: str, by: str
) -> None:
    case_id = story(coast)
    if trigger == "agree_needs":
        coast.edit(case_id, "ILO", society_said="It is so.", unheard="Nobody could answer.")
        prioritise(coast, case_id)
    coast.press(case_id, "suspend", "manager", reason="Unrest on the coast.")
    coast.later(days=60)
    coast.press(case_id, "resume", "manager")
    with pytest.raises(Refused):
        coast.press(case_id, trigger, by)
    coast.later(days=33)
    coast.press(case_id, trigger, by)


def test_a_selection_that_is_decided_during_a_suspension_counts_when_it_goes_on(coast: World) -> None:
    case_id = before_sc(coast)
    heard(coast, case_id)
    coast.press(case_id, "suspend", "manager", reason="A new government.")
    adopt(coast, case_id)
    assert coast.state(case_id) == "suspended"
    coast.press(case_id, "resume", "manager")
    assert coast.state(case_id) == "team"
    assert proven(coast)


def test_a_suspended_assessment_may_be_given_up(coast: World) -> None:
    case_id = screening(coast)
    coast.press(case_id, "suspend", "manager", reason="A new government.")
    coast.press(case_id, "cancel", "manager", reason="It asks no more.")
    assert (coast.state(case_id), field(coast, case_id, "delivered_on")) == ("cancelled", None)
