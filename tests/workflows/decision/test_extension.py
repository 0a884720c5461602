"""More time: each member asks once a period, the chair rules on each request, a second grant needs everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.acts import ask_for_time, rule_on_time
from tests.workflows.decision.record import field, proven, reminders
from tests.world import World

OPENED = datetime(2013, 1, 7, 9, tzinfo=UTC)
EXPIRY = datetime(2013, 1, 14, 16, tzinfo=UTC)
LENGTH = EXPIRY - OPENED
THURSDAY = datetime(2013, 1, 17, 16, tzinfo=UTC)
NOT_OFFERED = "This task is not offered to you."
LATE = "This task was closed 2013-01-14 16:00:00+00:00; nothing was recorded."


def typed(instant: datetime) -> str:
    return instant.isoformat()


def test_the_chair_grants_more_time_and_the_end_moves(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    rule_on_time(world, case_id, "grant", until=typed(THURSDAY))
    assert (field(world, case_id, "expires_at"), field(world, case_id, "extensions")) == (THURSDAY, 1)
    world.at(EXPIRY)
    assert world.state(case_id) == "silence", "the old end adopts nothing"
    world.at(THURSDAY - timedelta(microseconds=1))
    assert world.state(case_id) == "silence"
    world.at(THURSDAY)
    assert world.state(case_id) == "adopted_no_objection"
    assert proven(world)


@pytest.mark.parametrize("who", [CHAIR, COCHAIR, f"{COCHAIR} alternate"])
def test_chair_and_cochair_rule(world: World, who: str) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    rule_on_time(world, case_id, "grant", by=who, until=typed(THURSDAY))
    assert field(world, case_id, "expires_at") == THURSDAY


@pytest.mark.parametrize("who", ["ILO", "officer", "manager"])
def test_nobody_else_rules(world: World, who: str) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    with refused(world, NOT_OFFERED, rule="task-candidate", error=Denied):
        rule_on_time(world, case_id, "grant", by=who, until=typed(THURSDAY))


def test_the_chair_may_refuse_and_says_why(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        rule_on_time(world, case_id, "refuse")
    rule_on_time(world, case_id, "refuse", reason="It is urgent.")
    assert (field(world, case_id, "expires_at"), field(world, case_id, "extensions")) == (EXPIRY, 0)


def test_a_request_says_why(world: World) -> None:
    case_id = world.silent()
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "ILO", "ask", "extension")


@pytest.mark.parametrize("again", ["ILO", "ILO alternate"])
def test_a_member_asks_once_a_period(world: World, again: str) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    sentence = "Your organization has asked for more time in this period already."
    with refused(world, sentence):
        ask_for_time(world, case_id, again)
    rule_on_time(world, case_id, "refuse", reason="It is urgent.")
    with refused(world, sentence):
        ask_for_time(world, case_id, again)


def test_each_request_is_ruled_on_by_itself(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    ask_for_time(world, case_id, "OSCE")
    asked = [t for t in world.read(case_id).tasks if t.task == "rule_on_time" and t.present]
    assert [t.state for t in asked] == ["offered", "offered"]


def test_a_grant_names_the_new_end(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    with refused(world, "Fill in: Extended until.", error=Invalid):
        rule_on_time(world, case_id, "grant")


@pytest.mark.parametrize("until", [EXPIRY, EXPIRY - timedelta(days=1)])
def test_an_extension_never_shortens(world: World, until: datetime) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    with refused(world, "The new end lies after the present one."):
        rule_on_time(world, case_id, "grant", until=typed(until))


def test_an_extension_is_at_most_as_long_as_the_period(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    with refused(world, "An extension is at most as long as the period was at first."):
        rule_on_time(world, case_id, "grant", until=typed(EXPIRY + LENGTH + timedelta(microseconds=1)))
    rule_on_time(world, case_id, "grant", until=typed(EXPIRY + LENGTH))
    assert field(world, case_id, "expires_at") == EXPIRY + LENGTH


def test_the_new_end_is_no_weekend(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    rule_on_time(world, case_id, "grant", until="2013-01-19T16:00Z")  # a Saturday
    assert field(world, case_id, "expires_at") == datetime(2013, 1, 21, 16, tzinfo=UTC)


def test_a_second_grant_needs_the_consent_of_all(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    ask_for_time(world, case_id, "OSCE")
    first, second = (t for t in world.read(case_id).tasks if t.task == "rule_on_time" and t.present)
    assert first.party != second.party
    rule_on_time(world, case_id, "grant", until=typed(THURSDAY))
    ask_for_time(world, case_id, "UNODC")
    later = THURSDAY + timedelta(days=1)
    for member in MEMBERS:
        left = ", ".join(MEMBERS[MEMBERS.index(member) :])
        with refused(world, f"A second extension needs the consent of all. Not given by {left}.", rule="11a"):
            rule_on_time(world, case_id, "grant", until=typed(later))
        world.answer(case_id, member, "consent", "consent")
    rule_on_time(world, case_id, "grant", until=typed(later))
    assert (field(world, case_id, "expires_at"), field(world, case_id, "extensions")) == (later, 2)


def test_a_member_that_does_not_consent_says_why_and_prevents_it(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    rule_on_time(world, case_id, "grant", until=typed(THURSDAY))
    ask_for_time(world, case_id, "UNODC")
    for member in MEMBERS:
        world.answer(case_id, member, "consent", "consent")
    world.answer(case_id, "OSCE", "refuse", "consent", reason="It is urgent.")
    with refused(world, "A second extension needs the consent of all. Not given by OSCE.", rule="11a"):
        rule_on_time(world, case_id, "grant", until=typed(THURSDAY + timedelta(days=1)))


def test_nobody_is_asked_for_consent_before_a_second_extension_is(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    assert not [t for t in world.read(case_id).tasks if t.task == "consent"]


def test_a_later_extension_is_no_longer_than_the_period_was_at_first(world: World) -> None:
    case_id = world.silent()
    for number, member in enumerate(("ILO", "UNODC")):
        ask_for_time(world, case_id, member)
        for each in MEMBERS if number else ():
            world.answer(case_id, each, "consent", "consent")
        end = field(world, case_id, "expires_at")
        with refused(world, "An extension is at most as long as the period was at first."):
            rule_on_time(world, case_id, "grant", until=typed(end + LENGTH + timedelta(microseconds=1)))
        rule_on_time(world, case_id, "grant", until=typed(end + LENGTH))


def test_after_the_end_nobody_asks_and_nobody_grants(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    world.clock.move_to(EXPIRY)
    with refused(world, LATE, rule="late"):
        ask_for_time(world, case_id, "OSCE")
    assert world.state(case_id) == "adopted_no_objection"
    with refused(world, LATE, rule="late"):
        rule_on_time(world, case_id, "grant", until=typed(THURSDAY))


def test_when_silence_is_broken_nobody_asks_or_grants(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    world.answer(case_id, "OSCE", "concern", reason="Not like this.")
    broken = "Silence is broken: more time is a matter of a period that runs."
    with refused(world, broken):
        ask_for_time(world, case_id, "UNODC")
    with refused(world, broken):
        rule_on_time(world, case_id, "grant", until=typed(THURSDAY))


def test_the_requests_are_counted_in_the_period_that_goes_on(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    rule_on_time(world, case_id, "grant", until=typed(THURSDAY))
    world.answer(case_id, "OSCE", "concern", reason="Not like this.")
    world.answer(case_id, "OSCE", "lift")
    assert (world.state(case_id), field(world, case_id, "extensions")) == ("silence", 1)
    ask_for_time(world, case_id, "UNODC")
    lacking = f"A second extension needs the consent of all. Not given by {', '.join(MEMBERS)}."
    with refused(world, lacking, rule="11a"):
        rule_on_time(world, case_id, "grant", until=typed(THURSDAY + timedelta(days=1)))


def test_what_was_asked_before_silence_was_broken_stays_asked_and_is_not_asked_again(world: World) -> None:
    case_id = world.silent()
    ask_for_time(world, case_id, "ILO")
    world.answer(case_id, "OSCE", "concern", reason="Not like this.")
    world.answer(case_id, "OSCE", "lift")
    with refused(world, "Your organization has asked for more time in this period already."):
        ask_for_time(world, case_id, "ILO")
    rule_on_time(world, case_id, "grant", until=typed(THURSDAY))
    assert field(world, case_id, "extensions") == 1


def test_a_moved_end_reminds_anew_and_the_old_one_no_more(world: World) -> None:
    case_id = world.silent()
    for name in ("IOM", "OHCHR", "OSCE", "UNICEF", "UNODC"):
        world.answer(case_id, name, "support")
    ask_for_time(world, case_id, "ILO")
    rule_on_time(world, case_id, "grant", until=typed(THURSDAY))
    world.at(THURSDAY)
    half = OPENED + (THURSDAY - OPENED) / 2
    assert reminders(world, case_id)[:2] == [
        (half, "Half of the period is over, and there is no position yet.", ["ILO"]),
        (THURSDAY - timedelta(days=1), "The period ends in 24 hours.", ["ILO"]),
    ]
