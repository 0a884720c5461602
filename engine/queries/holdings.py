"""Who held which role at an instant: the organizations and the people of each role, and what was recorded only later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from engine.log import events, parse
from engine.party import Organization, Person
from engine.register import Register


@dataclass(frozen=True, slots=True)
class Holding:
    """A role at an instant: the organizations that held it, and the people who could act in it."""

    role: str
    label: str
    organizations: tuple[Organization, ...]
    people: tuple[Person, ...]


def recorded_later(connection: Connection, register: Register, at: datetime) -> dict[str, list[datetime]]:
    """Of the mandates in force at an instant those that were not on record yet: by role, when each was recorded."""
    query = select(events.c.at, events.c.body).where(events.c.kind == "mandate.granted", events.c.at > at)
    then = {each.id.hex: each.role for each in register.mandates if each.holds_at(at)}
    found: dict[str, list[datetime]] = {}
    for row in connection.execute(query.order_by(events.c.at)):
        for change in parse(bytes(row.body))["rows"]:
            if change["t"] == "mandates" and change["k"][0] in then:
                found.setdefault(then[change["k"][0]], []).append(row.at)
    return found


def holdings(register: Register, at: datetime) -> list[Holding]:
    """Every role that anybody held at an instant: offices first, then seats, then the others by name."""
    found = [
        Holding(
            role.key,
            role.label,
            tuple(register.holders(role.key, at)),
            tuple(register.people_in(role.key, at)),
        )
        for role in register.roles.values()
    ]
    order = {
        key: (role.exercised_by is None, not role.seats, role.label) for key, role in register.roles.items()
    }
    return sorted(
        (each for each in found if each.organizations or each.people), key=lambda each: order[each.role]
    )
