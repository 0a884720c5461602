"""Short words for a case page: instants without the year when it is this one, lengths of time, values of fields."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from web import request as desk
from web.i18n import gettext as _
from web.i18n import locale, ngettext
from web.present import day, figure, formatted, instant

__all__ = ["instant", "left_words", "rtl", "short_instant", "value_words"]


def short_instant(at: datetime) -> str:
    """“Tue 12 Feb, 17:00”; with the year when it is another one than now."""
    zone = desk.zone()
    there = at.astimezone(zone)
    if there.year != desk.now().astimezone(zone).year:
        return instant(at)
    return formatted(at, "EEE d MMM, HH:mm", zone)


def left_words(left: timedelta) -> str:
    """“26 hours”, “5 days”: the greatest unit that still says something, rounded."""
    minutes = max(0, round(left.total_seconds() / 60))
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", (minutes + 30) // 60)
    return ngettext("%(num)s day", "%(num)s days", (minutes + 12 * 60) // (24 * 60))


def value_words(value: Any) -> str:
    """The value of a field as a person reads it; nothing for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return instant(value)
        case date():
            return day(value)
        case Decimal():
            return figure(value)
        case StrEnum():
            return _(value.value)
        case str():
            return value
        case Iterable():
            return ", ".join(value_words(each) for each in value)
        case _:
            return str(value)


def rtl() -> bool:
    """Whether this reader's language runs from right to left."""
    return bool(locale().text_direction == "rtl")
