"""Where the cases stand that the rows of a table name, and what the reader can do there: a few queries, however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from engine.case import Case, cases
from engine.definition import Field
from engine.item import Item
from engine.link import Link
from engine.queries.explain import Act, explain, order_of_leading
from engine.queries.many_cases import present_answers, snapshots
from engine.queries.visible import visible_cases
from engine.snapshot import Missing, Snapshot
from engine.view import reference_of
from web import request as desk
from web.case_page.head import state_look
from web.case_page.reading import Reading
from web.i18n import gettext as _
from web.lists.once import case_page
from web.present import say

MOST = 40  # of so many cases the buttons are looked for
RULES = 2


def cells(reading: Reading, names: Field, rows: Iterable[Item]) -> dict[UUID, dict[str, Any]]:
    """By row: where the case stands that it names, with the way there, and what this reader may press there next."""
    links = {reference_of(link, reading.snapshot.registry): link for link in reading.snapshot.links}
    named = {row.id: links[ref] for row in rows if (ref := row.data.get(names.key)) in links}
    steps = _steps(reading, named.values())
    return {row: _cell(reading, link, steps.get(link.other, {})) for row, link in named.items()}


def _cell(reading: Reading, link: Link, steps: Mapping[str, Any]) -> dict[str, Any]:
    state = reading.state_of(link)
    tone = state_look(state)[1] if state is not None else "none"
    return {
        "words": _(state.label) if state else link.state,
        "tone": tone,
        "href": case_page(link.other),
        **steps,
    }


def _steps(reading: Reading, found: Iterable[Link]) -> dict[UUID, dict[str, Any]]:
    """By case that has not ended: its buttons that lead on, open to this reader, or what the nearest of them still needs."""
    ids = list(dict.fromkeys(link.other for link in found if not reading.has_ended(link)))[:MOST]
    if not ids or reading.writer is None:
        return {}
    return {each.case.id: _step(each, reading.writer) for each in _snapshots(ids, reading.writer)}


def _snapshots(ids: list[UUID], viewer: UUID) -> list[Snapshot]:
    connection, register = desk.read()
    query = select(cases).where(cases.c.id.in_(ids), visible_cases(desk.engine(), register, viewer))
    by_type: dict[tuple[str, int], list[Case]] = {}
    for case in (Case(*row) for row in connection.execute(query)):
        by_type.setdefault((case.definition, case.version), []).append(case)
    answers = present_answers(connection, (), "", whole=ids)
    return [
        snapshot
        for alike in by_type.values()
        for snapshot in snapshots(desk.engine(), connection, register, viewer, alike, answers)
    ]


def _step(snapshot: Snapshot, viewer: UUID) -> dict[str, Any]:
    try:
        told = explain(snapshot, viewer)
    except Missing:  # a rule that looks further than a list can: the page of the case says it
        return {}
    mine = [a for a in told.acts if a.standing and not (a.transition.side or a.transition.anywhere)]
    leading = sorted((a for a in mine if a.open), key=lambda a: order_of_leading(a.transition))
    acts = [{"label": _(a.transition.label), "href": _address(snapshot.case, a)} for a in leading]
    return {"acts": acts, "needed": _needed([a for a in mine if _declares(a)])}


def _declares(act: Act) -> bool:
    """Whether it leads to a result, and is no refusal."""
    return act.transition.target.result is not None and not act.transition.reason


def _needed(acts: list[Act]) -> str:
    """While none of these is possible, what the nearest one still needs: so nobody takes the others for all there is."""
    found = [(a, [r for r in a.rules if not r.holds]) for a in acts]
    nearest = min(found, key=lambda each: (any(r.finding for r in each[1]), len(each[1])), default=None)
    if nearest is None or any(a.open for a in acts):
        return ""
    rules = "; ".join(say(rule.states) for rule in nearest[1][:RULES] if rule.states is not None)
    words = _("Still needed to: %(act)s", act=_(nearest[0].transition.label))
    return f"{words}: {rules}." if rules else ""


def _address(case: Case, act: Act) -> str:
    return url_for("cases.act", case_id=case.id, trigger=act.transition.trigger)
