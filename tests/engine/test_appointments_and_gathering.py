"""Two words of the language: a case that takes place at a time, and one that gathers what tells that it waits."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from engine.definition import (
    INSTANT,
    OPENER,
    TEXT,
    Appointment,
    CaseDefinition,
    Field,
    Gather,
    MatrixPanel,
    guard,
)
from engine.errors import DefinitionError
from engine.registry import Registry
from tests.engine.test_definition_check import (
    CLERK,
    DRAFT,
    FINISH,
    HOUSE,
    LINES,
    SAFE,
    STRANGE,
    case_type,
    problems,
    words,
)


class Waits(StrEnum):
    NOW = "Now"


begins, ends, place = (
    Field("begins", "Begins", INSTANT),
    Field("ends", "Ends", INSTANT),
    Field("place", "Place", TEXT),
)
waits = Field("waits", "Waits", Waits)
MET = Appointment(begins, ends, place, CLERK)


def met(**told: Any) -> dict[str, Any]:
    return {"fields": (words, begins, ends, place), "appointment": replace(MET, **told)}


def test_a_case_that_people_meet_for_is_in_order() -> None:
    assert case_type(**met()).appointment is not None


@guard("Sometimes.")
def sometimes(case: Any) -> bool:
    return True


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"place": waits}, "the appointment rests on waits, which is no field that all readers read"),
        ({"place": begins}, "the appointment cannot rest on begins, which holds something else"),
        ({"starts": place}, "the appointment cannot rest on place, which holds something else"),
        ({"off": (STRANGE,)}, "the appointment is called off in an unknown state strange"),
        ({"planned": (STRANGE,)}, "the appointment is planned in an unknown state strange"),
        ({"off": (DRAFT,), "planned": (DRAFT,)}, "the appointment is planned and called off in draft"),
        ({"asked": OPENER}, "the appointment asks others than plain roles, which calendars could not tell"),
        (
            {"asked": CLERK.when(sometimes)},
            "the appointment asks others than plain roles, which calendars could not tell",
        ),
    ],
)
def test_an_appointment_that_calendars_could_not_tell_is_found(told: dict[str, Any], sentence: str) -> None:
    assert sentence in "; ".join(problems(**met(**told)))


def test_a_time_that_only_some_may_read_stands_in_no_calendar() -> None:
    hidden = replace(begins, level=SAFE.key)
    told = {"fields": (words, hidden, ends, place), "appointment": replace(MET, starts=hidden)}
    assert any("which is no field that all readers read" in each for each in problems(**told))


def test_a_table_names_cases_in_a_column_of_its_own() -> None:
    panel = MatrixPanel("Lines", LINES, names=waits)
    assert "a table tells of the cases in waits, which is no column of lines" in "; ".join(
        problems(panels=(panel,))
    )


def gathers(**told: Any) -> CaseDefinition:
    words_of = {"definition": "letter", "link": "answers", "tells": waits, "value": "NOW", **told}
    way = DRAFT.to(FINISH.target, "gather", by=CLERK, then=[Gather(**words_of)])
    return case_type(way, key="round", code="RND", title="Round")


def test_cases_are_gathered_by_a_declared_tie() -> None:
    with pytest.raises(DefinitionError, match="an effect uses an undeclared link other"):
        gathers(link="other")


def test_cases_are_gathered_by_what_their_type_publishes() -> None:
    letter = case_type(fields=(words, waits), publishes=(waits,))
    assert Registry([letter, gathers()], HOUSE).find("round") is not None
    assert Registry([gathers()], HOUSE).find("letter") is None, (
        "a type that is not built yet is no contradiction"
    )
    for theirs, told, sentence in (
        (case_type(fields=(words, waits)), {}, "by waits, which it does not publish so"),
        (letter, {"tells": Field("waits", "Waits", TEXT)}, "by waits, which it does not publish so"),
        (letter, {"value": "LATER"}, "by LATER, which is no choice of waits"),
    ):
        with pytest.raises(DefinitionError, match=sentence):
            Registry([theirs, gathers(**told)], HOUSE)
