"""The money of a joint programme: lines and their rules, the earmark and its least share, confirmations by the receivers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from engine.commands import item, register, task
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Stale, Unknown, refused
from tests.workflows.decision.record import proven
from tests.workflows.programming import (
    ALLOCATED,
    DONOR_LINE,
    EVALUATION_LINE,
    LATER_LINE,
    SECOND,
    SEED_LINE,
    add,
    advised,
    approved,
    asked_for,
    change,
    checked,
    confirm,
    endorse,
    formulating,
    fundable,
    funded,
    line,
    mobilising,
    reviewed,
    running,
    second_phase,
    sign,
    signed,
    use_checklist,
    written,
)
from tests.world import World

pytestmark = on_both

SEED_ENDS = "Seed money pays the formulation and Phase 1 only."


def figures(world: World, case_id: UUID) -> tuple[Any, Any, Any]:
    """The budget, the share for victim support and that for direct assistance, as the case keeps them."""
    view = world.view(case_id)
    return view.budget_total, view.support_share, view.direct_share


# ---- lines


def test_scenario_16_seed_money_in_phase_2_is_refused_and_another_source_is_taken(coasts: World) -> None:
    case_id = mobilising(coasts)
    with refused(coasts, SEED_ENDS, rule="SS-14"):
        add(coasts, case_id, "budget", **{**LATER_LINE, "source": "SEED", "payer": "UNODC"})
    added = add(coasts, case_id, "budget", **LATER_LINE)
    with refused(coasts, SEED_ENDS, rule="SS-14"):
        change(coasts, case_id, LATER_LINE["what"], source="SEED")
    assert added.data["source"] == "DONOR"
    assert line(coasts, case_id, LATER_LINE["what"]).data == added.data
    assert proven(coasts)


def test_a_line_goes_on_having_an_amount(coasts: World) -> None:
    case_id = formulating(coasts)
    add(coasts, case_id, "budget", **LATER_LINE)
    with refused(coasts, "Fill in: Amount.", error=Invalid):
        change(coasts, case_id, LATER_LINE["what"], amount="")


def test_a_line_of_seed_money_does_not_move_to_a_later_phase(coasts: World) -> None:
    case_id = written(coasts)
    with refused(coasts, SEED_ENDS, rule="SS-14"):
        change(coasts, case_id, "Shelter", no="2")


def test_seed_money_pays_the_formulation_and_phase_1(coasts: World) -> None:
    case_id = formulating(coasts)
    for number in ("0", "1"):
        add(coasts, case_id, "budget", **{**SEED_LINE, "no": number, "amount": "30000"})
    assert figures(coasts, case_id)[0] == Decimal("60000.00")


OF_ANOTHER = "Seed money is received by the organization that was named for it: UNODC."


def test_seed_money_is_received_by_whom_the_programme_names_for_it(coasts: World) -> None:
    case_id = formulating(coasts)
    other = coasts.organizations["IOM"].hex
    with refused(coasts, OF_ANOTHER, rule="FIN-02"):
        add(coasts, case_id, "budget", **{**SEED_LINE, "payer": other})


TOO_MUCH_SEED = "The lines of seed money come to more than was allocated."


def test_lines_of_seed_money_never_come_to_more_than_was_allocated(coasts: World) -> None:
    case_id = written(coasts)
    with refused(coasts, TOO_MUCH_SEED, rule="SS-14"):
        change(coasts, case_id, "Shelter", amount="60000.01")
    with refused(coasts, OF_ANOTHER, rule="FIN-02"):
        change(coasts, case_id, "Training", source="SEED")
    with refused(coasts, TOO_MUCH_SEED, rule="SS-14"):
        add(coasts, case_id, "budget", **{**SEED_LINE, "what": "Another shelter", "amount": "0.01"})
    change(coasts, case_id, "Training", amount="90000")
    assert figures(coasts, case_id)[0] == Decimal("160000.00"), "other money is not bound by it"


BEGUN = "A line of a phase that has begun stays as it was signed."


@pytest.mark.parametrize(
    "data",
    [
        {"amount": "59999"},
        {"no": "2"},
        {"purpose": "MANAGEMENT"},
        {"support": "no", "direct": "no"},
        {"spender": ""},
    ],
)
def test_a_line_of_a_phase_that_has_begun_stays(coasts: World, data: dict[str, str]) -> None:
    case_id = running(coasts)
    with refused(coasts, BEGUN, rule="FIN-02"):
        change(coasts, case_id, "Evaluation" if "no" in data else "Shelter", **data)
    assert figures(coasts, case_id) == (Decimal("100000.00"), Decimal("60.0"), Decimal("60.0"))


def test_no_line_is_added_to_a_phase_that_has_begun_and_none_ended(coasts: World) -> None:
    case_id = running(coasts)
    for number in ("0", "1"):
        with refused(coasts, BEGUN, rule="FIN-02"):
            add(coasts, case_id, "budget", **{**LATER_LINE, "no": number})
    found = line(coasts, case_id, "Training")
    with refused(coasts, BEGUN, rule="FIN-02"):
        item.end(coasts.engine, case_id, found.id, revision=found.revision, by=coasts.people["ILO"])
    add(coasts, case_id, "budget", **LATER_LINE)
    change(coasts, case_id, LATER_LINE["what"], amount="41000")
    assert figures(coasts, case_id)[0] == Decimal("141000.00"), "what is to come is still planned"
    assert proven(coasts)


def test_once_the_second_phase_has_begun_its_lines_stay_as_well(coasts: World) -> None:
    case_id = second_phase(coasts)
    for what in ("Training", LATER_LINE["what"]):
        with refused(coasts, BEGUN, rule="FIN-02"):
            change(coasts, case_id, what, amount="1")


def test_another_amount_for_the_coming_phase_is_confirmed_anew(coasts: World) -> None:
    case_id = fundable(coasts)
    what = LATER_LINE["what"]
    confirm(coasts, case_id, what, "IOM fiduciary", "40000.50")
    change(coasts, case_id, what, amount="45000")
    sentence = f"Not confirmed by the organization that receives it: {what}."
    with refused(coasts, sentence, rule="FIN-02"):
        coasts.press(case_id, "begin_next", "IOM fiduciary")
    confirm(coasts, case_id, what, "IOM fiduciary", "45000")
    coasts.press(case_id, "begin_next", "IOM fiduciary")
    assert coasts.state(case_id) == "next_phase"


@pytest.mark.parametrize(
    ("use", "words", "refused_in"), [("FORMULATION", "Formulation", "1"), ("PHASE_1", "Phase 1", "0")]
)
def test_seed_money_is_used_as_it_was_allocated(coasts: World, use: str, words: str, refused_in: str) -> None:
    case_id = advised(coasts)
    coasts.answer(case_id, "UNODC fiduciary", "allocated", "allocate", **{**ALLOCATED, "seed_use": use})
    with refused(coasts, f"The seed money was allocated for this only: {words}.", rule="SS-14"):
        add(coasts, case_id, "budget", **{**SEED_LINE, "no": refused_in})
    add(coasts, case_id, "budget", **{**SEED_LINE, "no": "1" if refused_in == "0" else "0"})
    assert figures(coasts, case_id)[0] == Decimal("60000.00")


WHOLE = "An amount is more than nothing, and a phase is 0 or more."
RATED = {"original": "20000", "rate": "1.25", "rated_on": "2013-01-04", "rate_source": "Operational rate"}
RECKON = "The amount is not what the other currency and the rate make: reckon again."
WITH_RATE = "An amount in another currency comes with its rate, the day of the rate and its source."


@pytest.mark.parametrize(
    ("data", "sentence", "rule"),
    [
        ({"amount": "0"}, WHOLE, "7.9"),
        ({"amount": "-5"}, WHOLE, "7.9"),
        ({"no": "-1"}, WHOLE, "7.9"),
        ({"direct": "yes"}, "Direct assistance is victim support: say yes to both.", "SS-16"),
        ({"original": "20000"}, WITH_RATE, "11a"),
        ({**RATED, "rate_source": ""}, WITH_RATE, "11a"),
        ({**RATED, "amount": "25000.01"}, RECKON, "11a"),
        ({**RATED, "amount": "20000"}, RECKON, "11a"),
    ],
)
def test_a_line_that_contradicts_itself_is_refused(
    coasts: World, data: dict[str, str], sentence: str, rule: str
) -> None:
    case_id = formulating(coasts)
    with refused(coasts, sentence, rule=rule):
        add(coasts, case_id, "budget", **{**DONOR_LINE, **data})
    assert figures(coasts, case_id) == (None, None, None)


def test_an_amount_in_another_currency_is_reckoned_to_the_cent(coasts: World) -> None:
    case_id = formulating(coasts)
    told = {**DONOR_LINE, **RATED, "original": "1000.10", "rate": "0.33333", "amount": "333.36"}
    add(coasts, case_id, "budget", **told)
    assert figures(coasts, case_id)[0] == Decimal("333.36")


@pytest.mark.parametrize("key", ["what", "no", "source", "payer", "purpose", "amount"])
def test_a_line_is_whole(coasts: World, key: str) -> None:
    case_id = formulating(coasts)
    with pytest.raises(Invalid) as caught:
        add(coasts, case_id, "budget", **{k: v for k, v in DONOR_LINE.items() if k != key})
    assert list(caught.value.problems) == [key]
    assert figures(coasts, case_id) == (None, None, None)


def test_who_receives_a_line_stays(coasts: World) -> None:
    case_id = written(coasts)
    sentence = "“Receiving organization” stays as it is. End this row and add another."
    with refused(coasts, sentence, rule="lasting-column"):
        change(coasts, case_id, "Shelter", payer=coasts.organizations["IOM"].hex)


# ---- the earmark


def test_the_shares_are_those_of_the_lines_that_stand(coasts: World) -> None:
    case_id = written(coasts)
    assert figures(coasts, case_id) == (Decimal("100000.00"), Decimal("60.0"), Decimal("60.0"))
    change(coasts, case_id, "Training", support="yes")
    assert figures(coasts, case_id) == (Decimal("100000.00"), Decimal("90.0"), Decimal("60.0"))
    shelter = line(coasts, case_id, "Shelter")
    item.end(coasts.engine, case_id, shelter.id, revision=shelter.revision, by=coasts.people["ILO"])
    assert figures(coasts, case_id) == (Decimal("40000.00"), Decimal("75.0"), Decimal("0.0"))
    assert proven(coasts)


LOW = "The share for victim support is below what the Committee has set: say why."


def test_scenario_18_while_nothing_is_set_the_earmark_is_shown_and_holds_nothing_up(coasts: World) -> None:
    lines = ({**SEED_LINE, "amount": "1"}, DONOR_LINE, EVALUATION_LINE)
    case_id = signed(coasts, lines=lines)
    coasts.press(case_id, "approve", "officer")
    assert (coasts.state(case_id), figures(coasts, case_id)[1]) == ("approved", Decimal("0.0"))


def test_scenario_18_below_what_the_committee_has_set_a_reason_is_needed(coasts: World) -> None:
    case_id = signed(coasts)
    register.set_setting(coasts.engine, "victim_support_min_share", 61, by=None)
    with refused(coasts, LOW, rule="SS-16"):
        coasts.press(case_id, "approve", "officer")
    register.set_setting(coasts.engine, "victim_support_min_share", 60, by=None)
    coasts.press(case_id, "approve", "officer")
    assert coasts.state(case_id) == "approved"


def test_scenario_18_with_a_reason_a_lower_share_is_approved(coasts: World) -> None:
    register.set_setting(coasts.engine, "victim_support_min_share", 61, by=None)
    case_id = written(coasts)
    coasts.edit(case_id, "ILO", low_share="The ministry pays for two shelters itself.")
    coasts.press(case_id, "submit_document", "ILO")
    checked(coasts, case_id)
    sign(coasts, case_id)
    endorse(coasts, case_id)
    coasts.press(case_id, "approve", "officer")
    assert coasts.state(case_id) == "approved"


# ---- confirmed by the receiver


def begin(world: World, case_id: UUID) -> None:
    world.press(case_id, "begin", "ILO")


def test_phase_1_begins_when_every_receiver_has_confirmed(coasts: World) -> None:
    case_id = approved(coasts)
    use_checklist(coasts, case_id)
    with refused(
        coasts,
        "Not confirmed by the organization that receives it: Shelter, Training, Evaluation.",
        rule="FIN-02",
    ):
        begin(coasts, case_id)
    confirm(coasts, case_id, "Shelter", "UNODC fiduciary", "60000")
    confirm(coasts, case_id, "Training", "IOM fiduciary", "30000")
    with refused(coasts, "Not confirmed by the organization that receives it: Evaluation.", rule="FIN-02"):
        begin(coasts, case_id)
    confirm(coasts, case_id, "Evaluation", "IOM fiduciary", "10000")
    begin(coasts, case_id)
    assert coasts.state(case_id) == "phase_1"


def test_the_money_of_one_organization_is_not_confirmed_by_anothers_officer(coasts: World) -> None:
    case_id = approved(coasts)
    with pytest.raises(Denied):
        confirm(coasts, case_id, "Training", "UNODC fiduciary", "30000")
    found = line(coasts, case_id, "Training")
    sentence = "You cannot change “Budget” while the case is “Approved”."
    for name in ("UNODC fiduciary", "ILO", "IOM", "officer"):
        with refused(coasts, sentence, rule="edit:budget", error=Denied):
            item.edit(
                coasts.engine,
                case_id,
                found.id,
                {"confirmed": "30000"},
                revision=found.revision,
                by=coasts.people[name],
            )
    assert "confirmed" not in line(coasts, case_id, "Training").data


def test_an_officer_whose_organization_receives_nothing_does_not_know_of_the_programme(coasts: World) -> None:
    coasts.add_person("OHCHR fiduciary")
    coasts.grant("FIDUCIARY_OFFICER", "OHCHR", "OHCHR fiduciary", "principal")
    case_id = approved(coasts)
    with pytest.raises(Unknown):
        confirm(coasts, case_id, "Training", "OHCHR fiduciary", "30000")


def test_the_receiver_confirms_in_its_own_line_and_nothing_else_of_it(coasts: World) -> None:
    case_id = approved(coasts)
    found = line(coasts, case_id, "Training")
    by = coasts.people["IOM fiduciary"]
    with pytest.raises(Invalid):
        item.edit(coasts.engine, case_id, found.id, {"amount": "1"}, revision=found.revision, by=by)
    item.edit(coasts.engine, case_id, found.id, {"confirmed": "30000"}, revision=found.revision, by=by)
    assert line(coasts, case_id, "Training").data == {**found.data, "confirmed": 3000000}


def test_less_than_is_budgeted_is_not_enough(coasts: World) -> None:
    case_id = approved(coasts)
    use_checklist(coasts, case_id)
    funded(coasts, case_id)
    confirm(coasts, case_id, "Training", "IOM fiduciary", "29999.99")
    with refused(coasts, "Not confirmed by the organization that receives it: Training.", rule="FIN-02"):
        begin(coasts, case_id)


def test_a_changed_amount_is_confirmed_anew(coasts: World) -> None:
    case_id = fundable(coasts)
    what = LATER_LINE["what"]
    confirm(coasts, case_id, what, "IOM fiduciary", "40000.50")
    change(coasts, case_id, what, amount="45000")
    asked = asked_for(coasts, case_id, what)
    assert asked.is_open, "it is asked once more"
    with refused(coasts, f"Not confirmed by the organization that receives it: {what}.", rule="FIN-02"):
        coasts.press(case_id, "begin_next", "IOM fiduciary")
    confirm(coasts, case_id, what, "IOM fiduciary", "45000")
    coasts.press(case_id, "begin_next", "IOM fiduciary")
    assert coasts.state(case_id) == "next_phase"


def test_what_was_shown_is_confirmed_and_nothing_that_came_after(coasts: World) -> None:
    case_id = fundable(coasts)
    what = LATER_LINE["what"]
    asked, shown = asked_for(coasts, case_id, what), coasts.bound(case_id, "confirm")
    change(coasts, case_id, what, amount="45000")
    with pytest.raises(Stale):
        task.complete(
            coasts.engine,
            asked.id,
            "confirmed",
            by=coasts.people["IOM fiduciary"],
            data={"there": "40000.50"},
            bound=shown,
        )
    assert "confirmed" not in line(coasts, case_id, what).data


# ---- the next phase


def test_the_next_phase_is_begun_by_who_receives_its_money(coasts: World) -> None:
    case_id = fundable(coasts)
    confirm(coasts, case_id, LATER_LINE["what"], "IOM fiduciary", "40000.50")
    sentence = "You cannot do this here: Begin the next phase."
    for name in ("UNODC fiduciary", "ILO", "officer"):
        with refused(coasts, sentence, rule="joint-programme:begin_next", error=Denied):
            coasts.press(case_id, "begin_next", name)
    coasts.press(case_id, "begin_next", "IOM fiduciary")
    assert coasts.state(case_id) == "next_phase"


def test_without_a_plan_or_money_for_it_no_next_phase_begins(coasts: World) -> None:
    case_id = mobilising(coasts)
    reviewed(coasts, case_id)
    add(coasts, case_id, "budget", **LATER_LINE)
    confirm(coasts, case_id, LATER_LINE["what"], "IOM fiduciary", "40000.50")
    with refused(coasts, "The coming phase is not in the list of phases.", rule="7.9"):
        coasts.press(case_id, "begin_next", "IOM fiduciary")


def test_the_phase_before_is_reviewed_first(coasts: World) -> None:
    case_id = mobilising(coasts)
    add(coasts, case_id, "phases", **SECOND)
    add(coasts, case_id, "budget", **LATER_LINE)
    confirm(coasts, case_id, LATER_LINE["what"], "IOM fiduciary", "40000.50")
    sentence = "The phase before it is neither evaluated nor reviewed: say when, and what was found."
    with refused(coasts, sentence, rule="7.9"):
        coasts.press(case_id, "begin_next", "IOM fiduciary")


def test_a_phase_without_money_does_not_begin(coasts: World) -> None:
    case_id = approved(
        coasts, lines=({**SEED_LINE, "no": "0"}, {**DONOR_LINE, "no": "2"}, {**EVALUATION_LINE, "no": "2"})
    )
    with refused(coasts, "There is no money for the coming phase.", rule="7.9"):
        begin(coasts, case_id)


LATE_EARMARK = {**EVALUATION_LINE, "what": "Care", "no": "2", "purpose": "IMPLEMENTATION", "support": "yes"}
LATE_EVALUATION = {**EVALUATION_LINE, "no": "2"}
PLAIN_SEED = {**SEED_LINE, "support": "no", "direct": "no"}
ENDED = {
    "Evaluation": ("There is no line for the evaluation.", "SS-17"),
    "Care": ("No line is earmarked for victim support.", "SS-16"),
}


@pytest.mark.parametrize("trigger", ["begin_next", "evaluate"])
@pytest.mark.parametrize("what", sorted(ENDED))
def test_the_evaluation_and_the_earmark_are_still_there_when_it_goes_on_or_is_evaluated(
    coasts: World, what: str, trigger: str
) -> None:
    case_id = approved(coasts, lines=(PLAIN_SEED, DONOR_LINE, LATE_EVALUATION, LATE_EARMARK))
    confirm(coasts, case_id, "Shelter", "UNODC fiduciary", "60000")
    confirm(coasts, case_id, "Training", "IOM fiduciary", "30000")
    use_checklist(coasts, case_id)
    begin(coasts, case_id)
    coasts.put(case_id, "What the first phase has done.", "phase_report", "ILO")
    coasts.press(case_id, "mobilise", "ILO")
    reviewed(coasts, case_id)
    add(coasts, case_id, "phases", **SECOND)
    found = line(coasts, case_id, what)
    item.end(coasts.engine, case_id, found.id, revision=found.revision, by=coasts.people["ILO"])
    sentence, rule = ENDED[what]
    with refused(coasts, sentence, rule=rule):
        coasts.press(case_id, trigger, "IOM fiduciary" if trigger == "begin_next" else "ILO")


def test_below_what_the_committee_has_set_the_evaluation_waits_for_a_reason(coasts: World) -> None:
    case_id = mobilising(coasts)
    reviewed(coasts, case_id)
    register.set_setting(coasts.engine, "victim_support_min_share", 61, by=None)
    with refused(coasts, LOW, rule="SS-16"):
        coasts.press(case_id, "evaluate", "ILO")
    coasts.edit(case_id, "ILO", low_share="The ministry pays for two shelters itself.")
    coasts.press(case_id, "evaluate", "ILO")
    assert coasts.state(case_id) == "evaluation"


def test_each_phase_keeps_the_budget_as_it_stood(coasts: World) -> None:
    case_id = running(coasts)
    assert coasts.read(case_id).documents["signed_budget"].version == 2, "approved, and begun"
