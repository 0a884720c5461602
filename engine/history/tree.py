"""The Merkle tree over the log (RFC 6962, SHA-256): its root, the proof that an entry is in it, the proof that it only grew.

Whole subtrees never change once they are full, so a tree of any earlier size can be asked for at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NODE = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()
Hashes = Sequence[bytes]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees that stand side by side."""
    return hashlib.sha256(NODE + left + right).digest()


@dataclass
class Tree:
    """The hashes of entries and of every full subtree above them: about 64 bytes an entry.

    `levels[0]` are the leaf hashes; `levels[k][i]` is the root of the entries from `i * 2**k` to `(i + 1) * 2**k`.
    """

    levels: list[list[bytes]] = field(default_factory=lambda: [[]])

    @classmethod
    def of(cls, leaves: Iterable[bytes]) -> Tree:
        """The tree of these leaf hashes."""
        tree = cls()
        tree.extend(leaves)
        return tree

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self.levels[0])

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append entries by their leaf hashes; each full pair of subtrees is hashed once."""
        for leaf in leaves:
            self.levels[0].append(leaf)
            self._fill()

    def _fill(self) -> None:
        """Close the subtrees that the last entry has filled."""
        level = 0
        while len(self.levels[level]) % 2 == 0:
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(node_hash(*self.levels[level][-2:]))
            level += 1

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` entries; of all without one."""
        size = self._known(self.size if size is None else size)
        return self._subtree(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that the entry at `index` is in the tree of the first `size` entries, from its neighbour upwards."""
        if not 0 <= index < self._known(size):
            raise ValueError(f"there is no entry {index} in a tree of {size}")
        return self._path(index, 0, size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """The proof that the tree of the first `second` entries begins with that of the first `first`."""
        if not 0 <= first <= self._known(second):
            raise ValueError(f"a tree of {second} does not begin with one of {first}")
        return self._bridge(first, 0, second, whole=True) if 0 < first < second else []

    def _known(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} entries, not {size}")
        return size

    def _subtree(self, start: int, stop: int) -> bytes:
        """The root of the entries from `start` to `stop`; `start` is where a full subtree of that width may begin."""
        width = stop - start
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self.levels[level][start >> level]
        middle = start + _left_of(width)
        return node_hash(self._subtree(start, middle), self._subtree(middle, stop))

    def _path(self, index: int, start: int, stop: int) -> list[bytes]:
        if stop - start == 1:
            return []
        middle = start + _left_of(stop - start)
        if index < middle:
            return [*self._path(index, start, middle), self._subtree(middle, stop)]
        return [*self._path(index, middle, stop), self._subtree(start, middle)]

    def _bridge(self, first: int, start: int, stop: int, *, whole: bool) -> list[bytes]:
        """RFC 6962, 2.1.2: `whole` says that the subtree is the root of the first tree, which the reader knows."""
        if first == stop - start:
            return [] if whole else [self._subtree(start, stop)]
        left = _left_of(stop - start)
        middle = start + left
        if first <= left:
            return [*self._bridge(first, start, middle, whole=whole), self._subtree(middle, stop)]
        return [*self._bridge(first - left, middle, stop, whole=False), self._subtree(start, middle)]


@dataclass
class Frontier:
    """A tree of which only its edge is kept, at most 64 hashes: enough to grow it and to know its root."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """One entry more, by its leaf hash."""
        size, node = self.size, leaf
        while size & 1:
            node, size = node_hash(self.peaks.pop(), node), size >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root of all entries so far."""
        if not self.peaks:
            return EMPTY_ROOT
        *rest, node = self.peaks
        for peak in reversed(rest):
            node = node_hash(peak, node)
        return node


def _left_of(width: int) -> int:
    """How many entries stand on the left: the largest power of two that leaves something on the right."""
    return 1 << (width - 1).bit_length() - 1


def is_included(leaf: bytes, index: int, size: int, proof: Hashes, root: bytes) -> bool:
    """Whether the proof leads from the entry to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    node, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if node % 2 or node == last:
            found = node_hash(each, found)
            while node % 2 == 0 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, each)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, first_root: bytes, second: int, second_root: bytes, proof: Hashes) -> bool:
    """Whether the proof shows that the second tree begins with the first (RFC 9162, 2.1.4.2)."""
    if first == 0 and first_root != EMPTY_ROOT:
        return False
    if first == second:
        return first_root == second_root and not proof
    if not 0 <= first < second or not _are_hashes(first_root, second_root, *proof):
        return False
    if first == 0:
        return not proof
    known = list(proof) if first & (first - 1) else [first_root, *proof]
    return bool(known) and _meet(first, first_root, second, second_root, known)


def _meet(first: int, first_root: bytes, second: int, second_root: bytes, known: list[bytes]) -> bool:
    """Climb from the last subtree of the first tree; on the way both roots come about."""
    node, last = first - 1, second - 1
    while node % 2:
        node, last = node >> 1, last >> 1
    old = new = known[0]
    for each in known[1:]:
        if last == 0:
            return False
        if node % 2 or node == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while node % 2 == 0 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, each)
        node, last = node >> 1, last >> 1
    return last == 0 and (old, new) == (first_root, second_root)


def _are_hashes(*found: bytes) -> bool:
    return all(len(each) == len(EMPTY_ROOT) for each in found)
