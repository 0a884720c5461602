"""Verbs on the address of a calendar: make one for oneself, end it. Whoever has the address reads the dates, so it is shown once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, func, select

from engine.columns import new_id
from engine.commands.session import own, quiet, save
from engine.errors import Refused, Unknown
from engine.queries.visible import is_open_to
from engine.runtime import Engine
from engine.session import CALENDAR, digest, new_secret, tokens

MOST = 20


def make_calendar(engine: Engine, *, by: UUID, case_id: UUID | None = None) -> str:
    """The secret of a new address: of all that asks this person, or of the dates of one case."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, own(by))
        if case_id is not None and not is_open_to(engine, connection, entry.register, by, case_id):
            raise Unknown("There is no such case, or it is not open to you.")
        if _standing(connection, by) >= MOST:
            raise Refused("You have {most} addresses already: end one of them first.", most=MOST)
        secret = new_secret()
        row = {
            "person_id": by,
            "purpose": CALENDAR,
            "secret": digest(secret),
            "label": CALENDAR,
            "made_at": entry.at,
            "about": case_id,
        }
        entry.event("person", by, "token.calendar").insert("tokens", (new_id(),), row)
        save(entry)
        return secret


def end_calendar(engine: Engine, calendar: UUID, *, by: UUID) -> None:
    """From now on nobody reads anything at this address. Twice does nothing more."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, own(by))
        query = select(tokens).where(
            tokens.c.id == calendar, tokens.c.purpose == CALENDAR, tokens.c.person_id == by
        )
        if connection.execute(query).first() is None:
            raise Unknown("There is no such address.")
        event = entry.event("person", by, "token.revoked")
        if connection.execute(query).one().ended_at is not None:
            return
        event.update("tokens", (calendar,), {"ended_at": entry.at})
        save(entry)


def _standing(connection: Connection, person: UUID) -> int:
    mine = (tokens.c.person_id == person, tokens.c.purpose == CALENDAR, tokens.c.ended_at.is_(None))
    return int(connection.execute(select(func.count()).select_from(tokens).where(*mine)).scalar_one())
