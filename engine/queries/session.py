"""Who asks: the session or the bearer token behind a request, looked up by the hash of its secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from engine.party import people
from engine.runtime import Engine
from engine.session import ABSOLUTE, BEARER, IDLE, digest, sessions, tokens

USE_NOTED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who has shown a secret: by a session, or by a bearer token."""

    person: UUID
    preferences: Mapping[str, Any]
    session: UUID | None = None
    used_at: datetime | None = None

    def to_be_noted(self, now: datetime) -> bool:
        """Whether the last use is long enough ago to be written down again."""
        return self.used_at is not None and not timedelta(0) <= now - self.used_at < USE_NOTED


_by_session = (
    select(
        sessions.c.id,
        sessions.c.person_id,
        sessions.c.began_at,
        sessions.c.used_at,
        people.c.preferences,
    )
    .join(people, people.c.id == sessions.c.person_id)
    .where(sessions.c.secret == bindparam("secret"), sessions.c.ended_at.is_(None), people.c.active)
)
_by_token = (
    select(tokens.c.person_id, tokens.c.expires_at, people.c.preferences)
    .join(people, people.c.id == tokens.c.person_id)
    .where(
        tokens.c.secret == bindparam("secret"),
        tokens.c.purpose == BEARER,
        tokens.c.ended_at.is_(None),
        people.c.active,
    )
)


def caller_by_session(engine: Engine, connection: Connection, secret: str) -> Caller | None:
    """The person of a running session, or nobody: ended, idle too long, too old, or the account closed."""
    row = connection.execute(_by_session, {"secret": digest(secret)}).first()
    if row is None or not runs(engine, row):
        return None
    return Caller(row.person_id, row.preferences, row.id, row.used_at)


def runs(engine: Engine, row: Any) -> bool:
    """Whether a session that nobody ended still counts. In a demonstration the clock leaps, so time ends none."""
    now = engine.now()
    return engine.demo or (now - row.began_at < ABSOLUTE and now - row.used_at < IDLE)


def caller_by_token(engine: Engine, connection: Connection, secret: str) -> Caller | None:
    """The person of a bearer token that was neither revoked nor has run out, or nobody."""
    row = connection.execute(_by_token, {"secret": digest(secret)}).first()
    if row is None or (row.expires_at is not None and row.expires_at <= engine.now()):
        return None
    return Caller(row.person_id, row.preferences)


@dataclass(frozen=True, slots=True)
class Session:
    """A running session, as its owner sees it."""

    id: UUID
    began_at: datetime
    used_at: datetime


def sessions_of(engine: Engine, connection: Connection, person: UUID) -> list[Session]:
    """The running sessions of a person, the latest used first."""
    query = (
        select(sessions.c.id, sessions.c.began_at, sessions.c.used_at)
        .where(sessions.c.person_id == person, sessions.c.ended_at.is_(None))
        .order_by(sessions.c.used_at.desc(), sessions.c.id)
    )
    return [Session(*row) for row in connection.execute(query) if runs(engine, row)]


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token, without its secret."""

    id: UUID
    person: UUID
    label: str
    made_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None


def tokens_of(connection: Connection, person: UUID | None = None) -> list[Token]:
    """The bearer tokens of a person, or of everybody; the newest first."""
    query = select(
        tokens.c.id,
        tokens.c.person_id,
        tokens.c.label,
        tokens.c.made_at,
        tokens.c.expires_at,
        tokens.c.ended_at,
    ).where(tokens.c.purpose == BEARER)
    if person is not None:
        query = query.where(tokens.c.person_id == person)
    return [Token(*row) for row in connection.execute(query.order_by(tokens.c.made_at.desc(), tokens.c.id))]


def has_password(connection: Connection, person: UUID) -> bool:
    """Whether this person signs in with a password; the demonstration's accounts do not."""
    query = select(people.c.password).where(people.c.id == person)
    return connection.execute(query).scalar() is not None
