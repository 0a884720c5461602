"""Tables within a form: lines that are given keep their words, lines that people add are as many as they fill in."""

from __future__ import annotations

from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pytest

from engine.definition import LONG, TEXT, YES_NO, Field, Table
from engine.errors import Invalid
from engine.form import collect
from engine.values import seen
from tests.workflows.sampling import HOUSE


class Score(StrEnum):
    LOW = "Low"
    HIGH = "High"


score, why = Field("score", "Score", Score, required=True), Field("why", "Why", LONG)
place, words, critical = (
    Field("place", "Place", TEXT),
    Field("words", "Words", LONG, required=True),
    Field("critical", "Critical", YES_NO, default=False),
)
SCORES = Field("scores", "Scores", Table((score, why), lines=lambda case: case.criteria))
REMARKS = Field("remarks", "Remarks", Table((place, words, critical), most=3))
CASE = SimpleNamespace(criteria=("Clear", "True"))


def taken(field: Field, typed: Any) -> Any:
    return collect([field], {field.key: typed}, HOUSE.register, {}, case=CASE)[field.key]


def refused(field: Field, typed: Any) -> str:
    with pytest.raises(Invalid) as caught:
        taken(field, typed)
    return caught.value.problems[field.key].english()


def test_a_line_that_is_given_keeps_the_words_it_was_given_for() -> None:
    stored = taken(SCORES, [{"score": "HIGH"}, {"score": "LOW", "why": "No source."}])
    assert stored == [
        {"line": "Clear", "score": "HIGH"},
        {"line": "True", "score": "LOW", "why": "No source."},
    ]


def test_a_line_that_is_sent_for_another_one_is_refused_and_never_mistaken() -> None:
    sentence = "Line 1 is about “Clear”: send the lines in this order."
    assert refused(SCORES, [{"line": "True", "score": "HIGH"}, {"line": "Clear", "score": "LOW"}]) == sentence
    stored = taken(SCORES, [{"line": "Clear", "score": "HIGH"}, {"line": "", "score": "LOW"}])
    assert [line["line"] for line in stored] == ["Clear", "True"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ([{"score": "HIGH"}], "“True”: fill in Score."),
        (None, "“Clear”: fill in Score."),
        ([{"score": "HIGH"}, {"score": "BEST"}], "“True”, Score: Choose one of the answers offered."),
        ([{"score": "HIGH"}] * 3, "There are 3 lines; 2 are the most."),
        ([{"score": "HIGH", "colour": "red"}], "“Clear”: there is no column “colour”."),
        ("HIGH", "Send the lines as a list, each with its columns by name."),
        (["HIGH", "LOW"], "Send the lines as a list, each with its columns by name."),
        ({"score": "HIGH"}, "Send the lines as a list, each with its columns by name."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(typed: Any, sentence: str) -> None:
    assert refused(SCORES, typed) == sentence


def test_lines_that_people_add_are_those_they_fill_in() -> None:
    empty = {"place": "", "words": " ", "critical": None}
    assert taken(REMARKS, [empty, {"words": "Say more."}, empty]) == [{"words": "Say more."}]
    assert taken(REMARKS, [empty]) is None
    assert taken(REMARKS, None) is None


def test_there_are_no_more_lines_than_the_table_takes() -> None:
    assert refused(REMARKS, [{"words": "Say more."}] * 4) == "There are 4 lines; 3 are the most."


def test_a_line_that_is_begun_is_finished() -> None:
    assert refused(REMARKS, [{"words": "Yes."}, {"place": "Page 2"}]) == "Line 2: fill in Words."


def test_a_rule_sees_lines_with_their_columns_by_name() -> None:
    first, second = seen(SCORES, taken(SCORES, [{"score": "HIGH"}, {"score": "LOW"}]), HOUSE.register)
    assert (first.line, first.score, first.why, second.score) == ("Clear", Score.HIGH, None, Score.LOW)
    with pytest.raises(AttributeError, match="the table has no column colour"):
        _ = first.colour
    assert seen(REMARKS, None, HOUSE.register) == ()
