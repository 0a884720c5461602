"""The history read anew, from the bytes of every event: no hash that is stored and no tree that is kept is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from engine.history.note import Checkpoint
from engine.history.tree import Frontier
from engine.log import NotCanonical, events, leaf_hash, parse
from engine.messages import Message, message
from engine.sequence import log_entries

Stream = tuple[str, UUID]
# The place in the log, and the case, as far as there are any.
Place = tuple[int | None, UUID | None]
BEGINNING = bytes(32)


@dataclass(frozen=True, slots=True)
class Altered:
    """What does not fit: its place in the log where it has one, and the case where it is of one."""

    says: Message
    index: int | None = None
    case_id: UUID | None = None


@dataclass
class _Reading:
    """As far as it was read: the tree, the newest event of each stream, and what does not fit, once for each place."""

    edge: Frontier = field(default_factory=Frontier)
    heads: dict[Stream, tuple[bytes, Place]] = field(default_factory=dict)
    found: dict[Place, Altered] = field(default_factory=dict)

    def note(self, place: Place, says: Message) -> None:
        self.found.setdefault(place, Altered(says, *place))


def altered(connection: Connection, signed: Checkpoint | None) -> list[Altered]:
    """Every event whose bytes do not have the hash that is stored for it, or that what follows does not go on from; and
    whether all of them lead to the root that was signed."""
    reading, fits = _Reading(), signed is None or signed.size == 0
    for row in _entries(connection):
        leaf = _take(reading, row)
        if row.idx is None:
            continue
        reading.edge.append(leaf)
        if signed is not None and reading.edge.size == signed.size:
            fits = reading.edge.root() == signed.root
    found = list(reading.found.values())
    if not fits and not found:
        found.append(Altered(message("The events lead to another root than the one that was signed.")))
    return found


def _take(reading: _Reading, row: Any) -> bytes:
    """Look at one entry; gives the hash of what stands there."""
    place = row.idx, row.stream_id if row.stream_kind == "case" else None
    if row.idx is not None and row.idx != reading.edge.size:
        reading.note(place, message("Entries before this one are missing."))
    if row.body is None:
        reading.note(place, message("The event of this entry is missing."))
        return bytes(row.placed)
    leaf = leaf_hash(bytes(row.body))
    if leaf != row.leaf_hash or (row.idx is not None and leaf != row.placed):
        reading.note(place, message("What stands there is not what the stored hash was made of."))
    _follow(reading, row, place)
    reading.heads[row.stream_kind, row.stream_id] = leaf, place
    return leaf


def _follow(reading: _Reading, row: Any, place: Place) -> None:
    """Each event names the hash of the one before it in its stream."""
    try:
        named = parse(bytes(row.body))["prev"]
    except (NotCanonical, ValueError, LookupError, TypeError):
        reading.note(place, message("What stands there is no event."))
        return
    head, before = reading.heads.get((row.stream_kind, row.stream_id), (BEGINNING, None))
    if named != head.hex():
        reading.note(before or place, message("The event after this one was written after another."))


def _entries(connection: Connection) -> Iterator[Any]:
    """Every entry of the log with its event, in order; then the events that have no place yet."""
    columns = (
        log_entries.c.idx,
        log_entries.c.leaf_hash.label("placed"),
        events.c.stream_kind,
        events.c.stream_id,
        events.c.leaf_hash,
        events.c.body,
    )
    same = log_entries.c.event_id == events.c.id
    placed = select(*columns).outerjoin_from(log_entries, events, same).order_by(log_entries.c.idx)
    waiting = select(*columns).outerjoin_from(events, log_entries, same).where(log_entries.c.idx.is_(None))
    ordered = waiting.order_by(events.c.stream_kind, events.c.stream_id, events.c.seq)
    for query in (placed, ordered):
        yield from connection.execute(query, execution_options={"yield_per": 1000})
