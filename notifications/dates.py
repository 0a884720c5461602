"""Dates for calendar programs (iCalendar, RFC 5545): what is due, with alarms; beside a letter, and in the private calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import icalendar

from engine.messages import Message, mark
from engine.queries.appointments import Appointed
from engine.queries.deadlines import Deadline
from engine.queries.messages import label
from engine.registry import Registry
from notifications.letter import Voice, one_line

PROGRAM = "-//Nemcon//Deadlines//EN"
OFF = mark("Called off: {title}")
BEFORE_TASKS = (timedelta(days=1), timedelta(hours=2))


def deadline_event(
    deadline: Deadline, voice: Voice, registry: Registry, *, sequence: int, written_at: datetime
) -> icalendar.Event:
    """A deadline in a letter: it has the same name in every letter and in the private calendar. `sequence` grows with the
    history of the case, so that a letter about another date takes the place of an earlier one."""
    case, letterhead = deadline.case, voice.letterhead
    task = registry.get(case.definition, case.version).task_by_key.get(deadline.task.task)
    words = label(task.label if task is not None else deadline.task.task)
    said = voice.say(words) if isinstance(words, Message) else words
    event = dated_event(
        deadline.uid(letterhead.base_url),
        f"{one_line(said)}: {one_line(case.title)}",
        case.number or case.reference,
        letterhead.address(f"/cases/{case.id}"),
        deadline.due_at,
        written_at,
        BEFORE_TASKS,
    )
    event.add("sequence", sequence)
    return event


def appointment_event(told: Appointed, words: str, base_url: str) -> icalendar.Event:
    """Something that people meet for: it takes their time; one that is called off says so and rings nobody."""
    event = dated_event(
        f"{told.uid}@{urlsplit(base_url).hostname}",
        words,
        told.case.number or told.case.reference,
        f"{base_url.rstrip('/')}/cases/{told.case.id}",
        told.starts,
        told.changed_at,
        () if told.called_off else BEFORE_TASKS,
        busy=not told.called_off,
    )
    event.add("dtend", told.ends)
    event.add("location", told.place)
    event.add("sequence", told.sequence)
    event.add("last-modified", told.changed_at)
    event.add("status", _status(told))
    return event


def _status(told: Appointed) -> str:
    """What everybody is asked to is certain; what is only being prepared is not."""
    if told.called_off:
        return "CANCELLED"
    return "TENTATIVE" if told.planned else "CONFIRMED"


def published(events: Iterable[icalendar.Event], *, by: str, address: str) -> bytes:
    """A calendar of these events, as a letter offers it: who offers it is named (RFC 5546, 3.2.1), and nobody is asked to reply."""
    told = icalendar.Calendar()
    told.add("prodid", PROGRAM)
    told.add("version", "2.0")
    told.add("method", "PUBLISH")
    for each in events:
        organizer = icalendar.vCalAddress(f"mailto:{address}")
        organizer.params["CN"] = one_line(by)
        each.add("organizer", organizer)
        told.add_component(each)
    return bytes(told.to_ical())


def dated_event(
    uid: str,
    words: str,
    reference: str,
    address: str,
    when: datetime | date,
    stamp: datetime,
    before: tuple[timedelta, ...],
    *,
    busy: bool = False,
) -> icalendar.Event:
    """Something with a time, and an alarm so long before; the same each time it is read, until it changes."""
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", when)
    event.add("summary", words)
    event.add("description", f"{reference}\n{address}")
    event.add("url", address)
    event.add("transp", "OPAQUE" if busy else "TRANSPARENT")  # a deadline takes nobody's time
    for each in before:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words)
        alarm.add("trigger", -each)
        event.add_component(alarm)
    return event
