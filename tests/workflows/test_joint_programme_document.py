"""The document of a joint programme: written in full, its budget checked, signed by members and endorsed by Governments."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from engine.commands import item
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Unknown, refused
from tests.workflows.checking import end_row, row_of
from tests.workflows.decision.record import moves, proven
from tests.workflows.programming import (
    AIMS,
    DONOR_LINE,
    EVALUATION_LINE,
    FUNCTION,
    LINES,
    MORE_STATES,
    RESULT,
    SEED_LINE,
    add,
    approved,
    change,
    checked,
    endorse,
    formulating,
    in_review,
    mine,
    reply,
    sign,
    signed,
    stop_decided,
    take_part,
    threatened,
    written,
)
from tests.world import World

pytestmark = on_both


def submit(world: World, case_id: UUID) -> None:
    world.press(case_id, "submit_document", "ILO")


def approve(world: World, case_id: UUID) -> None:
    world.press(case_id, "approve", "officer")


# ---- the document


LABELS = {
    "short_term": "Short-term aims",
    "medium_term": "Medium-term aims",
    "long_term": "Long-term aims",
    "actors": "Actors and responsibilities",
    "activities": "Lines of activity",
    "modality": "Fund management",
    "begins_on": "Begins on",
    "ends_on": "Ends on",
}


@pytest.mark.parametrize("key", sorted(LABELS))
def test_the_document_has_aims_actors_activities_and_its_time(coasts: World, key: str) -> None:
    case_id = written(coasts, without=key)
    with refused(coasts, f"Not filled in yet: {LABELS[key]}.", rule="SS-15"):
        submit(coasts, case_id)
    coasts.edit(case_id, "ILO", **{key: AIMS[key]})
    submit(coasts, case_id)
    assert coasts.state(case_id) == "review"


def test_without_the_file_nobody_is_asked_to_sign(coasts: World) -> None:
    case_id = written(coasts, without="document")
    with refused(coasts, "There is no document yet: Programme document."):
        submit(coasts, case_id)


def test_a_result_above_the_outputs_is_needed(coasts: World) -> None:
    case_id = written(coasts, without="results")
    add(coasts, case_id, "results", **{**RESULT, "kind": "OUTPUT"})
    with refused(coasts, "There is no result above the outputs: what is to change?", rule="MEL-04"):
        submit(coasts, case_id)


@pytest.mark.parametrize(
    ("key", "label"), [("baseline", "Baseline"), ("target", "Target"), ("means", "Means of verification")]
)
def test_a_result_has_its_baseline_its_target_and_its_means(coasts: World, key: str, label: str) -> None:
    case_id = formulating(coasts)
    with pytest.raises(Invalid) as caught:
        add(coasts, case_id, "results", **{k: v for k, v in RESULT.items() if k != key})
    assert [str(says) for says in caught.value.problems.values()] == [f"Fill in: {label}."]
    assert not [row for row in coasts.read(case_id).items if row.item == "results"]


@pytest.mark.parametrize("missing", ["ILO", "IOM", "COAST", "HILLS"])
def test_the_lead_another_member_and_every_country_sign(coasts: World, missing: str) -> None:
    case_id = written(coasts, without=missing)
    sentence = "Name the lead, another member and the Government of every country among those who sign."
    with refused(coasts, sentence, rule="10.2"):
        submit(coasts, case_id)
    take_part(coasts, case_id, missing)
    submit(coasts, case_id)
    assert coasts.state(case_id) == "review"


@pytest.mark.parametrize(
    ("code", "as_what"), [("COAST", "MEMBER"), ("IOM", "GOVERNMENT"), ("DONOR", "MEMBER")]
)
def test_one_signs_as_what_one_is(coasts: World, code: str, as_what: str) -> None:
    case_id = formulating(coasts)
    sentence = "Only a seated member of the Committee signs as one, and only a Government as a Government."
    with refused(coasts, sentence, rule="7.9"):
        add(coasts, case_id, "signatories", signatory=code, signs_as=as_what)


def test_nobody_signs_twice(coasts: World) -> None:
    case_id = written(coasts)
    with refused(coasts, "There is such a row in “Who takes part and signs” already.", rule="unique-row"):
        take_part(coasts, case_id, "IOM")


def test_every_line_says_who_spends_it(coasts: World) -> None:
    case_id = written(coasts, lines=(SEED_LINE, {**DONOR_LINE, "spender": ""}, EVALUATION_LINE))
    with refused(coasts, "Nobody is named who spends: Training.", rule="FIN-02"):
        submit(coasts, case_id)
    change(coasts, case_id, "Training", spender="IOM")
    submit(coasts, case_id)
    assert coasts.state(case_id) == "review"


def test_a_risk_is_noted_or_it_is_said_why_there_is_none(coasts: World) -> None:
    case_id = written(coasts, without="risk")
    sentence = "No risk is noted for it: note one and tie it to the programme, or say why there is none."
    with refused(coasts, sentence, rule="7.9"):
        submit(coasts, case_id)
    threatened(coasts, case_id)
    submit(coasts, case_id)
    assert coasts.state(case_id) == "review"


def test_why_no_risk_is_noted_may_be_said_instead(coasts: World) -> None:
    case_id = written(coasts, without="risk")
    coasts.edit(case_id, "ILO", no_risk="They stand in chapter 7 of the document.")
    submit(coasts, case_id)
    assert coasts.state(case_id) == "review"


@pytest.mark.parametrize("name", ["IOM", "officer", "UNODC fiduciary"])
def test_only_the_lead_puts_the_document_in(coasts: World, name: str) -> None:
    case_id = formulating(coasts)
    with pytest.raises(Denied):
        coasts.put(case_id, "Another programme.", "document", name)


@pytest.mark.parametrize("name", ["IOM", "officer"])
def test_only_the_lead_writes_the_budget(coasts: World, name: str) -> None:
    case_id = formulating(coasts)
    sentence = "You cannot change “Budget” while the case is “Formulation”."
    with refused(coasts, sentence, rule="edit:budget", error=Denied):
        add(coasts, case_id, "budget", name, **SEED_LINE)


def test_who_confirms_money_adds_no_line(coasts: World) -> None:
    case_id = formulating(coasts)
    sentence = "You fill in the rows of “Budget” that others have written; you add none and end none."
    with refused(coasts, sentence, rule="whole-rows"):
        item.add(coasts.engine, case_id, "budget", {"confirmed": "5"}, by=coasts.people["UNODC fiduciary"])
    assert not [row for row in coasts.read(case_id).items if row.item == "budget"]


# ---- the review


def test_the_budget_is_not_written_in_while_all_sign(coasts: World) -> None:
    case_id = in_review(coasts)
    sentence = "You cannot change “Budget” while the case is “Document review”."
    with refused(coasts, sentence, rule="edit:budget", error=Denied):
        change(coasts, case_id, "Shelter", amount="1")


def test_a_budget_that_is_not_in_order_is_worked_on_and_signed_anew(coasts: World) -> None:
    case_id = in_review(coasts)
    sign(coasts, case_id)
    endorse(coasts, case_id)
    with refused(coasts, "Write the reason: it goes on record.", error=Invalid):
        coasts.answer(case_id, "UNODC fiduciary", "not_in_order", "check")
    coasts.answer(case_id, "UNODC fiduciary", "not_in_order", "check", reason="The shelter costs more.")
    assert coasts.state(case_id) == "formulation"
    change(coasts, case_id, "Training", amount="40000")
    submit(coasts, case_id)
    checked(coasts, case_id)
    with refused(coasts, "Have not signed: ILO, IOM.", rule="7.9"):
        approve(coasts, case_id)
    sign(coasts, case_id)
    endorse(coasts, case_id)
    approve(coasts, case_id)
    assert coasts.state(case_id) == "approved"
    assert proven(coasts)


def test_the_lead_takes_the_document_back_with_a_reason(coasts: World) -> None:
    case_id = in_review(coasts)
    with refused(coasts, "Write the reason: it goes on record.", error=Invalid):
        coasts.press(case_id, "work_on", "ILO")
    coasts.press(case_id, "work_on", "ILO", reason="A line is missing.")
    assert coasts.state(case_id) == "formulation"


def test_scenario_17_a_programme_without_a_line_for_its_evaluation_is_not_approved(coasts: World) -> None:
    case_id = signed(coasts, lines=(SEED_LINE, DONOR_LINE))
    with refused(coasts, "There is no line for the evaluation.", rule="SS-17"):
        approve(coasts, case_id)
    coasts.press(case_id, "work_on", "ILO", reason="The evaluation is missing.")
    add(coasts, case_id, "budget", **EVALUATION_LINE)
    submit(coasts, case_id)
    checked(coasts, case_id)
    sign(coasts, case_id)
    endorse(coasts, case_id)
    approve(coasts, case_id)
    assert coasts.state(case_id) == "approved"


def test_without_an_earmark_for_victims_it_is_not_approved(coasts: World) -> None:
    lines = ({**SEED_LINE, "support": "no", "direct": "no"}, DONOR_LINE, EVALUATION_LINE)
    case_id = signed(coasts, lines=lines)
    with refused(coasts, "No line is earmarked for victim support.", rule="SS-16"):
        approve(coasts, case_id)


def test_gaps_in_direct_assistance_that_the_assessment_names_are_covered_or_reasoned(coasts: World) -> None:
    case_id = signed(coasts, without="gaps")
    sentence = "The assessment names gaps in direct assistance: say how they are covered, or why not."
    with refused(coasts, sentence, rule="SS-16"):
        approve(coasts, case_id)


def test_a_programme_that_answers_no_assessment_has_no_gaps_to_cover(coasts: World) -> None:
    case_id = signed(coasts, without="gaps", legacy="yes")
    approve(coasts, case_id)
    assert coasts.state(case_id) == "approved"


def test_capacity_development_for_former_victims_is_considered(coasts: World) -> None:
    case_id = signed(coasts, without="capacity")
    with refused(coasts, "Not filled in yet: Capacity development for former victims.", rule="SS-20"):
        approve(coasts, case_id)


def test_the_fiduciary_officer_has_checked_the_budget(coasts: World) -> None:
    case_id = in_review(coasts)
    sign(coasts, case_id)
    endorse(coasts, case_id)
    with refused(coasts, "Not answered yet: Check the budget."):
        approve(coasts, case_id)


@pytest.mark.parametrize("name", ["ILO", "IOM"])
def test_every_member_that_takes_part_signs(coasts: World, name: str) -> None:
    case_id = in_review(coasts)
    checked(coasts, case_id)
    endorse(coasts, case_id)
    sign(coasts, case_id, *({"ILO", "IOM"} - {name}))
    with refused(coasts, f"Have not signed: {name}.", rule="7.9"):
        approve(coasts, case_id)
    sign(coasts, case_id, name, outcome="declined", reason="Our board has not met.")
    with refused(coasts, f"Have not signed: {name}.", rule="7.9"):
        approve(coasts, case_id)
    sign(coasts, case_id, name)
    approve(coasts, case_id)
    assert coasts.state(case_id) == "approved", "an answer may be changed until it is approved"


def test_one_signs_for_the_own_organization_only_and_says_in_which_function(coasts: World) -> None:
    case_id = in_review(coasts)
    theirs = mine(coasts, case_id, "sign", "IOM")
    with pytest.raises(Denied):
        reply(coasts, case_id, "sign", theirs, "ILO", "signed", data=FUNCTION)
    with pytest.raises(Invalid) as caught:
        reply(coasts, case_id, "sign", theirs, "IOM", "signed")
    assert [str(says) for says in caught.value.problems.values()] == ["Fill in: Function of the signatory."]
    assert coasts.view(case_id).positions(coasts.read(case_id).definition.task_by_key["sign"]) == []


NOT_ENDORSED = (
    "Not enough Governments have endorsed it: all of them, or three where more than three take part."
)
FIVE = ("COAST", "HILLS", *MORE_STATES)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_of_up_to_three_governments_all_endorse_it(coasts: World, count: int) -> None:
    codes = FIVE[:count]
    case_id = in_review(coasts, codes=codes)
    checked(coasts, case_id)
    sign(coasts, case_id)
    if count > 1:
        endorse(coasts, case_id, *codes[:-1])
    with refused(coasts, NOT_ENDORSED, rule="7.9"):
        approve(coasts, case_id)
    endorse(coasts, case_id, codes[-1])
    approve(coasts, case_id)
    assert coasts.state(case_id) == "approved"


@pytest.mark.parametrize("count", [4, 5])
def test_of_more_than_three_governments_three_endorse_it(coasts: World, count: int) -> None:
    codes = FIVE[:count]
    case_id = in_review(coasts, codes=codes)
    checked(coasts, case_id)
    sign(coasts, case_id)
    endorse(coasts, case_id, *codes[:2])
    with refused(coasts, NOT_ENDORSED, rule="7.9"):
        approve(coasts, case_id)
    endorse(coasts, case_id, codes[2])
    approve(coasts, case_id)
    assert coasts.state(case_id) == "approved"


def test_the_signature_page_holds_who_signed_which_document_in_which_function(coasts: World) -> None:
    case_id = approved(coasts)
    documents = coasts.read(case_id).documents
    page = coasts.engine.files.get(case_id, documents["signatures"].sha256).decode()
    assert documents["document"].sha256.hex() in page
    assert page.count("Director") == 4
    assert json.loads(page)
    budget = json.loads(coasts.engine.files.get(case_id, documents["signed_budget"].sha256))
    assert "6000000" in json.dumps(budget)
    assert len(LINES) == json.dumps(budget).count('"payer"')


# ---- approved


def test_a_signed_budget_is_changed_by_having_it_signed_anew(coasts: World) -> None:
    case_id = approved(coasts)
    sentence = "You cannot change “Budget” while the case is “Approved”."
    with refused(coasts, sentence, rule="edit:budget", error=Denied):
        change(coasts, case_id, "Training", amount="20000")
    coasts.press(case_id, "change", "ILO", reason="The donor gives less.")
    change(coasts, case_id, "Training", amount="20000")
    submit(coasts, case_id)
    checked(coasts, case_id)
    with refused(coasts, "Have not signed: ILO, IOM.", rule="7.9"):
        approve(coasts, case_id)


def test_handed_over_after_a_decision_of_the_committee_nothing_is_carried_out(coasts: World) -> None:
    case_id = approved(coasts)
    told: dict[str, Any] = {"reason": "The Government carries it out.", "handed_to": "Ministry of Labour"}
    with refused(coasts, "Not filled in yet: Exit plan for the victims who are assisted.", rule="7.9"):
        coasts.press(case_id, "hand_over", "officer", **told)
    coasts.edit(case_id, "ILO", exit_plan="Nobody is assisted yet.")
    with refused(coasts, "The Committee has not decided to hold it.", rule="7.9"):
        coasts.press(case_id, "hand_over", "officer", **told)
    stop_decided(coasts, case_id, to="END")
    with refused(coasts, "The Committee decided to end it, not to hand the document over.", rule="7.9"):
        coasts.press(case_id, "hand_over", "officer", **told)
    stop_decided(coasts, case_id, to="HAND_OVER")
    coasts.press(case_id, "hand_over", "officer", **told)
    assert coasts.read(case_id).case.result == "handed over"
    assert coasts.read(case_id).case.data["handed_to"] == "Ministry of Labour"
    assert [to for _, _, to in moves(coasts, case_id)][-1] == "handed_over"


def test_a_signatory_stays_who_it_is(coasts: World) -> None:
    case_id = written(coasts)
    found = row_of(coasts, case_id, "signatories", coasts.organizations["IOM"].hex, "signatory")
    sentence = "“Organization” stays as it is. End this row and add another."
    with refused(coasts, sentence, rule="lasting-column"):
        item.edit(
            coasts.engine, case_id, found.id, {"signatory": coasts.organizations["OSCE"].hex},
            revision=found.revision, by=coasts.people["ILO"],
        )  # fmt: skip
    end_row(coasts, case_id, "signatories", coasts.organizations["IOM"].hex, "ILO", "signatory")
    take_part(coasts, case_id, "OSCE")
    submit(coasts, case_id)
    sign(coasts, case_id, "OSCE")
    with pytest.raises(StopIteration):
        mine(coasts, case_id, "sign", "IOM")


def test_a_government_that_does_not_take_part_does_not_know_of_it(coasts: World) -> None:
    case_id = in_review(coasts)
    theirs = mine(coasts, case_id, "endorse", "neighbour")
    with pytest.raises(Unknown):
        reply(coasts, case_id, "endorse", theirs, "ISLES counterpart", "signed", data=FUNCTION)
    assert coasts.view(case_id).positions(coasts.read(case_id).definition.task_by_key["endorse"]) == []


SUBMIT = ("submit_document", "ILO")


def test_nothing_is_signed_before_there_are_phases_money_and_days_in_order(coasts: World) -> None:
    case_id = written(coasts, lines=())
    with refused(coasts, "There are no budget lines yet.", rule="SS-14"):
        coasts.press(case_id, *SUBMIT)
    coasts.edit(case_id, "ILO", begins_on="2015-02-01")
    with refused(coasts, "It ends before it has begun: look at the days.", rule="7.9"):
        coasts.press(case_id, *SUBMIT)
    coasts.edit(case_id, "ILO", begins_on="2013-02-01")
    (phase,) = [each for each in coasts.read(case_id).items if each.item == "phases"]
    item.end(coasts.engine, case_id, phase.id, revision=phase.revision, by=coasts.people["ILO"])
    with refused(coasts, "There are no phases yet.", rule="7.9"):
        coasts.press(case_id, *SUBMIT)
