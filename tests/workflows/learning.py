"""Stories about lessons begin here: the Secretariat writes down what was learned, and an expert of the roster validates it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands import link
from tests.workflows.publishing import answer_open
from tests.workflows.reviewing import EXPERTS, roster
from tests.world import World

TOLD = {
    "context": "Twelve labour inspectorates, two years.",
    "worked": "Inspectors who had met survivors asked better questions.",
    "did_not": "A hotline without interpreters was not called.",
    "strength": "EVALUATION",
    "evidence": "Evaluation report, pages 12 to 19.",
    "pillar": "PROTECTION",
    "regions": ["EAST_AFRICA"],
    "replicability": "Wherever inspectors may enter without notice.",
    "source": "The inspectorates of East Africa",
    "sensitivity": "OPEN",
}


def captured(world: World, by: str = "officer", without: str = "", **data: Any) -> UUID:
    """A lesson that is written down, complete but for what it is to be without."""
    roster(world)
    told = {key: value for key, value in {**TOLD, **data}.items() if key != without}
    return world.open("Survivors train inspectors", by, "lesson", **told)


def asked(world: World, by: str = "officer", validator: str = EXPERTS[0], **data: Any) -> UUID:
    case_id = captured(world, by, **data)
    world.press(case_id, "ask", "officer", validator=world.people[validator].hex)
    return case_id


def validated(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = asked(world, by, **data)
    answer_open(world, case_id, "validate", "holds", EXPERTS[0])
    return case_id


def published(world: World, by: str = "officer", **data: Any) -> UUID:
    case_id = validated(world, by, **data)
    world.press(case_id, "publish", "officer")
    return case_id


def cite(world: World, new_case: UUID, lesson: UUID, by: str = "officer") -> None:
    """A new case builds on the lesson."""
    link.add(world.engine, new_case, "cites", lesson, by=world.people[by])


def liaison(world: World) -> str:
    """Somebody keeps the contact with ICAT."""
    if "liaison" not in world.people:
        world.add_person("liaison")
        world.grant("ICAT_LIAISON", "SEC", "liaison", "principal")
    return "liaison"
