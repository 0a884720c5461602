"""Dates for calendar programs (iCalendar, RFC 5545): what is due, with alarms; beside a letter, and in the private calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import icalendar

from engine.messages import Message
from engine.queries.deadlines import Deadline
from engine.queries.messages import label
from engine.registry import Registry
from notifications.letter import Voice, one_line

PROGRAM = "-//Nemcon//Deadlines//EN"
BEFORE_TASKS = (timedelta(days=1), timedelta(hours=2))


def write_dates(
    found: Iterable[Deadline], voice: Voice, registry: Registry, *, sequence: int, written_at: datetime
) -> bytes:
    """A calendar of these deadlines, published to one reader; nothing where there is none.

    The same deadline has the same name in every letter and in the private calendar. `sequence` grows with the history of the
    case, so that a letter about another date takes the place of an earlier one.
    """
    events = [_event(each, voice, registry, sequence, written_at) for each in found]
    return in_calendar(events, method="PUBLISH") if events else b""


def _event(
    deadline: Deadline, voice: Voice, registry: Registry, sequence: int, written_at: datetime
) -> icalendar.Event:
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


def in_calendar(events: Iterable[icalendar.Event], *, method: str = "") -> bytes:
    """A calendar of these events."""
    told = icalendar.Calendar()
    told.add("prodid", PROGRAM)
    told.add("version", "2.0")
    if method:
        told.add("method", method)
    for each in events:
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
