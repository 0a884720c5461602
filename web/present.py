"""Values as a person reads them: sentences in their language, instants in their zone, parties by name.

Filters for templates: `instant`, `day`, `clock`, `relative`, `party`, `say`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask

from engine.definition import Role, State
from engine.messages import Message
from web import request as desk
from web.i18n import gettext as _
from web.i18n import locale, ngettext

DAY, CLOCK, EXACT = "EEE d MMM y", "HH:mm", "HH:mm:ss"


def install(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        instant=instant,
        exact=exact,
        day=day,
        clock=clock,
        relative=relative,
        party=party,
        say=say,
        shown=shown,
    )
    app.jinja_env.globals.update(zone_name=zone_name)


def say(sentence: Message | str, *, zone_named: bool = False) -> str:
    """A sentence of the engine in the reader's language, its values put in. The first instant names the zone."""
    if isinstance(sentence, str):
        return _(sentence)
    named = [zone_named]
    return _(sentence.text).format_map({key: _value(value, named) for key, value in sentence.values.items()})


def shown(value: Any) -> str:
    """Any value of a message or a field as words."""
    return _value(value, [True])


def _value(value: Any, zone_named: list[bool]) -> str:
    match value:
        case None:
            return ""
        case Message():
            return say(value, zone_named=zone_named[0])
        case datetime():
            words = instant(value)
            if not zone_named[0]:
                zone_named[0] = True
                words = _("%(instant)s, %(zone)s time", instant=words, zone=zone_name())
            return words
        case date():
            return day(value)
        case bool():
            return _("yes") if value else _("no")
        case State() | Role():
            return _(value.label)
        case str():
            return value
        case Iterable():
            return ", ".join(_value(each, zone_named) for each in value)
        case _:
            return figure(value) if isinstance(value, Decimal) else str(value)


def figure(number: Decimal) -> str:
    """“1,250,000.50” as the reader's language groups it; a whole number without places, others with those they came with."""
    places = 0 if number == number.to_integral_value() else -int(number.as_tuple().exponent)
    return str(format_decimal(number, "#,##0." + "0" * places if places else "#,##0", locale=locale()))


def instant(at: datetime | None, zone: ZoneInfo | None = None) -> str:
    """“Tue 12 Feb 2013, 17:00” in the reader's zone; the page names the zone once."""
    return _("not known") if at is None else formatted(at, f"{DAY}, {CLOCK}", zone)


def exact(at: datetime | None, zone: ZoneInfo | None = None) -> str:
    """The same to the second, for the record."""
    return _("not known") if at is None else formatted(at, f"{DAY}, {EXACT}", zone)


def clock(at: datetime, zone: ZoneInfo | None = None) -> str:
    """“17:00” in the reader's zone."""
    return formatted(at, CLOCK, zone)


def day(on: date | datetime | None, zone: ZoneInfo | None = None) -> str:
    """“Tue 12 Feb 2013”; an instant shows its day in the reader's zone."""
    if on is None:
        return _("not known")
    if isinstance(on, datetime):
        return formatted(on, DAY, zone)
    return str(format_date(on, DAY, locale=locale()))


def formatted(at: datetime, pattern: str, zone: ZoneInfo | None = None) -> str:
    """An instant by a pattern of Unicode's locale data, in the reader's language and zone."""
    return _written(at, pattern, zone or desk.zone(), locale())


@lru_cache(maxsize=8192)
def _written(at: datetime, pattern: str, zone: ZoneInfo, language: Locale) -> str:
    """A page writes many instants, most of them on the page before."""
    return str(format_datetime(at.astimezone(zone), pattern, locale=language))


def zone_name(zone: ZoneInfo | None = None) -> str:
    """What people call a zone: “Vienna” for Europe/Vienna."""
    return (zone or desk.zone()).key.rsplit("/", 1)[-1].replace("_", " ")


def relative(at: datetime, since: datetime | None = None) -> str:
    """“in 26 hours”, “2 days ago”: always with the date beside it."""
    left = at - (since or desk.now())
    words = _length(abs(left))
    if words is None:
        return _("now")
    return _("in %(time)s", time=words) if left > timedelta(0) else _("%(time)s ago", time=words)


def _length(time: timedelta) -> str | None:
    minutes = round(time.total_seconds() / 60)
    if minutes < 1:
        return None
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", (minutes + 30) // 60)
    return ngettext("%(num)s day", "%(num)s days", (minutes + 12 * 60) // (24 * 60))


def party(who: Any) -> str:
    """A party by name: an id, a target of a task or a stored `org:`/`person:` word is looked up in the register."""
    if isinstance(who, str):
        head, _colon, rest = who.rpartition(":")
        if head in ("org", "person"):
            who = UUID(hex=rest)
    if isinstance(who, UUID):
        return desk.read().register.name(who)
    return "" if who is None else str(who)
