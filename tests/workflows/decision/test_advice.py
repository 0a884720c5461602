"""Advice is given, never adopted: members' views, a number of its own, and an account of what was done with it."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import register
from tests.people import CHAIR, COCHAIR
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.acts import all_support
from tests.workflows.decision.record import proven
from tests.world import World

IS_ADVICE = "This is advice: it is given, not adopted."


def advised(world: World, **data: str) -> UUID:
    """Advice on resources to UNODC, given."""
    case_id = world.deliberating(nature="ADVICE", subject="RESOURCE_ALLOCATION", lead="UNODC", **data)
    world.answer(case_id, "ILO", "support")
    world.answer(case_id, "OSCE", "strong_objection", reason="The share is too small.")
    world.press(case_id, "give_advice", CHAIR)
    return case_id


def test_a_resource_item_ends_as_advice_whatever_the_views(world: World) -> None:
    case_id = advised(world)
    assert (world.state(case_id), world.number(case_id)) == ("advised", "GIFT/ADV/2013/001")
    assert "sheet" in world.read(case_id).documents, "with all individual views"
    assert world.read(case_id).case.result == "advice given"
    assert proven(world)


@pytest.mark.parametrize("trigger", ["declare_consensus", "declare_joint_decision", "declare_not_adopted"])
def test_advice_is_never_adopted_nor_rejected(world: World, trigger: str) -> None:
    case_id = world.deliberating(nature="ADVICE", subject="RESOURCE_ALLOCATION")
    all_support(world, case_id)
    with refused(world, IS_ADVICE):
        world.press(case_id, trigger, CHAIR, reason="So be it.")


def test_a_decision_is_never_given_as_advice(world: World) -> None:
    case_id = world.deliberating()
    with refused(world, "This is a decision: declare what the Committee decides."):
        world.press(case_id, "give_advice", CHAIR)


def test_the_chair_gives_the_advice(world: World) -> None:
    case_id = world.deliberating(nature="ADVICE", subject="RESOURCE_ALLOCATION")
    rule = "consensus-decision:give_advice"
    for who in (COCHAIR, "officer", "UNODC"):
        with refused(world, "You cannot do this here: Give the advice.", rule=rule, error=Denied):
            world.press(case_id, "give_advice", who)


def test_advice_and_decisions_are_counted_apart(world: World) -> None:
    first, second = advised(world), advised(world)
    decision = world.deliberating()
    all_support(world, decision)
    world.press(decision, "declare_consensus", CHAIR)
    numbers = [world.number(each) for each in (first, second, decision)]
    assert numbers == ["GIFT/ADV/2013/001", "GIFT/ADV/2013/002", "GIFT/DEC/2013/001"]


@pytest.mark.parametrize("followed", ["FOLLOWED", "PARTLY", "NOT_FOLLOWED"])
def test_the_organization_it_was_given_to_says_what_it_did(world: World, followed: str) -> None:
    case_id = advised(world)
    world.answer(case_id, "UNODC", "done", "account", followed=followed, account="As far as funds allow.")
    assert world.state(case_id) == "advice_answered"
    assert proven(world)


@pytest.mark.parametrize("followed", ["PARTLY", "NOT_FOLLOWED"])
@pytest.mark.parametrize("account", [None, "", "  "])
def test_who_did_not_follow_it_says_why(world: World, followed: str, account: str | None) -> None:
    case_id = advised(world)
    with refused(world, "Say why the advice was not followed, or only in part.", rule="DOMAIN-5.1"):
        world.answer(case_id, "UNODC", "done", "account", followed=followed, account=account)
    assert world.state(case_id) == "advised"


def test_who_followed_it_need_say_no_more(world: World) -> None:
    case_id = advised(world)
    world.answer(case_id, "UNODC", "done", "account", followed="FOLLOWED")
    assert world.state(case_id) == "advice_answered"


@pytest.mark.parametrize(("lead", "named"), [(None, "Lead organization"), ("DONOR", "DONOR")])
def test_advice_is_given_to_a_member(world: World, lead: str | None, named: str) -> None:
    case_id = world.deliberating(nature="ADVICE", subject="RESOURCE_ALLOCATION", lead=lead)
    world.answer(case_id, "ILO", "support")
    with refused(world, f"Name the organization it is given to, a member: {named}."):
        world.press(case_id, "give_advice", CHAIR)


def test_a_member_that_has_left_is_given_no_advice(world: World) -> None:
    case_id = world.deliberating(nature="ADVICE", subject="RESOURCE_ALLOCATION", lead="UNODC")
    seat = next(
        m
        for m in world.register_now().mandates
        if m.person_id is None and m.organization_id == world.organizations["UNODC"]
    )
    register.end_mandate(world.engine, seat.id, by=world.people["administrator"])
    world.later(hours=1)
    with refused(world, "Name the organization it is given to, a member: UNODC."):
        world.press(case_id, "give_advice", CHAIR)


@pytest.mark.parametrize("who", ["ILO", "auditor"])
def test_nobody_else_accounts_for_it(world: World, who: str) -> None:
    case_id = advised(world)
    with refused(world, "This task is not offered to you.", rule="task-candidate", error=Denied):
        world.answer(case_id, who, "done", "account", followed="FOLLOWED")


def test_the_account_says_whether_it_was_followed(world: World) -> None:
    case_id = advised(world)
    with refused(world, "Fill in: Was the advice followed?.", error=Invalid):
        world.answer(case_id, "UNODC", "done", "account")


def test_advice_that_was_given_is_not_withdrawn(world: World) -> None:
    case_id = advised(world)
    sentence = "“Withdraw the item” is not possible while the case is “Advice given”."
    with refused(world, sentence, rule="wrong-state"):
        world.press(case_id, "withdraw", CHAIR, reason="Not needed.")
