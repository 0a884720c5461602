"""Programmes for those who exchange data on development cooperation: IATI 2.03, its codes and its order of elements."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from engine.definition import LONG, Activity, CaseDefinition, Field, State
from engine.errors import DefinitionError
from tests.web.counting import queries_of
from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows.programming import (
    before_sc,
    concept,
    fill_in,
    mobilising,
    running,
    second_phase,
    suspended,
    written,
)
from workflows import joint_programme

PATH = "/registers/programmes/iati.xml"
# The order that the schema of 2.03 demands of what stands in an activity, as far as it stands here.
ORDER = (
    "iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status", "activity-date",
    "recipient-region", "budget", "result",
)  # fmt: skip


def exchanged(desk: Desk, who: str = "ILO") -> list[ET.Element]:
    answer = desk.as_(who).get(PATH)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    root = ET.fromstring(answer.data)
    assert (root.tag, root.get("version")) == ("iati-activities", "2.03")
    return list(root)


def only(desk: Desk) -> ET.Element:
    [found] = exchanged(desk)
    return found


def identifier(desk: Desk, case_id: UUID) -> str:
    """“GIFT-GIFT-JPR-2013-001”: no stroke stands in it."""
    return f"GIFT-{desk.world.number(case_id)}".replace("/", "-")


def narratives(activity: ET.Element, path: str) -> list[str]:
    return [str(each.findtext("narrative")) for each in activity.findall(path)]


def test_a_programme_is_told_in_the_order_of_the_schema(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    activity = only(coast_desk)
    tags = list(dict.fromkeys(each.tag for each in activity))
    assert tags == [tag for tag in ORDER if tag in tags] and set(ORDER) == set(tags)
    assert activity.findtext("iati-identifier") == identifier(coast_desk, case_id)
    reporter = activity.find("reporting-org")
    assert reporter is not None and (reporter.get("ref"), reporter.get("type")) == ("GIFT", "40")
    assert activity.get("default-currency") == "USD"
    assert narratives(activity, "title") == ["Safe coasts"]
    assert narratives(activity, "recipient-region") == [
        "Organization COAST",
        "Organization HILLS",
        "East Africa",
    ]
    dates = {each.get("type"): each.get("iso-date") for each in activity.findall("activity-date")}
    assert dates == {"1": "2013-02-01", "3": "2015-01-31"}


def test_who_answers_who_receives_the_money_and_who_carries_it_out_have_their_roles(coast_desk: Desk) -> None:
    written(coast_desk.world)
    told = {
        (e.get("ref"), e.get("role"), e.get("type")) for e in only(coast_desk).findall("participating-org")
    }
    assert told == {
        ("ILO", "2", "40"), ("IOM", "3", "40"), ("UNODC", "3", "40"), ("ILO", "4", "40"), ("IOM", "4", "40"),
    }  # fmt: skip


def test_the_budget_is_the_sum_of_its_lines(coast_desk: Desk) -> None:
    written(coast_desk.world)
    budget = only(coast_desk).find("budget")
    assert budget is not None
    assert [each.get("iso-date") for each in budget[:2]] == ["2013-02-01", "2015-01-31"]
    assert budget.findtext("value") in ("100000", "100000.00")


def test_results_have_their_type_baseline_target_and_actual(coast_desk: Desk) -> None:
    case_id = running(coast_desk.world)
    fill_in(
        coast_desk.world,
        case_id,
        "results",
        "Ports inspected",
        "indicator",
        actual="5",
        measured_on="2013-01-07",
    )
    result = only(coast_desk).find("result")
    assert result is not None and result.get("type") == "2"
    indicator = result.find("indicator")
    assert indicator is not None
    assert indicator.findtext("title/narrative") == "Ports inspected (ports)"
    baseline, target, actual = (
        indicator.find("baseline"),
        indicator.find("period/target"),
        indicator.find("period/actual"),
    )
    assert baseline is not None and (baseline.get("year"), baseline.get("value")) == ("2012", "2")
    assert target is not None and actual is not None
    assert (target.get("value"), actual.get("value")) == ("12", "5")


@pytest.mark.parametrize(
    ("story", "status"),
    [
        (concept, "1"),
        (before_sc, "1"),
        (running, "2"),
        (mobilising, "2"),
        (second_phase, "2"),
        (suspended, "6"),
    ],
)
def test_its_status_has_the_code_of_the_standard(coast_desk: Desk, story: Any, status: str) -> None:
    case_id: UUID = story(coast_desk.world)
    number = identifier(coast_desk, case_id)
    told = next(e for e in exchanged(coast_desk) if e.findtext("iati-identifier") == number)
    found = told.find("activity-status")
    assert found is not None and found.get("code") == status


# DOMAIN 10.5, by hand: Concept to Approved 1; Phase, Resource mobilisation, Next 2; Evaluation 3; Closed 4; Terminated 5;
# Suspended 6. What was not selected was cancelled; what was handed over ended here.
OF_STATES = {
    "concept": 1, "selection": 1, "seed": 1, "formulation": 1, "review": 1, "approved": 1, "phase_1": 2, "mobilisation": 2,
    "next_phase": 2, "evaluation": 3, "closed": 4, "handed_over": 4, "terminated": 5, "not_selected": 5, "withdrawn": 5, "suspended": 6,
}  # fmt: skip


def test_every_state_has_the_code_that_the_house_has_agreed_on() -> None:
    activity = joint_programme.definition.activity
    assert activity is not None
    told = {state.key: code for state, code in activity.status.items()}
    assert {key: told[key] for key in OF_STATES if key in told} == OF_STATES
    assert told.keys() == {state.key for state in joint_programme.definition.states}


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"sector": "GOVERNMENT"}, 10), ({"iati_type": 21}, 21), ({"sector": "NGO"}, 22), ({"iati_type": "23"}, 23),
        ({"scope": "INTERNATIONAL"}, 40), ({"sector": "DONOR"}, 60), ({"sector": "PRIVATE_SECTOR"}, 70),
        ({"sector": "ACADEMIA"}, 80),
    ],
)  # fmt: skip
def test_an_organization_has_the_code_of_its_kind(attributes: dict[str, Any], code: int) -> None:
    activity = joint_programme.definition.activity
    assert activity is not None
    assert activity.organization_type(SimpleNamespace(attributes=attributes)) == code


def test_many_programmes_are_read_with_as_few_statements_as_one(coast_desk: Desk) -> None:
    written(coast_desk.world)
    alone = len(queries_of(coast_desk, "ILO", PATH))
    for _ in range(3):
        concept(coast_desk.world)
    assert len(exchanged(coast_desk)) == 4
    assert len(queries_of(coast_desk, "ILO", PATH)) == alone


def test_whoever_may_not_know_of_programmes_gets_none_and_others_are_led_there(coast_desk: Desk) -> None:
    written(coast_desk.world)
    assert exchanged(coast_desk, "donor") == []
    assert "/sign-in" in coast_desk.stranger().get(PATH).headers["Location"]
    assert PATH in coast_desk.as_("ILO").get("/registers/programmes").text
    assert "IATI activities (XML)" in words(coast_desk.as_("ILO").get("/registers/programmes"))
    assert coast_desk.as_("ILO").get("/registers/decisions/iati.xml").status_code == 404


def test_words_are_words_and_never_markup(coast_desk: Desk) -> None:
    case_id = concept(coast_desk.world)
    coast_desk.world.edit(case_id, "officer", collective_why="One <plan> & no other.")
    assert narratives(only(coast_desk), "description") == ["One <plan> & no other."]


def contradicted(activity: Activity) -> str:
    whole = joint_programme.definition
    told = {name: getattr(whole, name) for name in whole.__dataclass_fields__}
    with pytest.raises(DefinitionError) as caught:
        CaseDefinition(**{**told, "activity": activity})
    return str(caught.value)


def test_an_activity_has_a_code_in_every_state_and_tells_only_what_all_readers_read() -> None:
    whole = joint_programme.definition.activity
    assert whole is not None
    told = {name: getattr(whole, name) for name in whole.__dataclass_fields__}
    fewer: dict[State, int] = {s: code for s, code in whole.status.items() if s.key != "concept"}
    sentence = "concept has no status for those who exchange data"
    assert sentence in contradicted(Activity(**{**told, "status": fewer}))
    elsewhere = Field("elsewhere", "Elsewhere", LONG)
    assert "elsewhere is exchanged, which is not in the case" in contradicted(
        Activity(**{**told, "description": (elsewhere,)})
    )
