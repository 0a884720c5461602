"""Ask again: those who have not answered a question are reminded by somebody who waits, at most once a day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from engine.change import Actor
from engine.columns import from_micros, to_micros
from engine.commands.case import actor_for
from engine.commands.transaction import Done, key_of, on_case
from engine.definition import OPENER
from engine.errors import Denied, Refused, Unknown
from engine.messages import mark
from engine.register import Register, Standing
from engine.reminding import asked_again
from engine.rights import aware, sees
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.task import Task
from engine.view import CaseView
from engine.whom import standing_for, standing_in
from engine.work import Work

ASKED_AGAIN = "reminder.asked"
SAYS = mark("An answer is still awaited.")
_TOLD = "reminded_"


def remind(engine: Engine, case_id: UUID, task_key: str, *, by: UUID, key: str | None = None) -> Done:
    """Remind everybody who has not answered this question. The same question is not asked again on the same day.

    The event names the tasks and their targets as a clock's reminder does, so the same consumers tell people.
    """

    def act(work: Work) -> int:
        waiting = [t for t in awaited(work.snapshot, task_key) if not _own(work.snapshot, t, by)]
        if not waiting:
            raise Refused("Nobody else is asked this now, so there is nobody to remind.", rule="remind-open")
        before = last_reminder(work.snapshot.case.visits, task_key, waiting[0].round)
        if before is not None and not _another_day(work.snapshot.register, before, work.at):
            raise Refused(
                "They were reminded today already, {when}. Ask again tomorrow.",
                when=before,
                rule="remind-daily",
            )
        work.event.facts.update(asked_again(task_key, SAYS, waiting))
        work.set_visit(_TOLD + task_key, [waiting[0].round, to_micros(work.at)])
        return len(waiting)

    return on_case(
        engine,
        case_id,
        ASKED_AGAIN,
        act,
        actor=lambda snapshot: _who_waits(snapshot, task_key, by),
        key=key_of(key, by),
        person=by,
    )


def awaited(snapshot: Snapshot, task_key: str) -> list[Task]:
    """The tasks of a question that somebody must still answer."""
    return [t for t in snapshot.tasks if t.task == task_key and t.present and t.is_open and not t.optional]


def last_reminder(visits: dict[str, list[int]], task_key: str, round_no: int) -> datetime | None:
    """When somebody last asked again in this round."""
    told = visits.get(_TOLD + task_key)
    return from_micros(told[1]) if told and told[0] == round_no else None


def _another_day(register: Register, before: datetime, now: datetime) -> bool:
    """A day of the house's calendar, so that all members count alike."""
    return register.calendar.day_of(now) > register.calendar.day_of(before)


def _own(snapshot: Snapshot, task: Task, person: UUID) -> bool:
    if task.claimed_by is not None:
        return task.claimed_by == person
    return standing_for(task.target, snapshot.register, person, snapshot.at) is not None


def _who_waits(snapshot: Snapshot, task_key: str, person: UUID) -> Actor:
    """Whoever opened the case, could take its next step, or keeps the house's work going; and knows of the question."""
    view = CaseView(snapshot)
    sees(view, person)
    definition = snapshot.definition.task_by_key.get(task_key)
    if definition is not None and not aware(view, definition, person):
        raise Unknown("There is no such task, or it is not open to you.")
    standing = standing_in(OPENER, view, person) or _leading(view, person)
    if standing is None:
        raise Denied(
            "Only those who opened the case, who take its next step or who keep the work going may remind others.",
            rule="remind",
        )
    return actor_for(standing, person)


def _leading(view: CaseView, person: UUID) -> Standing | None:
    snapshot = view.snapshot
    ways = [t.by for t in snapshot.definition.leaving(snapshot.case.state) if t.by is not None and not t.side]
    keepers = snapshot.registry.house.keepers
    everyone = [*ways, keepers] if keepers is not None else ways
    found = (standing_in(who, view, person) for who in everyone)
    return next((standing for standing in found if standing is not None), None)
