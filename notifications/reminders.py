"""Reminders: whom a clock tells, if what it is about still waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.columns import to_micros
from engine.party import Person
from engine.task import Task
from notifications.facts import Fact
from notifications.messages import OVERDUE, REMINDER
from notifications.surroundings import Surroundings
from notifications.telling import Telling, dates_of, faces, notice_of

LATE = timedelta(hours=1)


def reminded(fact: Fact, around: Surroundings) -> Iterator[Telling]:
    """Those whom the clock named, while what it is about still stands: the task open, the case where it was."""
    told = fact.told
    if told.get("state") not in (None, around.case(fact.case_id).state):
        return
    known = around.tasks([UUID(each) for each in told.get("tasks", ())])
    waiting = [task for task in known.values() if task.is_open]
    if known and not waiting:
        return
    for target in told.get("to", ()):
        mine = [task for task in known.values() if target in faces(task)]
        if mine and not any(task.is_open for task in mine):
            continue
        wide = told.get("wide", True)
        for person in around.people(target) if wide else around.first(target, fact.case_id):
            yield _reminder(fact, person, mine, waiting, late=is_late(fact, around.now))


def is_late(fact: Fact, now: datetime) -> bool:
    """Whether a reminder comes long after its time: the house or its clocks stood still."""
    return fact.due is not None and max(now, fact.seen_at) - fact.due > LATE


def _reminder(fact: Fact, person: Person, mine: list[Task], waiting: list[Task], *, late: bool) -> Telling:
    kind = OVERDUE if fact.told.get("overdue") else REMINDER
    values: dict[str, Any] = {"says": {"says": fact.told["says"]}}
    name = "overdue" if kind == OVERDUE else "reminder"
    if "task" in fact.told:
        values["task"] = {"task": fact.told["task"]}
        name = "overdue" if kind == OVERDUE else "reminder of task"
    if fact.actor is not None:
        values["person"], name = {"person": fact.actor.hex}, "reminder by somebody"
    parties = list(_parties(waiting)) if kind == OVERDUE and not mine else []
    if parties:
        values["parties"], name = parties, "overdue elsewhere"
    if late and fact.due is not None:
        values["since"], name = {"at": to_micros(fact.due)}, f"{name} late"
    return Telling(person.id, kind, name, values, notice=notice_of(mine), late=late, dates=dates_of(mine))


def _parties(tasks: Iterable[Task]) -> Iterator[dict[str, str]]:
    """Those who are asked, as a sentence names them: an organization, a person; a pool has no name."""
    for task in tasks:
        someone = task.claimed_by or task.delegated_to
        _, _, organization = task.target.partition("@")
        if organization:
            yield {"organization": organization}
        elif someone is not None or task.target.startswith("person:"):
            yield {"person": someone.hex if someone else task.target.removeprefix("person:")}
