"""Stories about meetings begin here: the Committee meets in Vienna on Monday 21 January 2013, from ten to one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from engine.columns import from_micros
from engine.commands import item, task
from engine.commands.transaction import Done
from engine.item import Item
from tests.people import CHAIR, MEMBERS
from tests.workflows.decision.acts import all_support
from tests.world import World

MEETING = "committee-meeting"
TIMES = {"starts_at": "2013-01-21 10:00", "ends_at": "2013-01-21 13:00", "place": "Vienna"}
DAY = datetime(2013, 1, 21, 9, tzinfo=UTC)  # ten o'clock in Vienna
SILENCE_OVER = datetime(2013, 1, 15, 17, tzinfo=UTC)


def scheduled(world: World, by: str = "officer", **data: str) -> UUID:
    """A meeting with a date and a place, and nothing on its agenda."""
    return world.open("Meeting of January", by, MEETING, **{**TIMES, **data})


def line(world: World, case_id: UUID, subject: str, by: str = "officer", **data: Any) -> Done:
    """A line of the agenda that somebody writes."""
    return item.add(world.engine, case_id, "agenda", {"subject": subject, **data}, by=world.people[by])


def rows(world: World, case_id: UUID, kind: str) -> list[Item]:
    return [row for row in world.read(case_id).items if row.item == kind and row.standing]


def fill(world: World, case_id: UUID, row: Item, by: str = "officer", **data: Any) -> Done:
    """Fill in columns of a row."""
    return item.edit(world.engine, case_id, row.id, data, revision=row.revision, by=world.people[by])


def agenda(world: World, case_id: UUID) -> list[tuple[str, str]]:
    """The subjects, and what each is for."""
    return [(row.data["subject"], row.data["kind"]) for row in rows(world, case_id, "agenda")]


def sent(world: World, by: str = "officer", **data: str) -> UUID:
    """The agenda is out: one decision that waits, and a report to talk about."""
    world.circulated(title="Priorities for 2013")
    case_id = scheduled(world, by, **data)
    world.press(case_id, "take_up", "officer")
    line(world, case_id, "Report of the Secretariat")
    world.press(case_id, "circulate", "officer")
    return case_id


def seat(world: World, case_id: UUID, code: str) -> Item:
    """The row of a member in the attendance."""
    named = world.organizations[code].hex
    return next(row for row in rows(world, case_id, "attendance") if row.data["member"] == named)


def reply(world: World, case_id: UUID, code: str, outcome: str = "comes", by: str = "", **data: Any) -> Done:
    """A member says who comes."""
    party = f"row:{seat(world, case_id, code).id.hex}"
    found = next(t for t in world.read(case_id).tasks if (t.task, t.party) == ("invitation", party))
    told = {"who": f"{code} delegate", "capacity": "PRINCIPAL"} if outcome == "comes" else {}
    who = by or code
    evidence = None if who.startswith(code) else "Call on 15 January."
    people = world.people
    return task.complete(
        world.engine, found.id, outcome, by=people[who], data={**told, **data}, evidence=evidence
    )


def held(world: World, by: str = "officer", **data: str) -> UUID:
    """Opened by the chair on its day."""
    case_id = sent(world, by, **data)
    world.at(begins(world, case_id))
    world.press(case_id, "open", CHAIR)
    return case_id


def begins(world: World, case_id: UUID) -> datetime:
    return from_micros(world.read(case_id).case.data["starts_at"])


def decision_of(world: World, case_id: UUID) -> UUID:
    """The case that the meeting takes up first."""
    return next(link.other for link in world.read(case_id).links if link.type == "takes_up")


def decide(world: World, case_id: UUID) -> UUID:
    """The decision on the agenda is adopted by consensus, in its own case."""
    decision = decision_of(world, case_id)
    world.press(decision, "deliberate", CHAIR)
    all_support(world, decision)
    world.press(decision, "declare_consensus", CHAIR)
    return decision


def attended(world: World, case_id: UUID, *absent: str) -> None:
    """Everybody came, but these."""
    for code in MEMBERS:
        row = seat(world, case_id, code)
        told = {"who": f"{code} delegate", "capacity": "PRINCIPAL", "whence": "Vienna", "came": "ROOM"}
        fill(world, case_id, row, **({"came": "ABSENT"} if code in absent else told))


def concluded(world: World, by: str = "officer", **data: str) -> UUID:
    """All that the record needs is there: decisions, conclusions, attendance, the words, when it was closed."""
    case_id = held(world, by, **data)
    decide(world, case_id)
    attended(world, case_id)
    report = next(row for row in rows(world, case_id, "agenda") if "reference" not in row.data)
    fill(world, case_id, report, conclusion="The Committee took note.")
    world.put(case_id, "The Committee met.", "minutes")
    world.edit(case_id, "officer", closed_at=(world.clock.now() + timedelta(hours=2)).isoformat())
    return case_id


def act(world: World, case_id: UUID, name: str, **data: str) -> Done:
    """A follow-up action; of a member, or of the Secretariat."""
    return item.add(world.engine, case_id, "actions", {"action": name, **data}, by=world.people["officer"])


def circulated(world: World, by: str = "officer", *actions: str, **data: str) -> UUID:
    """The record is with the members; of the actions each is the Secretariat's."""
    case_id = concluded(world, by, **data)
    for each in actions:
        act(world, case_id, each)
    world.press(case_id, "circulate_record", "officer")
    return case_id


def all_agree(world: World, case_id: UUID, *but: str) -> None:
    for code in MEMBERS:
        if code not in but:
            world.answer(case_id, code, "agree", "agree")


def until(world: World, case_id: UUID) -> datetime:
    """When the record stands as agreed."""
    return from_micros(world.read(case_id).case.data["record_until"])
