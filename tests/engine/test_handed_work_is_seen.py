"""Whoever was handed a task may see its case, in the page's own check and in every list, even without a role that reads it."""

from __future__ import annotations

from engine.commands import task
from engine.queries.visible import can_see
from engine.rights import may_see
from tests.world import World


def sees(world: World, case_id: object, name: str) -> tuple[bool, bool]:
    who = world.people[name]
    with world.engine.database.read() as connection:
        listed = can_see(world.engine, connection, case_id, who)  # type: ignore[arg-type]
    return may_see(world.view(case_id), who), listed  # type: ignore[arg-type]


def test_a_delegate_of_the_same_organization_sees_the_case_until_it_is_taken_back(world: World) -> None:
    world.add_person("ILO desk officer")
    world.grant("DONOR_OBSERVER", "ILO", "ILO desk officer", "principal")
    case_id = world.deliberating()
    asked = world.find_task(case_id, "position", "ILO")
    assert sees(world, case_id, "ILO desk officer") == (False, False)
    task.delegate(world.engine, asked.id, world.people["ILO desk officer"], by=world.people["ILO"])
    assert sees(world, case_id, "ILO desk officer") == (True, True)
    task.delegate(world.engine, asked.id, None, by=world.people["ILO"])
    assert sees(world, case_id, "ILO desk officer") == (False, False)


def test_whoever_work_was_handed_over_to_sees_its_case(world: World) -> None:
    case_id = world.deliberating()
    asked = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, asked.id, by=world.people["ILO"])
    assert sees(world, case_id, "donor") == (False, False)
    assert task.hand_over(
        world.engine, world.people["ILO"], world.people["donor"], by=world.people["administrator"]
    ) == (1, [])
    assert sees(world, case_id, "donor") == (True, True)
