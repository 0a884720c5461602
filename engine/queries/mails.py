"""The mail queue as people look at it: the outbox of a demonstration, and what an administrator has to look after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from engine.mail_queue import FAILED, KEPT, UNKNOWN, mails

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


@dataclass(frozen=True, slots=True)
class Trouble:
    """A letter that did not go out as it should; its words are nobody's business but the receiver's."""

    id: UUID
    person_id: UUID | None
    address: str
    kind: str
    state: str
    tries: int
    error: str | None
    at: datetime
    has_words: bool
    """Whether there is still something to send."""


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


def troubled(connection: Connection, *, most: int = PAGE) -> list[Trouble]:
    """Letters that failed, or of which nobody knows whether they arrived, newest first."""
    query = (
        select(
            mails.c.id,
            mails.c.person_id,
            mails.c.address,
            mails.c.kind,
            mails.c.state,
            mails.c.tries,
            mails.c.error,
            mails.c.created_at,
            mails.c.body != "",
        )
        .where(mails.c.state.in_((FAILED, UNKNOWN)))
        .order_by(mails.c.created_at.desc(), mails.c.id)
        .limit(most)
    )
    return [Trouble(*row) for row in connection.execute(query)]
