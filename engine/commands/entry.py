"""A change of the register in the making, and what any such change may put into it: each piece checked where it enters.

What is put in is seen by what is put in after it, so that an import is one change, and says all its problems at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from engine.calendar import materialise
from engine.change import Actor, Change, Event
from engine.columns import new_id, to_json
from engine.commands.transaction import Done, answered_before, certain, key_of, repeated, write_change
from engine.errors import Denied, Invalid, Taken
from engine.log import MOST_BYTES
from engine.messages import Message, mark, message
from engine.party import Organization, Person
from engine.register import Register
from engine.runtime import Engine
from engine.setting import setting_id
from engine.store import lock_register, read_head
from engine.stored_calendar import calendars
from engine.values import clean_words

LONGEST_CODE = 40
MOST_DAYS = MOST_BYTES - 5_000  # in bytes: a version of a calendar is one event, with its other words
# What names a house: numbers and the log carry these words for good.
NAMES = {
    "house_name": (re.compile(r".*\S.*"), message("A house has a name.")),
    "number_prefix": (
        re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}"),
        message("The prefix of numbers is 1 to 20 letters and digits, such as GIFT."),
    ),
    "log_origin": (
        re.compile(r"[a-z0-9.-]+\.[a-z0-9-]+(/[A-Za-z0-9._-]+)*"),
        message("The name of the log is a host and a path, such as desk.example.org/log."),
    ),
}
INITIALISER = Actor(capacity="initialisation")


class Entry:
    """A change of the register in the making: the register under the lock, and a way to begin events."""

    def __init__(self, engine: Engine, connection: Connection, actor: Actor, key: UUID) -> None:
        self.engine, self.connection, self.actor = engine, connection, actor
        self.register: Register = engine.register(connection)
        self.at = engine.now()
        self.change = Change(key=key, register_changed=True)

    def sees(self, **changed: Any) -> None:
        """Let what follows see what was just put in."""
        self.register = replace(self.register, **changed)

    def lock(self, stream_kind: str, identity: UUID) -> None:
        """Lock a stream and read where it stands, before what decides whether anything is written to it."""
        self.change.heads[stream_kind, identity] = read_head(self.connection, stream_kind, identity)

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
                assert entry.change.events[0].kind == kind, "the key is looked up by the kind of its act"
                write_change(engine, connection, entry.change)
            engine.at_point("written")
        engine.at_point("committed")
        return Done(None, result)

    try:
        return certain(lambda: repeated(once), lambda: answered_before(engine, event_key, by, kind))
    except IntegrityError as error:
        raise Taken("There is one like this already.") from error


def administrator(
    entry: Entry, by: UUID, says: str = mark("Only an administrator may change the register.")
) -> Actor:
    """The administrator who acts, or Denied in these words."""
    house = entry.engine.registry.house.administrators
    for role in house.roles() if house else ():
        standing = entry.register.stands(by, role.key, entry.at)
        if standing is not None:
            return Actor(by, standing.organization, standing.name)
    raise Denied(says, rule="administer")


def put_organization(entry: Entry, code: str, name: str, attributes: Mapping[str, Any]) -> UUID:
    """A new organization; the code is what sentences call it."""
    short, full = _line("code", code), _line("name", name)
    if not short or len(short) > LONGEST_CODE or not full:
        raise Invalid({"code": message("An organization needs a short code and a name.")})
    if short.upper() in entry.register.by_code:
        raise Taken("There is an organization {code} already.", code=short)
    identity = new_id()
    row = {"code": short, "name": full, "attributes": dict(attributes)}
    entry.event("organization", identity, "organization.added").insert("organizations", (identity,), row)
    added = Organization(identity, short, full, dict(attributes))
    entry.sees(organizations={**entry.register.organizations, identity: added})
    return identity


def _line(name: str, typed: str) -> str:
    """Words on one line, perhaps none."""
    return clean_words(name, typed, lines=False) or ""


def put_person(entry: Entry, email: str, name: str, zone: str | None, language: str | None) -> UUID:
    """A new account, without a password."""
    identity = new_id()
    told = checked_particulars(entry, identity, {"email": email, "name": name})
    row: dict[str, Any] = {
        **told,
        "zone": zone,
        "language": language,
        "active": True,
        "preferences": {},
    }
    entry.event("person", identity, "person.added").insert("people", (identity,), row)
    added = Person(identity, told["email"], told["name"], zone, language, active=True)
    entry.sees(people={**entry.register.people, identity: added})
    return identity


def checked_particulars(entry: Entry, person: UUID, told: Mapping[str, Any]) -> dict[str, Any]:
    """Particulars as they are kept: somebody has a name, and an address that is nobody else's, however it is spelled."""
    kept = dict(told)
    if "email" in kept:
        kept["email"] = checked_email(kept["email"])
        holder = entry.register.by_email.get(kept["email"].lower())
        if holder is not None and holder.id != person:
            raise Taken("There is an account with this address already.")
    if "name" in kept:
        kept["name"] = _line("name", kept["name"])
        if not kept["name"]:
            raise Invalid({"name": message("Write the person's name.")})
    return kept


def checked_email(email: str) -> str:
    """The address in its normal form; Invalid with what is wrong. No question is put to the network."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Invalid({"email": message("Write an e-mail address, such as name@example.org.")}) from None


def misnamed(setting_key: str, value: Any) -> Message | None:
    """What is wrong with a name of the house; nothing where all is well, or where it is no name."""
    pattern, says = NAMES.get(setting_key, (None, None))
    return says if pattern is not None and not pattern.fullmatch(str(value)) else None


def put_setting(entry: Entry, setting_key: str, value: Any, by: UUID | None) -> None:
    """Write a setting's row with its event."""
    identity = setting_id(setting_key)
    event = entry.event("setting", identity, "setting.set")
    event.insert(
        "settings", (identity,), {"key": setting_key, "value": value, "set_by": by, "set_at": entry.at}
    )
    if setting_key == "log_origin":
        entry.change.origin = value


def put_calendar(
    entry: Entry,
    calendar_key: str,
    *,
    label: str,
    zone: str,
    countries: list[str],
    own_days: Mapping[date, str],
    years: range,
) -> None:
    """A version of a working-day calendar in place of the one in force; a house has one calendar at a time."""
    calendar_key, name = _line("key", calendar_key), _line("label", label)
    if not name:
        raise Invalid({"label": message("Fill in: {label}.", label=message("Name"))})
    days = _days_off(zone, countries, own_days, years)
    newest = select(func.max(calendars.c.version)).where(calendars.c.key == calendar_key)
    version = (entry.connection.execute(newest).scalar() or 0) + 1
    before = entry.connection.execute(select(calendars.c.id).where(calendars.c.current)).scalars().all()
    identity = new_id()
    pairs = [[day.isoformat(), name] for day, name in sorted(days.items())]
    own = [[day.isoformat(), name] for day, name in sorted(own_days.items())]
    if len(to_json([pairs, own]).encode()) > MOST_DAYS:
        raise Invalid(
            {"years": message("These are more days off than one calendar holds; give fewer years.")}
        )
    row = {
        "key": calendar_key,
        "version": version,
        "label": name,
        "zone": zone,
        "countries": countries,
        "own_days": own,
        "days_off": pairs,
        "current": True,
        "set_at": entry.at,
    }
    entry.event("calendar", identity, "calendar.set").insert("calendars", (identity,), row)
    for each in before:  # after it: the key of the act is the id of its first event
        entry.event("calendar", each, "calendar.replaced").update("calendars", (each,), {"current": False})


def _days_off(zone: str, countries: list[str], own_days: Mapping[date, str], years: range) -> dict[date, str]:
    if zone not in available_timezones():
        raise Invalid(
            {"zone": message("There is no zone {zone}; write one such as Europe/Vienna.", zone=zone)}
        )
    try:
        return materialise(countries, years, own_days)
    except ValueError:
        words = message("Not all of these are countries with known holidays: {codes}.", codes=countries)
        raise Invalid({"countries": words}) from None
