"""Fields become controls, and what people type into them becomes data; nothing that was typed is lost on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from engine.calendar import WorkingCalendar
from engine.columns import to_micros
from engine.definition import (
    DATE,
    INSTANT,
    LONG,
    NUMBER,
    ORGANIZATION,
    PERSON,
    SETTING,
    TEXT,
    VALUE,
    YES_NO,
    Field,
    Role,
    Setting,
    filled,
)
from engine.errors import Invalid
from engine.form import collect
from engine.messages import message
from engine.party import Mandate, Organization, Person
from engine.register import Register
from web.assets import install
from web.field_forms import Control, Reader, controls, label_of, summary, typed

NOW = datetime(2013, 2, 11, 14, tzinfo=UTC)
VIENNA = "Europe/Vienna"
ILO, IOM, ANNA, BERTA = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
SEAT = Role("SEAT", "Focal point")
REGISTER = Register(
    1,
    {
        IOM: Organization(IOM, "IOM", "Migration Organization", {}),
        ILO: Organization(ILO, "ILO", "Labour Organization", {}),
    },
    {
        ANNA: Person(ANNA, "anna@example.org", "Anna", None, None, active=True),
        BERTA: Person(BERTA, "berta@example.org", "Berta", None, None, active=False),
    },
    (Mandate(UUID(int=9), IOM, ANNA, "SEAT", "principal", datetime(2007, 1, 1, tzinfo=UTC), None, None),),
    {},
    WorkingCalendar("house", 1, VIENNA),
    {"SEAT": SEAT},
)
SETTINGS = {"shortest": Setting("shortest", "Shortest period", 72)}
READER = Reader(REGISTER, SETTINGS, VIENNA, NOW)


class Colour(StrEnum):
    RED = "Red"
    BLUE = "Blue"


class Many(StrEnum):
    A = "One"
    B = "Two"
    C = "Three"
    D = "Four"
    E = "Five"
    F = "Six"


def sent(**values: Any) -> MultiDict[str, str]:
    return MultiDict({key.replace("__", "-"): value for key, value in values.items()})


def only(field: Field, **more: Any) -> Control:
    (control,) = controls([field], READER, **more)
    return control


def read(field: Field, form: MultiDict[str, str]) -> Any:
    """What the command stores for what was typed."""
    return collect([field], typed([field], form, VIENNA), REGISTER, SETTINGS)[field.key]


# ---- controls


def test_each_kind_has_its_control() -> None:
    kinds = {
        Field("a", "A", TEXT): "text",
        Field("b", "B", LONG): "long",
        Field("c", "C", NUMBER): "number",
        Field("d", "D", YES_NO): "radios",
        Field("e", "E", YES_NO, default=False): "checkbox",
        Field("f", "F", DATE): "date",
        Field("g", "G", INSTANT): "instant",
        Field("h", "H", ORGANIZATION): "select",
        Field("i", "I", ORGANIZATION, many=True): "checkboxes",
        Field("j", "J", PERSON): "select",
        Field("k", "K", Colour): "radios",
        Field("l", "L", Many): "select",
        Field("m", "M", Colour, many=True): "checkboxes",
        Field("n", "N", SETTING): "select",
        Field("o", "O", VALUE): "text",
        Field("p", "P", TEXT, many=True): "long",
    }
    assert {c["key"]: c["kind"] for c in controls(kinds, READER)} == {f.key: k for f, k in kinds.items()}


def test_a_computed_field_has_no_control_and_takes_nothing() -> None:
    field = Field("a", "A", computed=lambda case: 1)
    assert controls([field], READER) == []
    assert typed([field], sent(a="x"), VIENNA) == {}


def test_organizations_stand_by_code_and_people_with_whom_they_act_for() -> None:
    assert only(Field("a", "A", ORGANIZATION))["options"] == [
        ("", "Choose"),
        (ILO.hex, "ILO, Labour Organization"),
        (IOM.hex, "IOM, Migration Organization"),
    ]
    assert only(Field("a", "A", PERSON))["options"] == [("", "Choose"), (ANNA.hex, "Anna, IOM")]


def test_a_choice_that_may_stay_open_says_so_and_one_that_must_be_made_does_not() -> None:
    assert only(Field("a", "A", Colour))["options"][-1] == ("", "Leave it open")
    assert only(Field("a", "A", Colour, required=True))["options"] == [("RED", "Red"), ("BLUE", "Blue")]


def test_a_field_required_under_a_condition_asks_the_case() -> None:
    other = Field("other", "Other")
    field = Field("a", "A", required=filled(other))
    assert "required" not in only(field)
    full, empty = type("Full", (), {"other": "x"})(), type("Empty", (), {"other": None})()
    assert only(field, case=full)["required"] is True
    assert only(field, case=empty)["required"] is False


def test_the_default_stands_until_the_case_has_a_value_of_its_own() -> None:
    field = Field("a", "A", Colour, default="RED")
    assert only(field)["value"] == "RED"
    assert only(field, values={"a": "BLUE"})["value"] == "BLUE"
    assert only(field, values={"a": None})["value"] == ""


def test_stored_values_are_shown_as_people_write_them() -> None:
    instant = to_micros(datetime(2013, 2, 18, 16, tzinfo=UTC))
    assert only(Field("a", "A", INSTANT), values={"a": instant})["value"] == "2013-02-18 17:00"
    assert only(Field("a", "A", DATE), values={"a": "2013-02-18"})["value"] == "2013-02-18"
    assert only(Field("a", "A", YES_NO), values={"a": False})["value"] == "no"
    assert only(Field("a", "A", YES_NO, default=False), values={"a": True})["value"] == "yes"
    assert only(Field("a", "A", ORGANIZATION, many=True), values={"a": [ILO.hex]})["value"] == [ILO.hex]
    assert only(Field("a", "A", TEXT, many=True), values={"a": ["x", "y"]})["value"] == "x\ny"
    assert only(Field("a", "A", VALUE), values={"a": ["x", "y"]})["value"] == "x, y"


def test_an_instant_names_the_zone_and_an_example() -> None:
    hint = only(Field("a", "A", INSTANT, help="When they meet."))["hint"]
    assert hint == "When they meet. For example 2013-02-11 17:00, in the time of Vienna."


def test_a_value_in_words_for_facts_and_lists() -> None:
    assert label_of(Field("a", "A", Colour), "RED", READER) == "Red"
    assert label_of(Field("a", "A", ORGANIZATION, many=True), [ILO.hex, IOM.hex], READER) == "ILO, IOM"
    assert label_of(Field("a", "A", YES_NO), False, READER) == "No"
    assert label_of(Field("a", "A", SETTING), "shortest", READER) == "Shortest period"
    assert label_of(Field("a", "A"), None, READER) == ""
    assert label_of(Field("a", "A", DATE), "2013-02-18", READER) == "Mon 18 Feb 2013"
    at = to_micros(datetime(2013, 2, 18, 16, tzinfo=UTC))
    assert label_of(Field("a", "A", INSTANT), at, READER) == "Mon 18 Feb 2013, 17:00"


# ---- what was typed


@pytest.mark.parametrize(
    "words",
    [
        "2013-02-18 17:00",
        "2013-02-18T17:00",
        "18.2.2013 17.00",
        "18.02.2013, 17:00",
        "18 Feb 2013 5 pm",
        "18 February 2013, 17h",
        "Mon 18 Feb 2013, 17:00",
        "Monday 18 February 2013 at 5:00 p.m.",
        "February 18, 2013 17:00",
        "18th Feb 2013 17h00",
        "18/2/2013 17:00",
        " 2013-02-18\u00a017:00 ",
        "2013-02-18T16:00:00Z",
        "2013-02-18 17:00:00",
    ],
)
def test_an_instant_may_be_spelled_in_many_ways(words: str) -> None:
    at = to_micros(datetime(2013, 2, 18, 16, tzinfo=UTC))
    assert read(Field("a", "A", INSTANT), sent(a=words)) == at


@pytest.mark.parametrize(
    "words",
    [
        "2013-02-18",
        "18 Feb 2013",
        "tomorrow",
        "2013-02-30 17:00",
        "2013-02-18 25:00",
        "3/4/2013 17:00",
        "17:00",
    ],
)
def test_an_instant_that_is_not_one_or_could_be_two_is_refused_with_an_example(words: str) -> None:
    field = Field("a", "A", INSTANT)
    with pytest.raises(Invalid) as refused:
        read(field, sent(a=words))
    assert str(refused.value.says) == "Write date and time, such as 2013-02-18 17:00."
    assert only(field, sent=sent(a=words), problems=refused.value.problems)["value"] == words


def test_a_day_without_its_time_is_offered_the_closing_time() -> None:
    field, form = Field("a", "A", INSTANT), sent(a="18 Feb 2013")
    control = only(field, sent=form, problems={"a": message("Write date and time.")})
    assert control["fix"] == {"label": "Use 2013-02-18 17:00", "value": "2013-02-18 17:00"}
    pressed = sent(a="18 Feb 2013", a__fix="2013-02-18 17:00")
    assert read(field, pressed) == to_micros(datetime(2013, 2, 18, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    "words", ["2013-02-18", "18.2.2013", "18 February 2013", "Mon, 18 Feb 2013", "2013/2/18"]
)
def test_a_date_may_be_spelled_in_many_ways(words: str) -> None:
    assert read(Field("a", "A", DATE), sent(a=words)) == "2013-02-18"


def test_a_date_that_could_be_two_is_not_guessed() -> None:
    with pytest.raises(Invalid):
        read(Field("a", "A", DATE), sent(a="3/4/2013"))


@pytest.mark.parametrize("words", ["12000", "12,000", "12 000", "12\u202f000"])
def test_a_number_may_be_grouped(words: str) -> None:
    assert read(Field("a", "A", NUMBER), sent(a=words)) == 12000


@pytest.mark.parametrize("words", ["1,5", "1.5", "twelve", "1,2000"])
def test_half_a_number_is_refused(words: str) -> None:
    with pytest.raises(Invalid, match="whole number"):
        read(Field("a", "A", NUMBER), sent(a=words))


def test_an_empty_box_is_no_only_where_the_box_was_shown() -> None:
    field = Field("a", "A", YES_NO, default=False)
    assert typed([field], sent(), VIENNA) == {}
    assert read(field, sent(a__shown="1")) is False
    assert read(field, sent(a__shown="1", a="1")) is True


def test_of_several_boxes_none_may_be_left() -> None:
    field = Field("a", "A", ORGANIZATION, many=True)
    assert read(field, MultiDict([("a-shown", "1"), ("a", ILO.hex), ("a", IOM.hex)])) == [ILO.hex, IOM.hex]
    assert read(field, sent(a__shown="1")) is None
    assert typed([field], sent(), VIENNA) == {}


def test_several_words_are_typed_one_on_each_line() -> None:
    assert read(Field("a", "A", many=True), sent(a="x\r\n\r\ny ")) == ["x", "y"]


def test_a_choice_that_was_never_offered_is_refused() -> None:
    for field in (
        Field("a", "A", Colour),
        Field("a", "A", ORGANIZATION),
        Field("a", "A", PERSON),
        Field("a", "A", SETTING),
    ):
        with pytest.raises(Invalid, match="Choose"):
            read(field, sent(a="GREEN"))


def test_a_prefix_keeps_two_forms_of_one_page_apart() -> None:
    field = Field("a", "A")
    assert only(field, prefix="row3:")["key"] == "row3:a"
    assert only(field, prefix="row3:")["id"] == "f-row3-a"
    form = MultiDict({"row3:a": "x", "a": "y"})
    assert typed([field], form, VIENNA, "row3:") == {"a": "x"}


# ---- what went wrong


def test_everything_typed_is_kept_when_something_is_wrong() -> None:
    fields = [
        Field("a", "A", NUMBER),
        Field("b", "B", Colour),
        Field("c", "C", ORGANIZATION, many=True),
        Field("d", "D", YES_NO, default=False),
        Field("e", "E", LONG, required=True),
    ]
    form = MultiDict(
        [("a", "twelve"), ("b", "BLUE"), ("c-shown", "1"), ("c", IOM.hex), ("d-shown", "1"), ("e", "")]
    )
    stored = {"a": 3, "b": "RED", "c": [ILO.hex], "d": True, "e": "old"}
    with pytest.raises(Invalid) as refused:
        collect(fields, typed(fields, form, VIENNA), REGISTER, SETTINGS)
    shown = controls(fields, READER, values=stored, sent=form, problems=refused.value.problems)
    assert [c["value"] for c in shown] == ["twelve", "BLUE", [IOM.hex], "", ""]
    assert summary(shown, refused.value.problems) == [
        ("f-a", "Write a whole number, such as 12."),
        ("f-e", "Fill in: E."),
    ]


def test_a_problem_that_belongs_to_no_control_is_still_said() -> None:
    shown = controls([Field("a", "A")], READER)
    assert summary(shown, {"else": message("Not so.")}) == [(None, "Not so.")]


def test_the_page_ties_hint_and_error_to_their_control_and_says_which_boxes_it_shows() -> None:
    app = Flask("web", static_folder=None)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations()  # type: ignore[attr-defined]
    install(app)
    fields = [
        Field("a", "A", INSTANT),
        Field("b", "B", Colour, many=True),
        Field("c", "C", YES_NO, default=False),
    ]
    shown = controls(fields, READER, problems={"a": message("Not so.")})
    source = "{% import 'parts/form.html' as form with context %}{% for f in fields %}{{ form.field(f) }}{% endfor %}"
    with app.test_request_context():
        page = render_template_string(source, fields=shown)
    assert 'aria-describedby="f-a-hint f-a-error"' in page
    assert '<input type="hidden" name="b-shown" value="1">' in page
    assert '<input type="hidden" name="c-shown" value="1">' in page
    assert page.count(">optional<") == 2
