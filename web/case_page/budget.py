"""The panel of a budget: its lines summed by what they come from and go to, and the earmark, always shown."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from engine.definition import BudgetPanel, Field
from engine.view import RowView
from web.case_page.reading import Reading
from web.case_page.words import rtl, value_words
from web.drawing import bars
from web.i18n import gettext as _
from web.present import figure

ONE_PLACE = Decimal("0.1")


def budget_panel(reading: Reading, panel: BudgetPanel) -> dict[str, Any] | None:
    """Sums by each column, and the share of what is earmarked; nothing while there are no lines."""
    lines = reading.view.rows(panel.item)
    whole = _sum(panel, lines)
    if not whole:
        return None
    currency = getattr(reading.view, panel.currency.key) if panel.currency else None
    return {
        "label": _(panel.label),
        "key": "budget-sums",
        "currency": _(currency.value) if currency is not None else "",
        "tables": [_table(panel, column, lines, whole) for column in panel.by],
        "earmark": _earmark(reading, panel, lines, whole),
    }


def _sum(panel: BudgetPanel, lines: Iterable[RowView]) -> Decimal:
    return sum((getattr(line, panel.amount.key) or Decimal(0) for line in lines), Decimal(0))


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (100 * part / whole).quantize(ONE_PLACE, ROUND_HALF_EVEN)


def _table(panel: BudgetPanel, column: Field, lines: list[RowView], whole: Decimal) -> dict[str, Any]:
    """One row for each value of a column; the sum of all at the end."""
    rows = []
    for value in _in_order(column, {getattr(line, column.key) for line in lines}):
        part = _sum(panel, [line for line in lines if getattr(line, column.key) is value])
        percent = _percent(part, whole)
        bar = bars.share_bar(float(part / whole), alternative="", rtl=rtl())
        cells = [value_words(value) or _("not said"), figure(part), {"bar": bar, "text": _percents(percent)}]
        rows.append({"cells": cells})
    rows.append(
        {"cells": [{"text": _("Together"), "strong": True}, {"text": figure(whole), "strong": True}, ""]}
    )
    heads = [
        {"label": _(column.label), "wide": "l"},
        {"label": _(panel.amount.label), "num": True},
        {"label": _("Share of all")},
    ]
    return {"caption": _("By %(column)s", column=_(column.label)), "heads": heads, "rows": rows}


def _in_order(column: Field, found: Iterable[Any]) -> list[Any]:
    """As the choices stand, organizations by their codes and never by their sums; what is not said comes last."""
    choices = list(column.options or ())
    return sorted(
        found, key=lambda each: (each is None, choices.index(each) if each in choices else 0, str(each))
    )


def _percents(number: Decimal) -> str:
    return _("%(number)s %%", number=figure(number))


def _earmark(
    reading: Reading, panel: BudgetPanel, lines: list[RowView], whole: Decimal
) -> dict[str, Any] | None:
    """The share of the first earmark, with the part of it that bears the second; and what the house has set for it."""
    if not panel.earmarks:
        return None
    first, *others = panel.earmarks
    marked = [line for line in lines if getattr(line, first.key)]
    inner = [line for line in marked if others and getattr(line, others[0].key)]
    share, deep = _percent(_sum(panel, marked), whole), _percent(_sum(panel, inner), whole)
    least = reading.view.setting(panel.least) if panel.least is not None else None
    words = _("%(share)s for: %(what)s", share=_percents(share), what=_(first.label))
    parts = [(float(deep), "run"), (float(share - deep), "hatch")]
    return {
        "label": _("Share for: %(what)s", what=_(first.label)),
        "bar": bars.parts_bar(
            parts,
            whole=100.0,
            alternative=words,
            tick=float(least) if least is not None else None,
            pattern="earmark",
            rtl=rtl(),
        ),
        "words": words,
        "second": _(
            "%(share)s of the whole for: %(what)s (solid)", share=_percents(deep), what=_(others[0].label)
        )
        if others
        else "",
        "printed": _("%(share)s of the whole for: %(what)s", share=_percents(deep), what=_(others[0].label))
        if others
        else "",
        "note": _least(share, least),
    }


def _least(share: Decimal, least: int | None) -> dict[str, str]:
    if least is None:
        return {
            "kind": "info",
            "text": _("The Committee has set no least share. The share is shown and holds nothing up."),
        }
    if share < least:
        return {
            "kind": "warn",
            "text": _(
                "The Committee has set %(least)s %% at least: below it a reason is needed.", least=least
            ),
        }
    return {"kind": "info", "text": _("The Committee has set %(least)s %% at least.", least=least)}
