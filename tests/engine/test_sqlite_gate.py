"""SQLite's writers queue fairly, whether threads or processes, and nobody can jam the queue by dying."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.database import (
    Database,
    DatabaseUnavailable,
    open_database,
)
from tests.engine.little_house import (
    FORK,
    SQLITES,
    add_one,
    count,
    filled,
    run_threads,
    sqlite_at,
)


def open_files() -> set[str]:
    folder = Path("/proc/self/fd") if Path("/proc/self/fd").is_dir() else Path("/dev/fd")
    return {path.name for path in folder.iterdir()}


def test_the_wait_for_a_stopped_writer_ends_with_a_sentence_and_keeps_no_place(tmp_path: Path) -> None:
    with filled(open_database(f"sqlite:///{tmp_path}/house.db", create=True, wait=0.2)) as database:
        before, threads = open_files(), threading.active_count()
        with closing(Path(f"{database.place}.main").open("r+")) as stopped:
            fcntl.flock(stopped, fcntl.LOCK_EX)
            for _ in range(2):
                with (
                    pytest.raises(DatabaseUnavailable, match=r"to itself for 0\.2 seconds"),
                    database.begin(),
                ):
                    pass
        for _ in range(3):  # the places given up come free one after the other
            with database.begin() as connection:
                add_one(connection)
        assert len(open_files()) <= len(before)  # their numbers may be given to others
        assert threading.active_count() <= threads


def test_the_longest_wait_is_told(sqlite: Database) -> None:
    def slow() -> None:
        with sqlite.begin():
            time.sleep(0.2)

    run_threads(2, slow)
    assert 0.15 < sqlite.longest_wait < 2


def crowd(place: str, kind: str, start: Any, seconds: float, result: Any) -> None:
    """One process of the crowd: write as often as it can get, tell how often and the longest wait."""
    database = sqlite_at(Path(place), kind, as_owner=True)
    turns, waited = 0, 0.0
    start.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        asked = time.monotonic()
        with database.begin() as connection:
            waited = max(waited, time.monotonic() - asked)
            add_one(connection)
        turns += 1
    result.put((turns, waited))


def run_crowd(sqlite: Database, kind: str, number: int, seconds: float) -> list[tuple[int, float]]:
    start, result = FORK.Barrier(number), FORK.Queue()
    arguments = (sqlite.place, kind, start, seconds, result)
    processes = [FORK.Process(target=crowd, args=arguments) for _ in range(number)]
    for process in processes:
        process.start()
    told = [result.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    return told


@pytest.mark.parametrize(
    ("kind", "number", "seconds"),
    [(SQLITES[0], 3, 1.0)] + [pytest.param(kind, 8, 4.0, marks=pytest.mark.long) for kind in SQLITES],
)
def test_processes_get_fair_turns_and_lose_no_update(
    tmp_path: Path, kind: str, number: int, seconds: float
) -> None:
    with filled(sqlite_at(tmp_path / "house.db", kind, create=True)) as sqlite:
        told = run_crowd(sqlite, kind, number, seconds)
        turns = [turn for turn, _ in told]
        with sqlite.read() as connection:
            assert count(connection) == sum(turns)
    # Without the gate one process takes a thousand turns for another's one, and that one waits for seconds.
    assert min(turns) > 0.5 * max(turns)
    assert max(waited for _, waited in told) < 2.0


def hold_forever(place: str, ready: Any) -> None:
    with open_database(f"sqlite:///{place}", as_owner=True).begin() as connection:
        add_one(connection)
        ready.set()
        time.sleep(60)


def test_a_killed_writer_frees_the_queue_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with filled(open_database(f"sqlite:///{tmp_path}/house.db", create=True, wait=20)) as database:
        ready = FORK.Event()
        process = FORK.Process(target=hold_forever, args=(database.place, ready))
        process.start()
        assert ready.wait(30)
        threading.Timer(0.2, lambda: os.kill(process.pid or 0, signal.SIGKILL)).start()
        with database.begin() as connection:
            assert count(connection) == 0
            add_one(connection)
        process.join()
