"""An assessment: a Government asks, the Committee selects with the Government's view before it, and it goes its way to the end."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import link
from engine.definition import Chain
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Unknown, refused
from tests.workflows.assessing import (
    WEIGHED,
    adopt,
    asked_for,
    before_sc,
    closed,
    decide_against,
    followed_up,
    government,
    heard,
    requested,
    scored,
    screening,
    selected,
    take_back,
)
from tests.workflows.decision.record import field, moves, proven
from tests.workflows.producing import linked_case
from tests.world import World

pytestmark = on_both
REASONS: dict[str, Any] = {"reasons": "Two other countries come first this year."}


def test_an_assessment_takes_its_whole_way_from_the_request_to_what_followed(coast: World) -> None:
    case_id = closed(coast)
    assert [to for _from, _by, to in moves(coast, case_id) if _from != to] == [
        "screening",
        "selection",
        "team",
        "agreed",
        "planning",
        "assessment",
        "findings",
        "validation",
        "needs",
        "delivered",
        "follow_up",
        "closed",
    ]
    assert coast.number(case_id) == "GIFT/SAR/2013/001"
    assert proven(coast)


# The request


def test_a_government_asks_for_itself_and_the_secretariat_registers_a_letter(coast: World) -> None:
    for who in ("counterpart", "officer"):
        assert coast.state(screening(coast, who)) == "screening"


@pytest.mark.parametrize("who", ["ILO", "first expert", "regional officer", "donor"])
def test_nobody_else_asks_for_an_assessment(coast: World, who: str) -> None:
    sentence = "You cannot open a case of this type: Joint situational assessment."
    with refused(coast, sentence, rule="open:situational-assessment", error=Denied):
        asked_for(coast, who)


@pytest.mark.parametrize("without", ["requester", "received_on", "why"])
def test_no_request_is_opened_without_who_asks_when_and_why(coast: World, without: str) -> None:
    labels = {
        "requester": "Requesting Government",
        "received_on": "Request received on",
        "why": "Why it is asked for",
    }
    with refused(coast, f"Fill in: {labels[without]}.", error=Invalid):
        asked_for(coast, **{without: ""})


@pytest.mark.parametrize("key", ["requester", "countries", "body"])
def test_governments_and_regional_bodies_are_not_taken_for_each_other(coast: World, key: str) -> None:
    case_id = asked_for(coast)
    says = "Choose a regional body." if key == "body" else "Choose a Government."
    wrong = government(coast, "HILLS" if key == "body" else "GULF")
    with refused(coast, says, rule="SS-01", error=Invalid):
        coast.edit(case_id, "officer", **{key: [wrong] if key == "countries" else wrong})


def test_only_the_secretariat_takes_up_a_request(coast: World) -> None:
    case_id = requested(coast)
    says = "You cannot do this here: Take up the request."
    for who in ("counterpart", "ILO"):
        with refused(coast, says, rule="situational-assessment:receive", error=Denied):
            coast.press(case_id, "receive", who)
    with refused(coast, "There is no such case, or it is not open to you.", error=Unknown):
        coast.press(case_id, "receive", "neighbour")


def test_a_government_does_not_ask_for_another_one(coast: World) -> None:
    case_id = asked_for(coast, "neighbour")
    coast.put(case_id, "We ask for an assessment.", "request", "officer")
    says = "A Government asks for itself: this request comes from somebody who acts for another one."
    with refused(coast, says, rule="SS-01"):
        coast.press(case_id, "receive", "officer")
    coast.edit(case_id, "officer", requester=government(coast, "HILLS"))
    coast.press(case_id, "receive", "officer")


def test_for_a_region_its_body_asks_together_with_the_government(coast: World) -> None:
    case_id = requested(coast, region="EAST_AFRICA")
    says = "For a region the regional body asks together with the Government."
    with refused(coast, says, rule="SS-01"):
        coast.press(case_id, "receive", "officer")
    coast.edit(case_id, "officer", body=government(coast, "GULF"))
    coast.press(case_id, "receive", "officer")
    assert coast.state(case_id) == "screening"


# The screening


def test_a_request_is_scored_by_every_criterion_before_it_is_submitted(coast: World) -> None:
    case_id = screening(coast)
    with refused(coast, "Not answered yet: Score the request."):
        coast.press(case_id, "submit", "officer")
    with refused(coast, "Fill in: Need.", error=Invalid):
        told = {f"score_{n}": "HIGH" for n in range(1, 8) if n != 5}
        coast.answer(case_id, "officer", "screened", "screen", **told, weighed="Much.")


def test_nothing_is_submitted_without_its_approach(coast: World) -> None:
    case_id = screening(coast)
    scored(coast, case_id)
    coast.edit(case_id, "officer", approach="")
    with refused(coast, "Not filled in yet: Approach."):
        coast.press(case_id, "submit", "officer")


def test_what_makes_a_request_is_looked_at_again_when_it_is_submitted(coast: World) -> None:
    case_id = screening(coast)
    scored(coast, case_id)
    coast.edit(case_id, "officer", region="EAST_AFRICA")
    with refused(coast, "For a region the regional body asks together with the Government.", rule="SS-01"):
        coast.press(case_id, "submit", "officer")


def test_the_committee_gets_a_significant_decision_that_needs_its_consultation(coast: World) -> None:
    decision = linked_case(coast, before_sc(coast), "decided_by")
    coast.put(decision)
    says = "A significant matter needs a reported consultation, or the recorded reason why none is held."
    with refused(coast, says, rule="GOV-19"):
        coast.press(decision, "circulate", "officer")


# The selection


TOLD = "Say how the member told you: a document, or a dated note of the call."


def test_the_view_of_a_government_without_an_account_is_recorded_with_its_evidence(coast: World) -> None:
    case_id = before_sc(coast, "officer")
    view = {"areas": "Ports.", "commitment": "Two officials."}
    with refused(coast, TOLD, error=Invalid):
        coast.answer(case_id, "officer", "heard", "view", **view)
    coast.answer(case_id, "officer", "heard", "view", evidence="Letter of 7 January 2013.", **view)
    adopt(coast, case_id)
    assert coast.state(case_id) == "team"


def test_scenario_15_a_selection_by_the_committee_without_the_request_of_a_government_fails(
    coast: World,
) -> None:
    case_id = asked_for(coast, "officer")
    with refused(coast, "There is no document yet: Written request.", rule="SS-01"):
        coast.press(case_id, "receive", "officer")
    assert coast.read(case_id).links == []
    coast.put(case_id, "We ask for an assessment.", "request", "officer")
    coast.press(case_id, "receive", "officer")
    assert coast.state(case_id) == "screening"


def test_scenario_15_a_request_without_the_selection_by_the_committee_fails(coast: World) -> None:
    case_id = before_sc(coast)
    heard(coast, case_id)
    assert coast.state(case_id) == "selection"
    with refused(coast, "There is no act “selected” here.", rule="no-such-act"):
        coast.press(case_id, "selected", "officer")
    adopt(coast, case_id)
    assert coast.state(case_id) == "team"


def test_the_committee_selects_and_the_view_of_the_government_is_still_waited_for(coast: World) -> None:
    case_id = before_sc(coast)
    adopt(coast, case_id)
    assert coast.state(case_id) == "selection"
    heard(coast, case_id)
    assert coast.state(case_id) == "team"


def test_a_decision_on_another_subject_selects_nothing(coast: World) -> None:
    case_id = before_sc(coast)
    heard(coast, case_id)
    coast.edit(linked_case(coast, case_id, "decided_by"), "officer", subject="PRIORITY")
    adopt(coast, case_id)
    assert coast.state(case_id) == "selection"


AGAINST = "The Committee has not decided against it: a matter that was withdrawn is put before it once more."
STILL = "The Committee has it before it, or has selected it."
LATER: dict[str, Any] = {"look_again": "2013-09-02", **REASONS}
DEFERS = (
    "Only the Committee defers it: by not adopting the selection, or by adopting a text that does not select."
)


def test_the_requester_reads_why_it_was_not_selected(coast: World) -> None:
    case_id = before_sc(coast)
    with refused(coast, AGAINST, rule="SS-02"):
        coast.press(case_id, "not_select", "officer", **REASONS)
    decide_against(coast, case_id)
    assert coast.state(case_id) == "selection"
    with refused(coast, "Fill in: Reasons, as the requester reads them.", error=Invalid):
        coast.press(case_id, "not_select", "officer")
    coast.press(case_id, "not_select", "officer", **REASONS)
    assert (coast.state(case_id), field(coast, case_id, "reasons")) == ("not_selected", REASONS["reasons"])


@pytest.mark.parametrize("against", [decide_against, take_back])
def test_a_request_that_the_committee_did_not_take_up_is_put_before_it_once_more(
    coast: World, against: Any
) -> None:
    case_id = before_sc(coast)
    first = linked_case(coast, case_id, "decided_by")
    with refused(coast, STILL, rule="SS-02"):
        coast.press(case_id, "submit_again", "officer")
    against(coast, case_id)
    coast.press(case_id, "submit_again", "officer")
    scored(coast, case_id)
    coast.press(case_id, "submit", "officer")
    assert linked_case(coast, case_id, "decided_by") != first
    heard(coast, case_id)
    adopt(coast, case_id)
    assert coast.state(case_id) == "team"


def test_a_matter_that_was_withdrawn_is_neither_turned_down_nor_deferred(coast: World) -> None:
    case_id = before_sc(coast)
    take_back(coast, case_id)
    with refused(coast, AGAINST, rule="SS-02"):
        coast.press(case_id, "not_select", "officer", **REASONS)
    with refused(coast, DEFERS, rule="SS-02"):
        coast.press(case_id, "defer", "officer", **LATER)


def test_a_request_is_deferred_when_the_committee_has_not_adopted_it_and_looked_at_again(
    coast: World,
) -> None:
    case_id = before_sc(coast)
    with refused(coast, DEFERS, rule="SS-02"):
        coast.press(case_id, "defer", "officer", **LATER)
    decide_against(coast, case_id)
    with refused(coast, "Fill in: Look again on.", error=Invalid):
        coast.press(case_id, "defer", "officer", **REASONS)
    coast.press(case_id, "defer", "officer", **LATER)
    assert coast.state(case_id) == "deferred"
    coast.press(case_id, "reconsider", "officer")
    assert coast.state(case_id) == "screening"


def test_a_text_that_the_committee_adopts_instead_of_the_selection_may_defer_it(coast: World) -> None:
    case_id = before_sc(coast)
    coast.edit(linked_case(coast, case_id, "decided_by"), "officer", subject="PRIORITY")
    adopt(coast, case_id)
    with refused(coast, AGAINST, rule="SS-02"):
        coast.press(case_id, "not_select", "officer", **REASONS)
    coast.press(case_id, "defer", "officer", **LATER)
    assert coast.state(case_id) == "deferred"


def test_nobody_defers_what_the_committee_has_selected(coast: World) -> None:
    case_id = before_sc(coast)
    adopt(coast, case_id)
    assert coast.state(case_id) == "selection", "the view of the Government is waited for"
    for trigger, told, sentence in (
        ("defer", LATER, DEFERS),
        ("not_select", REASONS, AGAINST),
        ("submit_again", {}, STILL),
    ):
        with refused(coast, sentence, rule="SS-02"):
            coast.press(case_id, trigger, "officer", **told)
    heard(coast, case_id)
    assert coast.state(case_id) == "team"


# The end


TWICE = "Write what was seen six and twelve months after the delivery, or why a follow-up was not made."


@pytest.mark.parametrize(
    ("told", "sentence", "rule"),
    [
        ({"followed": ""}, "Not filled in yet: What followed.", None),
        ({"followed_words": ""}, "Not filled in yet: In words.", None),
        ({"no_follow_up": ""}, TWICE, "7.7"),
        (
            {"no_lesson": ""},
            "No lesson is drawn from it yet: capture one, or say why there is none.",
            "MEL-01",
        ),
    ],
)
def test_it_is_closed_when_it_is_known_what_followed(
    coast: World, told: dict[str, Any], sentence: str, rule: str | None
) -> None:
    case_id = followed_up(coast)
    all_of_it = {
        "followed": "PROGRAMME",
        "followed_words": "In two ports.",
        "no_lesson": "Nothing new.",
        "after_half": "The programme is being written.",
        "no_follow_up": "It has become a programme, which is evaluated.",
    }
    coast.edit(case_id, "officer", **{**all_of_it, **told})
    with refused(coast, sentence, rule=rule):
        coast.press(case_id, "close", "officer")
    coast.edit(case_id, "officer", **all_of_it)
    coast.press(case_id, "close", "officer")


def test_what_followed_is_looked_at_after_six_and_after_twelve_months(coast: World) -> None:
    case_id = followed_up(coast)
    told = {"followed": "PROGRAMME", "followed_words": "In two ports.", "no_lesson": "Nothing new."}
    coast.edit(case_id, "officer", after_half="The programme is being written.", **told)
    coast.later(days=30)
    with refused(coast, "Twelve months after the delivery are not over yet.", rule="7.7", error=Invalid):
        coast.edit(case_id, "officer", after_year="Two shelters are open.")
    with refused(coast, TWICE, rule="7.7"):
        coast.press(case_id, "close", "officer")
    coast.later(days=150)
    coast.edit(case_id, "officer", after_year="Two shelters are open.")
    coast.press(case_id, "close", "officer")
    assert coast.state(case_id) == "closed"


@pytest.mark.parametrize("tie", ["consulted_through", "victim_input_from"])
def test_an_assessment_is_tied_to_whom_it_has_heard_and_shows_it_among_its_cases(
    coast: World, tie: str
) -> None:
    case_id, heard_in = requested(coast), coast.open("Hearing of survivors")
    link.add(coast.engine, case_id, tie, heard_in, by=coast.people["officer"])
    assert linked_case(coast, case_id, tie) == heard_in
    (chain,) = (each for each in coast.read(case_id).definition.panels if isinstance(each, Chain))
    assert tie in chain.links


def test_only_the_senior_manager_gives_an_assessment_up_with_a_reason(coast: World) -> None:
    case_id = selected(coast)
    says = "You cannot do this here: Give it up."
    with refused(coast, says, rule="situational-assessment:cancel", error=Denied):
        coast.press(case_id, "cancel", "officer", reason="No money.")
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        coast.press(case_id, "cancel", "manager")
    coast.press(case_id, "cancel", "manager", reason="No money.")
    assert coast.state(case_id) == "cancelled"


def test_the_committee_reads_how_the_request_was_scored(coast: World) -> None:
    case_id = before_sc(coast)
    told = coast.read(linked_case(coast, case_id, "decided_by")).case.data["background"]
    assert "Impact: " in told and WEIGHED["weighed"] in told
