"""What the history adds to a change in a house that has 100,000 entries, and how many audited commands go in a second: A6."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic import command as alembic
from sqlalchemy import func, insert, select, update

from engine import store
from engine.change import Change, Written
from engine.columns import new_id
from engine.database import Database, open_database
from engine.log import disclosures, events, leaf_hash
from engine.sequence import log_entries, log_head, sequence_all
from migrations import alembic_config
from tests import postgres
from tests.bench.commands import copy_of, furnished_sqlite, run
from tests.bench.table import Row, milliseconds
from tests.bench.yardstick import COMMANDS, Yardstick
from tests.owner import unguarded

ENTRIES, PATTERNS, CASES, AT_ONCE = 100_000, 4, 40, 2_000


def rows(folder: Path, server: str) -> Iterator[Row]:
    """The rows about the log, on each database."""
    yield from _on("SQLite", f"sqlite:///{copy_of(furnished_sqlite(folder), 'long-log.sqlite3')}", folder)
    url = postgres.create(server)
    alembic.upgrade(alembic_config(url), "head")
    database = open_database(url)
    Yardstick(database, folder)
    database.close()
    yield from _on("PostgreSQL", url, folder)
    postgres.drop(server, url)


def _on(name: str, address: str, folder: Path) -> Iterator[Row]:
    database = open_database(address)
    stick = Yardstick(database, folder, furnish=False)
    count = lay(database, stick)
    audited, bare = measure(stick)
    database.close()
    (p95, base), (p50, half) = (each(audited, bare) for each in (_p95, _p50))
    what = f"audit adds to a change at {count:,} entries, {name}, p95 ms"
    yield Row("A6", what, f"{p95 - base:.2f}", f"{p95:.2f} and {base:.2f}", f"{p95 / base:.2f}", "<= 1")
    yield Row("A6", "the same, p50 ms", f"{p50 - half:.2f}", f"{p50:.2f} and {half:.2f}", f"{p50 / half:.2f}")
    rate, other = len(audited) / sum(audited), len(bare) / sum(bare)
    what = f"audited commands a second, {name}, beside without"
    yield Row("A6", what, f"{rate:.0f}", f"{other:.0f}", f"{rate / other:.2f}", ">= 300")


def _p95(audited: list[float], bare: list[float]) -> tuple[float, float]:
    first, second = (statistics.quantiles(each, n=20)[18] * 1000 for each in (audited, bare))
    return first, second


def _p50(audited: list[float], bare: list[float]) -> tuple[float, float]:
    return milliseconds(audited), milliseconds(bare)


def measure(stick: Yardstick) -> tuple[list[float], list[float]]:
    """Seconds of each command with the history and without it, case by case in turn."""
    run(stick, 1)
    audited: list[float] = []
    bare: list[float] = []
    for _ in range(CASES):
        for times, way in ((audited, nullcontext()), (bare, without_history())):
            with way:
                times.extend(run(stick, 1))
    assert len(audited) == len(bare) == CASES * COMMANDS
    return audited, bare


@contextmanager
def without_history() -> Iterator[None]:
    """The same changes of the same rows, and no event: neither composed, nor written, nor queued."""
    parts = {name: getattr(store, name) for name in ("compose", "_append", "_leaves_before")}

    def nothing(change: Change, **_told: object) -> list[Written]:
        for event in change.events:
            head = change.heads[event.stream]
            head.seq, head.at = head.seq + 1, event.at
        return []

    def unread(_connection: object, _change: Change) -> dict[tuple[str, UUID], list[bytes]]:
        return {}

    put(compose=nothing, _append=lambda _connection, _written: None, _leaves_before=unread)
    try:
        yield
    finally:
        put(**parts)


def put(**functions: Any) -> None:
    for name, function in functions.items():
        setattr(store, name, function)


# A log with many entries


def lay(database: Database, stick: Yardstick) -> int:
    """Copy the events of a few cases, with what they disclose and their place, until the log is long; gives how long."""
    run(stick, PATTERNS)
    sequence_all(database)
    with database.read() as connection:
        known = [dict(row) for row in connection.execute(select(events).where(_of_cases())).mappings()]
        told: dict[UUID, list[dict[str, Any]]] = {}
        for row in connection.execute(select(disclosures)).mappings():
            told.setdefault(row["event_id"], []).append(dict(row))
        size = connection.execute(select(log_head.c.size)).scalar_one()
    with unguarded(database) as connection:
        while size < ENTRIES:
            laid = list(_copies(known, told, size))
            for table, place in ((events, 0), (disclosures, 1), (log_entries, 2)):
                connection.execute(insert(table), [row for each in laid for row in each[place]])
            size += len(laid)
        newest = connection.execute(select(func.max(events.c.pos))).scalar_one()
        connection.execute(update(log_head).values(size=size, pos=newest))
    if database.kind == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    return int(size)


def _of_cases() -> Any:
    return events.c.stream_kind == "case"


Copy = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]


def _copies(
    known: list[dict[str, Any]], told: Mapping[UUID, list[dict[str, Any]]], start: int
) -> Iterator[Copy]:
    """Some thousand events once more, in streams of their own: as rows of events, of disclosures, and of the log."""
    streams: dict[UUID, UUID] = {}
    for number in range(AT_ONCE):
        old = known[number % len(known)]
        if number % len(known) == 0:
            streams = {}
        fresh = new_id()
        hashed = leaf_hash(fresh.bytes + bytes(old["body"]))
        stream = streams.setdefault(old["stream_id"], new_id())
        event = {key: value for key, value in old.items() if key != "pos"}
        event |= {"id": fresh, "stream_id": stream, "leaf_hash": hashed}
        entry = {"idx": start + number, "event_id": fresh, "leaf_hash": hashed}
        yield [event], [{**each, "event_id": fresh} for each in told.get(old["id"], [])], [entry]
