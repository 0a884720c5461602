"""A study: a small case type in which every plain word of the engine has its place, for tests of the engine alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from engine.definition import (
    DATE,
    INSTANT,
    LONG,
    NUMBER,
    ORGANIZATION,
    PERSON,
    YES_NO,
    CaseDefinition,
    DocumentDefinition,
    Edit,
    Field,
    ItemDefinition,
    Outcome,
    Set,
    State,
    TaskDefinition,
    at,
    each_row,
    each_seat,
    filled,
    guard,
    hours,
    named,
    working_days,
)
from engine.registry import Registry
from tests.world import World
from workflows._shared import CHAIR, HOUSE, MEMBER, OFFICE, SC_RESTRICTED


class Colour(StrEnum):
    RED = "Red"
    BLUE = "Blue"


question = Field("question", "Question", LONG, required=True)
colour = Field("colour", "Colour", Colour)
colours = Field("colours", "Colours", Colour, many=True)
pages = Field("pages", "Pages", NUMBER)
ready = Field("ready", "Ready", YES_NO)
day = Field("day", "Day", DATE)
ends = Field("ends", "Ends", INSTANT)
author = Field("author", "Author", PERSON)
sponsor = Field("sponsor", "Sponsor", ORGANIZATION)
name = Field("name", "Name")
length = Field("length", "Length of the question", NUMBER, computed=lambda case: len(case.question or ""))

DRAFT, RUNNING = (
    State("draft", "Draft", due=working_days(5)),
    State("running", "Running", waits="the answers"),
)
DONE = State("done", "Done", final=True, result="done")
EDITING = Edit(OFFICE, (DRAFT, RUNNING))

what = Field("what", "What", required=True)
cost = Field("cost", "Cost", NUMBER)
note = Field("note", "Note", LONG)
reader = Field("reader", "Reader", PERSON)
stands = Field("stands", "Stands", YES_NO, default=True)


@guard("A line costs something.", rule="STUDY-1")
def costs(case: Any, row: Any) -> bool:
    return row.cost is None or row.cost > 0


LINES = ItemDefinition(
    "lines", "Lines", (what, cost, note), unique=("what",), checks=(costs,), named_by="what",
    edit=(Edit(OFFICE, (DRAFT,)), Edit(MEMBER, (RUNNING,), columns=(what, note), own=True)),
)  # fmt: skip
READERS = ItemDefinition("readers", "Readers", (reader, stands), unique=("reader",), edit=(EDITING,))
FIXED = ItemDefinition(
    "fixed",
    "Fixed rows",
    (name, note),
    edit=(EDITING,),
    seeded=({"name": "One"}, {"name": "Two"}),
    fixed=True,
)
PAPER = DocumentDefinition("paper", "Paper", edit=(Edit(OFFICE, (DRAFT,)),))
YES, NO = Outcome("yes", "Yes"), Outcome("no", "No", reason=True)


@guard("It is not ready.")
def is_ready(case: Any, answer: Any) -> bool:
    return bool(case.ready)


SHIP = Outcome(
    "ship", "Ship it", asks=(pages,), when=(is_ready,), then=(Set(pages, lambda case: case.answer.pages),)
)
ANSWER = TaskDefinition(
    "answer", "Answer", each_seat(MEMBER), (RUNNING,), (YES, NO), binds=(PAPER, question), due=hours(48)
)
READ = TaskDefinition(
    "read", "Read it", each_row(READERS, reader, stands), (DRAFT, RUNNING), (YES, NO), closes=at(ends)
)


@guard("You have written this study. Somebody else checks it.", rule="STUDY-2")
def is_another_than_the_author(case: Any, taker: Any) -> bool:
    return case.author is None or taker != case.author


CHECK = TaskDefinition(
    "check", "Check it", CHAIR | OFFICE, (RUNNING,), (SHIP, NO), changeable=True, eligible=(is_another_than_the_author,)
)  # fmt: skip
SPEAK = TaskDefinition(
    "speak", "Speak for it", named(sponsor, MEMBER), (RUNNING,), (YES,), when=(filled(sponsor),)
)
STUDY = CaseDefinition(
    key="study", version=1, code="STU", title="Study", opened_by=OFFICE | MEMBER, initial=DRAFT, level=SC_RESTRICTED,
    fields=(question, colour, colours, pages, ready, day, ends, author, sponsor, name, length),
    items=(LINES, READERS, FIXED), documents=(PAPER,), tasks=(ANSWER, READ, CHECK, SPEAK), publishes=(colour,),
    edit=(Edit(OFFICE, (DRAFT, RUNNING)),), links={"informs": "Informs"}, remarks_by=OFFICE | MEMBER,
    transitions=[
        DRAFT.to(RUNNING, "begin", by=OFFICE),
        RUNNING.to(DONE, "end", by=OFFICE, when=[CHECK.answered(SHIP)], reason=True),
    ],
)  # fmt: skip


@pytest.fixture
def studies(world: World) -> World:
    """A house that knows studies and nothing else."""
    world.engine.registry = Registry([STUDY], HOUSE)
    return world


def opened(world: World, **data: Any) -> Any:
    """A study in draft."""
    return world.open("A study", definition="study", **{"question": "Why?", **data})


def running(world: World, **data: Any) -> Any:
    """A study with its paper, running."""
    case_id = opened(world, **data)
    world.put(case_id, "The paper.", "paper")
    world.press(case_id, "begin", "officer")
    return case_id
