"""Every event read anew and every row of every table compared with what the events say: for those who take evidence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from sqlalchemy import Connection, select

from engine.case import Case
from engine.fold import BrokenLog, Difference, differing
from engine.history.anew import Altered, altered
from engine.history.export import OUTSIDE
from engine.history.open_cells import OpenCells
from engine.log import events
from engine.messages import message
from engine.queries.deadlines import case_known
from engine.sequence import log_entries
from web import request as desk
from web.audit import blueprint
from web.audit.common import ways
from web.i18n import gettext as _
from web.policy import action
from web.present import say
from web.standing import headline_anew, standing_now

MOST = 50
Told = tuple[list[Altered], list[Difference]]


@blueprint.get("/proof/rows")
@action("history.compare")
def rows() -> str:
    """What was altered, by its case and place; where nothing was, what the tables say otherwise than the history."""
    told = standing_now()
    found, differences = _compared(told.sealed.checkpoint if told.sealed else None)
    connection, register = desk.read()
    cells = OpenCells(desk.engine(), connection, register, desk.signed_in())
    return render_template(
        "audit/rows.html",
        ways=ways("history.proof"),
        headline=headline_anew(told, whole=not found),
        altered=[_altered(each) for each in found[:MOST]],
        differences=[row for each in differences for row in _difference(each, cells)],
    )


def _compared(signed: Any) -> Told:
    """Tables are compared with a history that is whole, and with no other."""
    connection, _register = desk.read()
    found = altered(connection, signed)
    if found:
        return found, []
    try:
        return [], list(islice(differing(connection, outside=OUTSIDE), MOST + 1))
    except BrokenLog as error:
        return [_place_of(connection, UUID(error.event))], []


def _place_of(connection: Connection, event: UUID) -> Altered:
    """The event at which the history contradicts itself."""
    query = select(events.c.stream_kind, events.c.stream_id, log_entries.c.idx)
    query = query.outerjoin_from(events, log_entries, log_entries.c.event_id == events.c.id)
    row = connection.execute(query.where(events.c.id == event)).first()
    says = message("What is disclosed of it is not what it has committed to.")
    if row is None:
        return Altered(says)
    return Altered(says, row.idx, row.stream_id if row.stream_kind == "case" else None)


def _altered(each: Altered) -> dict[str, Any]:
    case = _case(each.case_id)
    return {
        "where": case.title if case is not None else _("not shown") if each.case_id else _("no case"),
        "number": (case.number or case.reference) if case is not None else "",
        "entry": each.index if each.index is not None else _("none yet"),
        "says": say(each.says),
    }


def _case(case_id: UUID | None) -> Case | None:
    """As far as this viewer may know of it."""
    connection, register = desk.read()
    if case_id is None:
        return None
    return case_known(desk.engine(), connection, register, desk.signed_in(), case_id)


def _difference(each: Difference, cells: OpenCells) -> Iterator[dict[str, Any]]:
    """A line for each value that differs; a column that holds many tells which."""
    case = _case(each.case_id)
    about = {
        "where": case.title if case is not None else each.table,
        "href": url_for("audit.as_of", case_id=each.case_id) if case is not None else "",
        "row": "" if each.table == "cases" else each.table,
    }
    for part, stored, told in _parts(each):
        shown = each.column is not None and cells.is_open(
            each.case_id, each.table, each.key, each.column, part
        )
        column = each.column or _("the whole row")
        yield {
            **about,
            "column": column if part is None else f"{column}: {part}",
            "stored": _shown(stored, each.column, shown=shown),
            "told": _shown(told, each.column, shown=shown),
        }


def _parts(each: Difference) -> Iterator[tuple[str | None, Any, Any]]:
    """The keys that differ, of a column that holds such; else the column itself."""
    stored, told = each.stored, each.told
    if each.column is None or not isinstance(stored, dict) or not isinstance(told, dict):
        yield None, stored, told
        return
    for key in sorted(stored.keys() | told.keys()):
        if stored.get(key) != told.get(key):
            yield key, stored.get(key), told.get(key)


def _shown(value: Any, column: str | None, *, shown: bool) -> str:
    """A value in few words, where this viewer may read that very cell."""
    if column is None:
        return _("a row") if value is not None else _("nothing")
    if not shown:
        return _("not shown")
    return str(value)[:120] if value is not None else _("nothing")
