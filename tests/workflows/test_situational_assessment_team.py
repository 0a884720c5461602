"""The team: independent experts, every skill, those who take part agree; the Government is asked, and comes in addition."""

from __future__ import annotations

import pytest

from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Refused, refused
from tests.workflows import checking, nominating
from tests.workflows.assessing import (
    PLANNED,
    TEAM,
    agreed,
    ask_for_experts,
    composed,
    government,
    join,
    planned,
    planning,
    reply,
    selected,
    takes_part,
    tied,
)
from tests.workflows.checking import CODES, change, end_row
from tests.workflows.decision.record import proven
from tests.workflows.producing import linked_case
from tests.workflows.reviewing import EXPERTS
from tests.world import World
from workflows.situational_assessment.answers import stays_with_its_version
from workflows.situational_assessment.team import government_is_additional

pytestmark = on_both
MISSING = "Independent experts are missing: {}. Experts of the Government come in addition to them."
NATIONAL, INTERNATIONAL = TEAM


# Who is on it


def test_scenario_13_a_team_of_government_experts_alone_fails_the_rule_on_independent_experts(
    coast: World,
) -> None:
    every = ["PROSECUTION", "PREVENTION", "PROTECTION"]
    case_id = composed(coast, team=[("police expert", "GOVERNMENT", every)])
    both = "Independent national expert, Independent international expert"
    with refused(coast, MISSING.format(both), rule="SS-05"):
        coast.press(case_id, "agree_team", "officer")
    refusal = government_is_additional.refusal(coast.view(case_id))
    assert refusal is not None and refusal.rule == "SS-08"
    assert str(refusal.says) == (
        "Nobody independent is on the team: experts of a Government never stand in their place."
    )
    for name, part, skills in TEAM:
        join(coast, case_id, name, part, skills)
    assert government_is_additional.refusal(coast.view(case_id)) is None
    for name in ("ILO", "IOM"):
        reply(coast, case_id, "consent", name, "agree")
    coast.press(case_id, "agree_team", "officer")
    assert coast.state(case_id) == "agreed"


@pytest.mark.parametrize(
    ("missing", "label"),
    [(0, "Independent national expert"), (1, "Independent international expert")],
)
def test_both_an_independent_national_and_an_international_expert_are_on_the_team(
    coast: World, missing: int, label: str
) -> None:
    case_id = composed(coast, team=[each for n, each in enumerate(TEAM) if n != missing])
    with refused(coast, MISSING.format(label), rule="SS-05"):
        coast.press(case_id, "agree_team", "officer")


NOT_INDEPENDENT = (
    "Whoever acts for a Government, a regional body or a member is not independent: choose another part."
)


@pytest.mark.parametrize("who", ["police expert", "regional officer", "field officer", "UNODC"])
@pytest.mark.parametrize("part", ["NATIONAL", "INTERNATIONAL"])
def test_who_acts_for_a_government_a_regional_body_or_a_member_is_not_independent(
    coast: World, who: str, part: str
) -> None:
    case_id = selected(coast)
    with refused(coast, NOT_INDEPENDENT, rule="SS-08"):
        join(coast, case_id, who, part, ["PREVENTION"])


def test_an_expert_whom_the_roster_does_not_count_as_independent_is_not_independent_here(
    coast: World,
) -> None:
    coast.add_person("lecturer")
    coast.grant("ROSTER_EXPERT", "EXPERTS", "lecturer", "principal")
    entry = nominating.screening(coast)
    nominating.checked(coast, entry, person=coast.people["lecturer"].hex, independent="no")
    nominating.nobody_objects(coast, entry)
    coast.press(entry, "admit", "officer")
    case_id = selected(coast)
    with refused(coast, NOT_INDEPENDENT, rule="SS-08"):
        join(coast, case_id, "lecturer", "NATIONAL", ["PREVENTION"])


def test_staff_of_a_member_joins_with_its_technical_skills_in_words(coast: World) -> None:
    case_id = selected(coast)
    says = "Say in words what staff of a member are technically skilled in."
    with refused(coast, says, rule="SS-06"):
        join(coast, case_id, "field officer", "STAFF", ["LABOUR"])
    row = join(coast, case_id, "field officer", "STAFF", ["LABOUR"], stated="Inspections at sea.")
    assert row.data["stated"] == "Inspections at sea."


def test_nobody_is_on_the_team_twice(coast: World) -> None:
    case_id = composed(coast)
    with refused(coast, "There is such a row in “Team” already.", rule="unique-row"):
        join(coast, case_id, EXPERTS[0], "INTERNATIONAL", ["DATA"])


def test_only_members_of_the_committee_take_part_and_lead(coast: World) -> None:
    case_id = selected(coast)
    says = "Only a seated member of the Committee: not COAST."
    with refused(coast, says, rule="GOV-01", error=Invalid):
        takes_part(coast, case_id, "COAST")
    with refused(coast, says, rule="GOV-01", error=Invalid):
        coast.edit(case_id, "officer", lead=government(coast))


def test_a_skill_that_nobody_has_is_added_or_its_absence_is_reasoned(coast: World) -> None:
    case_id = composed(coast, team=[NATIONAL, (EXPERTS[1], "INTERNATIONAL", ["PREVENTION"])])
    says = "Nobody covers: Protection. Add somebody, or say why it is not appropriate here."
    with refused(coast, says, rule="SS-07"):
        coast.press(case_id, "agree_team", "officer")
    coast.edit(case_id, "officer", left_out=["PROTECTION"])
    with refused(coast, says, rule="SS-07"):
        coast.press(case_id, "agree_team", "officer")
    coast.edit(case_id, "officer", left_out_why="Protection was assessed in 2012.")
    with refused(coast, "Waiting for ILO, IOM."):
        coast.press(case_id, "agree_team", "officer")


def test_civil_society_is_on_the_team_or_in_a_plan_how_it_is_engaged(coast: World) -> None:
    case_id = composed(coast)
    coast.edit(case_id, "officer", engagement="")
    says = "Civil society is neither on the team nor in a plan how it is engaged."
    with refused(coast, says, rule="SS-09"):
        coast.press(case_id, "agree_team", "officer")
    join(coast, case_id, "survivors' group", "SOCIETY", ["PROTECTION"])
    with refused(coast, "Waiting for ILO, IOM."):
        coast.press(case_id, "agree_team", "officer")


def test_the_members_that_take_part_and_the_one_that_leads_are_named(coast: World) -> None:
    case_id = composed(coast, codes=())
    with refused(coast, "Name the members that take part.", rule="SS-07"):
        coast.press(case_id, "agree_team", "officer")
    takes_part(coast, case_id, "IOM")
    with refused(coast, "The lead organization is not among the members that take part: ILO.", rule="SS-07"):
        coast.press(case_id, "agree_team", "officer")
    coast.edit(case_id, "officer", lead="")
    with refused(coast, "Not filled in yet: Lead organization."):
        coast.press(case_id, "agree_team", "officer")


# They agree


def test_every_member_that_takes_part_agrees_and_its_agreement_is_kept_with_the_team(coast: World) -> None:
    case_id = composed(coast)
    reply(coast, case_id, "consent", "ILO", "agree")
    with refused(coast, "Waiting for IOM."):
        coast.press(case_id, "agree_team", "officer")
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        reply(coast, case_id, "consent", "IOM", "object")
    reply(coast, case_id, "consent", "IOM", "object", reason="Nobody knows the ports.")
    with refused(coast, "Waiting for IOM."):
        coast.press(case_id, "agree_team", "officer")
    reply(coast, case_id, "consent", "IOM", "agree")
    coast.press(case_id, "agree_team", "officer")
    assert coast.read(case_id).documents["team_list"].version == 1
    assert proven(coast)


def test_another_team_is_agreed_anew(coast: World) -> None:
    case_id = composed(coast)
    for name in ("ILO", "IOM"):
        reply(coast, case_id, "consent", name, "agree")
    join(coast, case_id, "police expert", "GOVERNMENT", ["DATA"])
    with refused(coast, "Waiting for ILO, IOM."):
        coast.press(case_id, "agree_team", "officer")


def test_a_team_that_was_agreed_is_composed_anew_with_a_reason_and_agreed_again(coast: World) -> None:
    case_id = agreed(coast)
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        coast.press(case_id, "recompose", "officer")
    coast.press(case_id, "recompose", "officer", reason="The national expert fell ill.")
    with refused(coast, "Waiting for ILO, IOM."):
        coast.press(case_id, "agree_team", "officer")
    for name in ("ILO", "IOM"):
        reply(coast, case_id, "consent", name, "agree")
    coast.press(case_id, "agree_team", "officer")
    assert coast.read(case_id).documents["team_list"].version == 2


def test_an_agreed_team_is_changed_by_nobody(coast: World) -> None:
    case_id = agreed(coast)
    says = "You cannot change “Team” while the case is “Team agreed”."
    with refused(coast, says, rule="edit:team", error=Denied):
        join(coast, case_id, "police expert", "GOVERNMENT", ["DATA"])


# The plan


def test_an_assessment_is_planned_with_a_checklist_that_is_in_use(coast: World) -> None:
    case_id = agreed(coast)
    ask_for_experts(coast, case_id)
    says = "Tie the assessment to a checklist that is in use."
    with refused(coast, says):
        coast.press(case_id, "plan", "ILO")
    assert stays_with_its_version.holds(coast.view(case_id)), "it is tied to none that could be another one"
    old = checking.checklist(coast)
    tied(coast, case_id)
    checking.bring_on(coast, checking.next_version(coast, old))
    assert coast.state(old) == "superseded"
    with refused(coast, says):
        coast.press(case_id, "plan", "ILO")
    tied(coast, case_id)
    coast.press(case_id, "plan", "ILO")
    assert linked_case(coast, case_id, "uses") != old


def test_the_items_are_those_of_the_checklist_all_of_them_relevant_at_first(coast: World) -> None:
    case_id = planning(coast)
    rows = [r.data for r in coast.read(case_id).items if r.item == "checklist"]
    assert [(row["code"], row["relevant"]) for row in rows] == [(code, True) for code in CODES]
    assert rows[2]["direct"] is True


@pytest.mark.parametrize(
    ("without", "sentence", "rule"),
    [
        ("plan", "There is no document yet: Mission plan.", None),
        ("terms", "There is no document yet: Terms of reference.", None),
        (
            "engagement",
            "Not filled in yet: How civil society and other sectors are engaged.",
            "SS-09",
        ),
        ("clearance", "Not filled in yet: Security clearance.", "SS-09"),
        ("ethics", "Not filled in yet: Ethics and data protection.", "SS-09"),
        ("mission_ends", "Not filled in yet: Mission ends on.", "SS-09"),
    ],
)
def test_no_mission_begins_without_its_plan(
    coast: World, without: str, sentence: str, rule: str | None
) -> None:
    case_id = planning(coast)
    planned(coast, case_id, but=without)
    with refused(coast, sentence, rule=rule):
        coast.press(case_id, "start", "ILO")
    planned(coast, case_id)
    coast.press(case_id, "start", "ILO")


def test_at_least_one_item_is_relevant(coast: World) -> None:
    case_id = planning(coast)
    planned(coast, case_id)
    for code in CODES:
        with refused(coast, "Say why it is not relevant here.", rule="7.7"):
            change(coast, case_id, "checklist", code, "ILO", relevant="no")
        change(coast, case_id, "checklist", code, "ILO", relevant="no", irrelevant_why="There is no coast.")
    says = "No item is relevant here: take the items of a checklist that is in use."
    with refused(coast, says, rule="SS-10"):
        coast.press(case_id, "start", "ILO")


def test_no_item_is_added_to_the_checklist_of_an_assessment_and_none_taken_away(coast: World) -> None:
    case_id = planning(coast)
    says = "The rows of “Agreed answers” are fixed; fill in the ones there are."
    with refused(coast, says, rule="fixed-rows", error=Refused):
        end_row(coast, case_id, "checklist", "LP1", "ILO")


def test_only_the_lead_begins_the_mission(coast: World) -> None:
    case_id = planning(coast)
    planned(coast, case_id)
    assert PLANNED["ethics"] == coast.view(case_id).ethics
    for who in ("IOM", "officer"):
        with refused(
            coast,
            "You cannot do this here: Begin the assessment.",
            rule="situational-assessment:start",
            error=Denied,
        ):
            coast.press(case_id, "start", who)
