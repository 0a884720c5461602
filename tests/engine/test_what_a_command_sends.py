"""What a command may send to the database: one commit, few statements, and no more of them in a long case than in a short one."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from engine.commands import case, task
from engine.database import Database
from tests.bench.yardstick import COMMANDS, Yardstick

MOST = {
    "sqlite": 10,
    "postgresql": 11,
}  # statements a command of the yardstick, on average; the server is asked its time
MOST_OF_A_MOVE = {
    "sqlite": 16,
    "postgresql": 17,
}  # one that answers, moves the case, closes and opens tasks and clocks, and reads what the last event of a case names


@contextmanager
def sent() -> Iterator[Counter[str]]:
    """How many statements and commits are sent meanwhile, to whichever database."""
    counted: Counter[str] = Counter()

    def statement(_c: Any, _cursor: Any, words: str, _values: Any, _context: Any, _many: bool) -> None:
        if not words.startswith(("BEGIN", "PRAGMA")):
            counted["statements"] += 1

    def commit(_connection: Any) -> None:
        counted["commits"] += 1

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", commit)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", statement)
        event.remove(Engine, "commit", commit)


@pytest.fixture
def stick(database: Database, tmp_path: Path) -> Yardstick:
    made = Yardstick(database, tmp_path)
    for act in made.case():  # statements are compiled and the register is read once a process
        act()
    return made


def test_a_review_case_takes_few_statements_a_command_and_one_commit_each(stick: Yardstick) -> None:
    told = []
    for act in stick.case():
        with sent() as counted:
            act()
        told.append(counted)
    assert [each["commits"] for each in told] == [1] * COMMANDS
    statements = [each["statements"] for each in told]
    assert statistics.mean(statements) <= MOST[stick.engine.database.kind], statements
    assert max(statements) <= MOST_OF_A_MOVE[stick.engine.database.kind], statements


def test_a_long_case_takes_no_more_statements_than_a_short_one(stick: Yardstick) -> None:
    opened = case.open(stick.engine, "review-case", title="Long", data={}, by=stick.people["S"])
    assert opened.case_id is not None
    (first,) = stick.waiting(opened.case_id, "screen")

    def claimed() -> int:
        with sent() as counted:
            task.claim(stick.engine, first, by=stick.people["S"])
        task.release(stick.engine, first, by=stick.people["S"])
        return counted["statements"]

    short = claimed()
    for _ in range(50):
        claimed()
    assert claimed() == short
