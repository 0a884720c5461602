"""A regional organization cannot be chosen to preside: it stands in no list, and sent all the same it is refused."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from engine.case import cases
from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows.rotating import NOMINATIONS, scheduled

REGIONAL = "A regional organization never presides: OSCE."
ELIGIBLE = ["ILO", "IOM", "OHCHR", "UNICEF", "UNODC"]
KEYS = ("chair", "co_chair")


def offered(page: str, key: str) -> list[str]:
    """The codes of the organizations that a list offers."""
    select = re.search(rf'<select[^>]*name="{key}".*?</select>', page, re.DOTALL)
    assert select, f"no list for {key}"
    labels = re.findall(r"<option[^>]*>\s*([^<]*?)\s*</option>", select.group(0))
    return [label.split(",")[0] for label in labels if "," in label]


def rule(answer: TestResponse) -> str:
    """The rule that a problem document names."""
    return str(answer.get_json()["rule"])


@pytest.mark.parametrize("key", KEYS)
def test_scenario_01_no_list_offers_a_regional_organization(desk: Desk, key: str) -> None:
    page = desk.as_("officer").get("/cases/new/chair-rotation").text
    assert offered(page, key) == ELIGIBLE
    case_id = scheduled(desk.world)
    desk.world.at(NOMINATIONS)
    assert offered(desk.as_("officer").get(f"/cases/{case_id}/edit").text, key) == ELIGIBLE


@pytest.mark.parametrize("key", KEYS)
def test_scenario_01_a_form_that_names_it_is_refused(desk: Desk, key: str) -> None:
    osce = desk.world.organizations["OSCE"].hex
    form = {"title": "Chairs 2014", "term_start": "2014-01-01", key: osce}
    answer = desk.as_("officer").post("/cases/new/chair-rotation", form)
    assert answer.status_code == 422
    assert REGIONAL in words(answer)
    with desk.world.engine.database.read() as connection:
        assert connection.execute(cases.select()).all() == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("named", ["OSCE", "osce"])
def test_scenario_01_the_interface_refuses_it_by_its_rule(desk: Desk, key: str, named: str) -> None:
    officer = desk.as_("officer")
    body = {
        "definition": "chair-rotation",
        "title": "Chairs 2014",
        "data": {"term_start": "2014-01-01", key: named},
    }
    opened = officer.send("POST", "/api/v1/cases", body)
    assert (opened.status_code, rule(opened)) == (422, "GOV-06")
    assert REGIONAL in opened.text
    case_id = scheduled(desk.world)
    revision = desk.world.read(case_id).case.revision
    answer = officer.send(
        "PATCH", f"/api/v1/cases/{case_id}", {"data": {key: named}}, headers={"If-Match": f'"{revision}"'}
    )
    assert (answer.status_code, rule(answer)) == (422, "GOV-06")
    assert key not in desk.world.read(case_id).case.data
