"""A command beside the raw limit: B1 to B4."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3 as standard
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

from alembic import command as alembic

from engine.database import Database, open_database
from engine.sqlite_engine import best_module, is_wal_safe
from migrations import alembic_config
from tests import postgres
from tests.bench.raw import Taken, play_postgresql, play_sqlite, sqlite3
from tests.bench.table import Row, milliseconds, spread
from tests.bench.yardstick import COMMANDS, Yardstick

CASES, ROUNDS = 20, 5


def rows(folder: Path, server: str) -> Iterator[Row]:
    """The rows about one command."""
    yield from _sqlite(folder)
    yield from _postgresql(folder, server)


def run(stick: Yardstick, cases: int = CASES) -> list[float]:
    """Seconds of each command of some cases. What the benchmark reads between them is not counted."""
    times = []
    for _ in range(cases):
        for act in stick.case():
            began = time.perf_counter()
            act()
            times.append(time.perf_counter() - began)
    return times


def furnished_sqlite(folder: Path) -> Path:
    """A file with the house of the yardstick."""
    path = folder / "yardstick.sqlite3"
    if not path.exists():
        alembic.upgrade(alembic_config(f"sqlite:///{path}"), "head")
        database = open_database(f"sqlite:///{path}")
        Yardstick(database, folder)
        database.close()
        _checkpoint(path)
    return path


def _checkpoint(path: Path) -> None:
    """Write the log of SQLite into the file, so that a copy of the file is a copy of the database."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def copy_of(path: Path, name: str) -> Path:
    """A copy to run on."""
    target = path.with_name(name)
    for each in (target, Path(f"{target}-wal"), Path(f"{target}-shm")):
        each.unlink(missing_ok=True)
    shutil.copyfile(path, target)
    return target


def take_down(stick: Yardstick, cases: int) -> Taken:
    """Run some cases and take down their statements, a list for each command."""
    taken = Taken()
    stop = taken.listen(stick.engine.database)
    for _ in range(cases):
        for act in stick.case():
            taken.begin()
            act()
            taken.end()
    stop()
    return taken


def _sqlite(folder: Path) -> Iterator[Row]:
    """With the write-ahead log, and with the rollback journal of a SQLite that has the fault in it."""
    yield from _on_sqlite(folder, best_module(), "WAL", "<= 2.4 (1.6)", ">= 80 (115)")
    if is_wal_safe(standard.sqlite_version_info):
        yield Row(
            "B1", "command, SQLite rollback journal", "not run: this SQLite has no fault and uses its log"
        )
        return
    yield from _on_sqlite(folder, standard, "DELETE", "<= 1.6 (1.25)", ">= 45 (56)")


def _on_sqlite(folder: Path, module: ModuleType, journal: str, must: str, cases: str) -> Iterator[Row]:
    path = furnished_sqlite(folder)
    ours, raw, counts = [], [], [0]
    for number in range(ROUNDS):
        address = f"sqlite:///{copy_of(path, f'ours-{journal}-{number}.sqlite3')}"
        ours.append(milliseconds(run(_stick(address, folder, module))))
        address = f"sqlite:///{copy_of(path, f'taken-{journal}-{number}.sqlite3')}"
        taken = take_down(_stick(address, folder, module), CASES)
        target = copy_of(path, f"raw-{journal}-{number}.sqlite3")
        raw.append(milliseconds(play_sqlite(str(target), taken, module, journal)))
        counts = taken.statements()
    ratio = [a / b for a, b in zip(ours, raw, strict=True)]
    name = "WAL FULL" if journal == "WAL" else "rollback journal"
    yield Row("B1", f"command, SQLite {name}, p50 ms", spread(ours), spread(raw), spread(ratio), must)
    if journal == "WAL":
        average = f"{statistics.mean(counts):.1f} (up to {max(counts)})"
        yield Row("B1", "statements a command, SQLite", average, "", "", "<= 10")
    rate = [1000 / (each * COMMANDS) for each in ours]
    base = [1000 / (each * COMMANDS) for each in raw]
    yield Row("B3", f"review cases a second, SQLite {name}", spread(rate), spread(base), "", cases)


def _stick(address: str, folder: Path, module: ModuleType) -> Yardstick:
    return Yardstick(open_database(address, sqlite_module=module), folder, furnish=False)


def _postgresql(folder: Path, server: str) -> Iterator[Row]:
    template = postgres.create(server)
    alembic.upgrade(alembic_config(template), "head")
    database = open_database(template)
    Yardstick(database, folder)
    database.close()
    ours, plain, piped = [], [], []
    for _ in range(ROUNDS):
        ours.append(
            _on_copy(server, template, lambda d: milliseconds(run(Yardstick(d, folder, furnish=False))))
        )
        taken = _taken_on_copy(server, template, folder)
        plain.append(milliseconds(_raw(server, template, taken, pipeline=False)))
        piped.append(milliseconds(_raw(server, template, taken, pipeline=True)))
    yield Row(
        "B2",
        "command, PostgreSQL, p50 ms, beside raw plain",
        spread(ours),
        spread(plain),
        spread([a / b for a, b in zip(ours, plain, strict=True)]),
        "<= 1.0 (0.85)",
    )
    yield Row(
        "B2",
        "the same beside raw in a pipeline",
        spread(ours),
        spread(piped),
        spread([a / b for a, b in zip(ours, piped, strict=True)]),
        "<= 1.6 (1.35)",
    )
    yield Row(
        "B3",
        "review cases a second, PostgreSQL",
        spread([1000 / (each * COMMANDS) for each in ours]),
        spread([1000 / (each * COMMANDS) for each in plain]),
        "",
        ">= 36 (40)",
    )
    yield from _four(folder, server, template)


def _on_copy(server: str, template: str, act: Callable[[Database], float]) -> float:
    url = postgres.create(server, template)
    database = open_database(url)
    try:
        return act(database)
    finally:
        database.close()
        postgres.drop(server, url)


def _taken_on_copy(server: str, template: str, folder: Path) -> Taken:
    url = postgres.create(server, template)
    database = open_database(url)
    try:
        return take_down(Yardstick(database, folder, furnish=False), CASES)
    finally:
        database.close()
        postgres.drop(server, url)


def _raw(server: str, template: str, taken: Taken, *, pipeline: bool) -> list[float]:
    url = postgres.create(server, template)
    try:
        return play_postgresql(url, taken, pipeline=pipeline)
    finally:
        postgres.drop(server, url)


def _four(folder: Path, server: str, template: str) -> Iterator[Row]:
    """Four client processes beside one, and beside four that write the same rows by hand."""
    one, four = (_clients(folder, server, template, clients) for clients in (1, 4))
    url = postgres.create(server, template)
    database = open_database(url)
    taken = take_down(Yardstick(database, folder, furnish=False), 4 * CASES)
    database.close()
    postgres.drop(server, url)
    size = COMMANDS * CASES
    raw = _raw_clients(server, template, [Taken(taken.steps[n * size : (n + 1) * size]) for n in range(4)])
    must = (">= 1.5 (1.75)", ">= 0.5 (0.65)")
    what = "cases a second, 4 client processes, PostgreSQL"
    yield Row("B4", f"{what}, against 1", f"{four:.1f}", f"{one:.1f} (ours)", f"{four / one:.2f}", must[0])
    yield Row(
        "B4", "the same against raw in a pipeline", f"{four:.1f}", f"{raw:.1f}", f"{four / raw:.2f}", must[1]
    )


def _clients(folder: Path, server: str, template: str, clients: int) -> float:
    """Cases a second of so many processes, from the moment when all of them are ready."""
    url = postgres.create(server, template)
    command = [sys.executable, "-m", "tests.bench.client", url, str(folder), str(CASES)]
    with ExitStack() as open_things:
        children = [
            open_things.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(clients)
        ]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == "ready"
        began = time.perf_counter()
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.close()
        codes = [child.wait() for child in children]
        rate = clients * CASES / (time.perf_counter() - began)
    postgres.drop(server, url)
    return 0.0 if any(codes) else rate


def _raw_clients(server: str, template: str, parts: list[Taken]) -> float:
    """Cases a second of processes that write the same rows by hand, each its own cases."""
    url = postgres.create(server, template)
    fork = multiprocessing.get_context("fork")
    children = [
        fork.Process(target=play_postgresql, args=(url, part), kwargs={"pipeline": True}) for part in parts
    ]
    began = time.perf_counter()
    for child in children:
        child.start()
    for child in children:
        child.join()
    rate = len(parts) * CASES / (time.perf_counter() - began)
    postgres.drop(server, url)
    return 0.0 if any(child.exitcode for child in children) else rate
