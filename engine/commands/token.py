"""Verbs on bearer tokens: what a machine shows in place of a person. Made at the command line, revoked by their owner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from engine.change import Actor
from engine.columns import new_id
from engine.commands.session import own, quiet, save
from engine.errors import Invalid, Unknown
from engine.messages import message
from engine.runtime import Engine
from engine.session import BEARER, digest, new_secret, tokens

OPERATOR = Actor(capacity="operator")
PREFIX = "nemcon_"  # so that a token in the wrong place is recognised for what it is


def make_token(engine: Engine, person: UUID, label: str, *, expires: datetime | None = None) -> str:
    """A bearer token for a person, shown this once. Whoever runs the machine makes it."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, OPERATOR)
        known = entry.register.people.get(person)
        if known is None or not known.active:
            raise Unknown("There is no such account, or it is closed.")
        if not label.strip():
            raise Invalid({"label": message("Say what the token is for.")})
        secret = PREFIX + new_secret()
        row = {
            "person_id": person,
            "purpose": BEARER,
            "secret": digest(secret),
            "label": label.strip()[:100],
            "made_at": entry.at,
            "expires_at": expires,
        }
        entry.event("person", person, "token.made").insert("tokens", (new_id(),), row)
        save(entry)
        return secret


def revoke_token(engine: Engine, token: UUID, *, by: UUID | None) -> None:
    """End a bearer token: its owner, or (by nobody) whoever runs the machine. Twice does nothing more."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, OPERATOR if by is None else own(by))
        query = select(tokens).where(tokens.c.id == token, tokens.c.purpose == BEARER)
        row = connection.execute(query).first()
        if row is None or (by is not None and row.person_id != by):
            raise Unknown("There is no such token.")
        event = entry.event("person", row.person_id, "token.revoked")
        if connection.execute(query).one().ended_at is not None:
            return
        event.update("tokens", (token,), {"ended_at": entry.at})
        save(entry)
