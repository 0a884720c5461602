"""Stories about quality reviews begin here: ILO asks for a review of its handbook, which comes as far as a story needs it.

On the panel sit IOM, the alternate of UNICEF whom UNICEF nominates, and two experts of the roster.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from engine.commands import item, task
from engine.derive import bound_now
from engine.item import Item
from engine.queries.case_page import CasePage, case_page
from engine.task import Task
from engine.view import CaseView
from tests.people import MEMBERS
from tests.workflows.nominating import on_roster
from tests.world import World

ABOUT = {
    "origin": "MEMBER",
    "requester": "ILO",
    "product_type": "HANDBOOK",
    "audience": "Employers and business",
    "themes": ["LABOUR"],
    "regions": ["EAST_AFRICA"],
    "languages": ["ENGLISH"],
    "wanted_by": "2013-06-30",
}
PLAN = {
    "fits_scope": "Forced labour is a theme of the house.",
    "existing": "Two guides, neither for employers.",
    "skills": ["LABOUR"],
    "reviewer_days": 8,
    "budget_line": "A.3",
    "begins_on": "2013-02-01",
    "ends_on": "2013-04-01",
}
DRAFT, REVISED = "The handbook, first draft.", "The handbook, revised."
EXPERTS = ("first expert", "second expert")
THIRD = "third expert"
FIVE_DAYS_OVER = datetime(2013, 1, 14, 16, tzinfo=UTC)  # five working days after MORNING, 17:00 in Vienna
PANEL = ("IOM", "UNICEF alternate", *EXPERTS)
CHOSEN = {"part": "EXPERT", "chosen_for": "THEME", "why": "Twenty years of labour law."}


def roster(world: World) -> None:
    """Two experts of different employers, both independent, and an author."""
    if EXPERTS[0] not in world.people:
        world.add_person("author")
        world.grant("RESEARCHER", "ILO", "author", "principal")
        on_roster(world, EXPERTS[0], employer="University of the Coast")
        on_roster(world, EXPERTS[1], employer="Labour inspectorate, retired")


def with_third(world: World, **data: str) -> UUID:
    """One more expert on the roster, of a third employer."""
    return on_roster(world, THIRD, **{"employer": "Trade union", **data})


def submitted(world: World, by: str = "ILO", without: str = "", **data: Any) -> UUID:
    """Asked for, without the file."""
    roster(world)
    told = {key: value for key, value in {**ABOUT, "author": "author", **data}.items() if key != without}
    for key in ("author", "requester"):
        if key in told:
            told[key] = (world.people if key == "author" else world.organizations)[told[key]].hex
    return world.open(told.pop("title", "Handbook for employers"), by, "quality-review", **told)


def screening(world: World, by: str = "ILO", **data: Any) -> UUID:
    case_id = submitted(world, by, **data)
    world.put(case_id, DRAFT, "product", by)
    return case_id


def selecting(world: World, by: str = "ILO", **data: Any) -> UUID:
    case_id = screening(world, by, **data)
    world.edit(case_id, "officer", **PLAN)
    world.press(case_id, "select", "officer")
    return case_id


def nominate(world: World, case_id: UUID) -> None:
    """IOM reviews itself, UNICEF nominates its alternate, the others nobody."""
    world.answer(case_id, "IOM", "self", "nominate")
    world.answer(case_id, "UNICEF", "nominee", "nominate", nominee=world.people["UNICEF alternate"].hex)
    for name in MEMBERS:
        if name not in ("IOM", "UNICEF"):
            world.answer(case_id, name, "nobody", "nominate", reason="No time this month.")


def choose(world: World, case_id: UUID, name: str | None, **data: Any) -> UUID:
    """The Secretariat puts somebody (or an open place) on the panel."""
    named = {"person": world.people[name].hex} if name else {}
    row: UUID = item.add(
        world.engine, case_id, "panel", {**CHOSEN, **named, **data}, by=world.people["officer"]
    ).result
    return row


def row_of(world: World, case_id: UUID, name: str) -> Item:
    """The standing row of the panel for somebody."""
    rows = [row for row in world.read(case_id).items if row.item == "panel" and row.standing]
    return next(row for row in rows if row.data.get("person") == world.people[name].hex)


def rows(world: World, case_id: UUID, key: str) -> list[Item]:
    """The standing rows of a table, in order."""
    found = [row for row in world.read(case_id).items if row.item == key and row.standing]
    return sorted(found, key=lambda row: row.position)


def names(world: World, case_id: UUID) -> list[str]:
    """Who stands on the panel; an open place is called so."""
    people = {identity.hex: name for name, identity in world.people.items()}
    return [people.get(row.data.get("person", ""), "open") for row in rows(world, case_id, "panel")]


def end_row(world: World, case_id: UUID, name: str) -> None:
    """The Secretariat ends somebody's row of the panel."""
    row = row_of(world, case_id, name)
    item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people["officer"])


def page_of(world: World, case_id: UUID, who: str) -> CasePage:
    """The case with its whole history, as somebody reads it."""
    with world.engine.database.read() as connection:
        house = world.engine.register(connection)
        return case_page(world.engine, connection, house, case_id, world.people[who], newest=None)


def conflict(world: World, case_id: UUID, name: str, **data: str) -> None:
    """The Secretariat puts a conflict of interest on record: a true one, unless the data say else."""
    told = {
        "kind": "MONEY",
        "told_by": "FOUND",
        "standing": "CONFIRMED",
        "consequence": "FORBIDS",
        "words": "Paid by the publisher.",
        **data,
    }
    named = {**told, "person": world.people[name].hex}
    item.add(world.engine, case_id, "conflicts", named, by=world.people["officer"])


def partner(world: World) -> None:
    """The author is of a strategic partner, and may ask for a review."""
    roster(world)
    world.grant("PARTNER", "DONOR", "author", "principal")


def asked(world: World, case_id: UUID, key: str, name: str | None = None) -> Task:
    """The task of somebody on the panel; without a name the one there is."""
    found = [each for each in world.read(case_id).tasks if each.task == key and each.present]
    if name is not None:
        found = [each for each in found if each.party == f"row:{row_of(world, case_id, name).id.hex}"]
    assert len(found) == 1, (key, name, len(found))
    return found[0]


def open_place(world: World, case_id: UUID) -> Task:
    """What is asked of all experts of the roster for the open place."""
    return next(each for each in world.read(case_id).tasks if each.task == "place" and each.is_open)


def take_place(world: World, case_id: UUID, name: str) -> None:
    """An expert takes the open place."""
    task.complete(world.engine, open_place(world, case_id).id, "take", by=world.people[name])


def reply(
    world: World,
    case_id: UUID,
    key: str,
    name: str,
    outcome: str,
    *,
    alone: bool = False,
    reason: str | None = None,
    **data: Any,
) -> None:
    """Somebody of the panel answers; `alone`: what is asked of one person only."""
    snapshot = world.read(case_id)
    bound = bound_now(CaseView(snapshot), snapshot.definition.task_by_key[key])
    found = asked(world, case_id, key, None if alone else name)
    task.complete(
        world.engine, found.id, outcome, by=world.people[name], reason=reason, data=data, bound=bound
    )


def panel_chosen(world: World, by: str = "ILO", experts: tuple[str, ...] = EXPERTS, **data: Any) -> UUID:
    case_id = selecting(world, by, **data)
    nominate(world, case_id)
    for name in experts:
        choose(world, case_id, name)
    world.edit(case_id, "officer", panel_lead=world.people["IOM"].hex)
    return case_id


def accept(world: World, case_id: UUID, *names: str) -> None:
    for name in names or PANEL:
        reply(world, case_id, "invitation", name, "accept", interests="None.")


def confirmed(world: World, by: str = "ILO", **data: Any) -> UUID:
    case_id = panel_chosen(world, by, **data)
    accept(world, case_id)
    world.press(case_id, "confirm_panel", "officer")
    return case_id


def reviewing(world: World, by: str = "ILO", **data: Any) -> UUID:
    case_id = confirmed(world, by, **data)
    world.press(case_id, "begin", "officer")
    return case_id


def scores(world: World, case_id: UUID, score: str = "THREE") -> list[dict[str, str]]:
    return [{"score": score, "note": "See the comments."} for _ in world.read(case_id).case.data["criteria"]]


REMARK = {"place": "Chapter 2", "comment": "Say what the Protocol says on consent."}


def review(
    world: World,
    case_id: UUID,
    name: str,
    verdict: str = "minor",
    *remarks: dict[str, Any],
    reason: str | None = None,
) -> None:
    """Somebody delivers a review."""
    told = list(remarks) if remarks or verdict == "clear" else [REMARK]
    if verdict in ("major", "unsuitable"):
        reason = reason or "It has to be written again."
    reply(world, case_id, "review", name, verdict, reason=reason, scores=scores(world, case_id), remarks=told)


def waiting_for_one(world: World) -> UUID:
    """All but the second expert have delivered."""
    case_id = reviewing(world)
    for name in PANEL[:-1]:
        review(world, case_id, name, "clear")
    return case_id


def consolidating(world: World, *remarks: dict[str, Any], by: str = "ILO", **data: Any) -> UUID:
    """All have delivered; IOM has made the remarks, the others find it clear."""
    case_id = reviewing(world, by, **data)
    review(world, case_id, "IOM", "minor", *(remarks or (REMARK,)))
    for name in PANEL[1:]:
        review(world, case_id, name, "clear")
    world.edit(case_id, "officer", summary="Good, but for the chapter on consent.")
    return case_id


def revising(world: World, *remarks: dict[str, Any], by: str = "ILO", **data: Any) -> UUID:
    case_id = consolidating(world, *remarks, by=by, **data)
    world.press(case_id, "revise", "officer")
    return case_id


def respond(world: World, case_id: UUID, response: str = "ACCEPTED", because: str | None = None) -> None:
    """The author answers every comment alike."""
    for row in [each for each in world.read(case_id).items if each.item == "comments" and each.standing]:
        told = {"response": response, **({"because": because} if because else {})}
        item.edit(world.engine, case_id, row.id, told, revision=row.revision, by=world.people["author"])


def revise(world: World, case_id: UUID, words: str = REVISED) -> None:
    """Answered, put in a new file, and handed in."""
    respond(world, case_id)
    world.put(case_id, words, "product", "author")
    reply(world, case_id, "respond", "author", "revised", alone=True)


def verifying(world: World, *remarks: dict[str, Any], by: str = "ILO", **data: Any) -> UUID:
    case_id = revising(world, *remarks, by=by, **data)
    revise(world, case_id)
    return case_id


def verified(world: World, case_id: UUID) -> None:
    """The lead finds the comments answered, the Committee's side confirms."""
    critical = [
        row for row in world.read(case_id).items if row.item == "comments" and row.data.get("critical")
    ]
    settled = [{"done": "yes"} for _ in critical]
    reply(world, case_id, "verify", "IOM", "pass", alone=True, settled=settled)
    for name in ("IOM", "UNICEF alternate"):
        reply(world, case_id, "confirm", name, "confirm")


def stamped(world: World, *remarks: dict[str, Any], by: str = "ILO", **data: Any) -> UUID:
    case_id = verifying(world, *remarks, by=by, **data)
    verified(world, case_id)
    world.press(case_id, "stamp", "officer", interval="YEAR")
    return case_id
