"""Substitution: who does a task in place of somebody who is away. Judged when it is offered, called to mind, and due.

A stand-in is a delegate whom nobody had to choose that day: the same rights, and both names on record. Buttons of a
case wait for a role and are pressed in it, so nobody stands in for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from engine.party import Person
from engine.register import Register
from engine.rights import barred
from engine.task import OFFERED, Task
from engine.view import CaseView
from engine.whom import filling, may_be_handed
from engine.work import IMPLIED, Work


def stand_in(view: CaseView, task: Task) -> tuple[UUID, UUID] | None:
    """Who stands in for whom, where everybody who would do a task now is away and one of them has named somebody.

    Those are: who has claimed it or was handed it, else all whom it is offered to, principals first.
    """
    definition = view.snapshot.definition
    asked = definition.task_by_key.get(task.task)
    nobody_away = not any(each.holds_at(view.at) for each in view.register.absences)
    if nobody_away or task.task.startswith(IMPLIED) or asked is None or asked.in_person:
        return None
    doing = _doing(view.register, task, view)
    if any(not view.register.is_away(each.id, view.at, definition.key) for each in doing):
        return None
    found = ((substitute, each.id) for each in doing for substitute in _named(view, task, each.id))
    return next(found, None)


def _doing(register: Register, task: Task, view: CaseView) -> list[Person]:
    someone = task.claimed_by or task.delegated_to
    if someone is not None and someone in register.people:
        return [register.people[someone]]
    return filling(task.target, register, view.at)


def _named(view: CaseView, task: Task, person: UUID) -> Iterator[UUID]:
    """The first of a person's chain of substitutes who is there, if that one may take the task."""
    register, definition, seen = view.register, view.snapshot.definition.key, {person}
    absence = register.is_away(person, view.at, definition)
    while absence is not None and absence.substitute_id is not None:
        substitute = absence.substitute_id
        if substitute in seen:
            return
        seen.add(substitute)
        absence = register.is_away(substitute, view.at, definition)
        if absence is None and _may(view, task, person, substitute):
            yield substitute


def _may(view: CaseView, task: Task, person: UUID, substitute: UUID) -> bool:
    register = view.register
    acting = {standing.organization for standing in register.standings(substitute, view.at)}
    beside = acting & {standing.organization for standing in register.standings(person, view.at)}
    handed = may_be_handed(register, substitute, task.party, view.at)
    return bool(beside) and handed and barred(view, task, substitute) is None


def hand_to_stand_ins(work: Work, key: str, *, due: bool) -> None:
    """Look again, when what is asked is called to mind or has become due, whether who was asked is there."""
    for task in work.snapshot.tasks:
        late = task.due_at is not None and task.due_at <= work.at
        if task.task == key and task.present and task.is_open and (late or not due):
            hand_to_stand_in(work, task)


def hand_to_stand_in(work: Work, task: Task) -> None:
    """Give an open task of somebody who is away to the stand-in, or back to the others it is offered to, and say so."""
    found, holder = stand_in(work.view, task), task.claimed_by or task.delegated_to
    if found is not None:
        to, away = found
        work.begin("task.stood_in", task=task.task, to=to.hex, away=away.hex)
        work.set_task(task, state=OFFERED, claimed_by=None, claimed_at=None, delegated_to=to, instead_of=away)
    elif holder is not None and _others_are_there(work.view, task, holder):
        work.begin("task.stood_in", task=task.task, away=holder.hex)
        work.set_task(
            task, state=OFFERED, claimed_by=None, claimed_at=None, delegated_to=None, instead_of=None
        )


def _others_are_there(view: CaseView, task: Task, holder: UUID) -> bool:
    """Whether who has the task is away while others whom it is offered to are not."""
    register, definition = view.register, view.snapshot.definition.key
    if register.is_away(holder, view.at, definition) is None:
        return False
    offered = filling(task.target, register, view.at)
    return any(register.is_away(each.id, view.at, definition) is None for each in offered)
