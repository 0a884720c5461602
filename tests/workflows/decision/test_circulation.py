"""From draft to members: nothing goes out that is not complete, reviewed, consulted and in time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from engine.commands import case as cases
from engine.commands import link
from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.refusing import Denied, Invalid, Stale, Unbound, Unknown, refused
from tests.workflows.decision.acts import activity, rate
from tests.workflows.decision.record import moves, proven
from tests.world import World
from workflows._shared import PRINCIPLES

NAMES = [f"{number} {name}" for number, (name, _) in enumerate(PRINCIPLES, 1)]
CIRCULATE = "consensus-decision:circulate"


def drafted(world: World, **data: Any) -> UUID:
    """A draft with its text."""
    case_id = world.open(**data)
    world.put(case_id)
    return case_id


# Going out


@pytest.mark.parametrize("who", ["officer", "manager", CHAIR, COCHAIR])
def test_the_secretariat_or_the_chair_circulates(world: World, who: str) -> None:
    case_id = drafted(world)
    world.press(case_id, "circulate", who)
    assert moves(world, case_id) == [("draft", "circulate", "circulated")]
    assert world.number(case_id) is None, "a number is given at adoption only"
    assert proven(world)


@pytest.mark.parametrize("who", ["ILO", "auditor"])
def test_nobody_else_circulates(world: World, who: str) -> None:
    case_id = drafted(world)
    with refused(world, "You cannot do this here: Circulate the text.", rule=CIRCULATE, error=Denied):
        world.press(case_id, "circulate", who)


@pytest.mark.parametrize("who", ["donor", "expert", "administrator"])
def test_others_do_not_even_know_of_it(world: World, who: str) -> None:
    case_id = drafted(world)
    with refused(world, "There is no such case, or it is not open to you.", error=Unknown):
        world.press(case_id, "circulate", who)


@pytest.mark.parametrize("who", ["ILO", "officer", "manager"])
def test_members_and_the_secretariat_open_a_decision(world: World, who: str) -> None:
    assert world.state(world.open(by=who)) == "draft"


@pytest.mark.parametrize("who", ["donor", "expert", "auditor", "administrator"])
def test_nobody_else_opens_one(world: World, who: str) -> None:
    sentence = "You cannot open a case of this type: Committee decision."
    with refused(world, sentence, rule="open:consensus-decision", error=Denied):
        world.open(by=who)


def test_a_decision_without_title_is_refused(world: World) -> None:
    with refused(world, "Fill in: Title.", error=Invalid):
        world.open(title=" ")


# Complete


def test_without_a_text_nothing_goes_out(world: World) -> None:
    case_id = world.open()
    with refused(world, "There is no document yet: Decision text."):
        world.press(case_id, "circulate", "officer")


def test_what_is_not_filled_in_is_named(world: World) -> None:
    case_id = drafted(world)
    world.edit(case_id, "officer", subject="", background=" ")
    with refused(world, "Not filled in yet: Background, Subject."):
        world.press(case_id, "circulate", "officer")


def test_a_resource_allocation_goes_out_as_advice_only(world: World) -> None:
    case_id = drafted(world, subject="RESOURCE_ALLOCATION", nature="DECISION")
    with refused(world, "A resource allocation is always advice."):
        world.press(case_id, "circulate", "officer")
    world.edit(case_id, "officer", nature="ADVICE")
    world.press(case_id, "circulate", "officer")


# The 11 principles


def test_an_activity_without_review_names_all_eleven(world: World) -> None:
    case_id = drafted(world, subject="IMPLEMENT_ACTIVITY")
    sentence = (
        f"A decision on an activity needs its complete principles review. Not rated: {', '.join(NAMES)}."
    )
    with refused(world, sentence, rule="PRI-01"):
        world.press(case_id, "circulate", "officer")


def test_ten_of_eleven_principles_are_not_enough(world: World) -> None:
    case_id = drafted(world, subject="IMPLEMENT_ACTIVITY")
    rate(world, case_id, {8: None})
    sentence = "A decision on an activity needs its complete principles review. Not rated: 8 Lasting impact."
    with refused(world, sentence, rule="PRI-01"):
        world.press(case_id, "circulate", "officer")


def test_a_principle_that_is_not_met_is_accepted_by_name(world: World) -> None:
    case_id = drafted(world, subject="IMPLEMENT_ACTIVITY")
    rate(world, case_id, {8: "NOT_MET", 9: "PARTLY"})
    sentence = (
        "Name by number the principles that are not met, and say why that is accepted: 8 Lasting impact."
    )
    for words in (None, "x", "It is a pilot."):
        world.edit(case_id, "officer", accepted_gaps=words)
        with refused(world, sentence, rule="PRI-01"):
            world.press(case_id, "circulate", "officer")
    world.edit(case_id, "officer", accepted_gaps="8: it is a pilot.")
    world.press(case_id, "circulate", "officer")


def test_the_first_three_principles_always_apply(world: World) -> None:
    case_id = drafted(world, subject="IMPLEMENT_ACTIVITY")
    with refused(world, "Principles 1, 2 and 3 always apply.", rule="PRI-01"):
        rate(world, case_id, {1: "NOT_APPLICABLE", **dict.fromkeys(range(2, 12))})


def test_a_rating_below_met_says_why(world: World) -> None:
    case_id = drafted(world, subject="IMPLEMENT_ACTIVITY")
    sentence = "Say why, where a principle is not met, partly met or not applicable."
    with refused(world, sentence, rule="PRI-01"):
        rate(world, case_id, {1: "PARTLY", **dict.fromkeys(range(2, 12))}, why="")


def test_a_matter_that_is_no_activity_needs_no_review(world: World) -> None:
    world.press(drafted(world, subject="WORKPLAN"), "circulate", "officer")


def test_a_reviewed_activity_goes_out(world: World) -> None:
    case_id = activity(world)
    world.press(case_id, "circulate", "officer")
    assert world.state(case_id) == "circulated"


# Consulted


def test_a_significant_matter_needs_a_reported_consultation(world: World) -> None:
    case_id = drafted(world, significant="yes", subject="COUNTRY_REGION_SELECTION")
    sentence = "A significant matter needs a reported consultation, or the recorded reason why none is held."
    with refused(world, sentence, rule="GOV-19"):
        world.press(case_id, "circulate", "officer")


def test_a_waiver_with_its_reason_stands_in_for_it_and_is_visible(world: World) -> None:
    case_id = drafted(
        world, significant="yes", subject="COUNTRY_REGION_SELECTION", waiver="Consulted last year."
    )
    world.press(case_id, "circulate", "officer")
    assert world.read(case_id).case.data["waiver"] == "Consulted last year."


def test_a_report_of_a_consultation_held_elsewhere_is_enough(world: World) -> None:
    case_id = drafted(world, significant="yes", subject="COUNTRY_REGION_SELECTION")
    world.put(case_id, "Who was asked, and what they said.", "consultation")
    world.press(case_id, "circulate", "officer")


def test_a_linked_case_that_reports_nothing_is_not(world: World) -> None:
    case_id, other = drafted(world, significant="yes"), world.open()
    link.add(world.engine, case_id, "consulted_through", other, by=world.people["officer"])
    sentence = "A significant matter needs a reported consultation, or the recorded reason why none is held."
    with refused(world, sentence, rule="GOV-19"):
        world.press(case_id, "circulate", "officer")


# In time


@pytest.mark.parametrize(
    ("meets_at", "in_time"),
    [("2013-01-14T16:00Z", True), ("2013-01-14T15:59Z", False), ("2013-01-08T10:00Z", False)],
)
def test_documents_go_out_five_working_days_before_the_meeting(
    world: World, meets_at: str, in_time: bool
) -> None:
    case_id = drafted(world, method="MEETING", meets_at=meets_at)
    if in_time:
        world.press(case_id, "circulate", "officer")
        return
    with refused(world, "Documents go out 5 working days before the meeting."):
        world.press(case_id, "circulate", "officer")


@pytest.mark.parametrize(("meets_at", "in_time"), [("2013-01-14T16:00Z", True), ("2013-01-14T15:59Z", False)])
@pytest.mark.parametrize("trigger", ["declare_consensus", "declare_joint_decision"])
def test_a_meeting_moved_forward_afterwards_adopts_nothing(
    world: World, trigger: str, meets_at: str, in_time: bool
) -> None:
    """The text goes out in time for one day, and the meeting is then put on an earlier one."""
    case_id = activity(world, method="MEETING", meets_at="2013-02-18T10:00Z")
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR)
    world.edit(case_id, "officer", meets_at=meets_at)
    joint = trigger == "declare_joint_decision"
    for name in MEMBERS:
        if name == "OSCE" and joint:
            world.answer(case_id, name, "concern", reason="Too soon.")
        else:
            world.answer(case_id, name, "support")
    if in_time:
        world.press(case_id, trigger, CHAIR)
        return
    sentence = "The documents went out less than 5 working days before the meeting: hold it later."
    with refused(world, sentence):
        world.press(case_id, trigger, CHAIR)


def test_no_meeting_no_five_days(world: World) -> None:
    world.press(drafted(world, method="WRITTEN", meets_at="2013-01-08T10:00Z"), "circulate", "officer")


# Forms and states


def test_an_act_that_does_not_exist_is_refused(world: World) -> None:
    case_id = drafted(world)
    with refused(world, "There is no act “explode” here.", rule="no-such-act"):
        world.press(case_id, "explode", "officer")


def test_an_act_of_another_state_says_where_the_case_is(world: World) -> None:
    case_id = drafted(world)
    sentence = "“Declare consensus” is not possible while the case is “Draft”."
    with refused(world, sentence, rule="wrong-state"):
        world.press(case_id, "declare_consensus", CHAIR)


def test_an_act_on_an_old_page_is_stale(world: World) -> None:
    case_id = drafted(world)
    seen = world.read(case_id).case.revision
    world.edit(case_id, "manager", background="Other.")
    with pytest.raises(Stale):
        world.press(case_id, "circulate", "officer", revision=seen)
    with refused(world, "Say which revision of the case you saw.", error=Unbound):
        cases.transition(
            world.engine, case_id, "circulate", data={}, revision=None, by=world.people["officer"]
        )


def test_a_form_with_a_field_too_many_is_refused(world: World) -> None:
    case_id = drafted(world)
    with refused(world, "There is no field “number” to fill in here.", error=Invalid):
        world.press(case_id, "circulate", "officer", number="GIFT/DEC/2013/999")


@pytest.mark.parametrize("who", ["officer", "manager", CHAIR, COCHAIR])
def test_while_it_is_out_nothing_of_it_changes(world: World, who: str) -> None:
    case_id = world.circulated()
    with refused(
        world,
        "You cannot change this case while it is “Circulated”.",
        rule="edit:consensus-decision",
        error=Denied,
    ):
        world.edit(case_id, who, background="Other.")
    sentence = "You cannot put a new version here while the case is where it is."
    with refused(world, sentence, rule="document:text", error=Denied):
        world.put(case_id, "Other words.", by=who)


def test_the_chair_opens_deliberation_with_the_time_positions_are_due(world: World) -> None:
    case_id = world.circulated()
    with refused(world, "The positions are due at a time that lies ahead."):
        world.press(case_id, "deliberate", CHAIR, expires_at="2013-01-07T09:00Z")
    world.press(case_id, "deliberate", CHAIR, expires_at="2013-01-18T17:00")
    assert world.view(case_id).expires_at == datetime(2013, 1, 18, 16, tzinfo=UTC), "Vienna time is meant"
