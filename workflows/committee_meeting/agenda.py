"""The agenda: what waits is taken up, each line with its own case; papers go out in time, or nobody objects to less."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    LONG, ORGANIZATION, TEXT, AddRows, Edit, Field, Gather, ItemDefinition, Outcome, Set, TaskDefinition, each_seat, guard, missing,
)
from workflows._shared import MEMBER, OFFICE, Ended, ForMeeting, is_member
from workflows.committee_meeting.words import AGENDA_OUT, HELD, PREPARING, REVISION, SCHEDULED, short_notice, taken_up


class Line(StrEnum):
    DECIDE = "For decision"
    ANNOUNCE = "To be announced"
    DISCUSS = "For discussion"
    INFORM = "For information"


OF_A_CASE = (Line.DECIDE, Line.ANNOUNCE)


def tied(case: Any) -> dict[str, Any]:
    """What the meeting takes up, by its working reference."""
    return {each.reference: each for each in case.links("takes_up")}


@guard("What is for decision or to be announced has a case of its own: tie that case to the meeting, and take up what waits.",
       rule="DOMAIN-6")
def has_its_case(case: Any, row: Any) -> bool:
    return row.kind not in OF_A_CASE or row.reference in tied(case)


@guard("The meeting takes up no case of this reference.", rule="DOMAIN-6")
def is_taken_up(case: Any, row: Any) -> bool:
    return row.reference is None or row.reference in tied(case)


@guard("What silence has adopted is announced at the next meeting: it stays on the agenda.", rule="DOMAIN-5.2")
def is_not_to_be_announced(case: Any, row: Any) -> bool:
    return row.kind is not Line.ANNOUNCE


@guard("The agenda went out with this line: say in its conclusion what became of it.", rule="DOMAIN-6")
def did_not_go_out(case: Any, row: Any) -> bool:
    went_out = case.since(AGENDA_OUT)
    return case.state is SCHEDULED or went_out is None or row.row.at > went_out


subject = Field("subject", "Subject", TEXT, required=True)
kind = Field("kind", "What for", Line, required=True, default="DISCUSS")
reference = Field("reference", "Case", TEXT, internal=True)
introduced_by = Field("introduced_by", "Introduced by", ORGANIZATION, checks=(is_member,))
conclusion = Field("conclusion", "Conclusion", LONG, help="For a decision only what its own case does not say.")
AGENDA = ItemDefinition(
    "agenda", "Agenda", (subject, kind, reference, introduced_by, conclusion), named_by="subject", unique=("reference",),
    checks=(is_taken_up, has_its_case), ends=(is_not_to_be_announced, did_not_go_out),
    edit=(Edit(PREPARING, (SCHEDULED,), (subject, kind, reference, introduced_by)), Edit(PREPARING, (HELD,), (subject, kind, conclusion)),
          Edit(PREPARING, (REVISION,), (conclusion,))),
)


def new_lines(case: Any) -> list[dict[str, Any]]:
    """A line for each tied case that never had one: what was taken off the agenda stays off."""
    had = {*case.taken_up, *(row.reference for row in case.rows(AGENDA))}
    new = [each for reference, each in tied(case).items() if reference not in had]
    return [{"subject": called(each), "kind": what_for(each), "reference": each.reference} for each in new]


def called(other: Any) -> str:
    """Its title, or no more than its reference where not everybody who reads the agenda may know what it is about."""
    return str(other.title if other.open_to_readers else other.reference)


def all_tied(case: Any) -> list[str]:
    return list(tied(case))


def what_for(other: Any) -> Line:
    """What the case waits for; one that waits for nothing is talked about."""
    told = other.told("for_meeting")
    return Line[told] if told is not None else Line.DISCUSS


TOLD = Field("for_meeting", "For the next meeting", ForMeeting)
LAY_DOWN = [AddRows(AGENDA, new_lines), Set(taken_up, all_tied)]
ANNOUNCING = Gather("consensus-decision", "takes_up", TOLD, "ANNOUNCE")
TAKE_UP = [Gather("consensus-decision", "takes_up", TOLD, "DECIDE"), ANNOUNCING, *LAY_DOWN]
# What was adopted while the agenda was out is announced at this meeting as well.
ANNOUNCE = [ANNOUNCING, *LAY_DOWN]


# Before it goes out


@guard("There is nothing on the agenda yet: take up what waits, or add a line.", short="There is something on the agenda")
def has_lines(case: Any) -> bool:
    return bool(case.rows(AGENDA))


@guard("The meeting ends after it begins: give it another time.", short="The meeting ends after it begins")
def ends_after_it_begins(case: Any) -> bool:
    return bool(case.starts_at < case.ends_at)


@guard("The meeting lies ahead: give it another time.", short="The meeting lies ahead")
def lies_ahead(case: Any) -> bool:
    return bool(case.at < case.starts_at)


@missing("The text is not circulated yet: {}. Circulate it first, or take it off the agenda.", rule="DOMAIN-7.2",
         short="The texts that are for decision are out")
def texts_are_out(case: Any) -> list[str]:
    others = tied(case)
    waiting = [row for row in case.rows(AGENDA) if row.kind is Line.DECIDE]
    return [row.label for row in waiting if not _is_out(others.get(row.reference))]


def _is_out(other: Any) -> bool:
    return other is not None and (other.result is not None or other.told("for_meeting") is not None)


@guard("Papers go out 5 working days before the meeting, or as many as the Committee has set: hold it later, or call it at shorter "
       "notice, with the reason.", rule="DOMAIN-7.2", short="The papers go out in time")
def in_time(case: Any) -> bool:
    return bool(case.at <= case.papers_due)


@guard("There is time enough: circulate the agenda in the ordinary way.", short="There is no time for the ordinary way")
def not_in_time(case: Any) -> bool:
    return not in_time.holds(case)


READY = [has_lines, ends_after_it_begins, lies_ahead, texts_are_out]


# At shorter notice


@guard("The meeting was called in time.")
def called_late(case: Any) -> bool:
    return bool(case.short_notice)


OBJECT = TaskDefinition(
    "object", "Object to the shorter notice", each_seat(MEMBER), during=(AGENDA_OUT,), when=(called_late,), optional=True,
    recorders=OFFICE, button="Object",
    outcomes=(Outcome("object", "Object to the shorter notice", reason=True, firm=True, mark="concern",
                      says="The meeting is then held later, or what came late is not on its agenda."),),
)


@missing("The papers went out late, and somebody objects: {}. Give the meeting another time, or send another agenda in time.",
         rule="DOMAIN-7.2", short="Nobody objects to the shorter notice")
def nobody_objects(case: Any) -> list[Any]:
    return [each.party for each in case.positions(OBJECT)] if case.short_notice and not had_time(case) else []


def had_time(case: Any) -> bool:
    """Whether the papers came to lie long enough before the meeting, for it was moved."""
    went_out = case.since(AGENDA_OUT)
    return went_out is not None and bool(went_out <= case.papers_due)


# After it


def outcome_of(case: Any, row: Any) -> Ended | None:
    """How the case of a line ended, where it has."""
    other = tied(case).get(row.reference)
    told = other.told("ended") if other is not None else None
    return Ended[told] if told is not None else None


@missing("Not concluded yet: {}. Declare it in its case, or say what the meeting concluded.", rule="DOMAIN-6",
         short="Every point of the agenda is concluded")
def all_concluded(case: Any) -> list[str]:
    return [row.label for row in case.rows(AGENDA) if not row.conclusion and outcome_of(case, row) is None]


def notice_is_short(case: Any) -> bool:
    return not in_time.holds(case)


NOTE_NOTICE = Set(short_notice, notice_is_short)
