"""The panel of indicators: from the baseline to the target, beside the part of the time that is over."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from engine.definition import IndicatorsPanel
from engine.view import RowView
from web.case_page.reading import Reading
from web.case_page.words import rtl, value_words
from web.drawing import bars
from web.i18n import gettext as _
from web.present import figure


def indicators_panel(reading: Reading, panel: IndicatorsPanel) -> dict[str, Any] | None:
    """A row for each indicator that has a target; nothing while there is none."""
    rows = [row for row in reading.view.rows(panel.item) if getattr(row, panel.target.key) is not None]
    if not rows:
        return None
    heads = [
        {"label": _(panel.indicator.label), "wide": "l"},
        *({"label": _(each.label), "num": True} for each in (panel.baseline, panel.actual, panel.target)),
        {"label": _("Way to the target")},
    ]
    return {
        "label": _(panel.label),
        "key": "indicators",
        "caption": _(panel.label),
        "heads": heads,
        "rows": [{"cells": _cells(reading, panel, row)} for row in rows],
        "note": _("The mark on the bar is the part of the time that is over."),
    }


def _cells(reading: Reading, panel: IndicatorsPanel, row: RowView) -> list[Any]:
    numbers = [getattr(row, each.key) for each in (panel.baseline, panel.actual, panel.target)]
    name = {
        "text": value_words(getattr(row, panel.indicator.key)),
        "second": value_words(getattr(row, panel.unit.key)),
    }
    return [
        name,
        *(figure(each) if each is not None else _("not measured") for each in numbers),
        _way(reading, panel, row),
    ]


def _way(reading: Reading, panel: IndicatorsPanel, row: RowView) -> Any:
    """How far of the way from the baseline to the target is gone, which may lead up or down."""
    start, actual, target = (getattr(row, each.key) for each in (panel.baseline, panel.actual, panel.target))
    gone = bars.way_gone(start, actual, target)
    if gone is None:
        missing = (actual, _("not measured")), (start, _("no baseline"))
        return next((words for value, words in missing if value is None), _("nothing to go"))
    percent = (100 * gone).quantize(Decimal(1), ROUND_HALF_EVEN)
    time = _time_gone(reading, panel, row)
    words = _("%(number)s %%", number=figure(percent))
    behind = time is not None and float(gone) < time
    bar = bars.way_bar(min(max(float(gone), 0.0), 1.0), time, alternative="", rtl=rtl())
    return {
        "bar": bar,
        "text": _("%(share)s, behind the time", share=words) if behind else words,
        "tone": "warn" if behind else None,
    }


def _time_gone(reading: Reading, panel: IndicatorsPanel, row: RowView) -> float | None:
    """The part of the time from when the row was written to the day of the target."""
    until: date | None = getattr(row, panel.until.key)
    begun: datetime = row.row.at
    end = reading.view.house_day(until) if until is not None else None
    if end is None or end <= begun:
        return None
    return min(max((reading.now - begun) / (end - begun), 0.0), 1.0)
