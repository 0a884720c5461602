"""Idempotency: the key of an act is the id of its first event, so that the act sent twice happens once.

A machine may send its key together with a hash of all it asked for; the hash is kept with the event, as a commitment,
and the key is then good for exactly that.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid5

from engine.columns import new_id
from engine.log import parse

ASKED = "asked"
_BETWEEN = "\n"
# Acts that make something, and the table it stands in: a repeated act gives the same thing again.
_MADE = {
    "comment.added": "comments",
    "document.put": "documents",
    "item.added": "items",
    "link.added": "links",
    "task.answered": "positions",
    "organization.added": "organizations",
    "person.added": "people",
    "mandate.granted": "mandates",
    "override.begun": "overrides",
    "erasure.requested": "erasures",
}


class Key(UUID):
    """An idempotency key as an id, with the hash of what was asked under it (empty where nobody said)."""

    __slots__ = ("asked",)
    asked: str

    @classmethod
    def made(cls, identity: UUID, asked: str = "") -> Key:
        """The key with this id."""
        key = cls(int=identity.int)
        object.__setattr__(key, "asked", asked)
        return key


def asked_under(key: str, request: bytes) -> str:
    """The key of a machine together with a hash of what it asks, as commands take it."""
    return f"{key}{_BETWEEN}{hashlib.sha256(request).hexdigest()}"


def key_of(text: str | None, person: UUID | None) -> Key:
    """The idempotency key as an id: a UUID stays one, other strings become one of this person's."""
    if not text:
        return Key.made(new_id())
    words, _, asked = text.partition(_BETWEEN)
    try:
        return Key.made(UUID(words), asked)
    except ValueError:
        return Key.made(uuid5(person or UUID(int=0), words), asked)


def asked_by(key: UUID | None) -> dict[str, str]:
    """What the first event keeps of the request: a word of it, so it enters the log as a commitment only."""
    asked = getattr(key, ASKED, "")
    return {ASKED: asked} if asked else {}


def made_by(kind: str, body: bytes) -> Any:
    """The id of what an act has made, from its first event; nothing for acts that make nothing."""
    table = _MADE.get(kind)
    rows = parse(body)["rows"] if table else ()
    return next((UUID(row["k"][0]) for row in rows if row["t"] == table and row["op"] == "i"), None)
