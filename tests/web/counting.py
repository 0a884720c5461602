"""How many statements a page sends to the database, and how many of them belong to its frame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from tests.web.desk import Desk

# Session or token, register and clock (one stamp), what waits, what is not read: on every page of somebody signed in.
FRAME = 5


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """The statements sent meanwhile, without those that begin and end transactions."""
    sent: list[str] = []

    def note(
        connection: Any, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: Any
    ) -> None:
        if connection.engine.url == database.url and not statement.upper().startswith(
            ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")
        ):
            sent.append(statement)

    database = desk.world.engine.database.engine
    # Readers and writers have engines of their own, so all are listened to.
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def queries_of(desk: Desk, name: str, path: str) -> list[str]:
    """The statements of one page for somebody who has looked at another page before (so the register is read)."""
    visitor = desk.as_(name)
    assert visitor.get(path).status_code == 200
    with statements(desk) as sent:
        assert visitor.get(path).status_code == 200
    assert sent, "a page that asks nothing was not listened to"
    return sent
