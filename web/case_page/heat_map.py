"""Risks laid out by likelihood and impact: the drawing, its key, and the same as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.definition import Band, Field, Heat, HeatMapPanel
from engine.register import Register
from engine.view import RowView
from web.case_page.reading import Reading
from web.case_page.words import rtl
from web.drawing.heat_map import HeatWords, Spot, heat_map, key_sample
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.once import case_page
from web.present import say


@dataclass(frozen=True, slots=True)
class Laid:
    """Something to be laid out: what it is called, where it leads, and the values of its fields."""

    name: str
    data: Mapping[str, Any]
    href: str = ""
    second: str = ""


def heat_map_panel(reading: Reading, panel: HeatMapPanel) -> dict[str, Any] | None:
    """The rows of an item, or the case itself; nothing while none of them is assessed, or where the
    reader may not read both axes."""
    if not all(reading.reads(axis.level) for axis in (panel.heat.likelihood, panel.heat.impact)):
        return None
    key = panel.item.key if panel.item is not None else panel.link or "case"
    drawn = laid_out(panel.heat, _risks(reading, panel), reading.register, key)
    return {"label": _(panel.label), "key": f"heat-{key}", **drawn} if drawn else None


def _risks(reading: Reading, panel: HeatMapPanel) -> list[Laid]:
    """What is laid out on the page of a case, as far as its reader may know of it."""
    if panel.item is not None:
        rows = [r for r in reading.snapshot.items if r.item == panel.item.key and r.standing]
        return [Laid(RowView(reading.view, panel.item, row).label, row.data) for row in rows]
    if not panel.link:
        return [Laid(reading.snapshot.case.title, reading.snapshot.case.data)]
    tied = [each for each in reading.snapshot.links if each.type == panel.link and each.incoming]
    return [
        Laid(each.title, each.data, case_page(each.other)) for each in tied if not reading.has_ended(each)
    ]


def laid_out(heat: Heat, laid: Sequence[Laid], register: Register, key: str) -> dict[str, Any] | None:
    """What the template draws of these; nothing where none of them has a place yet."""
    places = [(each, _place(heat.likelihood, each), _place(heat.impact, each)) for each in laid]
    found = [(each, up, across) for each, up, across in places if up and across]
    if not found:
        return None
    found.sort(key=lambda each: each[1] * each[2], reverse=True)  # the greatest first
    bounds = _bounds(heat, register)
    spots = [Spot(n, up, across) for n, (_each, up, across) in enumerate(found, 1)]
    size = (len(heat.likelihood.options or ()), len(heat.impact.options or ()))
    words = HeatWords(_(heat.likelihood.label), _(heat.impact.label), _many, _sentence(bounds, spots))
    left = len(laid) - len(found)
    return {
        "drawing": heat_map(
            spots,
            size,
            lambda score: _band(bounds, score).tone,
            words=words,
            pattern=f"hatch-{key}",
            rtl=rtl(),
        ),
        "key_parts": _key(bounds, size, key),
        "caption": words.alternative,
        "heads": _heads(heat),
        "rows": [
            _row(heat, bounds, each, spot) for (each, _up, _across), spot in zip(found, spots, strict=True)
        ],
        "left": ngettext("%(num)s is not assessed yet.", "%(num)s are not assessed yet.", left)
        if left
        else "",
    }


Bounds = Sequence[tuple[int, Band]]


def _bounds(heat: Heat, register: Register) -> Bounds:
    """From which score each band begins, now."""
    return [
        (band.least if isinstance(band.least, int) else register.setting(band.least), band)
        for band in heat.bands
    ]


def _band(bounds: Bounds, score: int) -> Band:
    return [band for least, band in bounds if score >= least][-1]


def _place(field: Field, each: Laid) -> int:
    """Which place of its closed list a value has, from 1; none is nought."""
    value = each.data.get(field.key)
    names = [member.name for member in field.options or ()]
    return names.index(value) + 1 if value in names else 0


def _many(number: int) -> str:
    return ngettext("%(num)s here", "%(num)s here", number)


def _sentence(bounds: Bounds, spots: Sequence[Spot]) -> str:
    """“5 in all: 1 very high, 3 high, 1 medium”, the greatest first."""
    counts = Counter(_band(bounds, spot.likelihood * spot.impact) for spot in spots)
    bands = [band for _least, band in reversed(bounds) if counts[band]]
    told = [_("%(level)s: %(count)s", level=say(band.label), count=counts[band]) for band in bands]
    return _("By level, the greatest first. %(levels)s.", levels=", ".join(told))


def _key(bounds: Bounds, size: tuple[int, int], key: str) -> list[dict[str, Any]]:
    """What the bands mean: a piece of each, its word and its scores."""
    ends = [least - 1 for least, _later in bounds[1:]] + [size[0] * size[1]]
    return [
        {
            "sample": key_sample(band.tone, f"hatch-key-{key}"),
            "words": _("%(level)s, %(first)s to %(last)s", level=say(band.label), first=least, last=last),
        }
        for (least, band), last in zip(bounds, ends, strict=True)
        if least <= last
    ]


def _heads(heat: Heat) -> list[dict[str, Any]]:
    labels = (_(heat.likelihood.label), _(heat.impact.label), _("Score"), _("Level"))
    first: list[dict[str, Any]] = [{"label": _("No."), "num": True}, {"label": _("Risk"), "wide": "m"}]
    return [*first, *({"label": label} for label in labels)]


def _row(heat: Heat, bounds: Bounds, each: Laid, spot: Spot) -> dict[str, Any]:
    who, score = reader(), spot.likelihood * spot.impact
    words = [label_of(field, each.data.get(field.key), who) for field in (heat.likelihood, heat.impact)]
    level = say(_band(bounds, score).label)
    shown = [words[0], words[1], str(score), level]
    name = {"text": each.name, "href": each.href, "second": each.second}
    return {
        "cells": [{"text": str(spot.number), "num": True}, name, *({"text": w, "label": True} for w in shown)]
    }
