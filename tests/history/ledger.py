"""A log of hashes alone, which a test grows, forks and rolls back as only the owner of a database can."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from sqlalchemy import delete, insert, text, update

from engine.columns import new_id
from engine.database import Database
from engine.sequence import log_entries, log_head

BEGUN = datetime(2013, 1, 7, 9, tzinfo=UTC)


def leaf(number: int, history: str = "") -> bytes:
    """The hash of an entry in a history of this name."""
    return hashlib.sha256(f"{history}{number}".encode()).digest()


def unguard(database: Database) -> None:
    """What keeps the log from being changed is taken away, as its owner may."""
    with database.begin() as connection:
        if database.kind == "postgresql":
            connection.execute(text("ALTER TABLE log_entries DISABLE TRIGGER ALL"))
            return
        for end in ("update", "delete", "replace"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS log_entries_no_{end}"))


def lay(database: Database, size: int, *, other_from: int | None = None, closing: int = 0) -> None:
    """The log has so many entries now; from one on they may be those of another history."""
    with database.begin() as connection:
        connection.execute(delete(log_entries))
        rows = [
            {
                "idx": n,
                "event_id": new_id(),
                "leaf_hash": leaf(n, "other" if other_from is not None and n >= other_from else ""),
            }
            for n in range(size)
        ]
        if rows:
            connection.execute(insert(log_entries), rows)
        connection.execute(update(log_head).values(size=size, closing=closing))
