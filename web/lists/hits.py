"""What a search found, with the place where the words stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup, escape

from engine.case import Case
from engine.definition import CaseDefinition, Kind
from web import request as desk
from web.i18n import gettext as _
from web.lists.once import case_page
from web.lists.register_rows import date_words, state_badge

AROUND = 60


def hit(case: Case, words: str) -> dict[str, Any]:
    """One case that fits: its title with the words marked, its state, and where else they stand."""
    definition = desk.engine().registry.get(case.definition, case.version)
    each = words.split()[:8]
    return {
        "title": marked(case.title, each),
        "href": case_page(case.id),
        "type": _(definition.title),
        "reference": marked(case.number or case.reference, each),
        "state": state_badge(definition, case, []),
        "date": date_words(definition, case),
        "place": _place(definition, case, each),
    }


def _place(definition: CaseDefinition, case: Case, words: list[str]) -> Markup | None:
    """The first field in which a word stands that title and number do not show; else it is a table or a remark."""
    shown = f"{case.title} {case.number or ''} {case.reference}".lower()
    missing = [word for word in words if word.lower() not in shown]
    if not missing:
        return None
    for label, text in _fields(definition, case):
        at = min((p for w in missing if (p := text.lower().find(w.lower())) >= 0), default=-1)
        if at >= 0:
            return Markup("{label}: {words}").format(label=label, words=marked(_cut(text, at), missing))
    return escape(_("In its tables or its discussion"))


def _fields(definition: CaseDefinition, case: Case) -> Iterator[tuple[str, str]]:
    for field in definition.fields:
        value = case.data.get(field.key)
        if field.kind in (Kind.TEXT, Kind.LONG) and field.level is None and isinstance(value, str):
            yield _(field.label), value


def _cut(text: str, at: int) -> str:
    """The words around a place, on one line."""
    start, end = max(0, at - AROUND), at + AROUND
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")


def marked(text: str, words: list[str]) -> Markup:
    """A text with the words of the search marked; the text itself stays text."""
    wanted = [re.escape(word) for word in words if word]
    if not wanted:
        return escape(text)
    parts = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    told = (escape(p) if n % 2 == 0 else Markup("<mark>{p}</mark>").format(p=p) for n, p in enumerate(parts))
    return Markup("").join(told)
