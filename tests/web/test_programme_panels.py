"""What the page of a joint programme draws: the budget by source and purpose, the earmark, phases and gates, indicators."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

from engine.commands import link, register
from tests.web.desk import Desk
from tests.web.reading import text
from tests.workflows import assessing, contributing, risking
from tests.workflows.checking import CODES
from tests.workflows.programming import PHASE, SECOND, add, fill_in, formulating, mobilising, running, written

NOTHING_SET = "The Committee has set no least share. The share is shown and holds nothing up."


def panel(desk: Desk, case_id: UUID, key: str, name: str = "ILO") -> str:
    """The words of one panel; nothing where the page does not have it."""
    page = desk.as_(name).get(f"/cases/{case_id}").text
    found = re.search(rf'<section[^>]*id="{key}".*?</section>', page, re.DOTALL)
    return text(found.group(0)).replace("\u202f", " ").replace("\xa0", " ") if found else ""


def set_least(desk: Desk, percent: int) -> None:
    register.set_setting(desk.world.engine, "victim_support_min_share", percent, by=None)


def test_without_lines_there_are_no_sums(coast_desk: Desk) -> None:
    case_id = formulating(coast_desk.world)
    assert [panel(coast_desk, case_id, key) for key in ("budget-sums", "phases-drawn", "indicators")] == [
        "",
        "",
        "",
    ]


def test_lines_are_summed_by_source_and_by_purpose(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    words = panel(coast_desk, case_id, "budget-sums")
    for part in (
        "US dollar",
        "Seed money of the core budget 60,000 60 %",
        "Donor 40,000 40 %",
        "Implementation 90,000 90 %",
        "Evaluation 10,000 10 %",
        "Together 100,000",
    ):
        assert part in words, (part, words)


def test_scenario_18_the_page_shows_the_share_and_that_nothing_is_set(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    words = panel(coast_desk, case_id, "budget-sums")
    assert "60 % for: Victim support 60 % of the whole for: Direct assistance (solid)" in words
    assert NOTHING_SET in words


def test_scenario_18_the_page_warns_below_what_the_committee_has_set(coast_desk: Desk) -> None:
    case_id = written(coast_desk.world)
    set_least(coast_desk, 61)
    words = panel(coast_desk, case_id, "budget-sums")
    assert "The Committee has set 61 % at least: below it a reason is needed." in words
    assert NOTHING_SET not in words
    set_least(coast_desk, 60)
    words = panel(coast_desk, case_id, "budget-sums")
    assert "The Committee has set 60 % at least." in words
    assert "below it a reason is needed" not in words


def test_phases_and_gates_stand_in_a_table_beside_the_drawing(coast_desk: Desk) -> None:
    case_id = mobilising(coast_desk.world)
    add(coast_desk.world, case_id, "phases", **SECOND)
    gate = {
        "step": "Law is passed",
        "gate": "yes",
        "closes": "1",
        "planned": "2013-06-30",
        "reached": "2013-01-04",
    }
    add(coast_desk.world, case_id, "milestones", **gate)
    add(coast_desk.world, case_id, "milestones", step="Shelter opens", planned="2013-09-01")
    fill_in(coast_desk.world, case_id, "phases", PHASE["name"], "name", forecast="2014-02-15")
    words = panel(coast_desk, case_id, "phases-drawn").partition("As a table")[2]
    assert words.index("First phase") < words.index("Second phase") < words.index("Gate: Law is passed")
    assert words.index("Gate: Law is passed") < words.index("Shelter opens")
    assert "15 Feb 2014" in words


def test_indicators_say_how_far_they_are_and_whether_the_time_runs_ahead(coast_desk: Desk) -> None:
    case_id = running(coast_desk.world)
    words = panel(coast_desk, case_id, "indicators")
    assert "Ports inspected ports 2 not measured 12 not measured" in words
    coast_desk.world.clock.move_to(datetime(2014, 1, 7, 9, tzinfo=UTC))
    told = {"actual": "4", "measured_on": "2014-01-06"}
    fill_in(coast_desk.world, case_id, "results", "Ports inspected", "indicator", **told)
    assert "20 %, behind the time" in panel(coast_desk, case_id, "indicators")
    told = {"actual": "11", "measured_on": "2014-01-06"}
    fill_in(coast_desk.world, case_id, "results", "Ports inspected", "indicator", **told)
    words = panel(coast_desk, case_id, "indicators")
    assert "90 %" in words
    assert "behind the time" not in words


def test_open_risks_that_threaten_a_programme_are_laid_out_on_its_page_and_lead_to_theirs(
    coast_desk: Desk,
) -> None:
    world = coast_desk.world
    case_id = formulating(world)
    assert panel(coast_desk, case_id, "heat-threatens") == ""
    high, closed, unassessed = (
        risking.assessed(world, how=risking.HIGH),
        risking.assessed(world),
        risking.identified(world),
    )
    for each in (high, closed, unassessed):
        link.add(world.engine, each, "threatens", case_id, by=world.people["officer"])
    world.press(closed, "close", "officer", reason="The two have agreed.")
    words = panel(coast_desk, case_id, "heat-threatens")
    assert "Open risks" in words and "3, possible 4, major 12 High" in words
    assert "1 is not assessed yet." in words, "the closed one is not counted"
    assert f"/cases/{high}" in coast_desk.as_("ILO").get(f"/cases/{case_id}").text


def test_what_has_changed_since_the_assessment_is_told_item_for_item_and_never_added_up(
    coast_desk: Desk,
) -> None:
    world = coast_desk.world
    case_id = running(world)
    assert "LP1 1, planned or partial open not compared" in panel(coast_desk, case_id, "comparison")
    fill_in(world, case_id, "progress", "PT1", "code", status="WORKING")
    words = panel(coast_desk, case_id, "comparison")
    assert "Protection 1 better" in words
    assert "PT1 1, planned or partial 3, in place and working better" in words
    assert "What was asked otherwise before is not compared, and no answer is added up." in words
    fill_in(world, case_id, "progress", "PT1", "code", status="ABSENT")
    assert "PT1 1, planned or partial 0, absent worse" in panel(coast_desk, case_id, "comparison")
    fill_in(world, case_id, "progress", "PT1", "code", status="NOT_APPLICABLE")
    assert "PT1 1, planned or partial Not applicable not compared" in panel(coast_desk, case_id, "comparison")


def test_on_a_phone_each_answer_to_the_checklist_says_whose_it_is(coast_desk: Desk) -> None:
    case_id = assessing.under_way(coast_desk.world)
    assessing.found(coast_desk.world, case_id, CODES[0], "ILO")
    page = coast_desk.as_("IOM").get(f"/cases/{case_id}").text
    assert 'data-label="ILO"' in page and 'data-label="Agreed"' in page


def test_sums_by_member_are_shown_to_whoever_sees_them_whole(coast_desk: Desk) -> None:
    contributing.received(coast_desk.world)
    for name, told in (("OSCE", True), ("donor", False), ("counterpart", False)):
        page = coast_desk.as_(name).get("/registers/contributions").text
        assert ('id="tally"' in page) is told, name


def test_what_can_be_answered_now_comes_before_what_has_to_wait(coast_desk: Desk) -> None:
    """The phase cannot be closed yet, though that was asked first; the rounds that came later can be answered today."""
    case_id = running(coast_desk.world)
    coast_desk.world.later(days=200)
    told = text(coast_desk.as_("ILO").get(f"/cases/{case_id}").text)
    asked = told.partition("Asked of you ")[2]
    assert asked.startswith(("Give your quarterly update", "Fill in the progress checklist")), asked[:80]
