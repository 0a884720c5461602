"""A log of hashes alone, which a test grows, forks and rolls back as only the owner of a database can."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from sqlalchemy import delete, insert, update

from engine.columns import new_id
from engine.database import Database
from engine.sequence import log_entries, log_head
from tests.owner import unguarded

BEGUN = datetime(2013, 1, 7, 9, tzinfo=UTC)
# Where a sealer may be interrupted.
POINTS = ("sealer read", "sealer promised", "sealer signed", "sealer kept")


def leaf(number: int, history: str = "") -> bytes:
    """The hash of an entry in a history of this name."""
    return hashlib.sha256(f"{history}{number}".encode()).digest()


def lay(database: Database, size: int, *, other_from: int | None = None, closing: int = 0) -> None:
    """The log has so many entries now; from one on they may be those of another history."""
    with unguarded(database) as connection:
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
