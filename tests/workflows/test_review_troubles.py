"""What goes wrong in a review, and what nobody can be talked into: people who change, fall silent, or try again."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import case as case_commands
from engine.commands import item, link
from tests.furnished import on_both
from tests.people import MEMBERS
from tests.refusing import refused
from tests.workflows.reviewing import (
    EXPERTS,
    PANEL,
    PLAN,
    REMARK,
    confirmed,
    conflict,
    end_row,
    names,
    page_of,
    partner,
    reply,
    review,
    reviewing,
    row_of,
    screening,
    selecting,
    stamped,
    verified,
    verifying,
)
from tests.world import World

pytestmark = on_both

LASTS = "“Reviewer” stays as it is. End this row and add another."
ONE = "This member has a reviewer on the panel already: end that row first."


def test_who_stands_in_a_row_stays_whatever_was_answered_was_answered_by_them(world: World) -> None:
    case_id = confirmed(world)
    row = row_of(world, case_id, "first expert")
    with refused(world, LASTS, rule="lasting-column"):
        told = {"person": world.people["expert"].hex}
        item.edit(world.engine, case_id, row.id, told, revision=row.revision, by=world.people["officer"])
    told = {"person": row.data["person"], "why": "Has the language as well."}
    item.edit(world.engine, case_id, row.id, told, revision=row.revision, by=world.people["officer"])


def test_a_member_has_one_reviewer_and_corrects_a_nomination_only_once_the_row_is_ended(world: World) -> None:
    case_id = selecting(world)
    world.answer(case_id, "IOM", "self", "nominate")
    nominee = {"nominee": world.people["IOM alternate"].hex}
    with refused(world, ONE, rule="7.3"):
        world.answer(case_id, "IOM", "nominee", "nominate", reason="She has time.", **nominee)
    with refused(
        world, "Somebody is on the panel for this member; the Secretariat ends that row.", rule="7.3"
    ):
        world.answer(case_id, "IOM", "nobody", "nominate", reason="No time after all.")
    end_row(world, case_id, "IOM")
    world.answer(case_id, "IOM", "nominee", "nominate", reason="She has time.", **nominee)
    assert names(world, case_id) == ["IOM alternate"]


def test_who_finds_it_unsuitable_says_why_in_a_comment_that_the_author_can_answer(world: World) -> None:
    case_id = reviewing(world)
    with refused(world, "Write down at least one comment: what is to be changed?", rule="7.3"):
        review_without_comment(world, case_id)
    for name in PANEL:
        review(world, case_id, name, "unsuitable")
    world.edit(case_id, "officer", summary="Not suitable as it is.")
    world.press(case_id, "revise", "officer")
    assert world.state(case_id) == "revision"


def review_without_comment(world: World, case_id: UUID) -> None:
    scores = [{"score": "ONE"} for _ in world.read(case_id).case.data["criteria"]]
    reply(world, case_id, "review", "IOM", "unsuitable", reason="It is wrong.", scores=scores)


def test_who_has_not_delivered_keeps_no_stamp_back(world: World) -> None:
    """OHCHR is on the panel too, and falls silent: neither a confirmation nor a row of it is missed."""
    case_id = selecting(world)
    for name in MEMBERS:
        if name in ("IOM", "UNICEF", "OHCHR"):
            world.answer(case_id, name, "self", "nominate")
        else:
            world.answer(case_id, name, "nobody", "nominate", reason="No time.")
    panel = ["IOM", "UNICEF", "OHCHR", *EXPERTS]
    for name in EXPERTS:
        told = {"person": world.people[name].hex, "part": "EXPERT", "chosen_for": "NEED", "why": "Knows it."}
        item.add(world.engine, case_id, "panel", told, by=world.people["officer"])
    world.edit(case_id, "officer", panel_lead=world.people["IOM"].hex)
    for name in panel:
        reply(world, case_id, "invitation", name, "accept", interests="None.")
    world.press(case_id, "confirm_panel", "officer")
    world.press(case_id, "begin", "officer")
    for name in panel:
        if name != "OHCHR":
            review(world, case_id, name, "clear")
    world.later(days=22)
    assert world.state(case_id) == "consolidation"
    world.edit(case_id, "officer", summary="Nothing to change.")
    world.press(case_id, "no_changes", "officer")
    asked = [t for t in world.read(case_id).tasks if t.task == "confirm" and t.present]
    assert len(asked) == 2
    reply(world, case_id, "verify", "IOM", "pass", alone=True)
    for name in ("IOM", "UNICEF"):
        reply(world, case_id, "confirm", name, "confirm")
    world.press(case_id, "stamp", "officer", interval="YEAR")
    assert "OHCHR" not in world.read(case_id).case.data["composition"]


def test_a_conflict_found_after_the_review_stops_the_stamp_and_the_review_stays(world: World) -> None:
    case_id = verifying(world)
    conflict(world, case_id, "IOM")
    with refused(world, "A review that was delivered stays: its reviewer cannot be replaced.", rule="7.3"):
        end_row(world, case_id, "IOM")
    verified(world, case_id)
    with refused(world, "In a true conflict of interest: IOM.", rule="7.3"):
        world.press(case_id, "stamp", "officer", interval="YEAR")


def test_a_lead_who_takes_over_looks_for_themselves(world: World) -> None:
    case_id = verifying(world)
    reply(world, case_id, "verify", "IOM", "pass", alone=True)
    for name in ("IOM", "UNICEF alternate"):
        reply(world, case_id, "confirm", name, "confirm")
    world.edit(case_id, "officer", panel_lead=world.people["UNICEF alternate"].hex)
    with refused(world, "Not answered yet: Verify the revision.", rule=None):
        world.press(case_id, "stamp", "officer", interval="YEAR")


def test_a_review_needs_criteria(world: World) -> None:
    case_id = confirmed(world)
    world.edit(case_id, "officer", criteria=None)
    with refused(world, "Not filled in yet: Criteria.", rule=None):
        world.press(case_id, "begin", "officer")


@pytest.mark.parametrize("name", ["ILO alternate", "officer", "auditor"])
def test_no_blind_review_hides_from_who_reads_everything(world: World, name: str) -> None:
    case_id = selecting_blind(world, name)
    sentence = f"In a blind review the author is nobody who reads what the Committee reads: not {name}."
    with refused(world, sentence, rule=None):
        world.press(case_id, "select", "officer")


def selecting_blind(world: World, author: str) -> UUID:
    case_id = screening(world, author=author, visibility="BLIND")
    world.edit(case_id, "officer", **PLAN)
    return case_id


# What a blind author notices


def test_neither_lateness_nor_reminders_nor_remarks_reach_a_blind_author(world: World) -> None:
    partner(world)
    told = {"by": "author", "origin": "PARTNER", "requester": "DONOR", "visibility": "BLIND"}
    case_id = reviewing(world, **told)
    world.later(days=15)
    review(world, case_id, "IOM")
    case_commands.comment(
        world.engine, case_id, "I review for IOM; chapter 2 worries me.", by=world.people["IOM"]
    )
    page = page_of(world, case_id, "author")
    said = [each.says.english() for each in page.happenings]
    assert not [words for words in said if "review is" in words or "Accept and declare" in words], said
    assert page.comments == ()
    assert not [each for each in page.happenings if each.facts.get("task") in ("review", "invitation")]
    assert [each.body for each in page_of(world, case_id, "UNODC").comments] == [
        "I review for IOM; chapter 2 worries me."
    ]


def test_answers_of_the_panel_count_no_revision_that_a_blind_author_could_count(world: World) -> None:
    case_id = reviewing(world)
    before = world.read(case_id).case
    review(world, case_id, "IOM", "minor", REMARK)
    after = world.read(case_id).case
    assert (after.revision, after.changed_at) == (before.revision, before.changed_at)


# Superseding


def test_only_a_stamp_of_the_same_organization_supersedes(world: World) -> None:
    old, other = stamped(world), stamped(world, by="UNODC", requester="UNODC")
    link.add(world.engine, other, "supersedes", old, by=world.people["officer"])
    world.later(minutes=1)
    assert world.state(old) == "stamped"
    newer = stamped(world)
    link.add(world.engine, newer, "supersedes", old, by=world.people["officer"])
    world.later(minutes=1)
    assert world.state(old) == "superseded"
