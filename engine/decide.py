"""Decide, then write: what a command does to a case, as a pure function of the snapshot.

The order is fixed: right, guards, the form stored, effects in the old state, the move, then tasks and clocks derived,
then settled. Dry run, explanation and replay use the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.case import Case, working_reference
from engine.change import SYSTEM, Actor, Change
from engine.columns import new_id, to_micros
from engine.definition import (
    BACK,
    HERE,
    CaseDefinition,
    Effect,
    Guard,
    ItemDefinition,
    Open,
    Outcome,
    TaskDefinition,
    Transition,
)
from engine.derive import derive, moment_of
from engine.discretion import weigh
from engine.effects import assign_number, carried_rows, carried_values, carry_out, opened_by, take_over
from engine.errors import DefinitionError, Refused
from engine.item import Item
from engine.link import seen_from
from engine.machine import fire
from engine.notice import ANSWERED, Notice
from engine.position import Position
from engine.register import Standing
from engine.rows import lay_down
from engine.snapshot import Snapshot
from engine.task import CLOSED, COMPLETED, OFFERED, Task
from engine.view import DROPPED, AnswerView
from engine.work import Work, definition_told, row_of, secret_fields

# Beginning and finishing


def take_up(snapshot: Snapshot, actor: Actor, change: Change, kind: str, **facts: Any) -> Work:
    """Begin the work on a case with its first event."""
    stream = ("case", snapshot.case.id)
    event = change.event(stream, kind, snapshot.at, actor, facts=facts, definition=definition_told(snapshot))
    snapshot.at = event.at
    work = Work(snapshot, change, actor, event)
    work.told_before, work.public_before = told(snapshot), public(snapshot)
    return work


def told(snapshot: Snapshot) -> tuple[Any, ...]:
    """What other cases may see of this one: the result of its state and the published fields."""
    case = snapshot.case
    return (case.result, *(case.data.get(field.key) for field in snapshot.definition.publishes))


def public(snapshot: Snapshot) -> tuple[Any, ...]:
    """What anybody may read of this case in the list of what is public."""
    listed = snapshot.definition.public_list
    return listed.read_of(snapshot.case) if listed is not None else ()


def _note_public(work: Work) -> None:
    """Keep when it changed what anybody reads of this case."""
    listed = work.snapshot.definition.public_list
    if listed is not None and listed.changed is not None and public(work.snapshot) != work.public_before:
        work.set_fields({listed.changed.key: to_micros(work.at)})


def finish(work: Work, *, quiet: bool = False) -> None:
    """Derive, settle, count the revision, and wake the linked cases if what this one tells has changed.

    A quiet change alone counts no revision: a tie, a row, a document or an answer kept at a level of its own, of which not
    everybody who reads this case may know.
    """
    before = len(work.change.events)
    derive(work)
    settle(work)
    _note_public(work)
    case = work.snapshot.case
    if not quiet or len(work.change.events) > before:
        work.set_case(revision=case.revision + 1, changed_at=work.event.at)
    if (
        told(work.snapshot) != work.told_before and case.stream_seq
    ):  # a case that is being opened has no neighbours
        work.change.wakes.extend(work.snapshot.need("neighbours", case.id))


# Settling: transitions that happen by themselves


def settle(work: Work) -> None:
    """Take automatic transitions, in order of declaration, until none is ripe with its guards holding."""
    way: list[str] = []
    limit = 2 * len(work.snapshot.definition.states)
    while (transition := _ripe(work)) is not None:
        way.append(transition.trigger)
        if len(way) > limit:
            raise DefinitionError(f"{work.snapshot.definition.key} does not settle: {' > '.join(way)}")
        work.begin("case.moved", SYSTEM)
        take(work, transition)
        derive(work)


def _ripe(work: Work) -> Transition | None:
    view = work.view
    for transition in work.snapshot.definition.automatic(work.snapshot.case.state):
        if _is_time(work, transition) and not _done_here(work, transition):
            if all(guard.holds(view) for guard in transition.when):
                return transition
    return None


def _is_time(work: Work, transition: Transition) -> bool:
    if transition.after is None:
        return True
    since = work.view.since(work.view.state)
    assert since is not None
    instant = moment_of(work, transition.after, since)
    return instant is not None and instant <= work.at


def _done_here(work: Work, transition: Transition) -> bool:
    """Whether an automatic act that moves nothing has happened in this visit already: once a visit is enough."""
    visits = work.snapshot.case.visits
    done = visits.get(f"here_{transition.trigger}", [0])[0]
    return transition.target is HERE and done == visits[work.snapshot.case.state][0]


# Moving


def take(work: Work, transition: Transition) -> None:
    """Effects in the old state, then the move; the event at hand says from where to where."""
    case = work.snapshot.case
    work.event.facts.update(trigger=transition.trigger, **{"from": case.state})
    work.event.facts.update(_linked_facts(work))
    for effect in transition.then:
        perform(work, effect)
    if transition.target is HERE:
        visit = work.snapshot.case.visits[case.state][0]
        work.set_visit(f"here_{transition.trigger}", [visit, to_micros(work.at)])
    elif transition.target is BACK:
        work.go_back()
    else:
        state = fire(work.snapshot.definition, case.state, transition.trigger)
        work.enter(work.snapshot.definition.state_by_key[state])
    work.event.facts["to"] = work.snapshot.case.state


def _linked_facts(work: Work) -> dict[str, Any]:
    """What linked cases told at this instant: links' values are those of the instant of use."""
    seen = [
        [link.type, link.other.hex, link.result] for link in work.snapshot.links if link.result is not None
    ]
    return {"linked": seen} if seen else {}


def refuse(work: Work, transition: Transition) -> None:
    """Ask the guards of a transition in order; the first refusal is the sentence shown."""
    _ask(work, transition.when)


def _ask(work: Work, guards: Iterable[Guard]) -> None:
    for guard in guards:
        refusal = weigh(guard, work.view, work.actor.person, work.answer).refusal
        if refusal is not None:
            raise Refused(refusal.says, rule=refusal.rule)


def move(work: Work, transition: Transition, values: Mapping[str, Any], reason: str | None) -> None:
    """A person's act: guards, the form stored, effects, the move."""
    work.answer = AnswerView(work.view, transition.asks, dict(values), by=work.actor.person)
    refuse(work, transition)
    work.set_fields({field.key: values.get(field.key) for field in transition.asks if field.key in values})
    if reason:
        work.event.words["reason"] = reason
    take(work, transition)
    finish(work)


def perform(work: Work, effect: Effect) -> None:
    """Carry out an effect; the one that opens a case is at home here."""
    if isinstance(effect, Open):
        _open_linked(work, effect)
    else:
        carry_out(work, effect)


# Answering


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
        _ask(work, outcome.when)
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


# Opening


def open_case(
    definition: CaseDefinition,
    snapshot: Snapshot,
    change: Change,
    actor: Actor,
    *,
    rows: Mapping[str, list[dict[str, Any]]] | None = None,
    kind: str = "case.opened",
) -> Work:
    """Lay down a new case: its row, seeded and handed-over rows, number, tasks and clocks. `snapshot.case` is blank."""
    case = snapshot.case
    event = change.event(("case", case.id), kind, snapshot.at, actor, definition=definition_told(snapshot))
    work = Work(snapshot, change, actor, event)
    row = row_of(case, "id", "stream_seq", "stream_head", "stream_at")
    event.insert(
        "cases",
        (case.id,),
        {**row, "data": dict(case.data), "visits": {}, "rounds": {}},
        secret_fields(definition.fields),
    )
    for item in definition.items:
        for number, seed in enumerate(item.seeded, 1):
            _seed(work, item, number, dict(seed))
        lay_down(work, item, (rows or {}).get(item.key, []))
    if definition.number_at_opening:
        assign_number(work, definition.number_at_opening)
    work.enter(definition.initial)
    work.told_before = told(snapshot)
    return work


def _seed(work: Work, item: ItemDefinition, number: int, values: dict[str, Any]) -> None:
    work.add_item(
        Item(new_id(), work.snapshot.case.id, item.key, number, values, True, 1, None, None, work.at),
        item.columns,
    )


def blank_case(
    definition: CaseDefinition,
    at: datetime,
    *,
    title: str,
    values: Mapping[str, Any],
    opener: UUID | None,
    opened_for: UUID | None,
) -> Case:
    """The row of a case that is about to be opened, with the defaults of its fields."""
    case_id = new_id()
    data = {f.key: f.default for f in definition.fields if f.default is not None}
    data.update({key: value for key, value in values.items() if value is not None})
    return Case(
        case_id,
        definition.key,
        definition.version,
        definition.code,
        title,
        definition.level.key,
        working_reference(definition.code, case_id),
        None,
        definition.initial.key,
        None,
        False,
        opener,
        opened_for,
        at,
        at,
        1,
        data,
    )


def _open_linked(work: Work, effect: Open) -> None:
    """Open a case tied to this one, in the same transaction, as a stream of its own."""
    definition = opened_by(work, effect)
    parent = work.snapshot.case
    title = (
        effect.title(work.view)
        if callable(effect.title)
        else getattr(work.view, effect.title.key)
        if effect.title
        else parent.title
    )
    values = carried_values(work, effect, definition)
    opener, opened_for = (work.actor.person or parent.opener), (work.actor.organization or parent.opened_for)
    case = blank_case(
        definition, work.at, title=str(title), values=values, opener=opener, opened_for=opened_for
    )
    registry = work.snapshot.registry
    snapshot = Snapshot(
        definition,
        case,
        work.snapshot.register,
        registry,
        work.at,
        extra=work.snapshot.extra,
        fingerprint=registry.fingerprint(definition),
    )
    child = open_case(definition, snapshot, work.change, work.actor, rows=carried_rows(work, effect))
    link_id = _tie(work, child, effect)
    mine, theirs = work.snapshot, child.snapshot
    theirs.links.append(
        seen_from(link_id, effect.link, work.at, theirs.case, mine.case, incoming=not effect.back)
    )
    for tie, led in effect.following.items():
        _follow(work, child, tie, led)
    _hand_over_documents(work, child, effect)
    derive(child)
    settle(child)
    # What settles next asks the newest tie: this one, and not that to an earlier case which was withdrawn.
    mine.links.append(seen_from(link_id, effect.link, work.at, mine.case, theirs.case, incoming=effect.back))


def _tie(work: Work, child: Work, effect: Open) -> UUID:
    near, far = (child, work) if effect.back else (work, child)
    row = {
        "case_id": near.snapshot.case.id,
        "to_case": far.snapshot.case.id,
        "type": effect.link,
        "at": work.at,
        "by": work.actor.person,
    }
    link_id = new_id()
    near.event.insert("links", (link_id,), row)
    work.event.facts["opened"] = child.snapshot.case.id.hex
    return link_id


def _follow(work: Work, child: Work, tie: str, led: str) -> None:
    """Tie the case that is opened to the one that a tie of ours led to last, if it led to any."""
    last = work.view.newest(led)
    if last is None:
        return
    link_id, case_id = new_id(), child.snapshot.case.id
    row = {
        "case_id": case_id,
        "to_case": last.link.other,
        "type": tie,
        "at": work.at,
        "by": work.actor.person,
    }
    child.event.insert("links", (link_id,), row)
    tied = replace(last.link, id=link_id, case_id=case_id, to_case=last.link.other, type=tie, at=work.at)
    child.snapshot.links.append(replace(tied, incoming=False, by_hand=False))


def _hand_over_documents(work: Work, child: Work, effect: Open) -> None:
    for theirs, ours in (effect.documents or {}).items():
        document = work.snapshot.documents.get(ours.key)
        if document is not None:
            take_over(child, document, theirs, 1)
