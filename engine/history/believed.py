"""Which keys of the log are believed: those one was given, and those that they were handed on to on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from engine.history.handing_on import ANNOUNCED, HandedOn
from engine.history.keys import PublicKey, Unreadable
from engine.history.note import Note
from engine.log import events, read


def believed_keys(connection: Connection, given: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """The given ones, and whoever follows one of them by a statement that both have signed."""
    known = list(given)
    for told in _handed_on(connection):
        if told.old in known and told.new not in known:
            known.append(told.new)
    return tuple(known)


def present_keys(connection: Connection, given: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """Those of them that were not handed on to another one yet: only they hand on."""
    past = {told.old for told in _handed_on(connection)}
    return tuple(key for key in believed_keys(connection, given) if key not in past)


def keys_of_the_log(connection: Connection, given: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """The same, and those that went before them: what they have signed in their time stands."""
    known = list(believed_keys(connection, given))
    for told in reversed(list(_handed_on(connection))):
        if told.new in known and told.old not in known:
            known.append(told.old)
    return tuple(known)


def _handed_on(connection: Connection) -> Iterator[HandedOn]:
    """The statements on record, in their order."""
    query = select(events.c.body).where(events.c.kind == ANNOUNCED).order_by(events.c.pos)
    for body in connection.execute(query).scalars():
        try:
            yield HandedOn.read(str(read(bytes(body))["pub"]["statement"]))
        except (Unreadable, ValueError, LookupError, TypeError):
            continue  # it hands nothing on


def is_believed(note: Note, keys: Iterable[PublicKey], origin: str) -> bool:
    """Whether a key of this log has signed it."""
    return any(key.name == origin and note.is_signed_by(key) for key in keys)
