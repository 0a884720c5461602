"""The matrix of results on their register: by code, with the cases that contribute and the way to each target."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from engine.definition import CaseDefinition
from engine.queries.results import MOST, Result, Shown, results
from web import request as desk
from web.case_page.words import rtl
from web.drawing import bars
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.once import case_page
from web.present import day, figure


def results_part(definition: CaseDefinition) -> dict[str, Any] | None:
    """What the template draws; nothing where the register declares no matrix, or there is no result yet."""
    declared = definition.register.results if definition.register else None
    if declared is None:
        return None
    connection, register = desk.read()
    found = results(desk.engine(), connection, register, desk.signed_in(), definition)
    if not found:
        return None
    heads = [_("Result"), _(declared.kind.label), _("Cases that contribute"), _("Way to the target")]
    return {
        "label": _(declared.label),
        "caption": ngettext("%(num)s result, by code", "%(num)s results, by code", len(found)),
        "heads": [{"label": head, **({"wide": "l"} if n in (0, 3) else {})} for n, head in enumerate(heads)],
        "rows": [{"cells": _cells(definition, each)} for each in found],
        "note": _("The first %(count)s.", count=MOST) if len(found) == MOST else "",
    }


def _cells(definition: CaseDefinition, result: Result) -> list[Any]:
    declared = definition.register.results if definition.register else None
    assert declared is not None
    data = result.case.data
    code = str(data.get(declared.code.key) or "")
    state = definition.state_by_key.get(result.case.state)
    title = {
        "text": f"{code} {result.case.title}".strip(),
        "href": case_page(result.case.id),
        "second": _(state.label) if state is not None else result.case.state,
    }
    counted = {
        "text": ngettext("%(num)s case", "%(num)s cases", result.tied) if result.tied else _("no case yet"),
        "second": ngettext("%(num)s has ended", "%(num)s have ended", result.ended) if result.ended else "",
    }
    return [
        title,
        label_of(declared.kind, data.get(declared.kind.key), reader()),
        counted,
        _way(result.indicators),
    ]


def _way(indicators: tuple[Shown, ...]) -> Any:
    """The first indicator drawn, the others in words below it."""
    if not indicators:
        return _("no indicator yet")
    first, *others = indicators
    more = "; ".join(_words(each) for each in others)
    gone = bars.way_gone(first.baseline, first.actual, first.target)
    if gone is None:
        return {"text": _words(first), "second": more}
    bar = bars.way_bar(float(min(max(gone, Decimal(0)), Decimal(1))), None, alternative="", rtl=rtl())
    percent = (100 * gone).quantize(Decimal(1), ROUND_HALF_EVEN)
    words = "; ".join(each for each in (_words(first), more) if each)
    return {"bar": bar, "text": _("%(number)s %%", number=figure(percent)), "second": words}


def _words(each: Shown) -> str:
    """“Programme documents approved: 3 of 6, until 31 December 2012”."""
    actual = figure(each.actual) if each.actual is not None else _("not measured")
    if each.target is None:
        return _("%(indicator)s: %(actual)s", indicator=each.name, actual=actual)
    told = {"indicator": each.name, "actual": actual, "target": figure(each.target)}
    if each.until is None:
        return _("%(indicator)s: %(actual)s of %(target)s", **told)
    return _("%(indicator)s: %(actual)s of %(target)s until %(day)s", **told, day=day(each.until))
