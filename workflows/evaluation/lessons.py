"""What the evaluators have learned: each row becomes the draft of a lesson once the report is final (DOMAIN 7.17, MEL-01)."""

from __future__ import annotations

from typing import Any

from engine.definition import LONG, TEXT, Edit, Field, ItemDefinition, Open, guard
from workflows._shared import Pillar
from workflows.evaluation.evaluators import TEAM
from workflows.evaluation.words import DATA, DRAFT


@guard("Say what worked, or what did not.", rule="7.18")
def says_something(case: Any, row: Any) -> bool:
    return bool(row.worked or row.did_not)


learned = Field("learned", "Lesson", TEXT, required=True, help="In one sentence, as others could use it.")
worked = Field("worked", "What worked", LONG)
did_not = Field("did_not", "What did not work", LONG)
pillar = Field("pillar", "Pillar", Pillar, required=True)
elsewhere = Field("elsewhere", "Where else it could work", LONG, help="Under which conditions, and where not.")
LESSONS = ItemDefinition(
    "lessons", "Lessons", (learned, worked, did_not, pillar, elsewhere), unique=("learned",), named_by="learned",
    checks=(says_something,), edit=(Edit(TEAM, (DATA, DRAFT)),),
)


def context(case: Any, row: Any) -> str:
    return str(case.subject)


def evidence(case: Any, row: Any) -> str:
    """Where the lesson has it from, by the number under which the report is found."""
    return f"Report of the evaluation {case.number}."


DRAFTING = Open(
    "lesson", "learned_from", back=True, by_hand=True, each=LESSONS, title=learned, following={"learned_from": "evaluates"},
    carry={"context": context, "worked": worked, "did_not": did_not, "pillar": pillar, "replicability": elsewhere,
           "strength": "EVALUATION", "evidence": evidence},
)
