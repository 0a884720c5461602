"""Stories about knowledge products begin here: a module for labour inspectors, which comes as far as a story needs it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands import item
from engine.derive import bound_now
from engine.view import CaseView
from tests.workflows import proposing
from tests.workflows.reviewing import PANEL, accept, choose, nominate, review, roster, verified
from tests.world import World

ABOUT = {
    "gap": "Labour inspectors have no module of their own.",
    "audience": "Labour inspectors",
    "product_type": "TRAINING",
    "themes": ["LABOUR"],
    "regions": ["EAST_AFRICA"],
    "languages": ["ENGLISH"],
}
NEW = {"why_new": "None speaks to inspectors.", "parent": "Training programme, decided in 2012."}
OUT = {
    "feedback_form": "yes",
    "feedback_channel": "feedback@example.org, read by the Secretariat",
    "is_public": "yes",
    "translations": "French is asked for by two labour ministries.",
    "survivors": "no",
}
EXISTING = {
    "resource": "Handbook for employers",
    "whose": "ILO, on its site",
    "quality": "GOOD",
    "remark": "For employers.",
}
MODULE = "The module, first draft."


def idea(world: World, by: str = "ILO", **data: Any) -> UUID:
    roster(world)
    told = {**ABOUT, "lead": world.organizations["ILO"].hex, **data}
    return world.open("Training module for labour inspectors", by, "knowledge-product", **told)


def assessing(world: World, by: str = "ILO", **data: Any) -> UUID:
    case_id = idea(world, by, **data)
    world.edit(case_id, "officer", assessor=world.organizations["IOM"].hex, **NEW)
    world.press(case_id, "assess", "officer")
    return case_id


def found(world: World, case_id: UUID, by: str = "officer", **data: Any) -> UUID:
    """Somebody writes down a resource that exists."""
    told = {**EXISTING, "verdict": "NOT_ADEQUATE", **data}
    row: UUID = item.add(world.engine, case_id, "resources", told, by=world.people[by]).result
    return row


def before_sc(world: World, by: str = "ILO") -> UUID:
    case_id = assessing(world, by)
    found(world, case_id)
    world.answer(case_id, "IOM", "done", "assess")
    world.press(case_id, "submit", "officer")
    return case_id


def linked_case(world: World, case_id: UUID, tie: str) -> UUID:
    """The case that this one is tied to last."""
    return next(link.other for link in reversed(world.read(case_id).links) if link.type == tie)


def developing(world: World, by: str = "ILO") -> UUID:
    case_id = before_sc(world, by)
    proposing.adopt(world, linked_case(world, case_id, "decided_by"))
    return case_id


def in_review(world: World, by: str = "ILO", **data: Any) -> UUID:
    case_id = developing(world, by)
    world.edit(case_id, "officer", author=world.people["author"].hex, **{**OUT, **data})
    world.put(case_id, MODULE, "product", "author")
    world.press(case_id, "hand_in", "officer")
    return case_id


def under_review(world: World, review_id: UUID) -> None:
    """The panel is chosen, has accepted, and reads."""
    plan = {
        "wanted_by": "2013-06-30", "fits_scope": "Of the house.", "skills": ["LABOUR"], "reviewer_days": 4, "budget_line": "A.3",
        "begins_on": "2013-02-01", "ends_on": "2013-04-01",
    }  # fmt: skip
    world.edit(review_id, "officer", **plan)
    world.press(review_id, "select", "officer")
    nominate(world, review_id)
    for name in PANEL[2:]:
        choose(world, review_id, name)
    world.edit(review_id, "officer", panel_lead=world.people["IOM"].hex)
    accept(world, review_id)
    world.press(review_id, "confirm_panel", "officer")
    world.press(review_id, "begin", "officer")


def stamp(world: World, review_id: UUID) -> None:
    """The review takes its whole way; nothing needs to be changed, so the stamp is on the file that was handed in."""
    under_review(world, review_id)
    for name in PANEL:
        review(world, review_id, name, "clear")
    world.edit(review_id, "officer", summary="Nothing to change.")
    world.press(review_id, "no_changes", "officer")
    verified(world, review_id)
    world.press(review_id, "stamp", "officer", interval="YEAR")


def cleared(world: World, by: str = "ILO", **data: Any) -> UUID:
    case_id = in_review(world, by, **data)
    stamp(world, linked_case(world, case_id, "reviewed_by"))
    return case_id


def planned(world: World, case_id: UUID, words: str = "To all inspectorates.") -> None:
    """The author has written how it is spread."""
    world.put(case_id, words, "plan", "author")
    snapshot = world.read(case_id)
    task = next(t for t in snapshot.tasks if t.task == "spread" and t.present)
    from engine.commands import task as tasks

    bound = bound_now(CaseView(snapshot), snapshot.definition.task_by_key["spread"])
    tasks.complete(world.engine, task.id, "written", by=world.people["author"], bound=bound)


def published(world: World, by: str = "ILO", **data: Any) -> UUID:
    case_id = cleared(world, by, **data)
    planned(world, case_id)
    world.press(case_id, "publish", "officer")
    return case_id
