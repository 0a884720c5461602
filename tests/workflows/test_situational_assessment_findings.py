"""The findings: the Government comments and nothing of it is erased, the needs are ranked, a published report bears the stamp."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from engine.commands import item
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, refused
from tests.workflows.assessing import (
    comment,
    delivered,
    followed_up,
    prioritise,
    ranked,
    reply,
    review_report,
    stamp_report,
    team_ranks,
    validated,
    validating,
)
from tests.workflows.checking import change, end_row, row_of
from tests.workflows.decision.record import field, proven
from tests.workflows.producing import linked_case
from tests.workflows.reviewing import EXPERTS
from tests.world import World

pytestmark = on_both
TOO_DARK = "The picture is too dark."


def respond(world: World, case_id: UUID, words: str = TOO_DARK, **data: Any) -> None:
    """The lead answers a comment of the Government."""
    told = {"response": "NOTED", "because": "Three shelters say the same.", **data}
    change(world, case_id, "comments", words, "ILO", "comment", **told)


def frozen(world: World, case_id: UUID, key: str) -> str:
    """The words of a document that an act has written."""
    document = world.read(case_id).documents[key]
    found: str = json.dumps(json.loads(world.engine.files.get(case_id, document.sha256)))
    return found


# The Government comments


def test_the_government_is_heard_before_the_needs_are_agreed(coast: World) -> None:
    case_id = validating(coast)
    validated_but_for_the_government(coast, case_id)
    says = "The Government has not answered yet, and its 20 working days are not over."
    with refused(coast, says, rule="7.7"):
        coast.press(case_id, "agree_needs", "ILO")
    coast.answer(case_id, "counterpart", "none", "comment")
    coast.press(case_id, "agree_needs", "ILO")
    assert proven(coast)


def validated_but_for_the_government(world: World, case_id: UUID) -> None:
    world.edit(case_id, "ILO", society_said="Shelters find it true.")
    prioritise(world, case_id)
    team_ranks(world, case_id)


def test_a_government_that_does_not_answer_for_20_working_days_is_waited_for_no_longer(coast: World) -> None:
    case_id = validating(coast)
    validated_but_for_the_government(coast, case_id)
    coast.later(days=30)
    with refused(
        coast,
        "The Government did not comment in its 20 working days: write a note on that.",
        rule="7.7",
    ):
        coast.press(case_id, "agree_needs", "ILO")
    coast.edit(case_id, "ILO", unheard="Asked on 7 January, and by telephone on the 21st.")
    coast.press(case_id, "agree_needs", "ILO")
    assert coast.state(case_id) == "needs"
    assert "by telephone on the 21st" in frozen(coast, case_id, "dataset")


def test_every_comment_is_answered_before_the_needs_are_agreed(coast: World) -> None:
    case_id = validating(coast)
    comment(coast, case_id, TOO_DARK)
    comment(coast, case_id, "The law is of 2010.")
    validated(coast, case_id)
    with refused(coast, "Comments without an answer: 1, 2.", rule="7.7"):
        coast.press(case_id, "agree_needs", "ILO")
    with refused(coast, "Say what was done, or why the finding stands.", rule="7.7"):
        respond(coast, case_id, because="")
    respond(coast, case_id)
    respond(coast, case_id, "The law is of 2010.", response="TAKEN_UP", because="Mended.")
    coast.press(case_id, "agree_needs", "ILO")


def test_a_comment_that_was_answered_is_ended_by_nobody(coast: World) -> None:
    case_id = validating(coast)
    comment(coast, case_id, TOO_DARK)
    respond(coast, case_id)
    with refused(coast, "A comment stays on record beside the finding.", rule="7.7"):
        end_row(coast, case_id, "comments", TOO_DARK, "counterpart", "comment")


def test_the_lead_ends_no_comment_of_the_government_and_adds_none(coast: World) -> None:
    case_id = validating(coast)
    comment(coast, case_id, TOO_DARK)
    says = (
        "You fill in the rows of “Comments of the Government” that others have written; "
        "you add none and end none."
    )
    with refused(coast, says, rule="whole-rows"):
        end_row(coast, case_id, "comments", TOO_DARK, "ILO", "comment")
    with refused(coast, says, rule="whole-rows"):
        item.add(coast.engine, case_id, "comments", {"response": "NOTED"}, by=coast.people["ILO"])
    assert row_of(coast, case_id, "comments", TOO_DARK, "comment").standing


def test_what_was_commented_stays_as_it_was_written(coast: World) -> None:
    case_id = validating(coast)
    comment(coast, case_id, TOO_DARK)
    says = "“Comment” stays as it is. End this row and add another."
    with refused(coast, says, rule="lasting-column"):
        change(coast, case_id, "comments", TOO_DARK, "counterpart", "comment", comment="All is well.")
    with refused(coast, "You cannot fill in “comment” here.", error=Invalid):
        change(coast, case_id, "comments", TOO_DARK, "ILO", "comment", comment="All is well.")


def test_a_government_takes_back_a_comment_that_nobody_has_answered_and_it_stays_on_record(
    coast: World,
) -> None:
    case_id = validating(coast)
    row = comment(coast, case_id, TOO_DARK)
    end_row(coast, case_id, "comments", TOO_DARK, "second counterpart", "comment")
    kept = next(each for each in coast.read(case_id).items if each.id == row.id)
    assert (kept.standing, kept.data["comment"]) == (False, TOO_DARK)


def test_comments_and_their_answers_are_in_the_data_set_and_change_no_more(coast: World) -> None:
    case_id = validating(coast)
    comment(coast, case_id, TOO_DARK)
    respond(coast, case_id)
    validated(coast, case_id)
    coast.press(case_id, "agree_needs", "ILO")
    told = frozen(coast, case_id, "dataset")
    assert TOO_DARK in told and "Three shelters say the same." in told and "PT1" in told
    for who in ("counterpart", "ILO"):
        says = "You cannot change “Comments of the Government” while the case is “Priority needs agreed”."
        with refused(coast, says, rule="edit:comments", error=Denied):
            end_row(coast, case_id, "comments", TOO_DARK, who, "comment")
    assert row_of(coast, case_id, "comments", TOO_DARK, "comment").data["response"] == "NOTED"


def test_what_civil_society_has_said_is_written_down(coast: World) -> None:
    case_id = validating(coast)
    validated(coast, case_id)
    coast.edit(case_id, "ILO", society_said="")
    with refused(coast, "Not filled in yet: What civil society said of the findings.", rule="7.7"):
        coast.press(case_id, "agree_needs", "ILO")


# The needs


def test_no_needs_are_agreed_while_none_is_ranked(coast: World) -> None:
    case_id = validating(coast)
    coast.answer(case_id, "counterpart", "none", "comment")
    coast.edit(case_id, "ILO", society_said="Shelters find it true.")
    with refused(coast, "The list of priority needs is empty.", rule="SS-11"):
        coast.press(case_id, "agree_needs", "ILO")


@pytest.mark.parametrize(
    ("told", "sentence", "rule"),
    [
        ({"rank": "0"}, "A rank is 1 or more; 1 comes first.", "SS-11"),
        ({"item": "XX9"}, "There is no such item on the checklist.", "SS-11"),
    ],
)
def test_a_need_has_a_rank_and_an_item_of_the_checklist(
    coast: World, told: dict[str, Any], sentence: str, rule: str
) -> None:
    case_id = validating(coast)
    with refused(coast, sentence, rule=rule):
        prioritise(coast, case_id, **told)


def test_two_needs_do_not_share_a_rank(coast: World) -> None:
    case_id = validating(coast)
    prioritise(coast, case_id)
    with refused(coast, "There is such a row in “Priority needs” already.", rule="unique-row"):
        prioritise(coast, case_id, need="Interpreters.", by="IOM")


def test_the_gaps_in_direct_assistance_are_published_by_rank(coast: World) -> None:
    case_id = validating(coast)
    prioritise(coast, case_id, rank="2")
    prioritise(coast, case_id, rank="1", need="A helpline.")
    prioritise(coast, case_id, rank="3", need="A law.", gap="no", by="first expert")
    assert field(coast, case_id, "gaps") == ("1. A helpline.", "2. Shelter for men.")


TEAM_ASKED = (
    "Asked how they see the ranking, and with time to answer until their 10 working days are over: {}."
)
BOTH = f"{EXPERTS[0]}, {EXPERTS[1]}"


def test_everybody_on_the_team_says_how_they_see_the_ranking_before_the_needs_are_agreed(
    coast: World,
) -> None:
    case_id = validating(coast)
    coast.answer(case_id, "counterpart", "none", "comment")
    coast.edit(case_id, "ILO", society_said="Shelters find it true.")
    assert not [t for t in coast.read(case_id).tasks if t.task == "team_rank"], "there is nothing to rank yet"
    prioritise(coast, case_id)
    with refused(coast, TEAM_ASKED.format(BOTH), rule="SS-11"):
        coast.press(case_id, "agree_needs", "ILO")
    reply(coast, case_id, "team_rank", EXPERTS[0], "shared")
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        reply(coast, case_id, "team_rank", EXPERTS[1], "differ")
    reply(coast, case_id, "team_rank", EXPERTS[1], "differ", reason="A helpline comes first.")
    prioritise(coast, case_id, rank="2", need="A helpline.")
    with refused(coast, TEAM_ASKED.format(BOTH), rule="SS-11"):
        coast.press(case_id, "agree_needs", "ILO")
    team_ranks(coast, case_id)
    coast.press(case_id, "agree_needs", "ILO")
    assert proven(coast)


def test_one_of_the_team_who_is_silent_for_ten_working_days_is_waited_for_no_longer(coast: World) -> None:
    case_id = validating(coast)
    coast.answer(case_id, "counterpart", "none", "comment")
    coast.edit(case_id, "ILO", society_said="Shelters find it true.")
    prioritise(coast, case_id)
    coast.later(days=15)
    coast.press(case_id, "agree_needs", "ILO")
    assert coast.state(case_id) == "needs"


def test_what_the_team_differs_on_is_kept_with_the_needs(coast: World) -> None:
    case_id = ranked(coast)
    for name in EXPERTS:
        reply(coast, case_id, "team_rank", name, "differ", reason=f"{name}: a helpline comes first.")
    reply(coast, case_id, "rank", "counterpart", "shared")
    coast.press(case_id, "deliver", "officer")
    assert all(f"{name}: a helpline comes first." in frozen(coast, case_id, "ranked") for name in EXPERTS)


def test_the_government_says_how_it_sees_the_ranking_and_its_difference_is_kept(coast: World) -> None:
    case_id = ranked(coast)
    says = "The Government has not said yet how it sees the ranking, and its 10 working days are not over."
    with refused(coast, says, rule="SS-11"):
        coast.press(case_id, "deliver", "officer")
    with refused(coast, "Write the reason: it goes on record.", error=Invalid):
        reply(coast, case_id, "rank", "counterpart", "differ")
    reply(coast, case_id, "rank", "counterpart", "differ", reason="The law comes first.")
    coast.press(case_id, "deliver", "officer")
    assert "The law comes first." in frozen(coast, case_id, "ranked")


def test_a_ranking_that_changes_is_shown_to_the_government_anew_with_its_whole_time(coast: World) -> None:
    case_id = ranked(coast)
    reply(coast, case_id, "rank", "counterpart", "shared")
    coast.later(days=12)
    row = _first(coast, case_id)
    item.edit(
        coast.engine, case_id, row.id, {"severity": "LOW"}, revision=row.revision, by=coast.people["ILO"]
    )
    with refused(coast, TEAM_ASKED.format(BOTH), rule="SS-11"):
        coast.press(case_id, "deliver", "officer")
    team_ranks(coast, case_id)
    says = "The Government has not said yet how it sees the ranking, and its 10 working days are not over."
    coast.later(days=7)
    with refused(coast, says, rule="SS-11"):
        coast.press(case_id, "deliver", "officer")
    coast.later(days=12)
    coast.press(case_id, "deliver", "officer")


def _first(world: World, case_id: UUID) -> Any:
    return next(r for r in world.read(case_id).items if r.item == "priorities" and r.standing)


def test_a_list_of_needs_that_was_emptied_is_not_delivered(coast: World) -> None:
    case_id = ranked(coast)
    row = _first(coast, case_id)
    item.end(coast.engine, case_id, row.id, revision=row.revision, by=coast.people["ILO"])
    with refused(coast, "The list of priority needs is empty.", rule="SS-11"):
        coast.press(case_id, "deliver", "officer")


def test_what_was_delivered_changes_no_more(coast: World) -> None:
    case_id = delivered(coast)
    for who in ("ILO", "IOM"):
        says = "You cannot change “Priority needs” while the case is “Delivered”."
        with refused(coast, says, rule="edit:priorities", error=Denied):
            prioritise(coast, case_id, rank="7", by=who)
    with refused(
        coast,
        "You cannot put a new version here while the case is where it is.",
        rule="document:report",
        error=Denied,
    ):
        coast.put(case_id, "Another report.", "report", "ILO")


# The report


def test_a_report_that_is_published_bears_the_stamp(coast: World) -> None:
    case_id = validating(coast)
    coast.edit(case_id, "ILO", is_public="yes")
    validated(coast, case_id)
    coast.press(case_id, "agree_needs", "ILO")
    reply(coast, case_id, "rank", "counterpart", "shared")
    says = "A published report bears the stamp: have it reviewed first."
    with refused(coast, says, rule="QR-01"):
        coast.press(case_id, "deliver", "officer")
    stamp_report(coast, case_id)
    coast.put(case_id, "The report, another comma.", "report", "ILO")
    with refused(coast, says, rule="QR-01"):
        coast.press(case_id, "deliver", "officer")
    coast.put(case_id, "The report, first draft.", "report", "ILO")
    coast.press(case_id, "deliver", "officer")
    assert proven(coast)


def test_one_review_of_the_report_runs_at_a_time_and_another_may_follow(coast: World) -> None:
    case_id = ranked(coast)
    with refused(coast, "Fill in: Report written up by.", error=Invalid):
        coast.press(case_id, "review", "ILO")
    review_id = review_report(coast, case_id)
    author = coast.people["author"].hex
    with refused(coast, "A quality review is under way already."):
        coast.press(case_id, "review", "officer", author=author)
    assert field(coast, review_id, "author").id == coast.people["author"]
    coast.press(review_id, "withdraw", "officer", reason="The wrong file.")
    coast.press(case_id, "review", "officer", author=author)
    assert linked_case(coast, case_id, "reviewed_by") != review_id


def test_what_followed_is_looked_at_by_itself_after_six_months(coast: World) -> None:
    assert coast.state(followed_up(coast)) == "follow_up"
