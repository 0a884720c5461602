"""A mandate where it enters the register, and what stands against it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from engine.columns import new_id
from engine.commands.entry import Entry
from engine.errors import Invalid, Refused, Unknown
from engine.messages import message
from engine.party import ALTERNATE, NOMINEE, OFFICE, PRINCIPAL, Mandate

CAPACITIES = (PRINCIPAL, ALTERNATE, NOMINEE, OFFICE)


def put_mandate(
    entry: Entry,
    role: str,
    organization: UUID,
    person: UUID | None,
    capacity: str,
    since: datetime,
    until: datetime | None,
) -> UUID:
    """A mandate: of a person for an organization, or of the organization itself."""
    _check_mandate(entry, role, organization, person, capacity, since, until)
    identity = new_id()
    row = {
        "organization_id": organization,
        "person_id": person,
        "role": role,
        "capacity": capacity,
        "since": since,
        "until": until,
    }
    event = entry.event("organization", organization, "mandate.granted", role=role)
    event.insert("mandates", (identity,), row)
    given = Mandate(identity, organization, person, role, capacity, since, until, None)
    entry.sees(mandates=(*entry.register.mandates, given))
    return identity


def _check_mandate(
    entry: Entry,
    role: str,
    organization: UUID,
    person: UUID | None,
    capacity: str,
    since: datetime,
    until: datetime | None,
) -> None:
    known = entry.engine.registry.roles
    if role not in known:
        raise Invalid({"role": message("There is no role {role}.", role=role)})
    if organization not in entry.register.organizations or (
        person is not None and person not in entry.register.people
    ):
        raise Unknown("There is no such organization or person.")
    if capacity not in CAPACITIES:
        raise Invalid({"capacity": message("Choose one of: {known}.", known=", ".join(CAPACITIES))})
    if (capacity == OFFICE) != (person is None):
        words = message("An organization holds an office; a person is principal, alternate or nominee.")
        raise Invalid({"capacity": words})
    if until is not None and until <= since:
        raise Invalid({"until": message("The end lies after the beginning.")})
    if known[role].exercised_by is not None and person is not None:
        raise Refused(
            "This office is held by an organization; those who fill its seat exercise it.",
            rule="office-by-organization",
        )
    if person is None and not known[role].seats and known[role].exercised_by is None:
        raise Invalid({"person": message("This role is held by a person: say who.")})
    _check_once(entry, (role, organization, person, capacity), since, until)
    only = known[role].only
    refusal = only.refusal(None, entry.register.organizations[organization]) if only else None
    if refusal is not None:
        raise Invalid({"organization": refusal.says}, refusal.rule)


def _check_once(
    entry: Entry, wanted: tuple[str, UUID, UUID | None, str], since: datetime, until: datetime | None
) -> None:
    """Whoever ends a mandate ends the right: no second one for the same stands beside it. What is over is no matter."""
    for each in entry.register.mandates:
        same = (each.role, each.organization_id, each.person_id, each.capacity) == wanted
        over = each.until is not None and each.until <= max(since, entry.at)
        if same and not over and (until is None or each.since < until):
            name = entry.register.name(each.person_id or each.organization_id)
            raise Refused(
                "{name} has this mandate already; end it first, or let the other begin when it ends.",
                name=name,
                rule="mandate-once",
            )
