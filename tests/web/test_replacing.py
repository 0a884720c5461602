"""The pages of a replacement: who comes next stands beside the form with the reasons, and who kept silent reads it politely."""

from __future__ import annotations

from uuid import UUID

from tests.web.desk import Desk, heading
from tests.web.reading import field_value, link_to, words
from tests.workflows.reviewing import THIRD
from tests.workflows.test_review_replacing import SECOND, replacing, silent


def form_of(desk: Desk, case_id: UUID) -> str:
    (found,) = replacing(desk.world, case_id)
    return f"/cases/{case_id}/tasks/{found.id}"


def test_who_comes_next_stands_beside_the_form_and_one_press_names_them(desk: Desk) -> None:
    case_id = silent(desk.world)
    me = desk.as_("officer")
    path = form_of(desk, case_id)
    assert me.get(f"/cases/{case_id}").text.count(path) >= 1
    page = me.get(path)
    assert heading(page) == "Replace an expert: second expert"
    said = words(page)
    assert "has not replied in time, or does not deliver." in said
    assert "third expert Trade union" in said
    assert "Theme: Labour exploitation and forced labour" in said
    form = me.get(link_to(page, "Choose third expert"))
    assert field_value(form, "successor") == desk.world.people[THIRD].hex
    sent = {"outcome": "another", "successor": desk.world.people[THIRD].hex, "chosen_because": "Knows it."}
    assert "You record “Invite another expert”: Replace an expert." in words(me.post(f"{path}/answer", sent))
    assert me.post(f"{path}/answer", {**sent, "confirmed": "yes"}).status_code == 302
    assert "third expert" in words(me.get(f"/cases/{case_id}"))
    history = words(me.get(f"/cases/{case_id}/history"))
    assert "Chosen at place 1. 1 could be chosen: 1 third expert." in history


def test_the_form_says_where_nobody_can_be_chosen(desk: Desk) -> None:
    case_id = silent(desk.world, THIRD, THIRD)
    said = words(desk.as_("officer").get(form_of(desk, case_id)))
    assert "Nobody can be chosen now; why not stands on the page of all." in said


def test_whoever_kept_silent_reads_that_nobody_waits_for_them(desk: Desk) -> None:
    case_id = silent(desk.world)
    me = desk.as_(SECOND)
    said = words(me.get(f"/cases/{case_id}"))
    assert "Accept and declare your interests: the time to answer was over" in said
    assert "Nobody waits for you any more." in said


def test_who_is_to_be_replaced_is_nobodys_business_outside_the_committee(desk: Desk) -> None:
    case_id = silent(desk.world)
    path = form_of(desk, case_id)
    for name, status in (("ILO", 403), ("author", 404), ("donor", 404)):
        assert desk.as_(name).get(path).status_code == status, name
