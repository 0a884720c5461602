"""Ties, remarks and the record of a case over HTTP, each shown only to those who may read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from engine.case import cases
from tests.api.machine import Api, Case, problem


def seal(api: Api, case: Case, level: str = "CASE_TEAM") -> None:
    """Close a case to the members; no case type built so far opens closed ones."""
    with api.world.engine.database.begin() as connection:
        connection.execute(update(cases).where(cases.c.id == UUID(case["id"])).values(level=level))


# Links


def test_a_tie_is_seen_from_both_ends(api: Api) -> None:
    one, other = api.open(title="One"), api.open(title="Other")

    made = api.as_("officer").post(
        f"/cases/{one['id']}/links", {"type": "informs", "to": other["id"], "note": "See 3."}
    )

    assert made.status_code == 201, made.text
    assert (made.json["incoming"], made.json["case"]["title"]) == (False, "Other")  # type: ignore[index]
    (back,) = api.as_("ILO").get(f"/cases/{other['id']}/links").json["items"]  # type: ignore[index]
    assert (back["incoming"], back["case"]["id"], back["label"]) == (True, one["id"], "Informs")


def test_a_tie_to_what_one_may_not_know_of_is_neither_made_nor_shown(api: Api) -> None:
    one, hidden = api.open(title="One"), api.open(title="Hidden")
    api.as_("officer").post(f"/cases/{one['id']}/links", {"type": "informs", "to": hidden["id"]})
    seal(api, hidden)

    path = f"/cases/{one['id']}"
    assert api.as_("ILO").get(f"{path}/links").json["items"] == []  # type: ignore[index]
    assert api.read(one, "ILO")["links"] == []
    assert len(api.read(one)["links"]) == 1
    for who in ("ILO", "officer"):
        kinds = [e["kind"] for e in api.as_(who).get(f"{path}/events").json["items"]]  # type: ignore[index]
        assert ("link.added" in kinds) is (who == "officer")
    assert hidden["id"] not in api.as_("ILO").get(f"{path}/events").text
    problem(api.as_("ILO").post(f"{path}/links", {"type": "informs", "to": hidden["id"]}), 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"type": "loves", "to": "other"}, 422),
        ({"type": "informs", "to": "itself"}, 422),
        ({"type": "informs", "to": "nobody"}, 404),
        ({"type": "informs", "to": "here"}, 422),
        ({"type": "informs"}, 422),
        ({"to": "other"}, 422),
    ],
)
def test_a_tie_that_cannot_be_is_refused(api: Api, body: dict[str, str], status: int) -> None:
    one = api.open()
    ids = {"other": api.open()["id"], "itself": one["id"], "nobody": str(uuid4())}
    told = {**body, **({"to": ids.get(body["to"], body["to"])} if "to" in body else {})}

    problem(api.as_("officer").post(f"/cases/{one['id']}/links", told), status)


def test_who_only_reads_ties_nothing(api: Api) -> None:
    one, other = api.open(), api.open()
    problem(api.as_("auditor").post(f"/cases/{one['id']}/links", {"type": "informs", "to": other["id"]}), 403)


def tied(api: Api) -> tuple[Case, Case, str]:
    """Two cases, and the path of the tie between them."""
    one, other = api.open(title="One"), api.open(title="Other")
    body = {"type": "informs", "to": other["id"]}
    made = api.as_("officer").post(f"/cases/{one['id']}/links", body).json
    return one, other, f"/cases/{one['id']}/links/{made['id']}"  # type: ignore[index]


def test_a_tie_ends_with_a_reason_and_the_history_keeps_it(api: Api) -> None:
    one, other, path = tied(api)
    ended = api.as_("officer").delete(path, {"reason": "It was the wrong case."})
    assert (ended.status_code, ended.json["items"]) == (200, [])  # type: ignore[index]
    assert api.as_("ILO").get(f"/cases/{other['id']}/links").json["items"] == []  # type: ignore[index]
    told = api.as_("ILO").get(f"/cases/{one['id']}/events").json["items"]  # type: ignore[index]
    assert (told[-1]["kind"], told[-1]["reason"]) == ("link.ended", "It was the wrong case.")


def test_a_tie_ended_twice_with_one_key_ends_once(api: Api) -> None:
    _one, _other, path = tied(api)
    officer = api.as_("officer")
    for _ in range(2):
        assert (
            officer.delete(path, {"reason": "Wrong."}, headers={"Idempotency-Key": "end-it"}).status_code
            == 200
        )
    problem(officer.delete(path, {"reason": "Wrong."}), 404)


def test_a_tie_does_not_end_without_a_reason(api: Api) -> None:
    _one, _other, path = tied(api)
    told = problem(api.as_("officer").delete(path, {}), 422)
    assert [each["field"] for each in told["errors"]] == ["reason"]


def test_a_tie_is_ended_only_from_the_case_that_made_it_and_by_who_may(api: Api) -> None:
    _one, other, path = tied(api)
    back = f"/cases/{other['id']}/links/{path.rpartition('/')[2]}"
    problem(api.as_("officer").delete(back, {"reason": "Wrong."}), 404)
    told = problem(api.as_("auditor").delete(path, {"reason": "Wrong."}), 403)
    assert told["detail"] == "You cannot end this tie now."


def test_the_end_of_a_tie_to_what_one_may_not_know_of_is_not_shown_either(api: Api) -> None:
    one, hidden, path = tied(api)
    api.as_("officer").delete(path, {"reason": "Wrong."})
    seal(api, hidden)
    kinds = [e["kind"] for e in api.as_("ILO").get(f"/cases/{one['id']}/events").json["items"]]  # type: ignore[index]
    assert not {"link.added", "link.ended"} & set(kinds)


# Comments


def test_a_remark_is_kept_with_its_author(api: Api) -> None:
    case = api.open()

    made = api.as_("ILO").post(f"/cases/{case['id']}/comments", {"body": "Please look at paragraph 3."})

    assert made.status_code == 201
    assert (made.json["by"]["name"], made.json["for_organization"]) == ("ILO", "ILO")  # type: ignore[index]
    assert api.as_("OSCE").get(f"/cases/{case['id']}/comments").json["items"] == [made.json]  # type: ignore[index]


def test_a_closer_remark_is_read_only_by_those_it_is_for(api: Api) -> None:
    case = api.open()
    body = {"body": "Only among ourselves.", "level": "CASE_TEAM"}
    made = api.as_("officer").post(f"/cases/{case['id']}/comments", body)
    assert made.status_code == 201

    assert api.as_("ILO").get(f"/cases/{case['id']}/comments").json["items"] == []  # type: ignore[index]
    assert api.as_("ILO").get("/cases?q=ourselves").json["items"] == []  # type: ignore[index]
    assert len(api.as_("auditor").get(f"/cases/{case['id']}/comments").json["items"]) == 1  # type: ignore[index]
    problem(api.as_("ILO").post(f"/cases/{case['id']}/comments", body), 422)
    problem(api.as_("ILO").post(f"/cases/{case['id']}/comments", {**body, "level": "COSMIC"}), 422)


@pytest.mark.parametrize(
    "body", [{}, {"body": ""}, {"body": "  "}, {"body": 7}, {"body": None}, {"body": "x" * 20_001}]
)
def test_a_remark_needs_words(api: Api, body: dict[str, object]) -> None:
    case = api.open()
    told = problem(api.as_("ILO").post(f"/cases/{case['id']}/comments", body), 422)
    assert len(told["errors"]) == 1


def test_who_reads_without_a_seat_does_not_remark(api: Api) -> None:
    case = api.open()
    problem(
        api.as_("auditor").post(f"/cases/{case['id']}/comments", {"body": "Noted."}),
        403,
        "remark:consensus-decision",
    )


# Events


def test_what_happened_is_told_in_order_with_who_and_why(api: Api) -> None:
    case = api.open()
    api.press(case, "withdraw", "officer", reason="Not needed any more.")

    events = api.as_("auditor").get(f"/cases/{case['id']}/events").json["items"]  # type: ignore[index]

    assert [each["kind"] for each in events] == ["case.opened", "case.moved"]
    moved = events[1]
    assert moved["says"] == "officer: Withdraw the item. Now “Withdrawn”."
    assert moved["reason"] == "Not needed any more."
    assert moved["facts"] == {"trigger": "withdraw", "from": "draft", "to": "withdrawn"}
    assert (moved["by"]["name"], moved["for_organization"]) == ("officer", "SEC")
    assert len(moved["leaf"]) == 64


def test_a_clock_says_when_it_was_due_and_when_that_was_noticed(api: Api) -> None:
    case = api.silent()
    ends = case["data"]["expires_at"]
    api.later(days=10)

    events = api.as_("officer").get(f"/cases/{case['id']}/events").json["items"]  # type: ignore[index]

    (clock,) = [each for each in events if each["kind"] == "clock.move" and each["due"] == ends]
    assert clock["by"] is None
    assert clock["noticed"] == "2013-01-17T09:00:00Z"


def test_events_come_in_pages(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.api.events.MOST", 3)
    case = api.deliberating()
    path = f"/cases/{case['id']}/events"
    whole: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.as_("officer").get(f"{path}?cursor={cursor}").json
        assert page is not None
        assert len(page["items"]) <= 3
        whole, cursor = whole + page["items"], page["next"]

    monkeypatch.undo()
    assert whole == api.as_("officer").get(path).json["items"]  # type: ignore[index]
    problem(api.as_("officer").get(f"{path}?cursor=-1"), 422)
    problem(api.as_("officer").get(f"{path}?cursor=x"), 422)
