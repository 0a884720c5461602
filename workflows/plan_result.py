"""RST: a result of the plan, from its aim down to one output: what shows it, period by period, and which cases contribute (DOMAIN 8.1)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    DATE, DECIMAL, LONG, NUMBER, ORGANIZATION, TEXT, YES_NO, CaseDefinition, Chain, CountPanel, Edit, Field, HeatMapPanel, ItemDefinition,
    LinksPanel, MatrixPanel, Open, Outcome, PeriodsPanel, Printout, Register, Results, Rows, RulesPanel, Set, State, TaskDefinition,
    WordsPanel, at, either, filled, guard, linked, missing, months, named, working_days,
)
from workflows._shared import COMMITTEE, HEAT, MEMBER, OFFICE, SC_RESTRICTED, ResultKind, is_member, ties, today

code = Field("code", "Code", TEXT, required=True, help="Such as 5 for an outcome, and 5.2 for one of its outputs.")
kind = Field("kind", "Kind", ResultKind, required=True)
lead = Field("lead", "Responsible member", ORGANIZATION, checks=(is_member,))
begins_on, ends_on = Field("begins_on", "From", DATE), Field("ends_on", "Until", DATE)
statement = Field("statement", "What is to have changed", LONG)
assumptions = Field("assumptions", "Assumptions", LONG)
first_ready = Field("first_ready", "Ready before what it is part of was adopted", YES_NO, internal=True)
conclusion = Field("conclusion", "What has come of it", LONG, required=True)
ABOUT = (code, kind, lead, begins_on, ends_on, statement, assumptions)

DRAFT = State("draft", "Draft", due=working_days(20), moment="The result and what shows it are being written.")
READY = State("ready", "Ready", due=working_days(10), moment="It comes into force with what it is part of, or by a decision of its own.")
BEFORE_SC = State("committee", "Before the Committee", waits="the decision", tone="run", moment="The Committee decides on it.")
IN_FORCE = State("in_force", "In force", result="in force", due=at(ends_on), tone="run", moment="Cases contribute; it is measured.")
CLOSED = State("closed", "Closed", result="closed", final=True, tone="ok", moment="It is measured to the end.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="It was not carried on.")
LEAD = named(lead, MEMBER)

indicator, unit = Field("indicator", "Indicator", TEXT, required=True), Field("unit", "Unit", TEXT, required=True)
falling = Field("falling", "Less is better", YES_NO, default=False, help="Then its targets fall from the baseline on.")
means = Field("means", "Means of verification", TEXT, required=True)
responsible = Field("responsible", "Measured by", ORGANIZATION)
baseline, based_in = Field("baseline", "Baseline", DECIMAL), Field("based_in", "In the year", NUMBER)
about_baseline = Field("about_baseline", "On the baseline", LONG)
aimless = Field("aimless", "Counted, and never aimed at", YES_NO, default=False, help="Such as stories that survivors have told.")


@guard("What was measured stays on record, and the indicator with it.", rule="MEL-04")
def nothing_measured_by(case: Any, row: Any) -> bool:
    return not any(each.of == row.indicator and each.actual is not None for each in case.rows(PERIODS))


INDICATORS = ItemDefinition(
    "indicators", "Indicators", (indicator, unit, falling, means, responsible, baseline, based_in, about_baseline, aimless),
    unique=("indicator",), named_by="indicator", edit=(Edit(OFFICE | LEAD, (DRAFT,)),), lasting=("indicator",), ends=(nothing_measured_by,),
)

of = Field("of", "Indicator", TEXT, required=True, help="As it is called in the list of indicators.")
starts, ends = Field("starts", "Starts", DATE, required=True), Field("ends", "Ends", DATE, required=True)
target, actual = Field("target", "Target", DECIMAL), Field("actual", "Actual", DECIMAL)
measured_on, remark = Field("measured_on", "Measured on", DATE), Field("remark", "Comment", LONG)


def indicator_of(case: Any, row: Any) -> Any:
    return next((each for each in case.rows(INDICATORS) if each.indicator == row.of), None)


@guard("There is no such indicator in the list.", rule="8.1")
def names_an_indicator(case: Any, row: Any) -> bool:
    return row.of is None or indicator_of(case, row) is not None


@guard("A period ends after it starts.", rule="8.1")
def in_order(case: Any, row: Any) -> bool:
    return row.starts is None or row.ends is None or row.starts < row.ends


@guard("This is counted and never aimed at: leave the target empty.", rule="8.1")
def aims_only_where_it_may(case: Any, row: Any) -> bool:
    found = indicator_of(case, row)
    return row.target is None or found is None or not found.aimless


@guard("Say on which day it was measured.", rule="MEL-04")
def actual_is_dated(case: Any, row: Any) -> bool:
    return row.actual is None or row.measured_on is not None


@guard("What was measured stays on record.", rule="MEL-04")
def not_measured(case: Any, row: Any) -> bool:
    return row.actual is None


PERIODS = ItemDefinition(
    "periods", "Periods", (of, starts, ends, target, actual, measured_on, remark), unique=("of", "starts"), named_by="of",
    checks=(names_an_indicator, in_order, aims_only_where_it_may, actual_is_dated), ends=(not_measured,), lasting=("of", "starts", "ends"),
    edit=(Edit(OFFICE | LEAD, (DRAFT,), (of, starts, ends, target)), Edit(OFFICE | LEAD, (IN_FORCE,), (actual, measured_on, remark))),
)


@guard("There is no indicator yet.", rule="8.1", short="Something shows it")
def has_indicators(case: Any) -> bool:
    return bool(case.rows(INDICATORS))


@missing("Without a baseline: {}.", rule="MEL-05", short="Every indicator has a baseline")
def baselines_there(case: Any) -> list[str]:
    return [row.indicator for row in case.rows(INDICATORS) if row.baseline is None]


@missing("Without a period that has a target: {}.", rule="8.1", short="Every indicator has a target")
def targets_there(case: Any) -> list[str]:
    aimed_at = {row.of for row in case.rows(PERIODS) if row.target is not None}
    return [row.indicator for row in case.rows(INDICATORS) if not row.aimless and row.indicator not in aimed_at]


def last_target(case: Any, row: Any) -> Any:
    """What is aimed at for an indicator in the end; nothing where nothing is."""
    aimed = [each for each in case.rows(PERIODS) if each.of == row.indicator and each.target is not None]
    return max(aimed, key=lambda each: each.starts).target if aimed else None


@missing("Aimed the wrong way from the baseline; say whether less is better: {}.", rule="8.1", short="Targets go the way that is better",
         wants=(falling, target))
def targets_lead_on(case: Any) -> list[str]:
    def goes_back(row: Any) -> bool:
        aim = last_target(case, row)
        return aim is not None and row.baseline is not None and (aim > row.baseline if row.falling else aim < row.baseline)
    return [row.indicator for row in case.rows(INDICATORS) if goes_back(row)]


@guard("Tie the output to the outcome that it is part of.", rule="8.1", short="An output is part of an outcome")
def has_its_place(case: Any) -> bool:
    return case.kind is not ResultKind.OUTPUT or bool(case.links("part_of"))


# What a result may be part of: an output of an outcome, an outcome of an impact, an impact of nothing.
ABOVE = {ResultKind.OUTPUT: ResultKind.OUTCOME, ResultKind.OUTCOME: ResultKind.IMPACT}


@missing("An output is part of an outcome, an outcome of an impact, and nothing else. End the tie to: {}.", rule="8.1",
         short="What it is part of is a result of the next higher kind")
def place_fits(case: Any) -> list[str]:
    above = ABOVE.get(case.kind)
    return [each.title for each in case.links("part_of") if above is None or each.told("kind") != above.name]


def is_first_ready(case: Any) -> bool:
    """Whether what it is part of is still to be adopted, so that the Committee sees both together."""
    whole = case.newest("part_of")
    return whole is not None and whole.result != "in force"


@guard("It was not ready before the Committee adopted what it is part of: it needs a decision of its own.", rule="8.1")
def comes_with_the_whole(case: Any) -> bool:
    """Ready first, and tied by then: nothing slips beneath an outcome that was adopted without it."""
    whole, ready = case.newest("part_of"), case.since(READY)
    return bool(case.first_ready) and whole is not None and ready is not None and whole.at <= ready


@guard("It was in force before: a change needs a decision of its own.", rule="8.1")
def is_new(case: Any) -> bool:
    return not case.visits(IN_FORCE)


@guard("The decision is still to come.")
def came_back(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result not in (None, "adopted")


def overdue(case: Any, row: Any) -> bool:
    """Whether a period is over, and was not measured."""
    return row.actual is None and row.ends is not None and row.ends < today(case)


@missing("Over, and not measured: {}.", rule="MEL-04", short="What is over is measured")
def ended_are_measured(case: Any) -> list[str]:
    return list(dict.fromkeys(row.of for row in case.rows(PERIODS) if overdue(case, row)))


@missing("Not measured yet: {}.", rule="MEL-04", short="Every period is measured")
def all_measured(case: Any) -> list[str]:
    return list(dict.fromkeys(row.of for row in case.rows(PERIODS) if row.actual is None))


ENTERED = Outcome("entered", "The actual values are entered", when=(ended_are_measured,), mark="holds")
MEASURE = TaskDefinition("measure", "Enter the actual values", LEAD, during=(IN_FORCE,), outcomes=(ENTERED,), due=months(6),
                         every=months(6))
PLACED = [has_its_place, place_fits]
COMPLETE = [filled(lead, begins_on, ends_on, rule="8.1"), *PLACED, has_indicators, baselines_there, targets_there, targets_lead_on]
ADOPTED = linked("decided_by", "adopted", subject="WORKPLAN", says="The Committee has not adopted it.")
WITH_THE_WHOLE = linked("part_of", "in force", says="What it is part of is not in force.")
TO_DECIDE = {"nature": "DECISION", "subject": "WORKPLAN", "background": statement, "lead": lead}
PERIODS_PANEL = PeriodsPanel("Target and actual", INDICATORS, indicator, unit, baseline, PERIODS, of, starts, ends, target, actual)

definition = CaseDefinition(
    key="plan-result", version=1, code="RST", title="Result", opened_by=OFFICE, initial=DRAFT, level=SC_RESTRICTED, team=LEAD,
    about="What the plan is to change, by outcome and output: what shows it, what was reached in which period, which cases contribute.",
    fields=(*ABOUT, first_ready, conclusion), opens_with=(code, kind), items=(INDICATORS, PERIODS), remarks_by=COMMITTEE,
    links=ties("part_of", "decided_by"), publishes=(code, kind, lead, begins_on, ends_on), tasks=(MEASURE,),
    edit=(Edit(OFFICE | LEAD, (DRAFT,), ABOUT),),
    transitions=[
        DRAFT.to(READY, "ready", "It is ready", by=OFFICE | LEAD, when=COMPLETE, then=[Set(first_ready, is_first_ready)],
                 says="It comes into force with what it is part of, unless that is in force already."),
        READY.to(DRAFT, "work_on", "Work on it once more", by=OFFICE | LEAD, side=True),
        READY.to(IN_FORCE, "with_the_whole", "What it is part of is in force", when=[WITH_THE_WHOLE, *PLACED, is_new,
                                                                                                    comes_with_the_whole]),
        READY.to(BEFORE_SC, "submit", "Put it before the Committee", by=OFFICE, when=[filled(statement), *PLACED],
                 then=[Open("consensus-decision", "decided_by", carry=TO_DECIDE)], says="A decision on the plan is opened."),
        BEFORE_SC.to(IN_FORCE, "adopted", "The Committee has adopted it", when=[ADOPTED]),
        BEFORE_SC.to(DRAFT, "came_back", "It came back without being adopted", when=[came_back]),
        IN_FORCE.to(DRAFT, "revise", "Change indicators or targets", by=OFFICE, reason=True, side=True,
                    says="What was measured stays; the change needs a decision of its own."),
        IN_FORCE.to(CLOSED, "close", "Close it", by=OFFICE, when=[all_measured], asks=[conclusion]),
        either(DRAFT, READY, BEFORE_SC).to(WITHDRAWN, "withdraw", "Do not carry it on", by=OFFICE, reason=True, side=True),
    ],
    panels=(WordsPanel("The result", (statement, assumptions, conclusion)), RulesPanel("Before it is ready", tuple(COMPLETE), (DRAFT,)),
            PERIODS_PANEL, CountPanel("Cases that contribute", "contributes_to"), HeatMapPanel("Open risks", HEAT, link="threatens"),
            MatrixPanel("Indicators", INDICATORS), MatrixPanel("Periods", PERIODS),
            LinksPanel("Its outcomes and outputs", {"part_of": ("code", "kind")}), Chain("Linked cases", ("part_of", "decided_by"))),
    printouts=(Printout("result", "Result", (WordsPanel("The result", (statement, assumptions, conclusion)), PERIODS_PANEL,
                                             CountPanel("Cases that contribute", "contributes_to"), Rows("Indicators", INDICATORS),
                                             HeatMapPanel("Open risks", HEAT, link="threatens"))),),
    register=Register("Results", "results", ("title", "state", "kind", "lead", "ends_on"), heading="Result", filters=("state", "kind"),
                      order=42, presides=OFFICE, desk_label="Secretariat’s desk", desk=("draft", "ready"), prepare="Write down a result",
                      results=Results("Results matrix", code, kind, "contributes_to", PERIODS_PANEL)),
)
