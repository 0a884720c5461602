"""The words of an evaluation: fields, states and documents."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, INSTANT, LONG, MONEY, ORGANIZATION, TEXT, DocumentDefinition, Edit, Field, State, at, guard, working_days,
)
from workflows._shared import OFFICE, Currency, is_member


class Kind(StrEnum):
    ACTIVITY = "Activity"
    PROGRAMME = "Programme or project"
    THEMATIC_IMPACT = "Thematic impact"
    FINAL_INDEPENDENT = "Final independent evaluation"


WIDE = (Kind.THEMATIC_IMPACT, Kind.FINAL_INDEPENDENT)  # these look at many activities, or at the whole phase


@guard("An amount is more than nothing.", rule="SS-17")
def is_positive(case: Any, amount: Any) -> bool:
    return bool(amount > 0)


kind = Field("kind", "Kind of evaluation", Kind, required=True)
lead = Field("lead", "Lead organization", ORGANIZATION, checks=(is_member,), help="Of what is evaluated.")
participants = Field("participants", "Organizations that take part", ORGANIZATION, many=True, help="In what is evaluated.")
subject = Field("subject", "What is evaluated, and what for", LONG)
funds = Field("funds", "Funds for the evaluation", MONEY, checks=(is_positive,), help="As the budget of what is evaluated sets them aside.")
currency = Field("currency", "Currency", Currency, default="USD")
ends_on = Field("ends_on", "Implementation ends on", DATE)
earlier = Field("earlier", "What it takes up from the first-phase evaluation", LONG, help="Asked of the final evaluation.")
no_annex = Field("no_annex", "Why there is no confidential annex", LONG)
actions_until = Field("actions_until", "Last date of an open action", DATE, internal=True)
final_on, published_on = Field("final_on", "Final on", DATE), Field("published_on", "Published on", DATE)
published_hash = Field("published_hash", "SHA-256 of the published report", TEXT)
told_at = Field("told_at", "What everybody reads of it changed", INSTANT, internal=True)
no_lesson = Field("no_lesson", "Why no lesson is drawn", LONG, help="Where none is captured.")
ABOUT = (kind, lead, participants, subject, funds, currency, ends_on, earlier)

PLANNED = State("planned", "Planned", due=working_days(20), moment="An evaluation is planned.")
TOR = State("terms", "Terms of reference", due=working_days(20), moment="The terms of reference are being written.")
SELECTED = State("selected", "Evaluator selected", tone="run", moment="The evaluator declares interests.")
INCEPTION = State("inception", "Inception", due=working_days(20), tone="run", moment="The evaluator plans the work.")
DATA = State("data_collection", "Data collection", due=working_days(40), tone="run", moment="Documents are read, people are heard.")
DRAFT = State("draft_report", "Draft report", due=working_days(20), tone="run", moment="The draft is read and rated.")
FINAL = State("final_report", "Final report", result="final", due=working_days(5), tone="ok", moment="The report is final.")
RESPONSE = State("management_response", "Management response", result="final", waits="the management response", tone="ok",
                 moment="Each recommendation is answered.")
FOLLOW_UP = State("follow_up", "Follow-up", result="final", due=at(actions_until) + working_days(20), tone="ok",
                  moment="What was accepted is followed until it is done.")
CLOSED = State("closed", "Closed", result="final", final=True, tone="ok", moment="What was accepted is done.")
CANCELLED = State("cancelled", "Cancelled", result="cancelled", final=True, moment="The evaluation was given up.")
WRITING = (INCEPTION, DATA, DRAFT)

TERMS = DocumentDefinition("terms", "Terms of reference", edit=(Edit(OFFICE, (PLANNED, TOR)),))
EARLIER = DocumentDefinition("earlier", "First-phase evaluation", edit=(Edit(OFFICE, (PLANNED, TOR)),), help="Where it has no case here.")
RECORD, ANSWERS = DocumentDefinition("record", "Record of the evaluation"), DocumentDefinition("response", "Management response")
