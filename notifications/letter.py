"""A letter: what one person is told, as plain words in that person's zone. How it travels is `mailing`'s business."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.messages import Message, mark
from engine.party import Person
from engine.queries.messages import Line
from engine.register import Register
from notifications.messages import sentence, subject

Speak = Callable[[str, str | None], str]
LONGEST_SUBJECT = 160

OPEN = mark("Open the case: {address}")
ALL = mark("Everything you were told: {address}")
ZONE = mark("Times are those of {zone}.")


def english(text: str, _language: str | None) -> str:
    """Every sentence as it was written; a house with translations hands in something better."""
    return text


@dataclass(frozen=True)
class Letterhead:
    """In whose name letters are written, and where their links lead."""

    base_url: str
    house: str = ""
    zone: str = "UTC"
    speak: Speak = english

    @classmethod
    def of(cls, register: Register, base_url: str, speak: Speak = english) -> Letterhead:
        """The letterhead of this house as its settings stand now."""
        return cls(base_url, str(register.settings.get("house_name", "")), register.calendar.zone, speak)

    def case_address(self, case_id: UUID) -> str:
        """Where a case is read."""
        return f"{self.base_url.rstrip('/')}/cases/{case_id}"


class _Voice:
    """Sentences in one person's language and zone."""

    def __init__(self, letterhead: Letterhead, to: Person) -> None:
        self.letterhead, self.to = letterhead, to
        self.zone = ZoneInfo(to.zone or letterhead.zone)

    def say(self, message: Message) -> str:
        text = self.letterhead.speak(message.text, self.to.language)
        return text.format_map({name: self._word(value) for name, value in message.values.items()})

    def _word(self, value: Any) -> str:
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, datetime):
            local = value.astimezone(self.zone)
            return f"{local.day} {local:%B %Y, %H:%M} ({self.zone.key})"
        if isinstance(value, (list, tuple)):
            return ", ".join(self._word(each) for each in value)
        return str(value)


def write_letter(to: Person, lines: tuple[Line, ...], letterhead: Letterhead) -> tuple[str, str]:
    """Subject and body of a letter."""
    voice = _Voice(letterhead, to)
    head = one_line(voice.say(subject(lines)))[:LONGEST_SUBJECT]
    parts = [f"{one_line(to.name)},"]
    for case_id, mine in _by_case(lines).items():
        parts.append("\n".join(_about(voice, case_id, mine)))
    if len(_by_case(lines)) > 1:
        parts.append(voice.say(Message(ALL, {"address": letterhead.base_url})))
    parts.append("\n".join([voice.say(Message(ZONE, {"zone": voice.zone.key})), one_line(letterhead.house)]))
    return head, "\n\n".join(parts) + "\n"


def _by_case(lines: Iterable[Line]) -> dict[UUID | None, list[Line]]:
    found: dict[UUID | None, list[Line]] = {}
    for line in lines:
        found.setdefault(line.case_id, []).append(line)
    return found


def _about(voice: _Voice, case_id: UUID | None, lines: list[Line]) -> list[str]:
    told = [f"{one_line(lines[0].title)} ({one_line(lines[0].reference)})"]
    told += [f"- {one_line(voice.say(sentence(line)))}" for line in lines]
    if case_id is not None:
        told.append(voice.say(Message(OPEN, {"address": voice.letterhead.case_address(case_id)})))
    return told


def one_line(words: str) -> str:
    """Words that somebody typed, fit for one line: no line breaks, no control characters, no runs of blanks."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
