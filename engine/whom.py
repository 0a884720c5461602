"""Whom a `Who` means in a case: who may act, and to whom a task is offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.definition import Field, Who
from engine.party import Organization, Person
from engine.register import Register, Standing
from engine.task import Task
from engine.view import DROPPED, CaseView

OPENER_CAPACITY, DELEGATE = "opener", "delegate"


def standing_in(
    who: Who, view: CaseView, person: UUID | None, organization: UUID | None = None
) -> Standing | None:
    """The standing in which a person may act through this `Who` now, for an organization where one is named."""
    if any(standing_in(other, view, person) for other in who.never):
        return None
    for part in who.alternatives():
        if all(guard.holds(view) for guard in part.conditions):
            found = _standing(part, view, person, organization)
            if found is not None and not any(standing_in(other, view, person) for other in part.never):
                return found
    return None


def _standing(part: Who, view: CaseView, person: UUID | None, organization: UUID | None) -> Standing | None:
    if part.kind == "anyone":
        return Standing("ANYONE", None, "anyone")
    if person is None:
        return None
    register: Register = view.register
    if part.kind == "opener":
        return _as_opener(view, register, person, organization)
    if part.kind in ("role", "seats") and part.role is not None:
        return register.stands(person, part.role.key, view.at, organization)
    if part.kind == "named":
        return _as_named(part, view, register, person, organization)
    return None


def _as_opener(
    view: CaseView, register: Register, person: UUID, organization: UUID | None
) -> Standing | None:
    case = view.case
    if organization not in (None, case.opened_for):
        return None
    if person == case.opener and represents(register, person, case.opened_for, view.at):
        return Standing(OPENER_CAPACITY, case.opened_for, OPENER_CAPACITY)
    if case.opened_for is None:
        return None
    seats = [role.key for role in register.roles.values() if role.seats]
    found = (register.stands(person, seat, view.at, case.opened_for) for seat in seats)
    return next((each for each in found if each is not None), None)


def represents(register: Register, person: UUID, organization: UUID | None, at: datetime) -> bool:
    """Whether somebody is active and, where an organization is meant, acts for it now: what a past act goes on giving."""
    someone = register.people.get(person)
    if someone is None or not someone.active:
        return False
    return organization is None or any(s.organization == organization for s in register.standings(person, at))


def may_be_handed(register: Register, person: UUID, party: str, at: datetime) -> bool:
    """Whether somebody acts for the organization that a task asks, or for any where it asks none: what a delegate needs."""
    acting = {standing.organization for standing in register.standings(person, at)}
    return UUID(party.removeprefix("org:")) in acting if party.startswith("org:") else bool(acting)


def standing_to_take(
    task: Task, register: Register, person: UUID, at: datetime, organization: UUID | None = None
) -> Standing | None:
    """In which standing a person may take a task up: as whom it is offered to, or as whom it was handed to.

    Judged now: whoever has claimed a task or was handed it, and represents the party no more, has no standing.
    """
    if task.delegated_to == person and may_be_handed(register, person, task.party, at):
        return Standing("named", organization_of(task), DELEGATE)
    return standing_for(task.target, register, person, at, organization)


def is_asked(task: Task, register: Register, person: UUID | None, at: datetime) -> bool:
    """Whether a task is offered to a person, or was handed to one who acts for whom it asks, and was not taken back.
    Claiming it adds nothing."""
    if person is None or task.ended_why in DROPPED:
        return False
    return standing_to_take(task, register, person, at) is not None


def organization_of(task: Task) -> UUID | None:
    """The organization whose answer a task asks, where it is one."""
    return UUID(task.party.removeprefix("org:")) if task.party.startswith("org:") else None


def _as_named(
    part: Who, view: CaseView, register: Register, person: UUID, organization: UUID | None
) -> Standing | None:
    for each in named_parties(part, view):
        if isinstance(each, Person) and each.id == person:
            if part.role is not None:
                return register.stands(person, part.role.key, view.at, organization)
            return Standing("named", organization, "named")
        if isinstance(each, Organization) and part.role is not None and organization in (None, each.id):
            found = register.stands(person, part.role.key, view.at, each.id)
            if found is not None:
                return found
    return None


def named_parties(part: Who, view: CaseView) -> tuple[Any, ...]:
    """The people or organizations that the field or function names."""
    value = getattr(view, part.of.key) if isinstance(part.of, Field) else part.of(view)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def target_of(who: Who, view: CaseView) -> str | None:
    """To whom a task for this `Who` is offered now, as the task row stores it; nothing when nobody is meant.

    A named person or organization comes first; else all the roles whose conditions hold.
    """
    parts = [part for part in who.alternatives() if all(guard.holds(view) for guard in part.conditions)]
    for part in parts:
        narrowed = next(_narrow(part, view), None)
        if narrowed is not None:
            return narrowed
    roles = dict.fromkeys(part.role.key for part in parts if part.kind == "role" and part.role is not None)
    return "|".join(roles) or None


def _narrow(part: Who, view: CaseView) -> Iterator[str]:
    if part.kind == "opener" and view.case.opener is not None:
        yield person_target(view.case.opener)
    if part.kind == "named":
        for each in named_parties(part, view):
            if isinstance(each, Organization):
                assert part.role is not None
                yield seat_target(part.role.key, each.id)
            else:
                yield person_target(each.id)


def person_target(person: UUID) -> str:
    """The target that means one person."""
    return f"person:{person.hex}"


def seat_target(role: str, organization: UUID) -> str:
    """The target that means whoever fills a role for an organization."""
    return f"{role}@{organization.hex}"


def targets_of(
    person: UUID, register: Register, at: Any, role_sets: tuple[tuple[str, ...], ...]
) -> list[str]:
    """Every target that includes this person at this instant: what the inbox looks for."""
    found = {person_target(person): None}
    for standing in register.standings(person, at):
        if standing.organization is not None:
            found[seat_target(standing.role, standing.organization)] = None
        found.update(dict.fromkeys("|".join(roles) for roles in role_sets if standing.role in roles))
    return list(found)


def filling(target: str, register: Register, at: datetime) -> list[Person]:
    """Everybody who fills a target now, role by role, principals first."""
    if target.startswith("person:"):
        person = register.people.get(UUID(target.removeprefix("person:")))
        return [person] if person is not None and person.active else []
    roles, _, organization = target.partition("@")
    seat = UUID(organization) if organization else None
    found = [person for role in roles.split("|") for person in register.people_in(role, at, seat)]
    return list(dict.fromkeys(found))


def fits(target: str, standing: Standing | None, person: UUID) -> bool:
    """Whether a target includes a person who acts in this standing."""
    if target.startswith("person:"):
        return target == person_target(person)
    roles, _, organization = target.partition("@")
    if standing is None or standing.role not in roles.split("|"):
        return False
    return not organization or (
        standing.organization is not None and standing.organization.hex == organization
    )


def standing_for(
    target: str, register: Register, person: UUID, at: Any, organization: UUID | None = None
) -> Standing | None:
    """The standing in which a person may take what is offered to this target."""
    if target == person_target(person):
        return Standing("named", organization, "named")
    for standing in register.standings(person, at):
        if fits(target, standing, person) and organization in (None, standing.organization):
            return standing
    return None
