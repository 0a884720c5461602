"""Candidates for a table of a case: who fits, with the reasons, and the way to choose somebody."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, url_for

from engine.definition import Offer, RankingPanel
from engine.queries.candidates import candidates
from engine.queries.ranking import Placed
from web import request as desk
from web.case_page.matrix import writable
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import page, read_case
from web.i18n import gettext as _
from web.policy import action
from web.ranked import PAGE, looked_for, ranked_row, skipped, turning

BEST = 3  # so many stand beside a form


def link_to(reading: Reading, panel: RankingPanel) -> dict[str, Any]:
    """What the case page shows of it: where one chooses."""
    case_id = reading.snapshot.case.id
    return {
        "label": _(panel.label),
        "href": url_for("cases.choose", case_id=case_id, lookup=panel.lookup.key),
    }


def best_for(reading: Reading, task: UUID, offer: Offer) -> dict[str, Any]:
    """The best of a ranking beside the form in which one of them is named, and where all of them stand."""
    panel, case_id = offer.ranking, reading.snapshot.case.id
    found = candidates(
        desk.engine(), desk.read().connection, reading.snapshot, reading.viewer, panel, most=BEST
    )
    rows = []
    for place, each in enumerate(found.possible, 1):
        person = each.candidate.person
        named: dict[str, Any] = {"outcome": offer.outcome.key}
        if person is not None:
            named[offer.field.key] = person.id.hex
        href = url_for("cases.asked", case_id=case_id, task_id=task, **named)
        rows.append(ranked_row(panel.lookup, each, place, {"label": _("Choose"), "href": href}))
    return {**link_to(reading, panel), "rows": rows, "count": found.possible_count}


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
    skip = skipped()
    found = candidates(
        desk.engine(), desk.read().connection, reading.snapshot, reading.viewer, panel, skip=skip, most=PAGE
    )
    return page(
        "candidates.html",
        reading,
        label=_(panel.label),
        told=looked_for(panel.lookup, reading.snapshot.case.data),
        found=found,
        possible=[_row(reading, panel, each, skip + place) for place, each in enumerate(found.possible, 1)],
        impossible=[ranked_row(panel.lookup, each) for each in found.impossible],
        more=turning(found, skip, partial(url_for, "cases.choose", case_id=case_id, lookup=lookup)),
    )


def _row(reading: Reading, panel: RankingPanel, placed: Placed, place: int) -> dict[str, Any]:
    person = placed.candidate.person
    if person is None:
        return ranked_row(panel.lookup, placed, place)
    begun = {**panel.fills, panel.column.key: person.id.hex}
    case_id = reading.snapshot.case.id
    href = url_for("cases.add_row", case_id=case_id, kind=panel.item.key, **begun)
    return ranked_row(panel.lookup, placed, place, {"label": _("Choose"), "href": href})
