"""The panel of linked cases counted: by type, and by where they stand, as far as the reader may know of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.definition import CountPanel
from engine.link import Link
from web.case_page.reading import Reading
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
    heads = [_("Type"), _("Cases"), _("Ended"), _("Where they stand")]
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
    states = Counter(_stands(reading, each) for each in tied)
    words = [_("%(state)s: %(count)s", state=state, count=count) for state, count in states.most_common()]
    return [title, str(len(tied)), str(sum(reading.has_ended(each) for each in tied)), ", ".join(words)]


def _stands(reading: Reading, link: Link) -> str:
    state = reading.state_of(link)
    return _(state.label) if state is not None else link.state
