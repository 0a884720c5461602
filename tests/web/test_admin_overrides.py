"""Overrides at the desk: an administrator reads no case; one opens for an hour, with a red bar that says how long."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from tests.web.administration import done, key_of, look, press, problems
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, text, words
from tests.world import World

REASON = "The text cannot be opened; the Secretariat asked for help."
OPENED = "The override is open for an hour. Everybody in the case can see it."
NONE_OPEN = "No override of yours is open for this case."


@pytest.fixture
def case_id(small_world: World) -> UUID:
    return small_world.deliberating(title="A study of remedies")


def begin(desk: Desk, case_id: UUID, **more: str) -> str:
    reference = desk.world.read(case_id).case.reference
    return done(desk, "/overrides", reference=f" {reference} ", reason=REASON, **more)


def bar(desk: Desk, path: str, who: str = "administrator") -> str:
    """The red bar above the page; nothing where there is none."""
    found = re.search(r'<aside class="strip strip-stop".*?</aside>', desk.as_(who).get(path).text, re.DOTALL)
    return text(found.group(0)) if found else ""


def places(desk: Desk, case_id: UUID) -> list[str]:
    paper = next(iter(desk.world.read(case_id).documents.values()))
    return [
        f"/cases/{case_id}",
        f"/cases/{case_id}/history",
        f"/cases/{case_id}/documents/{paper.id}",
        f"/api/v1/cases/{case_id}",
    ]


def answers(desk: Desk, case_id: UUID) -> set[int]:
    return {desk.as_("administrator").get(path).status_code for path in places(desk, case_id)}


def finds(desk: Desk) -> bool:
    return "A study of remedies" in words(desk.as_("administrator").get("/search?q=remedies"))


# Reading


def test_before_an_override_an_administrator_reads_nothing_of_a_case(desk: Desk, case_id: UUID) -> None:
    assert answers(desk, case_id) == {404}
    assert not finds(desk)


def test_during_an_override_everything_of_this_case_is_read_and_nothing_of_another(
    desk: Desk, case_id: UUID
) -> None:
    other = desk.world.deliberating()
    assert begin(desk, case_id) == OPENED
    assert answers(desk, case_id) == {200}
    assert finds(desk)
    assert answers(desk, other) == {404}


def test_the_page_of_the_case_says_why_it_is_open(desk: Desk, case_id: UUID) -> None:
    begin(desk, case_id)
    page = desk.as_("administrator").get(f"/cases/{case_id}/why")
    assert "An override is open for you. It is announced and in the history." in words(page)


def test_everybody_in_the_case_reads_who_opened_it_and_why(desk: Desk, case_id: UUID) -> None:
    begin(desk, case_id)
    shown = words(desk.as_("ILO").get(f"/cases/{case_id}/history"))
    assert "administrator" in shown
    assert REASON in shown


def test_during_an_override_an_administrator_changes_nothing(desk: Desk, case_id: UUID) -> None:
    begin(desk, case_id)
    revision, visitor = desk.world.read(case_id).case.revision, desk.as_("administrator")
    body = {"body": "I was here."}
    assert visitor.post(f"/cases/{case_id}/remarks", body).status_code == 403
    position = desk.world.find_task(case_id, "position", "ILO")
    assert visitor.post(f"/cases/{case_id}/tasks/{position.id}/claim").status_code in (303, 403)
    assert desk.world.find_task(case_id, "position", "ILO").claimed_by is None
    assert desk.world.read(case_id).case.revision == revision


def test_an_override_is_over_after_an_hour(desk: Desk, case_id: UUID) -> None:
    begin(desk, case_id)
    desk.world.later(minutes=60)
    assert answers(desk, case_id) == {404}
    assert bar(desk, "/my-work") == ""


# The red bar


def test_a_red_bar_says_on_every_page_how_long_it_is_still_open(desk: Desk, case_id: UUID) -> None:
    assert bar(desk, "/my-work") == ""
    begin(desk, case_id)
    for path in ("/my-work", "/admin", f"/cases/{case_id}", "/search"):
        assert bar(desk, path) == "An override of yours is open, 1 hour left Close the override"
    desk.world.later(minutes=25)
    assert bar(desk, "/my-work").startswith("An override of yours is open, 35 minutes left")


def test_nobody_else_sees_the_bar(desk: Desk, case_id: UUID) -> None:
    begin(desk, case_id)
    assert bar(desk, "/my-work", "ILO") == ""
    assert "strip-stop" not in desk.stranger().get("/sign-in").text


def test_the_bar_leads_to_where_it_is_closed(desk: Desk, case_id: UUID) -> None:
    begin(desk, case_id)
    page = desk.as_("administrator").get("/my-work")
    assert link_to(page, "Close the override") == "/admin/overrides"
    shown = look(desk, "/overrides")
    assert link_to(shown, "Open the case") == f"/cases/{case_id}"
    assert done(desk, f"/overrides/{case_id}/end") == "The override is closed."
    assert bar(desk, "/my-work") == ""
    assert answers(desk, case_id) == {404}


# Opening and closing


def test_overrides_stay_in_the_list_with_their_reason(desk: Desk, case_id: UUID) -> None:
    assert "There has been none." in words(look(desk, "/overrides"))
    begin(desk, case_id)
    press(desk, f"/overrides/{case_id}/end")
    shown = words(look(desk, "/overrides"))
    assert f"administrator , Mon 7 Jan 2013, 10:00:00 – Mon 7 Jan 2013, 10:00:00 {REASON}" in shown
    assert "A study of remedies" not in shown, "the list tells nothing of the case itself"


@pytest.mark.parametrize(
    ("reference", "reason", "status", "sentence"),
    [
        ("DEC-NOTHING", REASON, 404, "There is no case with this reference or number."),
        ("", REASON, 404, "There is no case with this reference or number."),
        (None, "because", 422, "Write why you must read this case; everybody in it can see it."),
        (None, "         ", 422, "Write why you must read this case; everybody in it can see it."),
        (None, "a" * 20_001, 422, "Keep it under 20000 characters; these are 20001."),
    ],
)
def test_an_override_that_cannot_be_comes_back_as_it_was_typed(
    desk: Desk, case_id: UUID, reference: str | None, reason: str, status: int, sentence: str
) -> None:
    named = desk.world.read(case_id).case.reference if reference is None else reference
    answer = press(desk, "/overrides", reference=named, reason=reason)
    assert (answer.status_code, problems(answer)) == (status, [sentence])
    assert (field_value(answer, "reference"), field_value(answer, "reason")) == (named, reason)
    assert answers(desk, case_id) == {404}


def test_a_second_override_for_the_same_case_is_refused(desk: Desk, case_id: UUID) -> None:
    begin(desk, case_id)
    named = desk.world.read(case_id).case.reference
    answer = press(desk, "/overrides", reference=named, reason=REASON)
    assert problems(answer) == ["Your override for this case is open already."]


def test_the_same_forms_sent_twice_open_and_close_one_override(desk: Desk, case_id: UUID) -> None:
    key = key_of(look(desk, "/overrides"), "/admin/overrides")
    assert [begin(desk, case_id, idempotency_key=key) for _ in range(2)] == [OPENED, OPENED]
    place = f"/overrides/{case_id}/end"
    key = key_of(look(desk, "/overrides"), f"/admin{place}")
    closed = [done(desk, place, idempotency_key=key) for _ in range(2)]
    assert closed == ["The override is closed.", "The override is closed."]
    assert len(desk.world.register_now().overrides) == 1


def test_what_is_closed_is_not_closed_again(desk: Desk, case_id: UUID) -> None:
    answer = press(desk, f"/overrides/{case_id}/end")
    assert (answer.status_code, problems(answer)) == (422, [NONE_OPEN])


@pytest.mark.parametrize("who", ["officer", "manager", "ILO", "auditor", "donor"])
def test_nobody_else_opens_or_closes_one(desk: Desk, case_id: UUID, who: str) -> None:
    begin(desk, case_id)
    named = desk.world.read(case_id).case.reference
    for path, form in (("", {"reference": named, "reason": REASON}), (f"/{case_id}/end", {})):
        answer = press(desk, f"/overrides{path}", who, **form)
        assert (answer.status_code, heading(answer)) == (403, "Only an administrator does this.")
    assert answers(desk, case_id) == {200}
