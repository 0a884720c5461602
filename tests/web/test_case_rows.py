"""Rows of a case file: fill them in one by one, add and end them; each has its own revision and its own rules."""

from __future__ import annotations

from uuid import UUID

from werkzeug.test import TestResponse

from engine.item import Item
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, words


def rows(desk: Desk, case_id: UUID, kind: str = "principles") -> list[Item]:
    return [r for r in desk.world.read(case_id).items if r.item == kind and r.standing]


def saved(desk: Desk, name: str, case_id: UUID, row: Item, **typed: str) -> TestResponse:
    """Somebody fills in a row whose page was opened just now, unless another revision is named."""
    form = {"revision": str(row.revision), **typed}
    return desk.as_(name).post(f"/cases/{case_id}/rows/{row.id}", form)


# ---- filling in


def test_a_row_is_opened_from_the_table_filled_in_and_the_next_one_offered(desk: Desk) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    first, second, *_ = rows(desk, case_id)
    page = desk.as_("officer").get(f"/cases/{case_id}")
    form = desk.as_("officer").get(link_to(page, f"Fill in {first.data['no']}"))
    assert heading(form) == "Principles review"
    assert "No. 1 Principle More than the sum of its parts" in words(form)
    assert link_to(form, "The next row") == f"/cases/{case_id}/rows/{second.id}"
    assert "End this row" not in words(form), "the principles are fixed"
    answer = saved(desk, "officer", case_id, first, rating="MET", why="Six members.", evidence="The note.")
    assert answer.headers["Location"] == f"/cases/{case_id}#principles"
    assert "1 More than the sum of its parts Met Six members. The note." in words(
        desk.as_("ILO").get(f"/cases/{case_id}")
    )


def test_columns_that_nobody_offered_are_not_taken(desk: Desk) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    row = rows(desk, case_id)[0]
    assert saved(desk, "officer", case_id, row, rating="MET", principle="Mine", no="99").status_code == 302
    assert rows(desk, case_id)[0].data == {**row.data, "rating": "MET"}
