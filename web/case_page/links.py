"""The panel of linked cases: what each is, where it stands, what it tells; the newest first."""

from __future__ import annotations

from typing import Any

from engine.definition import CaseDefinition, LinksPanel
from engine.link import Link
from web.case_page.reading import Reading
from web.case_page.words import short_instant
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.once import case_page

MOST = 50


def links_panel(reading: Reading, panel: LinksPanel) -> dict[str, Any]:
    """What the template wants, of the ties that this reader may know of."""
    found = [link for link in reversed(reading.snapshot.links) if link.type in panel.links]
    kinds = {link.definition for link in found}
    heads = [_("Case"), *([_("Kind")] if len(kinds) > 1 else []), _("State"), _("Since")]
    return {
        "label": _(panel.label),
        "key": f"links-{'-'.join(panel.links)}",
        "count": len(found),
        "caption": ngettext("%(num)s case, the newest first", "%(num)s cases, the newest first", len(found)),
        "heads": [{"label": label, **({"wide": "l"} if n == 0 else {})} for n, label in enumerate(heads)],
        "rows": [{"cells": _cells(reading, panel, link, len(kinds) > 1)} for link in found[:MOST]],
    }


def _cells(reading: Reading, panel: LinksPanel, link: Link, several: bool) -> list[Any]:
    definition = reading.snapshot.registry.find(link.definition, link.version)
    state = reading.state_of(link)
    told = _told(definition, link, panel.links[link.type]) if definition else ""
    title = {"text": link.title, "href": case_page(link.other), "second": told}
    kind = [_(definition.title) if definition else link.definition] if several else []
    return [title, *kind, _(state.label) if state else link.state, short_instant(link.at)]


def _told(definition: CaseDefinition, link: Link, keys: tuple[str, ...]) -> str:
    """What it publishes under these keys, as far as there is something; never what has a level of its own."""
    who = reader()
    published = {f.key: f for f in definition.publishes if f.level is None}
    words = [label_of(published[key], link.data.get(key), who) for key in keys if key in published]
    return ", ".join(each for each in words if each)
