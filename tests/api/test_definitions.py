"""Case types: what a machine learns before it sends a form, and that this is the truth."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.api.machine import Api, problem


def definition(api: Api, name: str = "consensus-decision", who: str = "ILO") -> dict[str, Any]:
    answer = api.as_(who).get(f"/definitions/{name}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)  # type: ignore[arg-type]


def test_every_type_is_listed_by_key_code_version_and_title(api: Api) -> None:
    listed = api.as_("ILO").get("/definitions").json

    assert listed is not None
    names = {each["code"]: (each["key"], each["version"], each["title"]) for each in listed["items"]}
    assert names["DEC"] == ("consensus-decision", 1, "Committee decision")
    assert {"PRO", "CHR"} <= set(names)
    assert listed["next"] is None


@pytest.mark.parametrize(
    ("who", "may"), [("ILO", True), ("officer", True), ("donor", False), ("auditor", False)]
)
def test_the_list_says_what_this_person_may_open(api: Api, who: str, may: bool) -> None:
    listed = api.as_(who).get("/definitions").json

    assert listed is not None
    assert {each["code"]: each["may_open"] for each in listed["items"]}["DEC"] is may


@pytest.mark.parametrize("name", ["consensus-decision", "DEC", "dec"])
def test_a_type_is_found_by_key_and_by_code(api: Api, name: str) -> None:
    assert definition(api, name)["key"] == "consensus-decision"


def test_a_type_that_nobody_wrote_is_unknown(api: Api) -> None:
    assert (
        problem(api.as_("ILO").get("/definitions/coffee"), 404)["detail"] == "There is no case type “coffee”."
    )


def test_fields_say_kind_choices_and_whether_they_are_needed(api: Api) -> None:
    fields = {each["key"]: each for each in definition(api)["fields"]}

    assert fields["nature"]["kind"] == "choice"
    assert [each["value"] for each in fields["nature"]["options"]] == ["DECISION", "ADVICE", "GUIDANCE"]
    assert fields["nature"]["required"] == "always"
    assert (fields["lead"]["kind"], fields["lead"]["required"]) == ("organization", "never")


def test_states_and_transitions_draw_the_whole_way(api: Api) -> None:
    told = definition(api)
    states = {each["key"] for each in told["states"]}
    ways = {(way["trigger"], way["to"]): way for way in told["transitions"]}

    assert told["initial"] == "draft"
    assert all(set(way["origins"]) <= states for way in told["transitions"])
    assert ways["circulate", "circulated"]["by"] == [
        "SECRETARIAT_OFFICER",
        "SENIOR_MANAGER",
        "SC_CHAIR",
        "SC_COCHAIR",
    ]
    assert ways["adopt_in_silence", "adopted_no_objection"]["by_itself"]
    assert ways["withdraw", "withdrawn"]["reason"]
    assert "All 11 principles are reviewed" in ways["circulate", "circulated"]["rules"]


def test_tasks_show_their_answers_and_the_form_of_each(api: Api) -> None:
    position = next(each for each in definition(api)["tasks"] if each["key"] == "position")
    outcomes = {each["key"]: each for each in position["outcomes"]}

    assert position["binds"]
    assert outcomes["strong_objection"]["reason"]
    assert outcomes["support_with_comment"]["form"]["required"] == ["comment"]
    assert list(outcomes["amendment"]["form"]["properties"]) == ["words"]


def every_form(told: dict[str, Any]) -> list[dict[str, Any]]:
    forms = [
        told["form"],
        *(way["form"] for way in told["transitions"]),
        *(item["form"] for item in told["items"]),
    ]
    return forms + [outcome["form"] for task in told["tasks"] for outcome in task["outcomes"]]


@pytest.mark.parametrize("code", ["DEC", "PRO", "CHR"])
def test_every_form_is_a_json_schema(api: Api, code: str) -> None:
    for form in every_form(definition(api, code)):
        Draft202012Validator.check_schema(form)


def test_what_fits_the_form_is_taken_and_what_does_not_is_refused(api: Api) -> None:
    form = Draft202012Validator(definition(api)["form"])
    good = {
        "nature": "ADVICE",
        "subject": "PRIORITY",
        "significant": True,
        "lead": "ILO",
        "background": "Because.",
    }
    bad = {"nature": "Advice"}

    assert form.is_valid(good)
    assert not form.is_valid(bad)
    assert (
        api.as_("officer").post("/cases", {"definition": "DEC", "title": "It fits", "data": good}).status_code
        == 201
    )
    problem(api.as_("officer").post("/cases", {"definition": "DEC", "title": "Not", "data": bad}), 422)
