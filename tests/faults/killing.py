"""Processes that die at a chosen point of what they do: before every statement, at every named point, around COMMIT.

A *point* is a place where a command can be interrupted: `engine.at_point` names some, each statement that its
transaction sends is another, and so is COMMIT. A rehearsal tells which points there are.
"""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import Engine as Sql
from sqlalchemy import event

from engine.runtime import Engine

COMMIT = "COMMIT"
Act = Callable[[Engine], Any]


@contextmanager
def watched(engine: Engine, note: Callable[[str], None]) -> Iterator[None]:
    """Tell every point that is reached inside the block."""
    with statements(engine.database.engine, note):
        before, engine.at_point = engine.at_point, note
        try:
            yield
        finally:
            engine.at_point = before


@contextmanager
def statements(sql: Sql, note: Callable[[str], None]) -> Iterator[None]:
    """Tell every statement of a writing transaction just before it is sent, and its COMMIT just before it is asked for."""

    def before_statement(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if connection.get_execution_options().get("postgresql_readonly"):
            return
        words = statement.split()
        named = {"INSERT": 2, "UPDATE": 1, "DELETE": 2}.get(words[0])
        note(f"before {words[0]} {words[named] if named else ''}".strip())

    def before_commit(connection: Any) -> None:
        if not connection.get_execution_options().get("postgresql_readonly"):
            note(COMMIT)

    event.listen(sql, "before_cursor_execute", before_statement)
    event.listen(sql, "commit", before_commit)
    try:
        yield
    finally:
        event.remove(sql, "before_cursor_execute", before_statement)
        event.remove(sql, "commit", before_commit)


def rehearse(engine: Engine, act: Act) -> list[str]:
    """Do it, and give the points that were reached, in order."""
    points: list[str] = []
    with watched(engine, points.append):
        act(engine)
    return points


def kill_at(engine: Engine, act: Act, point: int | str) -> None:
    """Do it in a child that kills itself at this point, by its name or counted from 0; it must die there."""
    if (child := fork()) == 0:
        try:
            with watched(engine, fatal(point)):
                act(engine)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, f"the child outlived {point}"


def fatal(point: int | str) -> Callable[[str], None]:
    """A point that nobody survives."""
    passed = count()

    def reach(name: str) -> None:
        if point in (next(passed), name):
            os.kill(os.getpid(), signal.SIGKILL)

    return reach


def fork() -> int:
    """A child; newer Pythons warn of threads in the parent, which our children do not use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()
