"""Recommendations: the member to which each is addressed answers it, and says every six months how the action stands.

Only members answer (DOMAIN 7.17, management response): what concerns the Secretariat is answered by the member that hosts it, what
concerns a Government by the lead that works with it. No Government is held to account here."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, LONG, ORGANIZATION, TEXT, Edit, Field, Freeze, ItemDefinition, Outcome, Set, SetRow, TaskDefinition, answered, each_row, guard,
    missing, months, working_days,
)
from workflows._shared import MEMBER, OFFICE, is_member, today
from workflows.evaluation.evaluators import REPORT, TEAM
from workflows.evaluation.words import ANSWERS, DATA, DRAFT, FOLLOW_UP, RESPONSE, actions_until


class Response(StrEnum):
    ACCEPTED = "Accepted"
    PARTLY = "Partly accepted"
    NOT_ACCEPTED = "Not accepted"


class Status(StrEnum):
    UNDER_WAY = "Under way"
    DONE = "Done"
    OVERTAKEN = "Overtaken"


ACTED_ON, SETTLED = (Response.ACCEPTED, Response.PARTLY), (Status.DONE, Status.OVERTAKEN)

short = Field("short", "Recommendation", TEXT, required=True, help="In a few words.")
words = Field("words", "In full", LONG, required=True)
to_whom = Field("to_whom", "Addressed to", ORGANIZATION, required=True, checks=(is_member,),
                help="The member that answers it; for the Secretariat its host, for a Government the lead.")
response, because = Field("response", "Response", Response), Field("because", "Reason", LONG)
action, owner, by_when = Field("action", "Action", LONG), Field("owner", "Owner", TEXT), Field("by_when", "By", DATE)
status, progress = Field("status", "Status", Status), Field("progress", "Progress", LONG)
RECOMMENDATIONS = ItemDefinition(
    "recommendations", "Recommendations", (short, words, to_whom, response, because, action, owner, by_when, status, progress),
    unique=("short",), named_by="short", edit=(Edit(TEAM, (DATA, DRAFT), (short, words, to_whom)),),
)


@guard("Name a date that lies ahead.", rule="7.17")
def date_lies_ahead(case: Any, answer: Any) -> bool:
    return answer.by_when is None or bool(answer.by_when > today(case))


asked_action = Field("action", "Action", LONG, required=True)
asked_owner = Field("owner", "Owner", TEXT, required=True, help="The office or function that sees to it.")
asked_date = Field("by_when", "By", DATE, required=True)
asked_because = Field("because", "Reason", LONG, required=True)
TAKEN = {"action": answered(asked_action), "owner": answered(asked_owner), "by_when": answered(asked_date)}
YES = Outcome("accepted", "Accepted", asks=(asked_action, asked_owner, asked_date), when=(date_lies_ahead,), mark="support",
              then=(SetRow(RECOMMENDATIONS, {"response": "ACCEPTED", **TAKEN}),))
PARTLY = Outcome("partly", "Partly accepted", asks=(asked_because, asked_action, asked_owner, asked_date), when=(date_lies_ahead,),
                 then=(SetRow(RECOMMENDATIONS, {"response": "PARTLY", "because": answered(asked_because), **TAKEN}),), mark="partly")
NO = Outcome("not_accepted", "Not accepted", asks=(asked_because,), mark="concern",
             then=(SetRow(RECOMMENDATIONS, {"response": "NOT_ACCEPTED", "because": answered(asked_because)}),))
RESPOND = TaskDefinition("respond", "Respond to the recommendation", each_row(RECOMMENDATIONS, to_whom, holder=MEMBER), during=(RESPONSE,),
                         outcomes=(YES, PARTLY, NO), due=working_days(30), recorders=OFFICE, beside=(REPORT,))


def is_open(row: Any) -> bool:
    """Whether an action was promised and is not settled."""
    return row.response in ACTED_ON and row.status not in SETTLED


asked_progress = Field("progress", "What has been done", LONG, required=True)


def told(key: str, label: str, as_status: str, mark: str) -> Outcome:
    """One way in which an action stands."""
    values = {"status": as_status, "progress": answered(asked_progress)}
    return Outcome(key, label, asks=(asked_progress,), mark=mark, then=(SetRow(RECOMMENDATIONS, values),))


FOLLOW = TaskDefinition(
    "follow", "Say how the action stands", each_row(RECOMMENDATIONS, to_whom, is_open, holder=MEMBER), during=(FOLLOW_UP,),
    due=months(6), every=months(6), changeable=True, recorders=OFFICE,
    outcomes=(told("done", "It is done", "DONE", "holds"), told("under_way", "It is under way", "UNDER_WAY", "partly"),
              told("overtaken", "It is overtaken", "OVERTAKEN", "missing")),
)


def last_date(case: Any) -> Any:
    """The last date that an open action has."""
    return max((row.by_when for row in case.rows(RECOMMENDATIONS) if is_open(row) and row.by_when is not None), default=None)


@guard("There are no recommendations yet.", rule="7.17", short="There are recommendations")
def recommends(case: Any) -> bool:
    return bool(case.rows(RECOMMENDATIONS))


@missing("Not done yet: {}.", rule="7.17", short="Every action is done, or overtaken")
def all_done(case: Any) -> list[str]:
    return [row.short for row in case.rows(RECOMMENDATIONS) if is_open(row)]


ANSWERING = [Set(actions_until, last_date), Freeze((RECOMMENDATIONS, RESPOND), ANSWERS)]
