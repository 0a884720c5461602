"""The inbox looks for every form in which a task can be offered to roles, and for none that cannot occur."""

from __future__ import annotations

from sqlalchemy import select

from config.bootstrap import registry
from engine.task import tasks
from engine.whom import fits, targets_of
from tests.people import CHAIR, PEOPLE
from tests.world import World


def test_there_are_few_forms() -> None:
    forms = registry().role_sets
    assert len(forms) == len(set(forms))
    assert len(forms) <= 40, "each is a branch of the inbox's query"


def test_whoever_fits_a_stored_target_looks_for_it(world: World) -> None:
    world.silent(title="Running")
    objected = world.deliberating(title="Objected")
    world.answer(objected, CHAIR, "strong_objection", reason="It harms.")
    world.answer(objected, "OHCHR", "concern", reason="It is unclear.")
    world.open("An idea", definition="activity-proposal", by="ILO")
    world.open()
    with world.engine.reading() as (connection, register):
        stored = set(connection.execute(select(tasks.c.target)).scalars())
        now, sets = world.engine.now(), world.engine.registry.role_sets
        assert any("|" in target for target in stored)
        for name, *_rest in PEOPLE:
            who = world.people[name]
            wanted = set(targets_of(who, register, now, sets))
            standings = [*register.standings(who, now), None]
            fitting = {target for target in stored if any(fits(target, each, who) for each in standings)}
            assert fitting == stored & wanted, name
