"""The words of a meeting of the Committee: settings, fields, states and documents."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    INSTANT, LONG, ORGANIZATION, TEXT, YES_NO, DocumentDefinition, Edit, Field, Setting, State, at, working_days,
)
from workflows._shared import CHAIR, COCHAIR, OFFICE

AHEAD = Setting("meeting_papers_ahead", "Papers go out before a meeting (working days)", 5, decided=True, least=1, most=60)
PERIOD = Setting("meeting_record_period", "Period to agree to the record of a meeting (working days)", 10, decided=True, least=2, most=60)


def last_day_for_papers(case: Any) -> Any:
    """Closing time of the working day that lies so many working days before the meeting."""
    return case.after(case.starts_at, -working_days(AHEAD)) if case.starts_at else None


starts_at = Field("starts_at", "Begins", INSTANT, required=True)
ends_at = Field("ends_at", "Ends", INSTANT, required=True)
place = Field("place", "Place", TEXT, required=True)
remote = Field("remote", "How to take part from elsewhere", LONG, help="The address of the call, or a number.")
papers_due = Field("papers_due", "Papers go out by", INSTANT, computed=last_day_for_papers)
short_notice = Field("short_notice", "Called at shorter notice", YES_NO, internal=True)
taken_up = Field("taken_up", "Cases that were taken up", TEXT, many=True, internal=True)
opened_at = Field("opened_at", "Opened", INSTANT)
led_by = Field("led_by", "Led by", ORGANIZATION)
closed_at = Field("closed_at", "Closed", INSTANT, help="When the meeting was closed.")
record_from = Field("record_from", "Record circulated", INSTANT)
record_until = Field("record_until", "Amendments to the record until", INSTANT)

SCHEDULED = State("scheduled", "Scheduled", due=at(papers_due), moment="A meeting is to be held on {starts_at}. Its agenda is prepared.")
AGENDA_OUT = State("agenda", "Agenda", due=at(starts_at), tone="run",
                   moment="The agenda and the papers are out. The meeting begins {starts_at}.")
HELD = State("held", "Held", result="held", due=working_days(5), tone="run",
             moment="The meeting was opened {opened_at}. What it decides is declared from the agenda; then its record is written.")
CIRCULATED = State("record_circulated", "Record circulated", result="held", tone="run", waits="the members’ agreement to the record",
                   moment="The record is with the members. It stands as agreed {record_until}, unless a member proposes an amendment.")
REVISION = State("record_revised", "Record under revision", result="held", due=working_days(5), tone="warn",
                 moment="The record is to be revised, and circulated again.")
AGREED = State("agreed", "Agreed", result="agreed", tone="ok", waits="the follow-up actions",
               moment="The record is agreed. What is to follow is being done.")
CLOSED = State("closed", "Agreed and followed up", result="agreed", final=True, tone="ok",
               moment="The record is agreed, and what was to follow is done.")
CALLED_OFF = State("called_off", "Called off", result="called off", final=True, moment="The meeting was called off.")

PRESIDING = CHAIR | COCHAIR
PREPARING = OFFICE | PRESIDING
WRITING = (HELD, REVISION)
BEFORE = (SCHEDULED, AGENDA_OUT)
NOTE = DocumentDefinition("note", "Annotated agenda", edit=(Edit(PREPARING, (SCHEDULED,)),),
                          help="What each point is about. The papers of a decision are in its own case.")
SENT = DocumentDefinition("sent", "Agenda as it went out")
MINUTES = DocumentDefinition("minutes", "Record of the meeting", edit=(Edit(OFFICE, WRITING),))
RECORD = DocumentDefinition("record", "Agreed record", help="The record with the agenda, the attendance, the decisions and the actions.")
