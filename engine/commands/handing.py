"""Verbs that give a task into other hands: delegate, reassign, hand over all open work of a person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from engine.change import Actor
from engine.commands.case import actor_for
from engine.commands.task import candidate, find, kept_from, must_be_open
from engine.commands.transaction import Done, key_of, on_case
from engine.errors import Denied, Invalid, Refused, Taken, Unknown
from engine.messages import Message, message
from engine.rights import barred, sees
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.store import OfTask
from engine.task import CLAIMED, OFFERED, Task, tasks
from engine.view import CaseView
from engine.whom import may_be_handed, organization_of, person_target, standing_for, standing_in
from engine.work import Work


def delegate(engine: Engine, task_id: UUID, to: UUID | None, *, by: UUID, key: str | None = None) -> Done:
    """Hand a task to another person of one's own organization, or (to nobody) take it back. A delegate cannot delegate."""

    def act(work: Work) -> None:
        task = find(work.snapshot, task_id)
        must_be_open(task)
        work.event.facts.update(task=task.task)
        holder = kept_from(work.snapshot, task, by)
        if holder not in (None, task.delegated_to):
            raise Taken("{person} has claimed this task.", person=work.snapshot.register.name(holder))
        if to is not None:
            _check_delegate(work, task, to, by)
        away = by if to is not None else None
        work.set_task(task, delegated_to=to, instead_of=away, state=OFFERED, claimed_by=None, claimed_at=None)

    return on_case(
        engine,
        OfTask(task_id),
        "task.delegated",
        act,
        actor=candidate(task_id, by),
        key=key_of(key, by),
        person=by,
    )


def _check_delegate(work: Work, task: Task, to: UUID, by: UUID) -> None:
    register = work.snapshot.register
    if task.delegated_to == by:
        raise Refused(
            "What was handed to you cannot be handed on; give it back instead.", rule="delegate-once"
        )
    if to not in register.people or to == by:
        raise Invalid({"to": message("Choose another person to hand it to.")})
    mine = {standing.organization for standing in register.standings(by, work.at)}
    theirs = {standing.organization for standing in register.standings(to, work.at)}
    organization = organization_of(task)
    if not ({organization} if organization else mine) & theirs:
        raise Refused(
            "{person} does not act for the organization that is asked.",
            person=register.name(to),
            rule="same-organization",
        )
    _check_in_person(work, task)
    _check_eligible(work, task, to)


def _check_in_person(work: Work, task: Task) -> None:
    definition = work.snapshot.definition.task_by_key.get(task.task)
    if definition is not None and definition.in_person:
        raise Refused("This is asked in person: nobody else can answer it.", rule="in-person")


def _check_eligible(work: Work, task: Task, to: UUID) -> None:
    """Whoever hands a task on is not told what stands against the other person."""
    if barred(work.view, task, to) is not None:
        raise Refused(
            "{person} cannot take this: a rule of the case stands against it.",
            person=work.snapshot.register.name(to),
            rule="task-eligible",
        )


def reassign(engine: Engine, task_id: UUID, to: UUID, *, by: UUID, key: str | None = None) -> Done:
    """As one who keeps the house, hand an open task to another person it is offered to. Told in the log, with both names."""

    def act(work: Work) -> None:
        task = find(work.snapshot, task_id)
        must_be_open(task)
        standing = standing_for(task.target, work.snapshot.register, to, work.at)
        if standing is None:
            raise Refused(
                "{person} is not among those it is offered to.",
                person=work.snapshot.register.name(to),
                rule="task-candidate",
            )
        _check_eligible(work, task, to)
        work.event.facts.update(task=task.task, to=to.hex)
        work.set_task(
            task, state=CLAIMED, claimed_by=to, claimed_at=work.at, delegated_to=None, instead_of=None
        )

    def actor(snapshot: Snapshot) -> Actor:
        view = CaseView(snapshot)
        sees(view, by)
        keepers = snapshot.registry.house.keepers
        standing = standing_in(keepers, view, by) if keepers else None
        if standing is None:
            raise Denied(
                "Only those who keep the house's work may hand over other people's tasks.", rule="reassign"
            )
        return actor_for(standing, by)

    return on_case(
        engine, OfTask(task_id), "task.reassigned", act, actor=actor, key=key_of(key, by), person=by
    )


def hand_over(
    engine: Engine, person: UUID, to: UUID, *, by: UUID, key: str | None = None
) -> tuple[int, list[Message]]:
    """Hand all open work of one person to another, a command for each task.

    Gives how many were handed over, and the sentences of those that were not.
    """
    named = (tasks.c.target == person_target(person)) & tasks.c.delegated_to.is_(None)
    mine = (tasks.c.claimed_by == person) | (tasks.c.delegated_to == person) | named
    with engine.database.read() as connection:
        found = (
            connection.execute(
                select(tasks.c.id).where(mine & tasks.c.state.in_((OFFERED, CLAIMED))).order_by(tasks.c.id)
            )
            .scalars()
            .all()
        )
    done, left = 0, []
    for task_id in found:
        try:
            _hand_over_one(engine, task_id, person, to, by, f"{key}:{task_id.hex}" if key else None)
            done += 1
        except (Denied, Refused, Unknown) as error:
            left.append(error.says)
    return done, left


def _named(task: Task) -> UUID | None:
    """The one person a task is offered to, where it is one."""
    kind, _, person = task.target.partition(":")
    return UUID(person) if kind == "person" else None


def _hand_over_one(engine: Engine, task_id: UUID, person: UUID, to: UUID, by: UUID, key: str | None) -> None:
    def act(work: Work) -> None:
        task = find(work.snapshot, task_id)
        must_be_open(task)
        _check_eligible(work, task, to)
        work.event.facts.update(task=task.task, to=to.hex)
        register = work.snapshot.register
        named = person in (task.delegated_to, _named(task))
        if named and may_be_handed(register, to, task.party, work.at):
            _check_in_person(work, task)
            # Whom the case names stays named: the task goes to another hand only until the case names somebody else.
            work.set_task(
                task,
                state=OFFERED,
                claimed_by=None,
                claimed_at=None,
                delegated_to=to,
                instead_of=task.instead_of or person,
            )
        elif standing_for(task.target, register, to, work.at) is not None:
            work.set_task(
                task, state=CLAIMED, claimed_by=to, claimed_at=work.at, delegated_to=None, instead_of=None
            )
        else:
            name = register.name(to)
            raise Refused("{person} is not among those it is offered to.", person=name, rule="task-candidate")

    def actor(snapshot: Snapshot) -> Actor:
        view, task = CaseView(snapshot), find(snapshot, task_id)
        own = task.claimed_by == by or task.delegated_to == by or task.target == person_target(by)
        administrators = snapshot.registry.house.administrators
        standing = standing_in(administrators, view, by) if administrators else None
        if standing is not None:
            return actor_for(standing, by)
        if own:
            return Actor(by, organization_of(task), "own work")
        raise Denied("Only an administrator may hand over another person's work.", rule="hand-over")

    on_case(engine, OfTask(task_id), "task.handed_over", act, actor=actor, key=key_of(key, by), person=by)
