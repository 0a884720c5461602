"""The panel of linked cases counted: by type, and by what has come of them, as far as the reader may know of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.definition import CountPanel
from engine.link import Link
from web.case_page.reading import Reading
from web.case_page.words import rtl
from web.drawing import bars
from web.i18n import gettext as _
from web.i18n import ngettext


def count_panel(reading: Reading, panel: CountPanel) -> dict[str, Any] | None:
    """A row for each type; nothing while no case is tied."""
    tied = [each for each in reading.snapshot.links if each.type == panel.link and each.incoming]
    if not tied:
        return None
    by_type: dict[str, list[Link]] = {}
    for each in tied:
        by_type.setdefault(_title(reading, each), []).append(each)
    heads = [_("Type"), _("Cases"), _("Open"), _("What has come of the others"), _("Share with a result")]
    return {
        "label": _(panel.label),
        "key": "counted",
        "caption": ngettext("%(num)s case", "%(num)s cases", len(tied)),
        "heads": [{"label": head, "num": 0 < n < 3} for n, head in enumerate(heads)],
        "rows": [{"cells": _cells(reading, title, by_type[title])} for title in sorted(by_type)],
        "note": _("A case counts once it is tied here, whatever it is worth."),
    }


def _title(reading: Reading, link: Link) -> str:
    definition = reading.snapshot.registry.find(link.definition, link.version)
    return _(definition.title) if definition is not None else link.definition


def _cells(reading: Reading, title: str, tied: list[Link]) -> list[Any]:
    done = [each for each in tied if each.result is not None]
    states = Counter(_state(reading, each) for each in done)
    words = ", ".join(
        _("%(state)s: %(count)s", state=state, count=count) for state, count in states.most_common()
    )
    share = len(done) / len(tied)
    bar = bars.share_bar(share, alternative="", rtl=rtl())
    return [
        title,
        str(len(tied)),
        str(len(tied) - len(done)),
        words or "–",
        {"bar": bar, "text": _("%(number)s %%", number=round(100 * share))},
    ]


def _state(reading: Reading, link: Link) -> str:
    definition = reading.snapshot.registry.find(link.definition, link.version)
    state = definition.state_by_key.get(link.state) if definition else None
    return _(state.label) if state is not None else link.state
