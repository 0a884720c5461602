"""Findings: the Government comments, each comment is answered and none erased; the needs are ranked and the report delivered."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    LONG, NUMBER, TEXT, YES_NO, Edit, Field, Freeze, ItemDefinition, Open, Outcome, Set, TaskDefinition, each_row, guard, missing,
    unless, working_days,
)
from workflows._shared import OFFICE, Language, Theme, in_two_months, lesson_drawn, stamped_review, today
from workflows.situational_assessment.answers import CHECKLIST, SETTLE
from workflows.situational_assessment.team import MEMBERS, ON_TEAM, person
from workflows.situational_assessment.words import (
    ANNEX, DATASET, FINDINGS, GOVERNMENT, LEAD, NEEDS, RANKED, REPORT, VALIDATION, Degree, after_half, after_year, author, delivered_on,
    lead, no_follow_up, no_lesson, requester, unheard, why,
)


class Response(StrEnum):
    TAKEN_UP = "Taken up"
    PARTLY = "Taken up in part"
    NOTED = "Noted; the finding stands"


place, comment = Field("place", "Place", TEXT, help="Item, page or chapter."), Field("comment", "Comment", LONG, required=True)
response, because = Field("response", "Response", Response), Field("because", "What was done, or why not", LONG)


@guard("Say what was done, or why the finding stands.", rule="7.7")
def is_reasoned(case: Any, row: Any) -> bool:
    return row.response is None or bool(row.because)


@guard("A comment stays on record beside the finding.", rule="7.7")
def stays(case: Any, row: Any) -> bool:
    return case.state is VALIDATION and row.response is None


COMMENTS = ItemDefinition(
    "comments", "Comments of the Government", (place, comment, response, because), checks=(is_reasoned,), ends=(stays,),
    lasting=("comment",),
    edit=(Edit(GOVERNMENT, (VALIDATION,), (place, comment), own=True), Edit(LEAD, (VALIDATION,), (response, because))),
)
MADE = Outcome("made", "Our comments are in the list", mark="holds")
NONE = Outcome("none", "We have no comments", mark="holds")
COMMENT = TaskDefinition("comment", "Comment on the findings", GOVERNMENT, during=(VALIDATION,), outcomes=(MADE, NONE),
                         due=working_days(20), beside=(REPORT,), recorders=OFFICE)

need = Field("need", "Priority need", LONG, required=True)
item = Field("item", "Item of the checklist", TEXT, help="Its code.")
severity, feasibility = Field("severity", "Severity", Degree, required=True), Field("feasibility", "Feasibility", Degree, required=True)
gap = Field("gap", "Gap in direct victim assistance", YES_NO, required=True)
rank = Field("rank", "Rank", NUMBER, required=True)


@guard("There is no such item on the checklist.", rule="SS-11")
def is_on_checklist(case: Any, row: Any) -> bool:
    return row.item is None or row.item in {each.code for each in case.rows(CHECKLIST)}


@guard("A rank is 1 or more; 1 comes first.", rule="SS-11")
def ranks_count(case: Any, row: Any) -> bool:
    return row.rank is None or row.rank >= 1


PRIORITIES = ItemDefinition(
    "priorities", "Priority needs", (rank, need, item, severity, feasibility, gap), unique=("rank",), named_by="need",
    checks=(is_on_checklist, ranks_count), edit=(Edit(ON_TEAM, (FINDINGS, VALIDATION)), Edit(LEAD, (NEEDS,))),
)
SHARED = Outcome("shared", "We share this ranking", mark="support")
DIFFER = Outcome("differ", "We see it otherwise", reason=True, mark="concern")
RANK = TaskDefinition("rank", "Say how you see the ranking", GOVERNMENT, during=(NEEDS,), outcomes=(SHARED, DIFFER), due=working_days(10),
                      binds=(PRIORITIES,), changeable=True, recorders=OFFICE)


@guard("Put what is confidential into the annex, or say why there is none.", rule="7.7", short="The confidential annex is separated")
def annex_separated(case: Any) -> bool:
    return case.document(ANNEX) is not None or bool(case.no_annex)


@guard("The Government has not answered yet, and its 20 working days are not over.", rule="7.7", short="The Government was heard")
def government_was_heard(case: Any) -> bool:
    return not case.waited_for(COMMENT)


@missing("Comments without an answer: {}.", rule="7.7", short="Every comment is answered")
def comments_answered(case: Any) -> list[str]:
    return [row.label for row in case.rows(COMMENTS) if row.response is None]


@guard("The list of priority needs is empty.", rule="SS-11", short="The priority needs are ranked")
def needs_ranked(case: Any) -> bool:
    return bool(case.rows(PRIORITIES))


# The team is asked once there is something to rank, and anew when the ranking changes, up to the delivery.
TEAM_RANK = TaskDefinition("team_rank", "Say how you see the ranking, as one of the team", each_row(MEMBERS, person),
                           during=(VALIDATION, NEEDS), when=(needs_ranked,), outcomes=(SHARED, DIFFER), due=working_days(10),
                           binds=(PRIORITIES,), changeable=True)


@missing("Asked how they see the ranking, and with time to answer until their 10 working days are over: {}.", rule="SS-11",
         short="The team was asked how it sees the ranking")
def team_has_ranked(case: Any) -> list[Any]:
    return list(case.waited_for(TEAM_RANK))


@guard("The Government did not comment in its 20 working days: write a note on that.", rule="7.7", wants=(unheard,),
       short="A Government that did not comment is noted")
def silence_is_noted(case: Any) -> bool:
    return bool(case.positions(COMMENT) or case.waited_for(COMMENT) or case.unheard)


@guard("Write what was seen six and twelve months after the delivery, or why a follow-up was not made.", rule="7.7",
       wants=(after_half, after_year, no_follow_up), short="What followed was looked at twice")
def followed_up_twice(case: Any) -> bool:
    return bool(case.no_follow_up or (case.after_half and case.after_year))


@guard("The Government has not said yet how it sees the ranking, and its 10 working days are not over.", rule="SS-11",
       short="The Government was asked how it sees the ranking")
def ranking_was_shared(case: Any) -> bool:
    return not case.waited_for(RANK)


@guard("A published report bears the stamp: have it reviewed first.", rule="QR-01", short="What is published is stamped")
def stamped_if_public(case: Any) -> bool:
    report, review = case.document(REPORT), stamped_review(case)
    return not case.is_public or (review is not None and report is not None and review.told("stamped_hash") == report.sha256.hex())


@guard("A quality review is under way.")
def review_runs(case: Any) -> bool:
    review = case.newest("reviewed_by")
    return review is not None and review.result is None


def gap_needs(case: Any) -> list[str]:
    """The needs that are flagged as gaps in direct assistance, which a programme covers or gives its reasons."""
    return [f"{row.rank}. {row.need}" for row in sorted(case.rows(PRIORITIES), key=lambda row: row.rank) if row.gap]


def themes(case: Any) -> Any:
    return (Theme.EVALUATION,)


def regions(case: Any) -> Any:
    return (case.region,) if case.region else ()


def languages(case: Any) -> Any:
    return (Language.ENGLISH,)


gaps = Field("gaps", "Gaps in direct victim assistance", TEXT, many=True, computed=gap_needs)
LESSON = lesson_drawn(no_lesson)
REVIEWED = {"origin": "OWN", "wanted_by": in_two_months, "requester": lead, "product_type": "RESEARCH", "existing": why, "themes": themes,
            "audience": "Governments and their partners", "languages": languages, "author": author,
            "regions": regions}
REVIEWING = [Open("quality-review", "reviewed_by", carry=REVIEWED, documents={"product": REPORT}, following={"supersedes": "reviewed_by"})]
not_under_review = unless("A quality review is under way already.", review_runs)
VALIDATING = [Freeze((requester, CHECKLIST, SETTLE, COMMENTS, COMMENT, unheard), DATASET)]
DELIVERING = [Freeze((requester, PRIORITIES, TEAM_RANK, RANK), RANKED), Set(delivered_on, today)]
