"""Samples: every kind of message with made-up values, for whoever wants to see how they read. Nothing of a real case."""

from __future__ import annotations

from datetime import datetime, timedelta
from string import Formatter
from typing import Any
from uuid import UUID

from engine.messages import Message, mark
from engine.party import Person
from engine.queries.messages import Line
from notifications.letter import Letterhead, Written, write_letter
from notifications.messages import (
    ASKED,
    CLOSED,
    DEADLINE,
    DECIDED,
    DIGEST,
    HANDED,
    MOVED,
    NEWS,
    OVERDUE,
    OVERRIDE,
    RECORDED,
    REMARK,
    REMINDER,
    SENTENCES,
    SUBJECTS,
)

# The sentences of each kind; what gathers many things gathers some of them.
OF_KIND: dict[str, tuple[str, ...]] = {
    ASKED: ("asked", "asked until", "asked now", "asked now until", "waits", "may", "may until"),
    REMINDER: (
        "reminder",
        "reminder of task",
        "reminder by somebody",
        "reminder late",
        "reminder of task late",
    ),
    OVERDUE: ("overdue", "overdue elsewhere", "overdue late", "overdue elsewhere late"),
    MOVED: ("moved", "moved until"),
    DECIDED: ("decided", "decided with number"),
    CLOSED: ("closed",),
    DEADLINE: ("deadline", "deadline moved"),
    RECORDED: ("recorded",),
    HANDED: ("handed", "stood in"),
    REMARK: ("remark",),
    OVERRIDE: ("override",),
}
GATHERS: dict[str, tuple[tuple[str, str], ...]] = {
    DIGEST: ((REMINDER, "reminder of task late"), (OVERDUE, "overdue late")),
    NEWS: ((MOVED, "moved"), (DECIDED, "decided"), (REMARK, "remark")),
}
KINDS = (*OF_KIND, *GATHERS)
TITLES = (mark("A made-up case"), mark("Another made-up case"))


def somebody(language: str | None) -> Person:
    """A made-up reader of this language."""
    return Person(UUID(int=0), "ines@example.org", "Ines Example", None, language, True)


def _values(at: datetime) -> dict[str, Any]:
    task = Message(mark("Read the text and answer"))
    return {
        "tasks": [task],
        "task": task,
        "due": at + timedelta(days=14),
        "since": at - timedelta(days=2),
        "state": Message(mark("Under consideration")),
        "says": Message(mark("The time for an answer ends tomorrow.")),
        "parties": ["EXA", "MPL"],
        "why": Message(mark("More time was given")),
        "number": "EXA/2013/001",
        "person": "Ivan Example",
        "organization": "EXA",
        "outcome": Message(mark("No objection")),
    }


def sample(kind: str, language: str | None, letterhead: Letterhead, *, at: datetime) -> Written:
    """The letter of a kind, with every sentence that it can have."""
    if kind in GATHERS:
        lines = tuple(
            _line(each, name, number, letterhead, language, at)
            for number, (each, name) in enumerate(GATHERS[kind])
        )
        called = Message(SUBJECTS[kind], {"count": len(lines)})
        return write_letter(somebody(language), lines, letterhead, called=called)
    lines = tuple(_line(kind, name, 0, letterhead, language, at) for name in OF_KIND[kind])
    return write_letter(somebody(language), lines, letterhead)


def _line(
    kind: str, name: str, number: int, letterhead: Letterhead, language: str | None, at: datetime
) -> Line:
    known = _values(at)
    places = {place for _, place, _, _ in Formatter().parse(SENTENCES[name]) if place}
    title = letterhead.speak(TITLES[number % 2], language)
    reference = f"EXA-{number % 2 + 1}"
    return Line(
        kind,
        name,
        {place: known[place] for place in places | {"state"}},
        UUID(int=number % 2),
        title,
        reference,
    )
