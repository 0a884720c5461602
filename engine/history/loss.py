"""What is missing after a restore: the newest checkpoint that anybody has kept, held against the log that is there.

A log that was restored grows again, perhaps beyond what was signed before; so not its length tells, but its tree.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.history.checkpoints import checkpoints
from engine.history.leaves import leaves
from engine.history.note import Checkpoint
from engine.history.tree import Tree
from engine.log import events
from engine.sequence import log_head

RESTORED = "history.restored"


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint against the log: how many entries there are, and how many of the signed ones are surely among them."""

    told: Checkpoint
    size: int
    kept: int

    @property
    def lost(self) -> int:
        """How many were signed and are not here, as far as can be shown."""
        return self.told.size - self.kept


def hold_against(connection: Connection, told: Checkpoint) -> Held:
    """Look at the entries that are there."""
    size = connection.execute(select(log_head.c.size)).scalar_one()
    tree = Tree.of(leaves(connection, 0, min(size, told.size)))
    if told.size <= size and tree.root(told.size) == told.root:
        return Held(told, size, told.size)
    most = min(size, told.size - 1)
    return Held(told, size, max(_signed(connection, told.origin, most, tree), _restored(connection, most)))


def _signed(connection: Connection, origin: str, most: int, tree: Tree) -> int:
    """Up to the newest checkpoint of our own that the entries lead to: whoever signs goes on from what he has signed."""
    query = select(checkpoints.c.size, checkpoints.c.root)
    query = query.where(checkpoints.c.origin == origin, checkpoints.c.size <= most)
    for row in connection.execute(query.order_by(checkpoints.c.size.desc())):
        if tree.root(row.size) == row.root:
            return int(row.size)
    return 0


def _restored(connection: Connection, most: int) -> int:
    """As many as the last restore has brought, where it is on record."""
    query = select(events.c.body).where(events.c.kind == RESTORED).order_by(events.c.pos.desc()).limit(1)
    body = connection.execute(query).scalar()
    entries = int(json.loads(body)["pub"]["entries"]) if body is not None else 0
    return entries if entries <= most else 0
