"""The words of a committee decision: natures, subjects, settings, fields, states and documents."""

from __future__ import annotations

from enum import StrEnum

from engine.definition import (
    INSTANT, LONG, NUMBER, OPENER, ORGANIZATION, SETTING, VALUE, YES_NO, DocumentDefinition, Edit, Field, Setting, State, hours,
    working_days,
)
from workflows._shared import CHAIR, COCHAIR, OFFICE, PUBLIC, principles


class Nature(StrEnum):
    DECISION = "Decision"
    ADVICE = "Advice"
    GUIDANCE = "Guidance"


class Subject(StrEnum):
    IMPLEMENT_ACTIVITY = "Implement an activity"
    TOOL_OR_MECHANISM = "Tool or mechanism"
    COUNTRY_REGION_SELECTION = "Selection of countries or regions"
    THEME_SECTOR_SELECTION = "Selection of themes or sectors"
    PRIORITY = "Priority"
    WORKPLAN = "Workplan"
    GOVERNANCE_TOR = "Terms of Reference"
    LETTER_OF_AGREEMENT = "Letter of Agreement"
    MEMBERSHIP = "Membership"
    MEMBERSHIP_PROCEDURE = "Membership procedure"
    CHAIR = "Chair and co-chair"
    REPORT_DIRECTION = "Direction for a report"
    RESOURCE_ALLOCATION = "Resource allocation"
    AWARD = "Award"
    OTHER = "Other"


class Method(StrEnum):
    MEETING = "At a meeting"
    WRITTEN = "In writing"
    SILENCE = "Silence procedure"


class Urgency(StrEnum):
    URGENT = "Urgent"
    NORMAL = "Normal"
    IMPORTANT = "Important"


class Followed(StrEnum):
    FOLLOWED = "Followed"
    PARTLY = "Partly followed"
    NOT_FOLLOWED = "Not followed"


# Numbers and lists that the Committee adopts; silence is off for every subject until it does.
YEAR = 366 * 24  # hours
SILENCE_SUBJECTS = Setting("silence_subjects", "Subjects open to silence", (), Subject, many=True, decided=True)
URGENT = Setting("silence_urgent", "Silence period, urgent (hours)", 72, decided=True, least=72, most=YEAR)
NORMAL = Setting("silence_normal", "Silence period, normal (working days)", 5, decided=True, least=1, most=250)
IMPORTANT = Setting("silence_important", "Silence period, important (working days)", 10, decided=True, least=1, most=250)
SHORTEST = Setting("silence_shortest", "Shortest silence period (hours)", 72, decided=True, least=72, most=YEAR)
NOTICE_SHARE = Setting("silence_notice_share", "Notice must come before this share of the period (percent)", 50, decided=True, least=1,
                       most=100)
LENGTHS = {Urgency.URGENT: hours(URGENT), Urgency.NORMAL: working_days(NORMAL), Urgency.IMPORTANT: working_days(IMPORTANT)}

nature = Field("nature", "Nature", Nature, required=True, default="DECISION", help="Advice is given, never adopted.")
subject = Field("subject", "Subject", Subject, required=True)
significant = Field("significant", "Significant", YES_NO, default=False, help="Themes, countries, regions, strategy (GOV-19).")
waiver = Field("waiver", "Why no consultation is held", LONG, help="For a significant matter without a reported consultation.")
method = Field("method", "Method", Method, required=True, default="MEETING")
urgency = Field("urgency", "Urgency", Urgency, default="NORMAL", help="Decides how long silence runs.")
background = Field("background", "Background", LONG, required=True)
lead = Field("lead", "Lead organization", ORGANIZATION, help="Implements it and reports; for advice, the organization it is given to.")
meets_at = Field("meets_at", "Meeting", INSTANT, help="Documents go out 5 working days before.")
accepted_gaps = Field("accepted_gaps", "Principles not met, and why that is accepted", LONG)
setting_key = Field("setting_key", "Setting that this decision adopts", SETTING)
setting_value = Field("setting_value", "Its value", VALUE, help="Several are divided by commas.")
silence_from = Field("silence_from", "Silence since", INSTANT)
expires_at = Field("expires_at", "Positions are due", INSTANT)
first_end = Field("first_end", "End of the period as it was opened", INSTANT, internal=True)
extensions = Field("extensions", "Extensions granted", NUMBER, default=0)
moved = Field("moved", "Moved because a member had no notice", YES_NO, default=False, internal=True)
broken_round = Field("broken_round", "Round in which silence was broken", NUMBER, internal=True)
until = Field("until", "Extended until", INSTANT, required=True)
comment = Field("comment", "Comment", LONG, required=True)
words = Field("words", "Proposed words", LONG)
statement = Field("statement", "Explanation of position", LONG, required=True)
contact = Field("contact", "Contact with the member, options, outcome", LONG, required=True)
progress = Field("progress", "Progress", LONG, required=True)
confirmation = Field("confirmation", "Words of the confirmation", LONG, required=True)
announced_in = Field("announced_in", "Announced at", help="The meeting whose record it enters. It stands in the public extract.")
followed = Field("followed", "Was the advice followed?", Followed, required=True)
account = Field("account", "What was done with it", LONG)

DRAFT = State("draft", "Draft", due=working_days(20), moment="The text is being drafted.")
CIRCULATED = State("circulated", "Circulated", due=working_days(10), moment="The text is circulated. The chair opens the next step.")
DELIBERATION = State("deliberation", "In deliberation", due=working_days(20), tone="run", moment="The Committee deliberates.")
SILENCE = State("silence", "Silence period", tone="run", waits="the end of the period",
                moment="Silence is running. It ends {expires_at}.")
BROKEN = State("broken", "Silence broken", due=working_days(10), tone="warn", moment="Silence is broken. The chair takes the next step.")
CONSENSUS = State("adopted_consensus", "Adopted by consensus", result="adopted", due=hours(24), tone="ok",
                  moment="Adopted by consensus.")
NO_OBJECTION = State("adopted_no_objection", "Adopted, no objection received", result="adopted", due=hours(24), tone="ok",
                     moment="No objection received ({position.unanswered} without position). Silence is not support.")
JOINT = State("adopted_joint", "Adopted, no member strongly objecting", result="adopted", due=hours(24), tone="ok",
              moment="Adopted as a joint decision, no member strongly objecting.")
ADVISED = State("advised", "Advice given", result="advice given", tone="ok", waits="the lead organization's account",
                moment="Advice is given. It is not a decision.")
ANNOUNCED = State("announced", "Announced", result="adopted", tone="ok", waits="implementation", moment="The decision is announced.")
IMPLEMENTED = State("implemented", "Implemented", result="adopted", final=True, tone="ok", moment="The decision is implemented.")
ANSWERED = State("advice_answered", "Advice given and answered", result="advice given", final=True, tone="ok",
                 moment="Advice was given, and its use is on record.")
NOT_ADOPTED = State("not_adopted", "Not adopted", result="not adopted", final=True, moment="The text was not adopted.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The item was withdrawn.")
SUPERSEDED = State("superseded", "Superseded", result="superseded", final=True, moment="A later decision supersedes this one.")
ADOPTED = (CONSENSUS, NO_OBJECTION, JOINT)
KEPT = (*ADOPTED, ANNOUNCED, IMPLEMENTED)

PRESIDING = CHAIR | COCHAIR
DRAFTING = Edit(OPENER | OFFICE | PRESIDING, (DRAFT,))
REVISING = Edit(OFFICE | PRESIDING, (BROKEN, DELIBERATION))
TEXT = DocumentDefinition("text", "Decision text", edit=(DRAFTING, REVISING), help="Every answer is given on this version, by its hash.")
SHEET = DocumentDefinition("sheet", "Positions sheet")
STATEMENTS = DocumentDefinition("statements", "Explanations of position")
EXTRACT = DocumentDefinition("extract", "Public extract", level=PUBLIC.key,
                             help="What was adopted, without the positions. Whoever has its address may read it.")
REVIEW = DocumentDefinition("review", "Principles review")
PAPER = DocumentDefinition("paper", "Background paper", edit=(DRAFTING, REVISING))
CONSULTATION = DocumentDefinition("consultation", "Report of the consultation", edit=(DRAFTING, REVISING),
                                  help="Of a consultation held elsewhere: who was asked, and what they said.")
REVIEWED = principles(DRAFTING, REVISING)
