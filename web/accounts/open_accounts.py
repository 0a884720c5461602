"""The open accounts of the demonstration, in groups, each with how much waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from engine.party import PRINCIPAL, Person
from engine.policy import roles_of, seats_of
from engine.queries.everybody import waiting_for
from engine.register import Register, Standing
from web import request as desk
from web.i18n import gettext as _

MOST_OTHERS = 6


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody one may be, with one click."""

    id: UUID
    name: str
    seat: str
    waiting: int


@dataclass(slots=True)
class Group:
    """Accounts that belong together."""

    label: str
    accounts: list[Account] = field(default_factory=list)


def open_accounts(*, few: bool = False) -> list[Group]:
    """Every account in its group; with `few` the seats, those who keep the work going, and the busiest of the others."""
    connection, register = desk.read()
    groups = [Group(_("Committee")), Group(_("Secretariat")), Group(_("Others"))]
    chosen = list(_chosen(register, few))
    counts = waiting_for(desk.engine(), connection, register, [person.id for _index, person, _seat in chosen])
    for index, person, seat in chosen:
        groups[index].accounts.append(Account(person.id, person.name, seat, counts[person.id]))
    if few:
        groups[2].accounts.sort(key=lambda each: -each.waiting)
        del groups[2].accounts[MOST_OTHERS:]
    return [group for group in groups if group.accounts]


def _chosen(register: Register, few: bool) -> Iterator[tuple[int, Person, str]]:
    """Group, person and seat; offices first, then by name. With `few` no alternates, and one of each other role."""
    seen: set[str] = set()
    for person, standings in sorted(_everybody(register), key=lambda each: _rank(register, *each)):
        first, index = standings[0], _group_of(standings[0].role)
        if few and (first.capacity != PRINCIPAL or (index == 2 and first.role in seen)):
            continue
        seen.add(first.role)
        yield index, person, _seat(register, person, standings)


def _everybody(register: Register) -> Iterator[tuple[Person, list[Standing]]]:
    for person in register.people.values():
        standings = register.standings(person.id, desk.now())
        if standings:
            yield person, standings


def _group_of(role: str) -> int:
    house = desk.engine().registry.house
    if role in seats_of(house):
        return 0
    return 1 if role in roles_of(house.keepers) else 2


def _rank(register: Register, person: Person, standings: list[Standing]) -> tuple[int, str]:
    """Offices in the order of the house; those who keep the house itself, auditors and administrators, come early too."""
    house = desk.engine().registry.house
    known = list(register.roles)
    offices = [known.index(s.role) for s in standings if register.roles[s.role].exercised_by is not None]
    keeping = (*roles_of(house.auditors), *roles_of(house.administrators))
    early = [known.index(s.role) for s in standings if s.role in keeping]
    return min(offices + early, default=len(known)), person.name


def _seat(register: Register, person: Person, standings: list[Standing]) -> str:
    """The offices somebody exercises beside the seat; else the role, unless the name says it already."""
    offices = [register.roles[s.role] for s in standings if register.roles[s.role].exercised_by is not None]
    words = [_(office.label) for office in offices] or [_(register.roles[standings[0].role].label)]
    return ", ".join(word for word in dict.fromkeys(words) if word.casefold() not in person.name.casefold())
