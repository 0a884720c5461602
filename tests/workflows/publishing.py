"""Stories about what happens to a published product begin here: feedback, the re-review, a translation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands import item, public, task
from engine.derive import bound_now
from engine.task import Task
from engine.view import CaseView
from tests.workflows.producing import linked_case
from tests.workflows.reviewing import EXPERTS
from tests.world import World

SAID = {"useful": "FOUR", "sector": "LABOUR", "error": "The phone number on page 3 is out of use."}
ASSESSORS = (("author", "OWNER", None), ("IOM", "COMMITTEE", "IOM"), (EXPERTS[0], "EXPERT", None))
DEMAND = {
    "language": "FRENCH",
    "audience": "Labour inspectors",
    "demand": "Two ministries ask for it.",
    "requests": "2",
    "practitioners": "400",
}


def say(world: World, product_id: UUID, address: str = "192.0.2.1", **data: Any) -> UUID:
    """Somebody without an account gives feedback on a published product."""
    definition = world.engine.registry.newest["knowledge-product"]
    done = public.send(world.engine, definition, product_id, "feedback", {**SAID, **data}, address=address)
    assert done.case_id is not None
    return done.case_id


def heard(world: World, product_id: UUID) -> list[str | None]:
    """The numbers of what users have said of a product."""
    ties = [link.other for link in world.read(product_id).links if link.type == "responds_to"]
    return [world.number(each) for each in ties]


def answer_open(world: World, case_id: UUID, key: str, outcome: str, by: str, **words: Any) -> None:
    """Somebody answers the one open task of this key that is theirs."""
    snapshot = world.read(case_id)
    found = _mine(world, case_id, key, by)
    bound = bound_now(CaseView(snapshot), snapshot.definition.task_by_key[key])
    task.complete(world.engine, found.id, outcome, by=world.people[by], bound=bound, **words)


def _mine(world: World, case_id: UUID, key: str, by: str) -> Task:
    asked = [each for each in world.read(case_id).tasks if each.task == key and each.present]
    named = f"person:{world.people[by].hex}"
    return next((each for each in asked if each.target == named), asked[0])


def re_reviewing(world: World, product_id: UUID) -> UUID:
    """The re-review that the Secretariat begins before its time."""
    world.press(product_id, "look_again", "officer", reason="A new law.")
    return linked_case(world, product_id, "re_reviewed_by")


def prepared(world: World, review_id: UUID) -> None:
    """Usage and changes are written down, and three people named."""
    world.edit(review_id, "officer", usage="1,200 downloads.", changes="Nothing has changed.")
    for name, part, code in ASSESSORS:
        row = {"person": world.people[name].hex, "part": part}
        if code:
            row["organization"] = world.organizations[code].hex
        item.add(world.engine, review_id, "assessors", row, by=world.people["officer"])


def assessed(world: World, review_id: UUID, outcome: str = "confirm") -> None:
    prepared(world, review_id)
    world.press(review_id, "compile", "officer")
    for name, _part, _code in ASSESSORS:
        reason = None if outcome == "confirm" else "The figures are of 2010."
        answer_open(world, review_id, "assess", outcome, name, reason=reason)


def dispose(world: World, review_id: UUID, disposition: str = "TAKEN_UP") -> None:
    """The Secretariat says of each piece of feedback what becomes of it."""
    for row in world.read(review_id).items:
        if row.item == "feedback" and row.standing:
            told = {"disposition": disposition, "why": "Stands in the corrigendum."}
            item.edit(
                world.engine, review_id, row.id, told, revision=row.revision, by=world.people["officer"]
            )


def confirmed(world: World, product_id: UUID) -> UUID:
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    dispose(world, review_id)
    world.press(review_id, "confirm", "officer", interval="TWO_YEARS", reason="It stands as it is.")
    return review_id


def identified(world: World, product_id: UUID, by: str = "ILO") -> UUID:
    """ILO wants the product in French."""
    world.press(product_id, "translate", by)
    found = [link.other for link in world.read(product_id).links if link.type == "translates"]
    return found[-1]


def in_production(world: World, product_id: UUID, **data: Any) -> UUID:
    case_id = identified(world, product_id)
    world.edit(case_id, "ILO", **{**DEMAND, **data})
    world.press(case_id, "assess", "ILO")
    world.press(case_id, "approve", "manager")
    named = {"author": world.people["author"].hex, "checker": world.people[EXPERTS[0]].hex}
    world.edit(case_id, "officer", **named)
    world.press(case_id, "begin", "officer")
    return case_id


def translated(world: World, product_id: UUID) -> UUID:
    """A French version that anybody finds."""
    case_id = in_production(world, product_id)
    world.put(case_id, "Le module.", "product", "author")
    world.press(case_id, "hand_in", "author")
    answer_open(world, case_id, "check", "good", EXPERTS[0])
    world.press(case_id, "publish", "officer")
    return case_id
