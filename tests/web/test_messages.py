"""Messages: what one was told, newest first; how many are not read; reading them one by one or all at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.commands.remind import remind
from notifications.worker import run_once
from tests.people import CHAIR
from tests.web.counting import FRAME, queries_of
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, text, words

HERE = "/messages"


def tell(desk: Desk) -> None:
    """Let the log's consumer tell people what has happened."""
    while run_once(desk.world.engine, None, "http://localhost", True).told:
        pass


def rows(desk: Desk, name: str, query: str = "") -> Iterator[str]:
    page = desk.as_(name).get(f"{HERE}{query}").text
    if 'class="rows messages"' in page:
        for part in page.split('class="rows messages"')[1].split("<li")[1:]:
            yield text("<" + part.split("</li>")[0])


def test_whoever_is_asked_reads_it_and_the_bell_counts(desk: Desk) -> None:
    desk.world.deliberating(title="A study")
    tell(desk)
    page = desk.as_("ILO").get(HERE)
    assert heading(page) == "Messages"
    assert any("A study" in row and "You are asked: Take a position" in row for row in rows(desk, "ILO"))
    count = len(list(rows(desk, "ILO", "?view=unread")))
    assert count >= 1
    assert f"{count} message" in words(page)
    assert 'class="bell only-wide"' in desk.as_("ILO").get("/my-work").text


def test_reading_one_and_reading_all(desk: Desk) -> None:
    world = desk.world
    for title in ("First", "Second"):
        world.deliberating(title=title)
    tell(desk)
    visitor = desk.as_("ILO")
    before = len(list(rows(desk, "ILO", "?view=unread")))
    one = visitor.get(HERE).text.split('action="/messages/')[1:]
    action = next(part.split('"')[0] for part in one if part.split('"')[0] != "read")
    answer = visitor.post(f"/messages/{action}", {"view": "unread"})
    assert answer.headers["Location"] == f"{HERE}?view=unread"
    assert len(list(rows(desk, "ILO", "?view=unread"))) == before - 1
    visitor.post("/messages/read")
    page = visitor.get(HERE)
    assert "You have read everything." in words(page)
    assert "Mark all as read" not in page.text
    assert 'class="bell only-wide"' not in page.text
    assert "You have read everything" in words(visitor.get(f"{HERE}?view=unread"))
    assert len(list(rows(desk, "ILO"))) == before


def test_anothers_message_cannot_be_marked(desk: Desk) -> None:
    desk.world.deliberating()
    tell(desk)
    parts = desk.as_("ILO").get(HERE).text.split('action="/messages/')[1:]
    action = next(part.split('"')[0] for part in parts if part.split('"')[0] != "read")
    assert desk.as_("OSCE").post(f"/messages/{action}").status_code == 404
    assert desk.stranger().get(HERE).status_code == 303


def test_being_asked_again_is_told_to_just_those_who_have_not_answered(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating(title="A study")
    world.answer(case_id, "ILO", "support")
    remind(world.engine, case_id, "position", by=world.people[CHAIR])
    tell(desk)
    assert any("Take a position: An answer is still awaited." in row for row in rows(desk, "UNODC"))
    assert not any("still awaited" in row for row in rows(desk, "ILO"))
    assert not any("still awaited" in row for row in rows(desk, CHAIR))


def test_without_messages_the_page_says_what_will_come(desk: Desk) -> None:
    page = desk.as_("expert").get(HERE)
    assert "Nobody has told you anything yet" in words(page)


def test_fifty_then_the_next_fifty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for title in ("First", "Second", "Third"):
        desk.world.deliberating(title=title)
        desk.world.later(minutes=1)
    tell(desk)
    whole = list(rows(desk, "ILO"))
    real = __import__("engine.queries.messages", fromlist=["list_messages"]).list_messages
    monkeypatch.setattr("web.messages.list_messages", lambda *rest, **more: real(*rest, **more, most=2))
    seen = list(rows(desk, "ILO"))
    page = desk.as_("ILO").get(HERE)
    while "Next 50" in page.text:
        href = link_to(page, "Next 50")
        page = desk.as_("ILO").get(href)
        seen += list(rows(desk, "ILO", href.removeprefix(HERE)))
    assert seen == whole


def test_messages_take_three_queries(desk: Desk) -> None:
    desk.world.deliberating()
    tell(desk)
    assert len(queries_of(desk, "ILO", HERE)) <= FRAME + 3
