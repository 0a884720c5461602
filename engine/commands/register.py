"""Verbs on the register: organizations, people, mandates, settings, calendars. Each a stream of its own in the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from engine.change import Actor
from engine.commands.entry import (
    Entry,
    administrator,
    checked_particulars,
    misnamed,
    on_register,
    put_calendar,
    put_organization,
    put_person,
    put_setting,
)
from engine.commands.mandate import put_mandate
from engine.commands.transaction import Done
from engine.definition import Field, Setting
from engine.errors import Invalid, Refused, Unknown
from engine.log import events
from engine.messages import message
from engine.runtime import Engine
from engine.setting import register_stamp
from engine.values import Mistyped, stored

# Beyond it, terms and calendars lead out of the years that dates can have.
LAST_INSTANT = datetime(2100, 1, 1, tzinfo=UTC)

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
        return put_organization(entry, code, name, attributes)

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
        return put_person(entry, email, name, zone, language)

    return on_register(engine, "person.added", act, by=by, key=key)


def change_person(
    engine: Engine, person: UUID, changes: Mapping[str, Any], *, by: UUID, key: str | None = None
) -> Done:
    """Other particulars of a person: by an administrator, or name, zone, language and preferences by the person."""

    def act(entry: Entry) -> None:
        if person not in entry.register.people:
            raise Unknown("There is no such person.")
        if "active" in changes and person == by:
            raise Refused("You cannot close your own account.", rule="no-self-grant")
        if changes.get("active") is False and any(
            m.role in _administrating(entry) for m in entry.register.mandates_of(person)
        ):
            _check_administered(entry, without=person, at=entry.at)
        kept = checked_particulars(entry, person, changes)
        entry.event("person", person, "person.changed").update("people", (person,), kept)

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
        if by is not None and (person == by or _exercises(entry, role, organization, by)):
            raise Refused("Nobody grants a role to themselves.", rule="no-self-grant")
        return put_mandate(entry, role, organization, person, capacity, since, until)

    return on_register(engine, "mandate.granted", act, by=by, key=key)


def _exercises(entry: Entry, role: str, organization: UUID, person: UUID) -> bool:
    """Whether an office, once the organization holds it, is exercised by this person, who fills its seat."""
    office = entry.engine.registry.roles.get(role)
    seat = office.exercised_by if office else None
    return seat is not None and any(
        m.role == seat.key and m.organization_id == organization
        for m in entry.register.mandates_of(person)
        if m.until is None or m.until > entry.at
    )


def end_mandate(
    engine: Engine, mandate: UUID, *, at: datetime | None = None, by: UUID, key: str | None = None
) -> Done:
    """End a mandate now or at a later instant. Effective at the next request; what was done under it stays."""

    def act(entry: Entry) -> None:
        found = next((m for m in entry.register.mandates if m.id == mandate), None)
        if found is None:
            raise Unknown("There is no such mandate.")
        moment = at or entry.at
        if moment < entry.at:
            raise Invalid({"until": message("A mandate ends now or later: what was done under it stays.")})
        if found.until is not None and found.until <= moment:
            raise Refused("This mandate has ended already.", rule="mandate-ended")
        if found.role in _administrating(entry):
            _check_administered(entry, without=mandate, at=moment)
        event = entry.event("organization", found.organization_id, "mandate.ended", role=found.role)
        event.update("mandates", (mandate,), {"until": max(moment, found.since)})

    return on_register(engine, "mandate.ended", act, by=by, key=key)


def _check_administered(entry: Entry, *, without: UUID, at: datetime) -> None:
    """Somebody must be left who can give mandates, without end: neither this person nor this mandate counts."""
    known, people = _administrating(entry), entry.register.people
    left = [
        each
        for each in entry.register.mandates
        if each.role in known
        and each.until is None
        and each.since <= at
        and without not in (each.id, each.person_id)
    ]
    if not any(each.person_id is not None and people[each.person_id].active for each in left):
        raise Refused(
            "The house needs somebody who administers it: give another person this role first, without an end.",
            rule="last-administrator",
        )


def _administrating(entry: Entry) -> set[str]:
    administrators = entry.engine.registry.house.administrators
    return {role.key for role in administrators.roles()} if administrators else set()


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
        put_setting(entry, setting.key, _setting_value(entry, setting, value), by)

    return on_register(engine, "setting.set", act, by=by, key=key)


def _setting_value(entry: Entry, setting: Setting, value: Any) -> Any:
    field = Field(setting.key, setting.label, setting.kind, many=setting.many)
    try:
        kept = stored(field, value, entry.register, entry.engine.registry.settings)
    except Mistyped as mistake:
        raise Invalid({"value": mistake.says}) from None
    if kept is None and setting.many:
        return []
    wrong = misnamed(setting.key, kept or "")
    if wrong is None and kept is None:
        wrong = message("Fill in: {label}.", label=setting.label)
    if wrong is not None:
        raise Invalid({"value": wrong})
    return kept


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
        put_calendar(
            entry, calendar_key, label=label, zone=zone, countries=countries, own_days=own_days, years=years
        )

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
    if to > LAST_INSTANT:
        raise Invalid(
            {
                "at": message(
                    "The clock of the demonstration goes as far as the year {year}.", year=LAST_INSTANT.year
                )
            }
        )
    with engine.database.begin() as connection:
        latest = connection.execute(select(func.max(events.c.at))).scalar()
        if latest is not None and to < latest:
            raise Refused("The clock cannot go behind the last event.", rule="clock-forward")
        offset = to - engine.clock.now()
        micros = (offset.days * 86_400 + offset.seconds) * 1_000_000 + offset.microseconds
        connection.execute(update(register_stamp).values(clock_offset=micros))
