"""The mail queue: letters to one person each, written with the fact they tell, handed over later by the worker.

No table of record: rows change as they are tried, and the words of a letter are dropped once a server has taken it.
What happened stands in the log; what was told stands in the in-app inbox.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Column, Connection, Index, Integer, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

from engine.columns import Id, Instant, Json, metadata
from engine.party import Person
from engine.setting import NAMESPACE

# `kept`: the demonstration's outbox, where letters stay and are shown. `unknown`: the line broke after the text was
# handed over, so nobody can say whether it arrived.
QUEUED, SENDING, SENT, UNKNOWN, FAILED, KEPT = "queued", "sending", "sent", "unknown", "failed", "kept"

mails = Table(
    "mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id),
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("dedup", Text, nullable=False, unique=True),
    Column("case_id", Id),
    # The rounds of tasks that an accepted delivery is notice of: [{"case", "task", "round", "party"}].
    Column("notice", Json),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    # When it is tried next; while it is being sent, when that try is given up as unknown.
    Column("next_try_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("error", Text),
    Column("message_id", Text),
    # Who said that a letter arrived of which no server did, and how that is known.
    Column("confirmed_by", Id),
    Column("confirmed", Text),
    # The same words as HTML; where there are none, they are made of the body when it is sent.
    Column("html", Text),
    # The groups of letters that its receiver can end by an address in it, joined by "+"; nothing where that cannot be.
    Column("ends", Text),
    # What it asks with a date: {"seq": place of the question in the history of its case, "tasks": [ids]}.
    Column("dates", Json),
    Index("mails_by_state", "state", "next_try_at"),
    Index("mails_of_person", "person_id", "created_at"),
)

# What a letter says: dropped once it has arrived or may not go out any more.
WORDLESS: Mapping[str, Any] = {"subject": "", "body": "", "html": None, "dates": None}

_insert = {
    "sqlite": sqlite.insert(mails).on_conflict_do_nothing(index_elements=["dedup"]).returning(mails.c.id),
    "postgresql": postgresql.insert(mails)
    .on_conflict_do_nothing(index_elements=["dedup"])
    .returning(mails.c.id),
}


def mail_id(dedup: str) -> UUID:
    """The id of a letter: the same whenever the same letter is written again, and with it its Message-ID."""
    return uuid5(NAMESPACE, f"mail {dedup}")


def queue_mail(
    connection: Connection,
    *,
    to: Person,
    kind: str,
    subject: str,
    body: str,
    dedup: str,
    at: datetime,
    case_id: UUID | None = None,
    notice: Sequence[Mapping[str, Any]] = (),
    html: str | None = None,
    ends: Collection[str] = (),
    dates: Mapping[str, Any] | None = None,
) -> bool:
    """Put a letter into the queue, in the caller's transaction. The same `dedup` twice is one letter; says if it is new."""
    row = {
        "id": mail_id(dedup),
        "person_id": to.id,
        "address": to.email,
        "kind": kind,
        "subject": subject,
        "body": body,
        "dedup": dedup,
        "case_id": case_id,
        "notice": [dict(each) for each in notice] or None,
        "state": QUEUED,
        "tries": 0,
        "next_try_at": at,
        "created_at": at,
        "html": html,
        "ends": "+".join(sorted(ends)) or None,
        "dates": dict(dates) if dates else None,
    }
    return connection.execute(_insert[connection.dialect.name], row).first() is not None
