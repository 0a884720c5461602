"""From a fact to the people it concerns: who is told what. Never who acted, never who may not see the case."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from notifications.facts import HANDING, STOOD_IN, Fact
from notifications.messages import HANDED, OVERRIDE, RECORDED, REMARK
from notifications.questions import moved_and_asked
from notifications.reminders import reminded
from notifications.surroundings import Surroundings
from notifications.telling import Telling, dates_of

# What reminds: clocks, and whoever asks again.
REMINDING = {"clock.remind", "clock.overdue", "reminder.asked"}
OVERRIDE_BEGUN = "override.begun"


def tell(fact: Fact, around: Surroundings) -> list[Telling]:
    """Everything that a fact tells to anybody: at most one thing of a kind each."""
    found: dict[tuple[UUID, str], Telling] = {}
    for telling in reminded(fact, around) if fact.kind in REMINDING else _concerned(fact, around):
        found.setdefault((telling.to, telling.kind), telling)
    return [each for each in found.values() if _may_be_told(fact, around, each)]


def _may_be_told(fact: Fact, around: Surroundings, telling: Telling) -> bool:
    if telling.to == fact.actor:
        return False
    return around.sees(telling.to, fact.case_id) and around.reads(telling.to, telling.level)


def _concerned(fact: Fact, around: Surroundings) -> Iterator[Telling]:
    yield from _handed(fact, around)
    yield from _recorded(fact, around)
    yield from _remarked(fact, around)
    yield from _overridden(fact, around)
    yield from moved_and_asked(fact, around)


def _handed(fact: Fact, around: Surroundings) -> Iterator[Telling]:
    """Whoever a task was delegated, reassigned or handed over to."""
    yield from _stood_in(fact)
    if fact.kind not in HANDING or fact.actor is None:
        return
    to, rows = fact.told.get("to"), list(fact.rows("tasks"))
    for row in rows:
        to = to or row.columns.get("delegated_to")
    if to is not None and around.people(f"person:{to}"):
        values = {"person": {"person": fact.actor.hex}, "task": {"task": fact.told["task"]}}
        dates = dates_of(around.tasks([row.id for row in rows]).values())
        yield Telling(UUID(to), HANDED, "handed", values, dates=dates)


def _stood_in(fact: Fact) -> Iterator[Telling]:
    """Whoever does something in place of somebody away: by what was offered, or by what became due."""
    if fact.kind == STOOD_IN and "to" in fact.told:
        values = {"person": {"person": fact.told["away"]}, "task": {"task": fact.told["task"]}}
        yield Telling(UUID(fact.told["to"]), HANDED, "stood in", values)
    for row in fact.rows("tasks"):
        away = row.columns.get("instead_of")
        if row.new and away is not None:
            values = {"person": {"person": away}, "task": {"task": row.columns["task"]}}
            yield Telling(UUID(row.columns["delegated_to"]), HANDED, "stood in", values)


def _recorded(fact: Fact, around: Surroundings) -> Iterator[Telling]:
    """The member for whom somebody else wrote an answer down: it can be corrected."""
    for row in fact.rows("positions"):
        told = row.columns
        if not (row.new and told.get("recorded") and fact.actor and told.get("for_organization")):
            continue
        task = around.tasks([UUID(told["task_id"])])[UUID(told["task_id"])]
        values = {
            "person": {"person": fact.actor.hex},
            "organization": {"organization": told["for_organization"]},
            "outcome": {"outcome": [told["task"], told["outcome"]]},
        }
        for person in around.people(task.target):
            yield Telling(person.id, RECORDED, "recorded", values)


def _remarked(fact: Fact, around: Surroundings) -> Iterator[Telling]:
    """Those who acted in the case or remarked on it before; at the remark's own level of confidentiality."""
    for row in fact.rows("comments"):
        if row.new and fact.actor is not None:
            values = {"person": {"person": fact.actor.hex}}
            for person in around.actors(fact.case_id):
                if around.people(f"person:{person.hex}"):
                    yield Telling(person, REMARK, "remark", values, level=row.columns["level"])


def _overridden(fact: Fact, around: Surroundings) -> Iterator[Telling]:
    """An administrator who reads a case against its level is announced to everybody concerned by it."""
    if fact.kind == OVERRIDE_BEGUN and fact.actor is not None:
        values = {"person": {"person": fact.actor.hex}}
        for person in around.concerned(fact.case_id):
            yield Telling(person.id, OVERRIDE, "override", values)
