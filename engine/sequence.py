"""The sequencer gives committed events their contiguous place in the log; consumers read the log by it.

On PostgreSQL a command leaves a row in `unsequenced`, deleted while its event is placed: nothing is lost or doubled,
and each case keeps its order. On SQLite writers are serial, so a cursor over `events.pos` finds the same. Whoever
holds the row lock on the head is the sequencer; there is no other election. Tried under kills: SEQUENCING, section 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from engine.append_only import append_only
from engine.columns import Hash, Id, metadata
from engine.database import Database
from engine.log import Position, events

BATCH = 1000

log_entries = append_only(
    Table(
        "log_entries",
        metadata,
        Column("idx", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
        Column("event_id", Id, nullable=False, unique=True),
        Column("leaf_hash", Hash, nullable=False),
        Index("log_entries_by_hash", "leaf_hash"),
    )
)

log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("pos", BigInteger, nullable=False),
    # As many entries as there are up to the newest by which a case came to a result or words were erased: so many are
    # sealed at once.
    Column("closing", BigInteger, nullable=False, server_default="0"),
)

unsequenced = Table(
    # `pos` is drawn under the case's lock, so a prefix of it is a prefix of every case.
    "unsequenced",
    metadata,
    Column("pos", Position, primary_key=True, autoincrement=True),
    Column("event_id", Id, nullable=False),
    Column("leaf_hash", Hash, nullable=False),
    # Rows come and go all day: cleared by the thousand, not when a fifth of the table has died.
    postgresql_with={"autovacuum_vacuum_scale_factor": 0, "autovacuum_vacuum_threshold": 1000},
)

consumers = Table(
    "consumers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the log and the event that has it."""

    idx: int
    event_id: UUID


def sequence(database: Database) -> int:
    """One pass: place what is committed and has no place yet. Gives how many; a full batch asks for another pass."""
    if database.kind == "sqlite" and not _anything_new(database):
        return 0
    with database.begin() as connection:
        head = connection.execute(
            select(log_head.c.size, log_head.c.pos).with_for_update(skip_locked=True)
        ).first()
        if head is None:
            return 0  # another one is the sequencer
        if database.kind == "sqlite":
            return _from_cursor(connection, *head)
        return _from_queue(connection, head.size)


def sequence_all(database: Database) -> int:
    """Passes until nothing is left."""
    placed = 0
    while (count := sequence(database)) > 0:
        placed += count
    return placed


def _anything_new(database: Database) -> bool:
    with database.read() as connection:
        newest = connection.execute(select(func.max(events.c.pos))).scalar() or 0
        return bool(newest > (connection.execute(select(log_head.c.pos)).scalar() or 0))


def _from_cursor(connection: Connection, size: int, pos: int) -> int:
    found = connection.execute(
        select(events.c.pos, events.c.id, events.c.leaf_hash)
        .where(events.c.pos > pos)
        .order_by(events.c.pos)
        .limit(BATCH)
    ).all()
    if found:
        rows = [
            {"idx": size + n, "event_id": row.id, "leaf_hash": row.leaf_hash} for n, row in enumerate(found)
        ]
        _place(connection, size, rows, found[-1].pos)
    return len(found)


def _from_queue(connection: Connection, size: int) -> int:
    oldest = select(unsequenced.c.pos).order_by(unsequenced.c.pos).limit(BATCH).scalar_subquery()
    taken = delete(unsequenced).where(unsequenced.c.pos.in_(oldest)).returning(unsequenced)
    found = sorted(connection.execute(taken).all(), key=lambda row: row.pos)
    if found:
        rows = [
            {"idx": size + n, "event_id": row.event_id, "leaf_hash": row.leaf_hash}
            for n, row in enumerate(found)
        ]
        _place(connection, size, rows, found[-1].pos)
    return len(found)


def _place(connection: Connection, size: int, rows: list[dict[str, Any]], pos: int) -> None:
    connection.execute(insert(log_entries), rows)
    told: dict[str, Any] = {"size": size + len(rows), "pos": pos}
    newest = connection.execute(_newest_closing, {"since": size}).scalar()
    if newest is not None:
        told["closing"] = newest + 1
    connection.execute(update(log_head).values(**told))


_newest_closing = (
    select(func.max(log_entries.c.idx))
    .join(events, events.c.id == log_entries.c.event_id)
    .where(log_entries.c.idx >= bindparam("since"), events.c.closes)
)


def consume(
    database: Database, name: str, effect: Callable[[Connection, list[Entry]], None], *, most: int = 500
) -> int:
    """Hand the next entries to a consumer, its effects and its cursor in one transaction: each exactly once, in order.

    Effects outside the database are the consumer's own business, and happen at least once.
    """
    if database.kind == "sqlite" and not _anything_to_read(database, name):
        return 0
    with database.begin() as connection:
        cursor = _locked_cursor(connection, name)
        found = connection.execute(
            select(log_entries.c.idx, log_entries.c.event_id)
            .where(log_entries.c.idx >= cursor)
            .order_by(log_entries.c.idx)
            .limit(most)
        ).all()
        if found:
            effect(connection, [Entry(row.idx, row.event_id) for row in found])
            connection.execute(
                update(consumers).where(consumers.c.name == name).values(next=found[-1].idx + 1)
            )
        return len(found)


def _anything_to_read(database: Database, name: str) -> bool:
    """On SQLite one looks before one queues as a writer: most polls of a consumer find nothing."""
    with database.read() as connection:
        cursor = connection.execute(select(consumers.c.next).where(consumers.c.name == name)).scalar() or 0
        return bool(cursor < (connection.execute(select(log_head.c.size)).scalar() or 0))


def _locked_cursor(connection: Connection, name: str) -> int:
    """Where this consumer is, under its lock; one that is new begins at the start, whoever of two comes first."""
    fresh = _new_consumer[connection.dialect.name]
    mine = select(consumers.c.next).where(consumers.c.name == name).with_for_update()
    if (cursor := connection.execute(mine).scalar()) is None:
        connection.execute(fresh, {"name": name, "next": 0})
        cursor = connection.execute(mine).scalar_one()
    return int(cursor)


_new_consumer = {
    "sqlite": sqlite.insert(consumers).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(consumers).on_conflict_do_nothing(),
}


# Looking after the queue


def lost_from_queue(connection: Connection) -> list[UUID]:
    """Events without a place that no sequencer would ever find: there must be none. For the doctor, off the hot path."""
    return [row.id for row in connection.execute(_lost[connection.dialect.name])]


def requeue(database: Database) -> int:
    """Put lost events back into the queue, each stream in its order; gives how many. Nothing can be lost on SQLite."""
    if database.kind == "sqlite":
        return 0
    with database.begin() as connection:
        connection.execute(select(log_head.c.size).with_for_update())  # no sequencer places them meanwhile
        lost = connection.execute(_lost["postgresql"]).all()
        if lost:
            rows = [{"event_id": row.id, "leaf_hash": row.leaf_hash} for row in lost]
            connection.execute(insert(unsequenced), rows)
    return len(lost)


_placeless = (
    select(events.c.id, events.c.leaf_hash)
    .outerjoin(log_entries, log_entries.c.event_id == events.c.id)
    .where(log_entries.c.idx.is_(None))
)
_lost = {
    "sqlite": _placeless.where(events.c.pos <= select(log_head.c.pos).scalar_subquery()).order_by(
        events.c.pos
    ),
    "postgresql": _placeless.outerjoin(unsequenced, unsequenced.c.event_id == events.c.id)
    .where(unsequenced.c.pos.is_(None))
    .order_by(events.c.stream_kind, events.c.stream_id, events.c.seq),
}
