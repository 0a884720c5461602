"""What a reminder says and to whom: judged when it fires, from the case as it then stands. It changes nothing."""

from __future__ import annotations

from typing import Any

from engine.definition import Reminder, Who
from engine.derive import OVERDUE
from engine.task import Task
from engine.timer import Timer
from engine.whom import seat_target, target_of
from engine.work import Work


def reminder_facts(work: Work, timer: Timer) -> dict[str, Any]:
    """The facts of a reminder's event: the sentence's place in the definition, and the targets it goes to.

    Targets are stored as tasks store them; who fills them is looked up when the message goes out.
    """
    kind, *parts = timer.key.split(":")
    if kind == OVERDUE:
        return _overdue(work, parts[0], int(parts[1]))
    if parts[0] == "case":
        reminder = work.snapshot.definition.reminders[int(parts[1])]
        return {"says": reminder.says, "to": _targets(work, reminder.to) if _stands(work, reminder) else []}
    reminder = work.snapshot.definition.task_by_key[parts[0]].remind[int(parts[1])]
    return {
        "says": reminder.says,
        "task": parts[0],
        "to": _of_task(work, reminder, parts[0]),
        **_open_ids(work, parts[0]),
    }


def _stands(work: Work, reminder: Reminder) -> bool:
    view = work.view
    return work.view.state in reminder.during and all(guard.holds(view) for guard in reminder.when)


def _of_task(work: Work, reminder: Reminder, key: str) -> list[str]:
    if reminder.to is not None:
        return _targets(work, reminder.to) if _open(work, key) else []
    return [_asked(task) for task in _open(work, key)]


def _overdue(work: Work, key: str, number: int) -> dict[str, Any]:
    """A step of the ladder: first those who are asked, later those the house names."""
    step = work.snapshot.registry.house.ladder[number]
    late = [t for t in _open(work, key) if t.due_at is not None and t.due_at <= work.at]
    if step.to is None:
        targets = [_asked(task, wide=step.alternates) for task in late]
    else:
        targets = _targets(work, step.to) if late else []
    return {"says": step.says, "task": key, "to": targets, "overdue": True, **_open_ids(work, key)}


def _asked(task: Task, *, wide: bool = False) -> str:
    """Whom a task asks now: whoever has claimed it or was handed it, else whom it is offered to."""
    someone = task.claimed_by or task.delegated_to
    return task.target if someone is None or wide else f"person:{someone.hex}"


def _targets(work: Work, who: Who | None) -> list[str]:
    if who is None:
        return []
    if who.kind == "seats" and who.role is not None:
        return [seat_target(who.role.key, o.id) for o in work.view.register.holders(who.role.key, work.at)]
    target = target_of(who, work.view)
    return [target] if target else []


def _open(work: Work, key: str) -> list[Task]:
    return [t for t in work.snapshot.tasks if t.task == key and t.present and t.is_open]


def _open_ids(work: Work, key: str) -> dict[str, Any]:
    return {"tasks": [task.id.hex for task in _open(work, key)]}
