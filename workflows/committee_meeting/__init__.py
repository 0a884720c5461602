"""MTG: the Committee meets: an agenda of what waits, attendance, decisions declared in their cases, an agreed record (DOMAIN 6)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    HERE, Appointment, CaseDefinition, Edit, Freeze, MatrixPanel, PositionsPanel, Register, Reminder, Reopen, RulesPanel, Set,
    TextPanel, WordsPanel, at, days, either, filled, guard, has, working_days,
)
from workflows._shared import COMMITTEE, OFFICE, ROTATION, SC_RESTRICTED, ties
from workflows.committee_meeting.agenda import (
    AGENDA, ANNOUNCE, NOTE_NOTICE, OBJECT, READY, TAKE_UP, all_concluded, in_time, nobody_objects, not_in_time, reference,
)
from workflows.committee_meeting.attendance import (
    ATTENDANCE, INVITATION, LEADING, OBSERVERS, SEAT, attendance_complete, is_its_day, who_leads,
)
from workflows.committee_meeting.record import (
    ACTIONS, AGREE, AGREES, BEGIN, CIRCULATE, DECISIONS, FOLLOW, FOLLOW_OURS, KEEP, all_done, all_had_notice, closed_after_opened,
    in_record, no_amendment, now, recorded,
)
from workflows.committee_meeting.words import (
    AGENDA_OUT, AGREED, AHEAD, BEFORE, CALLED_OFF, CIRCULATED, CLOSED, HELD, MINUTES, NOTE, PERIOD, PREPARING, RECORD, REVISION, SCHEDULED,
    SENT, WRITING, closed_at, ends_at, led_by, opened_at, papers_due, place, record_from, record_until, remote, short_notice, starts_at,
    taken_up,
)


@guard("The new time lies ahead.")
def new_time_lies_ahead(case: Any, answer: Any) -> bool:
    return answer.starts_at is None or bool(answer.starts_at > case.at)


@guard("The meeting ends after it begins.")
def new_end_is_later(case: Any, answer: Any) -> bool:
    return None in (answer.starts_at, answer.ends_at) or bool(answer.ends_at > answer.starts_at)


@guard("The agenda went out too late for that time: change the agenda, and circulate it again.", rule="DOMAIN-7.2")
def papers_still_in_time(case: Any, answer: Any) -> bool:
    due, sent = case.after(answer.starts_at, -working_days(AHEAD)) if answer.starts_at else None, case.since(AGENDA_OUT)
    return bool(case.short_notice) or None in (due, sent) or bool(sent <= due)


@guard("It was held already.")
def was_held(case: Any) -> bool:
    return case.opened_at is not None


@guard("The agenda did not go out yet.")
def went_out(case: Any) -> bool:
    return bool(case.rows(ATTENDANCE))


@guard("Nothing of it was decided.")
def has_decisions(case: Any) -> bool:
    return bool(case.rows(DECISIONS))


@guard("There are no observers.")
def has_observers(case: Any) -> bool:
    return bool(case.rows(OBSERVERS)) or case.state in (*BEFORE, *WRITING)


WHEN_AND_WHERE = (starts_at, ends_at, place)
MOVING = [new_time_lies_ahead, new_end_is_later, papers_still_in_time]
SEND = [NOTE_NOTICE, Freeze((*WHEN_AND_WHERE, AGENDA, NOTE), SENT), SEAT]
OPENING = [*ANNOUNCE, Set(opened_at, now), Set(led_by, who_leads)]
COMPLETE = [has(MINUTES), filled(closed_at), closed_after_opened, attendance_complete, all_concluded]

definition = CaseDefinition(
    key="committee-meeting", version=1, code="MTG", title="Committee meeting", opened_by=PREPARING, initial=SCHEDULED, level=SC_RESTRICTED,
    number_at_opening="MTG", about="The Committee meets. What waits comes on the agenda, what silence has adopted is announced, and the "
                                   "record is agreed by all.",
    fields=(*WHEN_AND_WHERE, remote, papers_due, short_notice, taken_up, opened_at, led_by, closed_at, record_from, record_until,
            in_record, recorded),
    opens_with=WHEN_AND_WHERE, items=(AGENDA, ATTENDANCE, OBSERVERS, DECISIONS, ACTIONS), documents=(NOTE, SENT, MINUTES, RECORD),
    links=ties("takes_up"), settings=(AHEAD, PERIOD, ROTATION), publishes=(starts_at, place, led_by, in_record, recorded),
    remarks_by=COMMITTEE,
    tasks=(INVITATION, OBJECT, AGREE, FOLLOW, FOLLOW_OURS),
    edit=(Edit(PREPARING, (SCHEDULED,), (*WHEN_AND_WHERE, remote)), Edit(OFFICE, (AGENDA_OUT,), (remote,)),
          Edit(OFFICE, WRITING, (closed_at,))),
    reminders=(
        Reminder("The agenda and the papers of the meeting go out in two days at the latest.", at(papers_due) - days(2), to=OFFICE,
                 during=(SCHEDULED,)),
        Reminder("The meeting is tomorrow.", at(starts_at) - days(1), to=COMMITTEE, during=(AGENDA_OUT,)),
    ),
    transitions=[
        SCHEDULED.to(AGENDA_OUT, "circulate", "Circulate the agenda and the papers", by=PREPARING, when=[*READY, in_time], then=SEND,
                     says="Every member receives the agenda, and is asked who comes. It stays as it is from now on."),
        SCHEDULED.to(AGENDA_OUT, "circulate_late", "Call it at shorter notice", by=PREPARING, reason=True, side=True,
                     when=[*READY, not_in_time], then=SEND, says="Every member may object; then the meeting is held later."),
        SCHEDULED.to(HERE, "take_up", "Take up what waits", by=PREPARING, side=True, then=TAKE_UP,
                     says="Each decision that waits for a meeting comes on the agenda, and each that silence has adopted since the last."),
        AGENDA_OUT.to(HERE, "move", "Give it another time or place", by=PREPARING, asks=WHEN_AND_WHERE, reason=True, side=True,
                      when=MOVING, then=[Reopen(INVITATION)], says="Every member is asked anew who comes."),
        AGENDA_OUT.to(SCHEDULED, "revise", "Change the agenda", by=PREPARING, reason=True, side=True,
                      says="It goes out again, and again in time."),
        AGENDA_OUT.to(HELD, "open", "Open the meeting", by=LEADING, when=[is_its_day, nobody_objects], then=OPENING,
                      says="What silence has adopted since the agenda went out comes on it, to be announced."),
        either(HELD, REVISION).to(CIRCULATED, "circulate_record", "Circulate the record", by=OFFICE, when=COMPLETE, then=CIRCULATE,
                                  says="Every member agrees, or proposes an amendment. Without one it is agreed when the time is over."),
        CIRCULATED.to(REVISION, "amended", "An amendment is proposed", when=[~no_amendment]),
        CIRCULATED.to(AGREED, "agreed", "All have agreed to the record", when=[AGREE.all_answered(AGREES)], then=KEEP),
        CIRCULATED.to(AGREED, "agreed_in_time", "Agreed, no amendment proposed in time", after=at(record_until),
                      when=[no_amendment, all_had_notice], then=KEEP),
        CIRCULATED.to(HERE, "wait_for_notice", "The time is prolonged: a member had no notice", after=at(record_until),
                      when=[~all_had_notice], then=BEGIN),
        CIRCULATED.to(REVISION, "no_notice", "Not every member had notice", after=at(record_until), when=[~all_had_notice]),
        AGREED.to(CLOSED, "followed_up", "What was to follow is done", when=[all_done]),
        either(*BEFORE).to(CALLED_OFF, "call_off", "Call it off", by=PREPARING, reason=True, side=True,
                           says="Everybody who was asked is told. What was on the agenda waits for the next meeting."),
    ],
    appointment=Appointment(starts_at, ends_at, place, COMMITTEE, (CALLED_OFF,), (SCHEDULED,)),
    panels=(RulesPanel("Before the agenda goes out", (*READY, in_time), (SCHEDULED,)), MatrixPanel("Agenda", AGENDA, names=reference),
            RulesPanel("Before the record goes out", tuple(COMPLETE), WRITING), TextPanel("Record of the meeting", MINUTES, (was_held,)),
            PositionsPanel("Agreement to the record", AGREE), MatrixPanel("Decisions in the record", DECISIONS, when=(has_decisions,)),
            MatrixPanel("Follow-up actions", ACTIONS, when=(was_held,)),
            MatrixPanel("Attendance", ATTENDANCE, when=(went_out,), answers={"Reply": INVITATION}),
            MatrixPanel("Observers", OBSERVERS, note="Observers listen and take no part in a decision.", when=(has_observers,)),
            PositionsPanel("Objections to the shorter notice", OBJECT), WordsPanel("From elsewhere", (remote,))),
    register=Register("Meetings", "meetings", ("number", "title", "state", "starts_at", "place", "led_by"), heading="Meeting",
                      filters=("state",), order=12, prepare="Schedule a meeting", presides=PREPARING, desk_label="What the meetings need",
                      desk=("scheduled", "agenda", "held", "record_revised"), present_state=True),
)
