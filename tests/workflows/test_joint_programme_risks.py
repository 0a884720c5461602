"""What threatens a joint programme is noted by itself: a low earmark, an annual report that stays out; once each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from config.bootstrap import registry
from engine.case import Case
from engine.commands import register
from engine.registry import Registry
from tests.furnished import on_both
from tests.workflows.decision.record import proven
from tests.workflows.programming import checked, endorse, in_review, running, sign
from tests.world import World

pytestmark = on_both
LOW = "Safe coasts: the share for victim support is below what the Committee has set"


def day(year: int, month: int, on: int) -> datetime:
    return datetime(year, month, on, 9, tzinfo=ZoneInfo("Europe/Vienna"))


def noted(world: World, case_id: UUID, *but: str) -> list[Case]:
    """The risks that threaten it, but for the one with which every story is written down."""
    found = [world.read(each.other).case for each in world.read(case_id).links if each.type == "threatens"]
    return [each for each in found if each.title not in ("Competition among agencies", *but)]


def set_least(world: World, share: int) -> None:
    register.set_setting(world.engine, "victim_support_min_share", share, by=None)


def touch(world: World, case_id: UUID) -> None:
    """Something happens, so that the case looks again."""
    world.edit(case_id, "ILO", exit_plan=f"The ministry takes over, {world.clock.now():%d %B}.")


def test_a_low_earmark_of_a_programme_that_runs_is_noted_as_a_risk_once(coasts: World) -> None:
    case_id = running(coasts)
    set_least(coasts, 60)
    touch(coasts, case_id)
    assert noted(coasts, case_id) == [], "it is as high as it has to be"
    set_least(coasts, 61)
    coasts.later(hours=1)
    touch(coasts, case_id)
    (risk,) = noted(coasts, case_id)
    assert (risk.definition, risk.title, risk.state) == ("risk", LOW, "identified")
    assert (risk.data["category"], risk.data["event"]) == ("FINANCIAL", LOW)
    coasts.later(hours=1)
    touch(coasts, case_id)
    coasts.put(case_id, "What the first phase has done.", "phase_report", "ILO")
    coasts.press(case_id, "mobilise", "ILO")
    assert len(noted(coasts, case_id)) == 1, "not again while it is tied"
    assert proven(coasts)


def test_a_low_earmark_that_is_reasoned_is_noted_when_the_programme_is_approved(coasts: World) -> None:
    set_least(coasts, 10)
    case_id = in_review(coasts)
    set_least(coasts, 61)
    assert noted(coasts, case_id) == []
    coasts.press(case_id, "work_on", "ILO", reason="The share is low: we say why.")
    coasts.edit(case_id, "ILO", low_share="The ministry pays for two shelters itself.")
    coasts.press(case_id, "submit_document", "ILO")
    checked(coasts, case_id)
    sign(coasts, case_id)
    endorse(coasts, case_id)
    coasts.press(case_id, "approve", "officer")
    assert [each.title for each in noted(coasts, case_id)] == [LOW]


def test_while_no_risks_are_kept_nothing_is_noted(coasts: World) -> None:
    case_id = running(coasts)
    others = [each for each in registry().versions if each.key != "risk"]
    coasts.engine.registry = Registry(others, coasts.engine.registry.house)
    set_least(coasts, 61)
    touch(coasts, case_id)
    assert coasts.state(case_id) == "phase_1"


REPORTS = [
    ("narrative", day(2014, 4, 11), day(2014, 4, 17)),
    ("financial", day(2014, 5, 13), day(2014, 5, 19)),
]


@pytest.mark.parametrize(("key", "before", "after"), REPORTS)
def test_a_report_that_stays_out_for_ten_working_days_is_noted_as_a_risk(
    coasts: World, key: str, before: datetime, after: datetime
) -> None:
    case_id = running(coasts)
    title, other = (
        f"Safe coasts: the annual {each} report on 2013 stays out"
        for each in sorted(("narrative", "financial"), key=lambda k: k != key)
    )
    coasts.at(before)
    assert noted(coasts, case_id, other) == []
    coasts.at(after)
    (risk,) = noted(coasts, case_id, other)
    assert (risk.title, risk.data["category"]) == (title, "FINANCIAL")
    coasts.at(day(2014, 9, 1))
    assert len(noted(coasts, case_id, other)) == 1
    assert proven(coasts)


def test_a_report_that_was_delivered_threatens_nothing(coasts: World) -> None:
    case_id = running(coasts)
    coasts.at(day(2014, 3, 3))
    for key in ("narrative", "financial"):
        coasts.put(case_id, "What was done in 2013.", f"{key}_report", "ILO")
        coasts.answer(case_id, "ILO", "delivered", key)
    coasts.at(day(2014, 9, 1))
    assert noted(coasts, case_id) == []
