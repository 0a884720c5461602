"""A questionnaire: a small case type with an answer sheet, for tests of the engine alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.definition import LONG, NUMBER, CaseDefinition, Edit, Field, ItemDefinition, State, guard
from engine.item import Item
from engine.registry import Registry
from tests.world import World
from workflows._shared import HOUSE, MEMBER, OFFICE, SC_RESTRICTED

CODES = ("A", "B", "C")
ASKING, CLOSED = State("asking", "Asking", waits="the members"), State("closed", "Closed", final=True)
code, text = Field("code", "Code"), Field("text", "Question", LONG)
score, note = Field("score", "Score", NUMBER), Field("note", "Note", LONG)


@guard("A score is from 0 to 3.", rule="Q-1")
def is_on_the_scale(case: Any, row: Any) -> bool:
    return row.score is None or 0 <= row.score <= 3


QUESTIONS = ItemDefinition(
    "questions", "Questions", (code, text), unique=("code",), named_by="code", fixed=True,
    seeded=tuple({"code": each, "text": f"What about {each}?"} for each in CODES),
)  # fmt: skip
ANSWERS = ItemDefinition(
    "answers", "Answers", (code, score, note), unique=("code",), named_by="code", per_organization=True, per=QUESTIONS,
    checks=(is_on_the_scale,), edit=(Edit(MEMBER, (ASKING,), own=True),),
)  # fmt: skip
QUESTIONNAIRE = CaseDefinition(
    key="questionnaire", version=1, code="QUE", title="Questionnaire", opened_by=OFFICE, initial=ASKING, level=SC_RESTRICTED,
    fields=(), items=(QUESTIONS, ANSWERS), transitions=[ASKING.to(CLOSED, "close", by=OFFICE)],
)  # fmt: skip


def with_questionnaires(*others: CaseDefinition) -> Registry:
    """A house that knows questionnaires."""
    return Registry([QUESTIONNAIRE, *others], HOUSE)


def asked(world: World) -> UUID:
    return world.open("What do we know?", definition="questionnaire")


def standing(world: World, case_id: UUID) -> dict[tuple[str, str], Item]:
    """The lines that stand, by the organization that has written them and the question they answer."""
    codes = {identity: code for code, identity in world.organizations.items()}
    rows = [row for row in world.read(case_id).items if row.item == "answers" and row.standing]
    found = {(codes[row.for_organization], row.data["code"]): row for row in rows if row.for_organization}
    assert len(found) == len(rows), "an organization has two lines for one question"
    return found
