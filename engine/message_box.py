"""The in-app inbox: what each person was told, one row a person, event and kind. Written by a consumer of the log.

A row holds no words of a case: ids, keys and instants, put into a sentence of a closed list when somebody reads.
"""

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
    # {"id": the sentence, "values": {place: {"task": key}, {"person": id}, {"at": microseconds}, ...}}
    Column("says", Json, nullable=False),
    # Who may not read this level does not see the row, besides who may not see the case.
    Column("level", Text),
    # Rows of one digest read as one message; they share their instant.
    Column("digest", Id),
    Column("at", Instant, nullable=False),
    Column("read_at", Instant),
    # When the daily letter that tells it too is written, while that is still ahead; then, which letter it is.
    Column("daily_at", Instant),
    Column("letter", Id),
    UniqueConstraint("person_id", "event_id", "kind", name="one_message_a_person_and_event"),
    Index("messages_of_person", "person_id", "at"),
    Index(
        "messages_unread",
        "person_id",
        sqlite_where=text("read_at IS NULL"),
        postgresql_where=text("read_at IS NULL"),
    ),
    Index(
        "messages_daily",
        "daily_at",
        "person_id",
        sqlite_where=text("daily_at IS NOT NULL"),
        postgresql_where=text("daily_at IS NOT NULL"),
    ),
)
