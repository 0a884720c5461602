"""Many writers: how long one waits for SQLite, how evenly they get their turn, and how soon an event has its place. B17, B18."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command as alembic
from sqlalchemy import func, select

from engine.database import open_database
from engine.log import events
from engine.sequence import log_entries, sequence
from migrations import alembic_config
from tests import postgres
from tests.bench.commands import copy_of, furnished_sqlite
from tests.bench.table import Row
from tests.bench.yardstick import Yardstick

WRITERS, SECONDS = 8, 4.0


def rows(folder: Path, server: str) -> Iterator[Row]:
    """Eight writers on each database."""
    path = copy_of(furnished_sqlite(folder), "writers.sqlite3")
    told = _write(f"sqlite:///{path}", folder)
    longest, counts = max(w for w, _n in told) * 1000, [n for _w, n in told]
    yield Row(
        "B18", "longest wait for the SQLite writer, 8 writers, ms", f"{longest:.0f}", "", "", "<= 100 (20)"
    )
    yield Row(
        "B18",
        "fewest to most commits a writer",
        f"{min(counts)} to {max(counts)}",
        "",
        f"{min(counts) / max(counts):.2f}",
        ">= 0.8 (0.95)",
    )
    url = postgres.create(server)
    alembic.upgrade(alembic_config(url), "head")
    database = open_database(url)
    Yardstick(database, folder)
    database.close()
    for name, address in (("SQLite", f"sqlite:///{path}"), ("PostgreSQL", url)):
        delays = _delays(address, folder)
        p99 = statistics.quantiles(delays, n=100)[98]
        yield Row(
            "B17", f"commit to log index, 8 writers, {name}, p99 s", f"{p99:.3f}", "", "", "<= 1 (0.25)"
        )


def _writer(url: str, folder: str, ready: Any, queue: Any) -> None:
    database = open_database(url)
    stick = Yardstick(database, Path(folder), furnish=False)
    ready.wait()  # a loaded machine takes longer to start eight than they are to write
    count, until = 0, time.time() + SECONDS
    while time.time() < until:
        for act in stick.case():
            act()
            count += 1
    queue.put((database.longest_wait, count))
    database.close()


def _start(url: str, folder: Path) -> tuple[list[Any], Any]:
    context = multiprocessing.get_context("spawn")
    queue: Any = context.Queue()
    ready = context.Barrier(WRITERS + 1)
    children = [
        context.Process(target=_writer, args=(url, str(folder), ready, queue)) for _ in range(WRITERS)
    ]
    for child in children:
        child.start()
    ready.wait()
    return children, queue


def _write(url: str, folder: Path) -> list[tuple[float, int]]:
    children, queue = _start(url, folder)
    told = [queue.get() for _ in children]
    for child in children:
        child.join()
    return told


def _delays(url: str, folder: Path) -> list[float]:
    """Seconds from an event's instant to its place in the log, while eight write and one sequences every 100 ms."""
    database = open_database(url)
    with database.begin():
        pass
    while sequence(database):
        pass
    before = _newest(database)  # what has its place already is none of this measurement
    children, queue = _start(url, folder)
    placed: dict[int, float] = {}
    while any(child.is_alive() for child in children) and queue.qsize() < WRITERS:
        count = sequence(database)
        if count:
            _note(database, placed, before, time.time())
        else:
            time.sleep(0.1)
    for child in children:
        child.join()
    found = _instants(database, placed)
    database.close()
    return found


def _newest(database: Any) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.coalesce(func.max(log_entries.c.idx), -1))).scalar_one())


def _note(database: Any, placed: dict[int, float], before: int, now: float) -> None:
    with database.read() as connection:
        known = max(placed, default=before)
        for idx in connection.execute(select(log_entries.c.idx).where(log_entries.c.idx > known)).scalars():
            placed[idx] = now


def _instants(database: Any, placed: dict[int, float]) -> list[float]:
    with database.read() as connection:
        query = select(log_entries.c.idx, events.c.at).join(events, events.c.id == log_entries.c.event_id)
        return [
            placed[row.idx] - row.at.timestamp() for row in connection.execute(query) if row.idx in placed
        ]
