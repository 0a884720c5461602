"""Acts that several stories of the committee decision need: an activity with its review, everybody's support, a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.commands import item, task
from engine.commands.transaction import Done
from tests.people import CHAIR, MEMBERS
from tests.world import World

TOLD = "Call with the focal point on 7 January 2013, note in the file."


def rate(
    world: World, case_id: UUID, but: Mapping[int, str | None] | None = None, why: str = "Because."
) -> None:
    """Rate all 11 principles as met, `but` some: by number, another rating or none."""
    rows = [r for r in world.read(case_id).items if r.item == "principles"]
    for row in rows:
        rating = (but or {}).get(row.data["no"], "MET")
        if rating is not None:
            item.edit(
                world.engine,
                case_id,
                row.id,
                {"rating": rating} if rating == "MET" else {"rating": rating, "why": why},
                revision=row.revision,
                by=world.people["officer"],
            )


def activity(world: World, method: str = "WRITTEN", **data: Any) -> UUID:
    """The draft of a decision on an activity, reviewed and ready to go out."""
    case_id = world.open(subject="IMPLEMENT_ACTIVITY", method=method, **data)
    rate(world, case_id)
    world.put(case_id)
    return case_id


def deliberated_activity(world: World) -> UUID:
    """A decision on an activity, in deliberation."""
    case_id = activity(world)
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR)
    return case_id


def all_support(world: World, case_id: UUID, *but: str) -> None:
    """Every member supports, but these."""
    for name in MEMBERS:
        if name not in but:
            world.answer(case_id, name, "support")


def record(
    world: World,
    case_id: UUID,
    code: str,
    outcome: str,
    by: str = "officer",
    evidence: str | None = TOLD,
    **data: Any,
) -> Done:
    """Somebody records the position of a member."""
    return world.answer(case_id, by, outcome, of=code, evidence=evidence, **data)


def ask_for_time(world: World, case_id: UUID, who: str) -> Done:
    """A member asks for more time."""
    return world.answer(case_id, who, "ask", "extension", reason="Our board meets next week.")


def rule_on_time(
    world: World, case_id: UUID, outcome: str, by: str = CHAIR, reason: str | None = None, **data: Any
) -> Done:
    """The chair rules on the newest request for more time."""
    asked = [t for t in world.read(case_id).tasks if t.task == "rule_on_time" and t.present]
    return task.complete(world.engine, asked[-1].id, outcome, by=world.people[by], reason=reason, data=data)


def adopted(world: World, **data: Any) -> UUID:
    """A decision adopted by consensus in deliberation."""
    case_id = world.deliberating(**data)
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    return case_id
