"""Sign-in: server-side sessions, failed attempts, one-time and bearer tokens. Secrets are kept as hashes only."""

from __future__ import annotations

import hashlib
import secrets as randomness
from datetime import timedelta

from sqlalchemy import Column, Index, Integer, Table, Text

from engine.columns import Hash, Id, Instant, metadata

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
INVITATION, RESET, BEARER, CALENDAR = "invitation", "reset", "bearer", "calendar"

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("secret", Hash, nullable=False, unique=True),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_why", Text),
    # Last use stands in no event: it changes at every click.
    Column("used_at", Instant, nullable=False),
    Column("stream_seq", Integer, nullable=False),
    Column("stream_head", Hash, nullable=False),
    Column("stream_at", Instant, nullable=False),
    Index("sessions_of_person", "person_id", "began_at"),
)

tokens = Table(
    # Bearer tokens of machines, invitations, password resets and addresses of calendars: one row each, used or revoked once.
    "tokens",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("secret", Hash, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("ended_at", Instant),
    Column("about", Id),  # of a calendar: the case whose dates it holds; nothing: all that asks its owner
    Index("tokens_of_person", "person_id", "purpose"),
)

sign_in_failures = Table(
    # For the lock-out only: counted for each door apart, then swept. A failure to sign in is an event as well, in the person's
    # stream when known.
    "sign_in_failures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", Hash, nullable=False),
    Column("address", Hash, nullable=False),
    Column("at", Instant, nullable=False),
    Column("door", Text, nullable=False, server_default="sign-in"),
    Index("sign_in_failures_by_account", "account", "at"),
    Index("sign_in_failures_by_address", "address", "at"),
)

SESSION_COLUMNS_OUTSIDE_HISTORY = ("used_at",)


def new_secret() -> str:
    """256 random bits as text for a cookie or a link. Whoever has it is believed, so it is shown once."""
    return randomness.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is kept of a secret. It is random and long, so a plain hash gives nothing away."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
