"""Stories about the roster begin here: UNODC nominates an expert, who comes as far as a story needs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.people import MEMBERS
from tests.world import World

OBJECTIONS_UNTIL = datetime(2013, 1, 21, 16, tzinfo=UTC)  # ten working days after MORNING, 17:00 in Vienna
PROFILE = {
    "employer": "Legal clinic for migrants",
    "themes": ["LABOUR", "REMEDIES"],
    "regions": ["EAST_AFRICA"],
    "languages": ["ENGLISH", "FRENCH"],
    "skills": ["PROTECTION", "LABOUR"],
    "consent": "yes",
}
CHECKED = {"independent": "yes", "references": "Two members of the bar, by telephone."}


def nominated(
    world: World, by: str = "UNODC", title: str = "Expert on labour law", without: str = "", **data: Any
) -> UUID:
    """A profile with its curriculum vitae, complete but for what it is to be without."""
    told = {key: value for key, value in {**PROFILE, **data}.items() if key != without}
    case_id = world.open(title, by, "roster-expert", **told)
    world.put(case_id, "Twenty years of practice.", "cv", by)
    return case_id


def screening(world: World, by: str = "UNODC", **data: Any) -> UUID:
    case_id = nominated(world, by, **data)
    world.press(case_id, "screen", "officer")
    return case_id


def checked(world: World, case_id: UUID, **data: Any) -> None:
    """The Secretariat has looked at what it must, and knows the account."""
    world.edit(case_id, "officer", **{"person": world.people["expert"].hex, **CHECKED, **data})


def nobody_objects(world: World, case_id: UUID) -> None:
    for name in MEMBERS:
        world.answer(case_id, name, "none", "objection")


def active(world: World, by: str = "UNODC", **data: Any) -> UUID:
    """On the roster."""
    case_id = screening(world, by)
    checked(world, case_id, **data)
    nobody_objects(world, case_id)
    world.press(case_id, "admit", "officer")
    return case_id


def on_roster(world: World, name: str, **data: Any) -> UUID:
    """Somebody with an account of this name, on the roster with this profile; no member has objected."""
    world.add_person(name)
    world.grant("ROSTER_EXPERT", "EXPERTS", name, "principal")
    case_id = nominated(world, title=name, **data)
    world.press(case_id, "screen", "officer")
    checked(world, case_id, person=world.people[name].hex)
    nobody_objects(world, case_id)
    world.press(case_id, "admit", "officer")
    return case_id
