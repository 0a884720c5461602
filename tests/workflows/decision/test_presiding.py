"""Who presides: the chair of the day; not over the objection of one's own organization; then the next in the rotation; or nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.commands import register
from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.refusing import Denied, refused
from tests.workflows.decision.acts import all_support
from tests.workflows.decision.record import history
from tests.world import World

STRONG = "strong_objection"
DECLARATIONS = {
    "declare_consensus": "Declare consensus",
    "declare_joint_decision": "Declare a joint decision",
    "declare_not_adopted": "Declare it not adopted",
}


def objected(world: World, *who: str, outcome: str = STRONG) -> UUID:
    """A deliberation in which these members stand against the text."""
    case_id = world.deliberating()
    for name in who:
        world.answer(case_id, name, outcome, reason="Not like this.")
    return case_id


def declare(world: World, case_id: UUID, by: str) -> str:
    world.press(case_id, "declare_not_adopted", by, reason="No agreement.")
    return world.state(case_id)


def denied(world: World, case_id: UUID, *who: str, trigger: str = "declare_not_adopted") -> None:
    for name in who:
        rule = f"consensus-decision:{trigger}"
        sentence = f"You cannot do this here: {DECLARATIONS[trigger]}."
        with refused(world, sentence, rule=rule, error=Denied):
            world.press(case_id, trigger, name, reason="No agreement.")


def test_the_chair_declares_and_nobody_else(world: World) -> None:
    case_id = objected(world, "OSCE")
    denied(world, case_id, COCHAIR, "ILO", "UNODC", "officer", "manager")
    assert declare(world, case_id, CHAIR) == "not_adopted"


@pytest.mark.parametrize("outcome", ["amendment", "request_discussion"])
def test_nothing_is_declared_before_an_amendment_or_a_request_is_settled(world: World, outcome: str) -> None:
    case_id = objected(world, "ILO", outcome=outcome)
    sentence = "Still to be settled, by new words or by lifting it: ILO."
    with refused(world, sentence):
        declare(world, case_id, CHAIR)
    world.answer(case_id, "ILO", "lift")
    assert declare(world, case_id, CHAIR) == "not_adopted"


@pytest.mark.parametrize(("vacant", "who"), [("SC_CHAIR", COCHAIR), ("SC_COCHAIR", "ILO")])
def test_where_an_office_is_vacant_the_next_one_declares(world: World, vacant: str, who: str) -> None:
    case_id = objected(world, *(() if vacant == "SC_CHAIR" else (CHAIR,)), "OSCE")
    office = next(m for m in world.register_now().mandates if m.role == vacant)
    register.end_mandate(world.engine, office.id, by=world.people["administrator"])
    assert declare(world, case_id, who) == "not_adopted"


@pytest.mark.parametrize("outcome", ["concern", STRONG])
def test_when_the_chairs_own_organization_stands_against_it_the_cochair_declares(
    world: World, outcome: str
) -> None:
    case_id = objected(world, CHAIR, outcome=outcome)
    denied(world, case_id, CHAIR, f"{CHAIR} alternate", "ILO", "UNICEF")
    assert declare(world, case_id, COCHAIR) == "not_adopted"
    assert history(world, case_id)[-1]["capacity"] == "SC_COCHAIR/principal"


def test_an_abstention_of_the_chairs_organization_leaves_the_chair(world: World) -> None:
    case_id = objected(world, "OSCE")
    world.answer(case_id, CHAIR, "abstain")
    assert declare(world, case_id, CHAIR) == "not_adopted"


def test_when_the_chair_lifts_its_objection_it_declares_again(world: World) -> None:
    case_id = objected(world, CHAIR, "OSCE")
    world.answer(case_id, CHAIR, "lift")
    denied(world, case_id, COCHAIR)
    assert declare(world, case_id, CHAIR) == "not_adopted"


def test_when_both_stand_against_it_the_next_in_the_rotation_declares(world: World) -> None:
    """The order is ILO, IOM (chair), OHCHR (co-chair), UNICEF, UNODC: after the co-chair comes UNICEF."""
    case_id = objected(world, CHAIR, COCHAIR)
    denied(world, case_id, CHAIR, COCHAIR, "ILO", "OSCE", "UNODC", "officer")
    assert declare(world, case_id, "UNICEF alternate") == "not_adopted"


def test_whoever_stands_against_it_is_passed_over(world: World) -> None:
    case_id = objected(world, CHAIR, COCHAIR, "UNICEF", "UNODC")
    denied(world, case_id, "UNICEF", "UNODC", "OSCE")
    assert declare(world, case_id, "ILO") == "not_adopted", "after the last in the order comes the first"


def test_a_regional_member_never_presides_so_then_nobody_declares(world: World) -> None:
    case_id = objected(world, *(name for name in MEMBERS if name != "OSCE"))
    denied(world, case_id, *MEMBERS, "officer")


def test_a_member_without_a_seat_does_not_preside(world: World) -> None:
    case_id = objected(world, CHAIR, COCHAIR)
    seat = next(
        m
        for m in world.register_now().mandates
        if m.person_id is None and m.organization_id == world.organizations["UNICEF"]
    )
    register.end_mandate(world.engine, seat.id, by=world.people["administrator"])
    denied(world, case_id, "UNICEF")
    assert declare(world, case_id, "UNODC") == "not_adopted"


@pytest.mark.parametrize("trigger", ["declare_consensus", "declare_joint_decision"])
def test_the_other_declarations_follow_the_same_order(world: World, trigger: str) -> None:
    case_id = objected(world, CHAIR)
    denied(world, case_id, CHAIR, trigger=trigger)
    with pytest.raises(Exception, match="IOM"):
        world.press(case_id, "declare_consensus", COCHAIR)


def test_other_acts_of_the_chair_stay_with_both(world: World) -> None:
    case_id = objected(world, CHAIR)
    world.press(case_id, "withdraw", CHAIR, reason="Not ripe.")
    assert world.state(case_id) == "withdrawn"


def test_the_office_is_judged_at_the_instant_of_the_act(world: World) -> None:
    """The chair changes in the middle of a deliberation: the new one declares, the old one no more."""
    case_id = objected(world, "OSCE")
    turn = datetime(2013, 1, 20, 23, tzinfo=UTC)
    chair = next(m for m in world.register_now().mandates if m.role == "SC_CHAIR")
    register.end_mandate(world.engine, chair.id, at=turn, by=world.people["administrator"])
    world.grant("SC_CHAIR", "UNODC", since=turn)
    world.at(turn - timedelta(microseconds=1))
    denied(world, case_id, "UNODC")
    world.at(turn)
    denied(world, case_id, CHAIR)
    assert declare(world, case_id, "UNODC") == "not_adopted"


def test_a_chair_declares_consensus_that_includes_its_own_support(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", f"{CHAIR} alternate")
    assert world.state(case_id) == "adopted_consensus"
