"""The reminders and news of meetings: who is asked, who is reminded of what, who learns that a meeting is called off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests import people
from tests.notifications.telling import Teller
from tests.workflows import meeting

ALTERNATES = {f"{code} alternate" for code in people.MEMBERS}
SEATED = {*people.MEMBERS, *ALTERNATES}
OFFICE = {"officer", "second officer", "manager"}


# Rules, not storage: the other files here run the same consumer on both databases.
@pytest.fixture
def kind() -> str:
    return "sqlite"


def told(teller: Teller, words: str) -> set[str]:
    """Everybody who was told something with these words in it."""
    teller.catch_up()
    return {name for name in teller.world.people if any(words in each for each in teller.told(name))}


def test_every_member_is_asked_who_comes_once_the_agenda_is_out(teller: Teller) -> None:
    meeting.sent(teller.world)
    assert told(teller, "Say who comes to the meeting") == SEATED


def test_the_secretariat_is_reminded_two_days_before_the_papers_are_due(teller: Teller) -> None:
    meeting.scheduled(teller.world)
    teller.world.at(datetime(2013, 1, 12, 15, 59, tzinfo=UTC))
    words = "The agenda and the papers of the meeting go out in two days at the latest."
    assert told(teller, words) == set()
    teller.world.at(datetime(2013, 1, 12, 16, tzinfo=UTC))
    assert told(teller, words) == OFFICE


def test_whoever_has_not_said_who_comes_is_reminded_three_days_before(teller: Teller) -> None:
    case_id = meeting.sent(teller.world)
    meeting.reply(teller.world, case_id, "ILO")
    teller.world.at(datetime(2013, 1, 18, 9, tzinfo=UTC))
    left = {name for name in SEATED if not name.startswith("ILO")}
    assert told(teller, "The meeting is in three days, and you have not said who comes.") == left


def test_the_day_before_everybody_who_meets_is_reminded_and_nobody_of_one_that_was_called_off(
    teller: Teller,
) -> None:
    world = teller.world
    meeting.sent(world)
    world.at(datetime(2013, 1, 20, 9, tzinfo=UTC))
    assert told(teller, "The meeting is tomorrow.") == SEATED | OFFICE
    teller.forget()
    times = {"starts_at": "2013-02-11 10:00", "ends_at": "2013-02-11 12:00"}
    off = meeting.sent(world, **times)
    world.press(off, "call_off", "IOM", reason="There is snow.")
    world.at(datetime(2013, 2, 10, 9, tzinfo=UTC))
    assert told(teller, "The meeting is tomorrow.") == set()


def test_whoever_was_asked_learns_that_it_is_called_off(teller: Teller) -> None:
    case_id = meeting.sent(teller.world)
    teller.forget()
    teller.world.press(case_id, "call_off", "IOM", reason="There is snow.")
    assert SEATED - {"IOM"} <= told(teller, "Called off")


def test_whoever_was_asked_is_asked_anew_when_it_is_moved(teller: Teller) -> None:
    case_id = meeting.sent(teller.world)
    meeting.reply(teller.world, case_id, "ILO")
    teller.forget()
    times: dict[str, Any] = {
        "starts_at": "2013-01-23 10:00",
        "ends_at": "2013-01-23 12:00",
        "place": "Geneva",
    }
    teller.world.press(case_id, "move", "IOM", reason="The room is taken.", **times)
    assert told(teller, "Say who comes to the meeting") == SEATED - {"IOM"}


def test_half_way_and_on_the_day_before_those_who_said_nothing_to_the_record_are_reminded(
    teller: Teller,
) -> None:
    world = teller.world
    case_id = meeting.circulated(world)
    world.answer(case_id, "ILO", "agree", "agree")
    begun, end = world.clock.now(), meeting.until(world, case_id)
    left = {name for name in SEATED if not name.startswith("ILO")}
    world.at(begun + (end - begun) / 2)
    assert told(teller, "Half of the time for the record is over.") == left
    world.at(datetime(end.year, end.month, end.day - 1, end.hour, tzinfo=UTC))
    assert told(teller, "The record stands as agreed tomorrow.") == left
