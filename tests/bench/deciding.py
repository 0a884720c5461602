"""What a command costs in memory, and in a case with a long history: B5, B8, B9."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from uuid import UUID

from alembic import command as alembic

from engine import store
from engine.change import Actor, Change, compose
from engine.commands import task
from engine.commands.transaction import decide_on
from engine.database import open_database
from engine.decide import answer, take_up
from engine.register import Standing
from engine.snapshot import Snapshot
from migrations import alembic_config
from tests.bench.commands import copy_of, furnished_sqlite, run
from tests.bench.table import Row, milliseconds
from tests.bench.yardstick import Yardstick


def rows(folder: Path, server: str) -> Iterator[Row]:
    """The rows about deciding, on the embedded database."""
    assert server
    yield from _long_case(folder)
    yield from _deciding(folder)


def _long_case(folder: Path) -> Iterator[Row]:
    """Two commands in a case with many tasks and a long history beside the same in a small one."""
    figures = [_claims(folder, tasks, events) for tasks, events in ((8, 20), (128, 2000))]
    base, figure = (statistics.median(times) * 1000 for times in figures)
    what = "two commands in a case of 128 tasks and 2,000 events against 8 and 20, ms"
    yield Row("B5", what, f"{figure:.2f}", f"{base:.2f}", f"{figure / base:.2f}", "<= 1.2 (1.05)")


def _claims(folder: Path, tasks: int, events: int) -> list[float]:
    """Seconds of claiming and giving back one of so many reviews, after so many events."""
    path = folder / f"long-{tasks}.sqlite3"
    alembic.upgrade(alembic_config(f"sqlite:///{path}"), "head")
    database = open_database(f"sqlite:///{path}")
    stick = Yardstick(database, folder, reviewers=tasks)
    task_id = stick.in_review()
    for _ in range(events // 2):
        _claim_and_release(stick, task_id)
    times = [_claim_and_release(stick, task_id) for _ in range(60)]
    database.close()
    return times


def _claim_and_release(stick: Yardstick, task_id: UUID) -> float:
    began = time.perf_counter()
    task.claim(stick.engine, task_id, by=stick.people["A"])
    task.release(stick.engine, task_id, by=stick.people["A"])
    return time.perf_counter() - began


def _deciding(folder: Path) -> Iterator[Row]:
    """What a completion costs in memory, and what of a command is the log: computed, and written."""
    database = open_database(f"sqlite:///{copy_of(furnished_sqlite(folder), 'decide.sqlite3')}")
    stick = Yardstick(database, folder, furnish=False)
    deciding, composing = _in_memory(stick)
    with timed(store, "_append") as appending:
        whole = milliseconds(run(stick, 4))
    database.close()
    yield Row("B8", "deciding a completion in memory, us", f"{deciding * 1000:.0f}", "", "", "<= 150 (60)")
    log = composing + milliseconds(appending)
    for what, part, must in (
        ("computing the log, us, and its share of a command", composing, "<= 8 % (5 %)"),
        ("the same with writing its rows", log, "<= 25 % (18 %)"),
    ):
        yield Row("B9", what, f"{part * 1000:.0f}", f"{whole:.2f} ms", f"{part / whole:.0%}", must)


def _in_memory(stick: Yardstick) -> tuple[float, float]:
    """Milliseconds of deciding a completion, and of composing its events; nothing of it is written."""
    opened = stick.open()
    deciding, composing = [], []

    def decide(snapshot: Snapshot, change: Change) -> None:
        began = time.perf_counter()
        _complete(snapshot, change, stick)
        deciding.append(time.perf_counter() - began)

    for _ in range(200):
        with stick.engine.database.begin() as connection:
            change = decide_on(stick.engine, connection, opened, None, decide)
            began = time.perf_counter()
            compose(change, origin="bench", build="bench", node_at=stick.engine.now(), db_at=None)
            composing.append(time.perf_counter() - began)
            connection.rollback()
    return milliseconds(deciding), milliseconds(composing)


def _complete(snapshot: Snapshot, change: Change, stick: Yardstick) -> None:
    work = take_up(snapshot, Actor(stick.people["S"], None, "SECRETARY/principal"), change, "task.answered")
    mine = next(t for t in work.snapshot.tasks if t.is_open)
    definition = work.snapshot.definition.task_by_key[mine.task]
    standing = Standing("SECRETARY", None, "principal")
    answer(
        work,
        mine,
        definition,
        definition.outcomes[0],
        standing,
        values={"remark": "Seen."},
        reason=None,
        bound=None,
    )


@contextmanager
def timed(place: ModuleType, name: str) -> Iterator[list[float]]:
    """The seconds of each call of a function, wherever it is called from meanwhile."""
    times: list[float] = []
    real = getattr(place, name)

    def call(*words: object, **more: object) -> object:
        began = time.perf_counter()
        try:
            return real(*words, **more)
        finally:
            times.append(time.perf_counter() - began)

    setattr(place, name, call)
    try:
        yield times
    finally:
        setattr(place, name, real)
