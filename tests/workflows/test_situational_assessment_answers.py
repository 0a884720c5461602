"""The checklist: each agency answers for itself, the lead writes down what is agreed, and who differs stays on record."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from engine.commands import case as case_commands
from engine.queries.case_page import case_page
from engine.queries.papers import paper
from engine.rights import reads
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Unknown, refused
from tests.workflows import checking
from tests.workflows.assessing import (
    FOUND,
    TEAM,
    answered,
    drafted,
    found,
    reply,
    settled,
    under_way,
    validated,
    validating,
)
from tests.workflows.checking import CODES, change, end_row, row_of, write
from tests.workflows.decision.record import proven
from tests.workflows.reviewing import EXPERTS
from tests.world import World
from workflows._shared import CASE_TEAM

pytestmark = on_both


def told(world: World, case_id: UUID) -> dict[tuple[str, str], Any]:
    """What stands in the answer sheet: by organization and item."""
    codes = {identity: code for code, identity in world.organizations.items()}
    rows = [r for r in world.read(case_id).items if r.item == "answers" and r.standing]
    return {(codes[r.for_organization], r.data["code"]): r.data["status"] for r in rows if r.for_organization}


# The answer sheet


def test_each_agency_and_each_expert_answers_the_same_items_for_itself(coast: World) -> None:
    case_id = under_way(coast)
    found(coast, case_id, "LP1", "ILO", status="ABSENT")
    found(coast, case_id, "LP1", "IOM", status="IN_PLACE")
    found(coast, case_id, "LP1", EXPERTS[0], status="PARTIAL")
    assert told(coast, case_id) == {
        ("ILO", "LP1"): "ABSENT",
        ("IOM", "LP1"): "IN_PLACE",
        ("EXPERTS", "LP1"): "PARTIAL",
    }
    assert proven(coast)


def test_an_agency_has_one_line_for_an_item_which_its_people_fill_in_together(coast: World) -> None:
    case_id = under_way(coast)
    found(coast, case_id, "LP1", "ILO", status="ABSENT")
    found(coast, case_id, "LP1", "ILO alternate", status="IN_PLACE")
    assert told(coast, case_id) == {("ILO", "LP1"): "IN_PLACE"}


def test_nobody_writes_into_the_line_of_another_agency(coast: World) -> None:
    case_id = under_way(coast)
    found(coast, case_id, "LP1", "ILO")
    says = "You cannot change “Answers of the agencies” while the case is “Assessment”."
    with refused(coast, says, rule="edit:answers", error=Denied):
        change(coast, case_id, "answers", "LP1", "IOM", status="WORKING")
    with refused(coast, says, rule="edit:answers", error=Denied):
        end_row(coast, case_id, "answers", "LP1", "IOM")


def test_a_line_is_about_an_item_of_the_checklist(coast: World) -> None:
    case_id = under_way(coast)
    says = "There is no “XX9” in “Agreed answers”."
    with refused(coast, says, rule="answer-sheet", error=Invalid):
        found(coast, case_id, "XX9", "ILO")


@pytest.mark.parametrize("without", ["evidence", "source"])
def test_an_answer_names_its_evidence_and_its_source(coast: World, without: str) -> None:
    case_id = under_way(coast)
    with refused(coast, "An answer names its evidence and its source.", rule="SS-10", error=Invalid):
        found(coast, case_id, "LP1", "ILO", **{without: ""})
    found(coast, case_id, "LP1", "ILO", status="NOT_ASSESSED", **{without: ""})
    assert told(coast, case_id) == {("ILO", "LP1"): "NOT_ASSESSED"}


def test_one_wrong_line_keeps_the_others_out_and_is_named(coast: World) -> None:
    case_id = under_way(coast)
    with pytest.raises(Invalid) as caught:
        write(
            coast,
            case_id,
            "answers",
            {"code": "LP1", **FOUND},
            {"code": "PS1", "status": "PARTIAL"},
            by="ILO",
        )
    assert {place: str(says) for place, says in caught.value.problems.items()} == {
        "2": "An answer names its evidence and its source."
    }
    assert told(coast, case_id) == {}


@pytest.mark.parametrize("who", ["OSCE", "officer"])
def test_who_is_not_on_the_team_answers_nothing(coast: World, who: str) -> None:
    case_id = under_way(coast)
    says = "You cannot change “Answers of the agencies” while the case is “Assessment”."
    with refused(
        coast,
        says if who == "officer" else "There is no table “answers” in this case.",
        rule="edit:answers" if who == "officer" else None,
        error=Denied if who == "officer" else Unknown,
    ):
        found(coast, case_id, "LP1", who)


def test_the_answers_stay_as_they_are_when_the_findings_are_drafted(coast: World) -> None:
    case_id = drafted(coast)
    says = "You cannot change “Answers of the agencies” while the case is “Findings drafted”."
    with refused(coast, says, rule="edit:answers", error=Denied):
        change(coast, case_id, "answers", "LP1", "ILO", status="WORKING")
    coast.press(case_id, "assess_more", "ILO", reason="The ports were left out.")
    change(coast, case_id, "answers", "LP1", "ILO", status="WORKING")


def test_each_agency_and_everybody_on_the_team_is_asked_to_answer(coast: World) -> None:
    case_id = under_way(coast)
    for name in ("ILO", "IOM"):
        reply(coast, case_id, "entry", name, "entered")
    reply(coast, case_id, "team_entry", EXPERTS[0], "entered")
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        reply(coast, case_id, "team_entry", EXPERTS[1], "nothing")
    open_still = [t for t in coast.read(case_id).tasks if t.task.endswith("entry") and t.is_open]
    assert [t.target for t in open_still] == [f"person:{coast.people[EXPERTS[1]].hex}"]


# What is agreed


def test_an_agreed_answer_that_differs_from_an_agency_needs_its_reason(coast: World) -> None:
    case_id = under_way(coast)
    found(coast, case_id, "LP1", "ILO", status="PARTIAL")
    found(coast, case_id, "LP1", "IOM", status="IN_PLACE")
    says = "Agencies have answered otherwise: say why this is the agreed answer."
    with refused(coast, says, rule="SS-12"):
        settled(coast, case_id, "LP1")
    settled(coast, case_id, "LP1", because="The law is not in force yet.")
    assert row_of(coast, case_id, "checklist", "LP1").data["status"] == "PARTIAL"


def test_an_agreed_answer_that_all_agencies_have_given_needs_none(coast: World) -> None:
    case_id = under_way(coast)
    for name in ("ILO", "IOM"):
        found(coast, case_id, "LP1", name)
    settled(coast, case_id, "LP1")
    assert "because" not in row_of(coast, case_id, "checklist", "LP1").data


def test_an_agency_that_answers_otherwise_later_has_its_reason_too(coast: World) -> None:
    case_id = answered(coast)
    found(coast, case_id, "PT1", "IOM", status="ABSENT")
    says = "Agencies have answered otherwise, and no reason is told for: PT1."
    with refused(coast, says, rule="SS-12"):
        coast.press(case_id, "draft", "ILO")
    settled(coast, case_id, "PT1", because="IOM has seen one port only.")
    coast.press(case_id, "draft", "ILO")


@pytest.mark.parametrize("status", ["NOT_ASSESSED", "NOT_APPLICABLE"])
def test_what_is_not_assessed_or_not_applicable_says_why(coast: World, status: str) -> None:
    case_id = under_way(coast)
    with refused(coast, "Say why it is not assessed, or not applicable.", rule="7.7"):
        settled(coast, case_id, "LP1", status=status)
    settled(coast, case_id, "LP1", status=status, because="There is no coast.")


def test_every_relevant_item_has_an_agreed_answer_and_the_report_is_there(coast: World) -> None:
    case_id = under_way(coast)
    for code in CODES[2:]:
        settled(coast, case_id, code)
    with refused(coast, "Neither answered nor marked as not assessed: LP1, PS1.", rule="SS-10"):
        coast.press(case_id, "draft", "ILO")
    for code in CODES[:2]:
        settled(coast, case_id, code, status="NOT_ASSESSED", because="No access.")
    with refused(coast, "There is no document yet: Report."):
        coast.press(case_id, "draft", "ILO")
    coast.put(case_id, "The report.", "report", "ILO")
    coast.press(case_id, "draft", "ILO")
    assert coast.state(case_id) == "findings"


def test_what_is_for_following_progress_only_is_not_asked_in_an_assessment(coast: World) -> None:
    second = checking.next_version(coast, checking.checklist(coast))
    change(coast, second, "items", "DA1", assesses="no")
    checking.bring_on(coast, second)
    case_id = under_way(coast)
    for code in CODES[1:-1]:
        settled(coast, case_id, code)
    with refused(coast, "Neither answered nor marked as not assessed: LP1.", rule="SS-10"):
        coast.press(case_id, "draft", "ILO")
    settled(coast, case_id, "LP1")
    coast.put(case_id, "The report.", "report", "ILO")
    coast.press(case_id, "draft", "ILO")
    assert "status" not in row_of(coast, case_id, "checklist", "DA1").data


def test_only_the_lead_writes_down_what_is_agreed(coast: World) -> None:
    case_id = under_way(coast)
    says = "You cannot change “Agreed answers” while the case is “Assessment”."
    for who in ("IOM", "officer"):
        with refused(coast, says, rule="edit:checklist", error=Denied):
            settled(coast, case_id, "LP1", who)


# The agencies confirm


def test_a_different_view_goes_on_record_and_stands_in_nobodys_way(coast: World) -> None:
    case_id = drafted(coast)
    coast.put(case_id, "Names of shelters.", "annex", "ILO")
    reply(coast, case_id, "settle", "ILO", "confirm")
    with refused(coast, "Waiting for IOM."):
        coast.press(case_id, "validate", "ILO")
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        reply(coast, case_id, "settle", "IOM", "dissent")
    reply(coast, case_id, "settle", "IOM", "dissent", reason="It is worse than that.")
    coast.press(case_id, "validate", "ILO")
    assert coast.state(case_id) == "validation"
    dissent = [a for a in coast.read(case_id).answers.values() if a.outcome == "dissent"]
    assert [a.reason for a in dissent] == ["It is worse than that."]


def test_another_agreed_answer_is_confirmed_anew(coast: World) -> None:
    case_id = drafted(coast)
    coast.put(case_id, "Names of shelters.", "annex", "ILO")
    for name in ("ILO", "IOM"):
        reply(coast, case_id, "settle", name, "confirm")
    settled(coast, case_id, "LP1", status="ABSENT", because="The law was repealed.")
    with refused(coast, "Waiting for ILO, IOM."):
        coast.press(case_id, "validate", "ILO")


def test_an_agreed_answer_that_changes_under_the_eyes_of_the_government_is_confirmed_anew(
    coast: World,
) -> None:
    case_id = validating(coast)
    validated(coast, case_id)
    settled(coast, case_id, "LP1", status="ABSENT", because="The Government told us: the law was repealed.")
    with refused(coast, "Waiting for ILO, IOM."):
        coast.press(case_id, "agree_needs", "ILO")
    reply(coast, case_id, "settle", "ILO", "confirm")
    with refused(coast, "Waiting for IOM."):
        coast.press(case_id, "agree_needs", "ILO")
    reply(coast, case_id, "settle", "IOM", "dissent", reason="It was not repealed.")
    coast.press(case_id, "agree_needs", "ILO")
    kept = coast.read(case_id).documents["dataset"]
    told = json.loads(coast.engine.files.get(case_id, kept.sha256))
    assert "ABSENT" in json.dumps(told) and "It was not repealed." in json.dumps(told)
    assert proven(coast)


@pytest.mark.parametrize(
    ("story", "trigger"), [(drafted, "validate"), (validating, "agree_needs")], ids=["findings", "validation"]
)
def test_no_agreed_answer_is_emptied_after_it_was_drafted(coast: World, story: Any, trigger: str) -> None:
    case_id = story(coast)
    settled(coast, case_id, "LP1", status="")
    with refused(coast, "Neither answered nor marked as not assessed: LP1.", rule="SS-10"):
        coast.press(case_id, trigger, "ILO")


def test_what_is_confidential_is_in_the_annex_or_it_is_said_why_there_is_none(coast: World) -> None:
    case_id = drafted(coast)
    for name in ("ILO", "IOM"):
        reply(coast, case_id, "settle", name, "confirm")
    says = "Put what is confidential into the annex, or say why there is none."
    with refused(coast, says, rule="7.7"):
        coast.press(case_id, "validate", "ILO")
    coast.edit(case_id, "ILO", no_annex="Nothing in it is confidential.")
    coast.press(case_id, "validate", "ILO")


def test_more_is_assessed_with_a_reason(coast: World) -> None:
    case_id = drafted(coast)
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        coast.press(case_id, "assess_more", "ILO")
    coast.press(case_id, "assess_more", "ILO", reason="The ports were left out.")
    assert coast.state(case_id) == "assessment"


# Who reads the annex and what each agency has answered


GOVERNMENTS = ("police expert", "GOVERNMENT", ["DATA"])
READ = ("ILO", "IOM", "ILO alternate", EXPERTS[0], "officer", "manager", "auditor")
CLOSED = ("counterpart", "second counterpart", "OSCE", "UNODC")


def opened_pages(world: World, case_id: UUID, who: str) -> tuple[bool, bool, bool]:
    """Whether somebody reads the answers of the agencies, the annex, and of both in the history."""
    with world.engine.database.read() as connection:
        house, me = world.engine.register(connection), world.people[who]
        page = case_page(world.engine, connection, house, case_id, me, newest=None)
        annex = page.snapshot.documents["annex"].id
        try:
            papers = paper(world.engine, connection, house, annex, me).kind.key == "annex"
        except Unknown:
            papers = False
    told = [each for each in page.happenings if "Answers of the agencies" in each.says.english()]
    return reads(world.view(case_id), CASE_TEAM.key, me), papers, bool(told)


@pytest.mark.parametrize("who", [*READ, "police expert"])
def test_who_works_on_the_case_reads_the_annex_and_the_answers_of_the_agencies(
    coast: World, who: str
) -> None:
    case_id = validating(coast, team=[*TEAM, GOVERNMENTS])
    assert opened_pages(coast, case_id, who) == (True, True, True)


@pytest.mark.parametrize("who", CLOSED)
def test_the_governments_own_people_and_other_members_do_not(coast: World, who: str) -> None:
    case_id = validating(coast, team=[*TEAM, GOVERNMENTS])
    assert opened_pages(coast, case_id, who) == (False, False, False)


def test_one_who_works_on_the_case_remarks_to_the_team_and_the_others_do_not_read_it(coast: World) -> None:
    case_id = validating(coast)
    says = "Choose a level of confidentiality that you may read yourself."
    with refused(coast, says, error=Invalid):
        remark(coast, case_id, "OSCE", "And I?")
    remark(coast, case_id, "ILO", "Look at the ports.")
    with coast.engine.database.read() as connection:
        house = coast.engine.register(connection)
        for who, there in (("IOM", ["Look at the ports."]), ("counterpart", []), ("UNODC", [])):
            page = case_page(coast.engine, connection, house, case_id, coast.people[who])
            assert [each.body for each in page.comments] == there


def remark(world: World, case_id: UUID, who: str, words: str) -> None:
    case_commands.comment(world.engine, case_id, words, by=world.people[who], level=CASE_TEAM.key)
