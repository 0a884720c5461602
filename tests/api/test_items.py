"""Rows of the case file over HTTP: fill in, add, end; stale is judged against the row."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.api.machine import Api, Case, problem


def place(case: Case, row: dict[str, Any] | None = None, kind: str = "principles") -> str:
    return f"/cases/{case['id']}/items/{kind}" + (f"/{row['id']}" if row else "")


def rows(api: Api, case: Case, kind: str = "principles") -> list[dict[str, Any]]:
    return list(api.as_("officer").get(place(case, kind=kind)).json["items"])  # type: ignore[index]


def match(row: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{row["revision"]}"'}


def test_a_table_lists_its_rows_with_their_revisions(api: Api) -> None:
    found = rows(api, api.open())

    assert [each["data"]["no"] for each in found] == list(range(1, 12))
    assert found[0]["label"] == "More than the sum of its parts"
    assert {each["revision"] for each in found} == {1}


def test_a_row_is_filled_in_and_shows_its_next_revision(api: Api) -> None:
    case = api.open()
    first = rows(api, case)[0]

    answer = api.as_("officer").patch(
        place(case, first), {"data": {"rating": "MET", "evidence": "The note."}}, headers=match(first)
    )

    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    assert answer.json["data"]["rating"] == "MET"  # type: ignore[index]
    assert api.as_("officer").get(place(case, first)).json == answer.json


def test_a_row_needs_its_own_revision_and_not_that_of_the_case(api: Api) -> None:
    case = api.open()
    first, second = rows(api, case)[:2]
    body, officer = {"data": {"rating": "MET"}}, api.as_("officer")

    problem(officer.patch(place(case, first), body), 428)
    problem(officer.patch(place(case, first), body, headers={"If-Match": '"9"'}), 412)
    assert officer.patch(place(case, first), body, headers=match(first)).status_code == 200
    problem(officer.patch(place(case, first), body, headers=match(first)), 412)
    assert officer.patch(place(case, second), body, headers=match(second)).status_code == 200


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"rating": "Met"}, "rating"),
        ({"rating": ["MET"]}, "rating"),
        ({"colour": "blue"}, "colour"),
        ({"no": 12}, "no"),
    ],
)
def test_a_row_that_does_not_fit_says_why(api: Api, data: dict[str, Any], field: str) -> None:
    case = api.open()
    first = rows(api, case)[0]

    told = problem(api.as_("officer").patch(place(case, first), {"data": data}, headers=match(first)), 422)

    assert [each["field"] for each in told["errors"]] == [field]
    assert rows(api, case)[0]["revision"] == 1


def test_a_rule_of_the_table_refuses_with_its_sentence(api: Api) -> None:
    case = api.open()
    first = rows(api, case)[0]

    told = problem(
        api.as_("officer").patch(
            place(case, first), {"data": {"rating": "NOT_APPLICABLE", "why": "x"}}, headers=match(first)
        ),
        422,
        "PRI-01",
    )

    assert told["detail"] == "Principles 1, 2 and 3 always apply."


def test_fixed_rows_are_neither_added_nor_ended(api: Api) -> None:
    case = api.open()
    first = rows(api, case)[0]

    problem(api.as_("officer").post(place(case), {"data": {}}), 422, "fixed-rows")
    problem(api.as_("officer").delete(place(case, first), headers=match(first)), 422, "fixed-rows")


def test_a_row_is_added_and_ended_and_stays_on_record(api: Api) -> None:
    case, kind = api.open(definition="activity-proposal", title="An idea"), "stakeholders"
    data = {"person": "expert@example.org", "concern": "Has asked for it twice."}

    added = api.as_("officer").post(place(case, kind=kind), {"data": data})

    assert added.status_code == 201, added.text
    row = added.json
    assert row is not None
    assert (row["data"], row["label"]) == (data, "expert")
    assert added.headers["Location"] == f"/api/v1{place(case, row, kind)}"
    problem(api.as_("officer").delete(place(case, row, kind)), 428)
    ended = api.as_("officer").delete(place(case, row, kind), headers=match(row)).json
    assert ended is not None
    assert [(each["id"], each["standing"]) for each in rows(api, case, kind)] == [(row["id"], False)]
    problem(api.as_("officer").delete(place(case, row, kind), headers=match(ended)), 412)


def test_a_row_like_a_standing_one_is_refused_until_that_is_ended(api: Api) -> None:
    case, kind = api.open(definition="activity-proposal", title="An idea"), "stakeholders"
    body, officer = (
        {"data": {"person": "expert@example.org", "concern": "Has asked for it twice."}},
        api.as_("officer"),
    )
    first = officer.post(place(case, kind=kind), body).json
    assert first is not None

    problem(officer.post(place(case, kind=kind), body), 422, "unique-row")

    officer.delete(place(case, first, kind), headers=match(first))
    assert officer.post(place(case, kind=kind), body).status_code == 201
    told = problem(officer.post(place(case, kind=kind), {"data": {"person": "nobody@example.org"}}), 422)
    assert {each["field"] for each in told["errors"]} == {"person", "concern"}


def test_who_may_not_edit_reads_the_rule(api: Api) -> None:
    case = api.open()
    first = rows(api, case)[0]

    problem(
        api.as_("auditor").patch(place(case, first), {"data": {"rating": "MET"}}, headers=match(first)),
        403,
        "edit:principles",
    )


def test_unknown_tables_and_rows_are_unknown(api: Api) -> None:
    case, other = api.open(), api.open()
    officer, foreign = api.as_("officer"), rows(api, other)[0]

    problem(officer.get(place(case, kind="coffee")), 404)
    problem(officer.post(place(case, kind="coffee"), {"data": {}}), 404)
    problem(officer.get(place(case, {"id": uuid4()})), 404)
    problem(officer.patch(place(case, {"id": uuid4()}), {"data": {}}, headers={"If-Match": '"1"'}), 404)
    problem(officer.patch(place(case, foreign), {"data": {"rating": "MET"}}, headers=match(foreign)), 404)
    problem(officer.get(place(case, {"id": "1"})), 404)
