"""The Government is asked for experts, which is shown by a proof or by its answer; it has its time, and may offer none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import task
from engine.position import positions
from tests.furnished import on_both
from tests.refusing import Invalid, refused
from tests.workflows import checking
from tests.workflows.assessing import (
    PLANNED,
    agreed,
    ask_for_experts,
    composed,
    government,
    join,
    planning,
    reply,
    tied,
)
from tests.workflows.checking import CODES, change
from tests.workflows.decision.record import proven
from tests.world import World

pytestmark = on_both


def test_scenario_14_without_asking_the_government_for_experts_nobody_leaves_team_agreed(
    coast: World,
) -> None:
    case_id = agreed(coast)
    tied(coast, case_id)
    says = "The Government was not asked to contribute experts: send the request."
    with refused(coast, says, rule="SS-08"):
        coast.press(case_id, "plan", "ILO")
    coast.put(case_id, "Would you contribute experts?", "letter", "officer")
    with refused(coast, says, rule="SS-08"):
        coast.press(case_id, "plan", "ILO")


NO_PROOF = "Nothing shows that the request for experts was sent to {}: add the proof, unless an answer comes."


def sent(world: World, case_id: UUID) -> None:
    """The request is in the case; nothing shows yet that it has gone out."""
    world.put(case_id, "Would you contribute experts?", "letter", "officer")
    world.press(case_id, "ask_for_experts", "officer")


def proof(world: World, case_id: UUID) -> None:
    world.put(case_id, "Received by the ministry on 7 January.", "dispatch", "officer")


def recorded(world: World, case_id: UUID) -> None:
    words = "Letter of the ministry of 9 January 2013."
    world.answer(case_id, "officer", "decline", "experts", evidence=words)


def offered(world: World, case_id: UUID) -> None:
    world.answer(case_id, "counterpart", "offer", "experts", whom="Two police officers.")


@pytest.mark.parametrize("shows", [proof, recorded, offered])
def test_scenario_14_that_the_request_was_sent_is_shown_by_a_proof_or_by_its_answer(
    coast: World, shows: Any
) -> None:
    case_id = agreed(coast)
    tied(coast, case_id)
    sent(coast, case_id)
    with refused(coast, NO_PROOF.format("COAST"), rule="SS-08"):
        coast.press(case_id, "plan", "ILO")
    shows(coast, case_id)
    coast.press(case_id, "plan", "ILO")
    assert coast.state(case_id) == "planning"


def test_the_request_to_the_regional_body_is_proven_too(coast: World) -> None:
    case_id = agreed(coast, region="EAST_AFRICA", body=government(coast, "GULF"))
    tied(coast, case_id)
    sent(coast, case_id)
    offered(coast, case_id)
    with refused(coast, NO_PROOF.format("GULF"), rule="SS-08"):
        coast.press(case_id, "plan", "ILO")
    reply(coast, case_id, "body_experts", "regional officer", "decline")
    coast.press(case_id, "plan", "ILO")


TIME_TO_ANSWER = "Asked for experts, and with time to answer until their 20 working days are over: COAST."


def ready_but_for_the_answer(world: World) -> UUID:
    """Planned the day after the Government was asked, which is silent."""
    case_id = planning(world)
    for key in ("plan", "terms"):
        world.put(case_id, f"The {key}.", key, "ILO")
    world.edit(case_id, "ILO", **PLANNED)
    return case_id


def test_scenario_14_who_was_asked_yesterday_may_answer_while_it_is_planned_and_no_mission_begins_before(
    coast: World,
) -> None:
    case_id = ready_but_for_the_answer(coast)
    with refused(coast, TIME_TO_ANSWER, rule="SS-08"):
        coast.press(case_id, "start", "ILO")
    coast.answer(case_id, "counterpart", "decline", "experts")
    coast.press(case_id, "start", "ILO")
    assert [a.outcome for a in coast.read(case_id).answers.values() if a.task == "experts"] == ["decline"]
    assert proven(coast)


def test_scenario_14_a_government_that_is_silent_for_20_working_days_is_waited_for_no_longer(
    coast: World,
) -> None:
    case_id = ready_but_for_the_answer(coast)
    until = coast.find_task(case_id, "experts").due_at
    assert until is not None
    coast.at(until - timedelta(seconds=1))
    with refused(coast, TIME_TO_ANSWER, rule="SS-08"):
        coast.press(case_id, "start", "ILO")
    coast.at(until)
    coast.press(case_id, "start", "ILO")
    assert coast.state(case_id) == "assessment"


def test_what_a_government_offers_after_the_mission_has_begun_is_kept_as_late(coast: World) -> None:
    case_id = ready_but_for_the_answer(coast)
    asked = coast.find_task(case_id, "experts")
    coast.later(days=40)
    coast.press(case_id, "start", "ILO")
    told = {"whom": "Two police officers."}
    task.complete(coast.engine, asked.id, "offer", by=coast.people["counterpart"], data=told)
    with coast.engine.reading() as (connection, _):
        found = select(positions.c.outcome, positions.c.late).where(positions.c.task == "experts")
        assert connection.execute(found).all() == [("offer", True)]


def test_experts_who_are_offered_while_it_is_planned_come_onto_a_team_that_is_agreed_anew(
    coast: World,
) -> None:
    case_id = planning(coast)
    change(coast, case_id, "checklist", "LP1", "ILO", relevant="no", irrelevant_why="There is no coast.")
    coast.answer(case_id, "counterpart", "offer", "experts", whom="The head of the police academy.")
    coast.press(case_id, "recompose", "officer", reason="The Government offers an expert.")
    join(coast, case_id, "police expert", "GOVERNMENT", ["DATA"])
    for name in ("ILO", "IOM"):
        reply(coast, case_id, "consent", name, "agree")
    coast.press(case_id, "agree_team", "officer")
    checking.bring_on(coast, checking.next_version(coast, checking.checklist(coast)))
    coast.press(case_id, "plan", "ILO")
    rows = [r.data for r in coast.read(case_id).items if r.item == "checklist"]
    assert [(row["code"], row["relevant"]) for row in rows] == [(code, code != "LP1") for code in CODES]
    coast.press(case_id, "recompose", "officer", reason="She fell ill.")
    for name in ("ILO", "IOM"):
        reply(coast, case_id, "consent", name, "agree")
    coast.press(case_id, "agree_team", "officer")
    tied(coast, case_id)
    says = "The items of another version are taken over already: the assessment stays with the checklist it began with."
    with refused(coast, says, rule="SS-10"):
        coast.press(case_id, "plan", "ILO")


def test_scenario_14_a_government_that_was_asked_and_has_declined_stands_in_nobodys_way(
    coast: World,
) -> None:
    case_id = agreed(coast)
    tied(coast, case_id)
    ask_for_experts(coast, case_id)
    coast.answer(case_id, "counterpart", "decline", "experts")
    coast.press(case_id, "plan", "ILO")
    assert coast.state(case_id) == "planning"
    assert proven(coast)


def test_experts_are_asked_for_with_a_letter_and_once(coast: World) -> None:
    case_id = composed(coast)
    with refused(coast, "There is no document yet: Request for experts."):
        coast.press(case_id, "ask_for_experts", "officer")
    ask_for_experts(coast, case_id)
    with refused(coast, "Experts were asked for already."):
        coast.press(case_id, "ask_for_experts", "officer")


def test_a_government_that_offers_experts_names_them(coast: World) -> None:
    case_id = composed(coast)
    ask_for_experts(coast, case_id)
    with refused(coast, "Fill in: Whom you offer.", error=Invalid):
        coast.answer(case_id, "counterpart", "offer", "experts")
    coast.answer(case_id, "counterpart", "offer", "experts", whom="Two police officers.")
    assert coast.state(case_id) == "team"


def test_for_a_region_its_body_is_asked_for_experts_too(coast: World) -> None:
    body = {"region": "EAST_AFRICA", "body": government(coast, "GULF")}
    case_id = composed(coast, **body)
    ask_for_experts(coast, case_id)
    reply(coast, case_id, "body_experts", "regional officer", "offer", whom="A lawyer.")
    coast.answer(case_id, "counterpart", "decline", "experts")
    assert {t.task for t in coast.read(case_id).tasks if t.state == "completed"} >= {
        "experts",
        "body_experts",
    }
