"""The preview of every message: made-up values, as text and as HTML, and the HTML can do nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from engine.mail_queue import mails
from engine.message_box import messages
from engine.session import tokens
from notifications import samples
from tests.web.administration import look
from tests.web.desk import Desk, heading
from tests.web.reading import words
from web.admin.previews import LABELS
from web.headers import POLICY


def test_every_message_there_is_can_be_looked_at(desk: Desk) -> None:
    assert LABELS.keys() == {*samples.KINDS, "invitation", "reset", "standing_in"}
    page = look(desk, "/previews")
    for kind in LABELS:
        assert f"/admin/previews/{kind}?language=en" in page.text


@pytest.mark.parametrize("kind", LABELS)
def test_a_message_is_shown_as_text_and_framed_as_html(desk: Desk, kind: str) -> None:
    desk.world.circulated(title="A real matter")
    page = look(desk, f"/previews/{kind}")
    assert page.status_code == 200 and "Ines Example," in words(page)
    (framed,) = re.findall(r'<iframe class="letter-frame" src="([^"]+)" sandbox ', page.text)
    assert page.headers["Content-Security-Policy"] == f"{POLICY}; frame-src 'self'"
    letter = desk.as_("administrator").get(framed)
    assert letter.status_code == 200 and "Ines Example," in letter.text
    assert "A real matter" not in page.text + letter.text


def test_the_letter_runs_nothing_and_fetches_nothing(desk: Desk) -> None:
    letter = look(desk, "/previews/asked/html")
    policy = letter.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "; sandbox;" in policy and "'unsafe" not in policy
    (style,) = re.findall(r"<style>(.*?)</style>", letter.text, re.DOTALL)
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert not re.search(r"<script|<img|<link|src=|style=", letter.text)


def test_looking_writes_nothing(desk: Desk) -> None:
    def count() -> list[int]:
        with desk.world.engine.database.read() as connection:
            tables = (mails, messages, tokens)
            return [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables]

    before = count()
    for kind in LABELS:
        look(desk, f"/previews/{kind}")
    assert count() == before


def test_a_kind_that_is_none_is_not_there(desk: Desk) -> None:
    for path in ("/previews/nothing", "/previews/nothing/html"):
        assert look(desk, path).status_code == 404


def test_a_language_that_is_none_is_english(desk: Desk) -> None:
    page = look(desk, "/previews/remark?language=%3Cscript%3E")
    assert "Ivan Example added a remark." in words(page) and "<script>" not in page.text.split("<main")[1]


def test_only_an_administrator_looks(desk: Desk) -> None:
    for who in ("officer", "auditor", "ILO"):
        answer = look(desk, "/previews/asked/html", who)
        assert (answer.status_code, heading(answer)) == (403, "Only an administrator does this.")
