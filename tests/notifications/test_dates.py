"""What is asked with a date comes with a calendar: the same event in every letter and in the private calendar, until it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import icalendar

from tests import people
from tests.notifications.post_office import PostOffice
from tests.notifications.posting import asked, deliver
from tests.notifications.telling import Teller
from tests.workflows import meeting


def calendar_in(message: Any) -> Any:
    (part,) = message.iter_attachments()
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "PUBLISH")
    return icalendar.Calendar.from_ical(part.get_content())


def letters_to(office: PostOffice, name: str) -> list[Any]:
    return [each for each in office.taken if people.address(name) in str(each["To"])]


def event_in(message: Any) -> Any:
    (event,) = calendar_in(message).walk("VEVENT")
    return event


def task_of(teller: Teller, case_id: UUID, name: str) -> Any:
    return teller.world.find_task(case_id, "position", name)


def test_a_question_with_a_date_offers_it_to_the_calendar(teller: Teller, office: PostOffice) -> None:
    case_id = asked(teller)
    deliver(teller.world, office.settings)
    (letter,) = letters_to(office, "ILO")
    event, task = event_in(letter), task_of(teller, case_id, "ILO")
    assert str(calendar_in(letter)["METHOD"]) == "PUBLISH"
    assert event["DTSTART"].dt == task.due_at
    assert str(event["UID"]) == f"{task.id.hex}.{task.round}@desk.example.org"
    assert str(event["SUMMARY"]) == "Take a position: A matter"
    assert str(event["URL"]) == f"https://desk.example.org/cases/{case_id}"
    assert [each["TRIGGER"].dt for each in event.walk("VALARM")] == [-timedelta(days=1), -timedelta(hours=2)]
    assert event.get("ATTENDEE") is None, "nobody is asked to reply to a calendar"
    organizer = event["ORGANIZER"]
    assert (str(organizer), organizer.params["CN"]) == ("mailto:desk@example.org", "UN.GIFT")


def test_a_letter_that_asks_nothing_has_no_calendar(teller: Teller, office: PostOffice) -> None:
    teller.world.circulated()
    teller.catch_up()
    deliver(teller.world, office.settings)
    assert office.taken and not any(list(each.iter_attachments()) for each in office.taken)


def test_a_reminder_offers_the_date_again_under_the_same_name(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    case_id = asked(teller)
    deliver(world, office.settings)
    first = event_in(letters_to(office, "OSCE")[0])
    task = task_of(teller, case_id, "OSCE")
    world.at(task.opened_at + (task.due_at - task.opened_at) / 2)
    teller.catch_up()
    deliver(world, office.settings)
    reminder = letters_to(office, "OSCE")[-1]
    assert reminder["Message-ID"] != letters_to(office, "OSCE")[0]["Message-ID"]
    again = event_in(reminder)
    assert (again["UID"], again["DTSTART"].dt) == (first["UID"], first["DTSTART"].dt)
    assert int(again["SEQUENCE"]) >= int(first["SEQUENCE"])


def test_a_question_that_was_answered_before_the_letter_leaves_has_no_calendar(
    teller: Teller, office: PostOffice
) -> None:
    case_id = asked(teller)
    teller.world.answer(case_id, "ILO", "support")
    deliver(teller.world, office.settings)
    assert list(letters_to(office, "ILO")[0].iter_attachments()) == []
    assert list(letters_to(office, "OSCE")[0].iter_attachments()) != []


def test_another_date_takes_the_place_of_the_first(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    case_id = asked(teller)
    deliver(world, office.settings)
    first = event_in(letters_to(office, "OSCE")[0])
    until = world.view(case_id).expires_at + timedelta(days=2)
    world.answer(case_id, "ILO", "ask", "extension", reason="Our council meets on the 15th.")
    world.answer(case_id, people.CHAIR, "grant", "rule_on_time", until=until.isoformat())
    teller.catch_up()
    deliver(world, office.settings)
    again = event_in(letters_to(office, "OSCE")[-1])
    assert again["UID"] == first["UID"]
    assert again["DTSTART"].dt == task_of(teller, case_id, "OSCE").due_at > first["DTSTART"].dt
    assert int(again["SEQUENCE"]) > int(first["SEQUENCE"])


def test_nobody_is_offered_the_date_of_another(teller: Teller, office: PostOffice) -> None:
    case_id = asked(teller)
    deliver(teller.world, office.settings)
    assert letters_to(office, "officer") and not list(letters_to(office, "officer")[0].iter_attachments())
    mine = {str(event_in(letters_to(office, name)[0])["UID"]) for name in ("ILO", "OSCE")}
    assert mine == {f"{task_of(teller, case_id, name).id.hex}.1@desk.example.org" for name in ("ILO", "OSCE")}


def about_the_meeting(office: PostOffice) -> Any:
    """The newest letter to ILO that brings a calendar: the decision on the agenda asks it something as well."""
    return [each for each in letters_to(office, "ILO") if list(each.iter_attachments())][-1]


def test_a_letter_about_a_meeting_brings_the_meeting_itself(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    case_id = meeting.sent(world)
    teller.catch_up()
    deliver(world, office.settings)
    letter = about_the_meeting(office)
    due, meets = sorted(
        calendar_in(letter).walk("VEVENT"), key=lambda each: str(each["TRANSP"]), reverse=True
    )
    view = world.view(case_id)
    assert (meets["DTSTART"].dt, meets["DTEND"].dt) == (view.starts_at, view.ends_at)
    assert (str(meets["LOCATION"]), str(meets["STATUS"])) == (view.place, "CONFIRMED")
    assert str(meets["UID"]) == f"{case_id.hex}.appointment@desk.example.org"
    assert (str(due["TRANSP"]), str(meets["TRANSP"])) == ("TRANSPARENT", "OPAQUE")


def test_one_that_is_called_off_leaves_the_calendar_by_the_next_letter(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    case_id = meeting.sent(world)
    teller.catch_up()
    deliver(world, office.settings)
    first = next(e for e in calendar_in(about_the_meeting(office)).walk("VEVENT") if "STATUS" in e)
    world.press(case_id, "call_off", "officer", reason="Half of the members are ill.")
    teller.catch_up()
    deliver(world, office.settings)
    told = event_in(about_the_meeting(office))
    assert (str(told["UID"]), str(told["STATUS"])) == (str(first["UID"]), "CANCELLED")
    assert str(told["SUMMARY"]).startswith("Called off: ")
    assert told["SEQUENCE"] > first["SEQUENCE"]
