"""Attendance: one row for each member seat; who comes, who came, for whom, from where; and who opens the meeting."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    ORGANIZATION, TEXT, AddRows, Edit, Field, ItemDefinition, Outcome, Reminder, SetRow, TaskDefinition, answered, at, days, each_row,
    guard, missing, named,
)
from workflows._shared import CHAIR, COCHAIR, MEMBER, OFFICE, order_of_presiding, today
from workflows.committee_meeting.words import AGENDA_OUT, BEFORE, PREPARING, WRITING, starts_at


class Capacity(StrEnum):
    PRINCIPAL = "Principal"
    ALTERNATE = "Alternate"
    OTHER = "In their place"


class Came(StrEnum):
    ROOM = "In the room"
    REMOTE = "By video or telephone"
    ABSENT = "Absent"


member = Field("member", "Member", ORGANIZATION, required=True)
who = Field("who", "Who", TEXT)
capacity = Field("capacity", "As", Capacity)
whence = Field("whence", "From", TEXT, help="The town or office.")
came = Field("came", "Attended", Came)
FILLED_IN = (who, capacity, whence, came)


@guard("Say who came, and as what.", rule="DOMAIN-6")
def somebody_came(case: Any, row: Any) -> bool:
    return row.came in (None, Came.ABSENT) or bool(row.who and row.capacity)


ATTENDANCE = ItemDefinition(
    "attendance", "Attendance", (member, *FILLED_IN), named_by="member", unique=("member",), fixed=True, checks=(somebody_came,),
    edit=(Edit(OFFICE, (AGENDA_OUT,), (who, capacity, whence)), Edit(PREPARING, WRITING, FILLED_IN)),
)
name, body = Field("name", "Name", TEXT, required=True), Field("body", "Organization", TEXT, required=True)
OBSERVERS = ItemDefinition("observers", "Observers", (name, body, whence), named_by="name", edit=(Edit(OFFICE, (*BEFORE, *WRITING)),))


def seats_without_row(case: Any) -> list[dict[str, Any]]:
    known = [row.member for row in case.rows(ATTENDANCE)]
    return [{"member": each} for each in case.seated(MEMBER) if each not in known]


SEAT = AddRows(ATTENDANCE, seats_without_row)
asked_who = Field("who", "Who comes", TEXT, required=True)
asked_capacity = Field("capacity", "As", Capacity, required=True)
asked_whence = Field("whence", "From", TEXT, help="The town or office, or that it is by video.")
TOLD = {"who": answered(asked_who), "capacity": answered(asked_capacity), "whence": answered(asked_whence)}
COMES = Outcome("comes", "We come", asks=(asked_who, asked_capacity, asked_whence), mark="holds", then=(SetRow(ATTENDANCE, TOLD),))
# Whoever said before who comes says so no more.
NOBODY = dict.fromkeys(TOLD)
DECLINES = Outcome("declines", "We cannot come", mark="missing", then=(SetRow(ATTENDANCE, NOBODY),),
                   says="Your organization still agrees to the record, as every member does.")
INVITATION = TaskDefinition(
    "invitation", "Say who comes to the meeting", each_row(ATTENDANCE, member, holder=MEMBER), during=(AGENDA_OUT,),
    outcomes=(COMES, DECLINES), due=at(starts_at) - days(2), changeable=True, recorders=OFFICE, button="Reply",
    remind=(Reminder("The meeting is in three days, and you have not said who comes.", at(starts_at) - days(3)),),
)


# Who leads


def staying_away(case: Any) -> set[Any]:
    """The members that have said that they cannot come."""
    return {each.party.row.member for each in case.positions(INVITATION, DECLINES)}


@guard("There is no chair, or the chair's organization cannot come; the co-chair opens the meeting.", rule="DOMAIN-2.2")
def chair_comes(case: Any) -> bool:
    return case.holder(CHAIR) not in (None, *staying_away(case))


@guard("There is no co-chair either, or its organization cannot come as well; the next member in the rotation opens the meeting.",
       rule="11a")
def cochair_comes(case: Any) -> bool:
    return case.holder(COCHAIR) not in (None, *staying_away(case))


def next_in_rotation(case: Any) -> Any:
    """The next member after the co-chair, in the order of rotation, that may preside and comes; or nobody."""
    away, order, cochair = staying_away(case), order_of_presiding(case), case.holder(COCHAIR)
    place = order.index(cochair) + 1 if cochair in order else 0
    return next((each for each in [*order[place:], *order[:place]] if each not in away), None)


LEADING = (
    CHAIR.when(chair_comes) | COCHAIR.when(~chair_comes, cochair_comes)
    | named(next_in_rotation, MEMBER).when(~chair_comes, ~cochair_comes)
)


def who_leads(case: Any) -> Any:
    """The organization that opens the meeting."""
    if chair_comes.holds(case):
        return case.holder(CHAIR)
    return case.holder(COCHAIR) if cochair_comes.holds(case) else next_in_rotation(case)


@guard("It is opened on its day, not before: give it another time.", short="It is the day of the meeting")
def is_its_day(case: Any) -> bool:
    return bool(today(case) >= case.calendar.day_of(case.starts_at))


@missing("Say for each member whether it came: {}.", rule="DOMAIN-6", short="The attendance is complete", wants=(came,))
def attendance_complete(case: Any) -> list[Any]:
    return [row.label for row in case.rows(ATTENDANCE) if row.came is None]
