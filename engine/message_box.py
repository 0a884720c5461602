"""The in-app inbox: what each person was told, one row a person, event and kind. Written by the log's consumer only."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint, text

from engine.columns import Id, Instant, Json, metadata

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("event_id", Id, nullable=False),
    Column("case_id", Id),
    Column("kind", Text, nullable=False),
    # The sentence and its places, put together when somebody reads: {"text": ..., "values": {...}}.
    Column("says", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("read_at", Instant),
    UniqueConstraint("person_id", "event_id", "kind", name="one_message_a_person_and_event"),
    Index("messages_of_person", "person_id", "at", "id"),
    Index(
        "messages_unread",
        "person_id",
        sqlite_where=text("read_at IS NULL"),
        postgresql_where=text("read_at IS NULL"),
    ),
)
