"""The history of a case on its pages: every event its reader may know of, numbered; and why one may read the case."""

from __future__ import annotations

from uuid import UUID

from engine.commands import case as case_commands
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, table_rows


def rows(desk: Desk, case_id: UUID, name: str) -> list[list[str]]:
    page = desk.as_(name).get(f"/cases/{case_id}/history")
    assert heading(page) == "History"
    return [row[:3] for row in table_rows(page)]


def test_a_long_history_is_told_whole_and_the_case_page_does_not_pretend_to_count_it(desk: Desk) -> None:
    world = desk.world
    case_id = world.open()
    for number in range(205):
        case_commands.comment(world.engine, case_id, f"Remark {number}", by=world.people["officer"])
    told = rows(desk, case_id, "officer")
    assert [told[0][0], told[-1][0]] == ["206", "1"]
    assert told[-1][2] == "officer opened the case."
    page = desk.as_("officer").get(f"/cases/{case_id}")
    assert link_to(page, "All events") == f"/cases/{case_id}/history"
