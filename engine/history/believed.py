"""Which keys of the log are believed: those one was given, and those that they were handed on to on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.history.handing_on import ANNOUNCED, HandedOn
from engine.history.keys import PublicKey, Unreadable
from engine.history.note import Checkpoint, Note
from engine.log import events, read
from engine.sequence import log_entries


@dataclass(frozen=True, slots=True)
class Believed:
    """Keys of the log, and for those that were handed on to one of the same name the size up to which they sign."""

    keys: tuple[PublicKey, ...]
    until: Mapping[PublicKey, int]

    def have_signed(self, note: Note, told: Checkpoint) -> bool:
        """Whether one of them has, in its time: a key that was handed on, and perhaps stolen since, signs nothing new."""
        return any(
            key.name == told.origin and told.size <= self.until.get(key, told.size) and note.is_signed_by(key)
            for key in self.keys
        )


def believed_keys(connection: Connection, given: Iterable[PublicKey]) -> Believed:
    """The given ones, whoever follows one of them by a statement that both have signed, and those that went before."""
    known, handed = list(given), list(_handed_on(connection))
    for told, _ in handed:
        if told.old in known and told.new not in known:
            known.append(told.new)
    for told, _ in reversed(handed):
        if told.new in known and told.old not in known:
            known.append(told.old)
    until: dict[PublicKey, int] = {}
    for told, index in handed:
        if index is not None and told.old.name == told.new.name and told.new in known:
            until.setdefault(told.old, index)
    return Believed(tuple(known), until)


def present_keys(connection: Connection, given: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """Those of them that were not handed on to another one yet: only they hand on."""
    past = {told.old for told, _ in _handed_on(connection)}
    return tuple(key for key in believed_keys(connection, given).keys if key not in past)


def _handed_on(connection: Connection) -> Iterator[tuple[HandedOn, int | None]]:
    """The statements on record, in their order, with their places in the log."""
    query = select(events.c.body, log_entries.c.idx).where(events.c.kind == ANNOUNCED)
    query = query.outerjoin_from(events, log_entries, log_entries.c.event_id == events.c.id)
    for row in connection.execute(query.order_by(events.c.pos)):
        try:
            yield HandedOn.read(str(read(bytes(row.body))["pub"]["statement"])), row.idx
        except (Unreadable, ValueError, LookupError, TypeError):
            continue  # it hands nothing on
