"""Statements are kept under all that decides what a viewer may see: when that changes, another one is asked."""

from __future__ import annotations

from engine.queries.inbox import count_inbox, inbox
from engine.queries.kept import MOST, kept
from tests.people import CHAIR
from tests.world import World


def titles(world: World, name: str) -> list[str]:
    with world.engine.reading() as (connection, register):
        found = inbox(world.engine, connection, register, world.people[name])
        assert count_inbox(world.engine, connection, register, world.people[name]) == len(found)
    return [entry.title for entry in found]


def test_a_new_mandate_shows_at_once_and_an_ended_one_no_more(world: World) -> None:
    world.deliberating(title="A matter")
    assert titles(world, "expert") == []
    world.grant("SC_FOCAL_POINT", "UNODC", "expert", "alternate", until=world.clock.now().replace(hour=12))
    assert titles(world, "expert") == ["A matter"]
    world.later(hours=3)
    assert titles(world, "expert") == []


def test_one_person_never_gets_anothers_statement(world: World) -> None:
    world.circulated(title="For the chair")
    assert titles(world, CHAIR) == ["For the chair"]
    assert titles(world, "ILO") == []
    assert titles(world, CHAIR) == ["For the chair"]


def test_the_store_does_not_grow_without_end(world: World) -> None:
    made = []

    def build(number: int) -> str:
        made.append(number)
        return str(number)

    for number in (*range(MOST + 10), MOST + 9, 0):
        assert kept(world.engine, ("test", number), lambda number=number: build(number)) == str(number)  # type: ignore[misc]
    assert made == [*range(MOST + 10), 0], "the latest is kept, the oldest is built again"
