"""The panel of a comparison: by group what has become better, stayed, or become worse; item for item then and now."""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.definition import ComparisonPanel
from engine.view import RowView
from web.case_page.reading import Reading
from web.case_page.words import rtl, value_words
from web.drawing import bars
from web.i18n import gettext as _
from web.present import say

BETTER, SAME, WORSE = "better", "same", "worse"
KINDS = {BETTER: "run", SAME: "open", WORSE: "hatch"}
MARKS = {BETTER: "holds", SAME: "waiting", WORSE: "concern"}


def comparison_panel(reading: Reading, panel: ComparisonPanel) -> dict[str, Any] | None:
    """The groups, each with its items as a table; nothing while there are no items, or none was answered before."""
    rows = [row for row in reading.view.rows(panel.item) if getattr(row, panel.before.key) is not None]
    if not rows:
        return None
    found = [_group(panel, member, rows) for member in panel.group.options or ()]
    note = _("What was asked otherwise before is not compared, and no answer is added up.")
    groups = [each for each in found if each is not None]
    return {"label": _(panel.label), "key": "comparison", "groups": groups, "note": note}


def _group(panel: ComparisonPanel, member: Any, rows: list[RowView]) -> dict[str, Any] | None:
    mine = [row for row in rows if getattr(row, panel.group.key) is member]
    if not mine:
        return None
    changes = [_change(panel, row) for row in mine]
    heads = [_("Item"), _(panel.before.label), _(panel.now.label), _("Change")]
    counts = Counter(changes)
    parts = [(float(counts[each]), kind) for each, kind in KINDS.items()]
    return {
        "label": say(member.value),
        "summary": _summary(counts),
        "bar": bars.parts_bar(
            parts, whole=float(len(mine)), alternative="", pattern=f"worse-{member.name.lower()}", rtl=rtl()
        ),
        "heads": [{"label": head, **({"wide": "l"} if n == 0 else {})} for n, head in enumerate(heads)],
        "rows": [{"cells": _cells(panel, row, change)} for row, change in zip(mine, changes, strict=True)],
    }


def _change(panel: ComparisonPanel, row: RowView) -> str | None:
    """How far apart two answers lie on the scale; one that is not on it is not compared."""
    then, now = getattr(row, panel.before.key), getattr(row, panel.now.key)
    if then not in panel.scale or now not in panel.scale:
        return None
    gone = panel.scale.index(now) - panel.scale.index(then)
    return BETTER if gone > 0 else WORSE if gone < 0 else SAME


def _summary(counts: Counter[str | None]) -> str:
    """“3 better, 4 the same, 1 worse, 2 not compared”."""
    told = (
        (counts[BETTER], _("%(count)s better", count=counts[BETTER])),
        (counts[SAME], _("%(count)s the same", count=counts[SAME])),
        (counts[WORSE], _("%(count)s worse", count=counts[WORSE])),
        (counts[None], _("%(count)s not compared", count=counts[None])),
    )
    return ", ".join(words for count, words in told if count)


def _cells(panel: ComparisonPanel, row: RowView, change: str | None) -> list[Any]:
    words = {BETTER: _("better"), SAME: _("the same"), WORSE: _("worse")}
    then, now = (value_words(getattr(row, each.key)) for each in (panel.before, panel.now))
    told: Any = {"mark": MARKS[change], "text": words[change]} if change is not None else _("not compared")
    answers = ({"text": each, "label": True} for each in (then, now or _("open")))
    return [row.label, *answers, told]
