"""The review itself: what is delivered counts, a comment has a letter and no name, and time passes for everybody alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.commands import register
from engine.position import Position
from tests.furnished import on_both
from tests.refusing import Invalid, refused
from tests.workflows.decision.record import field, moved_at, moves, proven, reminders
from tests.workflows.reviewing import (
    EXPERTS,
    PANEL,
    REMARK,
    THIRD,
    accept,
    asked,
    consolidating,
    page_of,
    panel_chosen,
    reply,
    review,
    reviewing,
    rows,
    scores,
    screening,
    stamped,
    verified,
    verifying,
    waiting_for_one,
    with_third,
)
from tests.world import MORNING, World
from workflows.quality_review.panel import comments_made, delivered

pytestmark = on_both

INSTANT = timedelta(microseconds=1)
DUE = datetime(2013, 1, 28, 16, tzinfo=UTC)  # fifteen working days after MORNING, 17:00 in Vienna
CRITICAL = {**REMARK, "critical": "yes"}


def with_three_experts(world: World) -> UUID:
    with_third(world)
    case_id = panel_chosen(world, experts=(*EXPERTS, THIRD))
    accept(world, case_id, *PANEL, THIRD)
    world.press(case_id, "confirm_panel", "officer")
    world.press(case_id, "begin", "officer")
    return case_id


def answer_of(world: World, case_id: UUID, name: str) -> Position:
    answer = asked(world, case_id, "review", name).answer
    assert answer is not None
    return world.read(case_id).answers[answer]


def matrix(world: World, case_id: UUID) -> list[tuple[str, str, bool]]:
    """What the author will read of the comments made so far."""
    return [(row["source"], row["comment"], row["critical"]) for row in comments_made(world.view(case_id))]


# What is delivered


def test_scenario_07_a_stamp_needs_a_delivered_composition(world: World) -> None:
    case_id = with_three_experts(world)
    for name in (*EXPERTS, THIRD):
        review(world, case_id, name, "clear")
    world.at(DUE + timedelta(days=30))
    assert world.state(case_id) == "reviewing"
    lacking = delivered.refusal(world.view(case_id))
    assert lacking is not None
    assert (lacking.says.english(), lacking.rule) == (
        "Not delivered yet: 2 × Committee member or nominee, each of another organization.",
        "QR-02",
    )
    sentence = "“Stamp it” is not possible while the case is “In review”."
    with refused(world, sentence, rule="wrong-state"):
        world.press(case_id, "stamp", "officer", interval="YEAR")
    assert field(world, case_id, "stamp_number") is None


def test_when_all_have_delivered_it_goes_on_at_once(world: World) -> None:
    case_id = reviewing(world)
    for name in PANEL[:-1]:
        review(world, case_id, name, "clear")
    assert world.state(case_id) == "reviewing"
    review(world, case_id, PANEL[-1], "clear")
    assert moves(world, case_id)[-1] == ("reviewing", "all_delivered", "consolidation")
    assert proven(world)


def test_when_the_time_is_over_the_least_composition_is_enough(world: World) -> None:
    case_id = with_three_experts(world)
    for name in PANEL:
        review(world, case_id, name, "clear")
    world.at(DUE - INSTANT)
    assert world.state(case_id) == "reviewing"
    world.at(DUE)
    assert moves(world, case_id)[-1] == ("reviewing", "enough_delivered", "consolidation")
    assert moved_at(world, case_id, "enough_delivered") == DUE


def test_after_the_time_it_goes_on_with_the_review_that_makes_it_enough(world: World) -> None:
    case_id = with_three_experts(world)
    for name in ("IOM", *EXPERTS):
        review(world, case_id, name, "clear")
    world.at(DUE + timedelta(days=2))
    assert world.state(case_id) == "reviewing"
    review(world, case_id, "UNICEF alternate", "clear")
    assert moves(world, case_id)[-1] == ("reviewing", "enough_delivered", "consolidation")


def test_a_late_review_still_counts_while_the_reviews_are_brought_together(world: World) -> None:
    case_id = with_three_experts(world)
    for name in PANEL:
        review(world, case_id, name, "clear")
    world.at(DUE)
    review(world, case_id, THIRD, "minor")
    assert matrix(world, case_id) == [("Reviewer E", REMARK["comment"], False)]
    world.edit(case_id, "officer", summary="One comment.")
    world.press(case_id, "no_changes", "officer")
    verified(world, case_id)
    world.press(case_id, "stamp", "officer", interval="YEAR")
    assert field(world, case_id, "composition") == ("IOM", "UNICEF", "3 × Roster expert")


def test_a_review_that_comes_when_the_author_works_already_is_too_late(world: World) -> None:
    case_id = with_three_experts(world)
    for name in PANEL:
        review(world, case_id, name, "minor")
    world.at(DUE)
    world.edit(case_id, "officer", summary="Good, but for the chapter on consent.")
    world.press(case_id, "revise", "officer")
    with refused(world, f"This task was closed {DUE}; nothing was recorded.", rule="late"):
        review(world, case_id, THIRD, "minor")


# What a review says


def test_every_criterion_has_its_score(world: World) -> None:
    case_id = reviewing(world)
    given = [*scores(world, case_id)[:-1], {"note": "I do not know."}]
    with refused(world, "“Has a feedback form built in”: fill in Score.", error=Invalid):
        reply(world, case_id, "review", "IOM", "clear", scores=given)
    with refused(world, "“Accuracy and evidence”: fill in Score.", error=Invalid):
        reply(world, case_id, "review", "IOM", "clear")


def test_clear_does_not_go_with_a_criterion_that_is_not_met(world: World) -> None:
    case_id = reviewing(world)
    given = scores(world, case_id, "FOUR")
    given[2]["score"] = given[11]["score"] = "ONE"
    sentence = (
        "“Clear” does not go with a criterion that is not met: "
        "Rights-based and does no harm, Has a feedback form built in."
    )
    with refused(world, sentence, rule="7.3"):
        reply(world, case_id, "review", "IOM", "clear", scores=given)
    reply(world, case_id, "review", "IOM", "minor", scores=given, remarks=[REMARK])


def test_what_is_met_in_part_may_still_be_clear(world: World) -> None:
    """How much it weighs is the reviewer's to judge: only “not met” and “clear” are a contradiction."""
    case_id = reviewing(world)
    reply(world, case_id, "review", "IOM", "clear", scores=scores(world, case_id, "TWO"))


def test_an_answer_keeps_the_words_of_the_criteria_that_were_asked(world: World) -> None:
    case_id = reviewing(world)
    review(world, case_id, "IOM", "clear")
    register.set_setting(world.engine, "review_criteria", ["Is short"], by=None)
    review(world, case_id, "UNICEF alternate", "clear")
    for name in ("IOM", "UNICEF alternate"):
        lines = answer_of(world, case_id, name).data["scores"]
        assert (len(lines), lines[0]["line"], lines[0]["score"]) == (12, "Accuracy and evidence", "THREE")
    assert field(world, screening(world), "criteria") == ("Is short",), "the next review asks the new ones"


def test_clear_does_not_go_with_a_critical_comment(world: World) -> None:
    case_id = reviewing(world)
    with refused(world, "A verdict without changes does not go with a critical comment.", rule="7.3"):
        review(world, case_id, "IOM", "clear", CRITICAL)
    review(world, case_id, "IOM", "clear", REMARK)
    assert matrix(world, case_id) == [("Reviewer A", REMARK["comment"], False)]


@pytest.mark.parametrize("verdict", ["minor", "major"])
def test_whoever_wants_changes_says_which(world: World, verdict: str) -> None:
    case_id = reviewing(world)
    with refused(world, "Write down at least one comment: what is to be changed?", rule="7.3"):
        reply(world, case_id, "review", "IOM", verdict, reason="So.", scores=scores(world, case_id))


@pytest.mark.parametrize("verdict", ["major", "unsuitable"])
def test_a_hard_verdict_has_its_reason(world: World, verdict: str) -> None:
    case_id = reviewing(world)
    told: dict[str, Any] = {"scores": scores(world, case_id), "remarks": [REMARK]}
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        reply(world, case_id, "review", "IOM", verdict, **told)
    reply(world, case_id, "review", "IOM", verdict, reason="It has to be written again.", **told)
    assert answer_of(world, case_id, "IOM").reason == "It has to be written again."


def test_a_comment_stands_in_the_matrix_under_a_letter_and_no_name(world: World) -> None:
    case_id = reviewing(world)
    review(world, case_id, "second expert", "minor", CRITICAL, {"comment": "Too long."})
    review(world, case_id, "IOM", "minor", {"comment": "No sources."})
    for name in (PANEL[1], PANEL[2]):
        review(world, case_id, name, "clear")
    assert rows(world, case_id, "comments") == [], "nobody reads the comments of others before the own review"
    told = matrix(world, case_id)
    assert told == [
        ("Reviewer A", "No sources.", False),
        ("Reviewer D", REMARK["comment"], True),
        ("Reviewer D", "Too long.", False),
    ]
    world.edit(case_id, "officer", summary="Three comments.")
    world.press(case_id, "revise", "officer")
    kept = [
        (r.data["source"], r.data["comment"], r.data["critical"]) for r in rows(world, case_id, "comments")
    ]
    assert kept == told
    said = repr([row.data for row in rows(world, case_id, "comments")])
    assert not [name for name in PANEL if name in said or world.people[name].hex in said]


def test_who_answers_again_gives_the_reason_and_adds_no_comment_twice(world: World) -> None:
    case_id = reviewing(world)
    review(world, case_id, "IOM", "minor")
    sentence = "This is answered already. To correct it, answer again and write the reason."
    with refused(world, sentence, rule="answered"):
        review(world, case_id, "IOM", "minor", REMARK, {"comment": "Too long."})
    review(world, case_id, "IOM", "minor", REMARK, {"comment": "Too long."}, reason="I forgot one.")
    assert [comment for _, comment, _ in matrix(world, case_id)] == [REMARK["comment"], "Too long."]


def test_a_comment_that_is_called_critical_afterwards_counts_as_critical(world: World) -> None:
    case_id = reviewing(world)
    review(world, case_id, "IOM", "minor", REMARK)
    review(world, case_id, "IOM", "minor", CRITICAL, reason="I was too kind.")
    assert matrix(world, case_id) == [("Reviewer A", REMARK["comment"], True)]


def test_a_reviewer_reads_the_others_after_the_own_review(world: World) -> None:
    case_id = reviewing(world)
    review(world, case_id, "IOM", "minor")
    assert reviews_read(world, case_id, "first expert") == 0
    review(world, case_id, "first expert", "clear")
    assert reviews_read(world, case_id, "first expert") == 2


def reviews_read(world: World, case_id: UUID, who: str) -> int:
    return sum(answer.task == "review" for answer in page_of(world, case_id, who).positions)


# What was critical


def test_the_lead_settles_each_critical_comment(world: World) -> None:
    case_id = verifying(world, CRITICAL, {**CRITICAL, "comment": "No sources."}, REMARK)
    with refused(world, "A critical comment is open: Reviewer A: No sources.", rule="7.3"):
        reply(world, case_id, "verify", "IOM", "pass", alone=True, settled=[{"done": "yes"}, {"done": "no"}])
    with refused(world, "“Reviewer A: No sources.”: fill in Settled.", error=Invalid):
        reply(world, case_id, "verify", "IOM", "pass", alone=True, settled=[{"done": "yes"}])
    verified(world, case_id)
    world.press(case_id, "stamp", "officer", interval="YEAR")
    assert world.state(case_id) == "stamped"


def test_where_nothing_is_critical_there_is_nothing_to_settle(world: World) -> None:
    case_id = verifying(world)
    with pytest.raises(Invalid):
        reply(world, case_id, "verify", "IOM", "pass", alone=True, settled=[{"done": "no"}])
    reply(world, case_id, "verify", "IOM", "pass", alone=True)


# Time


def when_told(world: World, case_id: UUID, says: str) -> list[tuple[datetime, list[str]]]:
    """When this was told, and to whom."""
    names = {f"person:{identity.hex}": name for name, identity in world.people.items()}
    return [
        (at, [names.get(each, each) for each in to])
        for at, told, to in reminders(world, case_id)
        if told == says
    ]


OFFICE = ["SECRETARIAT_OFFICER", "SENIOR_MANAGER"]
# The tenth and the fourteenth working day after MORNING, 17:00 in Vienna; the review is due on the fifteenth.
IN_A_REVIEW = [
    (datetime(2013, 1, 21, 16, tzinfo=UTC), "Your review is due in a few days.", ["second expert"]),
    (datetime(2013, 1, 25, 16, tzinfo=UTC), "Your review is awaited.", ["second expert"]),
]
OF_THE_WHOLE = [
    (MORNING + timedelta(days=45), "Of the 60 days for this review 45 are over.", OFFICE),
    (MORNING + timedelta(days=60), "The 60 days for this review are over.", ["SENIOR_MANAGER"]),
]


@pytest.mark.parametrize(("instant", "says", "whom"), [*IN_A_REVIEW, *OF_THE_WHOLE])
def test_who_is_late_is_reminded_and_then_the_office(
    world: World, instant: datetime, says: str, whom: list[str]
) -> None:
    case_id = waiting_for_one(world)
    world.at(instant - INSTANT)
    assert when_told(world, case_id, says) == []
    world.at(instant)
    assert when_told(world, case_id, says) == [(instant, whom)]


def test_whoever_has_delivered_is_not_reminded(world: World) -> None:
    case_id = consolidating(world)
    world.later(days=30)
    assert [when_told(world, case_id, says) for _, says, _ in IN_A_REVIEW] == [[], []]


def test_a_stamped_product_has_no_sixty_days_any_more(world: World) -> None:
    case_id = stamped(world)
    world.later(days=70)
    assert [when_told(world, case_id, says) for _, says, _ in OF_THE_WHOLE] == [[], []]


def test_a_clock_that_stood_still_for_three_days_fires_each_once(world: World) -> None:
    case_id = waiting_for_one(world)
    for day in (9, 12, 15, 18, 21, 24):
        world.at(MORNING + timedelta(days=day))
        world.later(minutes=1)
    told = [when_told(world, case_id, says) for _, says, _ in IN_A_REVIEW]
    assert told == [[(instant, whom)] for instant, _, whom in IN_A_REVIEW]
    assert proven(world)
