"""Invited to a panel: who accepts, declines, is in conflict or late is replaced."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from tests.furnished import on_both
from tests.refusing import Invalid, Refused, refused
from tests.workflows.decision.record import moves
from tests.workflows.reviewing import (
    EXPERTS,
    FIVE_DAYS_OVER,
    PANEL,
    THIRD,
    accept,
    choose,
    confirmed,
    conflict,
    end_row,
    names,
    panel_chosen,
    reply,
    review,
    reviewing,
    rows,
    selecting,
    with_third,
)
from tests.world import World

pytestmark = on_both

IN_CONFLICT = "A true conflict of interest is on record: this person does not review."


def confirm(world: World, case_id: UUID) -> None:
    world.press(case_id, "confirm_panel", "officer")


# Conflicts of interest


@pytest.mark.parametrize(
    "told", [{"standing": "ALLEGED"}, {"standing": "UNFOUNDED"}, {"consequence": "NOTED"}], ids=str
)
def test_what_is_only_said_or_noted_forbids_nobody_to_review(world: World, told: dict[str, str]) -> None:
    case_id = panel_chosen(world)
    conflict(world, case_id, "second expert", **told)
    confirm(world, case_id)
    assert world.state(case_id) == "confirmed"


def test_who_is_in_a_true_conflict_does_not_come_onto_the_panel(world: World) -> None:
    case_id = selecting(world)
    for name in ("IOM", *EXPERTS):
        conflict(world, case_id, name)
    with refused(world, IN_CONFLICT, rule="7.3"):
        choose(world, case_id, "second expert")
    with refused(world, IN_CONFLICT, rule="7.3"):
        world.answer(case_id, "IOM", "self", "nominate")


@pytest.mark.parametrize("name", ["second expert", "IOM"])
def test_who_declares_a_conflict_is_recorded_and_replaced(world: World, name: str) -> None:
    """IOM leads the panel: a lead is judged like everybody else."""
    case_id = panel_chosen(world)
    reply(world, case_id, "invitation", name, "conflict", kind="FAMILY", conflict="My brother wrote it.")
    (row,) = rows(world, case_id, "conflicts")
    recorded = {"told_by": "SELF", "standing": "CONFIRMED", "consequence": "FORBIDS", "kind": "FAMILY"}
    assert row.data == {**recorded, "person": world.people[name].hex, "words": "My brother wrote it."}
    with refused(world, f"In a true conflict of interest: {name}.", rule="7.3"):
        confirm(world, case_id)


@pytest.mark.parametrize("name", ["second expert", "IOM"])
def test_a_conflict_that_is_found_before_the_review_begins_stops_it(world: World, name: str) -> None:
    case_id = confirmed(world)
    conflict(world, case_id, name)
    with refused(world, f"In a true conflict of interest: {name}.", rule="7.3"):
        world.press(case_id, "begin", "officer")
    end_row(world, case_id, name)
    with pytest.raises(Refused, match="The panel still needs"):
        world.press(case_id, "begin", "officer")


def test_who_comes_onto_the_panel_late_declares_the_interests_before_the_review(world: World) -> None:
    with_third(world)
    case_id = reviewing(world)
    end_row(world, case_id, "second expert")
    choose(world, case_id, THIRD)
    with pytest.raises(Refused):
        review(world, case_id, THIRD, "clear")
    accept(world, case_id, THIRD)
    review(world, case_id, THIRD, "clear")


def test_who_comes_late_and_has_a_conflict_does_not_review(world: World) -> None:
    with_third(world)
    case_id = reviewing(world)
    end_row(world, case_id, "second expert")
    choose(world, case_id, THIRD)
    reply(world, case_id, "invitation", THIRD, "conflict", kind="MONEY", conflict="I sell it.")
    with pytest.raises(Refused):
        review(world, case_id, THIRD, "clear")


# Accepting and replacing


def test_what_they_declare_is_kept_when_the_review_begins(world: World) -> None:
    case_id = reviewing(world)
    paper = world.read(case_id).documents["declarations"]
    told = json.loads(world.engine.files.get(case_id, paper.sha256))["answers"]["invitation"]
    assert [each["party"] for each in told] == sorted(PANEL)
    assert {(each["outcome"], each["values"]["interests"]) for each in told} == {("accept", "None.")}


def test_the_review_begins_when_all_have_accepted(world: World) -> None:
    case_id = panel_chosen(world)
    confirm(world, case_id)
    accept(world, case_id, *PANEL[:3])
    with refused(world, "They accept, or are replaced: second expert.", rule="7.3"):
        world.press(case_id, "begin", "officer")
    accept(world, case_id, "second expert")
    world.press(case_id, "begin", "officer")
    assert world.state(case_id) == "reviewing"


def test_who_declines_is_replaced(world: World) -> None:
    with_third(world)
    case_id = panel_chosen(world)
    accept(world, case_id, *PANEL[:3])
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        reply(world, case_id, "invitation", "second expert", "decline")
    reply(world, case_id, "invitation", "second expert", "decline", reason="Another assignment.")
    confirm(world, case_id)
    with refused(world, "They accept, or are replaced: second expert.", rule="7.3"):
        world.press(case_id, "begin", "officer")
    end_row(world, case_id, "second expert")
    choose(world, case_id, THIRD)
    accept(world, case_id, THIRD)
    world.press(case_id, "begin", "officer")
    assert names(world, case_id) == [*PANEL[:3], THIRD]


def test_who_does_not_reply_in_five_working_days_is_asked_no_more(world: World) -> None:
    with_third(world)
    case_id = panel_chosen(world)
    accept(world, case_id, *PANEL[:3])
    world.at(FIVE_DAYS_OVER)
    with refused(world, f"This task was closed {FIVE_DAYS_OVER}; nothing was recorded.", rule="late"):
        accept(world, case_id, "second expert")
    end_row(world, case_id, "second expert")
    choose(world, case_id, THIRD)
    accept(world, case_id, THIRD)
    confirm(world, case_id)
    world.press(case_id, "begin", "officer")


def test_whoever_has_delivered_stays_and_whoever_is_late_is_replaced(world: World) -> None:
    with_third(world)
    case_id = reviewing(world)
    for name in PANEL[:3]:
        review(world, case_id, name, "clear")
    sentence = "A review that was delivered stays: its reviewer cannot be replaced."
    with refused(world, sentence, rule="7.3"):
        end_row(world, case_id, "first expert")
    end_row(world, case_id, "second expert")
    assert world.state(case_id) == "reviewing", "two experts deliver, not one"
    choose(world, case_id, THIRD)
    accept(world, case_id, THIRD)
    review(world, case_id, THIRD, "clear")
    assert moves(world, case_id)[-1] == ("reviewing", "all_delivered", "consolidation")
