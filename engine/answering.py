"""Answers to tasks: appended, judged late or not, with their effects, and the notice that a party had.

What an answer does besides standing on record is decided as any act is, in the same transaction.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.decide import ask, finish, perform
from engine.definition import Outcome, TaskDefinition
from engine.notice import ANSWERED, Notice
from engine.position import Position
from engine.register import Standing
from engine.task import CLOSED, COMPLETED, OFFERED, Task
from engine.view import DROPPED, AnswerView
from engine.work import Work, row_of


def answer(
    work: Work,
    task: Task,
    definition: TaskDefinition,
    outcome: Outcome,
    standing: Standing,
    *,
    values: dict[str, Any],
    reason: str | None,
    bound: bytes | None,
    recorded: bool = False,
    evidence: str | None = None,
    corrects: UUID | None = None,
) -> Position:
    """Append an answer. What comes after the task has closed is kept as late, where the task says so, and never counts."""
    late = is_over(work, definition, task)
    work.answer = AnswerView(
        work.view,
        (*definition.asks, *outcome.asks),
        values,
        party=work.view.party(task.party),
        by=work.actor.person,
    )
    if not late:
        ask(work, outcome.when)
    position = Position(
        work.event.id,
        task.case_id,
        task.id,
        task.task,
        task.round,
        task.party,
        outcome.key,
        reason,
        values,
        bound,
        late,
        work.event.at,
        work.actor.person,
        standing.organization,
        work.actor.capacity,
        recorded,
        evidence,
        corrects,
        work.actor.behalf,
    )
    work.event.facts.update(task=task.task, outcome=outcome.key, late=late, party=task.party)
    work.add_position(position, (*definition.asks, *outcome.asks))
    if late and definition.level is None:
        work.set_case(revision=work.snapshot.case.revision + 1, changed_at=work.event.at)
    if late:
        return position
    work.set_task(task, **_stands_after(outcome, position))
    note(work, definition, task, ANSWERED, work.actor.person, None)
    for effect in outcome.then:
        perform(work, effect)
    work.answer = None
    finish(work, quiet=definition.level is not None)
    return position


def _stands_after(outcome: Outcome, position: Position) -> dict[str, Any]:
    """What an answer leaves of its task: done, or, where it takes an earlier one back, asked again."""
    if outcome.takes_back:
        return {"state": OFFERED, "ended_at": None, "ended_why": None, "answer": None, "claimed_by": None}
    return {"state": COMPLETED, "ended_at": position.at, "ended_why": "answered", "answer": position.id}


def is_over(work: Work, definition: TaskDefinition, task: Task) -> bool:
    """Whether an answer comes too late: the span is closed, the round is past, the task's time is over, or nobody
    is asked any more."""
    closed = "since" not in work.snapshot.case.rounds.get(definition.key, {}) or task.ended_why in DROPPED
    timed = task.closes_at is not None and task.closes_at <= work.at
    return closed or timed or not task.present or task.state == CLOSED


def note(
    work: Work, definition: TaskDefinition, task: Task, how: str, person: UUID | None, evidence: str | None
) -> bool:
    """Record that a party had notice of the present round; only the first time counts. Says whether this was it."""
    known = any(
        n.task == task.task and n.round == task.round and n.party == task.party for n in work.snapshot.notices
    )
    if known or not task.present or definition.to.kind != "seats":
        return False
    notice = Notice(task.case_id, task.task, task.round, task.party, how, person, evidence, work.event.at)
    work.snapshot.notices.append(notice)
    key = (notice.case_id, notice.task, notice.round, notice.party)
    work.event.insert("notices", key, row_of(notice, "case_id", "task", "round", "party"))
    return True
