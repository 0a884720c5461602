"""The tree of this process: read once, then grown by what was placed since. What has a place never changes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Connection

from engine.history.leaves import leaves
from engine.history.tree import Tree


@dataclass
class GrownTree:
    """Grows when it is asked for more than it has; about 64 bytes for each entry of the log."""

    _tree: Tree = field(default_factory=Tree)
    _lock: Lock = field(default_factory=Lock)

    def of(self, connection: Connection, size: int) -> Tree:
        """A tree of at least so many entries."""
        with self._lock:
            if self._tree.size < size:
                self._tree.extend(list(leaves(connection, self._tree.size, size)))
            return self._tree
