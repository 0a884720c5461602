"""Many rows at once, as one writes a sheet: all or none, each fault at its line, and nobody's newer words overwritten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import item, lines
from engine.commands.lines import Line
from engine.commands.transaction import Done
from engine.errors import Denied, Invalid, Refused, Stale
from engine.log import events
from tests.engine.study import opened, running, studies
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.refusing import refused
from tests.workflows.decision.record import proven
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "studies", "world"]


def write(world: World, case_id: UUID, *given: Line, by: str = "officer", table: str = "lines") -> Done:
    return lines.write(world.engine, case_id, table, given, by=world.people[by])


def told(world: World, case_id: UUID, table: str = "lines") -> list[dict[str, Any]]:
    return [r.data for r in world.read(case_id).items if r.item == table and r.standing]


def row(world: World, case_id: UUID, number: int, table: str = "lines") -> Any:
    return [r for r in world.read(case_id).items if r.item == table and r.standing][number]


def test_a_sheet_adds_what_is_new_fills_in_what_is_there_and_leaves_the_rest(studies: World) -> None:
    case_id = opened(studies)
    done = write(
        studies, case_id, Line({"what": "Travel", "cost": "3"}), Line({"what": "Paper", "cost": "1"})
    )
    assert done.result == (2, 0)
    done = write(
        studies,
        case_id,
        Line({"what": "Paper", "cost": "2"}),
        Line({"what": "Ink", "cost": "4"}),
        Line({"what": "Travel", "cost": "3"}),
    )
    assert done.result == (1, 1)
    assert told(studies, case_id) == [
        {"what": "Travel", "cost": 3},
        {"what": "Paper", "cost": 2},
        {"what": "Ink", "cost": 4},
    ]
    assert row(studies, case_id, 0).revision == 1
    assert proven(studies)


def test_a_sheet_is_one_event_and_one_that_says_nothing_new_is_none(studies: World) -> None:
    case_id = opened(studies)
    sheet = [Line({"what": f"Line {n}", "cost": "3"}) for n in range(40)]

    def kinds() -> list[str]:
        with studies.engine.database.read() as connection:
            return list(connection.scalars(select(events.c.kind).where(events.c.stream_id == case_id)))

    before = len(kinds())
    write(studies, case_id, *sheet)
    assert kinds()[before:] == ["item.lines"]
    assert write(studies, case_id, *sheet).result == (0, 0)
    assert len(kinds()) == before + 1


def test_every_fault_is_named_at_its_line_and_nothing_is_written(studies: World) -> None:
    case_id = opened(studies)
    with pytest.raises(Invalid) as caught:
        write(
            studies,
            case_id,
            Line({"what": "Travel", "cost": "3"}),
            Line({"what": "Paper", "cost": "much"}),
            Line({"cost": "1"}),
            Line({"what": "Ink", "cost": "0"}),
        )
    assert {place: str(says) for place, says in caught.value.problems.items()} == {
        "2-cost": "Write a whole number, such as 12.",
        "3-what": "Fill in: What.",
        "4": "A line costs something.",
    }
    assert told(studies, case_id) == []
    assert proven(studies)


def test_a_row_that_somebody_has_changed_meanwhile_stops_the_sheet(studies: World) -> None:
    case_id = opened(studies)
    write(studies, case_id, Line({"what": "Travel", "cost": "3"}), Line({"what": "Paper", "cost": "1"}))
    seen = row(studies, case_id, 0)
    item.edit(studies.engine, case_id, seen.id, {"cost": "9"}, revision=1, by=studies.people["officer"])
    says = "Somebody has changed these rows since you opened the page: Travel. Your words are kept."
    with refused(studies, says, error=Stale):
        write(studies, case_id, Line({"cost": "5"}, seen.id, 1), Line({"what": "Ink", "cost": "2"}))
    assert told(studies, case_id) == [{"what": "Travel", "cost": 9}, {"what": "Paper", "cost": 1}]


def test_a_line_that_says_what_stands_is_no_change_even_if_somebody_else_wrote_it(studies: World) -> None:
    case_id = opened(studies)
    write(studies, case_id, Line({"what": "Travel", "cost": "3"}))
    seen = row(studies, case_id, 0)
    item.edit(studies.engine, case_id, seen.id, {"cost": "9"}, revision=1, by=studies.people["officer"])
    assert write(studies, case_id, Line({"cost": "9"}, seen.id, 1)).result == (0, 0)


def test_the_rows_of_a_fixed_table_are_filled_in_and_none_is_added(studies: World) -> None:
    case_id = opened(studies)
    one, two = (row(studies, case_id, n, "fixed") for n in (0, 1))
    filled = [Line({"note": "First."}, one.id, 1), Line({"note": "Second."}, two.id, 1)]
    assert write(studies, case_id, *filled, table="fixed").result == (0, 2)
    with pytest.raises(Invalid) as caught:
        write(studies, case_id, Line({"note": "Third."}), table="fixed")
    assert (
        str(caught.value.problems["1"]) == "The rows of “Fixed rows” are fixed; fill in the ones there are."
    )


def test_who_may_not_write_a_table_writes_no_sheet_either(studies: World) -> None:
    case_id = opened(studies)
    with refused(
        studies, "You cannot change “Lines” while the case is “Draft”.", rule="edit:lines", error=Denied
    ):
        write(studies, case_id, Line({"what": "Travel"}), by="ILO")


def test_a_member_writes_the_own_rows_as_a_sheet_and_not_those_of_others(studies: World) -> None:
    case_id = running(studies)
    write(studies, case_id, Line({"what": "Of the ILO"}), by="ILO")
    with pytest.raises(Invalid) as caught:
        write(studies, case_id, Line({"what": "Of the ILO", "note": "Mine?"}), by="OSCE")
    assert {place: str(says) for place, says in caught.value.problems.items()} == {
        "1-note": "You cannot fill in “note” here."
    }
    assert told(studies, case_id) == [{"what": "Of the ILO"}]


def test_a_sheet_has_no_more_than_a_hundred_lines(studies: World) -> None:
    case_id = opened(studies)
    with refused(studies, "These are 101 lines; 100 are the most at once.", error=Refused):
        write(studies, case_id, *(Line({"what": str(n), "cost": "1"}) for n in range(101)))
    sheet = [Line({"what": str(n), "cost": "1"}) for n in range(100)]
    assert write(studies, case_id, *sheet).result == (100, 0)
