"""Stories about the joint checklist begin here: six items, one for each pillar, that come as far as a story needs them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.case import cases
from engine.commands import item, lines
from engine.commands.lines import Line
from engine.item import Item
from tests.people import MEMBERS
from tests.workflows import proposing
from tests.workflows.producing import linked_case, stamp
from tests.workflows.publishing import answer_open
from tests.workflows.reviewing import EXPERTS, roster
from tests.world import World

PILLARS = ("LEGISLATION", "PROSECUTION", "PROTECTION", "PREVENTION", "PARTNERSHIP", "DATA")
CODES = ("LP1", "PS1", "PT1", "PV1", "PA1", "DA1")
ITEMS = tuple(
    {
        "code": code,
        "pillar": pillar,
        "text": f"What is asked under {code}.",
        "hint": "The law, or a figure of the ministry.",
        "source": "Toolkit of the members",
        "plan_item": "none" if pillar == "DATA" else "Part II",
        "direct": "yes" if code == "PT1" else "no",
    }
    for code, pillar in zip(CODES, PILLARS, strict=True)
)
PURPOSE = {"purpose": "One set of questions for every assessment."}


def drafted(world: World, by: str = "officer", items: Any = ITEMS) -> UUID:
    """With its items, its file, and who leads and writes it."""
    roster(world)
    case_id = world.open("Joint checklist", by, "joint-checklist", **PURPOSE)
    named = {"lead": world.organizations["ILO"].hex, "author": world.people["author"].hex}
    world.edit(case_id, "officer", **named)
    if items:
        write(world, case_id, "items", *items)
    world.put(case_id, "The checklist, as it is printed.", "checklist")
    return case_id


def write(world: World, case_id: UUID, table: str, *rows: Any, by: str = "officer") -> Any:
    """Somebody fills in rows of a table as a sheet."""
    return lines.write(world.engine, case_id, table, [Line(row) for row in rows], by=world.people[by]).result


def row_of(world: World, case_id: UUID, table: str, named: str, column: str = "code") -> Item:
    """The standing row of a table whose column says this."""
    rows = [r for r in world.read(case_id).items if r.item == table and r.standing]
    return next(row for row in rows if row.data.get(column) == named)


def change(
    world: World,
    case_id: UUID,
    table: str,
    named: str,
    by: str = "officer",
    column: str = "code",
    **data: Any,
) -> None:
    """Somebody fills in one row."""
    row = row_of(world, case_id, table, named, column)
    item.edit(world.engine, case_id, row.id, data, revision=row.revision, by=world.people[by])


def end_row(
    world: World, case_id: UUID, table: str, named: str, by: str = "officer", column: str = "code"
) -> None:
    """Somebody ends one row."""
    row = row_of(world, case_id, table, named, column)
    item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people[by])


def asked(world: World, **data: Any) -> UUID:
    """The members are asked for their tools."""
    case_id = drafted(world, **data)
    world.press(case_id, "ask", "officer")
    return case_id


def brought(world: World, case_id: UUID, *names: str) -> None:
    for name in names or MEMBERS:
        world.answer(case_id, name, "none", "bring")


def name_experts(world: World, case_id: UUID, *names: str) -> None:
    for name in names or EXPERTS:
        told = {"person": world.people[name].hex}
        item.add(world.engine, case_id, "reviewers", told, by=world.people["officer"])


def under_experts(world: World, **data: Any) -> UUID:
    case_id = asked(world, **data)
    brought(world, case_id)
    name_experts(world, case_id)
    world.press(case_id, "review", "officer")
    return case_id


def fits(world: World, case_id: UUID, *names: str) -> None:
    """The experts find that it can be used as it is."""
    for name in names or EXPERTS:
        answer_open(world, case_id, "look", "fits", name)


def in_review(world: World) -> UUID:
    case_id = under_experts(world)
    fits(world, case_id)
    world.press(case_id, "hand_in", "officer")
    return case_id


def before_sc(world: World) -> UUID:
    case_id = in_review(world)
    stamp(world, linked_case(world, case_id, "reviewed_by"))
    world.press(case_id, "submit", "officer")
    return case_id


def adopted(world: World) -> UUID:
    case_id = before_sc(world)
    proposing.adopt(world, linked_case(world, case_id, "decided_by"))
    return case_id


def in_use(world: World) -> UUID:
    case_id = adopted(world)
    world.press(case_id, "use", "officer")
    return case_id


def next_version(world: World, case_id: UUID) -> UUID:
    """The Secretariat begins the version after this one."""
    world.press(case_id, "next", "officer")
    return linked_case(world, case_id, "supersedes")


def bring_on(world: World, case_id: UUID) -> None:
    """A version that was begun from another one goes its whole way into use."""
    world.put(case_id, "The checklist, second version.", "checklist")
    world.press(case_id, "ask", "officer")
    brought(world, case_id)
    name_experts(world, case_id)
    world.press(case_id, "review", "officer")
    fits(world, case_id)
    world.press(case_id, "hand_in", "officer")
    stamp(world, linked_case(world, case_id, "reviewed_by"))
    world.press(case_id, "submit", "officer")
    proposing.adopt(world, linked_case(world, case_id, "decided_by"))
    world.press(case_id, "use", "officer")


def checklist(world: World) -> UUID:
    """The checklist that is in use in a house that has one."""
    query = select(cases.c.id).where(cases.c.definition == "joint-checklist", cases.c.state == "in_use")
    with world.engine.database.read() as connection:
        found: UUID = connection.execute(query).scalars().one()
    return found
