"""What a reviewer writes: a score for each criterion, comments, a verdict; the comments become the matrix the author answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    LONG, TEXT, YES_NO, Edit, Field, ItemDefinition, Outcome, Table, TaskDefinition, guard, missing, named, working_days,
)
from workflows.quality_review.words import AUTHOR, REVISION, author, file_hash


class Score(StrEnum):
    ONE = "1, not met"
    TWO = "2, partly met"
    THREE = "3, largely met"
    FOUR = "4, met"


class Response(StrEnum):
    ACCEPTED = "Accepted"
    PARTLY = "Partly accepted"
    NOT_ACCEPTED = "Not accepted"


source = Field("source", "From", TEXT)
place = Field("place", "Place", TEXT, help="Page, chapter, line.")
comment = Field("comment", "Comment", LONG, required=True)
critical = Field("critical", "Critical", YES_NO, default=False, help="No stamp while it is open.")
assigned = Field("assigned", "With", TEXT, help="Who of the authors works on it.")
response = Field("response", "Response", Response)
because = Field("because", "What was done, or why not", LONG)


@guard("Say why, where a comment is accepted in part or not at all.", rule="7.3")
def reasoned(case: Any, row: Any) -> bool:
    return row.response in (None, Response.ACCEPTED) or bool(row.because)


COMMENTS = ItemDefinition(
    "comments", "Comment matrix", (source, place, comment, critical, assigned, response, because), fixed=True, checks=(reasoned,),
    edit=(Edit(AUTHOR, (REVISION,), columns=(assigned, response, because)),),
)


score = Field("score", "Score", Score, required=True)
note = Field("note", "Why", LONG)
scores = Field("scores", "Criteria", Table((score, note), lines=lambda case: case.criteria), required=True)
remarks = Field("remarks", "Comments", Table((place, comment, critical)), help="Each is answered by the author, one by one.")


@guard("A verdict without changes does not go with a critical comment.", rule="7.3")
def nothing_critical_in_it(case: Any, answer: Any) -> bool:
    return not any(each.critical for each in answer.remarks)


@missing("“Clear” does not go with a criterion that is not met: {}.", rule="7.3")
def no_criterion_unmet(case: Any, answer: Any) -> list[str]:
    return [each.line for each in answer.scores or () if each.score is Score.ONE]


@guard("Write down at least one comment: what is to be changed?", rule="7.3")
def says_what_to_change(case: Any, answer: Any) -> bool:
    return bool(answer.remarks)


CLEAR = Outcome("clear", "Clear", when=(nothing_critical_in_it, no_criterion_unmet), mark="holds",
                says="It can be stamped as it is. No criterion is scored 1, no comment is critical.")
MINOR = Outcome("minor", "Minor changes", when=(says_what_to_change,), mark="partly")
MAJOR = Outcome("major", "Major changes", when=(says_what_to_change,), reason=True, mark="concern")
UNSUITABLE = Outcome("unsuitable", "Not suitable", reason=True, when=(says_what_to_change,), mark="strong_objection")


@missing("Without a response: {}.", rule="7.3", short="Every comment is answered")
def every_comment_answered(case: Any) -> list[str]:
    return [f"{row.source}, {row.label}" for row in case.rows(COMMENTS) if row.response is None]


@guard("Comments are accepted, and the file is still the one that was reviewed: put the revised one.", rule="7.3",
       short="What was accepted is done in a new file")
def revised_where_accepted(case: Any) -> bool:
    changes = any(row.response in (Response.ACCEPTED, Response.PARTLY) for row in case.rows(COMMENTS))
    return not changes or file_hash(case) != case.reviewed_hash


REVISED = Outcome("revised", "Revised and answered", when=(every_comment_answered, revised_where_accepted), mark="holds",
                  says="It goes to the lead of the panel.")
RESPOND = TaskDefinition("respond", "Answer the comments and revise", named(author), during=(REVISION,), outcomes=(REVISED,),
                         due=working_days(15))
