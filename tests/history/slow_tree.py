"""The tree as RFC 6962, section 2.1, defines it, word by word and without any thought of speed: what the quick ones must equal."""

from __future__ import annotations

import hashlib


def left_part(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def root(leaves: list[bytes]) -> bytes:
    """MTH(D[n]), over leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = left_part(len(leaves))
    return hashlib.sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = left_part(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), root(leaves[k:])]
    return [*path(m - k, leaves[k:]), root(leaves[:k])]


def proof(m: int, leaves: list[bytes]) -> list[bytes]:
    """PROOF(m, D[n])."""
    return subproof(m, leaves, True)


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    n = len(leaves)
    if m == n:
        return [] if whole else [root(leaves)]
    k = left_part(n)
    if m <= k:
        return [*subproof(m, leaves[:k], whole), root(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), root(leaves[:k])]


def leads_to(leaf: bytes, index: int, size: int, steps: list[bytes]) -> bytes | None:
    """The root that a path leads to, from the definition of PATH read backwards; nothing where its length is wrong."""
    if size == 1:
        return leaf if not steps else None
    if not steps:
        return None
    k, (*inner, last) = left_part(size), steps
    if index < k:
        below = leads_to(leaf, index, k, inner)
        return None if below is None else hashlib.sha256(b"\x01" + below + last).digest()
    below = leads_to(leaf, index - k, size - k, inner)
    return None if below is None else hashlib.sha256(b"\x01" + last + below).digest()
