"""What is told while it runs: each quarter by every member, each year by the lead, in words and in figures (DOMAIN 7.9, 10.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.definition import (
    DATE, HERE, LONG, NUMBER, DocumentDefinition, Edit, Field, Outcome, Reminder, TaskDefinition, at, days, each_row, either, guard,
    missing, months, working_days,
)
from workflows._shared import MEMBER
from workflows.joint_programme.signing import SIGNATORIES, as_member, signatory
from workflows.joint_programme.words import LEAD, PHASE_1, RUNNING

update = Field("update", "What has been done, what has not", LONG, required=True)
TOLD = Outcome("told", "This is our update", asks=(update,), mark="holds")
UPDATE = TaskDefinition("update", "Give your quarterly update", each_row(SIGNATORIES, signatory, as_member, holder=MEMBER),
                        during=RUNNING, outcomes=(TOLD,), due=working_days(20), every=months(3))
NARRATIVE_REPORT = DocumentDefinition("narrative_report", "Annual narrative report", edit=(Edit(LEAD, RUNNING),))
FINANCIAL_REPORT = DocumentDefinition("financial_report", "Annual financial report", edit=(Edit(LEAD, RUNNING),))


def year_before(case: Any) -> int | None:
    """The year that is reported on: the last whole one, from that in which the first phase has begun. Nothing before it is over."""
    begun, last = case.since(PHASE_1), int(case.calendar.day_of(case.at).year) - 1
    return last if begun is not None and case.calendar.day_of(begun).year <= last else None


def new_year(case: Any) -> date:
    return date(case.calendar.day_of(case.at).year + 1, 1, 1)


def in_the_year_after(month: int, day: int) -> Any:
    """A day of the year that follows the one which is reported on."""
    def due(case: Any) -> date | None:
        year = year_before(case)
        return None if year is None else date(year + 1, month, day)
    return due


# A report is asked for when its year is over, and until the next one is over: it stays overdue for the rest of the year.
reported_year = Field("reported_year", "Year reported on", NUMBER, internal=True, computed=year_before)
reports_asked_on = Field("reports_asked_on", "Next reports asked for on", DATE, internal=True, computed=new_year)
narrative_due = Field("narrative_due", "Narrative report due on", DATE, computed=in_the_year_after(3, 31))
financial_due = Field("financial_due", "Financial report due on", DATE, computed=in_the_year_after(4, 30))
# The clock of the new year: the case looks again when it rings, and then it is another year that is over. Nothing moves.
NEW_YEAR = either(*RUNNING).to(HERE, "new_year", "A year is over", after=at(reports_asked_on))


@guard("No year of the programme is over yet.")
def year_is_over(case: Any) -> bool:
    return case.reported_year is not None


def lacks(case: Any, report: DocumentDefinition) -> list[str]:
    """The year, while no file was put since it is over."""
    put, year = case.document(report), case.reported_year
    there = put is not None and year is not None and case.calendar.day_of(put.at).year > year
    return [] if there else [str(year)]


@missing("The annual narrative report on {} is not there yet: put the file first.", rule="10.2")
def narrative_is_there(case: Any) -> list[str]:
    return lacks(case, NARRATIVE_REPORT)


@missing("The annual financial report on {} is not there yet: put the file first.", rule="10.2")
def financial_is_there(case: Any) -> list[str]:
    return lacks(case, FINANCIAL_REPORT)


WRITTEN = Outcome("delivered", "It is delivered", when=(narrative_is_there,), mark="holds")
RECKONED = Outcome("delivered", "It is delivered", when=(financial_is_there,), mark="holds")
NARRATIVE = TaskDefinition("narrative", "Deliver the annual narrative report", LEAD, during=RUNNING, outcomes=(WRITTEN,),
                           when=(year_is_over,), binds=(reported_year,), due=at(narrative_due), beside=(NARRATIVE_REPORT,),
                           remind=(Reminder("The annual narrative report is due in 30 days.", at(narrative_due) - days(30)),))
FINANCIAL = TaskDefinition("financial", "Deliver the annual financial report", LEAD, during=RUNNING, outcomes=(RECKONED,),
                           when=(year_is_over,), binds=(reported_year,), due=at(financial_due), beside=(FINANCIAL_REPORT,),
                           remind=(Reminder("The annual financial report is due in 30 days.", at(financial_due) - days(30)),))
