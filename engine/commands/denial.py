"""Put on record that somebody was refused for want of a right. It stands in the person's own stream: no case is locked for it,
and nobody in the case is told."""

from __future__ import annotations

from uuid import UUID

from engine.commands.session import own, quiet, save
from engine.queries.denials import DENIED, Denial, denied_today
from engine.runtime import Engine


def deny(engine: Engine, denial: Denial, *, by: UUID) -> bool:
    """Record the first refusal of the day of this act in this case. Gives whether it was that."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, own(by))
        entry.lock("person", by)
        first = not denied_today(connection, entry.register, by, denial, entry.at)
        if first:
            entry.event("person", by, DENIED, **denial.facts)
        save(entry)
        engine.at_point("written")
    engine.at_point("committed")
    return first
