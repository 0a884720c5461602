"""A corrective action: planned by one organization for a day, carried out with evidence, and verified by somebody else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from engine.commands import handing
from engine.work import IMPLIED
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, Refused, refused
from tests.workflows.correcting import begun, opened, planned, reported
from tests.workflows.decision.record import field, moves, proven, reminders
from tests.workflows.publishing import answer_open
from tests.world import World

pytestmark = on_both


def test_what_went_wrong_is_put_right_and_verified_by_somebody_else(world: World) -> None:
    case_id = reported(world)
    answer_open(world, case_id, "verify", "helped", "IOM alternate")
    world.press(case_id, "close", "officer")
    ways = [to for _, _, to in moves(world, case_id)]
    assert ways == ["planned", "in_progress", "in_progress", "verified", "closed"]
    assert world.read(case_id).case.result == "closed"
    assert proven(world)


# The plan


@pytest.mark.parametrize(
    ("without", "label"),
    [
        ("cause", "Why it came about"),
        ("owner", "Organization that puts it right"),
        ("plan", "What is done"),
        ("due_on", "To be done by"),
        ("verifier", "Who verifies it"),
    ],
)
def test_nothing_begins_before_it_is_planned_what_by_whom_and_until_when(
    world: World, without: str, label: str
) -> None:
    case_id = opened(world, without=without)
    with refused(world, f"Not filled in yet: {label}.", rule="MEL-06"):
        world.press(case_id, "plan", "officer")


def test_the_day_by_which_it_is_done_lies_ahead(world: World) -> None:
    case_id = opened(world, due_on="2013-01-07")
    with refused(world, "The day by which it is to be done lies ahead.", rule="MEL-06"):
        world.press(case_id, "plan", "officer")


@pytest.mark.parametrize("who", ["ILO", "ILO alternate"])
def test_nobody_of_the_organization_that_puts_it_right_verifies_it(world: World, who: str) -> None:
    case_id = opened(world, verifier=who)
    sentence = "Whoever acts for the organization that puts it right does not verify it: name somebody else."
    with refused(world, sentence, rule="MEL-06"):
        world.press(case_id, "plan", "officer")


def test_nor_is_the_verification_handed_to_somebody_of_that_organization(world: World) -> None:
    case_id = reported(world)
    found = world.find_task(case_id, "verify")
    with pytest.raises(Refused):
        handing.delegate(
            world.engine, found.id, world.people["ILO alternate"], by=world.people["IOM alternate"]
        )


def test_the_organization_that_puts_it_right_is_asked_through_its_seat(world: World) -> None:
    case_id = opened(world)
    world.press(case_id, "plan", "ILO")
    assert world.find_task(case_id, IMPLIED + "planned").target.startswith("SC_FOCAL_POINT@")
    with refused(world, "You cannot do this here: Begin.", rule="corrective-action:begin", error=Denied):
        world.press(case_id, "begin", "UNODC")
    world.press(case_id, "begin", "ILO alternate")


def test_for_an_organization_without_a_seat_the_secretariat_acts(world: World) -> None:
    case_id = planned(world, owner="SEC")
    assert world.find_task(case_id, IMPLIED + "planned").target == "SECRETARIAT_OFFICER|SENIOR_MANAGER"
    world.press(case_id, "begin", "officer")


# Doing it, and verifying it


def test_nothing_is_reported_as_done_without_evidence(world: World) -> None:
    case_id = begun(world)
    with refused(world, "There is no document yet: Evidence that it was put right.", rule="MEL-06"):
        world.press(case_id, "report", "ILO", done="The list is complete.")


def test_it_is_reported_once_and_then_verified(world: World) -> None:
    case_id = reported(world)
    with refused(world, "It is reported as done already."):
        world.press(case_id, "report", "ILO", done="Once more.")
    assert field(world, case_id, "done_on") == date(2013, 1, 7)


def test_what_is_not_put_right_yet_goes_back_with_the_reason_and_is_verified_again(world: World) -> None:
    case_id = reported(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        answer_open(world, case_id, "verify", "not_yet", "IOM alternate")
    answer_open(world, case_id, "verify", "not_yet", "IOM alternate", reason="Two regions are missing.")
    assert (world.state(case_id), field(world, case_id, "done_on")) == ("in_progress", None)
    world.press(case_id, "report", "ILO", done="All regions are there.")
    answer_open(world, case_id, "verify", "helped", "IOM alternate")
    assert world.state(case_id) == "verified"


def test_whoever_reports_it_as_done_does_not_verify_it(world: World) -> None:
    """No organization stands in the way here: the Secretariat acts for one that has no seat."""
    case_id = begun(world, owner="DONOR", verifier="officer")
    world.put(case_id, "The list.", "evidence", "officer")
    sentence = "You verify it, so somebody else reports it; or have another verifier named."
    with refused(world, sentence, rule="MEL-06"):
        world.press(case_id, "report", "officer", done="The list is complete.")
    world.edit(case_id, "officer", verifier=world.people["manager"].hex)
    world.press(case_id, "report", "officer", done="The list is complete.")
    with refused(world, "Whoever has reported it as done does not verify it.", rule="MEL-06", error=Invalid):
        world.edit(case_id, "officer", verifier=world.people["officer"].hex)
    found = world.find_task(case_id, "verify")
    with refused(
        world, "officer cannot take this: a rule of the case stands against it.", rule="task-eligible"
    ):
        handing.delegate(world.engine, found.id, world.people["officer"], by=world.people["manager"])
    answer_open(world, case_id, "verify", "helped", "manager")
    assert world.state(case_id) == "verified"


def test_new_evidence_is_verified_anew(world: World) -> None:
    case_id = reported(world)
    before = world.find_task(case_id, "verify").round
    world.put(case_id, "The list, complete.", "evidence", "ILO")
    assert world.find_task(case_id, "verify").round == before + 1


def test_what_was_verified_too_early_is_taken_up_again(world: World) -> None:
    case_id = reported(world)
    answer_open(world, case_id, "verify", "helped", "IOM alternate")
    world.press(case_id, "take_up_again", "officer", reason="It happened again.")
    assert (world.state(case_id), field(world, case_id, "done_on")) == ("in_progress", None)


# Its day


def test_a_week_before_its_day_the_organization_is_told_and_on_the_day_the_senior_manager(
    world: World,
) -> None:
    case_id = begun(world)
    world.at(datetime(2013, 3, 1, 12, tzinfo=UTC))
    told = [says for _, says, _ in reminders(world, case_id)]
    assert "This corrective action is to be done in a week." in told
    assert "This corrective action is due, and not verified." in told


def test_only_the_senior_manager_gives_it_another_day_with_the_reason(world: World) -> None:
    case_id = begun(world)
    sentence = "You cannot do this here: Give it another day."
    with refused(world, sentence, rule="corrective-action:move", error=Denied):
        world.press(case_id, "move", "ILO", due_on="2013-06-03", reason="Too short.")
    with refused(world, "The new day lies ahead.", rule="MEL-06"):
        world.press(case_id, "move", "manager", due_on="2013-01-04", reason="Too short.")
    world.press(case_id, "move", "manager", due_on="2013-06-03", reason="The elections.")
    assert field(world, case_id, "due_on") == date(2013, 6, 3)
    due: Any = world.find_task(case_id, IMPLIED + "in_progress").due_at
    assert due == datetime(2013, 6, 3, 15, tzinfo=UTC), "by a day means until it closes in Vienna"


def test_what_is_not_carried_on_is_withdrawn_with_a_reason(world: World) -> None:
    case_id: UUID = opened(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "withdraw", "officer")
    world.press(case_id, "withdraw", "officer", reason="The activity has ended.")
    assert world.read(case_id).case.result == "withdrawn"
