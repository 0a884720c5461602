"""Notice: record that a party was told. The first notice of a round counts; a repeated one changes nothing."""

from __future__ import annotations

from uuid import UUID

from engine.answering import note
from engine.change import SYSTEM, Actor
from engine.columns import new_id
from engine.commands.case import actor_for
from engine.commands.transaction import Done, key_of, on_case
from engine.errors import ClockInDoubt, Denied, Invalid, Unknown
from engine.messages import message
from engine.notice import CONFIRMED, DELIVERED, OPENED, SERVED
from engine.party import ALTERNATE, PRINCIPAL
from engine.register import Standing
from engine.rights import aware, sees
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.task import Task
from engine.values import clean_words
from engine.view import CaseView
from engine.whom import standing_for, standing_in
from engine.work import Work


def page_opened(engine: Engine, case_id: UUID, *, by: UUID) -> int:
    """The person opened the page of the case: notice for every seat this person fills as principal or alternate."""

    def act(work: Work) -> int:
        told = [t for t in work.snapshot.tasks if _seat(work.snapshot, t, by)]
        count = sum(
            note(work, work.snapshot.definition.task_by_key[t.task], t, OPENED, by, None) for t in told
        )
        if not count:
            work.change.events.clear()
        return count

    try:
        done = on_case(
            engine, case_id, "notice.given", act, actor=lambda s: _reader(s, by), key=new_id(), person=by
        )
    except ClockInDoubt:
        return 0  # when it was opened cannot be said, and the page is read all the same
    return int(done.result or 0)


def needs_notice(snapshot: Snapshot, person: UUID) -> bool:
    """Whether opening the page would be notice for a seat of this person: asked before a transaction is begun for it."""
    known = {(n.task, n.round, n.party) for n in snapshot.notices}
    seats = [t for t in snapshot.tasks if _seat(snapshot, t, person)]
    return any((t.task, t.round, t.party) not in known for t in seats)


def _seat(snapshot: Snapshot, task: Task, person: UUID) -> Standing | None:
    definition = snapshot.definition.task_by_key.get(task.task)
    if definition is None or definition.to.kind != "seats" or not task.present:
        return None
    if "since" not in snapshot.case.rounds.get(task.task, {}):
        return None
    standing = standing_for(task.target, snapshot.register, person, snapshot.at)
    return standing if standing is not None and standing.capacity in (PRINCIPAL, ALTERNATE) else None


def _reader(snapshot: Snapshot, by: UUID) -> Actor:
    sees(CaseView(snapshot), by)
    for task in snapshot.tasks:
        standing = _seat(snapshot, task, by)
        if standing is not None:
            return actor_for(standing, by)
    return Actor(by, None, "reader")


def delivered(
    engine: Engine,
    case_id: UUID,
    task_key: str,
    round_no: int,
    party: str,
    *,
    person: UUID,
    said: str | None = None,
) -> Done:
    """A delivery to this person was accepted: notice for the seat. Recorded by the system. `said` is how somebody knows,
    where it was no server that accepted it."""
    how = DELIVERED if said is None else CONFIRMED

    def act(work: Work) -> int:
        for task in work.snapshot.tasks:
            if (task.task, task.round, task.party) == (task_key, round_no, party) and _seat(
                work.snapshot, task, person
            ):
                if note(work, work.snapshot.definition.task_by_key[task_key], task, how, person, said):
                    return 1
        work.change.events.clear()
        return 0

    return on_case(engine, case_id, "notice.given", act, actor=lambda s: SYSTEM, key=new_id(), person=None)


def serve(
    engine: Engine,
    case_id: UUID,
    task_key: str,
    party: str,
    evidence: str,
    *,
    by: UUID,
    key: str | None = None,
) -> Done:
    """Record, with evidence, that a party was told in another way (by hand, by telephone)."""

    def act(work: Work) -> None:
        proof = clean_words("evidence", evidence)
        if proof is None or len(proof) < 10:
            raise Invalid({"evidence": message("Say how and when the member was told.")})
        asked = [t for t in work.snapshot.tasks if t.task == task_key and t.party == party and t.present]
        if not asked:
            raise Invalid({"party": message("This party is not asked in the present round.")})
        if not note(work, work.snapshot.definition.task_by_key[task_key], asked[0], SERVED, by, proof):
            work.change.events.clear()

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        definition = snapshot.definition.task_by_key.get(task_key)
        if definition is not None and not aware(view, definition, by):
            raise Unknown("There is no such task, or it is not open to you.")
        recorders = definition.recorders if definition else None
        standing = standing_in(recorders, view, by) if recorders else None
        if standing is None:
            raise Denied(
                "Only those who may record for a member may record that it was told.", rule="record-notice"
            )
        return actor_for(standing, by)

    return on_case(engine, case_id, "notice.served", act, actor=actor, key=key_of(key, by), person=by)
