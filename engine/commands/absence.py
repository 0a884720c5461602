"""Verbs on an absence: record one, end one. By whom it is about, by those who keep the work going, or by an administrator."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from engine.absence import Absence
from engine.change import Actor
from engine.columns import new_id
from engine.commands.entry import Entry, on_register
from engine.commands.password import Letter
from engine.commands.session import own
from engine.commands.transaction import Done
from engine.errors import Denied, Invalid, Refused, Unknown
from engine.mail_queue import queue_mail
from engine.messages import message
from engine.party import Person
from engine.runtime import Engine

LONGEST = timedelta(days=366)
STANDING_IN = "standing_in"
Writes = Callable[[Person, Absence], Letter]


def record(
    engine: Engine,
    person: UUID,
    since: datetime,
    until: datetime,
    *,
    substitute: UUID | None = None,
    scope: Collection[str] = (),
    by: UUID,
    writes: Writes | None = None,
    key: str | None = None,
) -> Done:
    """Somebody is away in [since, until), with a substitute for cases of some types or of all.

    `writes` gives the letter that tells the substitute. Nothing that is asked already changes hands before it is due.
    """

    def act(entry: Entry) -> UUID:
        absence = Absence(new_id(), person, substitute, max(since, entry.at), until, tuple(sorted(scope)))
        _check(entry, absence)
        row = {
            "person_id": person,
            "substitute_id": substitute,
            "since": absence.since,
            "until": until,
            "scope": list(absence.scope),
        }
        entry.event("person", person, "absence.recorded").insert("absences", (absence.id,), row)
        if substitute is not None and substitute != by and writes is not None:
            _tell(entry, entry.register.people[substitute], absence, writes)
        return absence.id

    return on_register(engine, "absence.recorded", act, by=by, key=key, right=lambda e: _may(e, person, by))


def end(engine: Engine, absence: UUID, *, by: UUID, key: str | None = None) -> Done:
    """The person is back, or never goes. What the substitute has taken up stays there until it is due."""

    def found(entry: Entry) -> Absence:
        known = next((each for each in entry.register.absences if each.id == absence), None)
        if known is None:
            raise Unknown("There is no such absence.")
        return known

    def act(entry: Entry) -> None:
        known = found(entry)
        if known.until <= entry.at or known.until <= known.since:
            raise Refused("This absence is over already.", rule="absence-over")
        event = entry.event("person", known.person_id, "absence.ended")
        event.update("absences", (absence,), {"until": max(known.since, entry.at)})

    return on_register(
        engine, "absence.ended", act, by=by, key=key, right=lambda e: _may(e, found(e).person_id, by)
    )


def _may(entry: Entry, person: UUID, by: UUID) -> Actor:
    if person == by:
        return own(by)
    house = entry.engine.registry.house
    for who in (house.keepers, house.administrators):
        for role in who.roles() if who else ():
            standing = entry.register.stands(by, role.key, entry.at)
            if standing is not None:
                return Actor(by, standing.organization, standing.name)
    raise Denied(
        "An absence is recorded by the person, by those who keep the work going, or by an administrator.",
        rule="absence",
    )


def _check(entry: Entry, absence: Absence) -> None:
    register = entry.register
    if absence.person_id not in register.people:
        raise Unknown("There is no such organization or person.")
    if absence.until <= absence.since:
        raise Invalid({"until": message("The first day back lies after the first day away, and ahead.")})
    if absence.until - absence.since > LONGEST:
        words = message("An absence lasts at most a year; for longer, let somebody else have the mandate.")
        raise Invalid({"until": words})
    unknown = [key for key in absence.scope if entry.engine.registry.find(key) is None]
    if unknown:
        raise Invalid({"scope": message("There is no case type {key}.", key=unknown[0])})
    if any(each.meets(absence) for each in register.absences_of(absence.person_id)):
        raise Refused(
            "{name} is recorded as away for this work in that time already; end that first.",
            name=register.name(absence.person_id),
            rule="absence-once",
        )
    if absence.substitute_id is not None:
        _check_substitute(entry, absence, absence.substitute_id)


def _check_substitute(entry: Entry, absence: Absence, substitute: UUID) -> None:
    register = entry.register
    known = register.people.get(substitute)
    if known is None or not known.active or substitute == absence.person_id:
        raise Invalid({"substitute": message("Choose another person who has an open account.")})
    mine, theirs = (
        {standing.organization for standing in register.standings(each, absence.since)}
        for each in (absence.person_id, substitute)
    )
    if not mine & theirs:
        words = message(
            "{name} does not act for an organization of {person}.",
            name=known,
            person=register.name(absence.person_id),
        )
        raise Invalid({"substitute": words}, "same-organization")


def _tell(entry: Entry, to: Person, absence: Absence, writes: Writes) -> None:
    letter = writes(to, absence)
    queue_mail(
        entry.connection,
        to=to,
        kind=STANDING_IN,
        subject=letter.subject,
        body=letter.body,
        dedup=f"absence.{absence.id.hex}",
        at=entry.at,
    )
