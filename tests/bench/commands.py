"""A command beside the raw limit: B1 to B5, B8, B9."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from alembic import command as alembic

from engine.change import compose
from engine.commands import case, task
from engine.commands.transaction import decide_on
from engine.database import Database, open_database
from engine.decide import answer, take_up
from engine.register import Standing
from migrations import alembic_config
from tests import postgres
from tests.bench.raw import Taken, play_postgresql, play_sqlite, sqlite3
from tests.bench.table import Row, milliseconds, spread
from tests.bench.yardstick import COMMANDS, Yardstick

CASES, ROUNDS = 12, 5


def rows(folder: Path, server: str) -> Iterator[Row]:
    """The rows about one command."""
    yield from _sqlite(folder)
    yield from _postgresql(folder, server)
    yield from _long_case(folder)
    yield from _deciding(folder)


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
    path = furnished_sqlite(folder)
    ours, raw, counts = [], [], [0]
    for number in range(ROUNDS):
        copy = copy_of(path, f"ours-{number}.sqlite3")
        database = open_database(f"sqlite:///{copy}")
        ours.append(milliseconds(run(Yardstick(database, folder, furnish=False))))
        database.close()
        copy = copy_of(path, f"taken-{number}.sqlite3")
        database = open_database(f"sqlite:///{copy}")
        taken = take_down(Yardstick(database, folder, furnish=False), CASES)
        database.close()
        raw.append(milliseconds(play_sqlite(str(copy_of(path, f"raw-{number}.sqlite3")), taken)))
        counts = taken.statements()
    ratio = [a / b for a, b in zip(ours, raw, strict=True)]
    yield Row(
        "B1", "command, SQLite WAL FULL, p50 ms", spread(ours), spread(raw), spread(ratio), "<= 2.4 (1.6)"
    )
    yield Row(
        "B1",
        "statements a command, SQLite",
        f"{statistics.mean(counts):.1f} (up to {max(counts)})",
        "",
        "",
        "<= 10",
    )
    rate = [1000 / (each * COMMANDS) for each in ours]
    yield Row(
        "B3",
        "review cases a second, SQLite WAL FULL",
        spread(rate),
        spread([1000 / (r * COMMANDS) for r in raw]),
        "",
        ">= 80 (115)",
    )


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
    rates = []
    for clients in (1, 4):
        url = postgres.create(server, template)
        began = time.perf_counter()
        children = [
            subprocess.Popen([sys.executable, "-m", "tests.bench.client", url, str(folder), str(CASES)])
            for _ in range(clients)
        ]
        codes = [child.wait() for child in children]
        rates.append(clients * CASES / (time.perf_counter() - began) if not any(codes) else 0.0)
        postgres.drop(server, url)
    yield Row(
        "B4",
        "cases a second, 4 client processes against 1, PostgreSQL",
        f"{rates[1]:.1f}",
        f"{rates[0]:.1f} (one process)",
        f"{rates[1] / rates[0]:.2f}",
        ">= 1.5 (1.75)",
    )


def _long_case(folder: Path) -> Iterator[Row]:
    """One command in a case with a long history beside the same command in a short one."""
    database = open_database(f"sqlite:///{copy_of(furnished_sqlite(folder), 'long.sqlite3')}")
    stick = Yardstick(database, folder, furnish=False)
    short, long = [_claimable(stick, events) for events in (20, 2000)]
    times = [[_claim_and_release(stick, task_id) for _ in range(60)] for task_id in (short, long)]
    database.close()
    figure, base = statistics.median(times[1]) * 1000, statistics.median(times[0]) * 1000
    yield Row(
        "B5",
        "two commands in a case of 2,000 events against 20, ms",
        f"{figure:.2f}",
        f"{base:.2f}",
        f"{figure / base:.2f}",
        "<= 1.2 (1.05)",
    )


def _claimable(stick: Yardstick, events: int) -> object:
    done = case.open(stick.engine, "review-case", title="Long", data={}, by=stick.people["S"])
    assert done.case_id is not None
    task_id = stick.waiting(done.case_id, "screen")[0]
    for _ in range(events // 2):
        _claim_and_release(stick, task_id)
    return task_id


def _claim_and_release(stick: Yardstick, task_id: object) -> float:
    began = time.perf_counter()
    task.claim(stick.engine, task_id, by=stick.people["S"])  # type: ignore[arg-type]
    task.release(stick.engine, task_id, by=stick.people["S"])  # type: ignore[arg-type]
    return time.perf_counter() - began


def _deciding(folder: Path) -> Iterator[Row]:
    """What a completion costs in memory: the decision, and the log's bytes and hashes."""
    database = open_database(f"sqlite:///{copy_of(furnished_sqlite(folder), 'decide.sqlite3')}")
    stick = Yardstick(database, folder, furnish=False)
    done = case.open(stick.engine, "review-case", title="Decide", data={}, by=stick.people["S"])
    assert done.case_id is not None
    deciding, composing = [], []
    for _ in range(200):
        with database.begin() as connection:
            holder: list[float] = []

            def decide(snapshot: object, change: object, holder: list[float] = holder) -> None:
                began = time.perf_counter()
                _complete(snapshot, change, stick)
                holder.append(time.perf_counter() - began)

            change = decide_on(stick.engine, connection, done.case_id, None, decide)
            deciding.append(holder[-1])
            began = time.perf_counter()
            compose(change, origin="bench", build="bench", node_at=stick.engine.now(), db_at=None)
            composing.append(time.perf_counter() - began)
            connection.rollback()
    whole = milliseconds(run(stick, 4))
    database.close()
    yield Row(
        "B8",
        "deciding a completion in memory, us",
        f"{milliseconds(deciding) * 1000:.0f}",
        "",
        "",
        "<= 150 (60)",
    )
    share = milliseconds(composing) / whole
    yield Row(
        "B9",
        "computing the log, us, and its share of a command",
        f"{milliseconds(composing) * 1000:.0f}",
        f"{whole:.2f} ms",
        f"{share:.0%}",
        "<= 8 % (5 %)",
    )


def _complete(snapshot: object, change: object, stick: Yardstick) -> None:
    from engine.change import Actor

    work = take_up(snapshot, Actor(stick.people["S"], None, "SECRETARY/principal"), change, "task.answered")  # type: ignore[arg-type]
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
