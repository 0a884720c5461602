"""The code on a printed paper: the beginning of an entry's hash. It tells that the entry exists, and nothing of what it says."""

from __future__ import annotations

from sqlalchemy import Connection, select

from engine.history.checkpoints import Sealed, first_with
from engine.history.grown import GrownTree
from engine.history.standing import Standing
from engine.history.tree import is_included
from engine.sequence import log_entries

SHOWN = 24


def code_of(leaf: bytes) -> str:
    """The code of an entry, in groups of four."""
    digits = leaf.hex()[:SHOWN]
    return " ".join(digits[at : at + 4] for at in range(0, SHOWN, 4))


def place_of_code(connection: Connection, code: str) -> tuple[int, bytes] | None:
    """Where in the log the entry of a code stands (16 digits or more, in hex), and its whole hash."""
    low = bytes.fromhex(code.ljust(64, "0"))
    high = bytes.fromhex(code.ljust(64, "f"))
    query = select(log_entries.c.idx, log_entries.c.leaf_hash)
    row = connection.execute(query.where(log_entries.c.leaf_hash.between(low, high)).limit(1)).first()
    return (row.idx, row.leaf_hash) if row is not None else None


def signs(connection: Connection, told: Standing, trees: GrownTree, index: int, leaf: bytes) -> Sealed | None:
    """The first checkpoint that signs an entry; nothing where a signature that is believed does not prove that it is there."""
    newest = told.sealed
    if newest is None or told.signed is False or not told.fits or index >= newest.checkpoint.size:
        return None
    size, root = newest.checkpoint.size, newest.checkpoint.root
    tree = trees.of(connection, size)
    if not is_included(leaf, index, size, tree.inclusion(index, size), root):
        return None
    first = first_with(connection, newest.checkpoint.origin, index)
    same = first is not None and first.checkpoint.size <= size
    return first if first and same and tree.root(first.checkpoint.size) == first.checkpoint.root else newest
