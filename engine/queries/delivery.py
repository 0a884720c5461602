"""Delivery as an administrator looks at it: every letter and every announcement, how far it came, and never its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from engine.announcement import announcements
from engine.columns import lowered
from engine.errors import Unknown
from engine.mail_queue import QUEUED, mails
from engine.party import people
from engine.webhook import webhooks

PAGE = 50
LETTERS, ANNOUNCEMENTS = "letters", "announcements"


@dataclass(frozen=True, slots=True)
class Sending:
    """A letter or an announcement on its way. `open`: there is still something to send."""

    id: UUID
    person_id: UUID | None
    address: str
    kind: str
    state: str
    tries: int
    error: str | None
    at: datetime
    next_try_at: datetime
    sent_at: datetime | None
    open: bool
    reference: str | None
    """The Message-ID of a letter that was tried."""
    confirmed_by: UUID | None
    confirmed: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: a state, a piece of a name or address, a kind; and after which one the page begins."""

    state: str = ""
    to: str = ""
    kind: str = ""
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sendings:
    """A page, newest first, and after which one the next begins."""

    found: tuple[Sending, ...]
    next: UUID | None


# A letter that waits goes to where its receiver is found when it leaves; any other shows where it was tried last.
_address = case(
    (mails.c.state == QUEUED, func.coalesce(people.c.email, mails.c.address)), else_=mails.c.address
)
_letter = select(
    mails.c.id,
    mails.c.person_id,
    _address,
    mails.c.kind,
    mails.c.state,
    mails.c.tries,
    mails.c.error,
    mails.c.created_at,
    mails.c.next_try_at,
    mails.c.sent_at,
    mails.c.body != "",
    mails.c.message_id,
    mails.c.confirmed_by,
    mails.c.confirmed,
).outerjoin_from(mails, people, people.c.id == mails.c.person_id)
_announcement = (
    select(
        announcements.c.id,
        webhooks.c.person_id,
        webhooks.c.label,
        announcements.c.kind,
        announcements.c.state,
        announcements.c.tries,
        announcements.c.error,
        announcements.c.created_at,
        announcements.c.next_try_at,
        announcements.c.sent_at,
        webhooks.c.ended_at.is_(None),
        literal(None),
        literal(None),
        literal(None),
    )
    .join_from(announcements, webhooks, webhooks.c.id == announcements.c.webhook_id)
    .join(people, people.c.id == webhooks.c.person_id)
)
_WAYS: dict[str, tuple[Table, Select[Any], tuple[Any, ...]]] = {
    LETTERS: (mails, _letter, (_address, people.c.name)),
    ANNOUNCEMENTS: (announcements, _announcement, (webhooks.c.label, people.c.name, people.c.email)),
}


def sendings(connection: Connection, way: str, wanted: Wanted) -> Sendings:
    """A page of letters or of announcements."""
    table, query, named = _WAYS[way]
    asked = [condition for condition in _asked(table, wanted, named) if condition is not None]
    newest = query.where(*asked).order_by(table.c.created_at.desc(), table.c.id.desc()).limit(PAGE + 1)
    found = [Sending(*row) for row in connection.execute(newest)]
    return Sendings(tuple(found[:PAGE]), found[PAGE - 1].id if len(found) > PAGE else None)


def _asked(table: Table, wanted: Wanted, named: tuple[Any, ...]) -> list[ColumnElement[bool] | None]:
    words = wanted.to.strip().lower()
    place = select(table.c.created_at, table.c.id).where(table.c.id == wanted.after).subquery()
    older = tuple_(table.c.created_at, table.c.id) < tuple_(
        select(place.c.created_at).scalar_subquery(), select(place.c.id).scalar_subquery()
    )
    return [
        table.c.state == wanted.state if wanted.state else None,
        table.c.kind == wanted.kind if wanted.kind else None,
        or_(*(lowered(each).contains(words, autoescape=True) for each in named)) if words else None,
        older if wanted.after else None,
    ]


def sending(connection: Connection, way: str, identity: UUID) -> Sending:
    """One of them; Unknown where there is none."""
    table, query, _named = _WAYS[way]
    row = connection.execute(query.where(table.c.id == identity)).first()
    if row is None:
        raise Unknown("There is no such letter." if way == LETTERS else "There is no such announcement.")
    return Sending(*row)


def counted(connection: Connection, way: str) -> dict[str, int]:
    """How many there are in each state."""
    table = _WAYS[way][0]
    query = select(table.c.state, func.count()).group_by(table.c.state)
    return {state: int(count) for state, count in connection.execute(query)}


def kinds(connection: Connection, way: str) -> list[str]:
    """The kinds there are."""
    table = _WAYS[way][0]
    return sorted(connection.execute(select(table.c.kind).distinct()).scalars())


def held(connection: Connection, states: tuple[str, ...], held_kinds: frozenset[str]) -> int:
    """How many letters of these kinds stand in these states."""
    these = and_(mails.c.state.in_(states), mails.c.kind.in_(sorted(held_kinds)))
    return int(connection.execute(select(func.count()).select_from(mails).where(these)).scalar_one())
