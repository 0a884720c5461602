"""A joint programme from its concept to its seed money: it answers an assessment, is selected, and advice is given on the money."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from engine.commands import link
from engine.definition import working_days
from tests.furnished import on_both
from tests.people import MEMBERS
from tests.refusing import Denied, Invalid, Unknown, refused
from tests.workflows import proposing
from tests.workflows.decision.record import moves, proven
from tests.workflows.producing import linked_case
from tests.workflows.programming import (
    ALLOCATED,
    WEIGHED,
    advise,
    advised,
    before_sc,
    begun_before,
    concept,
    decide_against,
    formulating,
    mobilising,
    rated,
    second_phase,
    select_it,
    weigh,
    withdraw_it,
)
from tests.world import MORNING, World

pytestmark = on_both


def field(world: World, case_id: UUID, key: str) -> Any:
    return world.read(case_id).case.data.get(key)


# ---- the whole way


def test_a_programme_goes_from_its_concept_to_its_second_phase(coasts: World) -> None:
    case_id = second_phase(coasts)
    assert [to for _, _, to in moves(coasts, case_id)] == [
        "selection", "seed", "formulation", "review", "approved", "phase_1", "mobilisation", "next_phase",
    ]  # fmt: skip
    assert coasts.number(case_id) == "GIFT/JPR/2013/001"
    view = coasts.view(case_id)
    assert (view.phase, view.phase_ends.isoformat()) == (2, "2015-01-31")
    assert proven(coasts)


def test_the_first_phase_has_the_items_of_the_checklist_in_use(coasts: World) -> None:
    case_id = mobilising(coasts)
    rows = [r.data for r in coasts.read(case_id).items if r.item == "progress"]
    assert [row["code"] for row in rows] == ["LP1", "PS1", "PT1", "PV1", "PA1", "DA1"]
    assert rows[0]["text"] == "What is asked under LP1."


# ---- who


@pytest.mark.parametrize("name", [*MEMBERS, "UNICEF alternate", "officer", "manager"])
def test_members_and_the_secretariat_propose_programmes(coasts: World, name: str) -> None:
    lead = coasts.organizations["ILO"].hex
    case_id = coasts.open("Safe coasts", name, "joint-programme", lead=lead)
    assert coasts.state(case_id) == "concept"


@pytest.mark.parametrize("name", ["counterpart", "UNODC fiduciary", "expert", "donor", "auditor"])
def test_others_do_not_propose_programmes(coasts: World, name: str) -> None:
    sentence = "You cannot open a case of this type: Joint programme."
    with refused(coasts, sentence, rule="open:joint-programme", error=Denied):
        coasts.open("Safe coasts", name, "joint-programme", lead=coasts.organizations["ILO"].hex)


def test_a_government_does_not_know_of_a_concept(coasts: World) -> None:
    case_id = concept(coasts)
    with refused(coasts, "There is no such case, or it is not open to you.", error=Unknown):
        coasts.edit(case_id, "counterpart", innovative_why="Ours.")


def test_only_a_member_leads(coasts: World) -> None:
    with refused(coasts, "Only a seated member of the Committee: not COAST.", rule="GOV-01", error=Invalid):
        concept(coasts, lead=coasts.organizations["COAST"].hex)


def test_only_governments_are_countries(coasts: World) -> None:
    with refused(coasts, "Choose a Government.", rule="7.9", error=Invalid):
        concept(coasts, countries=[coasts.organizations["DONOR"].hex])


# ---- before the Committee


def test_a_programme_answers_an_assessment_that_was_delivered(coasts: World) -> None:
    case_id = concept(coasts, legacy="no")
    rated(coasts, case_id)
    sentence = "It answers no assessment that was delivered, and was not begun in the first phase."
    with refused(coasts, sentence, rule="SS-13"):
        coasts.press(case_id, "submit", "officer")


def test_an_assessment_that_is_not_delivered_is_not_answered(coasts: World) -> None:
    other = coasts.open(
        "Assessment of the Hills", "neighbour", "situational-assessment",
        requester=coasts.organizations["HILLS"].hex, received_on="2013-01-07", why="Because.",
    )  # fmt: skip
    case_id = concept(coasts)
    link.add(coasts.engine, case_id, "responds_to", other, by=coasts.people["officer"])
    rated(coasts, case_id)
    sentence = "It answers no assessment that was delivered, and was not begun in the first phase."
    with refused(coasts, sentence, rule="SS-13"):
        coasts.press(case_id, "submit", "officer")


def test_a_programme_of_the_first_phase_answers_none(coasts: World) -> None:
    case_id = before_sc(coasts, legacy="yes")
    assert coasts.state(case_id) == "selection"
    assert not [each for each in coasts.read(case_id).links if each.type == "responds_to"]


@pytest.mark.parametrize(
    ("key", "label", "rule"),
    [("countries", "Countries", "7.9"), ("fiduciary", "Receives the seed money", "FIN-02")],
)
def test_a_concept_is_told_in_full(coasts: World, key: str, label: str, rule: str) -> None:
    case_id = concept(coasts)
    rated(coasts, case_id)
    coasts.edit(case_id, "officer", **{key: [] if key == "countries" else ""})
    with refused(coasts, f"Not filled in yet: {label}.", rule=rule):
        coasts.press(case_id, "submit", "officer")


INNOVATIVE, TOGETHER = "Clearly innovative and ground-breaking", "Demonstrably more effective done together"


@pytest.mark.parametrize(
    ("told", "label"),
    [
        ({"innovative": "no"}, INNOVATIVE),
        ({"innovative_why": ""}, INNOVATIVE),
        ({"collective": "no"}, TOGETHER),
        ({"collective_why": ""}, TOGETHER),
        ({"innovative": "", "collective": ""}, f"{INNOVATIVE}, {TOGETHER}"),
    ],
)
def test_a_programme_passes_both_tests_with_evidence(coasts: World, told: dict[str, str], label: str) -> None:
    case_id = concept(coasts, **told)
    rated(coasts, case_id)
    sentence = f"A programme is innovative and works better together, both with evidence. Not shown: {label}."
    with refused(coasts, sentence, rule="PRI-04"):
        coasts.press(case_id, "submit", "officer")


@pytest.mark.parametrize("told", [{"because": ""}, {"degree": ""}])
@pytest.mark.parametrize("criterion", sorted(WEIGHED))
def test_what_speaks_for_it_is_rated_with_a_reason(
    coasts: World, criterion: str, told: dict[str, str]
) -> None:
    case_id = concept(coasts)
    rated(coasts, case_id)
    weigh(coasts, case_id, criterion, **told)
    with refused(coasts, f"Not rated yet with a reason: {criterion}.", rule="SS-03"):
        coasts.press(case_id, "submit", "officer")


def test_the_committee_reads_what_speaks_for_it(coasts: World) -> None:
    case_id = concept(coasts)
    rated(coasts, case_id)
    weigh(coasts, case_id, "Political will", degree="MEDIUM", because="The law is in parliament.")
    coasts.press(case_id, "submit", "officer")
    told = coasts.read(linked_case(coasts, case_id, "decided_by")).case.data["background"].splitlines()
    assert told[0] == "None reaches ports and courts alone."
    assert told[1:] == [
        "Impact: High. The port is the door of the region.",
        "Replicability: High. Every port works alike.",
        "Scaling up: High. Two ports follow.",
        "Political will: Medium. The law is in parliament.",
    ]


def test_only_the_secretariat_says_that_it_was_begun_in_the_first_phase(coasts: World) -> None:
    for told in ({"legacy": "yes"}, {"legacy_source": "We remember it."}):
        (key,) = told
        case_id = coasts.open("Safe coasts", "ILO", "joint-programme", lead=coasts.organizations["ILO"].hex)
        with refused(coasts, f"There is no field “{key}” to fill in here.", error=Invalid):
            coasts.edit(case_id, "ILO", **told)
        coasts.edit(case_id, "officer", **told)


def test_where_the_first_phase_has_recorded_it_is_said(coasts: World) -> None:
    case_id = concept(coasts, legacy="yes")
    rated(coasts, case_id)
    begun_before(coasts, case_id, legacy_source="")
    with refused(coasts, "Say where the first phase has recorded it.", rule="SS-13"):
        coasts.press(case_id, "submit", "officer")
    begun_before(coasts, case_id)
    coasts.press(case_id, "submit", "officer")
    assert coasts.state(case_id) == "selection"


def test_every_principle_is_rated_before_the_committee_sees_it(coasts: World) -> None:
    case_id = concept(coasts)
    for criterion in WEIGHED:
        weigh(coasts, case_id, criterion)
    with refused(coasts, "Principles are not rated yet, or not met.", rule="PRI-05"):
        coasts.press(case_id, "submit", "officer")
    rated(coasts, case_id)
    proposing.rate(coasts, case_id, 4, "NOT_MET", why="Nobody else can use it.")
    with refused(coasts, "Principles are not rated yet, or not met.", rule="PRI-05"):
        coasts.press(case_id, "submit", "officer")


@pytest.mark.parametrize("name", ["ILO", "officer", "manager"])
def test_a_concept_is_withdrawn_by_its_lead_or_the_secretariat_with_a_reason(
    coasts: World, name: str
) -> None:
    case_id = concept(coasts)
    with refused(
        coasts, "You cannot do this here: Withdraw it.", rule="joint-programme:withdraw", error=Denied
    ):
        coasts.press(case_id, "withdraw", "IOM", reason="Nobody asks for it any more.")
    with refused(coasts, "Write the reason: it goes on record.", error=Invalid):
        coasts.press(case_id, "withdraw", name)
    coasts.press(case_id, "withdraw", name, reason="Nobody asks for it any more.")
    assert coasts.read(case_id).case.result == "withdrawn"


# ---- selection and advice


def test_two_decisions_are_opened_with_what_the_concept_says(coasts: World) -> None:
    case_id = before_sc(coasts)
    chosen, money = (coasts.read(linked_case(coasts, case_id, tie)) for tie in ("decided_by", "advised_by"))
    told = [(each.case.data["nature"], each.case.data["subject"]) for each in (chosen, money)]
    assert told == [("DECISION", "COUNTRY_REGION_SELECTION"), ("ADVICE", "RESOURCE_ALLOCATION")]
    assert chosen.case.data["significant"] is True
    frozen = coasts.read(case_id).documents["review"]
    content = json.loads(coasts.engine.files.get(case_id, frozen.sha256))
    assert [entry["values"]["rating"] for entry in content] == ["MET"] * 11


def test_it_waits_for_the_selection_and_for_the_advice(coasts: World) -> None:
    case_id = before_sc(coasts)
    select_it(coasts, case_id)
    assert coasts.state(case_id) == "selection"
    advise(coasts, case_id)
    assert coasts.state(case_id) == "seed"


def test_scenario_20_the_resources_of_a_programme_end_as_advice_given_and_never_as_adopted(
    coasts: World,
) -> None:
    case_id = before_sc(coasts)
    advise(coasts, case_id)
    advice = coasts.read(linked_case(coasts, case_id, "advised_by")).case
    assert (advice.state, advice.result) == ("advised", "advice given")
    assert coasts.state(case_id) == "selection", "advice selects nothing"


@pytest.mark.parametrize("tie", ["decided_by", "advised_by"])
def test_what_was_withdrawn_is_worked_on_and_submitted_again(coasts: World, tie: str) -> None:
    case_id = before_sc(coasts)
    with refused(coasts, "The Committee has not decided against it.", rule="7.9"):
        coasts.press(case_id, "take_back", "officer")
    withdraw_it(coasts, case_id, tie)
    coasts.press(case_id, "take_back", "officer")
    coasts.edit(case_id, "officer", innovative_why="Now with employers.")
    coasts.press(case_id, "submit", "officer")
    select_it(coasts, case_id)
    advise(coasts, case_id)
    assert coasts.state(case_id) == "seed", "what was withdrawn before counts no more"


NOT_REFUSED = "The Committee has not refused to select it: what was withdrawn is put before it again."


def not_select(world: World, case_id: UUID) -> None:
    world.press(case_id, "not_select", "officer", reason="Not this year.")


@pytest.mark.parametrize("tie", ["decided_by", "advised_by"])
def test_what_was_withdrawn_is_no_refusal(coasts: World, tie: str) -> None:
    case_id = before_sc(coasts)
    withdraw_it(coasts, case_id, tie)
    with refused(coasts, NOT_REFUSED, rule="7.9"):
        not_select(coasts, case_id)


def test_what_the_committee_has_selected_does_not_end_because_its_advice_is_withdrawn(coasts: World) -> None:
    case_id = before_sc(coasts)
    select_it(coasts, case_id)
    withdraw_it(coasts, case_id, "advised_by")
    with refused(coasts, NOT_REFUSED, rule="7.9"):
        not_select(coasts, case_id)


def test_not_selected_is_an_end_with_a_reason(coasts: World) -> None:
    case_id = before_sc(coasts)
    with refused(coasts, NOT_REFUSED, rule="7.9"):
        not_select(coasts, case_id)
    decide_against(coasts, case_id)
    with refused(coasts, "Write the reason: it goes on record.", error=Invalid):
        coasts.press(case_id, "not_select", "officer")
    not_select(coasts, case_id)
    assert coasts.read(case_id).case.result == "not selected"
    assert proven(coasts)


def test_what_was_not_adopted_may_be_worked_on_and_submitted_again(coasts: World) -> None:
    case_id = before_sc(coasts)
    decide_against(coasts, case_id)
    coasts.press(case_id, "take_back", "officer")
    assert coasts.state(case_id) == "concept"


# ---- seed money


def test_the_receiver_of_the_seed_money_allocates_it(coasts: World) -> None:
    case_id = formulating(coasts)
    assert coasts.state(case_id) == "formulation"
    assert (field(coasts, case_id, "seed_amount"), field(coasts, case_id, "seed_use")) == (6000000, "BOTH")


@pytest.mark.parametrize("name", ["IOM fiduciary", "UNODC", "officer"])
def test_nobody_else_allocates_the_seed_money(coasts: World, name: str) -> None:
    case_id = advised(coasts)
    with pytest.raises((Denied, Unknown)):
        coasts.answer(case_id, name, "allocated", "allocate", of="UNODC fiduciary", **ALLOCATED)
    assert coasts.state(case_id) == "seed"


def test_the_document_is_drafted_within_60_working_days(coasts: World) -> None:
    case_id = formulating(coasts)
    asked = next(each for each in coasts.read(case_id).tasks if each.is_open and "formulation" in each.task)
    assert asked.due_at == coasts.view(case_id).after(MORNING, working_days(60))


def test_money_that_cannot_be_allocated_needs_new_advice(coasts: World) -> None:
    case_id = advised(coasts)
    before = linked_case(coasts, case_id, "advised_by")
    with refused(coasts, "Write the reason: it goes on record.", error=Invalid):
        coasts.answer(case_id, "UNODC fiduciary", "refused", "allocate")
    coasts.answer(case_id, "UNODC fiduciary", "refused", "allocate", reason="The core budget is spent.")
    assert coasts.state(case_id) == "selection"
    assert linked_case(coasts, case_id, "advised_by") != before
    advise(coasts, case_id)
    assert coasts.state(case_id) == "seed", "the selection stands"
    coasts.answer(case_id, "UNODC fiduciary", "allocated", "allocate", **ALLOCATED)
    assert coasts.state(case_id) == "formulation"


def test_another_receiver_may_be_named_until_the_money_is_allocated(coasts: World) -> None:
    case_id = advised(coasts)
    coasts.edit(case_id, "officer", fiduciary=coasts.organizations["IOM"].hex)
    coasts.answer(case_id, "IOM fiduciary", "allocated", "allocate", **ALLOCATED)
    with refused(coasts, "There is no field “fiduciary” to fill in here.", error=Invalid):
        coasts.edit(case_id, "officer", fiduciary=coasts.organizations["UNODC"].hex)


def test_the_amount_and_the_use_are_said(coasts: World) -> None:
    case_id = advised(coasts)
    with pytest.raises(Invalid) as caught:
        coasts.answer(case_id, "UNODC fiduciary", "allocated", "allocate")
    assert sorted(str(says) for says in caught.value.problems.values()) == [
        "Fill in: For.",
        "Fill in: Seed money.",
    ]
    assert coasts.state(case_id) == "seed"
