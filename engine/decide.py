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

from engine.carrying import carried_rows, carried_title, carried_values, opened_by, opened_for
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
    Transition,
)
from engine.derive import derive, moment_of
from engine.discretion import weigh
from engine.effects import assign_number, carry_out, take_over
from engine.errors import DefinitionError, Refused
from engine.item import Item
from engine.link import seen_from
from engine.machine import fire
from engine.rows import lay_down
from engine.snapshot import Snapshot
from engine.view import AnswerView, RowView
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
    ask(work, transition.when)


def ask(work: Work, guards: Iterable[Guard]) -> None:
    """Ask guards in order; the first refusal is the sentence shown."""
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
    """Open what is tied to this case, in the same transaction, each as a stream of its own."""
    definition = opened_by(work, effect)
    opened = [_open_one(work, effect, definition, row) for row in opened_for(work, effect)]
    if opened:
        work.event.facts["opened"] = opened


def _open_one(work: Work, effect: Open, definition: CaseDefinition, row: RowView | None) -> str:
    """Open one case; answers its id in hex."""
    child = _begun(work, effect, definition, row)
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
    return theirs.case.id.hex


def _begun(work: Work, effect: Open, definition: CaseDefinition, row: RowView | None) -> Work:
    """The case that is opened, with what it is handed over, and no tie yet."""
    parent, registry = work.snapshot.case, work.snapshot.registry
    case = blank_case(
        definition,
        work.at,
        title=carried_title(work, effect, row),
        values=carried_values(work, effect, definition, row),
        opener=work.actor.person or parent.opener,
        opened_for=work.actor.organization or parent.opened_for,
    )
    snapshot = Snapshot(
        definition,
        case,
        work.snapshot.register,
        registry,
        work.at,
        extra=work.snapshot.extra,
        fingerprint=registry.fingerprint(definition),
    )
    return open_case(definition, snapshot, work.change, work.actor, rows=carried_rows(work, effect))


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
