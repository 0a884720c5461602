"""Marking messages read, one or all. Beside the record: who reads what is nobody else's business."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from engine.errors import Unknown
from engine.message_box import messages
from engine.queries.messages import head, visible_messages
from engine.runtime import Engine


def mark_read(engine: Engine, message: UUID, *, by: UUID) -> int:
    """Mark a message (all lines of a digest) as read; gives how many lines were not read yet."""
    return _mark(engine, by, message)


def mark_all_read(engine: Engine, *, by: UUID) -> int:
    """Mark everything as read that this person was told and may see."""
    return _mark(engine, by, None)


def _mark(engine: Engine, by: UUID, message: UUID | None) -> int:
    with engine.database.begin() as connection:
        mine = visible_messages(engine, engine.register(connection), by)
        if message is not None:
            mine = mine.where(head == message)
            if connection.execute(mine).first() is None:
                raise Unknown("There is no such message, or it is not yours.")
        unread = update(messages).where(messages.c.id.in_(mine), messages.c.read_at.is_(None))
        return connection.execute(unread.values(read_at=engine.now())).rowcount
