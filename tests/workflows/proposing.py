"""Stories about activity proposals begin here: an idea of ILO's, brought as far as a story needs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from engine.commands import item, link
from engine.commands.transaction import Done
from engine.item import Item
from tests.people import CHAIR, MEMBERS
from tests.world import World

CONSULTED_UNTIL = datetime(2013, 1, 21, 16, tzinfo=UTC)  # ten working days after MORNING, 17:00 in Vienna
IDEA = {
    "component": "B",
    "kind": "PROGRAMME",
    "rationale": "Nobody trains labour inspectors and police together.",
    "contributors": ["ILO", "UNODC"],
    "innovative": "yes",
    "innovative_why": "No such course exists in the region.",
    "collective": "yes",
    "collective_why": "Inspectors and police answer to different members.",
    "victim_input": "Two survivors' groups comment on the outline.",
}
VIEW = {"own": "A course of 2011.", "offers": "A trainer.", "concerns": "", "involve": "Trade unions."}
TOPICALITY = {"topical": "yes", "novel": "yes", "shares": "yes", "difference": "yes"}


def drafted(world: World, by: str = "ILO", **data: Any) -> UUID:
    """A complete draft with its concept note."""
    case_id = world.open("Joint training", by, "activity-proposal", **{**IDEA, **data})
    world.put(case_id, "What we would do, and with whom.", "note", by)
    return case_id


def consulting(world: World, **data: Any) -> UUID:
    case_id = drafted(world, **data)
    world.press(case_id, "consult", "ILO")
    return case_id


def gave_view(world: World, case_id: UUID, *names: str) -> None:
    for name in names or MEMBERS:
        world.answer(case_id, name, "supports", "view", **VIEW)


def screening(world: World, **data: Any) -> UUID:
    case_id = consulting(world, **data)
    gave_view(world, case_id)
    return case_id


def screened(world: World, case_id: UUID, outcome: str = "clear", **words: Any) -> Done:
    return world.answer(
        case_id, "officer", outcome, "screen", existing="A course of ILO's, for inspectors.", **words
    )


def reviewing(world: World, **data: Any) -> UUID:
    case_id = screening(world, **data)
    screened(world, case_id)
    return case_id


def row(world: World, case_id: UUID, no: int) -> Item:
    """One of the 11 rows of the review."""
    rows = [r for r in world.read(case_id).items if r.item == "principles" and r.data["no"] == no]
    assert len(rows) == 1
    return rows[0]


def rate(world: World, case_id: UUID, no: int, rating: str = "MET", by: str = "officer", **data: Any) -> Done:
    found = row(world, case_id, no)
    return item.edit(
        world.engine,
        case_id,
        found.id,
        {"rating": rating, **data},
        revision=found.revision,
        by=world.people[by],
    )


def rate_all(world: World, case_id: UUID, **others: str) -> None:
    for no in range(1, 12):
        rate(world, case_id, no)


def topical(world: World, case_id: UUID, *names: str) -> None:
    for name in names or MEMBERS:
        world.answer(case_id, name, "ensured", "topical", **TOPICALITY)


def reviewed(world: World, **data: Any) -> UUID:
    """Ready to be submitted: every principle rated, every member asked."""
    case_id = reviewing(world, **data)
    rate_all(world, case_id)
    topical(world, case_id)
    return case_id


def before_sc(world: World, **data: Any) -> tuple[UUID, UUID]:
    """The proposal, and the decision it waits for."""
    case_id = reviewed(world, **data)
    world.press(case_id, "submit", "officer")
    return case_id, linked_to(world, case_id, "decided_by")


def approved(world: World, **data: Any) -> tuple[UUID, UUID]:
    case_id, decision = before_sc(world, **data)
    adopt(world, decision)
    return case_id, decision


def linked_to(world: World, case_id: UUID, tie: str) -> UUID:
    """The newest case tied to this one."""
    return [each.other for each in world.read(case_id).links if each.type == tie and not each.incoming][-1]


def deliberate(world: World, decision: UUID) -> None:
    """The Secretariat writes and circulates the text, the chair opens deliberation."""
    world.put(decision)
    world.press(decision, "circulate", "officer")
    world.press(decision, "deliberate", CHAIR)


def adopt(world: World, decision: UUID) -> None:
    """Every member supports; the chair declares consensus."""
    deliberate(world, decision)
    for name in MEMBERS:
        world.answer(decision, name, "support")
    world.press(decision, "declare_consensus", CHAIR)


def tie(world: World, case_id: UUID, key: str, to: UUID, by: str = "officer") -> Done:
    return link.add(world.engine, case_id, key, to, by=world.people[by])
