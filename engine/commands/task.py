"""Verbs on a task: claim, release, complete, correct. Of two claimers exactly one wins; `handing` has the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from engine.answering import answer, is_over
from engine.change import Actor
from engine.commands.case import actor_for, demand_reason
from engine.commands.transaction import Done, key_of, on_case
from engine.definition import Outcome, TaskDefinition
from engine.errors import Denied, Invalid, Refused, Stale, Taken, Unbound, Unknown
from engine.form import collect
from engine.messages import message
from engine.queries.considered import considered_in_answer
from engine.register import Standing
from engine.rights import barred, knows, sees
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.store import OfTask
from engine.task import CLAIMED, COMPLETED, HELD, OFFERED, Task
from engine.values import clean_words
from engine.view import CaseView
from engine.whom import DELEGATE, is_asked, organization_of, standing_in, standing_to_take
from engine.work import IMPLIED, Work


def find(snapshot: Snapshot, task_id: UUID) -> Task:
    """The task, also of an earlier round; Unknown where the case has none."""
    found = next((t for t in snapshot.tasks if t.id == task_id), None)
    return found if found is not None else snapshot.need("task", task_id)


def _asked_now(snapshot: Snapshot, task_id: UUID) -> Task:
    """The task, or the one that asks the same party in the present round: a form of an earlier round still answers
    what is asked, as long as it showed what is asked now."""
    task = find(snapshot, task_id)
    return next((t for t in snapshot.tasks if (t.task, t.party) == (task.task, task.party)), task)


def _known(view: CaseView, task: Task, person: UUID) -> Task:
    """The task, where this person may know whom it asks."""
    definition = view.snapshot.definition.task_by_key.get(task.task)
    own = is_asked(task, view.register, person, view.at) or task.delegated_to == person
    if definition is not None and not own and not knows(view, definition, person):
        raise Unknown("There is no such task, or it is not open to you.")
    return task


def _holder(snapshot: Snapshot, task: Task) -> UUID | None:
    """Who has claimed a task and still may take it; a claim ends with the right to it."""
    claimer = task.claimed_by
    stands = claimer is not None and _may_take(snapshot, task, claimer) is not None
    return claimer if stands and barred(CaseView(snapshot), task, claimer) is None else None


def kept_from(snapshot: Snapshot, task: Task, by: UUID) -> UUID | None:
    """Who keeps a task from this person by a claim. What a seat is asked, anybody who fills the seat may answer."""
    return None if task.party.startswith("org:") or _holder(snapshot, task) == by else _holder(snapshot, task)


def _may_take(
    snapshot: Snapshot, task: Task, person: UUID, organization: UUID | None = None
) -> Standing | None:
    return standing_to_take(task, snapshot.register, person, snapshot.at, organization)


def candidate(task_id: UUID, person: UUID, organization: UUID | None = None) -> Any:
    """Judges, under the lock, the right to take a task up."""

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, person)
        task = _known(view, find(snapshot, task_id), person)
        standing = _may_take(snapshot, task, person, organization)
        if standing is None:
            raise Denied("This task is not offered to you.", rule="task-candidate")
        return actor_for(standing, person)

    return actor


def must_be_open(task: Task) -> None:
    """Refuse what is over; a repeated act reads what stands."""
    if task.state == HELD:
        raise Refused("The case pauses: this is asked again when it goes on.", rule="pause")
    if not task.is_open:
        raise Refused("This task is done or closed already.", rule="task-open")


def must_be_eligible(work: Work, task: Task, person: UUID) -> None:
    """Refuse at once whom the rules of the task bar, before anybody prepares an answer that could not be taken."""
    if refusal := barred(work.view, task, person):
        raise Refused(refusal.says, rule=refusal.rule)


def claim(engine: Engine, task_id: UUID, *, by: UUID, key: str | None = None) -> Done:
    """Take a task to oneself. Taken names who has it; claiming one's own again changes nothing."""

    def act(work: Work) -> None:
        task = find(work.snapshot, task_id)
        must_be_open(task)
        if task.claimed_by == by:
            work.change.events.clear()
            return
        holder = _holder(work.snapshot, task)
        if holder is not None:
            raise Taken("{person} has claimed this task already.", person=work.snapshot.register.name(holder))
        must_be_eligible(work, task, by)
        work.event.facts.update(task=task.task)
        work.set_task(task, state=CLAIMED, claimed_by=by, claimed_at=work.at)

    return on_case(
        engine,
        OfTask(task_id),
        "task.claimed",
        act,
        actor=candidate(task_id, by),
        key=key_of(key, by),
        person=by,
    )


def release(engine: Engine, task_id: UUID, *, by: UUID, key: str | None = None) -> Done:
    """Give a claimed task back to those it was offered to."""

    def act(work: Work) -> None:
        task = find(work.snapshot, task_id)
        if task.claimed_by is None:
            work.change.events.clear()
            return
        must_be_open(task)
        holder = kept_from(work.snapshot, task, by)
        if holder is not None:
            raise Taken("{person} has claimed this task.", person=work.snapshot.register.name(holder))
        work.event.facts.update(task=task.task)
        work.set_task(task, state=OFFERED, claimed_by=None, claimed_at=None)

    return on_case(
        engine,
        OfTask(task_id),
        "task.released",
        act,
        actor=candidate(task_id, by),
        key=key_of(key, by),
        person=by,
    )


def complete(
    engine: Engine,
    task_id: UUID,
    outcome: str,
    *,
    by: UUID,
    for_: UUID | None = None,
    reason: str | None = None,
    data: Mapping[str, Any] | None = None,
    bound: str | None = None,
    evidence: str | None = None,
    key: str | None = None,
) -> Done:
    """Answer a task, for oneself or for the organization that is asked; or record, with evidence, what its member said.

    Unbound: the task binds and no hash was shown. Stale: what it binds has changed. Taken: somebody else has it.
    """

    def act(work: Work) -> Any:
        task = _asked_now(work.snapshot, task_id)
        definition = _definition(work.snapshot, task)
        chosen = _outcome(definition, outcome)
        recorded = _is_recording(work.snapshot, task, definition, by)
        _check_turn(work, task, definition, by, recorded, corrected=bool(reason))
        if not recorded:
            must_be_eligible(work, task, by)
        work.event.words.update(from_whom)
        values = _answer_values(work, definition, chosen, data or {})
        words, proof = demand_reason(reason, chosen.reason), clean_words("evidence", evidence)
        if recorded:
            _check_recording(work, task, definition, proof)
        shown = _check_bound(work, task, definition, bound)
        return answer(
            work,
            task,
            definition,
            chosen,
            _acting(work, task),
            values=values,
            reason=words,
            bound=shown,
            recorded=recorded,
            evidence=proof,
            corrects=task.answer,
        ).id

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        task = _known(view, _asked_now(snapshot, task_id), by)
        standing = _may_take(snapshot, task, by, for_ if task.party == "all" else None)
        if standing is None:
            standing = _recorder(snapshot, task, by)
        if standing is None or for_ not in (None, organization_of(task), standing.organization):
            raise Denied("This task is not offered to you.", rule="task-candidate")
        return _answerer(task, standing, by)

    from_whom = considered_in_answer(engine, task_id, outcome, data or {}, by)
    return on_case(engine, OfTask(task_id), "task.answered", act, actor=actor, key=key_of(key, by), person=by)


def _answerer(task: Task, standing: Standing, by: UUID) -> Actor:
    """Who answers; whoever was handed the task, on behalf of the one in whose place they have it."""
    behalf = task.instead_of if standing.capacity == DELEGATE else None
    return replace(actor_for(standing, by), behalf=behalf)


def _acting(work: Work, task: Task) -> Standing:
    """For whom an answer is given: whom the task asks, or whom the actor stands for."""
    organization = organization_of(task) or work.actor.organization
    return Standing(work.actor.capacity, organization, work.actor.capacity)


def _definition(snapshot: Snapshot, task: Task) -> TaskDefinition:
    if task.task.startswith(IMPLIED):
        raise Refused(
            "Open the case and choose what to do: this task has no answer of its own.", rule="implied-task"
        )
    return snapshot.definition.task_by_key[task.task]


def _outcome(definition: TaskDefinition, key: str) -> Outcome:
    found = definition.outcome(key)
    if found is None:
        known = ", ".join(each.key for each in definition.outcomes)
        raise Invalid({"outcome": message("Choose one of the answers offered: {known}.", known=known)})
    return found


def _recorder(snapshot: Snapshot, task: Task, person: UUID) -> Standing | None:
    if task.task.startswith(IMPLIED):
        return None
    recorders = snapshot.definition.task_by_key[task.task].recorders
    return standing_in(recorders, CaseView(snapshot), person) if recorders else None


def _is_recording(snapshot: Snapshot, task: Task, definition: TaskDefinition, person: UUID) -> bool:
    return _may_take(snapshot, task, person) is None and definition.recorders is not None


def _check_turn(
    work: Work, task: Task, definition: TaskDefinition, by: UUID, recorded: bool, *, corrected: bool
) -> None:
    if work.view.held(definition):
        raise Refused(
            "The case is “{state}”: this is asked again when it goes on.",
            state=message(work.view.state.label),
            rule="pause",
        )
    over = is_over(work, definition, task)
    if over and not definition.late:
        timed = task.closes_at is not None and task.closes_at <= work.at
        ended = task.closes_at if timed else task.ended_at
        raise Refused("This task was closed {at}; nothing was recorded.", at=ended or "", rule="late")
    if over:
        return
    if task.state == COMPLETED and not definition.changeable and not corrected:
        raise Refused(
            "This is answered already. To correct it, answer again and write the reason.", rule="answered"
        )
    holder = kept_from(work.snapshot, task, by)
    if holder is not None and task.is_open and not recorded:
        raise Taken("{person} has claimed this task.", person=work.snapshot.register.name(holder))


def _answer_values(
    work: Work, definition: TaskDefinition, outcome: Outcome, data: Mapping[str, Any]
) -> dict[str, Any]:
    fields = tuple(dict.fromkeys((*definition.asks, *outcome.asks)))
    unknown = [name for name in data if name not in {field.key for field in fields}]
    if unknown:
        raise Invalid({name: message("This answer has no field “{name}”.", name=name) for name in unknown})
    values = collect(fields, data, work.snapshot.register, work.snapshot.registry.settings, case=work.view)
    return {key: value for key, value in values.items() if value is not None}


def _check_recording(work: Work, task: Task, definition: TaskDefinition, evidence: str | None) -> None:
    """Recording on a member's behalf keeps both names, needs evidence, and never takes a firm answer back."""
    if not evidence or len(evidence) < 10:
        raise Invalid(
            {"evidence": message("Say how the member told you: a document, or a dated note of the call.")}
        )
    standing = work.snapshot.answers.get(task.answer) if task.answer else None
    if standing is not None:
        before = definition.outcome(standing.outcome)
        if before is not None and before.firm:
            raise Refused(
                "Only {party} itself may change or withdraw this.",
                party=str(work.view.party(task.party)),
                rule="own-withdrawal",
            )


def _check_bound(work: Work, task: Task, definition: TaskDefinition, bound: str | None) -> bytes | None:
    if not definition.binds:
        return None
    if not bound:
        raise Unbound("Say which version you answer on: the task shows it as “bound”.")
    standing = work.snapshot.case.rounds.get(definition.key, {}).get("bound")
    if bound != standing and not is_over(work, definition, task):
        raise Stale(
            "What you answer on has changed since you opened this page. Read it again; your words are kept.",
            rule="bound",
        )
    try:
        return bytes.fromhex(bound)
    except ValueError:
        raise Invalid({"bound": message("This is not a version that was shown to you.")}) from None
