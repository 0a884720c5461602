"""Rows of a case file: fill them in one by one, add and end them; each has its own revision and its own rules."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.item import Item
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, words
from tests.workflows import proposing
from workflows._shared import Principle


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


@pytest.mark.parametrize(
    ("rating", "why", "sentence"),
    [
        ("NOT_APPLICABLE", "It does not fit.", "Principles 1, 2 and 3 always apply."),
        ("PARTLY", "", "Say why, where a principle is not met, partly met or not applicable."),
    ],
)
def test_a_rule_of_the_table_refuses_and_what_was_typed_is_kept(
    desk: Desk, rating: str, why: str, sentence: str
) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    row = rows(desk, case_id)[0]
    answer = saved(desk, "officer", case_id, row, rating=rating, why=why, evidence="Kept.")
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Rule PRI-01" in words(answer)
    assert (field_value(answer, "rating"), field_value(answer, "evidence")) == (rating, "Kept.")
    assert rows(desk, case_id)[0].data == row.data


def test_a_choice_that_is_none_is_said_at_its_control(desk: Desk) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    answer = saved(desk, "officer", case_id, rows(desk, case_id)[0], rating="SPLENDID", why="Kept.")
    assert answer.status_code == 422
    assert "Error: Choose one of the answers offered." in words(answer)
    assert field_value(answer, "why") == "Kept."


def test_of_two_who_fill_in_one_row_the_second_keeps_the_words_and_can_send_them_again(desk: Desk) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    row = rows(desk, case_id)[0]
    saved(desk, "second officer", case_id, row, rating="MET")
    answer = saved(desk, "officer", case_id, row, rating="PARTLY", why="One member only.")
    assert answer.status_code == 412
    assert "The row has changed since you opened this page. Your words are kept." in words(answer)
    assert "second officer changed “Principles review”." in words(answer)
    assert field_value(answer, "why") == "One member only."
    again = {"revision": field_value(answer, "revision"), "rating": "PARTLY", "why": "One member only."}
    assert saved(desk, "officer", case_id, row, **again).status_code == 302
    assert rows(desk, case_id)[0].data["rating"] == "PARTLY"


def test_another_row_that_changed_meanwhile_is_no_hindrance(desk: Desk) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    first, second, *_ = rows(desk, case_id)
    saved(desk, "second officer", case_id, first, rating="MET")
    assert saved(desk, "officer", case_id, second, rating="MET").status_code == 302


def test_columns_that_nobody_offered_are_not_taken(desk: Desk) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    row = rows(desk, case_id)[0]
    assert saved(desk, "officer", case_id, row, rating="MET", principle="Mine", no="99").status_code == 302
    assert rows(desk, case_id)[0].data == {**row.data, "rating": "MET"}


# ---- adding and ending

FIRST = next(iter(Principle)).name


def remarked(desk: Desk, case_id: UUID, name: str, remark: str, **more: str) -> TestResponse:
    there = f"/cases/{case_id}/rows/new/remarks"
    return desk.as_(name).post(there, {"principle": FIRST, "remark": remark, **more})


def test_a_member_adds_a_row_for_its_organization_and_ends_it(desk: Desk) -> None:
    case_id = proposing.reviewing(desk.world)
    visitor = desk.as_("UNODC")
    form = visitor.get(f"/cases/{case_id}/rows/new/remarks")
    assert heading(form) == "Remarks of members"
    assert remarked(desk, case_id, "UNODC", "Who pays?").headers["Location"] == f"/cases/{case_id}#remarks"
    (row,) = rows(desk, case_id, "remarks")
    assert row.for_organization == desk.world.organizations["UNODC"]
    page = visitor.get(f"/cases/{case_id}/rows/{row.id}")
    assert "End this row" in words(page)
    assert saved(desk, "UNODC", case_id, row, end="yes").status_code == 302
    assert rows(desk, case_id, "remarks") == []


def test_a_required_column_that_is_empty_is_said_and_the_rest_is_kept(desk: Desk) -> None:
    case_id = proposing.reviewing(desk.world)
    answer = remarked(desk, case_id, "UNODC", "")
    assert answer.status_code == 422
    assert "Error: Fill in: Remark." in words(answer)
    assert field_value(answer, "principle") == FIRST


def test_two_rows_alike_of_one_organization_are_refused(desk: Desk) -> None:
    case_id = proposing.reviewing(desk.world)
    remarked(desk, case_id, "UNODC", "Who pays?")
    answer = remarked(desk, case_id, "UNODC", "And when?")
    assert answer.status_code == 422
    assert "There is such a row in “Remarks of members” already." in words(answer)
    assert field_value(answer, "remark") == "And when?"
    assert remarked(desk, case_id, "ILO", "And when?").status_code == 302, "another organization has its own"


def test_the_same_row_sent_twice_is_added_once(desk: Desk) -> None:
    case_id = proposing.reviewing(desk.world)
    for _ in range(2):
        assert remarked(desk, case_id, "UNODC", "Who pays?", idempotency_key="one").status_code == 302
    assert len(rows(desk, case_id, "remarks")) == 1


def test_the_row_of_another_organization_is_theirs(desk: Desk) -> None:
    case_id = proposing.reviewing(desk.world)
    remarked(desk, case_id, "UNODC", "Who pays?")
    (row,) = rows(desk, case_id, "remarks")
    sentence = "“Remarks of members” cannot be changed by you while the case is “Principles review”."
    opened = desk.as_("ILO").get(f"/cases/{case_id}/rows/{row.id}")
    for answer in (
        opened,
        saved(desk, "ILO", case_id, row, remark="Mine."),
        saved(desk, "ILO", case_id, row, end="yes"),
    ):
        assert answer.status_code == 403
        assert sentence in words(answer)
    assert rows(desk, case_id, "remarks") == [row]


def test_fixed_rows_are_neither_added_nor_ended(desk: Desk) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    sentence = "The rows of “Principles review” are fixed; fill in the ones there are."
    added = desk.as_("officer").post(f"/cases/{case_id}/rows/new/principles", {"rating": "MET"})
    for answer in (added, saved(desk, "officer", case_id, rows(desk, case_id)[0], end="yes")):
        assert answer.status_code == 422
        assert sentence in words(answer)
    assert len(rows(desk, case_id)) == 11


# ---- who may


@pytest.mark.parametrize("name", ["ILO", "auditor"])
def test_who_only_reads_is_shown_the_table_without_forms(desk: Desk, name: str) -> None:
    case_id = desk.world.open(subject="IMPLEMENT_ACTIVITY")
    page = desk.as_(name).get(f"/cases/{case_id}")
    assert "More than the sum of its parts" in words(page)
    assert "Fill in" not in words(page)
    answer = saved(desk, name, case_id, rows(desk, case_id)[0], rating="MET")
    assert answer.status_code == 403
    assert "“Principles review” cannot be changed by you while the case is “Draft”." in words(answer)


def test_once_the_text_is_out_the_review_is_closed_also_to_those_who_filled_it_in(desk: Desk) -> None:
    case_id = desk.world.circulated()
    row = rows(desk, case_id)[0]
    assert desk.as_("officer").get(f"/cases/{case_id}/rows/{row.id}").status_code == 403
    assert saved(desk, "officer", case_id, row, rating="MET").status_code == 403


def test_ids_of_nothing_or_of_another_case_are_not_found(desk: Desk) -> None:
    case_id, other = desk.world.open(), desk.world.open()
    row = rows(desk, case_id)[0]
    for there in (f"{other}/rows/{row.id}", f"{case_id}/rows/{UUID(int=0)}", f"{case_id}/rows/new/nothing"):
        assert desk.as_("officer").get(f"/cases/{there}").status_code == 404
        assert desk.as_("officer").post(f"/cases/{there}", {"revision": "1"}).status_code == 404
    for name in ("expert", "administrator", "donor"):
        assert saved(desk, name, case_id, row, rating="MET").status_code == 404
