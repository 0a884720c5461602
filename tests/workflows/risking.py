"""Stories about risks begin here: competition among agencies, which UNODC's focal point owns, comes as far as a story needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.commands import item
from tests.world import World

STATEMENT: Mapping[str, Any] = {
    "cause": "Members raise money from the same donors.",
    "event": "Agencies compete instead of working together.",
    "consequence": "Activities are done twice, and the initiative loses trust.",
    "category": "INTER_AGENCY",
    "touches": ["P1", "P2"],
    "owner": "UNODC",
}
MEDIUM: Mapping[str, Any] = {"likelihood": "THREE", "impact": "THREE"}
HIGH: Mapping[str, Any] = {"likelihood": "THREE", "impact": "FOUR"}
VERY_HIGH: Mapping[str, Any] = {"likelihood": "FOUR", "impact": "FOUR"}
GROUNDS: Mapping[str, Any] = {"grounds": "The reports of 2012."}
TREATED: Mapping[str, Any] = {"response": "REDUCE", "residual_likelihood": "TWO", "residual_impact": "THREE"}


def identified(world: World, by: str = "officer", without: str = "", **data: Any) -> UUID:
    """A risk that is described, complete but for what it is to be without."""
    told = {key: value for key, value in {**STATEMENT, **data}.items() if key != without}
    if "owner" in told:
        told["owner"] = world.people[told["owner"]].hex
    return world.open("Competition among agencies", by, "risk", **told)


def assessed(world: World, by: str = "officer", how: Mapping[str, Any] | None = None, **data: Any) -> UUID:
    case_id = identified(world, by, **data)
    world.press(case_id, "assess", "officer", **(how or MEDIUM), **GROUNDS)
    return case_id


def act(world: World, case_id: UUID, by: str = "UNODC", **data: Any) -> UUID:
    """Something is to be done against it."""
    told = {
        "action": "One calendar for all donors",
        "responsible": world.organizations["UNODC"].hex,
        "done_by": "2013-05-31",
        **data,
    }
    row: UUID = item.add(world.engine, case_id, "actions", told, by=world.people[by]).result
    return row


def planned(
    world: World, by: str = "officer", how: Mapping[str, Any] | None = None, *, owner: str = "UNODC"
) -> UUID:
    case_id = assessed(world, by, how, owner=owner)
    act(world, case_id, by=owner, progress="UNDER_WAY")
    world.edit(case_id, owner, **TREATED)
    world.press(case_id, "plan", owner)
    return case_id


def monitored(
    world: World, by: str = "officer", how: Mapping[str, Any] | None = None, *, owner: str = "UNODC"
) -> UUID:
    case_id = planned(world, by, how, owner=owner)
    world.press(case_id, "monitor", owner)
    return case_id


def escalated(world: World, by: str = "officer", *, owner: str = "UNODC") -> UUID:
    return assessed(world, by, VERY_HIGH, owner=owner)


def materialised(world: World, by: str = "officer", *, owner: str = "UNODC") -> UUID:
    case_id = monitored(world, by, owner=owner)
    world.press(case_id, "materialise", owner, happened="Two members asked one donor for the same work.")
    return case_id
