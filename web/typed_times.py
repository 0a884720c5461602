"""Dates and times as people type them, read kindly; what could mean two things is never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
# Beyond these a zone leads out of the calendar.
_EARLIEST, _LATEST = 2, 9998
_WEEKDAY = re.compile(r"^(mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)(day)?\.?,?\s+", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:^|[\sT,])(?:at\s+)?(?P<hour>\d{1,2})"
    r"(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?|\s*(?P<bare>[ap]\.?m\.?)|h)"
    r"(?:\s*(?:hrs?|hours|o.clock|h))?$",
    re.IGNORECASE,
)
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_NUMBERS = re.compile(r"^(\d{1,2})(\.|/|-)(\d{1,2})\2(\d{4})$")
_DAY_FIRST = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?:of\s+)?([a-z]+)[\s.,-]+(\d{4})$", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})$", re.IGNORECASE)


def read_date(words: str) -> date | None:
    """The date in these words: `2013-02-18`, `18.2.2013`, `Mon 18 Feb 2013`, `February 18, 2013`; nothing if unsure."""
    text = _WEEKDAY.sub("", _spaced(words)).strip(" ,")
    for pattern, reader in ((_ISO, _iso), (_NUMBERS, _numbers), (_DAY_FIRST, _named), (_MONTH_FIRST, _named)):
        found = pattern.match(text)
        if found:
            parts = reader(found)
            return _day(*parts) if parts else None
    return None


def read_instant(words: str, zone: str) -> datetime | None:
    """The instant in these words, as the clocks of this zone show it; nothing where date or time is missing or unsure."""
    found = _instant(_spaced(words), zone)
    return found if found is not None and _EARLIEST <= found.year <= _LATEST else None


def _instant(text: str, zone: str) -> datetime | None:
    exact = _exact(text)
    if exact is not None:
        return exact
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    day, hour = read_date(text[: clock.start()]), _time(clock)
    return None if day is None or hour is None else datetime.combine(day, hour, ZoneInfo(zone))


def _spaced(words: str) -> str:
    return " ".join(words.replace("\u00a0", " ").replace("\u202f", " ").split())


def _exact(text: str) -> datetime | None:
    """An instant that names its own distance from UTC, as machines write it."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.utcoffset() is not None else None


def _time(clock: re.Match[str]) -> time | None:
    hour, half = int(clock["hour"]), (clock["half"] or clock["bare"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, int(clock["minute"] or 0), int(clock["second"] or 0))
    except ValueError:
        return None


def _iso(found: re.Match[str]) -> tuple[int, int, int]:
    return int(found[1]), int(found[2]), int(found[3])


def _numbers(found: re.Match[str]) -> tuple[int, int, int] | None:
    """With dots the day comes first. With strokes some put the month first, so one of both must be over 12."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else None


def _named(found: re.Match[str]) -> tuple[int, int, int] | None:
    name, day = (found[2], found[1]) if found[1].isdigit() else (found[1], found[2])
    month = _MONTHS.get(name.lower())
    return (int(found[3]), month, int(day)) if month else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
