"""No list reads a whole table of cases or tasks: the plans of the databases themselves say so (here SQLite's)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from engine.queries.awaiting import awaited, record
from engine.queries.certificates import certified
from engine.queries.inbox import count_inbox, inbox
from engine.queries.messages import count_unread
from engine.queries.published import published as entry_of
from engine.queries.published import related
from tests.people import CHAIR
from tests.workflows.producing import published
from tests.world import World


@pytest.fixture
def kind() -> str:
    """The embedded database only: PostgreSQL plans by statistics, which a small house has none of."""
    return "sqlite"


def plans(world: World, ask: Any) -> list[str]:
    """How the database finds what a question reads, step by step."""
    sent: list[tuple[str, Any]] = []

    def note(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any
    ) -> None:
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with world.engine.reading() as (connection, register):
            ask(connection, register)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    found = []
    with world.engine.database.read() as connection:
        cursor: Any = connection.connection.cursor()
        for statement, parameters in sent:
            if statement.lstrip().startswith("SELECT"):
                plan = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
                found += [row[3] for row in plan]
    assert sent
    return found


def scanned(world: World, ask: Any) -> list[str]:
    """The tables that a question reads as a whole."""
    return [step for step in plans(world, ask) if step.split()[:2] in (["SCAN", "cases"], ["SCAN", "tasks"])]


def test_what_waits_is_found_by_index(world: World) -> None:
    world.deliberating()
    engine, me = world.engine, world.people[CHAIR]
    assert scanned(world, lambda c, r: inbox(engine, c, r, me)) == []
    assert scanned(world, lambda c, r: inbox(engine, c, r, me, organization=r.by_code[CHAIR])) == []
    assert scanned(world, lambda c, r: count_inbox(engine, c, r, me)) == []


def test_what_is_waited_for_what_was_done_and_what_was_told_are_found_by_index(world: World) -> None:
    world.deliberating()
    engine, me = world.engine, world.people[CHAIR]
    since = world.clock.now() - timedelta(days=30)
    assert scanned(world, lambda c, r: awaited(engine, c, r, me)) == []
    of = {"since": since, "most": 3}
    assert scanned(world, lambda c, r: record(engine, c, r, me, r.by_code[CHAIR], **of)) == []  # type: ignore[arg-type]
    assert scanned(world, lambda c, r: count_unread(engine, c, r, me)) == []


def test_what_is_public_is_found_by_its_id_or_its_file_and_never_among_all_of_its_type(world: World) -> None:
    case_id = published(world)
    engine, definition = world.engine, world.engine.registry.newest["knowledge-product"]

    def ask(connection: Any, register: Any) -> None:
        entry = entry_of(engine, connection, register, definition, case_id)
        assert entry is not None
        assert entry.certified is not None
        related(engine, connection, register, entry)
        assert certified(engine, connection, register, "stamps", sha256=entry.sha256)

    whole = ("SCAN cases", "SCAN documents", "SCAN links", "SEARCH cases USING INDEX cases_by_state")
    assert [step for step in plans(world, ask) if step.startswith(whole)] == []
