"""An answer that adds a row: the member who is asked for a reviewer, and the reviewer who then stands on the panel."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

from config.bootstrap import registry
from engine.definition import (
    ORGANIZATION,
    PERSON,
    YES_NO,
    AddRow,
    CaseDefinition,
    Edit,
    Field,
    ItemDefinition,
    Outcome,
    State,
    TaskDefinition,
    answered,
    days,
    each_row,
    each_seat,
    guard,
)
from engine.fold import differences
from engine.registry import Registry
from tests.furnished import on_both
from tests.refusing import refused
from tests.world import World
from workflows._shared import DONE, HOUSE, MEMBER, OFFICE, SC_RESTRICTED

pytestmark = on_both


class Part(StrEnum):
    MEMBER = "Member or nominee"
    EXPERT = "Expert"


SELECTION = State("selection", "Selection", due=days(30))
OVER = State("over", "Over", final=True)
author, nominee = Field("author", "Author", PERSON), Field("nominee", "Nominee", PERSON, required=True)
person, organization = Field("person", "Reviewer", PERSON), Field("organization", "For", ORGANIZATION)
part, stands = Field("part", "Takes part as", Part), Field("stands", "Stands", YES_NO, default=True)


@guard("Nobody reviews the own product.", rule="QR-02")
def not_the_author(case: Any, row: Any) -> bool:
    return bool(row.person != case.author)


PANEL = ItemDefinition(
    "panel", "Panel", (person, organization, part, stands), unique=("person",), checks=(not_the_author,)
)


def of_the_party(case: Any) -> Any:
    return case.answer.party


def who_answers(case: Any) -> dict[str, Any]:
    return {"person": case.answer.by, "organization": case.answer.party, "part": Part.MEMBER}


MYSELF = Outcome("myself", "I review", then=(AddRow(PANEL, who_answers),))
SOMEBODY = Outcome(
    "somebody",
    "I nominate",
    asks=(nominee,),
    then=(AddRow(PANEL, {"person": answered(nominee), "organization": of_the_party, "part": Part.MEMBER}),),
)
NOMINATE = TaskDefinition(
    "nominate", "Name a reviewer", each_seat(MEMBER), during=(SELECTION,), outcomes=(MYSELF, SOMEBODY)
)
INVITE = TaskDefinition(
    "invite", "Accept", each_row(PANEL, person, where=stands), during=(SELECTION,), outcomes=(DONE,)
)
definition = CaseDefinition(
    key="panel-matter",
    version=1,
    code="PAN",
    title="Panel matter",
    opened_by=OFFICE,
    initial=SELECTION,
    level=SC_RESTRICTED,
    fields=(author,),
    edit=(Edit(OFFICE, (SELECTION,)),),
    items=(PANEL,),
    tasks=(NOMINATE, INVITE),
    transitions=[SELECTION.to(OVER, "end", "End it", by=OFFICE)],
)


@pytest.fixture
def case_id(world: World) -> UUID:
    world.engine.registry = Registry([*registry().versions, definition], HOUSE)
    return world.open("A panel", "officer", "panel-matter")


def rows(world: World, case_id: UUID) -> list[tuple[str, str, str, bool]]:
    return [
        (str(row.person), str(row.organization), row.part.name, row.stands)
        for row in world.view(case_id).rows(PANEL)
    ]


def test_who_answers_stands_on_the_panel_and_is_asked_to_accept(world: World, case_id: UUID) -> None:
    world.answer(case_id, "ILO alternate", "myself", "nominate", of="ILO")
    world.answer(case_id, "OSCE", "somebody", "nominate", nominee=world.people["expert"].hex)
    assert rows(world, case_id) == [
        ("ILO alternate", "ILO", "MEMBER", True),
        ("expert", "OSCE", "MEMBER", True),
    ]
    targets = {task.target for task in world.read(case_id).tasks if task.task == "invite"}
    assert targets == {f"person:{world.people[name].hex}" for name in ("ILO alternate", "expert")}
    with world.engine.database.read() as connection:
        assert differences(connection) == []


def test_the_rules_of_the_table_refuse_the_answer_and_nothing_is_recorded(
    world: World, case_id: UUID
) -> None:
    other = world.open("Another panel", "officer", "panel-matter")
    world.answer(case_id, "ILO", "somebody", "nominate", nominee=world.people["expert"].hex)
    with refused(world, "There is such a row in “Panel” already.", rule="unique-row"):
        world.answer(case_id, "OSCE", "somebody", "nominate", nominee=world.people["expert"].hex)
    assert len(rows(world, case_id)) == 1
    assert rows(world, other) == []


def test_nobody_is_nominated_against_a_check_of_the_row(world: World) -> None:
    world.engine.registry = Registry([*registry().versions, definition], HOUSE)
    written_by = world.people["expert"].hex
    case_id = world.open("A panel", "officer", "panel-matter", author=written_by)
    with refused(world, "Nobody reviews the own product.", rule="QR-02"):
        world.answer(case_id, "ILO", "somebody", "nominate", nominee=written_by)
    assert rows(world, case_id) == []
