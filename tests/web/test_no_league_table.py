"""Nobody reads here which country is ahead: no list of assessments is ordered, counted or drawn by how they are answered."""

from __future__ import annotations

import re

import pytest

from config.bootstrap import registry
from engine.definition import DATE, LONG, ORGANIZATION, TEXT, CaseDefinition
from tests.web.desk import Desk
from tests.workflows import assessing
from tests.workflows.checking import CODES
from workflows._shared import Region

KIND = "situational-assessment"
ANSWERED = ("status", "answers", "gap", "gaps", "rank", "severity", "urgency", "score_1", "approach")


def assessment() -> CaseDefinition:
    found = registry().find(KIND)
    assert found is not None and found.register is not None
    return found


def rows(desk: Desk, address: str) -> list[str]:
    """The cases that a register lists, in its order."""
    page = desk.as_("officer").get(f"/registers/assessments{address}").text
    main = page[page.index("<table") : page.rindex("</table>")]
    return list(dict.fromkeys(re.findall(r'href="/cases/([0-9a-f-]{36})"', main)))


@pytest.fixture
def two(coast_desk: Desk) -> Desk:
    """One country has nothing in place, the other everything."""
    world = coast_desk.world
    for title, status in (("Worst", "ABSENT"), ("Best", "WORKING")):
        case_id = assessing.under_way(world)
        for code in CODES:
            assessing.settled(world, case_id, code, status=status, because=f"{title} of all.")
    return coast_desk


@pytest.mark.parametrize("wanted", ANSWERED)
def test_no_address_orders_or_narrows_assessments_by_how_they_are_answered(two: Desk, wanted: str) -> None:
    plain = rows(two, "")
    assert len(plain) == 3
    assert rows(two, f"?sort={wanted}") == plain
    if wanted != "approach":
        assert rows(two, f"?{wanted}=ABSENT") == plain


def test_a_register_of_assessments_is_ordered_by_title_number_and_date_only(two: Desk) -> None:
    page = two.as_("officer").get("/registers/assessments").text
    assert set(re.findall(r"[?&;]sort=(\w+)", page)) <= {"title", "number", "date"}
    for words in ("In place", "Absent", "3, in place and working", "0, absent"):
        assert words not in page


def test_a_register_of_assessments_counts_and_draws_nothing(two: Desk) -> None:
    register = assessment().register
    assert register is not None
    drawn = (register.lookup, register.board, register.heat, register.tally, register.results)
    assert drawn == (None,) * 5
    assert set(register.columns) == {"number", "title", "state", "requester", "lead", "date"}


def test_an_assessment_is_on_no_public_list_and_publishes_nothing_that_could_be_ranked() -> None:
    definition = assessment()
    assert definition.public_list is None
    kinds = {field.kind for field in definition.publishes}
    assert kinds <= {ORGANIZATION, DATE, TEXT, LONG, Region}
