"""What pages show of results: target and actual by period, who contributes, and the matrix of all of them by code."""

from __future__ import annotations

import re
from uuid import UUID

from engine.commands import item
from tests.access.hidden_types import hiding
from tests.refusing import refused
from tests.web.desk import Desk
from tests.web.reading import text, words
from tests.workflows import programming, proposing, risking
from tests.workflows.resulting import INDICATOR, add, contributes, drafted, in_force, measure, output, period

REGISTER = "/registers/results"


def section(page: str, key: str) -> str:
    """The words of one part of a page; nothing where it is not there."""
    found = re.search(rf'<section[^>]*id="{key}".*?</section>', page, re.DOTALL)
    return text(found.group(0)).replace("\u202f", " ").replace("\xa0", " ") if found else ""


def opened(desk: Desk, case_id: UUID, who: str = "ILO") -> str:
    return str(desk.as_(who).get(f"/cases/{case_id}").text)


def test_target_and_actual_are_drawn_and_told_period_by_period(desk: Desk) -> None:
    case_id = in_force(desk.world)
    measure(desk.world, case_id, "2012", "1")
    page = opened(desk, case_id)
    assert 'class="period-bars"' in page
    told = section(page, "periods-drawn")
    assert "Programme documents signed: target and actual by period; the table says the same." in page
    for part in ("Programme documents signed documents", "Baseline 0", "31 Dec 2012 2 1", "31 Dec 2013 4 –"):
        assert part in told, (part, told)


def test_a_result_without_periods_draws_nothing(desk: Desk) -> None:
    assert section(opened(desk, drafted(desk.world, years=())), "periods-drawn") == ""


def test_cases_that_contribute_are_counted_by_type_and_by_where_they_stand(desk: Desk) -> None:
    world = desk.world
    result = in_force(world)
    assert section(opened(desk, result), "counted") == ""
    closed = risking.identified(world)
    world.press(closed, "dismiss", "officer", reason="It cannot happen any more.")
    for each in (proposing.drafted(world), risking.identified(world), closed):
        contributes(world, each, result)
    told = section(opened(desk, result), "counted")
    assert "3 cases" in told
    assert "Activity proposal 1 0 Draft: 1" in told
    assert "Risk 2 1 Identified: 1, Closed: 1" in told


def test_what_tells_others_that_it_runs_has_not_ended(coast_desk: Desk) -> None:
    world = coast_desk.world
    result = in_force(world)
    contributes(world, programming.running(world), result)
    assert "Joint programme 1 0 Phase 1: 1" in section(opened(coast_desk, result), "counted")
    assert "Outcome 1 case Programme documents" in section(
        coast_desk.as_("ILO").get(REGISTER).text, "results"
    )


def test_what_a_reader_may_not_know_of_is_counted_for_nobody_but_those_who_may(desk: Desk) -> None:
    world = desk.world
    result = in_force(world)
    world.engine.registry = hiding()
    narrow = world.open("A matter of the team", "officer", "team-matter")
    for each in (risking.identified(world), narrow):
        contributes(world, each, result)
    assert "Team matter 1 0" in section(opened(desk, result, "officer"), "counted")
    shown = section(opened(desk, result, "UNODC alternate"), "counted")
    assert "1 case" in shown and "Team matter" not in shown
    for who, count in (("officer", "2 cases"), ("UNODC alternate", "1 case")):
        matrix = section(desk.as_(who).get(REGISTER).text, "results")
        assert f"Outcome {count} " in matrix, (who, matrix)


def test_the_matrix_shows_outcomes_with_their_outputs_in_the_order_of_their_codes(desk: Desk) -> None:
    world = desk.world
    in_force(world, code="10")
    whole = in_force(world, code="5")
    output(world, whole, code="5.10")
    output(world, whole, code="5.2")
    measure(world, whole, "2012", "1")
    matrix = section(desk.as_("IOM").get(REGISTER).text, "results")
    places = [matrix.index(f" {code} Support provided") for code in ("5", "5.2", "5.10", "10")]
    assert places == sorted(places)
    assert "50 % Programme documents signed: 1 of 2 until Mon 31 Dec 2012" in matrix
    given_up = output(world, whole, code="5.4")
    world.press(given_up, "withdraw", "officer", reason="It was one too many.")
    assert "5.4" not in section(desk.as_("IOM").get(REGISTER).text, "results")


def test_a_period_goes_on_having_its_days_so_that_the_matrix_stays_whole(desk: Desk) -> None:
    world = desk.world
    case_id = drafted(world)
    row = next(r for r in world.read(case_id).items if r.item == "periods")
    for column, label in (("starts", "Starts"), ("ends", "Ends")):
        sentence = f"“{label}” stays as it is. End this row and add another."
        with refused(world, sentence, rule="lasting-column"):
            by = world.people["officer"]
            item.edit(world.engine, case_id, row.id, {column: ""}, revision=row.revision, by=by)
    assert "Support provided" in section(desk.as_("IOM").get(REGISTER).text, "results")


def test_several_indicators_stand_in_one_line_and_what_is_aimless_has_no_way(desk: Desk) -> None:
    world = desk.world
    told = {**INDICATOR, "indicator": "Stories told", "unit": "stories", "aimless": "yes"}
    case_id = drafted(world)
    add(world, case_id, "indicators", **told)
    period(world, case_id, "2013", of="Stories told")
    matrix = section(desk.as_("IOM").get(REGISTER).text, "results")
    first = "Programme documents signed: not measured of 4 until Tue 31 Dec 2013"
    assert f"{first} Stories told: not measured" in matrix


def test_without_results_the_register_says_so(desk: Desk) -> None:
    page = desk.as_("officer").get(REGISTER)
    assert section(page.text, "results") == ""
    assert "Nothing here yet" in words(page)
