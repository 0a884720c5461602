"""A ranking as a person reads it: what is looked for, a row for each with its reasons, the pages before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from engine.definition import Lookup
from engine.queries.considered import Considered
from engine.queries.ranking import Placed, Ranking
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.once import case_page
from web.numbers import whole_number
from web.present import say

PAGE = 25
NAMED = 20  # so many names stand in one line of the history; the record has all
FURTHEST = 1_000_000


def looked_for(lookup: Lookup, wanted: Mapping[str, Any]) -> list[str]:
    """What the candidates are matched on, in words."""
    who = reader()
    known = ((field, label_of(field, wanted.get(field.key), who)) for field in lookup.wanted)
    return [_("%(label)s: %(words)s", label=_(field.label), words=words) for field, words in known if words]


def ranked_row(
    lookup: Lookup, placed: Placed, place: int | None = None, action: dict[str, str] | None = None
) -> dict[str, Any]:
    """A candidate with the reasons for the place, or against it, and what can be done."""
    candidate = placed.candidate
    return {
        "place": place,
        "name": candidate.name,
        "href": case_page(candidate.case_id),
        "second": candidate.told.get(lookup.second, "") if lookup.second else "",
        "facts": [say(each) for each in placed.facts],
        "against": [say(each) for each in placed.against],
        "action": action,
    }


def from_whom(found: Considered | None) -> str:
    """From whom somebody was chosen, and at which place they stood."""
    if found is None or not found.names:
        return ""
    count = len(found.names)
    offered = ngettext("%(num)s could be chosen", "%(num)s could be chosen", count)
    names = ", ".join(f"{place} {name}" for place, name in enumerate(found.names[:NAMED], 1))
    if count > NAMED:
        names = _("%(names)s, and %(count)s more", names=names, count=count - NAMED)
    stood = [_("Chosen at place %(place)s.", place=place) for place in found.places]
    return " ".join([*stood, _("%(offered)s: %(names)s.", offered=offered, names=names)])


def skipped() -> int:
    """How many of the best the address leaves out; what is no number leaves out nobody."""
    return min(whole_number(request.args.get("skip")) or 0, FURTHEST)


def turning(found: Ranking, skip: int, address: Callable[..., str]) -> dict[str, str | None]:
    """The addresses of the pages before and after, where there are any."""
    most = max(found.possible_count, found.impossible_count)
    return {
        "before": address(skip=max(0, skip - PAGE)) if skip else None,
        "after": address(skip=skip + PAGE) if skip + PAGE < most else None,
    }
