"""The code on a printed paper: the beginning of an entry's hash. It tells that the entry exists, and nothing of what it says."""

from __future__ import annotations

from sqlalchemy import Connection, select

from engine.history.checkpoints import Sealed, first_with
from engine.sequence import log_entries

SHOWN = 24


def code_of(leaf: bytes) -> str:
    """The code of an entry, in groups of four."""
    digits = leaf.hex()[:SHOWN]
    return " ".join(digits[at : at + 4] for at in range(0, SHOWN, 4))


def place_of_code(connection: Connection, origin: str, code: str) -> tuple[int | None, Sealed | None]:
    """Where in the log the entry of a code stands (16 digits or more, in hex), and the first checkpoint that signs it."""
    low = bytes.fromhex(code.ljust(64, "0"))
    high = bytes.fromhex(code.ljust(64, "f"))
    found = log_entries.c.leaf_hash.between(low, high)
    index = connection.execute(select(log_entries.c.idx).where(found).limit(1)).scalar()
    return index, first_with(connection, origin, index) if index is not None else None
