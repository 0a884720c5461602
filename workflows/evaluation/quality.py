"""What is asked, and how good the papers are: questions up to the impact, and a checklist for terms of reference and report."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import LONG, Edit, Field, ItemDefinition, guard, missing
from workflows._shared import OFFICE
from workflows.evaluation.evaluators import TEAM
from workflows.evaluation.words import DATA, DRAFT, INCEPTION, TOR


class Level(StrEnum):
    PROCESS = "Process"
    OUTPUT = "Output"
    OUTCOME = "Outcome"
    IMPACT = "Impact"


class Criterion(StrEnum):
    RELEVANCE = "Relevance"
    COHERENCE = "Coherence"
    EFFECTIVENESS = "Effectiveness"
    EFFICIENCY = "Efficiency"
    SUSTAINABILITY = "Sustainability"
    IMPACT = "Impact"


class Quality(StrEnum):
    HIGHLY_SATISFACTORY = "Highly satisfactory"
    SATISFACTORY = "Satisfactory"
    FAIR = "Fair"
    UNSATISFACTORY = "Unsatisfactory"
    MISSING = "Missing"


TOO_LOW = (None, Quality.UNSATISFACTORY, Quality.MISSING)

aspect, rating = Field("aspect", "Aspect"), Field("rating", "Rating", Quality)
remark = Field("remark", "Remark", LONG)


@guard("Say what is not satisfactory about it.", rule="7.17")
def rating_is_reasoned(case: Any, row: Any) -> bool:
    return row.rating in (None, Quality.HIGHLY_SATISFACTORY, Quality.SATISFACTORY) or bool(row.remark)


def checklist(key: str, label: str, edit: Edit, *aspects: str) -> ItemDefinition:
    """A quality checklist: fixed rows on one scale."""
    return ItemDefinition(key, label, (aspect, rating, remark), unique=("aspect",), named_by="aspect", fixed=True, edit=(edit,),
                          checks=(rating_is_reasoned,), seeded=tuple({"aspect": each} for each in aspects))


TERMS_CHECK = checklist("terms_check", "Quality of the terms of reference", Edit(OFFICE, (TOR,)), "Object", "Purpose", "Objectives",
                        "Scope", "Context", "Criteria", "Framework", "Methodology", "Work plan", "Gender and human rights")
REPORT_CHECK = checklist("report_check", "Quality of the report", Edit(OFFICE, (DRAFT,)), "Object and context",
                         "Purpose, objectives and scope", "Methodology", "Findings on outcomes and impact", "Conclusions",
                         "Recommendations", "Gender and human rights", "Ethics and safety of those heard", "Structure and clarity")
question, level = Field("question", "Question", LONG, required=True), Field("level", "Looks at", Level, required=True)
criterion = Field("criterion", "Criterion", Criterion, required=True)
source = Field("source", "Source and method", LONG, help="Documents, figures, interviews; never the name of a person at risk.")
finding = Field("finding", "Finding", LONG)
QUESTIONS = ItemDefinition("questions", "Evaluation questions", (question, level, criterion, source, finding), named_by="question",
                           edit=(Edit(OFFICE, (TOR,), (question, level, criterion)), Edit(TEAM, (INCEPTION, DATA, DRAFT))))


@missing("Without an evaluation question: {}.", rule="MEL-04", short="Outcomes and impact are looked at, not only outputs and process")
def looks_at_impact(case: Any) -> list[str]:
    there = {row.level for row in case.rows(QUESTIONS)}
    return [each.value for each in (Level.OUTCOME, Level.IMPACT) if each not in there]


@missing("The terms of reference are not good enough yet, or not rated: {}.", rule="7.17",
         short="The terms of reference pass the checklist")
def terms_pass(case: Any) -> list[str]:
    return [row.aspect for row in case.rows(TERMS_CHECK) if row.rating in TOO_LOW]


@missing("The report is not good enough yet, or not rated: {}.", rule="7.17", short="The report passes the checklist")
def report_passes(case: Any) -> list[str]:
    return [row.aspect for row in case.rows(REPORT_CHECK) if row.rating in TOO_LOW]


@missing("Without a source and a method: {}.", rule="7.17", short="Every question has a source and a method")
def questions_planned(case: Any) -> list[str]:
    return [row.question for row in case.rows(QUESTIONS) if not row.source]


@missing("Without a finding: {}.", rule="MEL-04", short="Every question has a finding")
def findings_there(case: Any) -> list[str]:
    return [row.question for row in case.rows(QUESTIONS) if not row.finding]
