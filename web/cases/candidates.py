"""Candidates for a table of a case: who fits, with the reasons, and the way to choose somebody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, request, url_for

from engine.definition import RankingPanel
from engine.queries.candidates import candidates
from engine.queries.ranking import Placed
from web import request as desk
from web.case_page.matrix import writable
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import page, read_case
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.lists.once import case_page
from web.numbers import whole_number
from web.policy import action
from web.present import say

PAGE = 25


def link_to(reading: Reading, panel: RankingPanel) -> dict[str, Any]:
    """What the case page shows of it: where one chooses."""
    case_id = reading.snapshot.case.id
    return {
        "label": _(panel.label),
        "href": url_for("cases.choose", case_id=case_id, lookup=panel.lookup.key),
    }


@cases.get("/<uuid:case_id>/candidates/<lookup>")
@action("item.edit")
def choose(case_id: UUID, lookup: str) -> tuple[str, int]:
    """Everybody who is registered, the best first; then those who cannot be chosen, each with the reason."""
    reading = read_case(case_id)
    panels = [each for each in reading.definition.panels if isinstance(each, RankingPanel)]
    panel = next((each for each in panels if each.lookup.key == lookup), None) or abort(404)
    if not reading.reads(panel.item.level):
        abort(404)
    if not writable(reading, panel.item, None):
        sentence = _("“%(item)s” cannot be changed by you now.", item=_(panel.item.label))
        return page("closed.html", reading, 403, sentence=sentence)
    skip = min(max(whole_number(request.args.get("skip")) or 0, 0), 1_000_000)
    found = candidates(
        desk.engine(), desk.read().connection, reading.snapshot, reading.viewer, panel, skip=skip, most=PAGE
    )
    most = max(found.possible_count, found.impossible_count)
    return page(
        "candidates.html",
        reading,
        label=_(panel.label),
        told=_wanted(reading, panel),
        found=found,
        possible=[_row(reading, panel, each, skip + place) for place, each in enumerate(found.possible, 1)],
        impossible=[_row(reading, panel, each) for each in found.impossible],
        before=url_for("cases.choose", case_id=case_id, lookup=lookup, skip=max(0, skip - PAGE))
        if skip
        else None,
        after=url_for("cases.choose", case_id=case_id, lookup=lookup, skip=skip + PAGE)
        if skip + PAGE < most
        else None,
    )


def _wanted(reading: Reading, panel: RankingPanel) -> list[str]:
    who, data = reader(), reading.snapshot.case.data
    told = ((field, label_of(field, data.get(field.key), who)) for field in panel.lookup.wanted)
    return [_("%(label)s: %(words)s", label=_(field.label), words=words) for field, words in told if words]


def _row(reading: Reading, panel: RankingPanel, placed: Placed, place: int | None = None) -> dict[str, Any]:
    candidate, second = placed.candidate, panel.lookup.second
    row: dict[str, Any] = {
        "place": place,
        "name": candidate.name,
        "href": case_page(candidate.case_id),
        "second": candidate.told.get(second, "") if second else "",
        "facts": [say(each) for each in placed.facts],
        "against": [say(each) for each in placed.against],
        "action": None,
    }
    if place is not None and candidate.person is not None:
        begun = {**panel.fills, panel.column.key: candidate.person.id.hex}
        case_id = reading.snapshot.case.id
        href = url_for("cases.add_row", case_id=case_id, kind=panel.item.key, **begun)
        row["action"] = {"label": _("Choose"), "href": href}
    return row
