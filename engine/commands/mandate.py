"""A mandate where it enters the register, and what stands against it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from engine.columns import new_id
from engine.commands.entry import Entry
from engine.definition.who import Role
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
    only = known[role].only
    refusal = only.refusal(None, entry.register.organizations[organization]) if only else None
    if refusal is not None:
        raise Invalid({"organization": refusal.says}, refusal.rule)
    _check_sole(entry, known[role], organization, since, until)
    _check_apart(entry, known[role], person, since, until)
    _check_once(entry, (role, organization, person, capacity), since, until)


def _overlapping(entry: Entry, since: datetime, until: datetime | None) -> list[Mandate]:
    """The mandates that stand at some instant of this time."""
    return [
        each
        for each in entry.register.mandates
        if (until is None or each.since < until) and (each.until is None or each.until > max(since, entry.at))
    ]


def _check_sole(
    entry: Entry, role: Role, organization: UUID, since: datetime, until: datetime | None
) -> None:
    """An office has one holder at a time; what is brought in at the beginning stands as it is brought in."""
    judged = role.exercised_by is not None and entry.actor.person is not None
    for each in _overlapping(entry, since, until) if judged else ():
        if each.role == role.key and each.organization_id != organization:
            holder = entry.register.name(each.organization_id)
            raise Refused(
                "{holder} holds this office in that time; end it first.", holder=holder, rule="office-sole"
            )


def _check_apart(
    entry: Entry, role: Role, person: UUID | None, since: datetime, until: datetime | None
) -> None:
    """Who administers the house fills no seat, and who fills a seat does not administer it."""
    administrators = entry.engine.registry.house.administrators
    keys = {each.key for each in administrators.roles()} if administrators else set()
    seats = {key for key, each in entry.engine.registry.roles.items() if each.seats}
    against = seats if role.key in keys else keys if role.key in seats else set()
    if person is not None and any(
        each.person_id == person and each.role in against for each in _overlapping(entry, since, until)
    ):
        raise Refused(
            "Whoever administers the house fills no seat: {name} does one of both already.",
            name=entry.register.name(person),
            rule="administrator-apart",
        )


def _check_once(
    entry: Entry, wanted: tuple[str, UUID, UUID | None, str], since: datetime, until: datetime | None
) -> None:
    """Whoever ends a mandate ends the right: no second one for the same stands beside it. What is over is no matter."""
    for each in _overlapping(entry, since, until):
        if (each.role, each.organization_id, each.person_id, each.capacity) == wanted:
            name = entry.register.name(each.person_id or each.organization_id)
            raise Refused(
                "{name} has this mandate already; end it first, or let the other begin when it ends.",
                name=name,
                rule="mandate-once",
            )
