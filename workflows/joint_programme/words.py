"""The words of a joint programme: fields, states and documents."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, DECIMAL, LONG, MONEY, NUMBER, ORGANIZATION, TEXT, YES_NO, DocumentDefinition, Edit, Field, Setting, State, at, days, guard,
    months, named, working_days,
)
from workflows._shared import FIDUCIARY, MEMBER, OFFICE, Currency, Region, is_member


class Modality(StrEnum):
    PARALLEL = "Parallel: each organization manages its own money"
    POOLED = "Pooled: one managing agent"
    PASSED_ON = "Pass-through: one administrative agent"


class Health(StrEnum):
    ON_TRACK = "On track"
    ATTENTION = "Needs attention"
    TROUBLE = "In trouble"


class SeedUse(StrEnum):
    FORMULATION = "Formulation"
    PHASE_1 = "Phase 1"
    BOTH = "Formulation and Phase 1"


class Degree(StrEnum):
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


@guard("Choose a Government.", rule="7.9")
def is_government(case: Any, organization: Any) -> bool:
    return bool(organization.attributes.get("sector") == "GOVERNMENT")


MIN_SHARE = Setting("victim_support_min_share", "Least share for victim support (percent)", None, decided=True, least=0, most=100)

countries = Field("countries", "Countries", ORGANIZATION, many=True, required=True, checks=(is_government,))
region = Field("region", "Region", Region)
lead = Field("lead", "Lead organization", ORGANIZATION, required=True, checks=(is_member,))
fiduciary = Field("fiduciary", "Receives the seed money", ORGANIZATION, help="Its fiduciary officer allocates it.")
currency = Field("currency", "Currency", Currency, default="USD", help="All lines of the budget are in it.")
legacy = Field("legacy", "Begun in the first phase", YES_NO, default=False, help="Then no assessment has to come before it.")
legacy_source = Field("legacy_source", "Where the first phase has recorded it", LONG)
innovative = Field("innovative", "Clearly innovative and ground-breaking", YES_NO)
innovative_why = Field("innovative_why", "Evidence that it is innovative", LONG)
collective = Field("collective", "Demonstrably more effective done together", YES_NO)
collective_why = Field("collective_why", "Evidence that it works better together", LONG)
gaps = Field("gaps", "How gaps in direct assistance are covered, or why not", LONG)
short_term, medium_term = Field("short_term", "Short-term aims", LONG), Field("medium_term", "Medium-term aims", LONG)
long_term = Field("long_term", "Long-term aims", LONG)
actors, activities = Field("actors", "Actors and responsibilities", LONG), Field("activities", "Lines of activity", LONG)
modality = Field("modality", "Fund management", Modality)
capacity = Field("capacity", "Capacity development for former victims", LONG)
low_share = Field("low_share", "Why the share for victim support is below the least", LONG)
begins_on, ends_on = Field("begins_on", "Begins on", DATE), Field("ends_on", "Ends on", DATE)
seed_amount = Field("seed_amount", "Seed money", MONEY, required=True)
seed_use = Field("seed_use", "For", SeedUse, required=True)
phase = Field("phase", "Present phase", NUMBER, default=0)
phase_ends = Field("phase_ends", "The phase ends on", DATE)
health, health_words = Field("health", "How it stands", Health), Field("health_words", "In words", LONG)
exit_plan = Field("exit_plan", "Exit plan for the victims who are assisted", LONG)
no_lesson = Field("no_lesson", "Why no lesson is drawn", LONG)
handed_to = Field("handed_to", "Handed over to", TEXT, required=True)

no_risk = Field("no_risk", "Why no risk is noted", LONG, help="If there is one, note it and tie it to the programme.")

ABOUT = (countries, region, lead, fiduciary, currency, innovative, innovative_why, collective, collective_why)
BEGUN_BEFORE = (legacy, legacy_source)
AIMS = (short_term, medium_term, long_term, actors, activities, modality)
FORMULATED = (*AIMS, gaps, capacity, low_share, no_risk, begins_on, ends_on)
SHARE = Field("share", "Share", DECIMAL)


def half_of(case: Any) -> Any:
    """The day in the middle between the first and the last."""
    if case.begins_on is None or case.ends_on is None:
        return None
    return case.begins_on + (case.ends_on - case.begins_on) / 2


half_time = Field("half_time", "Half of the time", DATE, internal=True, computed=half_of)
LEAD, RECEIVER = named(lead, MEMBER), named(fiduciary, FIDUCIARY)

CONCEPT = State("concept", "Concept", due=working_days(20), moment="The programme is being thought out.")
SELECTION = State("selection", "Selection", waits="the Committee", tone="run", moment="The Committee selects, and advises on resources.")
SEED = State("seed", "Seed funding advised", waits="the fiduciary officer", tone="run",
             moment="The receiver of the seed money allocates it.")
FORMULATION = State("formulation", "Formulation", due=working_days(60), tone="run", moment="The programme document is being written.")
REVIEW = State("review", "Document review", due=working_days(25), tone="run", moment="The budget is checked, and all sign.")
APPROVED = State("approved", "Approved", result="approved", due=days(60), tone="ok", moment="It is signed; the first phase can begin.")
PHASE_1 = State("phase_1", "Phase 1", result="running", tone="run", due=at(phase_ends), moment="The first phase is under way.")
MOBILISATION = State("mobilisation", "Resource mobilisation", result="running", tone="run", due=days(180),
                     moment="Money is being found for the phase to come.")
NEXT_PHASE = State("next_phase", "Next phase", result="running", tone="run", due=at(phase_ends), moment="A later phase is under way.")
EVALUATION = State("evaluation", "Evaluation", result="evaluated", due=months(6), tone="run", moment="It is being evaluated.")
CLOSED = State("closed", "Closed", result="closed", final=True, tone="ok", moment="It is evaluated and closed.")
HANDED_OVER = State("handed_over", "Formulation only", result="handed over", final=True, moment="The document was handed over.")
SUSPENDED = State("suspended", "Suspended", result="suspended", pause=True, due=days(90), tone="warn", moment="The programme rests.")
TERMINATED = State("terminated", "Terminated", result="terminated", final=True, moment="The programme was ended early.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="The concept was withdrawn.")
NOT_SELECTED = State("not_selected", "Not selected", result="not selected", final=True, moment="The Committee did not select it.")
RUNNING = (PHASE_1, MOBILISATION, NEXT_PHASE)
PLANNING = (FORMULATION, APPROVED, *RUNNING)
ACTIVE = (APPROVED, *RUNNING)
STOPPABLE = (SEED, FORMULATION, REVIEW, *ACTIVE, EVALUATION)
REPORTING = (*RUNNING, EVALUATION)

DOCUMENT = DocumentDefinition("document", "Programme document", edit=(Edit(LEAD, (FORMULATION,)),))
SIGNED_BUDGET = DocumentDefinition("signed_budget", "Budget as it stood")
SIGNATURES = DocumentDefinition("signatures", "Signature page")
PHASE_REPORT = DocumentDefinition("phase_report", "Report of the phase", edit=(Edit(LEAD, RUNNING),))
RECORDS = DocumentDefinition("records", "Records of its steering committee", edit=(Edit(LEAD | OFFICE, RUNNING),))
SNAPSHOT = DocumentDefinition("snapshot", "Progress checklist")
FINAL_REPORT = DocumentDefinition("final_report", "Final narrative and financial report", edit=(Edit(LEAD, (EVALUATION,)),))
REVIEWED = DocumentDefinition("review", "Principles review")
NOTE = DocumentDefinition("note", "Inception note")
