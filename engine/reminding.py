"""What a reminder says and to whom: judged when it fires, from the case as it then stands. It changes nothing.

The facts of its event: `says` (the sentence of the definition), `to` (targets, stored as tasks store them; who fills
them is looked up when the message goes out), `wide` (alternates as well); of a case its `state`; of a task `task`,
`tasks` and, on the house's ladder, `overdue`.
"""

from __future__ import annotations

from typing import Any

from engine.columns import from_micros
from engine.definition import Reminder, TaskDefinition, Who
from engine.derive import OVERDUE, moment_of
from engine.party import Organization
from engine.task import Task
from engine.timer import Timer
from engine.whom import named_parties, person_target, seat_target, target_of
from engine.work import Work


def reminder_facts(work: Work, timer: Timer) -> dict[str, Any]:
    """The facts of a reminder's event. Nobody is named where it does not apply any more."""
    kind, *parts = timer.key.split(":")
    if kind == OVERDUE:
        return _overdue(work, timer, parts[0], int(parts[1]))
    if parts[0] == "case":
        return _of_case(work, work.snapshot.definition.reminders[int(parts[1])])
    definition = work.snapshot.definition.task_by_key[parts[0]]
    return _of_task(work, timer, definition, definition.remind[int(parts[1])])


def _of_case(work: Work, reminder: Reminder) -> dict[str, Any]:
    stands = work.view.state in reminder.during and _holds(work, reminder)
    targets = _targets(work, reminder.to) if stands else []
    return {"says": reminder.says, "state": work.view.state.key, "to": targets, "wide": True}


def _of_task(work: Work, timer: Timer, definition: TaskDefinition, reminder: Reminder) -> dict[str, Any]:
    """To those who have not answered, or to whom else the reminder names."""
    waiting = _open(work, definition.key) if _holds(work, reminder) else []
    meant = [t for t in waiting if _moment(work, definition, reminder, t) == timer.due_at]
    asked = [target for task in meant or waiting for target in _asked(task)]
    targets = asked if reminder.to is None else _targets(work, reminder.to) if waiting else []
    return _task_facts(definition.key, reminder.says, meant or waiting, targets, wide=True)


def _moment(work: Work, definition: TaskDefinition, reminder: Reminder, task: Task) -> Any:
    entry = work.snapshot.case.rounds[definition.key]
    start = from_micros(entry["opened"]) if definition.to.kind == "seats" else task.opened_at
    return moment_of(work, reminder.at, start, task.closes_at or task.due_at)


def _overdue(work: Work, timer: Timer, key: str, number: int) -> dict[str, Any]:
    """A step of the ladder: first those who are asked, later those the house names."""
    step = work.snapshot.registry.house.ladder[number]
    waiting = [t for t in _open(work, key) if t.due_at is not None and t.due_at <= work.at]
    meant = [t for t in waiting if t.due_at and work.view.after(t.due_at, step.after) == timer.due_at]
    asked = [target for task in meant or waiting for target in _asked(task, beyond=step.alternates)]
    targets = asked if step.to is None else _targets(work, step.to) if waiting else []
    wide = step.alternates or step.to is not None
    return {**_task_facts(key, step.says, meant or waiting, targets, wide=wide), "overdue": True}


def _task_facts(key: str, says: str, about: list[Task], targets: list[str], *, wide: bool) -> dict[str, Any]:
    """A clock is about the tasks with just this instant; all that wait when the calendar has changed underneath it."""
    return {
        "says": says,
        "task": key,
        "tasks": [task.id.hex for task in about],
        "to": list(dict.fromkeys(targets)),
        "wide": wide,
    }


def asked_again(key: str, says: str, about: list[Task]) -> dict[str, Any]:
    """The facts when a person reminds those who have not answered: them alone, not their alternates."""
    return _task_facts(key, says, about, [target for task in about for target in _asked(task)], wide=False)


def _asked(task: Task, *, beyond: bool = False) -> list[str]:
    """Whoever has claimed it or was handed it; else, and when told beyond them, whom it is offered to."""
    someone = task.claimed_by or task.delegated_to
    if someone is None:
        return [task.target]
    return [person_target(someone), task.target] if beyond else [person_target(someone)]


def _holds(work: Work, reminder: Reminder) -> bool:
    view = work.view
    return all(guard.holds(view) for guard in reminder.when)


def _targets(work: Work, who: Who | None) -> list[str]:
    """Every alternative whose conditions hold: a reminder is for all of them, a task for the first."""
    view = work.view
    found: list[str] = []
    for part in who.alternatives() if who is not None else ():
        if not all(guard.holds(view) for guard in part.conditions):
            continue
        if part.kind == "seats" and part.role is not None:
            found += [seat_target(part.role.key, o.id) for o in view.register.holders(part.role.key, work.at)]
        elif part.kind == "named":
            found += [_named(part, each) for each in named_parties(part, view)]
        elif (target := target_of(part, view)) is not None:
            found.append(target)
    return list(dict.fromkeys(found))


def _named(part: Who, someone: Any) -> str:
    if isinstance(someone, Organization):
        assert part.role is not None
        return seat_target(part.role.key, someone.id)
    return person_target(someone.id)


def _open(work: Work, key: str) -> list[Task]:
    return [t for t in work.snapshot.tasks if t.task == key and t.present and t.is_open]
