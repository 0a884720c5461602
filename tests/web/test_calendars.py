"""Deadlines in a calendar program: at a secret address, judged anew at each reading for whom it was made, ended at will."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest

from engine.commands import register
from engine.commands.calendar_feed import MOST, end_calendar, make_calendar
from tests.access.hidden_types import hiding
from tests.refusing import Unknown, refused
from tests.web.desk import Desk, Visitor
from tests.web.reading import words
from tests.workflows import programming, risking
from tests.world import World

PAGE = "/account/calendars"


def address_of(world: World, name: str, case_id: UUID | None = None) -> str:
    return f"/calendar/{make_calendar(world.engine, by=world.people[name], case_id=case_id)}.ics"


def events(desk: Desk, address: str) -> dict[str, Any]:
    """What a program that shows nothing but the address reads, by its words."""
    answer = Visitor(desk.app).get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar"), answer.status
    assert answer.headers["Cache-Control"] == "no-store"
    told = icalendar.Calendar.from_ical(answer.data)
    return {str(each["SUMMARY"]): each for each in told.walk("VEVENT")}


def test_what_is_due_stands_in_the_calendar_with_its_instant_and_two_alarms(desk: Desk) -> None:
    world = desk.world
    case_id = world.silent()
    found = events(desk, address_of(world, "IOM"))
    (name,) = [each for each in found if each.startswith("Take a position: ")]
    event, task = found[name], world.find_task(case_id, "position", "IOM")
    assert event["DTSTART"].dt == task.due_at
    assert case_id.hex in str(event["URL"]).replace("-", "")
    alarms = [each["TRIGGER"].dt for each in event.walk("VALARM")]
    assert alarms == [-timedelta(days=1), -timedelta(hours=2)]


def test_what_is_answered_leaves_the_calendar(desk: Desk) -> None:
    world = desk.world
    case_id = world.silent()
    address = address_of(world, "IOM")
    before = events(desk, address)
    world.answer(case_id, "IOM", "support")
    gone = before.keys() - events(desk, address).keys()
    assert [each.split(":")[0] for each in gone] == ["Take a position"]


def test_it_holds_what_asks_its_owner_and_nobody_else(desk: Desk) -> None:
    world = desk.world
    case_id = risking.identified(world)
    title = world.read(case_id).case.title
    assert any(title in each for each in events(desk, address_of(world, "officer")))
    assert not any(title in each for each in events(desk, address_of(world, "donor")))


def test_a_programme_has_its_phases_and_gates_as_days(coast_desk: Desk) -> None:
    world = coast_desk.world
    case_id = programming.running(world)
    row = {"step": "Second shelter", "planned": "2013-09-30", "gate": "yes", "closes": "1"}
    programming.add(world, case_id, "milestones", **row)
    found = events(coast_desk, address_of(world, "ILO", case_id))
    assert found["Gate: Second shelter: Safe coasts"]["DTSTART"].dt == date(2013, 9, 30)
    ends = [each for each in found if each.startswith("Ends: ")]
    assert ends and all(type(found[each]["DTSTART"].dt) is date for each in ends)
    alone = events(coast_desk, address_of(world, "ILO"))
    assert not [each for each in alone if each.startswith(("Gate: ", "Ends: "))]


def test_it_says_twice_how_often_to_ask_again_as_programs_read_it(desk: Desk) -> None:
    answer = Visitor(desk.app).get(address_of(desk.world, "IOM"))
    told = answer.text.splitlines()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in told and "X-PUBLISHED-TTL:PT1H" in told


def test_the_same_event_has_the_same_name_each_time(desk: Desk) -> None:
    world = desk.world
    world.silent()
    address = address_of(world, "IOM")
    one = Visitor(desk.app).get(address)
    world.later(hours=2)
    assert Visitor(desk.app).get(address).data == one.data


def test_only_dates_of_a_case_that_is_open_to_its_owner_are_there(desk: Desk) -> None:
    world = desk.world
    world.engine.registry = hiding()
    case_id = world.open("A matter", "officer", "team-matter", asked=world.people["IOM"].hex)
    with pytest.raises(Unknown):
        make_calendar(world.engine, by=world.people["donor"], case_id=case_id)
    address = address_of(world, "officer", case_id)
    assert "A matter" in Visitor(desk.app).get(address).text


def test_an_address_that_was_ended_or_never_made_leads_nowhere(desk: Desk) -> None:
    world = desk.world
    address = address_of(world, "IOM")
    assert Visitor(desk.app).get("/calendar/nothing.ics").status_code == 404
    made = desk.as_("IOM").get(PAGE)
    (place,) = re.findall(rf'action="({PAGE}/[^"]+/end)"', made.text)
    assert desk.as_("ILO").post(place).status_code == 404
    assert Visitor(desk.app).get(address).status_code == 200
    assert desk.as_("IOM").post(place).status_code == 303
    assert desk.as_("IOM").post(place).status_code == 303, "twice does nothing more"
    assert Visitor(desk.app).get(address).status_code == 404
    assert "No calendar reads your dates." in words(desk.as_("IOM").get(PAGE))


def test_an_account_that_is_closed_has_no_calendar(desk: Desk) -> None:
    world = desk.world
    address = address_of(world, "ILO alternate")
    admin = world.people["administrator"]
    register.change_person(world.engine, world.people["ILO alternate"], {"active": False}, by=admin)
    assert Visitor(desk.app).get(address).status_code == 404


def test_the_address_is_shown_once_and_nobody_finds_it_in_the_database(desk: Desk) -> None:
    shown = desk.as_("IOM").post(PAGE, follow_redirects=True)
    (link,) = re.findall(r"http://localhost/calendar/([\w-]+)\.ics", html.unescape(shown.text))
    assert Visitor(desk.app).get(f"/calendar/{link}.ics").status_code == 200
    again = desk.as_("IOM").get(PAGE)
    assert link not in again.text and "Everything that asks you" in words(again)


def test_a_case_page_leads_to_an_address_for_its_dates(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating(by="ILO")
    page = desk.as_("IOM").get(f"/cases/{case_id}")
    assert f"{PAGE}?case={case_id}" in html.unescape(page.text)
    offered = desk.as_("IOM").get(f"{PAGE}?case={case_id}")
    assert "Make an address for this case" in words(offered)
    shown = desk.as_("IOM").post(PAGE, {"case": str(case_id)}, follow_redirects=True)
    assert f"Dates of: {world.read(case_id).case.title}" in words(shown)


@pytest.mark.parametrize("case", ["nonsense", "0190c8a0-0000-7000-8000-000000000000"])
def test_of_a_case_that_is_not_there_there_are_no_dates(desk: Desk, case: str) -> None:
    assert desk.as_("IOM").get(f"{PAGE}?case={case}").status_code == 404
    assert desk.as_("IOM").post(PAGE, {"case": case}).status_code == 404


def test_nobody_has_more_addresses_than_anybody_needs(desk: Desk) -> None:
    world = desk.world
    for _ in range(MOST):
        address_of(world, "IOM")
    sentence = "You have 20 addresses already: end one of them first."
    with refused(world, sentence):
        make_calendar(world.engine, by=world.people["IOM"])
    assert sentence in desk.as_("IOM").post(PAGE, follow_redirects=True).text


def test_whoever_ends_what_is_not_theirs_is_told_that_there_is_none(desk: Desk) -> None:
    world = desk.world
    with refused(world, "There is no such address.", error=Unknown):
        end_calendar(world.engine, world.people["IOM"], by=world.people["IOM"])
