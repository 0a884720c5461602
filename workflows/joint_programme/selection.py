"""Before the Committee: what it answers, both tests of principle, what speaks for it; selected, worked on again, or refused (7.9)."""

from __future__ import annotations

from typing import Any

from engine.definition import LONG, Edit, Field, ItemDefinition, filled, guard, linked, missing
from workflows._shared import MEMBER, OFFICE, principles, unmet, unrated
from workflows.joint_programme.words import (
    CONCEPT, Degree, collective, collective_why, countries, fiduciary, innovative, innovative_why, lead,
)

PRINCIPLES = principles(Edit(MEMBER | OFFICE, (CONCEPT,)))
# The words by which an assessment is chosen as well (SS-03).
WEIGHED = ("Impact", "Replicability", "Scaling up", "Political will")
criterion, degree = Field("criterion", "Criterion"), Field("degree", "How high", Degree)
because = Field("because", "Reason", LONG)
CRITERIA = ItemDefinition("criteria", "Selection criteria", (criterion, degree, because), edit=(Edit(MEMBER | OFFICE, (CONCEPT,)),),
                          unique=("criterion",), named_by="criterion", seeded=tuple({"criterion": each} for each in WEIGHED), fixed=True)


@guard("It answers no assessment that was delivered, and was not begun in the first phase.", rule="SS-13",
       short="It answers an assessment that was delivered")
def answers_an_assessment(case: Any) -> bool:
    assessment = case.newest("responds_to")
    return bool(case.legacy) or (assessment is not None and assessment.result == "delivered")


@guard("Say where the first phase has recorded it.", rule="SS-13", short="What the first phase began is on its record")
def legacy_is_recorded(case: Any) -> bool:
    return not case.legacy or bool(case.legacy_source)


@missing("A programme is innovative and works better together, both with evidence. Not shown: {}.", rule="PRI-04",
         short="It is innovative, and works better together", wants=(innovative, innovative_why, collective, collective_why))
def both_tests(case: Any) -> list[str]:
    tests = ((innovative, case.innovative and case.innovative_why), (collective, case.collective and case.collective_why))
    return [test.label for test, shown in tests if not shown]


@missing("Not rated yet with a reason: {}.", rule="SS-03", short="What speaks for it is rated, each with a reason",
         wants=(degree, because))
def criteria_rated(case: Any) -> list[str]:
    return [row.label for row in case.rows(CRITERIA) if row.degree is None or not row.because]


@guard("Principles are not rated yet, or not met.", rule="PRI-05", short="Every principle is rated, and none is not met")
def principles_hold(case: Any) -> bool:
    rows = case.rows(PRINCIPLES)
    return not unrated(rows) and not unmet(rows)


@guard("The Committee has not decided against it.", rule="7.9")
def was_decided_against(case: Any) -> bool:
    return any(each is not None and each.result in ("not adopted", "withdrawn") for each in map(case.newest, ("decided_by", "advised_by")))


@guard("The Committee has not refused to select it: what was withdrawn is put before it again.", rule="7.9")
def selection_not_adopted(case: Any) -> bool:
    decision = case.newest("decided_by")
    return decision is not None and decision.result == "not adopted"


def background(case: Any) -> str:
    """Why it is better done together, and what speaks for it."""
    told = [f"{row.criterion}: {row.degree.value}. {row.because}" for row in case.rows(CRITERIA) if row.degree is not None]
    return "\n".join([case.collective_why or "", *told])


TO_SELECT = {"nature": "DECISION", "subject": "COUNTRY_REGION_SELECTION", "significant": True, "background": background, "lead": lead}
TO_ADVISE = {"nature": "ADVICE", "subject": "RESOURCE_ALLOCATION", "background": innovative_why, "lead": lead}
PROPOSED = [answers_an_assessment, legacy_is_recorded, filled(lead, countries, rule="7.9"), both_tests, filled(fiduciary, rule="FIN-02"),
            criteria_rated, principles_hold]
CHOSEN = [linked("decided_by", "adopted", subject="COUNTRY_REGION_SELECTION", says="The Committee has not selected it."),
          linked("advised_by", "advice given", says="The Committee has not given its advice on the resources.")]
