"""The open accounts of the demonstration, in groups, each with how much waits for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from uuid import UUID

from engine.party import ALTERNATE, Person
from engine.policy import roles_of, seats_of
from engine.queries.everybody import waiting_for
from engine.register import Register, Standing
from web import request as desk
from web.i18n import gettext as _

MOST_OTHERS = 4  # beside auditors and administrators, on the sign-in page
FEWEST_OF_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody one may be, with one click."""

    id: UUID
    name: str
    role: str
    seat: str
    alternate: bool
    waiting: int


@dataclass(slots=True)
class Group:
    """Accounts that belong together."""

    label: str
    accounts: list[Account] = field(default_factory=list)


def open_accounts(*, few: bool = False) -> list[Group]:
    """Every account in its group; with `few` those that a visitor wants first: no alternates, the busiest of the others."""
    house = desk.engine().registry.house
    seats, keepers = seats_of(house), roles_of(house.keepers)
    watching = (*roles_of(house.auditors), *roles_of(house.administrators))
    committee, office, others = Group(_("Committee")), Group(_("Secretariat")), Group(_("Others"))
    for account in _accounts():
        if not (few and account.alternate):
            group = committee if account.role in seats else office if account.role in keepers else others
            group.accounts.append(account)
    found = [committee, office, *([_busiest(others, watching)] if few else _by_role(others))]
    return [group for group in found if group.accounts]


def _busiest(others: Group, watching: tuple[str, ...]) -> Group:
    """One of each role, those first for whom something waits; auditors and administrators at the end."""
    best: dict[str, Account] = {}
    for account in sorted(others.accounts, key=lambda each: -each.waiting):
        best.setdefault(account.role, account)
    at_work = [account for role, account in best.items() if role not in watching]
    return Group(others.label, at_work[:MOST_OTHERS] + [best[role] for role in watching if role in best])


def _by_role(others: Group) -> list[Group]:
    """A group for each role that several hold, the largest first; the rest together."""
    roles = desk.read().register.roles
    count = Counter(account.role for account in others.accounts)
    groups = {role: Group(_(roles[role].label)) for role, n in count.most_common() if n >= FEWEST_OF_A_KIND}
    rest = Group(others.label)
    for account in others.accounts:
        groups.get(account.role, rest).accounts.append(account)
    for group in groups.values():
        group.accounts = [replace(each, seat="") for each in group.accounts]  # the group says it
    return [rest, *groups.values()]


def _accounts() -> list[Account]:
    """Everybody who holds a role now, offices first, then by name, alternates behind their principals."""
    connection, register = desk.read()
    now = desk.now()
    held = {who: found for who in register.people if (found := register.standings(who, now))}
    counts = waiting_for(desk.engine(), connection, register, held)
    accounts = []
    for who in sorted(held, key=lambda each: _rank(register, each, held[each])):
        person, first = register.people[who], held[who][0]
        seat = _seat(register, person, held[who])
        accounts.append(Account(who, person.name, first.role, seat, first.capacity == ALTERNATE, counts[who]))
    return accounts


def _rank(register: Register, who: UUID, standings: list[Standing]) -> tuple[int, bool, str]:
    known = list(register.roles)
    offices = [known.index(s.role) for s in standings if register.roles[s.role].exercised_by is not None]
    return min(offices, default=len(known)), standings[0].capacity == ALTERNATE, register.people[who].name


def _seat(register: Register, person: Person, standings: list[Standing]) -> str:
    """The offices somebody exercises beside the seat; else the role, unless the name says it already."""
    offices = [register.roles[s.role] for s in standings if register.roles[s.role].exercised_by is not None]
    words = [_(office.label) for office in offices] or [_(register.roles[standings[0].role].label)]
    return ", ".join(word for word in dict.fromkeys(words) if word.casefold() not in person.name.casefold())
