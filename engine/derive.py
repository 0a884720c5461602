"""Open tasks and armed clocks are a pure function of the case: after every change the wanted ones are compared with
what stands, and the difference is offered, closed and re-dated. Nobody orders a task, so none can be forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from engine.columns import from_micros, new_id, to_micros
from engine.definition import (
    Field,
    Moment,
    Offset,
    Reminder,
    TaskDefinition,
    When,
    Who,
    bound_item,
    bound_key,
)
from engine.log import canonical
from engine.pause import held_since
from engine.registry import buttons
from engine.substitution import stand_in
from engine.task import CLAIMED, CLOSED, COMPLETED, HELD, OFFERED, Task
from engine.timer import ARMED
from engine.values import kept
from engine.view import CaseView, RowView
from engine.whom import person_target, seat_target, target_of
from engine.work import IMPLIED, Work, party_key

MOVE, CLOSE, ROUND, REMIND, OVERDUE = "move", "close", "round", "remind", "overdue"
Parties = dict[str, str | None]
Dates = tuple[datetime | None, datetime | None]
"""When a task is due, and when it closes."""


def derive(work: Work) -> None:
    """Bring computed fields, rounds, tasks and clocks to what the case now wants."""
    _compute(work)
    for definition in work.snapshot.definition.tasks:
        _derive_task(work, definition)
    _derive_implied(work)
    _derive_clocks(work)


def _compute(work: Work) -> None:
    computed = [f for f in work.snapshot.definition.fields if f.computed is not None]
    if computed:
        view = work.view
        work.set_fields({f.key: kept(f, f.computed(view)) for f in computed if f.computed})


# Rounds and spans


def _derive_task(work: Work, definition: TaskDefinition) -> None:
    inside = any(state.key == work.snapshot.case.state for state in definition.during)
    if not inside and work.view.state.pause:
        _hold(work, definition.key)
        return
    entry = work.snapshot.case.rounds.get(definition.key, {})
    if not inside:
        if "since" in entry:
            work.set_round(definition.key, since=None)
            _close(work, _present(work, definition.key), "span")
        return
    if "since" not in entry:
        open_round(work, definition, crossing=True)
    elif definition.binds and entry.get("bound") != bound_hash(work, definition):
        open_round(work, definition)
    _take_up_again(work, definition.key)
    _offer_wanted(work, definition)


def open_round(work: Work, definition: TaskDefinition, *, crossing: bool = False) -> None:
    """Begin the next round of a task: what stood in the round before stays on record and counts no more."""
    entry = work.snapshot.case.rounds.get(definition.key, {})
    shown = entry.get("shown", 0) + (
        1 if not entry or any(t.answer for t in _present(work, definition.key)) else 0
    )
    for task in _present(work, definition.key):
        ended = {} if not task.lasts else {"state": CLOSED, "ended_at": work.at, "ended_why": "round"}
        work.set_task(task, present=False, **ended)
    work.snapshot.tasks = [t for t in work.snapshot.tasks if t.present]
    now = to_micros(work.at)
    work.set_round(
        definition.key,
        no=entry.get("no", 0) + 1,
        since=now if crossing else entry.get("since", now),
        opened=now,
        shown=shown,
        bound=bound_hash(work, definition) if definition.binds else None,
    )


def bound_hash(work: Work, definition: TaskDefinition) -> str:
    """The hash of all that an answer is bound to, as it stands; the case's title and decided ties are always among it."""
    return bound_now(work.view, definition)


def bound_now(view: CaseView, definition: TaskDefinition) -> str:
    """The same, for a page that shows the form."""
    told = [["case", "title", view.title], *_decided_ties(view)]
    told += [[*bound_key(thing), _bound_value(view, thing)] for thing in definition.binds]
    return hashlib.sha256(canonical(told)).hexdigest()


def _decided_ties(view: CaseView) -> list[list[Any]]:
    """The ties that are part of what the case decides: whoever answers on its text answers on them as well."""
    ties = view.snapshot.definition.decided_ties
    found = sorted(
        each.to_case.hex for each in view.snapshot.links if each.type in ties and not each.incoming
    )
    return [["ties", each] for each in found]


def _bound_value(view: CaseView, thing: Any) -> Any:
    kind, key = bound_key(thing)
    if kind == "field":
        return view.case.data.get(key)
    if kind == "document":
        document = view.snapshot.documents.get(key)
        return document.sha256.hex() if document else None
    item, without = bound_item(thing)
    rows = [r for r in view.snapshot.items if r.item == item.key and r.standing]
    rows.sort(key=lambda row: row.id.bytes)
    return [[r.id.hex, {k: v for k, v in r.data.items() if k not in without}] for r in rows]


# Tasks


def _offer_wanted(work: Work, definition: TaskDefinition) -> None:
    present = {task.party: task for task in _present(work, definition.key)}
    wanted = _wanted_parties(work, definition, present)
    opened = from_micros(work.snapshot.case.rounds[definition.key]["opened"])
    dates: dict[datetime, Dates] = {}  # tasks that begin together end together
    for party, target in wanted.items():
        if party not in present and target is not None:
            present[party] = _offer(work, definition.key, party, target, definition.optional)
        if party in present:
            task = present[party]
            start = opened if definition.to.kind == "seats" else task.opened_at
            if start not in dates:
                dates[start] = _dates(work, definition, start)
            _date(work, task, *dates[start], target)
    left = [task for party, task in present.items() if party not in wanted]
    _close(work, left, "unwanted")
    if definition.to.kind == "rows":
        _let_go(work, left)


def _wanted_parties(work: Work, definition: TaskDefinition, present: dict[str, Task]) -> Parties:
    view = work.view
    if not all(guard.holds(view) for guard in definition.when):
        return {}
    match definition.to.kind:
        case "seats":
            return _seats(view, definition, present)
        case "rows":
            return dict(_rows(view, definition))
        case "answers":
            return dict(_answers(view, definition))
        case _:
            return {"all": target_of(definition.to, view)}


def _seats(view: CaseView, definition: TaskDefinition, present: dict[str, Task]) -> Parties:
    """The roll: frozen once the round is open, so that a member who leaves stays in the count."""
    if present:
        return {party: task.target for party, task in present.items()}
    role = definition.to.role
    assert role is not None
    return {party_key(o): seat_target(role.key, o.id) for o in view.register.holders(role.key, view.at)}


def _rows(view: CaseView, definition: TaskDefinition) -> Iterator[tuple[str, str | None]]:
    where = definition.to.where
    for row in view.rows(definition.to.of[0]):
        keep = getattr(row, where.key) if isinstance(where, Field) else where is None or where(view, row)
        target = _of_row(view, definition.to, row) if keep else None
        if target is not None:
            yield f"row:{row.id.hex}", target


def _of_row(view: CaseView, who: Who, row: RowView) -> str | None:
    """Whom a row means: all of those who are asked for each, or whom its column names."""
    if who.to is not None:
        return target_of(who.to, view)
    someone = getattr(row, who.of[1].key)
    if someone is None:
        return None
    return seat_target(who.role.key, someone.id) if who.role else person_target(someone.id)


def _answers(view: CaseView, definition: TaskDefinition) -> Iterator[tuple[str, str | None]]:
    to = definition.to.to
    assert to is not None
    for position in view.positions(definition.to.of, *definition.to.outcomes):
        yield f"answer:{position.position.id.hex}", target_of(to, view)


def _offer(work: Work, key: str, party: str, target: str, optional: bool) -> Task:
    number = work.snapshot.case.rounds[key]["no"]
    task = Task(new_id(), work.snapshot.case.id, key, number, party, True, target, optional, OFFERED, work.at)
    task.delegated_to, task.instead_of = stand_in(work.view, task) or (None, None)
    work.offer(task)
    return task


def _date(work: Work, task: Task, due: datetime | None, closes: datetime | None, target: str | None) -> None:
    """Set the dates; a task whose time is over ends unanswered, one that got more time is open again."""
    work.set_task(task, due_at=due, closes_at=closes)
    over = closes is not None and closes <= work.at
    if task.is_open and over:
        _close(work, [task], "unanswered")
    elif (
        task.state == CLOSED
        and not over
        and target is not None
        and task.ended_why in ("unanswered", "unwanted")
    ):
        work.set_task(task, state=OFFERED, ended_at=None, ended_why=None)
    if task.is_open and target is not None and target != task.target:
        anew = {"claimed_by": None, "claimed_at": None, "delegated_to": None, "instead_of": None}
        work.set_task(task, target=target, state=OFFERED, **anew)
        to, away = stand_in(work.view, task) or (None, None)
        work.set_task(task, delegated_to=to, instead_of=away)


def _dates(work: Work, definition: TaskDefinition, start: datetime) -> Dates:
    return due_of(work, definition.due, start), moment_of(work, definition.closes, start)


def _close(work: Work, tasks: list[Task], why: str) -> None:
    for task in tasks:
        if task.lasts:
            work.set_task(task, state=CLOSED, ended_at=work.at, ended_why=why)
        elif task.state == COMPLETED and why == "unwanted":
            work.set_task(task, ended_why="replaced")


def _let_go(work: Work, tasks: list[Task]) -> None:
    """Whoever did not reply and is replaced has no part in the case any more: a silence opens no page."""
    for task in tasks:
        if task.state == CLOSED and task.ended_why == "unanswered":
            work.set_task(task, ended_why="unwanted")


def _hold(work: Work, key: str) -> None:
    """Nobody is asked while the case pauses; who has taken a task keeps it."""
    for task in _present(work, key):
        if task.is_open:
            work.set_task(task, state=HELD)


def _take_up_again(work: Work, key: str) -> None:
    """What was held goes on as it was."""
    for task in _present(work, key):
        if task.state == HELD:
            work.set_task(task, state=CLAIMED if task.claimed_by else OFFERED)


def _present(work: Work, key: str) -> list[Task]:
    return [task for task in work.snapshot.tasks if task.task == key and task.present]


def _derive_implied(work: Work) -> None:
    """A state's buttons wait as one task of those who may press them."""
    state = work.view.state
    key = IMPLIED + state.key
    for task in [t for t in work.snapshot.tasks if t.task.startswith(IMPLIED) and t.task != key]:
        if state.pause:
            _hold(work, task.task)
            continue
        _close(work, [task], "span")
        work.set_task(task, present=False)
    _take_up_again(work, key)
    if state.due is None:
        return
    visit = work.snapshot.case.visits[state.key]
    if work.snapshot.case.rounds.get(key, {}).get("no") != visit[0]:
        work.set_round(key, no=visit[0], since=visit[1], opened=visit[1])
        for task in _present(work, key):
            work.set_task(task, present=False)
        work.snapshot.tasks = [t for t in work.snapshot.tasks if t.present]
    target = target_of(buttons(work.snapshot.definition, state.key), work.view)
    present = _present(work, key)
    if not present and target is not None:
        present = [_offer(work, key, "all", target, False)]
    for task in present:
        _date(work, task, due_of(work, state.due, from_micros(visit[1])), None, target)
        if target is None:
            _close(work, [task], "unwanted")


# Clocks


def moment_of(
    work: Work, moment: Moment | None, start: datetime, end: datetime | None = None
) -> datetime | None:
    """The instant of an offset from `start`, of a field, or of a share of the way from `start` to `end`. A period is longer
    by the time for which the case was held since it began; a day that somebody has set stays."""
    view = work.view
    if moment is None:
        return None
    start += held_since(work.snapshot.case.pauses, start)
    if isinstance(moment, Offset):
        return view.after(start, moment)
    base = _base(view, moment, start, end)
    return base if base is None or moment.offset is None else view.after(base, moment.offset)


def due_of(work: Work, moment: Moment | None, start: datetime) -> datetime | None:
    """When something is due. What is to be done by a day is due at its closing time, and not when the day begins."""
    if isinstance(moment, When) and moment.field is not None:
        day = getattr(work.view, moment.field.key)
        if isinstance(day, date) and not isinstance(day, datetime):
            due = work.view.calendar.closing(day)
            return due if moment.offset is None else work.view.after(due, moment.offset)
    return moment_of(work, moment, start)


def _base(view: CaseView, moment: When, start: datetime, end: datetime | None) -> datetime | None:
    if moment.field is not None:
        value = getattr(view, moment.field.key)
        return view.house_day(value) if isinstance(value, date) and not isinstance(value, datetime) else value
    if moment.share is not None and end is not None:
        begun = getattr(view, moment.since.key) if moment.since else None
        return (begun or start) + (end - (begun or start)) * moment.share / 100
    return None


def _derive_clocks(work: Work) -> None:
    """Arm what is wanted and lies ahead, cancel what is not wanted. The instant is part of a clock's key, so that a
    moved deadline is another occurrence, and one that has fired never fires again."""
    wanted = dict(_clocks(work))
    standing = work.snapshot.timers
    for key, (kind, instant) in wanted.items():
        if instant > work.at and (key not in standing or standing[key].state != ARMED):
            work.arm(key, kind, instant)
    for timer in [t for key, t in standing.items() if t.state == ARMED and key not in wanted]:
        work.cancel(timer)


Clock = tuple[str, tuple[str, datetime]]


def _clocks(work: Work) -> Iterator[Clock]:
    case, view = work.snapshot.case, work.view
    visit = case.visits[case.state]
    for transition in work.snapshot.definition.automatic(case.state):
        instant = moment_of(work, transition.after, from_micros(visit[1]))
        if instant is not None:
            yield _clock(MOVE, instant, transition.trigger, visit[0])
    for definition in work.snapshot.definition.tasks:
        if "since" in case.rounds.get(definition.key, {}) and not view.held(definition):
            yield from _task_clocks(work, definition)
    yield from _overdue_clocks(work)
    yield from _case_reminders(work)


def _task_clocks(work: Work, definition: TaskDefinition) -> Iterator[Clock]:
    entry = work.snapshot.case.rounds[definition.key]
    opened = from_micros(entry["opened"])
    open_tasks = [task for task in _present(work, definition.key) if task.is_open]
    for task in open_tasks:
        if task.closes_at is not None:
            yield _clock(CLOSE, task.closes_at, definition.key, entry["no"])
        start = opened if definition.to.kind == "seats" else task.opened_at
        for number, reminder in enumerate(definition.remind):
            instant = moment_of(work, reminder.at, start, task.closes_at or task.due_at)
            if instant is not None and _applies(work, reminder):
                yield _clock(REMIND, instant, definition.key, number, entry["no"])
    again = moment_of(work, definition.every, opened)
    if again is not None:
        yield _clock(ROUND, again, definition.key, entry["no"])


def _overdue_clocks(work: Work) -> Iterator[Clock]:
    """The house's ladder for everything that is due and not optional."""
    view, ladder = work.view, work.snapshot.registry.house.ladder
    overdue = {
        (task.task, task.round, task.due_at)
        for task in work.snapshot.tasks
        if task.is_open and task.due_at is not None and not task.optional
    }
    for key, round_no, due in sorted(overdue):
        for number, step in enumerate(ladder):
            yield _clock(OVERDUE, view.after(due, step.after), key, number, round_no)


def _case_reminders(work: Work) -> Iterator[Clock]:
    case = work.snapshot.case
    for number, reminder in enumerate(work.snapshot.definition.reminders):
        if reminder.during and _applies(work, reminder):
            visit = case.visits[case.state]
            instant = moment_of(work, reminder.at, from_micros(visit[1]))
            if instant is not None:
                yield _clock(REMIND, instant, "case", number, case.state, visit[0])


def _applies(work: Work, reminder: Reminder) -> bool:
    view = work.view
    inside = not reminder.during or view.state in reminder.during
    return inside and all(guard.holds(view) for guard in reminder.when)


def _clock(kind: str, instant: datetime, *parts: Any) -> Clock:
    return ":".join([kind, *map(str, parts), str(to_micros(instant))]), (kind, instant)
