"""The leaf hashes of the log, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from engine.errors import Refused
from engine.log import events
from engine.sequence import log_entries

BATCH = 10_000


class HistoryChanged(Refused):
    """The log does not go on from what was signed."""


def orphan(connection: Connection) -> int | None:
    """The first entry whose event is not there any more. Of which stream it was, nobody can say: so nothing is whole."""
    query = select(log_entries.c.idx).outerjoin_from(
        log_entries, events, events.c.id == log_entries.c.event_id
    )
    return connection.execute(
        query.where(events.c.id.is_(None)).order_by(log_entries.c.idx).limit(1)
    ).scalar()


def leaves(connection: Connection, start: int, stop: int) -> Iterator[bytes]:
    """Those of the entries from `start` to `stop`; `HistoryChanged` where one is missing."""
    place = start
    while place < stop:
        upto = min(stop, place + BATCH)
        query = select(log_entries.c.idx, log_entries.c.leaf_hash)
        query = query.where(log_entries.c.idx >= place, log_entries.c.idx < upto).order_by(log_entries.c.idx)
        for row in connection.execute(query):
            if row.idx != place:
                break
            yield row.leaf_hash
            place += 1
        if place != upto:
            raise HistoryChanged("Entry {index} of the log is missing.", index=place)
