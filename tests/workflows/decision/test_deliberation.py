"""Deliberation: consensus or a joint decision on an activity; no majority, no casting vote, and silence counts for nothing."""

from __future__ import annotations

import pytest

from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.acts import activity, all_support, deliberated_activity
from tests.workflows.decision.record import field, history, moves, proven, standing
from tests.world import World

STRONG = "strong_objection"
REASON = "It would harm those it is for."


# Consensus


def test_with_everybodys_support_the_chair_declares_consensus(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    assert (world.state(case_id), world.number(case_id)) == ("adopted_consensus", "GIFT/DEC/2013/001")
    assert proven(world)


def test_abstentions_are_compatible_with_consensus(world: World) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "support_with_comment", comment="With pleasure.")
    for name in MEMBERS[1:]:
        world.answer(case_id, name, "abstain")
    world.press(case_id, "declare_consensus", CHAIR)
    assert world.state(case_id) == "adopted_consensus"


def test_abstentions_alone_are_none(world: World) -> None:
    case_id = world.deliberating()
    for name in MEMBERS:
        world.answer(case_id, name, "abstain")
    with refused(world, "No member supports it."):
        world.press(case_id, "declare_consensus", CHAIR)


def test_five_of_six_are_no_consensus(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id, "OSCE")
    with refused(world, "Not in support: OSCE."):
        world.press(case_id, "declare_consensus", CHAIR)
    assert standing(world, case_id).get("OSCE") is None, "nothing received is never shown as support"


def test_those_who_are_missing_are_named(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id, "OSCE", "UNODC", "ILO")
    with refused(world, "Not in support: ILO, OSCE, UNODC."):
        world.press(case_id, "declare_consensus", CHAIR)


@pytest.mark.parametrize("outcome", ["concern", STRONG])
def test_an_objection_prevents_consensus(world: World, outcome: str) -> None:
    case_id = world.deliberating()
    all_support(world, case_id, "OSCE")
    world.answer(case_id, "OSCE", outcome, reason=REASON)
    with refused(world, "Not in support: OSCE."):
        world.press(case_id, "declare_consensus", CHAIR)


@pytest.mark.parametrize("outcome", ["amendment", "request_discussion"])
@pytest.mark.parametrize("trigger", ["declare_consensus", "declare_joint_decision"])
def test_a_request_is_settled_before_any_declaration(world: World, outcome: str, trigger: str) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id, "OSCE")
    world.answer(case_id, "OSCE", outcome, reason="One word.")
    with refused(world, "Still to be settled, by new words or by lifting it: OSCE."):
        world.press(case_id, trigger, CHAIR)
    world.answer(case_id, "OSCE", "support")
    world.press(case_id, "declare_consensus", CHAIR)


def test_a_position_may_change_until_the_declaration_and_each_change_is_kept(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.answer(case_id, "ILO", "concern", reason=REASON)
    world.answer(case_id, "ILO", "abstain")
    assert standing(world, case_id)["ILO"] == "abstain"
    assert len([e for e in history(world, case_id) if e["kind"] == "task.answered"]) == 8


@pytest.mark.parametrize("who", ["officer", "manager", "ILO", "UNODC", COCHAIR, "auditor"])
def test_only_the_chair_declares(world: World, who: str) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    rule = "consensus-decision:declare_consensus"
    with refused(world, "You cannot do this here: Declare consensus.", rule=rule, error=Denied):
        world.press(case_id, "declare_consensus", who)


def test_a_position_after_the_declaration_is_late(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    world.answer(case_id, "ILO", STRONG, reason=REASON)
    assert world.state(case_id) == "adopted_consensus"
    assert standing(world, case_id)["ILO"] == "support"


# The joint decision


def test_against_a_concern_an_activity_may_be_decided_jointly(world: World) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id, "OSCE", "ILO")
    world.answer(case_id, "OSCE", "concern", reason=REASON)
    with refused(world, "Not in support: ILO, OSCE."):
        world.press(case_id, "declare_consensus", CHAIR)
    world.press(case_id, "declare_joint_decision", CHAIR)
    assert (world.state(case_id), standing(world, case_id)["OSCE"]) == ("adopted_joint", "concern")
    assert world.number(case_id) == "GIFT/DEC/2013/001"
    assert proven(world)


@pytest.mark.parametrize(
    "subject",
    ["GOVERNANCE_TOR", "MEMBERSHIP", "LETTER_OF_AGREEMENT", "TOOL_OR_MECHANISM", "PRIORITY", "WORKPLAN"],
)
def test_against_a_concern_nothing_else_is_decided_jointly(world: World, subject: str) -> None:
    case_id = world.deliberating(subject=subject)
    all_support(world, case_id, "OSCE")
    world.answer(case_id, "OSCE", "concern", reason=REASON)
    with refused(world, "Only an activity may be decided jointly against a concern.", rule="GOV-03"):
        world.press(case_id, "declare_joint_decision", CHAIR)
    with refused(world, "Not in support: OSCE."):
        world.press(case_id, "declare_consensus", CHAIR)


@pytest.mark.parametrize("who", ["OSCE", "UNODC"])
def test_a_strong_objection_prevents_every_adoption(world: World, who: str) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id, who)
    world.answer(case_id, who, STRONG, reason=REASON)
    with refused(world, f"Strong objection by {who}.", rule="GOV-03"):
        world.press(case_id, "declare_joint_decision", CHAIR)
    with refused(world, f"Not in support: {who}."):
        world.press(case_id, "declare_consensus", CHAIR)


def test_a_joint_decision_needs_support(world: World) -> None:
    case_id = deliberated_activity(world)
    world.answer(case_id, "OSCE", "concern", reason=REASON)
    with refused(world, "No member supports it."):
        world.press(case_id, "declare_joint_decision", CHAIR)


def test_where_there_is_consensus_that_is_declared(world: World) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id)
    with refused(world, "There is consensus: declare that."):
        world.press(case_id, "declare_joint_decision", CHAIR)


def test_no_clock_ever_makes_a_joint_decision(world: World) -> None:
    case_id = activity(world)
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR, expires_at="2013-01-14T17:00")
    all_support(world, case_id, "OSCE")
    world.later(days=300)
    assert world.state(case_id) == "deliberation"


# Not adopted


def test_with_a_strong_objection_the_chair_declares_it_not_adopted(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id, "OSCE")
    world.answer(case_id, "OSCE", STRONG, reason=REASON)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "declare_not_adopted", CHAIR)
    world.press(case_id, "declare_not_adopted", CHAIR, reason="The objection is maintained.")
    assert (world.state(case_id), world.number(case_id)) == ("not_adopted", None)
    assert "sheet" in world.read(case_id).documents


def test_what_has_consensus_is_not_declared_not_adopted(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    with refused(world, "There is consensus: declare that."):
        world.press(case_id, "declare_not_adopted", CHAIR, reason="I do not like it.")


def test_what_is_not_adopted_stays_so(world: World) -> None:
    case_id = world.deliberating()
    world.press(case_id, "declare_not_adopted", CHAIR, reason="No agreement.")
    for trigger, label in (("declare_consensus", "Declare consensus"), ("withdraw", "Withdraw the item")):
        sentence = f"“{label}” is not possible while the case is “Not adopted”."
        with refused(world, sentence, rule="wrong-state"):
            world.press(case_id, trigger, CHAIR, reason="Again.")


# What is adopted is sound, even where the file changed in deliberation


def test_a_review_that_is_incomplete_by_now_prevents_adoption(world: World) -> None:
    case_id = world.deliberating()
    world.edit(case_id, "officer", subject="IMPLEMENT_ACTIVITY")
    all_support(world, case_id)
    for trigger in ("declare_consensus", "declare_joint_decision"):
        with pytest.raises(Exception, match="needs its complete principles review"):
            world.press(case_id, trigger, CHAIR)


def test_resources_are_never_adopted_by_a_change_of_subject(world: World) -> None:
    case_id = world.deliberating()
    world.edit(case_id, "officer", subject="RESOURCE_ALLOCATION")
    all_support(world, case_id)
    with refused(world, "A resource allocation is always advice."):
        world.press(case_id, "declare_consensus", CHAIR)


def test_what_became_significant_is_consulted_on_first(world: World) -> None:
    case_id = world.deliberating()
    world.edit(case_id, "officer", significant="yes")
    all_support(world, case_id)
    sentence = "A significant matter needs a reported consultation, or the recorded reason why none is held."
    with refused(world, sentence, rule="GOV-19"):
        world.press(case_id, "declare_consensus", CHAIR)


def test_guidance_is_declared_like_a_decision(world: World) -> None:
    case_id = world.deliberating(nature="GUIDANCE", subject="OTHER")
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    assert moves(world, case_id)[-1][2] == "adopted_consensus"
    assert field(world, case_id, "nature").name == "GUIDANCE"
