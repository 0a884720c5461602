"""The inbox over a million tasks beside ten thousand, and beside a query written by hand. B6, B7."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic import command as alembic
from sqlalchemy import Connection, text

from engine.columns import to_micros
from engine.database import Database, open_database
from engine.queries.inbox import inbox
from engine.whom import seat_target
from migrations import alembic_config
from tests import postgres
from tests.bench.commands import copy_of, furnished_sqlite
from tests.bench.table import Row
from tests.bench.yardstick import Yardstick
from tests.owner import owning

FEW = 10_000
MANY = int(os.environ.get("BENCH_TASKS", "1000000"))
NOW = to_micros(datetime(2026, 1, 5, tzinfo=UTC))
SEATS = 2_000  # the tasks are spread over so many seats; one of them is the reader's


def rows(folder: Path, server: str) -> Iterator[Row]:
    """Both databases, few tasks and many."""
    for kind in ("SQLite", "PostgreSQL"):
        figures = {}
        for count in (FEW, MANY):
            database = _database(kind, folder, server, count)
            figures[count] = _measure(database, folder, count)
            database.close()
        few, many = figures[FEW], figures[MANY]
        must = "<= 2 (1.5)" if kind == "SQLite" else "<= 1.3 (1.2)"
        yield Row(
            "B6",
            f"inbox p50 ms, {kind}, {MANY:,} tasks against {FEW:,}",
            f"{many[0]:.2f}",
            f"{few[0]:.2f}",
            f"{many[0] / few[0]:.2f}",
            must,
        )
        yield Row(
            "B7",
            f"inbox p50 ms, {kind}, {MANY:,} tasks, against raw",
            f"{many[0]:.2f}",
            f"{many[1]:.2f}",
            f"{many[0] / many[1]:.2f}",
            "<= 2.5 (1.5)",
        )


def _database(kind: str, folder: Path, server: str, count: int) -> Database:
    if kind == "SQLite":
        return open_database(f"sqlite:///{copy_of(furnished_sqlite(folder), f'inbox-{count}.sqlite3')}")
    url = postgres.create(server)
    alembic.upgrade(alembic_config(url), "head")
    database = open_database(url)
    Yardstick(database, folder)
    return database


def _measure(database: Database, folder: Path, count: int) -> tuple[float, float]:
    stick = Yardstick(database, folder, furnish=False)
    with owning(database) as connection:
        register = stick.engine.register(connection)
        _fill(connection, database.kind, count, seat_target("REVIEWER", register.by_code["A"].id))
    with owning(database) as connection:
        connection.exec_driver_sql("ANALYZE")
    ours, raw = [], []
    for _ in range(40):
        with database.read() as connection:
            register = stick.engine.register(connection)
            began = time.perf_counter()
            assert len(inbox(stick.engine, connection, register, stick.people["A"])) == 50 or count < FEW
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            _raw(connection, seat_target("REVIEWER", register.by_code["A"].id))
            raw.append(time.perf_counter() - began)
    return statistics.median(ours) * 1000, statistics.median(raw) * 1000


def _raw(connection: Connection, target: str) -> None:
    """One branch, by hand: what is offered to one seat, with its case."""
    query = text(
        "SELECT t.id, t.due_at, c.title, c.state FROM tasks t JOIN cases c ON c.id = t.case_id "
        "WHERE t.target = :target AND t.state = 'offered' ORDER BY t.due_at, t.id LIMIT 50"
    )
    assert connection.execute(query, {"target": target}).all()


@dataclass(frozen=True)
class Words:
    """What the two databases call the same things, for rows made by SQL."""

    numbers: str
    identity: str
    kind_of_id: str
    no_hash: str
    true: str
    false: str


SQLITE = Words(
    "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s",
    "randomblob(16)", "BLOB", "zeroblob(32)", "1", "0",
)  # fmt: skip
POSTGRESQL = Words(
    "SELECT n FROM generate_series(1, {count}) AS n",
    "gen_random_uuid()", "UUID", "decode(repeat('00', 32), 'hex')", "true", "false",
)  # fmt: skip
CASES = """
INSERT INTO cases (id, definition, version, code, title, level, reference, state, ended, opened_at, changed_at, revision,
  data, visits, rounds, stream_seq, stream_head, stream_at)
SELECT id, 'review-case', 1, 'REV', 'Case ' || n, 'OPEN', 'REV-' || n, 'reviewing', {w.false}, {now}, {now}, 1,
  '{{}}', '{{}}', '{{}}', 0, {w.no_hash}, {now} FROM made
"""
TASKS = """
INSERT INTO tasks (id, case_id, task, round, party, present, target, optional, state, opened_at, due_at)
SELECT {w.identity}, made.id, 'review', 1, 'org:' || q.n, {w.true},
  CASE WHEN q.n % {every} = 0 THEN '{mine}' ELSE 'REVIEWER@' || (q.n % {seats}) END,
  {w.false}, 'offered', {now}, {now} + q.n
FROM ({numbers}) q JOIN made ON made.n = 1 + q.n % {cases}
"""


def _fill(connection: Connection, kind: str, count: int, mine: str) -> None:
    """Many tasks in many cases, by SQL: four hundred of them are the reader's."""
    words = POSTGRESQL if kind == "postgresql" else SQLITE
    numbers, cases = words.numbers.format(count=count), count // 10
    told = {"w": words, "now": NOW, "numbers": numbers, "mine": mine, "seats": SEATS, "cases": cases}
    statements = (
        f"CREATE TEMPORARY TABLE made (n INTEGER PRIMARY KEY, id {words.kind_of_id})",
        f"INSERT INTO made SELECT n, {words.identity} FROM ({numbers}) q WHERE n <= {cases}",
        CASES.format(**told),
        TASKS.format(**told, every=max(1, count // 400)),
        "DROP TABLE made",
    )
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%") if kind == "postgresql" else statement)
