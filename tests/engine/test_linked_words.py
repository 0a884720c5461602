"""Words for cases that belong to each other: one that follows the last, a file taken over, ties of a tie, opened by nobody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from config.bootstrap import registry
from engine.commands import link
from engine.definition import (
    LONG,
    NOBODY,
    TEXT,
    CaseDefinition,
    CopyDocument,
    DocumentDefinition,
    Edit,
    Field,
    Open,
    State,
    guard,
    working_days,
)
from engine.errors import Denied
from engine.registry import Registry
from engine.store import read_extra
from engine.view import CaseView, LinkView
from tests.furnished import furnished_postgresql, furnished_sqlite, world  # noqa: F401
from tests.people import MEMBERS
from tests.refusing import refused
from tests.workflows.decision.record import proven
from tests.world import World
from workflows._shared import HOUSE, OFFICE, SC_RESTRICTED

HOME, AWAY = State("home", "At home", due=working_days(5)), State("away", "Away", due=working_days(5))
OVER = State("over", "Over", result="over", final=True)
song, hidden = Field("song", "Song", TEXT), Field("hidden", "Hidden", LONG)
MAP = DocumentDefinition("map", "Map", edit=(Edit(OFFICE),))
CHART = DocumentDefinition("chart", "Chart", edit=(Edit(OFFICE),))


@guard("Nobody near the last voyage sings.")
def somebody_sings(case: Any) -> bool:
    voyage = case.newest("sails")
    return voyage is not None and any(each.told("song") for each in voyage.links("near", incoming=True))


SHIP = CaseDefinition(
    key="ship",
    version=1,
    code="SHP",
    title="Ship",
    opened_by=OFFICE,
    initial=HOME,
    level=SC_RESTRICTED,
    fields=(),
    documents=(MAP,),
    links={"sails": "Sails"},
    edit=(Edit(OFFICE, (HOME, AWAY)),),
    transitions=[
        HOME.to(
            AWAY, "sail", by=OFFICE, then=[Open("voyage", "sails", following={"after": "sails"})], side=True
        ),
        AWAY.to(HOME, "land", by=OFFICE, then=[CopyDocument(MAP, "sails", "chart")]),
        HOME.to(HOME, "copy", by=OFFICE, then=[CopyDocument(MAP, "sails", "chart")], side=True),
        HOME.to(OVER, "end", by=OFFICE, when=[somebody_sings]),
    ],
)
VOYAGE = CaseDefinition(
    key="voyage",
    version=1,
    code="VOY",
    title="Voyage",
    opened_by=NOBODY,
    initial=HOME,
    level=SC_RESTRICTED,
    fields=(),
    documents=(CHART,),
    links={"after": "After"},
    transitions=[HOME.to(OVER, "end", by=OFFICE)],
)
GULL = CaseDefinition(
    key="gull",
    version=1,
    code="GUL",
    title="Gull",
    opened_by=OFFICE,
    initial=HOME,
    level=SC_RESTRICTED,
    fields=(song, hidden),
    publishes=(song,),
    links={"near": "Near", "far": "Far"},
    edit=(Edit(OFFICE, (HOME,)),),
    transitions=[HOME.to(OVER, "end", by=OFFICE)],
)


@pytest.fixture
def harbour(world: World) -> World:  # noqa: F811
    """The house with ships in it."""
    world.engine.registry = Registry([*registry().versions, SHIP, VOYAGE, GULL], HOUSE)
    return world


def ship(world: World) -> UUID:  # noqa: F811
    return world.open("A ship", definition="ship")


def sailed(world: World, case_id: UUID) -> UUID:  # noqa: F811
    """The voyage that this ship begins."""
    world.press(case_id, "sail", "officer")
    return last(world, case_id)


def last(world: World, case_id: UUID) -> UUID:  # noqa: F811
    return [each.other for each in world.read(case_id).links if each.type == "sails"][-1]


def ties(world: World, case_id: UUID) -> list[tuple[str, UUID]]:  # noqa: F811
    return [(each.type, each.other) for each in world.read(case_id).links if not each.incoming]


# Following


def test_the_first_case_that_is_opened_follows_none(harbour: World) -> None:
    assert ties(harbour, sailed(harbour, ship(harbour))) == []


def test_the_next_one_is_tied_to_the_one_before_and_no_other_ship_has_to_do_with_it(harbour: World) -> None:
    case_id, other = ship(harbour), ship(harbour)
    first = sailed(harbour, case_id)
    sailed(harbour, other)
    voyages = [first]
    for _ in range(2):
        harbour.put(voyages[-1], f"The sea, {len(voyages)}.", "chart")
        harbour.press(case_id, "land", "officer")
        voyages.append(sailed(harbour, case_id))
    assert ties(harbour, voyages[1]) == [("after", voyages[0])]
    assert ties(harbour, voyages[2]) == [("after", voyages[1])]
    assert [each.other for each in harbour.read(first).links if each.type == "after"] == [voyages[1]]
    assert proven(harbour)


# Taking over a file


def test_the_newest_version_of_the_linked_case_becomes_the_next_one_here(harbour: World) -> None:
    case_id = ship(harbour)
    harbour.put(case_id, "Here be dragons.", "map")
    voyage = sailed(harbour, case_id)
    for words in ("A coast.", "A coast, and a river."):
        harbour.put(voyage, words, "chart")
    harbour.press(case_id, "land", "officer")
    mine, theirs = harbour.read(case_id).documents["map"], harbour.read(voyage).documents["chart"]
    assert (mine.version, mine.sha256) == (2, theirs.sha256)
    assert mine.id != theirs.id
    assert harbour.engine.files.get(case_id, mine.sha256) == b"A coast, and a river."
    assert proven(harbour)


def test_a_file_that_is_here_already_is_not_laid_down_again(harbour: World) -> None:
    case_id = ship(harbour)
    voyage = sailed(harbour, case_id)
    harbour.put(voyage, "A coast.", "chart")
    harbour.press(case_id, "land", "officer")
    harbour.press(case_id, "copy", "officer")
    assert harbour.read(case_id).documents["map"].version == 1


def test_there_is_nothing_to_take_over_without_a_case_or_a_file(harbour: World) -> None:
    case_id = ship(harbour)
    with refused(harbour, "There is no linked case to copy from."):
        harbour.press(case_id, "copy", "officer")
    sailed(harbour, case_id)
    with refused(harbour, "The linked case has no file that could be taken over."):
        harbour.press(case_id, "land", "officer")
    assert harbour.state(case_id) == "away"


# Opened by nobody


@pytest.mark.parametrize("who", ["officer", "manager", "administrator", "auditor", MEMBERS[0]])
def test_what_nobody_opens_comes_about_by_effects_alone(harbour: World, who: str) -> None:
    sentence = "You cannot open a case of this type: Voyage."
    with refused(harbour, sentence, rule="open:voyage", error=Denied):
        harbour.open("A voyage", who, "voyage")


# The ties of a tie


def test_a_rule_sees_what_stands_near_a_linked_case_and_what_it_publishes(harbour: World) -> None:
    case_id = ship(harbour)
    voyage = sailed(harbour, case_id)
    harbour.put(voyage, "A coast.", "chart")
    harbour.press(case_id, "land", "officer")
    by = harbour.people["officer"]
    silent, far = (harbour.open("A gull", definition="gull", **told) for told in ({}, {"song": "Kee-ow"}))
    link.add(harbour.engine, silent, "near", voyage, by=by)
    link.add(harbour.engine, far, "far", voyage, by=by)
    with refused(harbour, "Nobody near the last voyage sings."):
        harbour.press(case_id, "end", "officer")
    harbour.edit(silent, "officer", song="Kee-ow")
    harbour.press(case_id, "end", "officer")
    assert harbour.state(case_id) == "over"


def test_a_neighbour_of_a_neighbour_keeps_to_itself_what_it_does_not_publish(harbour: World) -> None:
    case_id = ship(harbour)
    voyage = sailed(harbour, case_id)
    gull = harbour.open("A gull", definition="gull", song="Kee-ow", hidden="A nest.")
    link.add(harbour.engine, gull, "near", voyage, by=harbour.people["officer"])
    near = seen(harbour, case_id)
    assert [(each.title, each.told("song"), each.told("hidden")) for each in near] == [
        ("A gull", "Kee-ow", None)
    ]


def seen(world: World, case_id: UUID) -> list[LinkView]:  # noqa: F811
    """The cases near the voyage of this ship, as a rule would see them."""
    snapshot = world.read(case_id)
    voyage = last(world, case_id)
    with world.engine.database.read() as connection:
        snapshot.extra["links of", voyage] = read_extra(connection, snapshot, ("links of", voyage))
    voyage_seen = CaseView(snapshot).newest("sails")
    assert voyage_seen is not None
    return voyage_seen.links("near", incoming=True)


# A condition on a choice of roles


def test_a_condition_on_a_choice_of_roles_holds_for_each_of_them() -> None:
    parts = OFFICE.when(somebody_sings).alternatives()
    assert len(parts) == 2
    assert all(part.conditions == (somebody_sings,) for part in parts)
