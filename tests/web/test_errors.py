"""What goes wrong, as a page: the right code, a sentence, what would help, and never a lost word."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.errors import (
    Denied,
    EngineError,
    Invalid,
    KeyTaken,
    Refused,
    Stale,
    Taken,
    TooMany,
    Unbound,
    Unknown,
)
from engine.messages import message
from tests.web.desk import Desk, heading
from web.errors import redisplay, status_of

WORDS = "We object, because the corridor crosses a region that nobody asked."
NOT_THERE = "There is no such page, or it is not open to you."


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Unknown("x"), 404),
        (Denied("x"), 403),
        (Refused("x"), 422),
        (Taken("x"), 409),
        (Stale("x"), 412),
        (Invalid({"a": message("x")}), 422),
        (KeyTaken("x"), 409),
        (Unbound("x"), 428),
        (TooMany("x"), 429),
    ],
)
def test_each_error_has_one_code_on_pages_and_for_machines(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: EngineError, status: int
) -> None:
    def refusing(**_places: Any) -> str:
        raise error

    refusing.nemcon_action = "site.read"  # type: ignore[attr-defined]
    assert status_of(error) == status
    for endpoint, path in (("help.show", "/help"), ("openapi.spec", "/api/v1/openapi.json")):
        monkeypatch.setitem(desk.app.view_functions, endpoint, refusing)
        answer = desk.as_("ILO").get(path)
        assert answer.status_code == status
        kind = "text/html; charset=utf-8" if path == "/help" else "application/problem+json"
        assert answer.content_type == kind


@pytest.mark.parametrize(
    "path", ["/nothing", "/account/x", "/assets/../web/app.py", "/%00", "/a" * 900, "/.env"]
)
def test_what_is_not_there_says_no_more(desk: Desk, path: str) -> None:
    answer = desk.as_("ILO").get(path)
    assert (answer.status_code, heading(answer)) == (404, NOT_THERE)


def test_a_method_that_is_none_here_names_those_that_are(desk: Desk) -> None:
    answer = desk.as_("ILO").get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert heading(answer) == "This address cannot be used in this way."


def test_a_form_that_is_too_large_is_refused_in_words(desk: Desk) -> None:
    answer = desk.as_("ILO").post("/account", {"name": "x" * 3_000_000})
    assert answer.status_code == 413
    assert heading(answer) == "This is too large to be taken."


def again(answer: Any) -> dict[str, str]:
    """The fields of the form that would send it again."""
    part = answer.text.partition('id="kept"')[2]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', part))


def test_words_that_came_after_the_session_are_kept_and_can_be_sent_again(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    desk.world.later(minutes=31)
    answer = visitor.post("/account", {"name": "ILO", "zone": "", "remark": WORDS, "idempotency_key": "k-1"})
    assert answer.status_code == 401
    assert WORDS in answer.text
    fields = again(answer)
    assert fields["idempotency_key"] == "k-1"
    desk.as_("ILO")  # signs in again
    late = visitor.client.post("/account", data=fields)
    assert late.status_code == 400, "the token was the one of the session before"
    assert heading(late) == "This form is older than your present session."
    assert WORDS in late.text
    assert visitor.client.post("/account", data=again(late)).status_code == 303


def test_a_form_of_another_site_cannot_be_sent_again_from_here(desk: Desk) -> None:
    answer = desk.as_("ILO").post("/account", {"remark": WORDS}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert again(answer) == {}


@pytest.mark.parametrize("field", ["password", "old"])
def test_a_password_is_never_shown_again(desk: Desk, field: str) -> None:
    visitor = desk.as_("ILO")
    desk.world.later(minutes=31)
    answer = visitor.post("/account/password", {field: "a quiet harbour in spring"})
    assert answer.status_code == 401
    assert "a quiet harbour" not in answer.text


def test_what_was_typed_is_shown_as_text_and_runs_nowhere(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    desk.world.later(minutes=31)
    page = visitor.post("/account", {"remark": '</textarea><script>alert("x")</script> and more'}).text
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;" in page


def test_a_form_comes_back_with_what_was_typed_and_what_is_wrong(desk: Desk) -> None:
    fields: list[dict[str, Any]] = [
        {"key": "title", "kind": "text"},
        {"key": "until", "name": "until_day", "kind": "date", "id": "the-day"},
        {"key": "password", "kind": "password"},
    ]
    error = Invalid({"until": message("It lies before {day}.", day="today"), "other": message("Nor this.")})
    sent = {"title": "A matter", "until_day": "yesterday", "password": "hidden"}
    with desk.app.test_request_context("/"):
        found = redisplay(error, fields, sent)
    assert found.status == 422
    assert found.errors == [("the-day", "It lies before today."), (None, "Nor this.")]
    assert (fields[0]["value"], fields[1]["value"]) == ("A matter", "yesterday")
    assert "value" not in fields[2]
    assert fields[1]["error"] == "It lies before today."


def test_who_is_refused_within_a_case_stands_in_the_log_of_access(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever keeps the machine sees attempts: who, at what, by which rule; and no word of the case."""
    case_id = desk.world.circulated(title="A secret matter")
    with caplog.at_level("WARNING", logger="nemcon.access"):
        answer = desk.as_("ILO").post(f"/cases/{case_id}/acts/deliberate", {"revision": "3"})
        hidden = desk.as_("donor").get(f"/cases/{case_id}")
    assert (answer.status_code, hidden.status_code) == (403, 404)
    people, path = desk.world.people, f"/cases/{case_id}"
    lines = [each.getMessage() for each in caplog.records if each.name == "nemcon.access"]
    assert lines == [
        f"refused POST {path}/acts/deliberate to {people['ILO']} by consensus-decision:deliberate",
        f"refused GET {path} to {people['donor']} by unknown",
    ]
    assert "secret" not in caplog.text
