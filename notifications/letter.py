"""A letter: what one person is told, in that person's language and zone. How it travels is `mailing`'s business."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from markupsafe import Markup

from engine.messages import Message, mark
from engine.party import Person
from engine.queries.messages import Line
from engine.register import Register
from notifications.messages import sentence, subject
from notifications.stationery import STYLE, in_html, in_text

Speak = Callable[[str, str | None], str]
LONGEST_SUBJECT = 160
WHEN = "d MMMM y, HH:mm"
MESSAGES, TELLING = "/messages", "/account/telling"
ByCase = dict[UUID | None, list[Line]]

OPEN = mark("Open the case: {address}")
OPEN_BUTTON = mark("Open the case")
ALL = mark("Everything you were told:")
CHOOSE = mark("Choose which letters you get: {address}")
CHOOSE_LINK = mark("Choose which letters you get")
ZONE = mark("Times are those of {zone}.")


def english(text: str, _language: str | None) -> str:
    """Every sentence as it was written; a house with translations hands in something better."""
    return text


class Written(NamedTuple):
    """A letter, written: the same words as plain text and as HTML."""

    subject: str
    text: str
    html: str


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

    def address(self, path: str = "") -> str:
        """Where a page of this house is read."""
        return f"{self.base_url.rstrip('/')}{path}"


@cache
def locale_of(language: str | None) -> Locale:
    """How a reader of this language writes days, and in which direction."""
    try:
        return Locale.parse(language or "en")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


class Voice:
    """Sentences in one person's language and zone."""

    def __init__(self, letterhead: Letterhead, language: str | None, zone: str | None) -> None:
        self.letterhead, self.language = letterhead, language
        self.zone = ZoneInfo(zone or letterhead.zone)
        self.locale = locale_of(language)

    def say(self, message: Message) -> str:
        text = self.letterhead.speak(message.text, self.language)
        return text.format_map({name: self._word(value) for name, value in message.values.items()})

    def _word(self, value: Any) -> str:
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, datetime):
            local = format_datetime(value, WHEN, tzinfo=self.zone, locale=self.locale)
            return f"{local} ({self.zone.key})"
        if isinstance(value, (list, tuple)):
            return ", ".join(self._word(each) for each in value)
        return str(value)


def write_letter(
    to: Person, lines: tuple[Line, ...], letterhead: Letterhead, *, called: Message | None = None
) -> Written:
    """A letter of these lines; it is called after the most important of them, unless it has a name of its own."""
    voice = Voice(letterhead, to.language, to.zone)
    head = one_line(voice.say(called or subject(lines)))[:LONGEST_SUBJECT]
    foot = {
        "name": one_line(to.name),
        "zone": voice.say(Message(ZONE, {"zone": voice.zone.key})),
        "house": one_line(letterhead.house),
    }
    about = _by_case(lines)
    return Written(head, _as_text(voice, about, foot), _as_html(voice, head, about, foot))


def with_foot(written: Written, words: str) -> Written:
    """The letter with one line more at its foot, in text and on its sheet of HTML."""
    sheet, end, rest = written.html.rpartition("</div>\n</body>")
    html = f"{sheet}{in_html('foot', words=words)}\n{end}{rest}"
    return Written(written.subject, f"{written.text.rstrip()}\n{words}\n", html)


def _as_text(voice: Voice, about: ByCase, foot: dict[str, str]) -> str:
    everything = f"{voice.say(Message(ALL))} {voice.letterhead.address(MESSAGES)}"
    text = in_text(
        "letter",
        cases="\n\n".join(_case_in_text(voice, each, mine) for each, mine in about.items()),
        more=everything if len(about) > 1 else "",
        choose=voice.say(Message(CHOOSE, {"address": voice.letterhead.address(TELLING)})),
        **foot,
    )
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def _as_html(voice: Voice, head: str, about: ByCase, foot: dict[str, str]) -> str:
    address = voice.letterhead.address(MESSAGES)
    everything = in_html("link", words=voice.say(Message(ALL)), address=address)
    html = in_html(
        "letter",
        cases=Markup("\n").join(_case_in_html(voice, each, mine) for each, mine in about.items()),
        more=everything if len(about) > 1 else "",
        choose=voice.say(Message(CHOOSE_LINK)),
        choices=voice.letterhead.address(TELLING),
        **_page(voice, head),
        **foot,
    )
    return str(html)


def write_words(head: str, body: str, letterhead: Letterhead, language: str | None) -> str:
    """Words that were written elsewhere as HTML: paragraph by paragraph, a link of this house as a button."""
    voice = Voice(letterhead, language, None)
    paragraphs = (each.strip() for each in body.split("\n\n"))
    parts = [_paragraph(each, letterhead) for each in paragraphs if each]
    return str(in_html("words", paragraphs=Markup("\n").join(parts), **_page(voice, head)))


def _page(voice: Voice, head: str) -> dict[str, str]:
    """What stands in the head of every letter in HTML."""
    direction = str(voice.locale.text_direction)
    return {
        "language": str(voice.locale).replace("_", "-"),
        "direction": direction,
        "subject": head,
        "style": STYLE,
    }


def _paragraph(words: str, letterhead: Letterhead) -> Markup:
    if words.startswith(letterhead.address("/")) and not re.search(r"\s", words):
        return in_html("button", address=words, label=words)
    return in_html("paragraph", words=Markup("<br>\n").join(words.splitlines()))


def _by_case(lines: Iterable[Line]) -> ByCase:
    found: ByCase = {}
    for line in lines:
        found.setdefault(line.case_id, []).append(line)
    return found


def _case_in_text(voice: Voice, case_id: UUID | None, lines: list[Line]) -> str:
    opened = ""
    if case_id is not None:
        opened = voice.say(Message(OPEN, {"address": voice.letterhead.address(f"/cases/{case_id}")}))
    told = (in_text("line", words=one_line(voice.say(sentence(line)))) for line in lines)
    return in_text("case", **_titled(lines[0]), lines="\n".join(told), open=opened).rstrip()


def _case_in_html(voice: Voice, case_id: UUID | None, lines: list[Line]) -> Markup:
    opened = Markup("")
    if case_id is not None:
        address = voice.letterhead.address(f"/cases/{case_id}")
        opened = in_html("button", address=address, label=voice.say(Message(OPEN_BUTTON)))
    told = (in_html("line", words=one_line(voice.say(sentence(line)))) for line in lines)
    return in_html("case", **_titled(lines[0]), lines=Markup("\n").join(told), open=opened)


def _titled(line: Line) -> dict[str, str]:
    return {"title": one_line(line.title), "reference": one_line(line.reference)}


def one_line(words: str) -> str:
    """Words that somebody typed, fit for one line: no line breaks, no control characters, no runs of blanks."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
