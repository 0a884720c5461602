"""The pages of a quality review: candidates for the panel, the form beside the document, drafts, the matrix."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands import item
from tests.web.desk import Desk, Visitor, heading
from tests.web.reading import field_value, link_to, words
from tests.workflows.nominating import on_roster
from tests.workflows.reviewing import (
    CHOSEN,
    asked,
    choose,
    panel_chosen,
    respond,
    reviewing,
    revising,
    selecting,
    stamped,
)

SCORED = {f"scores-{n}-score": "FOUR" for n in range(12)}
REMARK = {"remarks-lines": "2", "remarks-0-place": "Page 3", "remarks-0-comment": "Name the source."}


def form_of(desk: Desk, case_id: UUID, name: str) -> str:
    return f"/cases/{case_id}/tasks/{asked(desk.world, case_id, 'review', name).id}"


def delivered(visitor: Visitor, path: str, **more: Any) -> Any:
    """A whole review, as far as the step that confirms it, or recorded."""
    return visitor.post(
        f"{path}/answer", {"outcome": "minor", "scores-lines": "12", **SCORED, **REMARK, **more}
    )


# ---- candidates


def test_the_secretariat_finds_candidates_with_reasons_and_chooses_one(desk: Desk) -> None:
    case_id = selecting(desk.world)
    me = desk.as_("officer")
    page = me.get(link_to(me.get(f"/cases/{case_id}"), "See who fits, and choose"))
    assert heading(page) == "Candidates from the roster"
    assert "Need: Labour and exploitation Theme: Labour exploitation and forced labour" in words(page)
    form = me.get(link_to(page, "Choose first expert"))
    assert field_value(form, "part") == "EXPERT"
    assert field_value(form, "person") == desk.world.people["first expert"].hex
    sent = {"person": desk.world.people["first expert"].hex, **CHOSEN}
    assert me.post(f"/cases/{case_id}/rows/new/panel", sent).status_code == 302
    page = me.get(f"/cases/{case_id}")
    assert "first expert Roster expert empty University of the Coast Yes Theme" in words(page)


def test_who_cannot_be_chosen_stands_last_with_the_rule_against_it(desk: Desk) -> None:
    case_id = selecting(desk.world)
    world = desk.world
    on_roster(world, "third expert", employer="ILO research")
    conflict = {
        "person": world.people["second expert"].hex,
        "kind": "MONEY",
        "told_by": "FOUND",
        "words": "Sells it.",
    }
    told = {**conflict, "standing": "CONFIRMED", "consequence": "FORBIDS"}
    item.add(world.engine, case_id, "conflicts", told, by=world.people["officer"])
    choose(world, case_id, "first expert")
    said = words(desk.as_("officer").get(f"/cases/{case_id}/candidates/candidates"))
    possible, _, impossible = said.partition("Not possible")
    assert "third expert" in possible
    assert "first expert University of the Coast Chosen already" in impossible
    assert "A true conflict of interest is on record: this person does not review." in impossible


def test_candidates_are_for_those_who_choose(desk: Desk) -> None:
    case_id = selecting(desk.world)
    for name, status in (("ILO", 403), ("auditor", 403), ("donor", 404), ("expert", 404)):
        assert desk.as_(name).get(f"/cases/{case_id}/candidates/candidates").status_code == status, name
    assert desk.as_("officer").get(f"/cases/{case_id}/candidates/nothing").status_code == 404
    assert desk.as_("officer").get(f"/cases/{case_id}/candidates/candidates?skip=x").status_code == 200


# ---- the form


def test_the_form_stands_beside_the_document_with_a_line_for_each_criterion(desk: Desk) -> None:
    case_id = reviewing(desk.world)
    me = desk.as_("first expert")
    page = me.get(link_to(me.get(f"/cases/{case_id}"), "Open the form"))
    assert heading(page) == "Review the product: first expert"
    assert "The handbook, first draft." in words(page)
    assert "Accuracy and evidence Score" in words(page)
    assert "Has a feedback form built in Score" in words(page)


def test_a_review_is_checked_confirmed_and_recorded(desk: Desk) -> None:
    case_id = reviewing(desk.world)
    me, path = desk.as_("first expert"), form_of(desk, case_id, "first expert")
    page = delivered(me, path)
    assert heading(page) == "Check what will happen"
    assert "Comments : Place: Page 3; Comment: Name the source.; Critical: No" in words(page)
    assert "It is open to: Committee and Secretariat only, and whoever is asked the same." in words(page)
    done = delivered(me, path, confirmed="yes")
    assert done.status_code == 302
    said = words(me.get(f"/cases/{case_id}"))
    assert "Accuracy and evidence Score 4, met" in said


def test_what_is_wrong_is_said_with_its_criterion_and_nothing_is_lost(desk: Desk) -> None:
    case_id = reviewing(desk.world)
    me, path = desk.as_("first expert"), form_of(desk, case_id, "first expert")
    page = delivered(me, path, **{"scores-6-score": ""})
    assert page.status_code == 422
    assert "“Builds on what exists and duplicates nothing”: fill in Score." in words(page)
    assert field_value(page, "remarks-0-comment") == "Name the source."
    again = me.get(path)
    assert field_value(again, "remarks-0-comment") == "Name the source.", "kept although it was refused"


def test_a_draft_is_kept_for_its_writer_and_gone_once_the_review_is_given(desk: Desk) -> None:
    case_id = reviewing(desk.world)
    me, path = desk.as_("first expert"), form_of(desk, case_id, "first expert")
    kept = me.post(f"{path}/answer", {"draft": "yes", "reason": "Half way.", **REMARK})
    assert kept.headers["Location"] == path
    page = me.get(path)
    assert "Your draft is kept. Only you see it." in page.text
    assert field_value(page, "reason") == "Half way."
    assert "You have a draft." in words(me.get(f"/cases/{case_id}"))
    others = desk.as_("officer").get(f"/cases/{case_id}")
    assert "Half way." not in others.text
    assert "Name the source." not in others.text
    delivered(me, path, confirmed="yes")
    assert "You have a draft." not in words(me.get(f"/cases/{case_id}"))


def test_more_lines_are_asked_for_and_what_stands_in_the_others_stays(desk: Desk) -> None:
    case_id = reviewing(desk.world)
    me, path = desk.as_("first expert"), form_of(desk, case_id, "first expert")
    page = me.post(f"{path}/answer", {**REMARK, "more-lines": "remarks"})
    assert page.status_code == 200
    assert 'name="remarks-3-comment"' in page.text
    assert 'name="remarks-4-comment"' not in page.text
    assert field_value(page, "remarks-0-place") == "Page 3"


def test_a_count_of_lines_that_no_form_has_shown_does_no_harm(desk: Desk) -> None:
    case_id = reviewing(desk.world)
    me, path = desk.as_("first expert"), form_of(desk, case_id, "first expert")
    for count in ("99999", "-1", "x", "", "1e9"):
        answer = me.post(
            f"{path}/answer", {"outcome": "clear", "scores-lines": count, "remarks-lines": count}
        )
        assert answer.status_code == 422, count


def test_the_form_is_for_whom_it_asks(desk: Desk) -> None:
    case_id = reviewing(desk.world)
    path = form_of(desk, case_id, "first expert")
    for name, status in (("second expert", 403), ("officer", 403), ("author", 404), ("donor", 404)):
        assert desk.as_(name).get(path).status_code == status, name


# ---- the panel and the matrix


def test_the_panel_tells_of_each_row_how_its_invitation_and_review_stand(desk: Desk) -> None:
    case_id = panel_chosen(desk.world)
    said = words(desk.as_("officer").get(f"/cases/{case_id}"))
    assert "Invitation Review" in said
    assert "Asked, until Thu 10 Jan, 17:00" in said
    assert "The panel is composed" in said


def test_the_author_answers_in_the_matrix_and_is_told_what_is_missing(desk: Desk) -> None:
    case_id = revising(desk.world)
    me = desk.as_("author")
    page = me.get(f"/cases/{case_id}")
    assert "Without a response: Reviewer A, 1." in words(page)
    assert "Reviewer A Chapter 2 Say what the Protocol says on consent." in words(page)
    respond(desk.world, case_id)
    assert "put the revised one." in words(me.get(f"/cases/{case_id}"))


def test_a_table_is_narrowed_down_and_taken_as_a_sheet(desk: Desk) -> None:
    remarks = [
        {"place": f"Page {n}", "comment": words, "critical": critical} for n, words, critical in COMMENTS
    ]
    case_id = revising(desk.world, *remarks)
    me = desk.as_("author")
    here = link_to(me.get(f"/cases/{case_id}"), "Narrow down, or take it as a sheet : Comments")
    assert heading(me.get(here)) == "Comments"
    narrowed = words(me.get(f"{here}?critical=yes&response=none"))
    assert ("Name the source." in narrowed, "Shorten it." in narrowed) == (True, False)
    assert "Shorten it." in words(me.get(f"{here}?critical=perhaps&colour=red")), (
        "nothing a column could hold"
    )
    sheet = me.get(f"{here}.csv?critical=yes")
    assert sheet.headers["Content-Type"].startswith("text/csv")
    assert "1,Reviewer A,Page 1,Name the source.,Yes" in sheet.text
    assert "'=1+1" in me.get(f"{here}.csv").text, "no sheet calculates with what people wrote"
    assert "Shorten it." not in sheet.text


COMMENTS = ((1, "Name the source.", "yes"), (2, "Shorten it.", "no"), (3, "=1+1", "no"))


def test_a_table_that_is_closed_to_somebody_is_not_there(desk: Desk) -> None:
    case_id = revising(desk.world)
    for kind in ("panel", "conflicts", "nothing"):
        for ending in ("", ".csv"):
            assert desk.as_("author").get(f"/cases/{case_id}/tables/{kind}{ending}").status_code == 404
    assert desk.as_("officer").get(f"/cases/{case_id}/tables/panel").status_code == 200


def test_the_rule_about_a_blind_review_stands_on_the_page_of_a_blind_one_only(desk: Desk) -> None:
    for visibility in ("OPEN", "BLIND"):
        case_id = panel_chosen(desk.world, visibility=visibility)
        said = words(desk.as_("officer").get(f"/cases/{case_id}"))
        assert "The panel is composed" in said
        assert ("The author cannot see the panel" in said) is (visibility == "BLIND")


def test_the_frozen_report_tells_the_scores_in_words(desk: Desk) -> None:
    case_id = stamped(desk.world)
    report = desk.world.read(case_id).documents["report"].id
    told = words(desk.as_("officer").get(f"/cases/{case_id}/documents/{report}/read"))
    assert "Gender and age; Score: 3, largely met; Why: See the comments." in told
    assert "object at" not in told


def test_the_history_tells_from_whom_an_expert_was_chosen_to_those_who_read_the_panel(desk: Desk) -> None:
    case_id = selecting(desk.world)
    choose(desk.world, case_id, "second expert")
    said = "Chosen at place 2. 2 could be chosen: 1 first expert, 2 second expert."
    for name, reads in (("officer", True), ("ILO", True), ("second expert", False)):
        page = desk.as_(name).get(f"/cases/{case_id}/history")
        assert (page.status_code, said in words(page)) == (200, reads), name
