"""Stories about evaluations begin here: ILO's course is evaluated by somebody who acts for nobody in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands import item, link
from engine.item import Item
from tests.people import MEMBERS
from tests.world import World

EVALUATOR, SECOND = "evaluator", "second evaluator"
ABOUT = {
    "kind": "ACTIVITY",
    "lead": "ILO",
    "participants": ["ILO", "IOM"],
    "subject": "What the course has changed for those it was meant for.",
    "funds": "40000.00",
    "ends_on": "2012-12-31",
}
QUESTIONS = (
    {"question": "Did inspectors use it?", "level": "OUTCOME", "criterion": "EFFECTIVENESS"},
    {"question": "Were victims found?", "level": "IMPACT", "criterion": "IMPACT"},
)
RECOMMENDED = {"short": "Train in Arabic", "words": "Two countries ask for it."}
LEARNED = {
    "learned": "Who has met survivors asks better questions",
    "worked": "Survivors taught one day of five.",
    "pillar": "PROTECTION",
    "elsewhere": "Wherever inspectors may enter without notice.",
}
TAKEN_UP = {"action": "A version in Arabic.", "owner": "Training unit", "by_when": "2013-12-31"}


def someone_independent(world: World) -> None:
    """The evaluators of these stories, once in each world."""
    for name in (EVALUATOR, SECOND):
        if name not in world.people:
            world.add_person(name)
            world.grant("INDEPENDENT_EVALUATOR", "EXPERTS", name, "alternate")


def planned(world: World, by: str = "officer", **data: Any) -> UUID:
    """Tied to the decision that began what is evaluated."""
    someone_independent(world)
    case_id = world.open("Evaluation of the course", by, "evaluation", **{**ABOUT, **data})
    if data.get("kind") == "FINAL_INDEPENDENT":
        world.edit(case_id, "officer", earlier="Its third recommendation.")
        world.put(case_id, "What was found in 2011.", "earlier")
    link.add(world.engine, case_id, "about", world.open("The course"), by=world.people["officer"])
    return case_id


def writing_terms(world: World, **data: Any) -> UUID:
    case_id = planned(world, **data)
    world.press(case_id, "write_terms", "officer")
    return case_id


def add(world: World, case_id: UUID, key: str, by: str = "officer", **data: Any) -> UUID:
    row: UUID = item.add(world.engine, case_id, key, data, by=world.people[by]).result
    return row


def change(world: World, case_id: UUID, row: Item, by: str, **data: Any) -> None:
    item.edit(world.engine, case_id, row.id, data, revision=row.revision, by=world.people[by])


def rows(world: World, case_id: UUID, key: str) -> list[Item]:
    return [each for each in world.read(case_id).items if each.item == key and each.standing]


def rate(world: World, case_id: UUID, key: str, rating: str = "SATISFACTORY") -> None:
    """Every row of a checklist."""
    for row in rows(world, case_id, key):
        change(world, case_id, row, "officer", rating=rating)


def ready_to_select(world: World, **data: Any) -> UUID:
    case_id = writing_terms(world, **data)
    founded(world, case_id)
    return case_id


def founded(world: World, case_id: UUID) -> None:
    """Terms of reference, questions and an evaluator."""
    someone_independent(world)
    termed(world, case_id)
    add(world, case_id, "evaluators", person=world.people[EVALUATOR].hex, part="LEAD")


def termed(world: World, case_id: UUID) -> None:
    """Terms of reference that pass, and the questions."""
    world.put(case_id, "What is asked, and how.", "terms")
    rate(world, case_id, "terms_check")
    for each in QUESTIONS:
        add(world, case_id, "questions", **each)


def selected(world: World, **data: Any) -> UUID:
    case_id = ready_to_select(world, **data)
    world.press(case_id, "select", "officer")
    return case_id


def inception(world: World, **data: Any) -> UUID:
    case_id = selected(world, **data)
    world.answer(case_id, EVALUATOR, "accept", "declare", interests="None.")
    return case_id


def collecting(world: World, **data: Any) -> UUID:
    case_id = inception(world, **data)
    begun(world, case_id)
    return case_id


def begun(world: World, case_id: UUID) -> None:
    """The evaluators have a plan, and begin."""
    world.put(case_id, "Whom we hear, and when.", "inception_report", EVALUATOR)
    for row in rows(world, case_id, "questions"):
        change(world, case_id, row, EVALUATOR, source="Registers of two inspectorates.")
    world.press(case_id, "collect", EVALUATOR)


def drafted(world: World, **data: Any) -> UUID:
    case_id = collecting(world, **data)
    handed_in(world, case_id)
    return case_id


def handed_in(world: World, case_id: UUID, *lessons: dict[str, Any]) -> None:
    """Findings, a recommendation to ILO, lessons if there are any, and the report."""
    for row in rows(world, case_id, "questions"):
        change(world, case_id, row, EVALUATOR, finding="Yes, in one country of two.")
    world.put(case_id, "What we found.", "report", EVALUATOR)
    to_whom = world.organizations["ILO"].hex
    add(world, case_id, "recommendations", EVALUATOR, **RECOMMENDED, to_whom=to_whom)
    for each in lessons:
        add(world, case_id, "lessons", EVALUATOR, **each)
    world.edit(case_id, EVALUATOR, no_annex="Nobody is named.")
    world.press(case_id, "hand_in", EVALUATOR)


def commented(world: World, case_id: UUID) -> None:
    for name in MEMBERS:
        world.answer(case_id, name, "none", "comment")


def ready_to_finish(world: World, **data: Any) -> UUID:
    case_id = drafted(world, **data)
    commented(world, case_id)
    rate(world, case_id, "report_check")
    return case_id


def final(world: World, **data: Any) -> UUID:
    case_id = ready_to_finish(world, **data)
    world.press(case_id, "finish", "officer")
    return case_id


def responding(world: World, **data: Any) -> UUID:
    case_id = final(world, **data)
    world.press(case_id, "publish", "officer")
    return case_id


def followed(world: World, **data: Any) -> UUID:
    case_id = responding(world, **data)
    world.answer(case_id, "ILO", "accepted", "respond", **TAKEN_UP)
    return case_id


def closed(world: World, **data: Any) -> UUID:
    case_id = followed(world, **data)
    world.answer(case_id, "ILO", "done", "follow", progress="It is out.")
    world.edit(case_id, "officer", no_lesson="All of it is in the report.")
    world.press(case_id, "close", "officer")
    return case_id


def finalised(world: World, case_id: UUID, *lessons: dict[str, Any]) -> None:
    """An evaluation that another case has opened becomes final."""
    world.press(case_id, "write_terms", "officer")
    founded(world, case_id)
    world.press(case_id, "select", "officer")
    carried_out(world, case_id, *lessons)
    world.press(case_id, "finish", "officer")


def carried_out(world: World, case_id: UUID, *lessons: dict[str, Any]) -> None:
    """Whoever was selected evaluates; the report is commented and passes."""
    world.answer(case_id, EVALUATOR, "accept", "declare", interests="None.")
    begun(world, case_id)
    handed_in(world, case_id, *lessons)
    commented(world, case_id)
    rate(world, case_id, "report_check")
