"""Verbs on the register: organizations, people, mandates, settings, calendars. Each a stream of its own in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from engine.calendar import materialise
from engine.change import Actor, Change, Event
from engine.columns import new_id
from engine.commands.transaction import Done, certain, key_of, repeated, write_change
from engine.definition import Field, Setting
from engine.errors import Denied, Invalid, Refused, Taken, Unknown
from engine.log import events
from engine.messages import message
from engine.party import ALTERNATE, NOMINEE, OFFICE, PRINCIPAL
from engine.register import Register
from engine.runtime import Engine
from engine.setting import register_stamp, setting_id
from engine.store import lock_register, read_head
from engine.stored_calendar import calendars
from engine.values import Mistyped, stored

CAPACITIES = (PRINCIPAL, ALTERNATE, NOMINEE, OFFICE)
INITIALISER = Actor(capacity="initialisation")


class Entry:
    """A change of the register in the making: the register under the lock, and a way to begin events."""

    def __init__(self, engine: Engine, connection: Connection, actor: Actor, key: UUID) -> None:
        self.engine, self.connection, self.actor = engine, connection, actor
        self.register: Register = engine.register(connection)
        self.at = engine.now()
        self.change = Change(key=key, register_changed=True)

    def event(self, stream_kind: str, identity: UUID, kind: str, **facts: Any) -> Event:
        """Begin an event in a stream, locked and read first."""
        stream = (stream_kind, identity)
        if stream not in self.change.heads:
            self.change.heads[stream] = read_head(self.connection, stream_kind, identity)
        return self.change.event(stream, kind, self.at, self.actor, facts=facts)


def on_register(
    engine: Engine,
    kind: str,
    act: Callable[[Entry], Any],
    *,
    by: UUID | None,
    key: str | None,
    right: Callable[[Entry], Actor] | None = None,
) -> Done:
    """Run a command on the register. Without `right` only administrators may; nobody (`by` nothing) is initialisation."""
    event_key = key_of(key, by)

    def once() -> Done:
        with engine.database.begin() as connection:
            engine.at_point("begun")
            lock_register(connection)
            entry = Entry(engine, connection, INITIALISER, event_key)
            if by is not None:
                entry.actor = right(entry) if right else administrator(entry, by)
            result = act(entry)
            engine.at_point("decided")
            if entry.change.events:
                write_change(engine, connection, entry.change)
            engine.at_point("written")
        engine.at_point("committed")
        return Done(None, result)

    try:
        return certain(engine, lambda: repeated(once), key=event_key, person=by, kind=kind)
    except IntegrityError as error:
        raise Taken("There is one like this already.") from error


def administrator(entry: Entry, by: UUID) -> Actor:
    """The administrator who acts, or Denied."""
    house = entry.engine.registry.house.administrators
    for role in house.roles() if house else ():
        standing = entry.register.stands(by, role.key, entry.at)
        if standing is not None:
            return Actor(by, standing.organization, standing.name)
    raise Denied("Only an administrator may change the register.", rule="administer")


# Organizations and people


def add_organization(
    engine: Engine,
    code: str,
    name: str,
    attributes: Mapping[str, Any],
    *,
    by: UUID | None,
    key: str | None = None,
) -> Done:
    """A new organization; the code is what sentences call it."""

    def act(entry: Entry) -> UUID:
        short = code.strip()
        if not short or len(short) > 40 or not name.strip():
            raise Invalid({"code": message("An organization needs a short code and a name.")})
        if short in entry.register.by_code:
            raise Taken("There is an organization {code} already.", code=short)
        identity = new_id()
        event = entry.event("organization", identity, "organization.added")
        event.insert(
            "organizations",
            (identity,),
            {"code": short, "name": name.strip(), "attributes": dict(attributes)},
        )
        return identity

    return on_register(engine, "organization.added", act, by=by, key=key)


def add_person(
    engine: Engine,
    email: str,
    name: str,
    *,
    by: UUID | None,
    zone: str | None = None,
    language: str | None = None,
    key: str | None = None,
) -> Done:
    """A new account, without a password: an invitation or the demonstration lets the person in."""

    def act(entry: Entry) -> UUID:
        address = checked_email(email)
        if address.lower() in entry.register.by_email:
            raise Taken("There is an account with this address already.")
        if not name.strip():
            raise Invalid({"name": message("Write the person's name.")})
        identity = new_id()
        event = entry.event("person", identity, "person.added")
        row: dict[str, Any] = {
            "email": address,
            "name": name.strip(),
            "zone": zone,
            "language": language,
            "active": True,
            "preferences": {},
        }
        event.insert("people", (identity,), row)
        return identity

    return on_register(engine, "person.added", act, by=by, key=key)


def checked_email(email: str) -> str:
    """The address in its normal form; Invalid with what is wrong. No question is put to the network."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Invalid({"email": message("Write an e-mail address, such as name@example.org.")}) from None


def change_person(
    engine: Engine, person: UUID, changes: Mapping[str, Any], *, by: UUID, key: str | None = None
) -> Done:
    """Other particulars of a person: by an administrator, or name, zone, language and preferences by the person."""

    def act(entry: Entry) -> None:
        if person not in entry.register.people:
            raise Unknown("There is no such person.")
        if "active" in changes and person == by:
            raise Refused("You cannot close your own account.", rule="no-self-grant")
        event = entry.event("person", person, "person.changed")
        event.update("people", (person,), dict(changes))

    def right(entry: Entry) -> Actor:
        own = {"name", "zone", "language", "preferences"}
        if person == by and set(changes) <= own:
            return Actor(by, None, "self")
        return administrator(entry, by)

    return on_register(engine, "person.changed", act, by=by, key=key, right=right)


# Mandates


def grant(
    engine: Engine,
    role: str,
    organization: UUID,
    *,
    person: UUID | None,
    capacity: str,
    since: datetime,
    until: datetime | None = None,
    by: UUID | None,
    key: str | None = None,
) -> Done:
    """Give a mandate: to a person for an organization, or (without a person) a seat or office to the organization."""

    def act(entry: Entry) -> UUID:
        _check_mandate(entry, role, organization, person, capacity, since, until)
        if person is not None and person == by:
            raise Refused("Nobody grants a role to themselves.", rule="no-self-grant")
        mandate_id = new_id()
        event = entry.event("organization", organization, "mandate.granted", role=role)
        row = {
            "organization_id": organization,
            "person_id": person,
            "role": role,
            "capacity": capacity,
            "since": since,
            "until": until,
        }
        event.insert("mandates", (mandate_id,), row)
        return mandate_id

    return on_register(engine, "mandate.granted", act, by=by, key=key)


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
    if until is not None and until <= since:
        raise Invalid({"until": message("The end lies after the beginning.")})
    if known[role].exercised_by is not None and person is not None:
        raise Refused(
            "This office is held by an organization; those who fill its seat exercise it.",
            rule="office-by-organization",
        )
    only = known[role].only
    refusal = only.refusal(None, entry.register.organizations[organization]) if only else None
    if refusal is not None:
        raise Invalid({"organization": refusal.says}, refusal.rule)


def end_mandate(
    engine: Engine, mandate: UUID, *, at: datetime | None = None, by: UUID, key: str | None = None
) -> Done:
    """End a mandate now or at a later instant. Effective at the next request; what was done under it stays."""

    def act(entry: Entry) -> None:
        found = next((m for m in entry.register.mandates if m.id == mandate), None)
        if found is None:
            raise Unknown("There is no such mandate.")
        moment = at or entry.at
        if found.until is not None and found.until <= moment:
            raise Refused("This mandate has ended already.", rule="mandate-ended")
        event = entry.event("organization", found.organization_id, "mandate.ended", role=found.role)
        event.update("mandates", (mandate,), {"until": max(moment, found.since)})

    return on_register(engine, "mandate.ended", act, by=by, key=key)


# Settings and calendars


def set_setting(
    engine: Engine, setting_key: str, value: Any, *, by: UUID | None, key: str | None = None
) -> Done:
    """Set a number or word of the house. What only a decision may adopt is refused."""

    def act(entry: Entry) -> None:
        setting = entry.engine.registry.settings.get(setting_key)
        if setting is None:
            raise Unknown("There is no setting “{key}”.", key=setting_key)
        if setting.decided and by is not None:
            raise Refused(
                "“{label}” changes only by an adopted decision.", label=setting.label, rule="decided-setting"
            )
        try:
            put_setting(entry, setting.key, _setting_value(entry, setting, value), by)
        except Mistyped as mistake:
            raise Invalid({"value": mistake.says}) from None

    return on_register(engine, "setting.set", act, by=by, key=key)


def _setting_value(entry: Entry, setting: Setting, value: Any) -> Any:
    field = Field(setting.key, setting.label, setting.kind, many=setting.many)
    kept = stored(field, value, entry.register, entry.engine.registry.settings)
    return [] if kept is None and setting.many else kept


def put_setting(entry: Entry, setting_key: str, value: Any, by: UUID | None) -> None:
    """Write a setting's row with its event."""
    identity = setting_id(setting_key)
    event = entry.event("setting", identity, "setting.set")
    event.insert(
        "settings", (identity,), {"key": setting_key, "value": value, "set_by": by, "set_at": entry.at}
    )


def set_calendar(
    engine: Engine,
    calendar_key: str,
    *,
    label: str,
    zone: str,
    countries: list[str],
    own_days: Mapping[date, str],
    years: range,
    by: UUID | None,
    key: str | None = None,
) -> Done:
    """A new version of a working-day calendar, its days off written out. Stored deadlines do not move."""

    def act(entry: Entry) -> None:
        days = materialise(countries, years, own_days)
        before = entry.connection.execute(
            select(calendars.c.id, calendars.c.version)
            .where(calendars.c.key == calendar_key)
            .order_by(calendars.c.version.desc())
        ).first()
        if before is not None:
            entry.event("calendar", before.id, "calendar.replaced").update(
                "calendars", (before.id,), {"current": False}
            )
        identity = new_id()
        pairs = [[day.isoformat(), name] for day, name in sorted(days.items())]
        own = [[day.isoformat(), name] for day, name in sorted(own_days.items())]
        row = {
            "key": calendar_key,
            "version": before.version + 1 if before else 1,
            "label": label,
            "zone": zone,
            "countries": countries,
            "own_days": own,
            "days_off": pairs,
            "current": True,
            "set_at": entry.at,
        }
        entry.event("calendar", identity, "calendar.set").insert("calendars", (identity,), row)

    return on_register(engine, "calendar.set", act, by=by, key=key)


def initialise(engine: Engine, settings: Mapping[str, Any]) -> None:
    """Write the house's first settings: name, number prefix, log origin. Refused when the house has begun already."""

    def act(entry: Entry) -> None:
        if entry.register.settings.get("log_origin"):
            raise Refused("This house is initialised already.", rule="initialise-once")
        for setting_key, value in settings.items():
            put_setting(entry, setting_key, value, None)

    on_register(engine, "setting.set", act, by=None, key=None)


def move_clock(engine: Engine, to: datetime) -> None:
    """Move the demonstration's clock; never behind the last event, and never in production."""
    if not engine.demo:
        raise Refused("The clock moves in a demonstration only.", rule="demo-only")
    with engine.database.begin() as connection:
        latest = connection.execute(select(func.max(events.c.at))).scalar()
        if latest is not None and to < latest:
            raise Refused("The clock cannot go behind the last event.", rule="clock-forward")
        offset = to - engine.clock.now()
        micros = (offset.days * 86_400 + offset.seconds) * 1_000_000 + offset.microseconds
        connection.execute(update(register_stamp).values(clock_offset=micros))
