"""What exists already is looked at first: resources, each with a verdict, and why something new (DOMAIN 3.3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import LONG, TEXT, Edit, Field, ItemDefinition, TaskDefinition, guard, missing, named, unless, working_days
from workflows._shared import DONE, MEMBER, OFFICE
from workflows.knowledge_product.words import ASSESSMENT, assessor


class Quality(StrEnum):
    GOOD = "Good"
    FAIR = "Fair"
    POOR = "Poor"


class Verdict(StrEnum):
    ADEQUATE = "Does what is needed"
    IMPROVE = "Does it once it is improved"
    PARTLY = "Covers part of it"
    NOT_ADEQUATE = "Does not do"


resource = Field("resource", "Resource", TEXT, required=True)
whose = Field("whose", "Whose, and where", TEXT, required=True)
quality, verdict = Field("quality", "Quality", Quality, required=True), Field("verdict", "Verdict", Verdict, required=True)
remark = Field("remark", "Why", LONG, required=True)
RESOURCES = ItemDefinition("resources", "Existing resources", (resource, whose, quality, verdict, remark), unique=("resource",),
                           named_by="resource", edit=(Edit(OFFICE | named(assessor, MEMBER), (ASSESSMENT,)),))
ASSESS = TaskDefinition("assess", "Assess existing resources", named(assessor, MEMBER), during=(ASSESSMENT,), outcomes=(DONE,),
                        due=working_days(10))


@guard("Name at least one resource that exists, and what it does and does not.", rule="KM-06", short="Existing resources are assessed")
def something_assessed(case: Any) -> bool:
    return bool(case.rows(RESOURCES))


@guard("Name the member who assesses with the Secretariat.", rule="KM-06", short="A member assesses it with the Secretariat",
       wants=(assessor,))
def assessor_named(case: Any) -> bool:
    return case.assessor is not None


@guard("Nobody looks for existing resources here.")
def looked_for(case: Any) -> bool:
    return case.state is ASSESSMENT or bool(case.rows(RESOURCES))


@missing("These do what is needed: {}. Build on them.", rule="KM-06", short="No existing resource does what is needed")
def nothing_does(case: Any) -> list[str]:
    return [row.resource for row in case.rows(RESOURCES) if row.verdict in (Verdict.ADEQUATE, Verdict.IMPROVE)]


something_does = unless("None of the resources does what is needed, as it was assessed.", nothing_does, rule="KM-04",
                        short="An existing resource does what is needed")


@guard("Say which programme it is part of, or tie it to one.", rule="KM-05", short="It is part of a programme")
def part_of_a_programme(case: Any) -> bool:
    return bool(case.parent or [link for link in case.links("part_of") if link.result not in ("withdrawn", "rejected", "not adopted")])
