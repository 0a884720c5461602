"""The way of a quality review: asked for, screened, reviewed, and every comment answered by the author."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from engine.commands import item
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Unknown, refused
from tests.workflows.decision.record import field, moves, proven
from tests.workflows.reviewing import (
    ABOUT,
    DRAFT,
    PANEL,
    PLAN,
    REMARK,
    REVISED,
    consolidating,
    partner,
    reply,
    respond,
    review,
    reviewing,
    revising,
    roster,
    rows,
    screening,
    stamped,
    submitted,
    verifying,
)
from tests.world import World

pytestmark = on_both

CRITICAL = {**REMARK, "critical": "yes"}


# The whole way


def test_a_product_is_reviewed_revised_and_stamped(world: World) -> None:
    case_id = stamped(world)
    way = "receive select confirm_panel begin all_delivered revise revised stamp"
    assert [trigger for _, trigger, _ in moves(world, case_id)] == way.split()
    assert (world.number(case_id), world.read(case_id).case.result) == ("GIFT/QRV/2013/001", "stamped")
    assert proven(world)


# Asking for it


@pytest.mark.parametrize("who", ["ILO", "ILO alternate", "officer", "manager"])
def test_members_and_the_secretariat_ask_for_a_review(world: World, who: str) -> None:
    assert world.state(submitted(world, who)) == "submitted"


def test_a_strategic_partner_asks_for_a_review(world: World) -> None:
    partner(world)
    assert world.state(screening(world, "author", origin="PARTNER", requester="DONOR")) == "screening"


@pytest.mark.parametrize("who", ["author", "expert", "donor", "auditor", "administrator"])
def test_nobody_else_asks_for_a_review(world: World, who: str) -> None:
    with pytest.raises(Denied):
        submitted(world, who)


@pytest.mark.parametrize(
    ("missing", "label"),
    [("origin", "Origin"), ("requester", "Requesting organization"), ("author", "Author")],
)
def test_whose_product_it_is_is_said_at_once(world: World, missing: str, label: str) -> None:
    roster(world)
    with refused(world, f"Fill in: {label}.", error=Invalid):
        submitted(world, without=missing)


@pytest.mark.parametrize(
    "missing", ["product_type", "audience", "themes", "regions", "languages", "wanted_by"]
)
def test_it_is_received_by_itself_as_soon_as_the_last_particular_is_there(world: World, missing: str) -> None:
    case_id = submitted(world, without=missing)
    world.put(case_id, DRAFT, "product", "ILO")
    assert world.state(case_id) == "submitted"
    world.edit(case_id, "ILO", **{missing: ABOUT[missing]})
    assert moves(world, case_id) == [("submitted", "receive", "screening")]


def test_it_is_received_by_itself_as_soon_as_the_file_is_there(world: World) -> None:
    case_id = submitted(world)
    assert world.state(case_id) == "submitted"
    world.put(case_id, DRAFT, "product", "ILO")
    assert world.state(case_id) == "screening"
    assert len(field(world, case_id, "criteria")) == 12


def test_what_was_handed_in_is_changed_by_the_secretariat_alone(world: World) -> None:
    case_id = screening(world)
    with pytest.raises(Denied):
        world.edit(case_id, "ILO", audience="Everybody")
    world.edit(case_id, "officer", audience="Employers")
    assert field(world, case_id, "audience") == "Employers"


def test_a_file_under_review_is_changed_by_nobody(world: World) -> None:
    case_id = reviewing(world)
    for who in ("ILO", "officer"):
        with pytest.raises(Denied):
            world.put(case_id, REVISED, "product", who)


# Screening


def planned(world: World, by: str = "ILO", plan: dict[str, Any] | None = None, **data: Any) -> UUID:
    """At screening, with its plan but for what is said else."""
    case_id = screening(world, by, **data)
    world.edit(case_id, "officer", **{**PLAN, **(plan or {})})
    return case_id


@pytest.mark.parametrize(
    ("missing", "label"),
    [
        ("fits_scope", "How it fits the scope"),
        ("reviewer_days", "Reviewer days"),
        ("budget_line", "Budget line"),
        ("begins_on", "Review begins"),
        ("ends_on", "Review ends"),
    ],
)
def test_scope_time_and_resources_are_recorded_first(world: World, missing: str, label: str) -> None:
    case_id = planned(world, plan={missing: None})
    with refused(world, f"Not filled in yet: {label}.", rule="QR-05"):
        world.press(case_id, "select", "officer")


def test_a_review_ends_on_or_after_the_day_on_which_it_begins(world: World) -> None:
    case_id = planned(world, plan={"ends_on": "2013-01-31"})
    with refused(world, "The review ends before it begins.", rule="QR-05"):
        world.press(case_id, "select", "officer")
    world.edit(case_id, "officer", ends_on=PLAN["begins_on"])
    world.press(case_id, "select", "officer")


def test_for_a_product_of_the_house_existing_resources_are_assessed(world: World) -> None:
    case_id = planned(world, "officer", {"existing": None}, origin="OWN")
    sentence = "A product of the house needs the assessment of what exists already."
    with refused(world, sentence, rule="KM-06"):
        world.press(case_id, "select", "officer")
    world.edit(case_id, "officer", existing=PLAN["existing"])
    world.press(case_id, "select", "officer")


def test_for_a_product_of_a_member_nobody_assesses_what_exists(world: World) -> None:
    case_id = planned(world, plan={"existing": None})
    world.press(case_id, "select", "officer")
    assert world.state(case_id) == "selection"


@pytest.mark.parametrize("who", ["OSCE", "OSCE alternate", "second officer"])
@pytest.mark.parametrize("way", ["author", "coauthors"])
def test_no_review_is_blind_to_an_author_who_reads_with_the_committee(
    world: World, way: str, who: str
) -> None:
    told = {"author": who} if way == "author" else {"coauthors": [world.people[who].hex]}
    case_id = planned(world, visibility="BLIND", **told)
    sentence = f"In a blind review the author is nobody who reads what the Committee reads: not {who}."
    with refused(world, sentence):
        world.press(case_id, "select", "officer")
    world.edit(case_id, "officer", visibility="OPEN")
    world.press(case_id, "select", "officer")


def test_only_the_senior_manager_declines_and_only_what_comes_from_outside(world: World) -> None:
    case_id, own = planned(world), planned(world, "officer", origin="OWN")
    sentence = "You cannot do this here: Decline the request."
    for who in ("officer", "ILO"):
        with refused(world, sentence, rule="quality-review:decline", error=Denied):
            world.press(case_id, "decline", who, reason="No time.")
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "decline", "manager")
    sentence = "Only a request from outside can be declined: a product of the house is always reviewed."
    with refused(world, sentence, rule="QR-01"):
        world.press(own, "decline", "manager", reason="No time.")
    world.press(case_id, "decline", "manager", reason="No time.")
    assert world.state(case_id) == "declined"


# Bringing the reviews together


def delivered(world: World, verdict: str, *remarks: dict[str, Any]) -> UUID:
    """All have delivered; IOM with this verdict, the others find it clear."""
    case_id = reviewing(world)
    review(world, case_id, "IOM", verdict, *remarks)
    for name in PANEL[1:]:
        review(world, case_id, name, "clear")
    return case_id


def test_the_secretariat_sums_up_before_the_author_is_asked(world: World) -> None:
    case_id = delivered(world, "minor")
    for trigger in ("revise", "no_changes"):
        with refused(world, "Not filled in yet: Summary for the author."):
            world.press(case_id, trigger, "officer")


def test_without_comments_there_is_nothing_to_revise(world: World) -> None:
    case_id = delivered(world, "clear")
    world.edit(case_id, "officer", summary="Nobody has anything to say.")
    with refused(world, "There is no comment that the author could answer.", rule="7.3"):
        world.press(case_id, "revise", "officer")
    world.press(case_id, "no_changes", "officer")
    assert world.state(case_id) == "verification"


@pytest.mark.parametrize(
    ("verdict", "remark"), [("minor", CRITICAL), ("major", REMARK), ("unsuitable", REMARK)]
)
def test_what_is_serious_goes_to_the_author(world: World, verdict: str, remark: dict[str, str]) -> None:
    case_id = delivered(world, verdict, remark)
    world.edit(case_id, "officer", summary="It is serious.")
    sentence = (
        "A reviewer asks for major changes, finds it unsuitable, or calls a comment critical: "
        "it goes to the author."
    )
    with refused(world, sentence, rule="7.3"):
        world.press(case_id, "no_changes", "officer")
    world.press(case_id, "revise", "officer")
    paper = world.read(case_id).documents["report"]
    answers = json.loads(world.engine.files.get(case_id, paper.sha256))["answers"]["review"]
    assert sorted(each["outcome"] for each in answers) == sorted([verdict, "clear", "clear", "clear"])


# What the author answers


def test_every_comment_has_its_response(world: World) -> None:
    case_id = revising(world, REMARK, {"comment": "Too long."})
    first, second = rows(world, case_id, "comments")
    edit(world, case_id, first.id, "author", response="NOT_ACCEPTED", because="It is said in chapter 1.")
    with refused(world, "Without a response: Reviewer A, 2.", rule="7.3"):
        reply(world, case_id, "respond", "author", "revised", alone=True)
    edit(world, case_id, second.id, "author", response="NOT_ACCEPTED", because="It is a handbook.")
    reply(world, case_id, "respond", "author", "revised", alone=True)
    assert world.state(case_id) == "verification", "nothing was accepted: the file stays as it is"


def edit(world: World, case_id: UUID, row_id: UUID, by: str, **data: str) -> None:
    row = next(each for each in rows(world, case_id, "comments") if each.id == row_id)
    item.edit(world.engine, case_id, row_id, data, revision=row.revision, by=world.people[by])


@pytest.mark.parametrize("response", ["PARTLY", "NOT_ACCEPTED"])
def test_who_does_not_accept_all_of_a_comment_says_why(world: World, response: str) -> None:
    case_id = revising(world)
    with refused(world, "Say why, where a comment is accepted in part or not at all.", rule="7.3"):
        respond(world, case_id, response)
    respond(world, case_id, response, "It is said in chapter 1.")
    respond(world, case_id, "ACCEPTED")


@pytest.mark.parametrize("response", ["ACCEPTED", "PARTLY"])
def test_what_is_accepted_is_done_in_a_new_file(world: World, response: str) -> None:
    case_id = revising(world)
    respond(world, case_id, response, "Done.")
    sentence = "Comments are accepted, and the file is still the one that was reviewed: put the revised one."
    with refused(world, sentence, rule="7.3"):
        reply(world, case_id, "respond", "author", "revised", alone=True)
    for words in (REVISED, DRAFT):
        world.put(case_id, words, "product", "author")
    with refused(world, sentence, rule="7.3"):
        reply(world, case_id, "respond", "author", "revised", alone=True)
    world.put(case_id, REVISED, "product", "author")
    reply(world, case_id, "respond", "author", "revised", alone=True)
    assert world.state(case_id) == "verification"


def test_the_author_neither_adds_nor_ends_nor_changes_a_comment(world: World) -> None:
    case_id, me = revising(world), world.people["author"]
    (row,) = rows(world, case_id, "comments")
    fixed = "The rows of “Comment matrix” are fixed; fill in the ones there are."
    with refused(world, fixed, rule="fixed-rows"):
        item.add(world.engine, case_id, "comments", {"comment": "Very good."}, by=me)
    with refused(world, fixed, rule="fixed-rows"):
        item.end(world.engine, case_id, row.id, revision=row.revision, by=me)
    for column, value in (("comment", "Very good."), ("critical", "no"), ("source", "Reviewer B")):
        with refused(world, f"You cannot fill in “{column}” here.", error=Invalid):
            edit(world, case_id, row.id, "author", **{column: value})
    assert rows(world, case_id, "comments")[0].data == row.data


@pytest.mark.parametrize("who", ["officer", "ILO", "IOM"])
def test_nobody_answers_the_comments_for_the_author(world: World, who: str) -> None:
    case_id = revising(world)
    (row,) = rows(world, case_id, "comments")
    sentence = "You cannot change “Comment matrix” while the case is “Revision”."
    with refused(world, sentence, rule="edit:comments", error=Denied):
        edit(world, case_id, row.id, who, response="ACCEPTED")


def test_the_author_alone_answers_a_coauthor_is_only_kept_from_the_panel(world: World) -> None:
    roster(world)
    world.add_person("second author")
    world.grant("RESEARCHER", "ILO", "second author", "principal")
    case_id = revising(world, coauthors=[world.people["second author"].hex])
    (row,) = rows(world, case_id, "comments")
    with pytest.raises(Unknown):
        edit(world, case_id, row.id, "second author", response="ACCEPTED")
    with pytest.raises(Unknown):
        world.put(case_id, REVISED, "product", "second author")


def test_what_was_answered_stays_while_the_panel_verifies(world: World) -> None:
    case_id = verifying(world)
    (row,) = rows(world, case_id, "comments")
    sentence = "You cannot change “Comment matrix” while the case is “Verification”."
    with refused(world, sentence, rule="edit:comments", error=Denied):
        edit(world, case_id, row.id, "author", response="NOT_ACCEPTED", because="I do not like it.")
    with pytest.raises(Denied):
        world.put(case_id, "One more page.", "product", "author")


# Withdrawing


@pytest.mark.parametrize("who", ["ILO", "author", "officer"])
def test_who_has_asked_or_written_withdraws_with_a_reason(world: World, who: str) -> None:
    case_id = revising(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "withdraw", who)
    world.press(case_id, "withdraw", who, reason="It is not wanted any more.")
    assert (world.state(case_id), world.read(case_id).case.ended) == ("withdrawn", True)


@pytest.mark.parametrize("stage", [submitted, screening, reviewing, consolidating, verifying])
def test_a_product_is_withdrawn_at_every_stage_before_the_stamp(world: World, stage: Any) -> None:
    case_id = stage(world)
    sentence = "You cannot do this here: Withdraw the product."
    with refused(world, sentence, rule="quality-review:withdraw", error=Denied):
        world.press(case_id, "withdraw", "OSCE", reason="Out of spite.")
    world.press(case_id, "withdraw", "ILO", reason="It is not wanted any more.")
    assert world.state(case_id) == "withdrawn"
