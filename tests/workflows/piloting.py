"""Stories about thematic projects begin here: ILO tries a hotline for seafarers, with IOM."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands import task
from engine.whom import seat_target
from tests.workflows import proposing
from tests.workflows.evaluating import add, change, finalised, rows
from tests.world import World

ABOUT = {
    "kind": "SECTOR",
    "purpose": "PILOT",
    "why_needed": "Nobody answers seafarers who call.",
    "lead": "ILO",
    "contributors": ["ILO", "IOM"],
    "theme": "LABOUR",
}
DESIGN = {
    "criteria": "Half of the calls lead to help within a day.",
    "empowerment": "Two former victims train those who answer.",
    "ends_on": "2013-12-31",
}
OUTCOME = {
    "level": "OUTCOME",
    "result": "Seafarers get help.",
    "indicator": "Calls that led to help",
    "unit": "percent",
}
LINES = (("Hotline", "ACTIVITIES", "80000"), ("Evaluation", "EVALUATION", "4000.50"))


def concept(world: World, by: str = "ILO", **data: Any) -> UUID:
    return world.open("Hotline for seafarers", by, "thematic-project", **{**ABOUT, **data})


def reviewing(world: World, **data: Any) -> UUID:
    case_id = concept(world, **data)
    world.put(case_id, "What we would try.", "note", "officer")
    world.press(case_id, "review", "officer")
    return case_id


def reviewed(world: World, **data: Any) -> UUID:
    case_id = reviewing(world, **data)
    proposing.rate_all(world, case_id)
    return case_id


def before_sc(world: World, **data: Any) -> tuple[UUID, UUID]:
    """The project, and the decision it waits for."""
    case_id = reviewed(world, **data)
    world.press(case_id, "submit", "officer")
    return case_id, proposing.linked_to(world, case_id, "decided_by")


def designing(world: World, **data: Any) -> UUID:
    case_id, decision = before_sc(world, **data)
    proposing.adopt(world, decision)
    return case_id


def budgeted(world: World, case_id: UUID, *lines: tuple[str, str, str]) -> None:
    for what, line, amount in lines or LINES:
        spender = world.organizations["ILO"].hex
        add(world, case_id, "budget", "ILO", what=what, line=line, amount=amount, spender=spender)


def designed(world: World, *lines: tuple[str, str, str], **data: Any) -> UUID:
    """Everything is written down; nobody has agreed yet."""
    case_id = designing(world)
    write_design(world, case_id, *lines, **data)
    return case_id


def write_design(world: World, case_id: UUID, *lines: tuple[str, str, str], **data: Any) -> None:
    world.edit(case_id, "ILO", **{**DESIGN, **data})
    add(world, case_id, "results", "ILO", **OUTCOME, baseline="0", target="50")
    budgeted(world, case_id, *lines)
    world.put(case_id, "How we try it.", "document", "ILO")


def agreed(world: World, *lines: tuple[str, str, str], **data: Any) -> UUID:
    case_id = designed(world, *lines, **data)
    for name in ("ILO", "IOM"):
        agree(world, case_id, name)
    return case_id


def agree(world: World, case_id: UUID, name: str, outcome: str = "agree", **words: Any) -> None:
    """What a member that takes part says to the design."""
    target = seat_target("SC_FOCAL_POINT", world.organizations[name])
    asked = next(
        t for t in world.read(case_id).tasks if t.task == "agreement" and t.present and t.target == target
    )
    bound = world.bound(case_id, "agreement")
    task.complete(world.engine, asked.id, outcome, by=world.people[name], data={}, bound=bound, **words)


def approved(world: World) -> UUID:
    case_id = agreed(world)
    world.press(case_id, "approve", "ILO")
    return case_id


def running(world: World) -> UUID:
    case_id = approved(world)
    world.press(case_id, "begin", "ILO")
    return case_id


def evaluating(world: World) -> tuple[UUID, UUID]:
    """The project, and the evaluation it waits for."""
    case_id = running(world)
    row = rows(world, case_id, "results")[0]
    change(world, case_id, row, "ILO", actual="61.5")
    world.put(case_id, "What came of it.", "report", "ILO")
    world.press(case_id, "evaluate", "ILO")
    link = next(each for each in world.read(case_id).links if each.type == "evaluates")
    return case_id, link.other


def evaluated(world: World) -> UUID:
    """Its evaluation has become final."""
    case_id, evaluation = evaluating(world)
    finalised(world, evaluation)
    return case_id


def proposed(world: World, next_step: str = "SCALE") -> tuple[UUID, UUID]:
    """What becomes of it is put before the Committee: the project, and the decision it waits for."""
    case_id = evaluated(world)
    world.press(
        case_id, "propose", "officer", next_step=next_step, grounds="Three in five calls led to help."
    )
    return case_id, proposing.linked_to(world, case_id, "decided_by")


def closed(world: World) -> UUID:
    case_id, decision = proposed(world)
    proposing.adopt(world, decision)
    world.edit(case_id, "officer", no_lesson="The evaluation has drawn them.")
    world.press(case_id, "close", "officer", decided="SCALE")
    return case_id
