"""Watching from the case page and from one's account."""

from __future__ import annotations

from uuid import uuid4

from tests.access.hidden_types import hiding
from tests.web.desk import Desk
from tests.web.reading import words

PAGE = "/account/telling"


def test_the_button_of_the_case_page_begins_and_ends_it(desk: Desk) -> None:
    case_id = desk.world.circulated()
    here = f"/cases/{case_id}"
    auditor = desk.as_("auditor")
    assert "Watch this case" in words(auditor.get(here))
    answer = auditor.post(f"{here}/watching", follow_redirects=True)
    assert "You hear of every step of this case from now on." in answer.text
    assert "Stop watching" in words(auditor.get(here)) and "Watch this case" in words(
        desk.as_("ILO").get(here)
    )
    answer = auditor.post(f"{here}/watching/end", follow_redirects=True)
    assert "You hear of this case only what concerns you from now on." in answer.text
    assert "Watch this case" in words(auditor.get(here))


def test_the_account_lists_what_one_watches_and_ends_it(desk: Desk) -> None:
    case_id = desk.world.circulated()
    auditor = desk.as_("auditor")
    assert PAGE in auditor.get("/account").text
    assert "You watch no case." in words(auditor.get(PAGE))
    auditor.post(f"/cases/{case_id}/watching")
    page = auditor.get(PAGE)
    assert "A matter" in words(page) and f"{PAGE}/watching/{case_id}/end" in page.text
    assert "You watch no case." in words(desk.as_("ILO").get(PAGE))
    answer = auditor.post(f"{PAGE}/watching/{case_id}/end", follow_redirects=True)
    assert "You watch no case." in words(answer)


def test_a_case_that_is_not_open_is_like_none(desk: Desk) -> None:
    world = desk.world
    world.engine.registry = hiding()
    about = {"topic": "Hidden.", "asked": world.people["manager"].hex}
    hidden = world.open("A hidden matter", "officer", "team-matter", **about)
    reader = desk.as_("ILO")
    for path in ("/cases/{}/watching", "/cases/{}/watching/end", PAGE + "/watching/{}/end"):
        answers = [reader.post(path.format(each)) for each in (hidden, uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert words(answers[0]) == words(answers[1])


def test_who_has_not_signed_in_watches_nothing(desk: Desk) -> None:
    case_id = desk.world.circulated()
    answer = desk.stranger().post(f"/cases/{case_id}/watching")
    assert answer.status_code == 401 and "Sign in" in words(answer)
