"""CHR: who presides for the next 12 months; terms are mandates that change hands at midnight (DOMAIN 5.3-5.8, 7.20, 11a)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.definition import (
    DATE, INSTANT, LONG, ORGANIZATION, CaseDefinition, Chain, DocumentDefinition, Edit, Field, Grant, Open, Outcome, PositionsPanel,
    Register, Reminder, Reopen, RulesPanel, Set, State, TaskDefinition, TextPanel, at, days, each_seat, either, filled, guard, has,
    linked, missing, months, named, working_days,
)
from workflows._shared import CHAIR, COCHAIR, COMMITTEE, MEMBER, OFFICE, ROTATION, SC_RESTRICTED, international, order_of_presiding, ties

TERM = months(12)
MOMENT = timedelta(microseconds=1)


@missing("Only a seated member presides: not {}.", rule="GOV-05", short="Whoever presides is a seated member")
def is_member(case: Any, organization: Any) -> list[Any]:
    return [] if organization in case.seated(MEMBER, first_moment(case)) else [organization]


def first_moment(case: Any) -> Any:
    return case.house_day(case.term_start) if case.term_start else None


def last_moment(case: Any) -> Any:
    """The instant at which the term is over: 12 months of the calendar after its first moment."""
    return case.after(first_moment(case), TERM)


term_start = Field("term_start", "First day of the term", DATE, required=True, help="From 00:00 in the house's zone, for 12 months.")
chair = Field("chair", "Chair", ORGANIZATION, checks=(international, is_member), help="Proposed by the order of rotation.")
co_chair = Field("co_chair", "Co-chair", ORGANIZATION, checks=(international, is_member), help="Becomes chair with the next term.")
grounds = Field("grounds", "Grounds", LONG, help="What the Committee should know: it becomes the background of the decision.")
letter_date = Field("letter_date", "Letter of Agreement signed by both on", DATE, help="The later of the two signatures.")
begins = Field("begins", "Term begins", INSTANT)
ends = Field("ends", "Term ends", INSTANT)
outgoing = Field("outgoing", "Outgoing chair", ORGANIZATION)
passed_over = Field("passed_over", "Declined this turn", ORGANIZATION, many=True)
declined_before = Field("declined_before", "Have used their right to decline", ORGANIZATION, many=True, internal=True)
open_items = Field("open_items", "Open items handed over", LONG, required=True, help="Name each with what is to be done, or say: none.")

SCHEDULED = State("scheduled", "Scheduled", moment="Nominations begin 60 days before the term.")
NOMINATION = State("nomination", "Nomination", due=at(term_start) - days(30), moment="The next chair and co-chair are nominated.")
BEFORE_SC = State("before_sc", "Before the Committee", waits="the Committee's decision", moment="The Committee has it.")
CONFIRMED = State("confirmed", "Confirmed", result="confirmed", tone="ok", moment="Chair and co-chair are confirmed.")
HANDOVER = State("handover", "Handover", result="confirmed", tone="ok", moment="The handover note is written; the term begins at {begins}.")
IN_OFFICE = State("in_office", "In office", result="in office", tone="run", moment="The term runs until {ends}.")
COMPLETED = State("completed", "Completed", result="completed", final=True, tone="ok", moment="The term of 12 months is over.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="This rotation was withdrawn.")

PRESIDING = CHAIR | COCHAIR
NOMINATING = Edit(OFFICE | PRESIDING, (SCHEDULED, NOMINATION), (chair, co_chair, grounds, letter_date))
HANDING_OVER = (CONFIRMED, HANDOVER, IN_OFFICE)
LETTER = DocumentDefinition("letter", "Signed Letter of Agreement", edit=(Edit(NOMINATING.by, NOMINATING.during),),
                            help="The joint Letter, or proof that both organizations have signed it.")
NOTE = DocumentDefinition("note", "Handover note", edit=(Edit(named(outgoing, MEMBER) | OFFICE, HANDING_OVER),))


def turns(case: Any) -> list[Any]:
    """Whose turn it is, chair first: from the co-chair on, in the order of rotation, then by name; no regional member,
    nobody without a seat when the term begins, nobody who has declined this turn."""
    start = first_moment(case)
    if start is None:
        return []
    order = order_of_presiding(case, start)
    first = place(order, case.holder(COCHAIR, start - MOMENT), 0)
    if first is None:
        first = place(order, case.holder(CHAIR, start - MOMENT), 1) or 0
    return [each for each in [*order[first:], *order[:first]] if each not in case.passed_over]


def place(order: list[Any], organization: Any, after: int) -> int | None:
    """Where an organization stands in the order, or the place after it."""
    return order.index(organization) + after if organization in order else None


def first_turn(case: Any) -> Any:
    return next(iter(turns(case)), None)


def second_turn(case: Any) -> Any:
    return next(iter(turns(case)[1:]), None)


def nominees(case: Any) -> list[Any]:
    return [each for each in (case.chair, case.co_chair) if each is not None]


@missing("A regional organization never presides: {}.", rule="GOV-06", short="Both are international organizations")
def both_international(case: Any) -> list[Any]:
    return [each for each in nominees(case) if not international.holds(case, each)]


@guard("Chair and co-chair come from different organizations.", rule="GOV-05", short="Chair and co-chair are different organizations")
def different(case: Any) -> bool:
    return case.chair is None or case.chair != case.co_chair


@missing("Not seated when the term begins: {}.", rule="GOV-05", short="Both are members when the term begins")
def both_seated(case: Any) -> list[Any]:
    return [each for each in nominees(case) if each not in case.seated(MEMBER, first_moment(case))]


@missing("By the order of rotation it is the turn of {}, chair first.", rule="GOV-05", short="The order of rotation is respected")
def order_respected(case: Any) -> list[Any]:
    expected = turns(case)[:2]
    return [] if expected and [case.chair, case.co_chair] == expected else expected or ["nobody"]


@missing("Appointed for this term already: {}.", rule="GOV-05", short="Nobody is appointed for this term yet")
def nobody_appointed(case: Any) -> list[Any]:
    start = first_moment(case)
    if start is None:
        return []
    before, last = start - MOMENT, last_moment(case) - MOMENT
    return [each for office in (CHAIR, COCHAIR) for each in case.seated(office, last) if each not in case.seated(office, before)]


@guard("This term is over already.", rule="GOV-05", short="The term is not over")
def not_over(case: Any) -> bool:
    return case.term_start is not None and bool(case.at < last_moment(case))


@guard("The decision is not taken yet.")
def decision_over(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result is not None


# A turn declined: once, with a reason, by the organization whose turn it is; the next one follows.


@guard("It is not your organization's turn to preside.", rule="GOV-05")
def in_turn(case: Any, answer: Any) -> bool:
    return answer.party in turns(case)[:2]


@guard("Your organization has declined a turn before; the next one is declined after it has presided.", rule="7.20")
def first_time(case: Any, answer: Any) -> bool:
    return answer.party not in case.declined_before


@guard("Nobody else could preside.", rule="GOV-05")
def others_left(case: Any, answer: Any) -> bool:
    return len(turns(case)) > 2


def with_decliner(case: Any) -> tuple[Any, ...]:
    return (*case.passed_over, case.answer.party)


DECLINE = Outcome("decline", "Decline this turn", reason=True, when=(in_turn, first_time, others_left), mark="declined",
                  then=(Set(passed_over, with_decliner), Set(chair, first_turn), Set(co_chair, second_turn)),
                  says="The next organization in the order follows. A turn is declined once.")
TURN = TaskDefinition("turn", "Decline your turn to preside", each_seat(MEMBER), during=(NOMINATION,), outcomes=(DECLINE,), optional=True,
                      recorders=OFFICE)

# The handover: a note, and both who come accept this very version of it. The term begins with or without.
HAND_OVER = TaskDefinition(
    "hand_over", "Write the handover note", named(outgoing, MEMBER), during=HANDING_OVER, asks=(open_items,),
    outcomes=(Outcome("done", "The note is written", when=(has(NOTE),), mark="holds"),), due=at(begins) - working_days(5),
)
ACCEPT = Outcome("accept", "Accept the handover", mark="accepted")
LACKING = Outcome("lacking", "Something is missing", reason=True, then=(Reopen(HAND_OVER),), mark="missing",
                  says="The outgoing chair is asked to complete the note.")


def acceptance(key: str, incoming: Field) -> TaskDefinition:
    return TaskDefinition(key, "Accept the handover", named(incoming, MEMBER), during=(HANDOVER, IN_OFFICE), outcomes=(ACCEPT, LACKING),
                          binds=(NOTE,), due=at(begins), when=(has(NOTE),))


ACCEPTED = (acceptance("accept_as_chair", chair), acceptance("accept_as_co_chair", co_chair))


# What happens with the decision, and when the term begins.


def beginning(case: Any) -> Any:
    """The first moment of the term; of one confirmed late, the moment of its confirmation."""
    return max(first_moment(case), case.at)


def chair_before(case: Any) -> Any:
    return case.holder(CHAIR, first_moment(case) - MOMENT) or case.holder(CHAIR, case.begins - MOMENT)


def next_start(case: Any) -> Any:
    return case.calendar.day_of(case.ends)


def next_title(case: Any) -> str:
    return f"Chair and co-chair from {next_start(case).isoformat()}"


def decision_title(case: Any) -> str:
    """Whom the Committee decides on: every position on the decision is bound to its title."""
    return f"{case.chair} as chair and {case.co_chair} as co-chair from {case.term_start.isoformat()}"


def right_used(case: Any) -> tuple[Any, ...]:
    """Who may not decline again: those who have, until they preside."""
    used = dict.fromkeys((*case.declined_before, *case.passed_over))
    return tuple(each for each in used if each not in nominees(case))


FIT = [both_international, different, both_seated, nobody_appointed, not_over]
READY = [filled(term_start, chair, co_chair, grounds, rule="7.20"), *FIT, order_respected, has(LETTER, rule="GOV-07"),
         filled(letter_date, rule="GOV-07")]
DECISION = {"nature": "DECISION", "subject": "CHAIR", "background": grounds}
CONFIRM = [Set(begins, beginning), Set(ends, last_moment), Set(outgoing, chair_before),
           Grant(CHAIR, chair, begins, ends, sole=True), Grant(COCHAIR, co_chair, begins, ends, sole=True)]
NEXT = {"term_start": next_start, "chair": co_chair, "declined_before": right_used}

definition = CaseDefinition(
    key="chair-rotation", version=1, code="CHR", title="Chair rotation", opened_by=OFFICE, initial=SCHEDULED, level=SC_RESTRICTED,
    about="Every 12 months chair and co-chair pass to the next members in the order; regional organizations never preside.",
    number_at_opening="CHR", opens_with=(term_start,),
    fields=(term_start, chair, co_chair, grounds, letter_date, begins, ends, outgoing, passed_over, declined_before),
    documents=(LETTER, NOTE), links=ties("decided_by", "next"), settings=(ROTATION,), publishes=(term_start, chair, co_chair),
    edit=(NOMINATING, Edit(OFFICE, (SCHEDULED,), (term_start,))), tasks=(TURN, HAND_OVER, *ACCEPTED), remarks_by=COMMITTEE,
    reminders=(
        Reminder("The term begins in 30 days, and nobody is confirmed to preside.", at(term_start) - days(30), to=PRESIDING | OFFICE,
                 during=(NOMINATION, BEFORE_SC)),
        Reminder("The term begins in 7 days, and nobody is confirmed to preside.", at(term_start) - days(7), to=PRESIDING | OFFICE,
                 during=(NOMINATION, BEFORE_SC)),
        Reminder("The term has begun, and nobody presides.", at(term_start), to=OFFICE, during=(NOMINATION, BEFORE_SC)),
    ),
    transitions=[
        SCHEDULED.to(NOMINATION, "begin_nomination", "Nominations begin", after=at(term_start) - days(60),
                     then=[Set(chair, first_turn), Set(co_chair, second_turn)]),
        NOMINATION.to(BEFORE_SC, "nominate", "Put it before the Committee", by=OFFICE | PRESIDING, when=READY,
                      then=[Open("consensus-decision", "decided_by", carry=DECISION, title=decision_title)],
                      says="A decision on chair and co-chair is opened."),
        BEFORE_SC.to(CONFIRMED, "confirm", "The Committee confirms", then=CONFIRM,
                     when=[linked("decided_by", "adopted", subject="CHAIR", nature="DECISION",
                                  says="The Committee has not decided who presides."), *FIT]),
        BEFORE_SC.to(NOMINATION, "take_back", "It came back unconfirmed", when=[decision_over]),
        CONFIRMED.to(HANDOVER, "hand_over", "The handover note is written", when=[HAND_OVER.answered()]),
        either(CONFIRMED, HANDOVER).to(IN_OFFICE, "take_office", "The term begins", after=at(begins),
                                       then=[Open("chair-rotation", "next", carry=NEXT, title=next_title)]),
        IN_OFFICE.to(COMPLETED, "complete", "The term is over", after=at(ends)),
        either(SCHEDULED, NOMINATION).to(WITHDRAWN, "withdraw", "Withdraw this rotation", by=OFFICE | PRESIDING, reason=True, side=True),
    ],
    panels=(RulesPanel("Before it goes to the Committee", tuple(READY)), PositionsPanel("Turns declined", TURN),
            TextPanel("Handover note", NOTE), Chain("Linked cases", ("decided_by", "next"))),
    register=Register("Chairs", "chairs", ("number", "title", "state", "chair", "co_chair", "date"), heading="Rotation",
                      second="term_start", filters=("state",), prepare="Schedule a rotation", order=60),
)
