"""The pages of assessments, programmes and what belongs to them: axe finds nothing, nor do we, and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from engine.commands import link
from tests.browser.coast import Coast
from tests.browser.test_accessibility import in_both_themes
from tests.browser.test_narrow import too_wide
from tests.workflows import (
    assessing,
    checking,
    contributing,
    correcting,
    evaluating,
    learning,
    piloting,
    programming,
    risking,
)
from tests.workflows.producing import linked_case
from tests.world import MORNING, World

Pages = Iterator[tuple[str, str]]
FORMS = ("", "/write", "/sheet")


def case(case_id: UUID, *tables: str) -> Iterator[str]:
    """A case, and of these tables the table, the form of many rows and the form that brings in a sheet."""
    yield f"/cases/{case_id}"
    yield from (f"/cases/{case_id}/tables/{table}{form}" for table in tables for form in FORMS)


def of_an_assessment(world: World) -> Pages:
    """While two agencies differ, and when it was delivered."""
    case_id = assessing.under_way(world)
    rows = [{"code": code, **assessing.FOUND} for code in checking.CODES]
    checking.write(world, case_id, "answers", *rows, by="ILO")
    assessing.found(world, case_id, "PT1", "IOM", status="IN_PLACE")
    yield from (("ILO", path) for path in case(case_id, "answers", "checklist"))
    composed = assessing.selected(world)
    yield "officer", f"/cases/{composed}"
    yield "officer", f"/cases/{composed}/rows/new/team"
    yield "officer", f"/cases/{assessing.delivered(world)}"
    yield "officer", "/registers/assessments"
    yield "officer", "/registers/checklists"
    yield "officer", f"/cases/{checking.checklist(world)}"


def of_a_programme(world: World) -> Pages:
    """While its money is looked for: with phases and gates, results, risks that threaten it, and what has changed."""
    assessing.delivered(world)
    world.clock.move_to(MORNING)
    case_id = programming.fundable(world)
    programming.add(
        world, case_id, "milestones", step="Law is passed", gate="yes", closes="1", planned="2013-06-30"
    )
    programming.fill_in(world, case_id, "progress", "PT1", "code", status="WORKING")
    risk = risking.assessed(world, how=risking.HIGH)
    link.add(world.engine, risk, "threatens", case_id, by=world.people["officer"])
    yield from (("ILO", path) for path in case(case_id, "budget", "results"))
    yield "IOM fiduciary", f"/cases/{case_id}"
    yield "IOM fiduciary", f"/cases/{case_id}/tables/budget/write"
    yield from (("officer", path) for path in ("/registers/programmes", "/registers/risks", f"/cases/{risk}"))


def of_what_belongs_to_it(world: World) -> Pages:
    """An evaluation that is answered, a lesson, a pilot, money, and something that is put right."""
    assessing.delivered(world)
    world.clock.move_to(MORNING)
    programme = programming.mobilising(world)
    programming.reviewed(world, programme)
    world.press(programme, "evaluate", "ILO")
    evaluation = linked_case(world, programme, "evaluates")
    evaluating.finalised(world, evaluation)
    world.press(evaluation, "publish", "officer")
    money, pilot = contributing.certified(world), piloting.running(world)
    others = (programme, evaluation, learning.published(world), money, pilot, correcting.reported(world))
    yield from (("officer", f"/cases/{each}") for each in others)
    yield "ILO", f"/cases/{pilot}/tables/results/write"
    for name in ("projects", "evaluations", "lessons", "contributions", "corrective-actions"):
        yield "officer", f"/registers/{name}"


@pytest.mark.parametrize("told", [of_an_assessment, of_a_programme, of_what_belongs_to_it])
def test_pages_have_no_faults_and_fit_every_window(coast: Coast, told: Callable[[World], Pages]) -> None:
    found: list[Any] = []
    for name, path in told(coast.world):
        page = coast.seat(name)
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(f"{coast.address}{path}")
        assert answer is not None
        assert answer.status == 200, (name, path, answer.status)
        found += in_both_themes(page, path)
        found += too_wide(page, path)
    assert found == [], found
