"""What a command costs in memory, and in a case with a long history: B5, B8, B9."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from uuid import UUID

from alembic import command as alembic

from engine import store
from engine.answering import answer
from engine.change import Actor, Change, compose
from engine.commands import task
from engine.commands.transaction import decide_on
from engine.database import open_database
from engine.decide import take_up
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
    """An answer in a case with many tasks and a long history beside the same in small ones."""
    few = _answers(folder, tasks=8, events=20, cases=10)
    many = _answers(folder, tasks=128, events=2000, cases=1)
    base, figure = milliseconds(few), milliseconds(many)
    what = "claim and answer in a case of 128 tasks and 2,000 events against 8 and 20, ms"
    yield Row("B5", what, f"{figure:.2f}", f"{base:.2f}", f"{figure / base:.2f}", "<= 1.2 (1.05)")


def _answers(folder: Path, *, tasks: int, events: int, cases: int) -> list[float]:
    """Seconds of claiming and answering reviews, one reviewer after the other, but for the last, which moves the case."""
    path = folder / f"long-{tasks}.sqlite3"
    alembic.upgrade(alembic_config(f"sqlite:///{path}"), "head")
    database = open_database(f"sqlite:///{path}")
    stick = Yardstick(database, folder, reviewers=tasks)
    times = []
    for _ in range(cases):
        reviews = stick.in_review()
        reviewer, review = reviews[0]
        for _ in range(events // 2):
            task.claim(stick.engine, review, by=reviewer)
            task.release(stick.engine, review, by=reviewer)
        times += [_answer(stick, *each) for each in reviews[1 : min(tasks - 1, 61)]]
    database.close()
    return times


def _answer(stick: Yardstick, reviewer: UUID, review: UUID) -> float:
    began = time.perf_counter()
    task.claim(stick.engine, review, by=reviewer)
    task.complete(stick.engine, review, "done", by=reviewer, data={"remark": "Seen, and found in order."})
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
