"""Who counts: the members seated when the round opened, whoever joins or leaves meanwhile; nobody else ever."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import register
from tests.people import CHAIR, MEMBERS
from tests.refusing import refused
from tests.workflows.decision.acts import all_support
from tests.workflows.decision.record import standing
from tests.world import World


def join(world: World, code: str = "WHO") -> None:
    """A new member with a focal point."""
    world.organizations[code] = register.add_organization(
        world.engine, code, f"Organization {code}", {}, by=None
    ).result
    world.grant("SC_FOCAL_POINT", code)
    world.add_person(code)
    world.grant("SC_FOCAL_POINT", code, code, "principal")


def leave(world: World, code: str) -> None:
    """A member and its people leave."""
    for mandate in world.register_now().mandates:
        if mandate.organization_id == world.organizations[code]:
            register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])


def roll(world: World, case_id: UUID) -> list[str]:
    view = world.view(case_id)
    return sorted(str(each) for each in view.roll(view.snapshot.definition.task_by_key["position"]))


def test_a_member_that_joins_later_has_no_say_in_the_running_round(world: World) -> None:
    case_id = world.deliberating()
    join(world)
    assert roll(world, case_id) == list(MEMBERS)
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)


def test_a_member_that_leaves_still_counts(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id, "UNICEF")
    leave(world, "UNICEF")
    with refused(world, "Not in support: UNICEF."):
        world.press(case_id, "declare_consensus", CHAIR)


@pytest.mark.parametrize("outcome", ["concern", "strong_objection"])
def test_the_objection_of_a_member_that_left_stands(world: World, outcome: str) -> None:
    case_id = world.silent()
    world.answer(case_id, "UNICEF", outcome, reason="Not like this.")
    leave(world, "UNICEF")
    world.later(days=30)
    assert (world.state(case_id), standing(world, case_id)) == ("broken", {"UNICEF": outcome})
    with refused(world, "Silence is broken by UNICEF."):
        world.press(case_id, "renew_silence", CHAIR)


def test_the_next_round_is_that_of_the_members_then_seated(world: World) -> None:
    case_id = world.deliberating()
    join(world)
    leave(world, "UNICEF")
    world.put(case_id, "The Committee may decide.")
    assert roll(world, case_id) == ["ILO", "IOM", "OHCHR", "OSCE", "UNODC", "WHO"]


def test_observers_candidates_and_the_secretariat_never_count(world: World) -> None:
    case_id = world.deliberating()
    assert roll(world, case_id) == list(MEMBERS)


def test_a_regional_member_decides_like_any_other(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id, "OSCE")
    world.answer(case_id, "OSCE", "strong_objection", reason="Not like this.")
    with refused(world, "Not in support: OSCE."):
        world.press(case_id, "declare_consensus", CHAIR)
