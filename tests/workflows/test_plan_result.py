"""A result of the plan: adopted with what shows it, measured period by period; an output comes into force with its outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from engine.commands import item, link
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, refused
from tests.workflows import assessing, proposing, resulting, risking
from tests.workflows.checking import change
from tests.workflows.decision.record import moves, proven
from tests.workflows.resulting import INDICATOR, add, drafted, in_force, measure, output, period, ready
from tests.world import World

pytestmark = on_both


def january(year: int) -> datetime:
    return datetime(year, 1, 5, 9, tzinfo=UTC)


def test_an_outcome_is_adopted_measured_and_closed(world: World) -> None:
    case_id = in_force(world)
    for year, actual in (("2012", "1"), ("2013", "4"), ("2014", "5")):
        world.at(january(int(year) + 1))
        measure(world, case_id, year, actual)
    world.press(case_id, "close", "officer", conclusion="Five of six are signed.")
    assert [to for _, _, to in moves(world, case_id)] == ["ready", "committee", "in_force", "closed"]
    assert proven(world)


def test_an_output_comes_into_force_with_the_outcome_that_it_is_part_of(world: World) -> None:
    whole = ready(world)
    part = output(world, whole)
    world.press(part, "ready", "officer")
    assert world.state(part) == "ready"
    world.press(whole, "submit", "officer")
    resulting.adopt(world, whole)
    assert (world.state(whole), world.state(part)) == ("in_force", "in_force")


def test_what_was_in_force_changes_only_by_a_decision_of_its_own(world: World) -> None:
    part = output_in_force(world)
    world.press(part, "revise", "officer", reason="Six is too many.")
    change(world, part, "periods", "2014-01-01", "officer", "starts", target="5")
    world.press(part, "ready", "officer")
    assert world.state(part) == "ready", "it does not slip back with the whole"
    world.press(part, "submit", "officer")
    resulting.adopt(world, part)
    assert world.state(part) == "in_force"


def output_in_force(world: World) -> UUID:
    """An output that came into force with its outcome."""
    whole = ready(world)
    part = output(world, whole)
    world.press(part, "ready", "officer")
    world.press(whole, "submit", "officer")
    resulting.adopt(world, whole)
    return part


def test_nothing_comes_into_force_beneath_an_outcome_that_was_adopted_without_it(world: World) -> None:
    whole = in_force(world)
    late = output(world, whole)
    world.press(late, "ready", "officer")
    assert world.state(late) == "ready"
    world.press(late, "submit", "officer")
    resulting.adopt(world, late)
    assert world.state(late) == "in_force"


def test_nor_is_it_slipped_beneath_one_by_a_tie_that_is_laid_later(world: World) -> None:
    whole, waiting = in_force(world), ready(world, code="6")
    part = output(world, waiting)
    world.press(part, "ready", "officer")
    world.later(days=1)
    link.add(world.engine, part, "part_of", whole, by=world.people["officer"])
    assert world.state(part) == "ready"


@pytest.mark.parametrize(
    ("below", "above"), [("OUTPUT", "OUTPUT"), ("OUTCOME", "OUTCOME"), ("IMPACT", "OUTCOME")]
)
def test_a_result_is_part_of_one_of_the_next_higher_kind(world: World, below: str, above: str) -> None:
    whole, part = drafted(world, kind=above, code="9"), drafted(world, kind=below, code="9.1")
    link.add(world.engine, part, "part_of", whole, by=world.people["officer"])
    sentence = (
        "An output is part of an outcome, an outcome of an impact, and nothing else. "
        "End the tie to: Support provided to Member States."
    )
    with refused(world, sentence, rule="8.1"):
        world.press(part, "ready", "officer")


def test_a_case_that_is_no_result_has_no_parts_among_the_results(world: World) -> None:
    part = drafted(world, kind="OUTPUT", code="5.3")
    link.add(world.engine, part, "part_of", proposing.drafted(world), by=world.people["officer"])
    sentence = "An output is part of an outcome, an outcome of an impact, and nothing else. End the tie to: Joint training."
    with refused(world, sentence, rule="8.1"):
        world.press(part, "ready", "officer")


def test_a_tie_that_does_not_fit_keeps_what_is_ready_from_the_committee(world: World) -> None:
    case_id = ready(world)
    link.add(world.engine, case_id, "part_of", drafted(world, code="6"), by=world.people["officer"])
    sentence = (
        "An output is part of an outcome, an outcome of an impact, and nothing else. "
        "End the tie to: Support provided to Member States."
    )
    with refused(world, sentence, rule="8.1"):
        world.press(case_id, "submit", "officer")


def test_a_result_that_the_committee_does_not_adopt_is_a_draft_again(world: World) -> None:
    case_id = resulting.before_sc(world)
    assessing.decide_against(world, case_id)
    assert world.state(case_id) == "draft"


# What it must have


@pytest.mark.parametrize(
    ("without", "label"), [("lead", "Responsible member"), ("begins_on", "From"), ("ends_on", "Until")]
)
def test_it_says_who_is_responsible_and_for_which_time(world: World, without: str, label: str) -> None:
    case_id = drafted(world, without=without)
    with refused(world, f"Not filled in yet: {label}.", rule="8.1"):
        world.press(case_id, "ready", "officer")


def test_an_output_is_part_of_an_outcome(world: World) -> None:
    case_id = drafted(world, code="5.3", kind="OUTPUT")
    with refused(world, "Tie the output to the outcome that it is part of.", rule="8.1"):
        world.press(case_id, "ready", "officer")


def test_something_has_to_show_it(world: World) -> None:
    case_id = drafted(world, indicator=None)
    with refused(world, "There is no indicator yet.", rule="8.1"):
        world.press(case_id, "ready", "officer")


def test_an_indicator_has_a_baseline(world: World) -> None:
    case_id = drafted(world, indicator={k: v for k, v in INDICATOR.items() if k != "baseline"})
    with refused(world, "Without a baseline: Programme documents signed.", rule="MEL-05"):
        world.press(case_id, "ready", "officer")


def test_an_indicator_has_a_target_in_some_period(world: World) -> None:
    case_id = drafted(world, years=())
    with refused(world, "Without a period that has a target: Programme documents signed.", rule="8.1"):
        world.press(case_id, "ready", "officer")


def test_stories_of_survivors_are_counted_and_never_aimed_at(world: World) -> None:
    case_id = drafted(world, indicator={**INDICATOR, "aimless": "yes"}, years=())
    with refused(world, "This is counted and never aimed at: leave the target empty.", rule="8.1"):
        period(world, case_id, "2013", target="20")
    period(world, case_id, "2013")
    world.press(case_id, "ready", "officer")
    assert world.state(case_id) == "ready"


@pytest.mark.parametrize(
    ("data", "sentence", "rule"),
    [
        ({"of": "Something else"}, "There is no such indicator in the list.", "8.1"),
        ({"ends": "2010-12-31"}, "A period ends after it starts.", "8.1"),
        ({"starts": "2012-01-01"}, "There is such a row in “Periods” already.", "unique-row"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(
    world: World, data: dict[str, str], sentence: str, rule: str
) -> None:
    case_id = drafted(world)
    with refused(world, sentence, rule=rule):
        period(world, case_id, "2015", **data)


def test_targets_go_the_way_that_is_better(world: World) -> None:
    case_id = drafted(world, indicator={**INDICATOR, "baseline": "48", "unit": "days"})
    sentence = (
        "Aimed the wrong way from the baseline; say whether less is better: Programme documents signed."
    )
    with refused(world, sentence, rule="8.1"):
        world.press(case_id, "ready", "officer")
    (row,) = [each for each in world.read(case_id).items if each.item == "indicators"]
    change(world, case_id, "indicators", str(row.data["indicator"]), "officer", "indicator", falling="yes")
    world.press(case_id, "ready", "officer")


# Measuring


@pytest.mark.parametrize("who", ["officer", "ILO"])
def test_what_was_measured_stays_when_the_result_is_revised(world: World, who: str) -> None:
    case_id = in_force(world)
    measure(world, case_id, "2012", "1")
    world.press(case_id, "revise", "officer", reason="Six is too many.")
    first, second, _ = [each for each in world.read(case_id).items if each.item == "periods"]
    with refused(world, "What was measured stays on record.", rule="MEL-04"):
        item.end(world.engine, case_id, first.id, revision=first.revision, by=world.people[who])
    (shown,) = [each for each in world.read(case_id).items if each.item == "indicators"]
    with refused(world, "What was measured stays on record, and the indicator with it.", rule="MEL-04"):
        item.end(world.engine, case_id, shown.id, revision=shown.revision, by=world.people[who])
    for key, label, other in (
        ("starts", "Starts", "2011-01-01"),
        ("ends", "Ends", ""),
        ("of", "Indicator", "x"),
    ):
        with refused(
            world, f"“{label}” stays as it is. End this row and add another.", rule="lasting-column"
        ):
            change(world, case_id, "periods", "2012-01-01", who, "starts", **{key: other})
    item.end(world.engine, case_id, second.id, revision=second.revision, by=world.people[who])


def test_a_value_says_on_which_day_it_was_measured(world: World) -> None:
    case_id = in_force(world)
    with refused(world, "Say on which day it was measured.", rule="MEL-04"):
        measure(world, case_id, "2012", "1", measured_on="")


def test_the_responsible_member_is_asked_every_half_year_and_answers_when_what_is_over_is_measured(
    world: World,
) -> None:
    case_id = in_force(world)
    with refused(world, "Over, and not measured: Programme documents signed.", rule="MEL-04"):
        world.answer(case_id, "ILO", "entered", "measure")
    measure(world, case_id, "2012", "1")
    world.answer(case_id, "ILO", "entered", "measure")
    asked: Any = world.find_task(case_id, "measure")
    assert asked.answer is not None
    world.later(days=190)
    again: Any = world.find_task(case_id, "measure")
    assert again.round == asked.round + 1 and isinstance(again.due_at, datetime)


def test_targets_stay_while_it_is_in_force(world: World) -> None:
    case_id = in_force(world)
    with pytest.raises(Invalid) as caught:
        change(world, case_id, "periods", "2013-01-01", "ILO", "starts", target="1")
    assert str(caught.value.problems["target"]) == "You cannot fill in “target” here."
    assert [r.data["target"] for r in world.read(case_id).items if r.item == "periods"] == ["2", "4", "6"]


def test_nothing_is_closed_before_it_is_measured_to_the_end(world: World) -> None:
    case_id = in_force(world)
    measure(world, case_id, "2012", "1")
    with refused(world, "Not measured yet: Programme documents signed.", rule="MEL-04"):
        world.press(case_id, "close", "officer", conclusion="Enough.")


# Who, and ties


@pytest.mark.parametrize("name", ["ILO", "IOM", "expert", "donor"])
def test_only_the_secretariat_writes_down_results(world: World, name: str) -> None:
    with refused(
        world, "You cannot open a case of this type: Result.", error=Denied, rule="open:plan-result"
    ):
        drafted(world, name)


def test_the_responsible_member_writes_the_indicators_and_another_does_not(world: World) -> None:
    case_id = drafted(world)
    add(world, case_id, "indicators", "ILO", **{**INDICATOR, "indicator": "Governments that sign"})
    with pytest.raises(Denied):
        add(world, case_id, "indicators", "IOM", **{**INDICATOR, "indicator": "Something else"})


def test_cases_of_any_type_contribute_to_a_result_and_know_of_it(world: World) -> None:
    result: UUID = in_force(world)
    for contributing in (proposing.drafted(world), risking.identified(world)):
        resulting.contributes(world, contributing, result)
    tied = [each for each in world.read(result).links if each.type == "contributes_to"]
    assert sorted(each.definition for each in tied) == ["activity-proposal", "risk"]
    assert all(each.incoming for each in tied)
