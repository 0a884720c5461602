"""RRV: a product is looked at again when its interval ends, and everything its users have said is answered for (DOMAIN 7.5)."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, HERE, LONG, NOBODY, NUMBER, ORGANIZATION, PERSON, TEXT, YES_NO, AddRows, Balances, CaseDefinition, Chain, DocumentDefinition,
    Edit, Field, Freeze, ItemDefinition, LeastBurdened, LongestRested, Lookup, MatrixPanel, Outcome, PositionsPanel, RankingPanel, Register,
    Reminder, RulesPanel, Set, Shares, State, TaskDefinition, TextPanel, at, days, each_row, either, filled, guard, missing, working_days,
)
from workflows._shared import (
    COMMITTEE, MEMBER, OFFICE, SC_RESTRICTED, Interval, Language, Region, Theme, day_after, on_roster, ties,
)


class Part(StrEnum):
    OWNER = "Owner of the product"
    COMMITTEE = "Committee member or nominee"
    EXPERT = "Roster expert"


class Disposition(StrEnum):
    TAKEN_UP = "Taken up"
    ANSWERED = "Answered"
    NO_CHANGE = "Changes nothing"


def numbers(case: Any) -> list[str]:
    """Under which numbers users have said what this re-review deals with."""
    return [row.said_in for row in case.rows(FEEDBACK)]


def still_open(case: Any) -> int:
    """How much of what users have said waits for its disposition, on the list or not there yet."""
    if case.state not in OPEN:
        return 0
    return len(not_listed(case)) + sum(row.disposition is None for row in case.rows(FEEDBACK))


lead, author = Field("lead", "Lead organization", ORGANIZATION), Field("author", "Author", PERSON)
themes, regions = Field("themes", "Themes", Theme, many=True), Field("regions", "Regions", Region, many=True)
languages = Field("languages", "Languages", Language, many=True)
ends_on = Field("ends_on", "Interval ends on", DATE)
usage = Field("usage", "Usage", LONG, help="Downloads, copies, courses: the figures since the last review, and their source.")
changes = Field("changes", "Changes in law or evidence", LONG, help="What has changed since the last review, or: nothing, and who looked.")
interval = Field("interval", "Reviewed again after", Interval, required=True, help="For legal and operational tools 12, for others 24.")
until = Field("until", "Confirmed until", DATE)
corrigendum = Field("corrigendum", "Corrigendum that was checked (SHA-256)", TEXT)
undisposed = Field("undisposed", "Open feedback", NUMBER, computed=still_open, internal=True)
dealt_with = Field("dealt_with", "Feedback on the list", TEXT, many=True, computed=numbers, internal=True)

SCHEDULED = State("scheduled", "Scheduled", due=working_days(10), moment="Feedback, usage and changes are brought together.")
COMPILED = State("compiled", "Feedback compiled", tone="run", waits="the assessors", moment="Owner, Committee and expert assess it.")
ASSESSED = State("assessed", "Assessed", due=working_days(10), moment="It is assessed; the Secretariat concludes.")
CONFIRMED = State("confirmed", "Confirmed", result="confirmed", final=True, tone="ok", moment="It stays as it is, for another interval.")
UPDATED = State("updated", "Minor update", result="updated", final=True, tone="ok", moment="A corrigendum stands beside it from now on.")
MAJOR = State("major_revision", "Major revision", result="major revision", final=True, moment="It is revised, and reviewed as a whole.")
RETIRE = State("retire", "Retired", result="retire", final=True, moment="It is not used any more.")
MOOT = State("moot", "Without object", result="moot", final=True, moment="The product was retired meanwhile.")
OPEN = (SCHEDULED, COMPILED, ASSESSED)

# Whom the roster offers, best first.
CANDIDATES = Lookup(
    "assessors", "Candidates from the roster", "roster-expert", "person", results=("active",), aside=("suspended",), second="employer",
    criteria=(Shares("Theme", "themes", themes), Shares("Region", "regions", regions), Shares("Language", "languages", languages),
              LeastBurdened("Other work now"), Balances("Gender", "gender"), LongestRested("Last answered")),
)
person, part = Field("person", "Assessor", PERSON, required=True), Field("part", "Assesses as", Part, required=True)
organization = Field("organization", "For", ORGANIZATION, help="The member, where it is one.")


@guard("This is nobody on the roster who can be asked now.", rule="7.6", short="The expert is on the roster")
def expert_is_on_the_roster(case: Any, row: Any) -> bool:
    return row.part is not Part.EXPERT or on_roster(case, row.person) is not None


@guard("Name the member of the Committee for whom this person assesses.", rule="7.5")
def is_for_a_member(case: Any, row: Any) -> bool:
    return row.part is not Part.COMMITTEE or row.organization in case.seated(MEMBER)


@guard("The owner is the author, or somebody who acts for the organization that leads.", rule="7.5")
def owner_owns_it(case: Any, row: Any) -> bool:
    return row.part is not Part.OWNER or row.person == case.author or (case.lead is not None and case.acts_for(row.person, case.lead))


@guard("Beside the owner nobody assesses who has written it or acts for the organization that leads.", rule="7.5")
def others_do_not(case: Any, row: Any) -> bool:
    own = row.person == case.author or (case.lead is not None and case.acts_for(row.person, case.lead))
    return row.part is Part.OWNER or not (own or (case.lead is not None and row.organization == case.lead))


ASSESSORS = ItemDefinition("assessors", "Assessors", (person, part, organization), unique=("person",), named_by="person",
                           lasting=("person", "part"), checks=(owner_owns_it, others_do_not, expert_is_on_the_roster, is_for_a_member),
                           edit=(Edit(OFFICE, (SCHEDULED, COMPILED)),))
said_in, received = Field("said_in", "Feedback", TEXT), Field("received", "Received", DATE)
useful, said = Field("useful", "Useful, 1 to 5", NUMBER), Field("said", "What was said", LONG)
safety = Field("safety", "Somebody may come to harm", YES_NO)
disposition, why = Field("disposition", "Disposition", Disposition), Field("why", "What is done, or why not", LONG)


@guard("Say what is done about it, or why nothing is.", rule="KM-09")
def disposition_told(case: Any, row: Any) -> bool:
    return row.disposition is None or bool(row.why)


FEEDBACK = ItemDefinition("feedback", "Feedback", (said_in, received, useful, said, safety, disposition, why), unique=("said_in",),
                          named_by="said_in", checks=(disposition_told,), fixed=True,
                          edit=(Edit(OFFICE, (COMPILED, ASSESSED), (disposition, why)),))
PRODUCT = DocumentDefinition("product", "Product")
RECORD = DocumentDefinition("record", "Record of the re-review")

ADVICE = (
    Outcome("confirm", "Confirm it", mark="support"), Outcome("update", "Correct small things", reason=True, mark="partly"),
    Outcome("revise", "Revise it", reason=True, mark="concern"), Outcome("retire", "Retire it", reason=True, mark="strong_objection"),
)
ASSESS = TaskDefinition("assess", "Assess the product again", each_row(ASSESSORS, person), during=(COMPILED,), outcomes=ADVICE,
                        due=working_days(15), beside=(PRODUCT,), changeable=True,
                        remind=(Reminder("An assessor is late: name somebody else?", working_days(17), to=OFFICE),))


def product(case: Any) -> Any:
    """The product, as it tells of itself."""
    return case.newest("re_reviewed_by", incoming=True)


def said_of(case: Any) -> list[Any]:
    """What users have said of the product and no re-review has dealt with yet, but for what says nothing of it."""
    now = product(case)
    if now is None:
        return []
    earlier = [link for link in now.links("re_reviewed_by") if link.result not in (None, "moot")]
    done = {number for link in earlier for number in link.told("dealt_with") or []}
    said = [each for each in now.links("responds_to", incoming=True) if each.result != "refused"]
    return [each for each in said if each.told("said_in") and each.told("said_in") not in done]


def not_listed(case: Any) -> list[Any]:
    listed = {row.said_in for row in case.rows(FEEDBACK)}
    return [each for each in said_of(case) if each.told("said_in") not in listed]


def rows_of_feedback(case: Any) -> list[dict[str, Any]]:
    """A line for each that is not there yet, as it was said."""
    return [
        {"said_in": each.told("said_in"), "received": case.calendar.day_of(each.at), "useful": each.told("points"),
         "said": each.told("said"), "safety": bool(each.told("safety"))}
        for each in not_listed(case)
    ]


@missing("Newer feedback is not on the list yet: {}. Bring it in.", rule="KM-09", short="All feedback is on the list")
def list_is_whole(case: Any) -> list[str]:
    return [each.told("said_in") for each in not_listed(case)]


@guard("All feedback is on the list already.")
def something_newer(case: Any) -> bool:
    return bool(not_listed(case))


@missing("No disposition yet for: {}.", rule="KM-09", short="Every piece of feedback has a disposition", wants=(disposition, why))
def all_disposed(case: Any) -> list[str]:
    return [row.said_in for row in case.rows(FEEDBACK) if row.disposition is None]


@missing("They speak of harm, and nobody has looked yet whether it is so: {}.", rule="7.22", short="Whatever speaks of harm was looked at")
def harm_looked_at(case: Any) -> list[str]:
    return [each.told("said_in") for each in said_of(case) if each.told("safety_seen") is False]


@missing("Still to be named: {}.", rule="7.5", short="Owner, a member’s nominee and an expert assess it")
def assessors_complete(case: Any) -> list[str]:
    there = Counter(row.part for row in case.rows(ASSESSORS))
    return [each.value for each in Part if not there[each]]


@guard("There is no new corrigendum in the case of the product: put it there first.", rule="7.5", short="A corrigendum is there")
def corrigendum_there(case: Any) -> bool:
    now = product(case)
    return now is not None and bool(now.told("corrected"))


@guard("Feedback found the product unsafe: it is corrected, revised or retired.", rule="7.22", short="No feedback found it unsafe")
def is_safe(case: Any) -> bool:
    now = product(case)
    return now is None or not now.told("unsafe")


@guard("Its stamp was taken away: it is revised or retired.", rule="QR-01", short="Its stamp was not taken away")
def stamp_is_left(case: Any) -> bool:
    now = product(case)
    return now is None or not now.told("stamp") or now.told("standing") is not None


@guard("The product is in use.")
def product_is_gone(case: Any) -> bool:
    now = product(case)
    return now is not None and now.result == "retired"


def corrigendum_now(case: Any) -> Any:
    now = product(case)
    return now.told("corrected") if now is not None else None


def end_of_interval(case: Any) -> Any:
    return day_after(case, case.interval)


PREPARED = [filled(usage, changes, rule="7.5"), assessors_complete]
READY = [all_disposed, list_is_whole, harm_looked_at, ASSESS.all_answered()]
KEPT = Freeze((usage, changes, FEEDBACK, ASSESS), RECORD)
FOR_LONGER = [Set(until, end_of_interval), KEPT]

definition = CaseDefinition(
    key="re-review", version=1, code="RRV", title="Re-review", opened_by=NOBODY, initial=SCHEDULED, level=SC_RESTRICTED,
    number_at_opening="RRV",
    about="A published product is looked at again: feedback, usage, changes; then it is confirmed, corrected, revised or retired.",
    fields=(lead, author, themes, regions, languages, ends_on, usage, changes, interval, until, corrigendum, undisposed,
            dealt_with),
    items=(ASSESSORS, FEEDBACK),
    documents=(PRODUCT, RECORD), remarks_by=COMMITTEE, links=ties(), publishes=(until, corrigendum, dealt_with), tasks=(ASSESS,),
    edit=(Edit(OFFICE, (SCHEDULED, COMPILED), (usage, changes)),),
    reminders=(
        Reminder("The interval of this product ends in 30 days.", at(ends_on) - days(30), to=OFFICE, during=OPEN),
        Reminder("The interval of this product is over.", at(ends_on), to=OFFICE, during=OPEN),
    ),
    transitions=[
        SCHEDULED.to(COMPILED, "compile", "Bring the feedback together", by=OFFICE, when=PREPARED,
                     then=[AddRows(FEEDBACK, rows_of_feedback)], says="The assessors are asked for 15 working days."),
        COMPILED.to(ASSESSED, "assessed", "All have assessed it", when=[ASSESS.all_answered(), assessors_complete]),
        either(COMPILED, ASSESSED).to(HERE, "bring_in", "Bring in newer feedback", by=OFFICE, when=[something_newer], side=True,
                                      then=[AddRows(FEEDBACK, rows_of_feedback)]),
        ASSESSED.to(CONFIRMED, "confirm", "Confirm it as it is", by=OFFICE, asks=[interval], reason=True, then=FOR_LONGER,
                    when=[*READY, is_safe, stamp_is_left], says="It stays published, and its stamp holds for the new interval."),
        ASSESSED.to(UPDATED, "update", "Publish the corrigendum", by=OFFICE, asks=[interval], reason=True,
                    when=[*READY, stamp_is_left, corrigendum_there], then=[Set(corrigendum, corrigendum_now), *FOR_LONGER],
                    says="The Secretariat has checked it; the stamped file stays as it is."),
        ASSESSED.to(MAJOR, "revise", "Have it revised", by=OFFICE, reason=True, when=READY, then=[KEPT],
                    says="It goes back to its author; what is published stays until the new version is stamped."),
        ASSESSED.to(RETIRE, "retire", "Retire it", by=OFFICE, reason=True, when=READY, then=[KEPT]),
        either(*OPEN).to(MOOT, "moot", "The product is retired", when=[product_is_gone]),
    ],
    panels=(TextPanel("Product", PRODUCT), RulesPanel("Before the assessment", tuple(PREPARED), (SCHEDULED,)),
            RulesPanel("Before it is concluded", tuple(READY), (COMPILED, ASSESSED)),
            MatrixPanel("Assessors", ASSESSORS, answers={"Advice": ASSESS}),
            RankingPanel("Candidates", CANDIDATES, ASSESSORS, person, {"part": "EXPERT"}), MatrixPanel("Feedback", FEEDBACK),
            PositionsPanel("Advice", ASSESS), Chain("Linked cases", ("re_reviewed_by",))),
    register=Register("Re-reviews", "re-reviews", ("number", "title", "state", "undisposed", "ends_on", "date"), heading="Product",
                      second="lead", filters=("state", "themes"), order=36, presides=OFFICE, desk_label="Secretariat’s desk",
                      desk=("scheduled", "assessed")),
)
