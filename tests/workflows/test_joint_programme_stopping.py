"""A joint programme is held, ended or handed over: a Government may ask for it, the Committee decides, and that is done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.furnished import on_both
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, Unknown, refused
from tests.workflows import proposing
from tests.workflows.decision.record import proven
from tests.workflows.producing import linked_case
from tests.workflows.programming import (
    advised,
    approved,
    ask_to_stop,
    formulating,
    in_review,
    mine,
    mobilising,
    reply,
    reviewed,
    running,
    stop_decided,
    suspended,
)
from tests.world import World

pytestmark = on_both
Story = Callable[[World], UUID]
CLOSED = "The port is closed."
NO_PLAN = "Not filled in yet: Exit plan for the victims who are assisted."
NOT_DECIDED = "The Committee has not decided to hold it."
ACTS = (("suspend", "officer", "SUSPEND"), ("terminate", "manager", "END"))


def test_the_committee_is_asked_with_an_exit_plan_and_once(coasts: World) -> None:
    case_id = running(coasts)
    with refused(coasts, NO_PLAN):
        coasts.press(case_id, "ask_to_stop", "IOM", reason=CLOSED, stop_asked="SUSPEND")
    ask_to_stop(coasts, case_id, "IOM")
    with refused(coasts, "The Committee is asked already."):
        coasts.press(case_id, "ask_to_stop", "officer", reason=CLOSED, stop_asked="END")
    assert coasts.state(case_id) == "phase_1", "it goes on until the Committee has decided"


def test_it_is_said_what_the_committee_is_asked_to_do(coasts: World) -> None:
    case_id = running(coasts)
    coasts.edit(case_id, "ILO", exit_plan="The shelter is taken over by the ministry.")
    with pytest.raises(Invalid) as caught:
        coasts.press(case_id, "ask_to_stop", "officer", reason=CLOSED)
    assert list(caught.value.problems) == ["stop_asked"]
    decision = ask_to_stop(coasts, case_id, to="END")
    told = coasts.read(decision).case.data["background"].splitlines()
    assert told == ["The Committee is asked to end it.", "The shelter is taken over by the ministry."]


@pytest.mark.parametrize(("trigger", "name", "to"), ACTS)
def test_it_is_held_or_ended_by_decision_of_the_committee(
    coasts: World, trigger: str, name: str, to: str
) -> None:
    case_id = running(coasts)
    with refused(coasts, NO_PLAN, rule="7.9"):
        coasts.press(case_id, trigger, name, reason=CLOSED)
    decision = ask_to_stop(coasts, case_id, to=to)
    with refused(coasts, NOT_DECIDED, rule="7.9"):
        coasts.press(case_id, trigger, name, reason=CLOSED)
    proposing.adopt(coasts, decision)
    with refused(coasts, "Write the reason: it goes on record.", error=Invalid):
        coasts.press(case_id, trigger, name)
    coasts.press(case_id, trigger, name, reason=CLOSED)
    assert coasts.state(case_id) in ("suspended", "terminated")
    assert proven(coasts)


@pytest.mark.parametrize(
    ("trigger", "name", "to", "sentence"),
    [
        ("terminate", "manager", "SUSPEND", "The Committee decided to suspend it, not to end it."),
        (
            "terminate",
            "manager",
            "HAND_OVER",
            "The Committee decided to hand the document over, not to end it.",
        ),
        ("suspend", "officer", "END", "The Committee decided to end it, not to suspend it."),
    ],
)
def test_only_what_was_decided_is_done(
    coasts: World, trigger: str, name: str, to: str, sentence: str
) -> None:
    case_id = approved(coasts)
    stop_decided(coasts, case_id, to=to)
    with refused(coasts, sentence, rule="7.9"):
        coasts.press(case_id, trigger, name, reason=CLOSED)
    assert coasts.state(case_id) == "approved"


def test_a_decision_that_is_withdrawn_stops_nothing(coasts: World) -> None:
    case_id = running(coasts)
    decision = ask_to_stop(coasts, case_id)
    coasts.press(decision, "withdraw", "officer", reason="The port is open again.")
    with refused(coasts, NOT_DECIDED, rule="7.9"):
        coasts.press(case_id, "suspend", "officer", reason=CLOSED)


def test_a_decision_against_stopping_stops_nothing(coasts: World) -> None:
    case_id = running(coasts)
    decision = ask_to_stop(coasts, case_id)
    proposing.deliberate(coasts, decision)
    coasts.answer(decision, "ILO", "strong_objection", reason="The shelter is full.")
    coasts.press(decision, "declare_not_adopted", CHAIR, reason="The objection is maintained.")
    with refused(coasts, NOT_DECIDED, rule="7.9"):
        coasts.press(case_id, "suspend", "officer", reason=CLOSED)


def test_what_was_decided_once_does_not_hold_it_again(coasts: World) -> None:
    case_id = suspended(coasts)
    coasts.later(days=10)
    coasts.press(case_id, "resume", "manager", reason="The port is open.")
    with refused(coasts, NOT_DECIDED, rule="7.9"):
        coasts.press(case_id, "suspend", "officer", reason="Closed again.")
    coasts.press(case_id, "ask_to_stop", "officer", reason="Closed again.", stop_asked="SUSPEND")
    proposing.adopt(coasts, linked_case(coasts, case_id, "stopped_by"))
    coasts.press(case_id, "suspend", "officer", reason="Closed again.")
    assert coasts.state(case_id) == "suspended"


def test_from_a_pause_it_is_ended_by_another_decision(coasts: World) -> None:
    case_id = suspended(coasts)
    with refused(coasts, "The Committee decided to suspend it, not to end it.", rule="7.9"):
        coasts.press(case_id, "terminate", "manager", reason="The port stays closed.")
    stop_decided(coasts, case_id, to="END")
    coasts.press(case_id, "terminate", "manager", reason="The port stays closed.")
    assert coasts.read(case_id).case.result == "terminated"


def under_evaluation(world: World) -> UUID:
    case_id = mobilising(world)
    reviewed(world, case_id)
    world.press(case_id, "evaluate", "ILO")
    return case_id


@pytest.mark.parametrize("story", [advised, formulating, in_review, under_evaluation])
def test_it_may_be_ended_before_it_is_approved_and_while_it_is_evaluated(coasts: World, story: Story) -> None:
    case_id = story(coasts)
    stop_decided(coasts, case_id, to="END")
    coasts.press(case_id, "terminate", "manager", reason="The Government has withdrawn.")
    assert coasts.read(case_id).case.result == "terminated"
    assert proven(coasts)


# ---- a Government asks


def wish(
    world: World, case_id: UUID, outcome: str, name: str = "counterpart", reason: str | None = CLOSED
) -> None:
    reply(world, case_id, "request", mine(world, case_id, "request", name), name, outcome, reason=reason)


def waiting(world: World, case_id: UUID) -> bool:
    """Whether the Secretariat is asked to put the request before the Committee."""
    return any(t.task == "put_forward" and t.present and t.is_open for t in world.read(case_id).tasks)


@pytest.mark.parametrize("outcome", ["hold", "end"])
def test_a_government_that_has_signed_asks_with_a_reason_and_the_secretariat_puts_it_before_the_committee(
    coasts: World, outcome: str
) -> None:
    case_id = running(coasts)
    assert not waiting(coasts, case_id)
    with refused(coasts, "Write the reason: it goes on record.", error=Invalid):
        wish(coasts, case_id, outcome, reason=None)
    wish(coasts, case_id, outcome)
    assert waiting(coasts, case_id)
    coasts.later(hours=1)
    ask_to_stop(coasts, case_id, to="SUSPEND" if outcome == "hold" else "END")
    assert not waiting(coasts, case_id)
    assert coasts.state(case_id) == "phase_1"
    assert proven(coasts)


def test_what_is_settled_with_the_government_is_put_before_nobody(coasts: World) -> None:
    case_id = running(coasts)
    wish(coasts, case_id, "hold")
    coasts.answer(case_id, "officer", "settled", "put_forward", reason="The port is open again.")
    assert not waiting(coasts, case_id)


def test_the_committee_asked_for_a_government_is_not_read_by_it(coasts: World) -> None:
    case_id = running(coasts)
    wish(coasts, case_id, "end")
    coasts.later(hours=1)
    decision = ask_to_stop(coasts, case_id, to="END")
    with refused(coasts, "There is no such case, or it is not open to you.", error=Unknown):
        coasts.press(decision, "withdraw", "counterpart", reason="Not so.")


def test_one_asks_for_the_own_government_only(coasts: World) -> None:
    case_id = running(coasts)
    theirs = mine(coasts, case_id, "request", "neighbour")
    with pytest.raises(Denied):
        reply(coasts, case_id, "request", theirs, "counterpart", "hold", reason=CLOSED)
    assert not waiting(coasts, case_id)
