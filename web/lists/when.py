"""How lists speak of time: how late, in how many hours, which day; and under which heading a due time stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from babel.dates import format_date

from web import request as desk
from web.case_page.words import left_words, short_instant
from web.i18n import gettext as _
from web.i18n import locale, ngettext
from web.marks import N_
from web.present import clock, day

SOON = timedelta(hours=48)


class Group(StrEnum):
    """The headings of My work, in order."""

    OVERDUE = N_("Overdue")
    NOW = N_("Today and tomorrow")
    WEEK = N_("This week")
    LATER = N_("Later")
    UNDATED = N_("Without a date")


class Due(NamedTuple):
    """A due time in words: the relative word, the line under it, and the tone (or none)."""

    word: str
    second: str
    tone: str | None


def group_of(due: datetime | None) -> Group:
    """Under which heading something due then stands; days are those of the reader's zone, weeks end on Sunday."""
    if due is None:
        return Group.UNDATED
    if due <= desk.now():
        return Group.OVERDUE
    today, on = _day(desk.now()), _day(due)
    if on <= today + timedelta(days=1):
        return Group.NOW
    return Group.WEEK if on <= today + timedelta(days=6 - today.weekday()) else Group.LATER


def due_words(due: datetime | None, opened: datetime) -> Due:
    """What stands before a task."""
    now = desk.now()
    if due is None:
        days = max(0, (_day(now) - _day(opened)).days)
        since = ngettext("open %(num)s day", "open %(num)s days", days) if days else _("opened today")
        return Due(_("No date"), since, None)
    if due <= now:
        return Due(late_words(due), short_instant(due), "stop")
    if due - now <= SOON:
        return Due(_("In %(time)s", time=left_words(due - now)), short_instant(due), "warn")
    return Due(short_day(due), clock(due), None)


def late_words(due: datetime) -> str:
    """“3 working days late”: by the house's calendar; within a day by the hours."""
    late = desk.read().register.calendar.working_days_between(due, desk.now())
    if late:
        return ngettext("%(num)s working day late", "%(num)s working days late", late)
    return _("%(time)s late", time=left_words(desk.now() - due))


def short_day(at: datetime) -> str:
    """“Fri 15 Feb”; with the year when it is another one than now."""
    on = _day(at)
    if on.year != _day(desk.now()).year:
        return day(at)
    return str(format_date(on, "EEE d MMM", locale=locale()))


def moment_words(at: datetime) -> str:
    """“Today, 11:20” or “Fri 8 Feb, 16:02”: when something happened."""
    if _day(at) == _day(desk.now()):
        return _("Today, %(time)s", time=clock(at))
    return short_instant(at)


def month_began() -> datetime:
    """The first moment of this month in the reader's zone."""
    there = desk.now().astimezone(desk.zone())
    return there.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _day(at: datetime) -> date:
    return at.astimezone(desk.zone()).date()
