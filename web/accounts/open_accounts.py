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
    """Every account in its group; with `few` only the seats, those who keep the work going, and one of each other role."""
    connection, register = desk.read()
    groups = [Group(_("Committee")), Group(_("Secretariat")), Group(_("Others"))]
    chosen = list(_chosen(register, few))
    counts = waiting_for(desk.engine(), connection, register, [person.id for _index, person, _seat in chosen])
    for index, person, seat in chosen:
        groups[index].accounts.append(Account(person.id, person.name, seat, counts[person.id]))
    return [group for group in groups if group.accounts]


def _chosen(register: Register, few: bool) -> Iterator[tuple[int, Person, str]]:
    house = desk.engine().registry.house
    seats, keepers = set(seats_of(house)), set(roles_of(house.keepers))
    now = desk.now()
    seen: set[str] = set()
    for person in sorted(register.people.values(), key=lambda each: each.name):
        standings = register.standings(person.id, now)
        if not standings:
            continue
        first = standings[0]
        index = 0 if first.role in seats else 1 if first.role in keepers else 2
        if few and (first.capacity != PRINCIPAL or (index == 2 and first.role in seen)):
            continue
        seen.add(first.role)
        yield index, person, _seat(register, person, standings)


def _seat(register: Register, person: Person, standings: list[Standing]) -> str:
    """The offices somebody exercises beside the seat; else the role, unless the name says it already."""
    offices = [register.roles[s.role] for s in standings if register.roles[s.role].exercised_by is not None]
    words = [_(office.label) for office in offices] or [_(register.roles[standings[0].role].label)]
    return ", ".join(word for word in dict.fromkeys(words) if word.casefold() not in person.name.casefold())
