"""Clearing: what was erased leaves no byte in the room that the database had kept it in, and that this was done is on record."""

from __future__ import annotations

import logging

from sqlalchemy import Connection

from engine.change import COMMITTED, PATCHED, SYSTEM
from engine.commands.session import quiet, save
from engine.database import DatabaseUnavailable
from engine.draft import drafts
from engine.errors import EngineError, Refused
from engine.history.erasure import APPROVED, STREAM, Erasure, read_erasures
from engine.log import disclosures
from engine.mail_queue import mails
from engine.runtime import Engine
from engine.store import lock_register

log = logging.getLogger(__name__)
# Every table in which words may have stood.
TABLES = tuple(
    sorted({*COMMITTED, *(table for table, _ in PATCHED), disclosures.name, mails.name, drafts.name})
)


def unswept(connection: Connection) -> list[Erasure]:
    """The erasures whose words may still lie in room that the database has not used again."""
    return [each for each in read_erasures(connection) if each.state == APPROVED and each.swept_at is None]


def clear_at_once(engine: Engine) -> None:
    """On the embedded database; on PostgreSQL the owner of the tables does it in a quiet hour. What fails is tried again."""
    if engine.database.kind != "sqlite":
        return
    try:
        clear(engine)
    except (EngineError, DatabaseUnavailable):
        log.exception("the room of erased words is not swept yet")


def clear(engine: Engine) -> int:
    """Write the tables of words anew and note it at each erasure that waits for it. Gives how many did; none is none.

    On PostgreSQL the role that owns the tables does this, while nobody works: each table is closed until it is written.
    """
    with engine.database.read() as connection:
        waiting = unswept(connection)
    if not waiting:
        return 0
    if not engine.database.owns(TABLES):
        raise Refused("The role that owns the tables sweeps them; this one does not.", rule="sweep-owner")
    engine.database.compact(TABLES)
    with engine.database.begin() as connection:
        lock_register(connection)
        entry = quiet(engine, connection, SYSTEM)
        done = {each.id for each in waiting} & {each.id for each in unswept(connection)}
        for each in [each for each in waiting if each.id in done]:
            event = entry.event(STREAM, each.id, "erasure.swept")
            event.update("erasures", (each.id,), {"swept_at": entry.at})
        save(entry)
    return len(waiting)
