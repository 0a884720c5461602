"""The panel of periods: for each indicator what was aimed at and what was reached, drawn and as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.definition import PeriodsPanel
from engine.view import RowView
from web.case_page.reading import Reading
from web.case_page.words import rtl, value_words
from web.drawing.period_bars import PeriodBar, period_bars
from web.i18n import gettext as _
from web.present import day, figure, formatted


def periods_panel(reading: Reading, panel: PeriodsPanel) -> dict[str, Any] | None:
    """A drawing and a table for each indicator that has periods; nothing while there are none."""
    if not (reading.reads(panel.item.level) and reading.reads(panel.periods.level)):
        return None
    periods = sorted(reading.view.rows(panel.periods), key=lambda row: getattr(row, panel.starts.key))
    groups = [_group(reading, panel, row, periods) for row in reading.view.rows(panel.item)]
    found = [each for each in groups if each is not None]
    return {"label": _(panel.label), "key": "periods-drawn", "groups": found} if found else None


def _group(
    reading: Reading, panel: PeriodsPanel, row: RowView, periods: list[RowView]
) -> dict[str, Any] | None:
    name = getattr(row, panel.indicator.key)
    mine = [each for each in periods if getattr(each, panel.of.key) == name]
    if not mine:
        return None
    baseline = getattr(row, panel.baseline.key)
    heads = [_("Period"), _(panel.target.label), _(panel.actual.label)]
    rows = [
        [_span(panel, each), *(_number(each, key) for key in (panel.target.key, panel.actual.key))]
        for each in mine
    ]
    first = [[_(panel.baseline.label), "", figure(baseline)]] if baseline is not None else []
    return {
        "label": name,
        "summary": value_words(getattr(row, panel.unit.key)),
        "drawing": _drawing(reading, panel, name, baseline, mine),
        "heads": [{"label": heads[0], "wide": "m"}, *({"label": head, "num": True} for head in heads[1:])],
        "rows": [{"cells": each} for each in [*first, *rows]],
    }


def _span(panel: PeriodsPanel, row: RowView) -> str:
    return _(
        "%(start)s to %(end)s",
        start=day(getattr(row, panel.starts.key)),
        end=day(getattr(row, panel.ends.key)),
    )


def _number(row: RowView, key: str) -> str:
    value = getattr(row, key)
    return figure(value) if value is not None else "–"


def _drawing(
    reading: Reading, panel: PeriodsPanel, name: str, baseline: Decimal | None, rows: list[RowView]
) -> Any:
    def number(row: RowView, key: str) -> float | None:
        value = getattr(row, key)
        return float(value) if value is not None else None

    bars = [
        PeriodBar(
            formatted(reading.view.house_day(getattr(row, panel.ends.key)), "MMM yyyy"),
            number(row, panel.target.key),
            number(row, panel.actual.key),
        )
        for row in rows
    ]
    words = _("%(name)s: target and actual by period; the table says the same.", name=name)
    return period_bars(bars, float(baseline) if baseline is not None else None, alternative=words, rtl=rtl())
