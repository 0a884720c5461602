"""Moves and questions: what a fact asks of people, where it leads the case, and which time it moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.columns import to_micros
from engine.definition import State
from engine.task import Task
from engine.work import IMPLIED
from notifications.facts import HANDING, STOOD_IN, Fact
from notifications.messages import ASKED, CLOSED, DEADLINE, DECIDED, MOVED
from notifications.surroundings import Surroundings
from notifications.telling import Telling, dates_of, faces, notice_of

News = tuple[str, str, dict[str, Any]]


@dataclass(slots=True)
class Tasks:
    """What one person is asked by one fact."""

    asked: list[Task] = field(default_factory=list)
    dated: list[Task] = field(default_factory=list)


def moved_and_asked(fact: Fact, around: Surroundings) -> Iterator[Telling]:
    """A move and what it asks of somebody is one piece of news: the question says where the case stands."""
    asked = _asked(fact, around)
    state = _entered(fact, around)
    news = _news(fact, around, state) if state is not None else {}
    for person in dict.fromkeys([*asked, *news]):
        mine = asked.get(person, Tasks())
        told = news.get(person)
        question = _question(person, mine, told)
        if question is not None:
            yield question
        if told is not None and (question is None or told[0] != MOVED):
            yield _move(person, told, mine)
        if question is None and told is None and _earliest(mine.dated):
            yield _deadline(fact, person, mine.dated)


def _asked(fact: Fact, around: Surroundings) -> dict[UUID, Tasks]:
    """Whom the fact asks something new, or dates anew, in as far as it still stands."""
    fresh, dated = set(), set()
    # Of somebody who is away, back to the others whom it is offered to: they are asked anew.
    back = fact.kind == STOOD_IN and "to" not in fact.told
    for row in fact.rows("tasks"):
        if row.new or back or ("target" in row.columns and fact.kind not in HANDING):
            fresh.add(row.id)
        elif row.columns.get("due_at") or row.columns.get("closes_at"):
            dated.add(row.id)
    known = around.tasks([*fresh, *dated])
    first = IMPLIED + around.definition(fact.case_id).initial.key
    found: dict[UUID, Tasks] = {}
    for task in sorted(known.values(), key=lambda task: task.id):
        if not task.present or task.task == first:
            continue  # a draft is its author's own business
        for target in faces(task):
            for person in around.people(target):
                _sort(found.setdefault(person.id, Tasks()), task, person.id, fresh=task.id in fresh)
    if back:
        found.pop(UUID(fact.told["away"]), None)
    return {person: mine for person, mine in found.items() if mine.asked or mine.dated}


def _sort(mine: Tasks, task: Task, person: UUID, *, fresh: bool) -> None:
    if fresh and task.is_open and task.claimed_by in (None, person) and task not in mine.asked:
        mine.asked.append(task)
    elif not fresh and not task.optional and task not in mine.dated:
        mine.dated.append(task)


def _entered(fact: Fact, around: Surroundings) -> State | None:
    """The state that the fact leads into, if it leads anywhere."""
    to = fact.told.get("to") if fact.kind == "case.moved" else None
    if to is None or to == fact.told.get("from"):
        return None
    return around.definition(fact.case_id).state_by_key.get(to)


def _news(fact: Fact, around: Surroundings, state: State) -> dict[UUID, News]:
    """Everybody whom the case has asked by seat or name, who opened it and who watches it, learn where it stands now."""
    before = around.definition(fact.case_id).state_by_key.get(fact.told.get("from", ""))
    values: dict[str, Any] = {"state": {"state": state.key}}
    news = (MOVED, "moved", values)
    if state.result is not None and (before is None or before.result is None):
        news = (DECIDED, "decided", values)
        if "number" in fact.told:
            news = (DECIDED, "decided with number", {**values, "number": fact.told["number"]})
    elif state.final:
        news = (CLOSED, "closed", values)
    told = (*around.concerned(fact.case_id), *around.watchers(fact.case_id))
    return {person.id: news for person in told}


def _move(person: UUID, news: News, mine: Tasks) -> Telling:
    kind, name, values = news
    tasks = [*mine.asked, *mine.dated]
    due = _earliest(mine.dated)
    if kind == MOVED and due is not None:
        until = {**values, **due}
        return Telling(
            person, kind, "moved until", until, notice=notice_of(tasks), dates=dates_of(mine.dated)
        )
    return Telling(person, kind, name, values, notice=notice_of(tasks))


def _question(person: UUID, mine: Tasks, news: News | None) -> Telling | None:
    """What is asked. What one may do if one wishes is told on its own only where nothing else is."""
    real = [t for t in mine.asked if not t.task.startswith(IMPLIED)]
    needed = [t for t in real if not t.optional]
    notice = notice_of(mine.asked)
    if needed:
        now = news[2] if news is not None and news[0] == MOVED else {}
        return _tasks_told(person, "asked now" if now else "asked", needed, now, notice)
    if len(real) < len(mine.asked):
        waiting = next(t for t in mine.asked if t.task.startswith(IMPLIED))
        values = {"state": {"state": waiting.task.removeprefix(IMPLIED)}}
        # What waits for a whole pool stands in its inbox; a letter only to those who hear of the move anyway.
        return Telling(person, ASKED, "waits", values, mailed=news is not None, notice=notice)
    return _tasks_told(person, "may", real, {}, notice) if real and news is None else None


def _tasks_told(
    person: UUID, name: str, tasks: list[Task], values: dict[str, Any], notice: tuple[dict[str, Any], ...]
) -> Telling:
    told, due = {**values, "tasks": _labels(tasks)}, _earliest(tasks)
    if due is None:
        return Telling(person, ASKED, name, told, notice=notice)
    return Telling(person, ASKED, f"{name} until", {**told, **due}, notice=notice, dates=dates_of(tasks))


def _deadline(fact: Fact, person: UUID, dated: list[Task]) -> Telling:
    values: dict[str, Any] = {"tasks": _labels(dated), **(_earliest(dated) or {})}
    name = "deadline"
    if fact.kind == "case.moved":
        values["why"], name = {"trigger": fact.told["trigger"]}, "deadline moved"
    return Telling(person, DEADLINE, name, values, notice=notice_of(dated), dates=dates_of(dated))


def _labels(tasks: list[Task]) -> list[dict[str, str]]:
    return [{"task": key} for key in dict.fromkeys(task.task for task in tasks)]


def _earliest(tasks: list[Task]) -> dict[str, dict[str, int]] | None:
    ends: list[datetime] = [end for t in tasks if (end := t.due_at or t.closes_at) is not None]
    return {"due": {"at": to_micros(min(ends))}} if ends else None
