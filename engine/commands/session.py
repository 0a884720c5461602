"""Verbs on sessions: sign in, begin, end, note the last use. A password is looked at outside every transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, or_, select, update

from engine import lockout, passwords
from engine.change import ANONYMOUS, SYSTEM, Actor
from engine.columns import new_id
from engine.commands.entry import Entry
from engine.commands.transaction import write_change
from engine.errors import Denied, Refused, Unknown
from engine.lockout import SIGN_IN
from engine.party import people
from engine.runtime import Engine
from engine.session import ABSOLUTE, IDLE, digest, new_secret, sessions

PASSWORD, DEMONSTRATION, LINK = "password", "demonstration", "link"
SIGNED_OUT, AGAIN, CHANGED, BY_OWNER, EXPIRED = (
    "signed out",
    "signed in again",
    "password changed",
    "ended",
    "expired",
)
SWEPT_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has begun. The secret goes into the browser and is known nowhere else."""

    secret: str
    session: UUID
    person: UUID


@dataclass(frozen=True, slots=True)
class _Account:
    person: UUID | None
    password: str | None


def quiet(engine: Engine, connection: Connection, actor: Actor) -> Entry:
    """A change of sessions, passwords or tokens: nothing of it stands in the shared register."""
    entry = Entry(engine, connection, actor, new_id())
    entry.change.register_changed = False
    return entry


def own(person: UUID) -> Actor:
    """A person who acts on their own account."""
    return Actor(person, None, "self")


def save(entry: Entry) -> None:
    """Write what the entry holds, if anything."""
    if entry.change.events:
        write_change(entry.engine, entry.connection, entry.change)


# Signing in


def sign_in(
    engine: Engine, email: str, password: str, *, address: str, replaces: UUID | None = None
) -> Opened:
    """Begin a session with a password, or Denied in the same words whatever was wrong. `replaces` ends with it."""
    attempt = lockout.attempt_by(SIGN_IN, email, address)
    with engine.database.begin() as connection:
        engine.register(connection)
        taken = lockout.take(connection, SIGN_IN, attempt, engine.now())
        account = _find(connection, email)
    right = passwords.matches(account.password, password)
    with engine.database.begin() as connection:
        if right and account.person is not None:
            entry = quiet(engine, connection, own(account.person))
            if _unchanged(connection, account):
                lockout.forgive(connection, taken, attempt)
                return _begin(entry, account.person, PASSWORD, replaces)
        if account.person is not None:
            _note_failure(engine, connection, account.person)
        else:
            lockout.confirm(connection, taken)
    raise Denied("The e-mail address or the password is not right.", rule="sign-in")


def _find(connection: Connection, email: str) -> _Account:
    query = select(people.c.id, people.c.password).where(
        func.lower(people.c.email) == email.strip().lower(), people.c.active
    )
    row = connection.execute(query).first()
    return _Account(row.id, row.password) if row else _Account(None, None)


def _unchanged(connection: Connection, account: _Account) -> bool:
    """Whether the password is still the one that was looked at, and the account still open; the row is locked first."""
    query = select(people.c.password, people.c.active).where(people.c.id == account.person).with_for_update()
    row = connection.execute(query).first()
    return row is not None and bool(row.active) and row.password == account.password


def _note_failure(engine: Engine, connection: Connection, person: UUID) -> None:
    entry = quiet(engine, connection, ANONYMOUS)
    entry.event("person", person, "person.sign_in_failed")
    save(entry)


def enter_demonstration(engine: Engine, person: UUID, *, replaces: UUID | None = None) -> Opened:
    """Begin a session without a password, as one of the demonstration's accounts; in production there is no such thing."""
    if not engine.demo:
        raise Refused("Only a demonstration has open accounts.", rule="demo-only")
    return begin(engine, person, way=DEMONSTRATION, replaces=replaces)


def begin(engine: Engine, person: UUID, *, way: str, replaces: UUID | None = None) -> Opened:
    """Begin a session for somebody whose right to it was shown in another way than by a password."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, own(person))
        known = entry.register.people.get(person)
        if known is None or not known.active:
            raise Unknown("There is no such account, or it is closed.")
        return _begin(entry, person, way, replaces)


def _begin(entry: Entry, person: UUID, way: str, replaces: UUID | None) -> Opened:
    if replaces is not None:
        end_in(entry, [replaces], AGAIN, as_owner=True)
    opened = begin_in(entry, person, way)
    save(entry)
    return opened


def begin_in(entry: Entry, person: UUID, way: str) -> Opened:
    """Begin a session as part of a larger change."""
    opened = Opened(new_secret(), new_id(), person)
    row = {
        "person_id": person,
        "secret": digest(opened.secret),
        "began_at": entry.at,
        "used_at": entry.at,
    }
    entry.event("session", opened.session, "session.began", way=way).insert(
        "sessions", (opened.session,), row
    )
    return opened


# Ending


def end(engine: Engine, session: UUID, *, by: UUID, why: str = SIGNED_OUT) -> None:
    """End a session of one's own; ending it twice does nothing more."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, own(by))
        owner = connection.execute(select(sessions.c.person_id).where(sessions.c.id == session)).scalar()
        if owner != by:
            raise Unknown("There is no such session.")
        end_in(entry, [session], why)
        save(entry)


def end_in(entry: Entry, which: Iterable[UUID], why: str, *, as_owner: bool = False) -> None:
    """End those of these sessions that still run, as part of a larger change; locked in ascending order.

    `as_owner`: on record it was whose session it was, not who begins another one in its place.
    """
    for identity in sorted(which):
        query = select(sessions.c.ended_at, sessions.c.person_id)
        query = query.where(sessions.c.id == identity).with_for_update()
        row = entry.connection.execute(query).first()
        if row is not None and row.ended_at is None:
            event = entry.event("session", identity, "session.ended", why=why)
            event.actor = own(row.person_id) if as_owner else event.actor
            event.update("sessions", (identity,), {"ended_at": entry.at, "ended_why": why})


def running(connection: Connection, person: UUID) -> list[UUID]:
    """The sessions of a person that nobody ended."""
    query = select(sessions.c.id).where(sessions.c.person_id == person, sessions.c.ended_at.is_(None))
    return list(connection.execute(query).scalars())


def note_use(engine: Engine, session: UUID) -> None:
    """Remember when a session was last used. This stands in no event: it changes at every click."""
    with engine.database.begin() as connection:
        connection.execute(update(sessions).where(sessions.c.id == session).values(used_at=engine.now()))


def sweep(engine: Engine) -> int:
    """End the sessions whose time has run out, and forget old failures. Gives how many ended; a demonstration ends none."""
    with engine.database.read() as connection:
        engine.register(connection)
        found = [] if engine.demo else _expired(engine, connection)
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, SYSTEM)
        lockout.sweep(connection, entry.at)
        end_in(entry, found, EXPIRED)
        save(entry)
    return len(found)


def _expired(engine: Engine, connection: Connection) -> list[UUID]:
    now = engine.now()
    late = or_(sessions.c.used_at <= now - IDLE, sessions.c.began_at <= now - ABSOLUTE)
    query = select(sessions.c.id).where(sessions.c.ended_at.is_(None), late).limit(SWEPT_AT_ONCE)
    return list(connection.execute(query).scalars())
