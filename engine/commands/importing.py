"""An import: organizations, people and mandates, line by line checked, all entered in one change or nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from engine.columns import new_id
from engine.commands.entry import Entry, put_organization, put_person
from engine.commands.mandate import put_mandate
from engine.commands.token import OPERATOR
from engine.commands.transaction import write_change
from engine.errors import EngineError, Invalid, Taken, Unknown
from engine.messages import Message, message
from engine.party import OFFICE, PRINCIPAL
from engine.runtime import Engine
from engine.store import lock_register
from engine.values import YEARS


@dataclass(frozen=True, slots=True)
class Line:
    """One line: an organization, perhaps a person, perhaps the mandate of the person or of the organization itself."""

    number: int
    organization: str = ""
    organization_name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    email: str = ""
    name: str = ""
    zone: str = ""
    language: str = ""
    role: str = ""
    capacity: str = ""
    since: str = ""
    until: str = ""


@dataclass(slots=True)
class Imported:
    """What was new."""

    organizations: int = 0
    mandates: int = 0
    people: list[UUID] = field(default_factory=list)


class Unimportable(EngineError):
    """Some lines cannot be taken, so none was; `lines` says it for each."""

    def __init__(self, lines: Sequence[tuple[int, Message]]) -> None:
        self.lines = tuple(lines)
        super().__init__("Nothing was imported: {number} things must be corrected.", number=len(lines))


def import_lines(engine: Engine, lines: Sequence[Line]) -> Imported:
    """Enter what is new of all lines; what is there already, just so, is left. Unimportable names every problem."""
    done = Imported()
    problems: list[tuple[int, Message]] = []
    with engine.database.begin() as connection:
        lock_register(connection)
        entry = Entry(engine, connection, OPERATOR, new_id())
        for line in lines:
            problems += [(line.number, says) for says in _take(entry, line, done)]
        if problems:
            raise Unimportable(problems)
        if entry.change.events:
            write_change(engine, connection, entry.change)
    return done


def _take(entry: Entry, line: Line, done: Imported) -> list[Message]:
    """Enter one line; gives what is wrong with it. A mandate waits until its parties are right."""
    problems: list[Message] = []
    organization = _tried(problems, lambda: _organization(entry, line, done))
    person = _tried(problems, lambda: _person(entry, line, done)) if line.email else None
    if not (line.organization or line.email):
        problems.append(message("The line names neither an organization nor a person."))
    if line.role and not problems:
        if organization is None:
            problems.append(message("A mandate needs an organization."))
        else:
            _tried(problems, lambda: _mandate(entry, line, organization, person, done))
    return problems


def _tried(problems: list[Message], put: Callable[[], UUID | None]) -> UUID | None:
    try:
        return put()
    except Invalid as error:
        problems += error.problems.values()
    except EngineError as error:
        problems.append(error.says)
    return None


def _organization(entry: Entry, line: Line, done: Imported) -> UUID | None:
    if not line.organization:
        return None
    known = entry.register.by_code.get(line.organization.upper())
    if known is None:
        if not line.organization_name:
            raise Unknown(
                "There is no organization {code} yet; give its name as well.", code=line.organization
            )
        done.organizations += 1
        return put_organization(entry, line.organization, line.organization_name, line.attributes)
    told = {key: str(value) for key, value in known.attributes.items() if key in line.attributes}
    if line.organization_name not in ("", known.name) or told != dict(line.attributes):
        raise Taken("There is an organization {code} already, with other particulars.", code=known)
    return known.id


def _person(entry: Entry, line: Line, done: Imported) -> UUID:
    known = entry.register.by_email.get(line.email.lower())
    if known is None:
        if line.zone and line.zone not in available_timezones():
            raise Invalid(
                {"zone": message("There is no zone {zone}; write one such as Europe/Vienna.", zone=line.zone)}
            )
        identity = put_person(entry, line.email, line.name, line.zone or None, line.language or None)
        done.people.append(identity)
        return identity
    if line.name not in ("", known.name):
        raise Taken("There is an account {email} already, with another name.", email=known.email)
    return known.id


def _mandate(
    entry: Entry, line: Line, organization: UUID, person: UUID | None, done: Imported
) -> UUID | None:
    capacity = line.capacity or (PRINCIPAL if person else OFFICE)
    since, until = _instant(entry, line.since, "since"), _instant(entry, line.until, "until")
    for each in entry.register.mandates:
        same = (each.role, each.organization_id, each.person_id) == (line.role, organization, person)
        begun = each.holds_at(entry.at) if since is None else each.since == since
        if same and begun and each.capacity == capacity and each.until == until:
            return None
    done.mandates += 1
    return put_mandate(entry, line.role, organization, person, capacity, since or entry.at, until)


def _instant(entry: Entry, text: str, what: str) -> datetime | None:
    """A day means its beginning in the house's zone; an instant names its zone."""
    if not text:
        return None
    found = _read(entry, text)
    if found is None or found.tzinfo is None or found.year not in YEARS:
        raise Invalid({what: message("“{typed}” is no day; write one such as 2013-02-11.", typed=text)})
    return found


def _read(entry: Entry, text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(entry.register.calendar.zone))
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
