"""A telling: one person is told one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.task import Task


@dataclass(frozen=True, slots=True)
class Telling:
    """One person is told one thing. `notice` are the rounds of tasks that reading it in a letter is notice of."""

    to: UUID
    kind: str
    sentence: str
    values: dict[str, Any]
    mailed: bool = True
    notice: tuple[dict[str, Any], ...] = ()
    level: str | None = None
    # The tasks that it asks with a date, for the receiver's calendar.
    dates: tuple[UUID, ...] = ()
    # Told long after it was due: gathered with its like into one message instead of a storm.
    late: bool = False


def notice_of(tasks: Iterable[Task]) -> tuple[dict[str, Any], ...]:
    """A seat that is told of its task has notice of the round, once the delivery is accepted."""
    return tuple(
        {"case": t.case_id.hex, "task": t.task, "round": t.round, "party": t.party}
        for t in tasks
        if "@" in t.target and t.is_open
    )


def dates_of(tasks: Iterable[Task]) -> tuple[UUID, ...]:
    """Those that have a date by which they are needed: what one may answer if one wishes is no deadline."""
    return tuple(t.id for t in tasks if t.due_at is not None and not t.optional)


def faces(task: Task) -> list[str]:
    """The targets that may mean this task: whom it is offered to, who has it, whom it was handed to."""
    people = [f"person:{each.hex}" for each in (task.claimed_by, task.delegated_to) if each]
    return [task.target, *people]
