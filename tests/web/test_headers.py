"""What every answer tells the browser."""

from __future__ import annotations

import pytest
from flask import Response

from tests.web.desk import Desk
from tests.world import World
from web.headers import SANDBOX, as_download

ANSWERS = [
    "/sign-in",
    "/help",
    "/nothing",
    "/account",
    "/password/none",
    "/api/v1/openapi.json",
    "/api/v1/none",
]
WANTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
DIRECTIVES = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
}  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize("who", [None, "ILO"])
def test_every_answer_is_guarded(desk: Desk, path: str, who: str | None) -> None:
    visitor = desk.as_(who) if who else desk.stranger()
    for answer in (visitor.get(path), visitor.client.head(path), visitor.client.options(path)):
        headers = dict(WANTED)
        if path == "/password/none" and answer.request.method != "OPTIONS":
            headers["Referrer-Policy"] = "strict-origin"
        assert {name: answer.headers.get(name) for name in headers} == headers
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == DIRECTIVES
        assert "Strict-Transport-Security" not in answer.headers


def test_over_https_browsers_are_told_to_stay_there(small_world: World) -> None:
    answer = Desk(small_world, base_url="https://localhost").stranger().get("/sign-in")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_files_of_the_look_may_be_kept_and_nothing_else(desk: Desk) -> None:
    answer = desk.stranger().get("/assets/nemcon.css")
    assert "no-store" not in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    ["minutes.pdf", 'a"b\r\nSet-Cookie: x=1', "../../etc/passwd", "отчёт.docx", "", "x" * 500, "a;b=c"],
)
def test_an_uploaded_file_is_kept_and_never_opened_in_the_page(desk: Desk, name: str) -> None:
    with desk.app.test_request_context("/"):
        answer = desk.app.process_response(as_download(Response(b"<script>", content_type="text/html"), name))
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert "\n" not in disposition
    assert "/" not in disposition.split("filename*=")[0]
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert "sandbox" in SANDBOX
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/sign-in", "/help", "/help/keyboard", "/help/accessibility", "/password", "/nothing"]
)
def test_no_page_has_code_or_style_of_its_own(desk: Desk, path: str) -> None:
    page = desk.stranger().get(path).text
    for banned in ("<script>", " style=", "<style", "onclick=", "javascript:"):
        assert banned not in page


def test_a_failure_shows_no_trace(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ZeroDivisionError("secret of the house")

    monkeypatch.setitem(desk.app.view_functions, "help.show", broken)
    broken.nemcon_action = "site.read"  # type: ignore[attr-defined]
    answer = desk.stranger().get("/help")
    assert answer.status_code == 500
    assert "Something went wrong on our side." in answer.text
    for leaked in ("secret of the house", "ZeroDivision", "Traceback", "File "):
        assert leaked not in answer.text


def test_without_a_database_the_page_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.database import DatabaseUnavailable

    def gone() -> None:
        raise DatabaseUnavailable("The database at nowhere does not answer.")

    monkeypatch.setattr(desk.world.engine.database, "read", gone)
    answer = desk.stranger().get("/sign-in")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "The database does not answer." in answer.text
    assert "nowhere" not in answer.text
