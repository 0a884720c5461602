"""Phases, milestones, what is to come about and how far it is; the same checklist again every half year."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    DATE, DECIMAL, LONG, NUMBER, ORGANIZATION, TEXT, YES_NO, ComparisonPanel, CopyColumns, CopyRows, Edit, Field, Freeze, GanttPanel,
    IndicatorsPanel, ItemDefinition, Outcome, Set, TaskDefinition, guard, missing, months, rows_filled, working_days,
)
from workflows._shared import ON_SCALE, Pillar, ResultKind, Status, today
from workflows.joint_programme.money import BEGINNING_LINES, upcoming
from workflows.joint_programme.words import (
    EVALUATION, FORMULATION, LEAD, NEXT_PHASE, PHASE_1, PHASE_REPORT, PLANNING, REPORTING, RUNNING, SNAPSHOT, phase, phase_ends,
)


no, name = Field("no", "Phase", NUMBER, required=True), Field("name", "Name", TEXT, required=True)
begins, ends = Field("begins", "Begins", DATE, required=True), Field("ends", "Ends", DATE, required=True)
forecast = Field("forecast", "Ends, as it looks now", DATE)
began, ended = Field("began", "Began", DATE), Field("ended", "Ended", DATE)
reviewed, found = Field("reviewed", "Evaluated or reviewed on", DATE), Field("found", "What was found", LONG)


@guard("A phase ends after it begins.", rule="7.9")
def in_order(case: Any, row: Any) -> bool:
    return row.begins is None or row.ends is None or row.begins < row.ends


@guard("Phases are numbered from 1.", rule="7.9")
def numbered(case: Any, row: Any) -> bool:
    return row.no is None or row.no >= 1


PHASES = ItemDefinition("phases", "Phases", (no, name, begins, ends, forecast, began, ended, reviewed, found), unique=("no",),
                        named_by="name", checks=(in_order, numbered), edit=(Edit(LEAD, PLANNING),))
step, gate = Field("step", "Milestone", TEXT, required=True), Field("gate", "Gate", YES_NO, default=False,
                                                                    help="Nothing goes on before it.")
closes = Field("closes", "Closes phase", NUMBER, help="Of a gate: the phase that does not end before it.")
planned = Field("planned", "Planned", DATE, required=True)
looks, reached = Field("looks", "As it looks now", DATE), Field("reached", "Reached", DATE)
evidence = Field("evidence", "Evidence", LONG, help="Of a gate: what shows that it is reached, and where that is.")
decision = Field("decision", "Decided by, and when", TEXT, help="Of a gate: who has decided that it goes on, and on which day.")


@guard("Say which phase a gate closes.", rule="7.9")
def gate_closes_a_phase(case: Any, row: Any) -> bool:
    return not row.gate or (row.closes is not None and row.closes >= 1)


@guard("A milestone is reached on a day that has come.", rule="7.9")
def reached_has_come(case: Any, row: Any) -> bool:
    return row.reached is None or bool(row.reached <= today(case))


MILESTONES = ItemDefinition("milestones", "Milestones and gates", (step, gate, closes, planned, looks, reached, evidence, decision),
                            unique=("step",), named_by="step", checks=(gate_closes_a_phase, reached_has_come),
                            edit=(Edit(LEAD, PLANNING),))


def gates_without(case: Any, column: Field) -> list[str]:
    """The gates of the present phase, and of those before it, in which this column is empty."""
    rows = [row for row in case.rows(MILESTONES) if row.gate and row.closes is not None and row.closes <= case.phase]
    return [row.step for row in rows if not getattr(row, column.key)]


@missing("The phase is not over while a gate of it is not reached: {}.", rule="7.9", short="Every gate of the phase is reached",
         wants=(reached,))
def gates_reached(case: Any) -> list[str]:
    return gates_without(case, reached)


@missing("Say what shows that the gate is reached, and where that is: {}.", rule="7.9", short="Every gate of the phase has its evidence",
         wants=(evidence,))
def gates_shown(case: Any) -> list[str]:
    return gates_without(case, evidence)


@missing("Say who has decided, and when, that it goes on after the gate: {}.", rule="7.9",
         short="Somebody has decided on every gate of the phase", wants=(decision,))
def gates_decided(case: Any) -> list[str]:
    return gates_without(case, decision)


GATES = (gates_reached, gates_shown, gates_decided)
GANTT = GanttPanel("Phases and gates", PHASES, name, begins, ends, forecast, ended, MILESTONES, step, gate, planned, looks, reached)

kind, statement = Field("kind", "Kind", ResultKind, required=True), Field("statement", "Result", LONG, required=True)
indicator, unit = Field("indicator", "Indicator", TEXT, required=True), Field("unit", "Unit", TEXT, required=True)
baseline, based_in = Field("baseline", "Baseline", DECIMAL, required=True), Field("based_in", "In the year", NUMBER, required=True)
target, until = Field("target", "Target", DECIMAL, required=True), Field("until", "Until", DATE, required=True)
actual, measured_on = Field("actual", "Actual", DECIMAL), Field("measured_on", "Measured on", DATE)
means, responsible = Field("means", "Means of verification", TEXT, required=True), Field("responsible", "Responsible", ORGANIZATION)
assumptions = Field("assumptions", "Assumptions", LONG)


@guard("Say on which day it was measured.", rule="MEL-04")
def actual_is_dated(case: Any, row: Any) -> bool:
    return row.actual is None or row.measured_on is not None


RESULTS = ItemDefinition(
    "results", "Results framework", (kind, statement, indicator, unit, baseline, based_in, target, until, actual, measured_on, means,
                                     responsible, assumptions),
    unique=("indicator",), named_by="indicator", checks=(actual_is_dated,),
    edit=(Edit(LEAD, (FORMULATION,)), Edit(LEAD, REPORTING, (actual, measured_on, assumptions))),
)
INDICATORS = IndicatorsPanel("Indicators against target", RESULTS, indicator, unit, baseline, target, actual, until)

code, pillar, text = Field("code", "Code", TEXT), Field("pillar", "Pillar", Pillar), Field("text", "Item", LONG)
monitors = Field("monitors", "For progress monitoring", YES_NO, internal=True)
earlier = Field("earlier", "Item of the earlier version", TEXT, internal=True)
before = Field("before", "At the assessment", Status)
status, remark = Field("status", "Now", Status), Field("remark", "Evidence", LONG)
PROGRESS = ItemDefinition("progress", "Progress checklist", (code, pillar, text, monitors, earlier, before, status, remark),
                          unique=("code",), named_by="code", fixed=True, edit=(Edit(LEAD, REPORTING, (status, remark)),))


@missing("Without an answer on the checklist of the end: {}.", rule="SS-10", short="The end-line of the checklist is there")
def end_line(case: Any) -> list[str]:
    return [row.code for row in case.rows(PROGRESS) if row.monitors is not False and row.status is None]


TAKEN = Outcome("taken", "The checklist is filled in as of today", then=(Freeze(PROGRESS, SNAPSHOT),), mark="holds")
AGAIN = TaskDefinition("again", "Fill in the progress checklist", LEAD, during=RUNNING, outcomes=(TAKEN,),
                       due=working_days(40), every=months(6))
ENDED = Outcome("ended", "The checklist of the end is filled in", when=(end_line,), then=(Freeze(PROGRESS, SNAPSHOT),), mark="holds")
END = TaskDefinition("end_line", "Fill in the checklist of the end", LEAD, during=(EVALUATION,), outcomes=(ENDED,), due=months(3))


@guard("It ends before it has begun: look at the days.", rule="7.9", short="It begins before it ends")
def days_in_order(case: Any) -> bool:
    return case.begins_on is None or case.ends_on is None or bool(case.begins_on < case.ends_on)


@guard("There are no phases yet.", rule="7.9", short="Its phases are listed")
def phases_listed(case: Any) -> bool:
    return bool(case.rows(PHASES))


@guard("The coming phase is not in the list of phases.", rule="7.9", short="The coming phase is planned")
def phase_planned(case: Any) -> bool:
    return coming(case) is not None


@guard("The phase before it is neither evaluated nor reviewed: say when, and what was found.", rule="7.9",
       short="The phase before it is reviewed")
def phase_reviewed(case: Any) -> bool:
    return any(row.no == case.phase and row.reviewed and row.found for row in case.rows(PHASES))


@missing("Not measured yet: {}.", rule="MEL-05", short="Every indicator is measured")
def all_measured(case: Any) -> list[str]:
    return [row.indicator for row in case.rows(RESULTS) if row.actual is None]


@guard("There is no result above the outputs: what is to change?", rule="MEL-04", short="An outcome or an impact is among the results")
def beyond_outputs(case: Any) -> bool:
    return any(row.kind in (ResultKind.OUTCOME, ResultKind.IMPACT) for row in case.rows(RESULTS))


@guard("The report of this phase is not there yet.", rule="7.9", short="There is a report of this phase")
def phase_reported(case: Any) -> bool:
    report, begun = case.document(PHASE_REPORT), case.since(NEXT_PHASE) or case.since(PHASE_1)
    return report is not None and begun is not None and report.at >= begun


def coming(case: Any) -> Any:
    return next((row for row in case.rows(PHASES) if row.no == upcoming(case)), None)


def end_of_coming(case: Any) -> Any:
    row = coming(case)
    return None if row is None else row.forecast or row.ends


FRAMED = [days_in_order, phases_listed, rows_filled(RESULTS, indicator, baseline, target), beyond_outputs]
KEEPING_ANSWERS = [Freeze(PROGRESS, SNAPSHOT)]
BEGINNING = [*BEGINNING_LINES, Set(phase_ends, end_of_coming), Set(phase, upcoming)]


def item_in_the_assessment(case: Any) -> Any:
    """Where a row says which item of the assessment it is: the same on the same version, the one it is mapped to on the next,
    and nowhere on any other: what was asked otherwise is not compared (SS-12)."""
    ours, assessment = case.newest("uses"), case.newest("responds_to")
    theirs = assessment.told("items_hash") if assessment is not None else None
    if ours is None or theirs is None:
        return None
    return {ours.told("checked_hash"): code, ours.told("earlier_hash"): earlier}.get(theirs)


TAKING = [CopyRows(PROGRESS, "uses", "items"),
          CopyColumns(PROGRESS, "responds_to", "checklist", {before: "status"}, "code", item_in_the_assessment)]
COMPARED = ComparisonPanel("Since the assessment", PROGRESS, pillar, before, status, ON_SCALE)
