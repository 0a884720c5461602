"""Looking after announcements that failed or wait: try again now, or give one up. Each act stands in the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select, update

from engine.announcement import announcements
from engine.commands.entry import Entry, administrator
from engine.commands.mail import GIVEN_UP, said
from engine.commands.session import own, quiet, save
from engine.commands.webhook import ONLY
from engine.errors import Refused, Unknown
from engine.mail_queue import FAILED, QUEUED, UNKNOWN
from engine.messages import message
from engine.runtime import Engine
from engine.webhook import webhooks


def announce_again(engine: Engine, announcement: UUID, *, by: UUID) -> None:
    """Let it be tried now, with all its tries before it; its id stays the same."""
    with engine.database.begin() as connection:
        entry, row = _looked_after(engine, connection, announcement, by)
        if row.ended_at is not None:
            raise Refused("This webhook has ended.")
        again = {"state": QUEUED, "tries": 0, "next_try_at": entry.at, "error": None}
        connection.execute(update(announcements).where(announcements.c.id == announcement).values(again))
        entry.event("person", row.person_id, "announcement.again", about=row.kind)
        save(entry)


def give_up_announcement(engine: Engine, announcement: UUID, reason: str, *, by: UUID) -> None:
    """Announce it no more."""
    with engine.database.begin() as connection:
        entry, row = _looked_after(engine, connection, announcement, by)
        why = said(reason, message("Say why it is given up."))
        over = {"state": FAILED, "error": GIVEN_UP}
        connection.execute(update(announcements).where(announcements.c.id == announcement).values(over))
        event = entry.event("person", row.person_id, "announcement.given_up", about=row.kind)
        event.words["reason"] = why
        save(entry)


def _looked_after(
    engine: Engine, connection: Connection, announcement: UUID, by: UUID
) -> tuple[Entry, Row[Any]]:
    """Check the right and that it needs somebody; it is locked."""
    entry = quiet(engine, connection, own(by))
    entry.actor = administrator(entry, by, ONLY)
    mine = announcements.c.id == announcement
    locked = select(announcements.c.state).where(mine).with_for_update()
    state = connection.execute(locked).scalar()
    if state is None:
        raise Unknown("There is no such announcement.")
    if state not in (QUEUED, FAILED, UNKNOWN):
        raise Refused("This announcement needs nobody: it is on its way or has arrived.")
    query: Select[Any] = select(announcements.c.kind, webhooks.c.person_id, webhooks.c.ended_at)
    joined = query.join(webhooks, webhooks.c.id == announcements.c.webhook_id)
    return entry, connection.execute(joined.where(mine)).one()
