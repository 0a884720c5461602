"""A strong objection is a risk to what members do together: one is noted beside the decision, once, and decides nothing."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.case import Case
from engine.view import CaseView
from tests.people import CHAIR, MEMBERS
from tests.workflows.decision.acts import all_support, deliberated_activity
from tests.workflows.decision.record import proven, standing
from tests.world import World
from workflows import risk
from workflows.consensus_decision import definition as decision
from workflows.consensus_decision.positions import risk_unnoted

REASON = "It would harm those it is for."


def noted(world: World, case_id: UUID) -> list[Case]:
    """The risks that are tied to a decision."""
    ties = [each for each in world.read(case_id).links if each.type == "threatens" and each.incoming]
    return [world.read(each.other).case for each in ties]


def test_a_strong_objection_is_noted_as_a_risk_that_names_nobody(world: World) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "OSCE", "strong_objection", reason=REASON)
    (found,) = noted(world, case_id)
    assert (found.definition, found.state) == ("risk", "identified")
    assert found.title == "The Committee does not come to agree on: A matter"
    assert found.data["category"] == "INTER_AGENCY"
    told = " ".join(str(each) for each in (found.title, *found.data.values()))
    assert not [code for code in MEMBERS if code in told]
    assert REASON not in told
    assert world.find_task(found.id, "state_identified").present
    assert proven(world)


def test_one_that_breaks_silence_is_noted_too(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "OSCE", "strong_objection", reason=REASON)
    assert (world.state(case_id), len(noted(world, case_id))) == ("broken", 1)


@pytest.mark.parametrize("outcome", ["concern", "request_discussion"])
def test_a_concern_is_no_such_risk(world: World, outcome: str) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "OSCE", outcome, reason="Not like this.")
    assert noted(world, case_id) == []


def test_one_risk_is_enough_however_many_object_and_lift_and_object_again(world: World) -> None:
    case_id = world.silent()
    for name in ("OSCE", "IOM"):
        world.answer(case_id, name, "strong_objection", reason=REASON)
    world.press(case_id, "take_to_deliberation", CHAIR)
    for name in ("OSCE", "IOM"):
        world.answer(case_id, name, "lift")
    world.answer(case_id, "ILO", "strong_objection", reason=REASON)
    assert len(noted(world, case_id)) == 1


def test_that_a_risk_is_noted_decides_nothing(world: World) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id, "OSCE")
    before = world.find_task(case_id, "position").round
    world.answer(case_id, "OSCE", "strong_objection", reason=REASON)
    assert len(noted(world, case_id)) == 1
    assert standing(world, case_id)["OSCE"] == "strong_objection"
    assert (world.state(case_id), world.find_task(case_id, "position").round) == ("deliberation", before)
    world.answer(case_id, "OSCE", "support")
    world.press(case_id, "declare_consensus", CHAIR)
    assert world.state(case_id) == "adopted_consensus"


def test_a_house_without_risks_notes_none(world: World) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "OSCE", "strong_objection", reason=REASON)

    class Riskless(CaseView):
        def knows(self, definition: str) -> bool:
            return False

    snapshot = world.read(case_id)
    snapshot.links.clear()
    assert risk_unnoted.holds(CaseView(snapshot))
    assert not risk_unnoted.holds(Riskless(snapshot))


def test_whoever_reads_the_risk_reads_the_decision(world: World) -> None:
    assert risk.definition.level is decision.level
