"""Looking after letters that failed, or of which nobody knows whether they arrived: send again, or let it be."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select, update

from engine.errors import Denied, Refused, Unknown
from engine.mail_queue import FAILED, QUEUED, UNKNOWN, WORDLESS, mails
from engine.runtime import Engine


def send_again(engine: Engine, mail: UUID, *, by: UUID) -> None:
    """Put a letter back into the queue, with all its tries before it; its Message-ID stays the same."""
    with engine.database.begin() as connection:
        words = _look_after(engine, connection, mail, by)
        if not words:
            raise Refused("The words of this letter are gone: it was not for this person any more.")
        again = {"state": QUEUED, "tries": 0, "next_try_at": engine.now(), "error": None}
        connection.execute(update(mails).where(mails.c.id == mail).values(again))


def let_be(engine: Engine, mail: UUID, *, by: UUID) -> None:
    """Send a letter no more; its words are dropped."""
    with engine.database.begin() as connection:
        _look_after(engine, connection, mail, by)
        over = {"state": FAILED, "notice": None, **WORDLESS}
        connection.execute(update(mails).where(mails.c.id == mail).values(over))


def _look_after(engine: Engine, connection: Connection, mail: UUID, by: UUID) -> bool:
    """Check the right and that the letter needs somebody; says whether its words are still there."""
    register = engine.register(connection)
    who = engine.registry.house.administrators
    roles = {role.key for role in who.roles()} if who else set()
    if not any(standing.role in roles for standing in register.standings(by, engine.now())):
        raise Denied("Only an administrator looks after letters.", rule="mail")
    query = select(mails.c.state, mails.c.body).where(mails.c.id == mail).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise Unknown("There is no such letter.")
    if row.state not in (FAILED, UNKNOWN):
        raise Refused("This letter needs nobody: it is on its way or has arrived.")
    return bool(row.body)
