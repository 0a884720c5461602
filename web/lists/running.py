"""The periods that run now, on one time line, and the same as words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from babel.dates import format_date
from markupsafe import Markup

from engine.case import Case
from engine.columns import from_micros
from engine.definition import CaseDefinition
from engine.queries.many_cases import Answer
from web import request as desk
from web.case_page.words import left_words, rtl, short_instant
from web.drawing.timeline_chart import Silence, timeline_chart
from web.i18n import gettext as _
from web.i18n import locale, ngettext
from web.lists.once import case_page
from web.lists.register_rows import ends_at
from web.present import clock, instant

LONGEST_NAME = 30


def running_part(
    definition: CaseDefinition, cases: list[Case], answers: Mapping[UUID, list[Answer]]
) -> dict[str, Any] | None:
    """The drawing, its list for narrow screens and its words; nothing if nothing runs."""
    rows = [row for each in cases if (row := _row(definition, each, answers[each.id])) is not None]
    if not rows:
        return None
    assert definition.register is not None and definition.register.running is not None
    register = definition.register
    return {
        "label": _(register.running_label or definition.register.running.label),
        "drawing": _drawing([line for line, _item in rows]),
        "items": [item for _line, item in rows],
        "resting": bool(_resting([line for line, _item in rows])),
    }


def _row(
    definition: CaseDefinition, case: Case, answers: list[Answer]
) -> tuple[Silence, dict[str, Any]] | None:
    assert definition.register is not None and definition.register.running is not None
    panel = definition.register.running
    opened, ends = case.data.get(panel.opens.key), ends_at(definition, case)
    if opened is None or ends is None:
        return None
    number = case.shown_round(panel.task.key)
    left = _left(ends)
    note = _("round %(number)s", number=number) if number > 1 else case.reference
    began = from_micros(opened)
    at = sorted(max(answer.at, began) for _task, answer in answers if answer is not None)
    line = Silence(shortened(case.title), note, began, ends, left, at)
    href = case_page(case.id)
    return line, {
        "title": case.title,
        "href": href,
        "note": _("ends %(when)s", when=short_instant(ends)),
        "left": left,
    }


def _left(ends: datetime) -> str:
    """“26 hours left”, “5 working days left”: over three days only working days say how long it really is."""
    left = ends - desk.now()
    if left <= timedelta(hours=72):
        return _("%(time)s left", time=left_words(left))
    days = desk.read().register.calendar.working_days_between(desk.now(), ends)
    return ngettext("%(num)s working day left", "%(num)s working days left", days)


def shortened(title: str) -> str:
    """A title that fits before its line; the whole one stands in the table."""
    return title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1].rstrip(" ,.:;") + "…"


def _resting(lines: list[Silence]) -> list[tuple[datetime, datetime]]:
    start, end = min(each.opened for each in lines), max(each.ends for each in lines)
    spans = desk.read().register.calendar.nonworking_spans(start, end)
    return [(span.start, span.end) for span in spans]


def _drawing(lines: list[Silence]) -> Markup:
    return timeline_chart(
        lines,
        desk.now(),
        zone=desk.zone(),
        now_word=_("now, %(time)s", time=clock(desk.now())),
        alternative=_alternative(lines),
        day_words=_day_words,
        nonworking=_resting(lines),
        rtl=rtl(),
    )


def _alternative(lines: list[Silence]) -> str:
    first = min(lines, key=lambda each: each.ends)
    return ngettext(
        "One period runs: %(name)s, until %(when)s.",
        "%(num)s periods run. The first to end is %(name)s, %(when)s.",
        len(lines),
        name=first.name,
        when=instant(first.ends),
    )


def _day_words(day: date, with_weekday: bool) -> str:
    return str(format_date(day, "EEE d" if with_weekday else "d", locale=locale()))
