"""The record: circulated, agreed where no member proposes an amendment in time; what was decided, and what is to follow."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    BEFORE_END, DATE, LONG, ORGANIZATION, TEXT, AddRows, Edit, Field, Freeze, ItemDefinition, Outcome, Reminder, Set, SetRow,
    TaskDefinition, answered, at, days, each_row, each_seat, guard, missing, months, percent, working_days,
)
from workflows._shared import MEMBER, OFFICE, Ended, is_member
from workflows.committee_meeting.agenda import AGENDA, outcome_of, tied
from workflows.committee_meeting.attendance import ATTENDANCE, OBSERVERS
from workflows.committee_meeting.words import (
    AGREED, CALLED_OFF, CIRCULATED, CLOSED, MINUTES, PERIOD, RECORD, SENT, WRITING, closed_at, ends_at, led_by, opened_at, place,
    record_from, record_until, starts_at,
)

subject, ended = Field("subject", "Decision", TEXT, required=True), Field("ended", "Result", Ended, required=True)
reference = Field("reference", "Case", TEXT, internal=True)
DECISIONS = ItemDefinition("decisions", "Decisions in the record", (subject, ended, reference), unique=("reference",), named_by="subject",
                           fixed=True)


def new_decisions(case: Any) -> list[dict[str, Any]]:
    """What was declared or announced, and stands in no record yet: neither in this one nor in that of another meeting."""
    known = {row.reference for row in case.rows(DECISIONS)} | {key for key, other in tied(case).items() if stands_in_a_record(other)}
    lines = [row for row in case.rows(AGENDA) if row.reference and row.reference not in known]
    told = [(row, outcome_of(case, row)) for row in lines]
    return [{"subject": row.subject, "ended": how, "reference": row.reference} for row, how in told if how is not None]


def stands_in_a_record(other: Any) -> bool:
    """Whether a meeting has it in its record already."""
    return any(other.reference in (each.told("recorded") or ()) for each in other.links("takes_up", incoming=True))


def recorded_cases(case: Any) -> list[str]:
    """The cases that stand in the record, since it was circulated first."""
    return [row.reference for row in case.rows(DECISIONS)]


def named_in_record(case: Any) -> list[str]:
    """The cases that its record names: while that is not written yet, those on the agenda; what is called off names none."""
    if case.state is CALLED_OFF:
        return []
    is_written = case.state in (CIRCULATED, AGREED, CLOSED)
    return recorded_cases(case) if is_written else [row.reference for row in case.rows(AGENDA) if row.reference]


recorded = Field("recorded", "Cases that stand in the record", TEXT, many=True, computed=recorded_cases, internal=True)
in_record = Field("in_record", "Cases that the record names", TEXT, many=True, computed=named_in_record, internal=True)


# What is to follow


class Status(StrEnum):
    UNDER_WAY = "Under way"
    DONE = "Done"
    OVERTAKEN = "Overtaken"


SETTLED = (Status.DONE, Status.OVERTAKEN)
action = Field("action", "Action", TEXT, required=True)
sees_to_it = Field("sees_to_it", "Who sees to it", ORGANIZATION, checks=(is_member,), help="Where no member is named, the Secretariat.")
by_when, status, progress = Field("by_when", "By", DATE), Field("status", "Stands", Status), Field("progress", "What has been done", LONG)
ACTIONS = ItemDefinition("actions", "Follow-up actions", (action, sees_to_it, by_when, status, progress), named_by="action",
                         unique=("action",), edit=(Edit(OFFICE, WRITING, (action, sees_to_it, by_when)),))


def is_open_for_member(case: Any, row: Any) -> bool:
    return row.status not in SETTLED and row.sees_to_it is not None


def is_open_for_office(case: Any, row: Any) -> bool:
    return row.status not in SETTLED and row.sees_to_it is None


asked_progress = Field("progress", "What has been done", LONG, required=True)


def told(key: str, label: str, as_status: str, mark: str) -> Outcome:
    """One way in which an action stands."""
    values = {"status": as_status, "progress": answered(asked_progress)}
    return Outcome(key, label, asks=(asked_progress,), mark=mark, then=(SetRow(ACTIONS, values),))


STANDS = (told("done", "It is done", "DONE", "holds"), told("under_way", "It is under way", "UNDER_WAY", "partly"),
          told("overtaken", "It is overtaken", "OVERTAKEN", "missing"))
FOLLOW = TaskDefinition("follow", "Say how the action stands", each_row(ACTIONS, sees_to_it, is_open_for_member, holder=MEMBER),
                        during=(AGREED,), outcomes=STANDS, due=working_days(20), every=months(1), changeable=True, recorders=OFFICE)
FOLLOW_OURS = TaskDefinition("follow_ours", "Say how the Secretariat’s action stands",
                             each_row(ACTIONS, None, is_open_for_office, to=OFFICE), during=(AGREED,), outcomes=STANDS,
                             due=working_days(20), every=months(1), changeable=True)


@missing("Not done yet: {}.", rule="DOMAIN-6", short="Every action is done, or overtaken")
def all_done(case: Any) -> list[str]:
    return [row.label for row in case.rows(ACTIONS) if row.status not in SETTLED]


# Agreeing to it

WORDS = Field("words", "Proposed words", LONG, required=True)
AGREES = Outcome("agree", "Agree to the record", mark="support")
AMENDS = Outcome("amend", "Propose an amendment", asks=(WORDS,), reason=True, firm=True, mark="amendment",
                 says="The Secretariat revises the record and circulates it again; a new round begins.")
AGREE = TaskDefinition(
    "agree", "Agree to the record", each_seat(MEMBER), during=(CIRCULATED,), outcomes=(AGREES, AMENDS), changeable=True, recorders=OFFICE,
    binds=(MINUTES, AGENDA, ATTENDANCE, OBSERVERS, DECISIONS, ACTIONS), due=at(record_until), beside=(MINUTES,), button="Answer",
    remind=(Reminder("Half of the time for the record is over.", percent(50, since=record_from)),
            Reminder("The record stands as agreed tomorrow.", BEFORE_END - days(1))),
)


@missing("An amendment was proposed by {}.", rule="DOMAIN-6", short="No member proposes an amendment")
def no_amendment(case: Any) -> list[Any]:
    return [each.party for each in case.positions(AGREE, AMENDS)]


@missing("Had no notice in time: {}.", rule="DESIGN-5", short="Every member had notice in time")
def all_had_notice(case: Any) -> list[Any]:
    """Nobody agrees by saying nothing to what they were not told of in the first half of the time."""
    if case.record_from is None or case.record_until is None:
        return list(case.roll(AGREE))
    half = case.half_way(case.record_from, case.record_until)
    told = {each: case.noticed(AGREE, each) for each in case.roll(AGREE)}
    heard = {each.party for each in case.positions(AGREE)}
    return [each for each, when in told.items() if each not in heard and (when is None or when > half)]


@guard("The meeting is closed after it was opened.", rule="DOMAIN-6", short="The meeting is closed after it was opened")
def closed_after_opened(case: Any) -> bool:
    return case.closed_at is None or case.opened_at is None or bool(case.closed_at > case.opened_at)


def end_of_period(case: Any) -> Any:
    return case.after(case.at, working_days(PERIOD))


def now(case: Any) -> Any:
    return case.at


BEGIN = [Set(record_from, now), Set(record_until, end_of_period)]
CIRCULATE = [AddRows(DECISIONS, new_decisions), *BEGIN]
KEPT = (starts_at, ends_at, place, opened_at, closed_at, led_by, SENT, MINUTES, AGENDA, ATTENDANCE, OBSERVERS, DECISIONS, ACTIONS, AGREE)
KEEP = [Freeze(KEPT, RECORD)]
