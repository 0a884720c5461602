"""Put on record that somebody opened what is sealed. It stands in the person's own stream: the case is not locked for it, and
nobody in the case is told."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from engine.commands.session import own, quiet, save
from engine.queries.sightings import looks_due
from engine.runtime import Engine


def sight(engine: Engine, some: Iterable[UUID], *, by: UUID) -> int:
    """Record the first look of the day at those of these cases that are sealed, or open by an override. Gives how many."""
    with engine.database.begin() as connection:
        entry = quiet(engine, connection, own(by))
        entry.lock("person", by)
        due = looks_due(engine, connection, entry.register, by, some)
        for look in due:
            event = entry.event("person", by, "person.sighted", case=look.case_id.hex, how=look.how)
            row = {"how": look.how, "at": event.at}
            event.insert("sightings", (by, look.case_id, look.day), row)
        save(entry)
        engine.at_point("written")
    engine.at_point("committed")
    return len(due)
