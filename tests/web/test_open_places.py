"""The pages of an open place: a claim leads to its form; whoever the review bars reads why, and finds no button."""

from __future__ import annotations

from uuid import UUID

from tests.web.desk import Desk, heading
from tests.web.reading import words
from tests.workflows.reviewing import (
    THIRD,
    choose,
    end_row,
    open_place,
    panel_chosen,
    reply,
    selecting,
    with_third,
)

OWN = "You have declared a conflict of interest in this review yourself: Family or close tie."


def declared_and_replaced(desk: Desk) -> UUID:
    """A panel on which a place is open again, because the second expert has declared a conflict."""
    world = desk.world
    with_third(world)
    case_id = panel_chosen(world)
    reply(world, case_id, "invitation", "second expert", "conflict", kind="FAMILY", conflict="My brother.")
    end_row(world, case_id, "second expert")
    choose(world, case_id, None)
    return case_id


def test_a_claim_leads_to_the_form_in_which_the_place_is_taken(desk: Desk) -> None:
    case_id = selecting(desk.world)
    choose(desk.world, case_id, None)
    me, place = desk.as_("first expert"), open_place(desk.world, case_id)
    claimed = me.post(f"/cases/{case_id}/tasks/{place.id}/claim")
    assert claimed.headers["Location"] == f"/cases/{case_id}/tasks/{place.id}"
    form = me.get(claimed.headers["Location"])
    assert heading(form).startswith("Take an open place on the panel")
    assert "The task is yours." in form.text
    assert "You have claimed this. Give it back" in words(form)
    taken = me.post(f"/cases/{case_id}/tasks/{place.id}/answer", {"outcome": "take", "confirmed": "yes"})
    assert taken.status_code == 302
    assert "Accept and declare your interests" in words(me.get(f"/cases/{case_id}"))


def test_who_has_declared_a_conflict_reads_so_and_is_shown_no_button(desk: Desk) -> None:
    case_id = declared_and_replaced(desk)
    me, place = desk.as_("second expert"), open_place(desk.world, case_id)
    page = me.get(f"/cases/{case_id}")
    assert OWN in words(page)
    assert "Nothing today" in words(page)
    assert "Claim it" not in page.text
    assert f"/tasks/{place.id}/answer" not in page.text
    assert "Claim it" in desk.as_(THIRD).get(f"/cases/{case_id}").text, "others are not barred by it"


def test_and_whoever_claims_it_all_the_same_is_refused_with_that_sentence(desk: Desk) -> None:
    case_id = declared_and_replaced(desk)
    me, place = desk.as_("second expert"), open_place(desk.world, case_id)
    for what, send in (("/claim", me.post), ("", me.get)):
        answer = send(f"/cases/{case_id}/tasks/{place.id}{what}", follow_redirects=True)
        assert OWN in words(answer), what or "the form"
    assert open_place(desk.world, case_id).claimed_by is None


def test_no_other_expert_reads_of_that_conflict(desk: Desk) -> None:
    case_id = declared_and_replaced(desk)
    for name in ("first expert", THIRD):
        said = words(desk.as_(name).get(f"/cases/{case_id}"))
        assert "Family or close tie" not in said.partition("I have a conflict of interest")[0], name
        assert "My brother" not in said
