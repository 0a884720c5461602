"""The queue of announcements: one event to one webhook, composed when it leaves and as its owner may read it then.

No table of record: rows change as they are tried. What happened stands in the log.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

from engine.columns import Id, Instant, metadata
from engine.setting import NAMESPACE

announcements = Table(
    "announcements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("webhook_id", Id, ForeignKey("webhooks.id"), nullable=False),
    Column("event_id", Id, nullable=False),
    Column("case_id", Id, nullable=False),
    Column("kind", Text, nullable=False),
    # The states of letters, as `mail_queue` has them, without `kept`.
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    # When it is tried next; while it is being sent, when that try is given up as unknown.
    Column("next_try_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("error", Text),
    Index("announcements_by_state", "state", "next_try_at"),
    Index("announcements_of_webhook", "webhook_id", "created_at"),
)


def announcement_id(webhook: UUID, event: UUID) -> UUID:
    """The same whenever the same event is announced to the same webhook: a program that has it already can tell."""
    return uuid5(NAMESPACE, f"announcement {webhook.hex} {event.hex}")


# Twice the same is once.
insert_announcement = {
    "sqlite": sqlite.insert(announcements).on_conflict_do_nothing(index_elements=["id"]),
    "postgresql": postgresql.insert(announcements).on_conflict_do_nothing(index_elements=["id"]),
}
