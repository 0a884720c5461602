"""Two administrators and what they do about an erasure, told shortly; and where a word still lies."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from engine.change import Actor, Change
from engine.columns import new_id
from engine.commands import erasure
from engine.database import Database
from engine.fold import differences
from engine.history.erasure import APPROVED, ASKED, STREAM, Erasure, Part, read_erasures, uncovered
from engine.history.reach import reach_of
from engine.log import events
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from tests.world import World

REASON = "She asked us in writing on 3 January."
OTHER = "second administrator"


def with_two_administrators(world: World) -> World:
    """The house has one administrator; four eyes need two."""
    if OTHER in world.people:
        return world
    world.add_person(OTHER)
    world.grant("ADMIN", "SEC", OTHER, "principal")
    return world


def ask(world: World, *parts: Part, by: str = "administrator", basis: str = "CONSENT_WITHDRAWN") -> UUID:
    done = erasure.ask(world.engine, parts, basis, REASON, by=world.people[by])
    assert isinstance(done.result, UUID)
    return done.result


def shown(world: World, identity: UUID) -> str:
    """What a preview shows is recognised by."""
    with world.engine.database.read() as connection:
        return reach_of(connection, one(world, identity, connection).parts).print


def one(world: World, identity: UUID, connection: object = None) -> Erasure:
    if connection is not None:
        return read_erasures(connection, identity)[0]  # type: ignore[arg-type]
    with world.engine.database.read() as opened:
        return read_erasures(opened, identity)[0]


def approve(world: World, identity: UUID, by: str = OTHER) -> None:
    erasure.approve(world.engine, identity, shown=shown(world, identity), by=world.people[by])


def of_two(change: Change, at: datetime, first: UUID, second: UUID) -> dict[str, str]:
    """The events by which one asks for an erasure and another approves it, as whoever writes into the tables can write them;
    gives what the event that executes it says of them."""
    identity = new_id()
    row = {
        "parts": [],
        "basis": "SAFETY",
        "reason": REASON,
        "state": ASKED,
        "asked_by": first,
        "asked_at": at,
    }
    change.event((STREAM, identity), "erasure.requested", at, Actor(first)).insert(
        "erasures", (identity,), row
    )
    done = {"state": APPROVED, "decided_by": second, "decided_at": at}
    change.event((STREAM, identity), "erasure.approved", at, Actor(second)).update(
        "erasures", (identity,), done
    )
    return {"erasure": identity.hex, "requested_by": first.hex, "approved_by": second.hex}


def erase(world: World, *parts: Part) -> UUID:
    """Ask and approve."""
    identity = ask(world, *parts)
    approve(world, identity)
    return identity


def leaves(world: World) -> dict[UUID, bytes]:
    """The leaf hash of each event."""
    with world.engine.database.read() as connection:
        return {row.id: row.leaf_hash for row in connection.execute(select(events.c.id, events.c.leaf_hash))}


def whole(world: World) -> bool:
    """Whether the log rebuilds every table, and nothing is missing without authority."""
    outside = {"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}
    with world.engine.database.read() as connection:
        wrong = differences(connection, outside=outside)
        gone = uncovered(connection)
    assert wrong == []
    assert gone == []
    return True


def places(database: Database, folder: Path) -> list[Path]:
    """Every file of a house on SQLite: the database, what lies beside it, the documents."""
    beside = sorted(Path(database.place).parent.glob(Path(database.place).name + "*"))
    return [path for path in (*beside, *sorted(folder.rglob("*"))) if path.is_file()]


def lying(words: Sequence[str], paths: Sequence[Path]) -> dict[str, list[str]]:
    """Which of these words lie in which files."""
    found: dict[str, list[str]] = {}
    for path in paths:
        content = path.read_bytes()
        for word in words:
            if word.encode() in content:
                found.setdefault(word, []).append(path.name)
    return found


def logged(records: Sequence[logging.LogRecord]) -> str:
    return "\n".join(record.getMessage() for record in records)
