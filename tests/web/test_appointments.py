"""A meeting in a calendar program: when, where, moved, called off; for everybody who is asked to it, and for nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from tests.web.desk import Desk
from tests.web.test_calendars import address_of, events
from tests.workflows import meeting

TITLE = "Meeting of January"


def told(desk: Desk, name: str) -> Any:
    """The meeting as the calendar of somebody has it; nothing where it does not."""
    return events(desk, address_of(desk.world, name)).get(TITLE)


def test_a_meeting_stands_there_from_when_to_when_and_where(desk: Desk) -> None:
    case_id = meeting.sent(desk.world)
    event = told(desk, "ILO")
    assert event["DTSTART"].dt == datetime(2013, 1, 21, 9, tzinfo=UTC)
    assert event["DTEND"].dt == datetime(2013, 1, 21, 12, tzinfo=UTC)
    assert (str(event["LOCATION"]), str(event["STATUS"]), str(event["TRANSP"])) == (
        "Vienna",
        "CONFIRMED",
        "OPAQUE",
    )
    assert str(event["UID"]).startswith(f"{case_id.hex}.appointment@")
    assert [each["TRIGGER"].dt for each in event.walk("VALARM")] == [-timedelta(days=1), -timedelta(hours=2)]


def test_while_its_agenda_is_prepared_it_is_not_certain_yet(desk: Desk) -> None:
    world = desk.world
    case_id = meeting.scheduled(world)
    assert (str(told(desk, "ILO")["STATUS"]), str(told(desk, "ILO")["TRANSP"])) == ("TENTATIVE", "OPAQUE")
    meeting.line(world, case_id, "Report")
    world.press(case_id, "circulate", "officer")
    assert str(told(desk, "ILO")["STATUS"]) == "CONFIRMED"
    world.press(case_id, "revise", "officer", reason="One more point.")
    assert str(told(desk, "ILO")["STATUS"]) == "TENTATIVE"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("ILO", True),
        ("OSCE alternate", True),
        ("officer", True),
        ("manager", True),
        ("auditor", False),
        ("donor", False),
        ("expert", False),
    ],
)
def test_it_stands_in_the_calendars_of_those_who_are_asked_to_it(desk: Desk, name: str, asked: bool) -> None:
    meeting.sent(desk.world)
    assert (told(desk, name) is not None) is asked


def test_whoever_takes_the_dates_of_the_meeting_alone_has_it_too(desk: Desk) -> None:
    case_id = meeting.scheduled(desk.world)
    assert TITLE in events(desk, address_of(desk.world, "auditor", case_id))
    other = desk.world.open()
    assert TITLE not in events(desk, address_of(desk.world, "ILO", other))


def test_a_meeting_that_was_moved_is_the_same_one_at_another_time(desk: Desk) -> None:
    world = desk.world
    case_id = meeting.sent(world)
    before = told(desk, "ILO")
    times: dict[str, Any] = {
        "starts_at": "2013-01-23 10:00",
        "ends_at": "2013-01-23 12:00",
        "place": "Geneva",
    }
    world.press(case_id, "move", "IOM", reason="The room is taken.", **times)
    after = told(desk, "ILO")
    assert (after["UID"], str(after["LOCATION"])) == (before["UID"], "Geneva")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == datetime(2013, 1, 23, 9, tzinfo=UTC)


def test_a_meeting_that_was_called_off_says_so_and_rings_nobody(desk: Desk) -> None:
    world = desk.world
    case_id = meeting.sent(world)
    before = told(desk, "ILO")
    world.press(case_id, "call_off", "IOM", reason="There is snow.")
    event = events(desk, address_of(world, "ILO"))[f"Called off: {TITLE}"]
    assert (str(event["STATUS"]), str(event["TRANSP"])) == ("CANCELLED", "TRANSPARENT")
    assert event["UID"] == before["UID"] and event["SEQUENCE"] > before["SEQUENCE"]
    assert not event.walk("VALARM")


def test_a_meeting_that_is_long_over_leaves_the_calendar(desk: Desk) -> None:
    meeting.sent(desk.world)
    desk.world.at(datetime(2013, 3, 20, 9, tzinfo=UTC))
    assert told(desk, "ILO") is not None
    desk.world.at(datetime(2013, 3, 25, 9, tzinfo=UTC))
    assert told(desk, "ILO") is None


def test_it_is_read_the_same_until_it_changes(desk: Desk) -> None:
    meeting.sent(desk.world)
    first = told(desk, "ILO").to_ical()
    desk.world.later(hours=1)
    assert told(desk, "ILO").to_ical() == first
    assert isinstance(icalendar.Event.from_ical(first), icalendar.Event)
