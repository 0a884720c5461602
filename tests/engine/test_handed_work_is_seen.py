"""Whoever was handed a task may see its case, in the page's own check and in every list, even without a role that reads it."""

from __future__ import annotations

from engine.commands import handing, register, task
from engine.queries.awaiting import awaited
from engine.queries.inbox import inbox
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
    handing.delegate(world.engine, asked.id, world.people["ILO desk officer"], by=world.people["ILO"])
    assert sees(world, case_id, "ILO desk officer") == (True, True)
    handing.delegate(world.engine, asked.id, None, by=world.people["ILO"])
    assert sees(world, case_id, "ILO desk officer") == (False, False)


def test_whoever_a_delegates_work_was_handed_over_to_sees_its_case(world: World) -> None:
    for name in ("ILO desk officer", "ILO intern"):
        world.add_person(name)
        world.grant("DONOR_OBSERVER", "ILO", name, "principal")
    case_id = world.deliberating()
    asked = world.find_task(case_id, "position", "ILO")
    handing.delegate(world.engine, asked.id, world.people["ILO desk officer"], by=world.people["ILO"])
    assert sees(world, case_id, "ILO intern") == (False, False)
    people = world.people
    by = people["administrator"]
    assert handing.hand_over(world.engine, people["ILO desk officer"], people["ILO intern"], by=by) == (1, [])
    assert sees(world, case_id, "ILO intern") == (True, True)
    assert sees(world, case_id, "ILO desk officer") == (False, False)


def test_work_is_not_handed_over_to_whom_it_is_not_offered(world: World) -> None:
    case_id = world.deliberating()
    asked = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, asked.id, by=world.people["ILO"])
    done, left = handing.hand_over(
        world.engine, world.people["ILO"], world.people["donor"], by=world.people["administrator"]
    )
    assert (done, [each.english() for each in left]) == (0, ["donor is not among those it is offered to."])
    assert sees(world, case_id, "donor") == (False, False)


def test_what_a_past_act_gave_ends_with_the_mandate(world: World) -> None:
    """Neither having opened a case, nor a claim, nor a delegation outlives the right to act for whom it was done."""
    mandates = {}
    for name, role in (
        ("opener", "SC_FOCAL_POINT"),
        ("claimer", "SC_FOCAL_POINT"),
        ("delegate", "DONOR_OBSERVER"),
    ):
        world.add_person(name)
        mandates[name] = world.grant(role, "ILO", name, "alternate")
    case_id = world.deliberating(by="opener")
    asked = world.find_task(case_id, "position", "ILO").id
    task.claim(world.engine, asked, by=world.people["claimer"])
    handing.delegate(world.engine, asked, world.people["delegate"], by=world.people["claimer"])
    for name, mandate in mandates.items():
        assert sees(world, case_id, name) == (True, True)
        register.end_mandate(world.engine, mandate, by=world.people["administrator"])
        assert sees(world, case_id, name) == (False, False)
        with world.engine.reading() as (connection, now):
            assert inbox(world.engine, connection, now, world.people[name]) == []
            assert awaited(world.engine, connection, now, world.people[name]) == []
