"""Forms of other sites: every route that changes something, by every trick, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.commands import token
from engine.log import events
from tests.web.desk import Desk, Visitor, heading
from web.forms import SAFE

TRICKS: dict[str, dict[str, Any]] = {
    "no token": {"data": {"name": "x"}},
    "an empty token": {"data": {"csrf_token": ""}},
    "a token of nobody": {"data": {"csrf_token": "IjAwMDAi.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"}},
    "plain text that is JSON": {"data": '{"name": "x"}', "content_type": "text/plain"},
    "JSON without a token": {"json": {"name": "x"}},
    "a form in parts": {"data": {"name": "x"}, "content_type": "multipart/form-data"},
}


def unsafe_routes(desk: Desk) -> Iterator[tuple[str, str]]:
    """Every route with every method that is not safe, its places filled with something."""
    for rule in desk.app.url_map.iter_rules():
        places = dict.fromkeys(rule.arguments, "00000000-0000-7000-8000-000000000000")
        with desk.app.test_request_context("/"):
            try:
                path = rule.build(places)
            except Exception:  # a converter that takes no id  # noqa: BLE001
                path = None
        for method in sorted((rule.methods or set()) - SAFE):
            yield method, (path[1] if path else str(rule))


def count(desk: Desk) -> int:
    with desk.world.engine.database.read() as connection:
        return connection.execute(select(func.count()).select_from(events)).scalar() or 0


@pytest.mark.parametrize("trick", TRICKS)
def test_no_route_takes_a_form_without_the_token_of_this_session(desk: Desk, trick: str) -> None:
    visitor = desk.as_("ILO")
    before = count(desk)
    refused = 0
    for method, path in unsafe_routes(desk):
        answer = visitor.client.open(path, method=method, **TRICKS[trick])
        assert answer.status_code == 400, f"{method} {path}"
        refused += 1
    assert refused >= 10
    assert count(desk) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_the_browser_itself_says_that_another_site_sent_it(desk: Desk, headers: dict[str, str]) -> None:
    visitor = desk.as_("ILO")
    for path in ("/account", "/sign-out", "/sign-in", "/password", "/theme"):
        answer = visitor.post(path, {"name": "x"}, headers=headers)
        assert answer.status_code == 400
        assert heading(answer) == "This form was sent by another site."
    assert visitor.get("/account").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}],
)
def test_a_form_of_ours_is_taken(desk: Desk, headers: dict[str, str]) -> None:
    assert desk.as_("ILO").post("/account", {"name": "ILO"}, headers=headers).status_code == 303


def test_the_token_of_another_session_is_none(desk: Desk) -> None:
    with desk.app.test_request_context("/"):
        from flask_wtf.csrf import generate_csrf

        foreign = generate_csrf()
    answer = desk.as_("ILO").client.post("/account", data={"csrf_token": foreign, "name": "x"})
    assert answer.status_code == 400
    assert heading(answer) == "This form is older than your present session."


@pytest.mark.parametrize("way", ["get", "override header", "override field"])
def test_no_change_comes_by_get_or_by_another_name_for_the_method(desk: Desk, way: str) -> None:
    visitor = desk.as_("ILO")
    before = count(desk)
    if way == "get":
        answers = [
            visitor.get("/sign-out"),
            visitor.get("/account/password"),
            visitor.get("/theme?theme=dark"),
        ]
        assert {answer.status_code for answer in answers} == {405}
    elif way == "override header":
        visitor.get("/account?name=x", headers={"X-HTTP-Method-Override": "POST"})
    else:
        visitor.get("/account?_method=POST&name=x")
    assert visitor.get("/account").status_code == 200
    assert count(desk) == before


def test_a_bearer_token_needs_no_form_token_and_speaks_alone(desk: Desk) -> None:
    world = desk.world
    secret = token.make_token(world.engine, world.people["officer"], "Program")
    program = Visitor(desk.app)
    answer = program.client.post(
        "/api/v1/cases", json={"definition": "none"}, headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code not in (400, 401, 403), answer.text


@pytest.mark.parametrize(
    "given", ["Bearer", "Bearer ", "Bearer x", "bearer nemcon_x", "Basic eDp5", "nemcon_x"]
)
def test_a_wrong_token_is_nobody_even_beside_a_good_cookie(desk: Desk, given: str) -> None:
    visitor = desk.as_("officer")
    answer = visitor.client.get("/api/v1/tasks", headers={"Authorization": given})
    if given.lower().startswith("bearer"):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.content_type == "application/problem+json"
    else:
        assert answer.status_code == 200, "what a proxy asks for is not ours"


def test_a_bearer_token_opens_no_page(desk: Desk) -> None:
    secret = token.make_token(desk.world.engine, desk.world.people["ILO"], "Program")
    answer = desk.stranger().get("/account", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 303
