"""The letters that a demonstration keeps instead of sending them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from engine.mail_queue import KEPT, mails

PAGE = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its words."""

    id: UUID
    person_id: UUID | None
    address: str
    kind: str
    subject: str
    body: str
    case_id: UUID | None
    at: datetime


def outbox(connection: Connection, *, address: str | None = None, most: int = PAGE) -> list[Letter]:
    """The letters that a demonstration keeps instead of sending them, newest first."""
    query = select(
        mails.c.id,
        mails.c.person_id,
        mails.c.address,
        mails.c.kind,
        mails.c.subject,
        mails.c.body,
        mails.c.case_id,
        mails.c.created_at,
    ).where(mails.c.state == KEPT)
    if address is not None:
        query = query.where(mails.c.address == address)
    query = query.order_by(mails.c.created_at.desc(), mails.c.id).limit(most)
    return [Letter(*row) for row in connection.execute(query)]
