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


def test_every_event_stands_with_its_number_its_instant_and_its_reason(desk: Desk) -> None:
    world = desk.world
    case_id = world.circulated()
    world.later(hours=1)
    world.press(case_id, "withdraw", "officer", reason="It is no longer needed.")
    assert rows(desk, case_id, "ILO") == [
        [
            "4",
            "Mon 7 Jan 2013, 11:00:00",
            "officer : Withdraw the item. Now “Withdrawn”. “It is no longer needed.”",
        ],
        ["3", "Mon 7 Jan 2013, 10:00:00", "officer : Circulate the text. Now “Circulated”."],
        ["2", "Mon 7 Jan 2013, 10:00:00", "officer put version 1 of “Decision text”."],
        ["1", "Mon 7 Jan 2013, 10:00:00", "officer opened the case."],
    ]


def test_a_closer_remark_leaves_no_gap_in_the_numbers_of_others(desk: Desk) -> None:
    world = desk.world
    case_id = world.open()
    case_commands.comment(world.engine, case_id, "Us.", by=world.people["officer"], level="CASE_TEAM")
    world.put(case_id)
    assert [row[0] for row in rows(desk, case_id, "auditor")] == ["3", "2", "1"]
    told = rows(desk, case_id, "ILO")
    assert [row[0] for row in told] == ["2", "1"]
    assert "remark" not in " ".join(row[2] for row in told)


def test_a_clock_that_was_noticed_late_says_when_it_was_due(desk: Desk) -> None:
    case_id = desk.world.silent()
    desk.world.later(days=14)
    assert any(
        "Due Mon 14 Jan, 17:00, noticed Mon 21 Jan, 10:00." in row[2] for row in rows(desk, case_id, "ILO")
    )
