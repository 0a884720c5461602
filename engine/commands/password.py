"""Verbs on passwords: invite, ask for a new one, set one by a link that works once, change one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, and_, delete, select

from engine import lockout, passwords
from engine.change import ANONYMOUS, Event
from engine.columns import new_id
from engine.commands.entry import INITIALISER, Entry, administrator
from engine.commands.session import CHANGED, LINK, Opened, begin_in, end_in, own, quiet, running, save
from engine.errors import Denied, Invalid, Refused, Unknown
from engine.history.erasure import PASSWORD_SET
from engine.lockout import RESET, SIGN_IN
from engine.log import disclosures, events
from engine.mail_queue import queue_mail
from engine.messages import message
from engine.party import Person, people
from engine.runtime import Engine
from engine.session import INVITATION, digest, new_secret, tokens
from engine.session import RESET as RESET_PURPOSE

INVITED_FOR, RESET_WITHIN = timedelta(days=7), timedelta(hours=1)
LIVES = {INVITATION: INVITED_FOR, RESET_PURPOSE: RESET_WITHIN}


class Letter(NamedTuple):
    """A mail in the words and the language of whoever writes it."""

    subject: str
    body: str


Writes = Callable[[Person, str, datetime], Letter]
"""Writes the letter to a person, around a secret that works until an instant."""


# Links that work once


def invite(engine: Engine, person: UUID, *, by: UUID | None, writes: Writes | None = None) -> str:
    """Give somebody who never signed in the link to do so; an earlier one stops working. Without `writes` nothing is mailed.

    By an administrator, or by nobody when the house begins.
    """
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, INITIALISER)
        if by is not None:
            entry.actor = administrator(entry, by)
        known = _account(entry, person)
        if connection.execute(select(people.c.password).where(people.c.id == person)).scalar() is not None:
            raise Refused("{name} has set a password already.", name=known, rule="invite-once")
        secret = make_link(entry, known, INVITATION, writes)
        save(entry)
        return secret


def ask_for_reset(engine: Engine, email: str, *, address: str, writes: Writes) -> None:
    """Mail somebody a link to a new password. Nothing tells whether there is such an account.

    An account that never had a password keeps waiting for its invitation, or an invitation would never run out.
    """
    attempt = lockout.attempt_by(RESET, email, address)
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, ANONYMOUS)
        lockout.take(connection, RESET, attempt, entry.at)
        found = entry.register.by_email.get(email.strip().lower())
        if found is None or not found.active:
            return
        query = select(people.c.password).where(people.c.id == found.id)
        if connection.execute(query).scalar() is not None:
            make_link(entry, found, RESET_PURPOSE, writes)
            save(entry)


def reset_link(engine: Engine, person: UUID) -> tuple[str, datetime]:
    """A link to a new password and its end, for whoever keeps the machine to hand on; an earlier one stops working.
    On record."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, INITIALISER)
        known = _account(entry, person)
        secret = make_link(entry, known, RESET_PURPOSE, None)
        save(entry)
        return secret, entry.at + LIVES[RESET_PURPOSE]


def _account(entry: Entry, person: UUID) -> Person:
    known = entry.register.people.get(person)
    if known is None or not known.active:
        raise Unknown("There is no such account, or it is closed.")
    return known


def make_link(entry: Entry, person: Person, purpose: str, writes: Writes | None) -> str:
    """A new link in place of those that were not used yet."""
    event = entry.event("person", person.id, f"token.{purpose}")
    for old in _open(entry.connection, person.id, purpose):
        event.update("tokens", (old,), {"ended_at": entry.at})
    secret, identity, ends = new_secret(), new_id(), entry.at + LIVES[purpose]
    row = {
        "person_id": person.id,
        "purpose": purpose,
        "secret": digest(secret),
        "label": "",
        "made_at": entry.at,
        "expires_at": ends,
    }
    event.insert("tokens", (identity,), row)
    if writes is not None:
        letter = writes(person, secret, ends)
        queue_mail(
            entry.connection,
            to=person,
            kind=purpose,
            subject=letter.subject,
            body=letter.body,
            dedup=f"{purpose} {identity.hex}",
            at=entry.at,
        )
    return secret


def _open(connection: Connection, person: UUID, *purposes: str) -> list[UUID]:
    query = select(tokens.c.id).where(
        tokens.c.person_id == person, tokens.c.purpose.in_(purposes), tokens.c.ended_at.is_(None)
    )
    return list(connection.execute(query).scalars())


def holder(engine: Engine, connection: Connection, purpose: str, secret: str) -> UUID | None:
    """Whose link this is, while it works."""
    row = _token(connection, purpose, secret)
    if row is None or row.ended_at is not None or row.expires_at <= engine.now():
        return None
    found: UUID = row.person_id
    return found


def _token(connection: Connection, purpose: str, secret: str) -> Row[UUID, UUID, datetime, datetime] | None:
    query = select(tokens.c.id, tokens.c.person_id, tokens.c.expires_at, tokens.c.ended_at).where(
        tokens.c.secret == digest(secret), tokens.c.purpose == purpose
    )
    return connection.execute(query).first()


def set_by_link(
    engine: Engine, purpose: str, secret: str, new: str, *, replaces: UUID | None = None
) -> Opened:
    """Set a password by a link of this purpose, once: of two who try together one is refused. Every session ends."""
    with engine.reading() as (connection, register):
        person = holder(engine, connection, purpose, secret)
        known = register.people.get(person) if person else None
        house = str(register.settings.get("house_name", ""))
    if known is None or not known.active:
        raise _worn()
    hashed = passwords.hash_of(passwords.checked(new, *_guessable(known, house)))
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, own(known.id))
        event = entry.event("person", known.id, PASSWORD_SET, way=purpose)
        # Only now, under the lock of the account, is it certain that nobody used the link in between.
        if holder(engine, connection, purpose, secret) is None:
            raise _worn()
        event.update("people", (known.id,), {"password": hashed})
        for old in _open(connection, known.id, INVITATION, RESET_PURPOSE):
            event.update("tokens", (old,), {"ended_at": entry.at})
        return _begin_anew(entry, event, LINK, replaces)


def _worn() -> Unknown:
    return Unknown(
        "This link has been used already, or its time has run out. Ask for a new one.", rule="link-once"
    )


def _guessable(person: Person, house: str) -> tuple[str, ...]:
    return (person.email, *person.email.split("@")[0].split("."), *person.name.split(), house)


def _begin_anew(entry: Entry, event: Event, way: str, replaces: UUID | None = None) -> Opened:
    """Forget the old password, end every session and begin one."""
    person = event.stream[1]
    _forget_old_hashes(entry.connection, person, event)
    mine = running(entry.connection, person)
    end_in(entry, mine, CHANGED)
    if replaces is not None and replaces not in mine:
        end_in(entry, [replaces], CHANGED)
    opened = begin_in(entry, person, way)
    save(entry)
    return opened


def _forget_old_hashes(connection: Connection, person: UUID, event: Event) -> None:
    """Old hashes are no part of the record: the log keeps that they were set, their commitment, and here that they went."""
    mine = and_(events.c.stream_kind == "person", events.c.stream_id == person, events.c.kind == PASSWORD_SET)
    old = and_(
        disclosures.c.event_id.in_(select(events.c.id).where(mine)),
        disclosures.c.name.like("r%\\_password", escape="\\"),
    )
    gone = connection.execute(delete(disclosures).where(old).returning(*disclosures.primary_key)).all()
    if gone:
        event.facts["erased"] = {row.event_id.hex: [row.name] for row in gone}


# One's own


def change_own(engine: Engine, old: str, new: str, *, by: UUID, address: str) -> Opened:
    """Change one's password with the old one. Every session ends, and one begins."""
    with engine.database.begin() as connection:
        register = engine.register(connection)
        known, house = register.people[by], str(register.settings.get("house_name", ""))
        attempt = lockout.attempt_by(SIGN_IN, known.email, address)
        taken = lockout.take(connection, SIGN_IN, attempt, engine.now())
        query = select(people.c.password).where(people.c.id == by)
        stored = connection.execute(query).scalar()
    if not passwords.matches(stored, old):
        raise Invalid({"old": message("This is not your present password.")}, rule="sign-in")
    if old == new:
        raise Invalid({"password": message("Choose another password than the present one.")})
    hashed = passwords.hash_of(passwords.checked(new, *_guessable(known, house)))
    with engine.database.begin() as connection:
        lockout.forgive(connection, taken, attempt)
        entry = quiet(engine, connection, own(by))
        event = entry.event("person", by, PASSWORD_SET, way="own")
        if connection.execute(query).scalar() != stored:
            raise Denied("Your password was changed a moment ago, elsewhere.", rule="sign-in")
        event.update("people", (by,), {"password": hashed})
        return _begin_anew(entry, event, "password")
