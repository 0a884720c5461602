"""What the search finds as a file: CSV, JSON Lines with the stored events, XES and OCEL for process mining. Each goes out as
it is read, and each piece is judged by what its reader may know when it is made."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.log import parse
from engine.queries.audit import Found, Question, search
from engine.queries.traces import AT_ONCE, Trace, cases_told, ties_among, traced_streams, traces
from web import request as desk
from web.audit import blueprint, xes
from web.audit.common import KEPT, audits, question
from web.audit.ocel import ObjectLog
from web.policy import action
from web.present import say
from web.sheets.cells import safe_cell
from web.sighting import showing
from web.streaming import as_stream

PAGE = 500
HEADS = (
    "at", "kind", "case", "title", "what", "actor", "organization", "capacity", "behalf", "reason", "hash",
)  # fmt: skip
TYPES = {
    "csv": ("text/csv", "history.csv"),
    "jsonl": ("application/jsonl", "history.jsonl"),
    "xes": ("application/xml", "history.xes"),
    "ocel": ("application/json", "history.ocel.json"),
}


@blueprint.get("/export.<any(csv, jsonl, xes, ocel):form>")
@action("audit.read")
def export(form: str) -> AnyResponse:
    """The same search as a file. What is wrong, the page says."""
    wanted, problems = question()
    if problems:
        given: dict[str, Any] = {key: request.args.get(key, "") for key in KEPT}
        return redirect(url_for("audit.show", **given), 303)
    # Nothing from after this moment: a long file ends where it began.
    wanted = replace(wanted, until=min(filter(None, (wanted.until, desk.now()))))
    streams = traced_streams(desk.engine(), *desk.read(), desk.signed_in(), wanted)
    showing(identity for kind, identity in streams if kind == "case")
    write = {"csv": _csv, "jsonl": _jsonl, "xes": _xes, "ocel": _ocel}[form]
    kind, name = TYPES[form]
    return as_stream(write(wanted), kind=kind, filename=name)


def _pages(wanted: Question) -> Iterator[tuple[Found, ...]]:
    """All that is found, newest first, a page at a time."""
    cursor: str | None = None
    while True:
        page = search(desk.engine(), *desk.read(), desk.signed_in(), wanted, cursor=cursor, most=PAGE)
        yield page.found
        cursor = page.next
        if cursor is None:
            return


def _csv(wanted: Question) -> Iterator[str]:
    yield _line(HEADS)
    for page in _pages(wanted):
        yield "".join(map(_row, page))


def _row(found: Found) -> str:
    told, register = found.happening, desk.read().register
    return _line(
        (
            told.at.isoformat(),
            told.kind,
            found.reference or "",
            found.title or "",
            say(told.says),
            register.name(told.actor),
            register.name(told.organization),
            told.capacity,
            register.name(told.behalf),
            told.reason or "",
            told.leaf,
        )
    )


def _line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()


def _jsonl(wanted: Question) -> Iterator[str]:
    for page in _pages(wanted):
        yield "".join(_lines(page))


def _lines(page: Iterable[Found]) -> Iterator[str]:
    """An auditor gets each event as it is stored. Its place in its stream and its rows would tell others what is hidden."""
    whole, register = audits(), desk.read().register
    for each in page:
        told = each.happening
        line: dict[str, Any] = {
            "at": told.at.isoformat(),
            "kind": told.kind,
            "case": each.reference,
            "title": each.title,
            "says": say(told.says),
            "by": register.name(told.actor),
            "for": register.name(told.organization),
            "capacity": told.capacity,
            "behalf": register.name(told.behalf),
            "reason": told.reason,
            "leaf": told.leaf,
        }
        if whole:
            line["event"] = parse(each.body)
        yield json.dumps(line, ensure_ascii=False) + "\n"


# For process mining


def _xes(wanted: Question) -> Iterator[str]:
    yield "".join(xes.head(str(desk.read().register.settings.get("house_name", "Nemcon"))))
    for several in _traces(wanted):
        yield "".join(xes.written(several))
    yield xes.tail()


def _ocel(wanted: Question) -> Iterator[str]:
    log = ObjectLog()
    yield log.head()
    for several in _traces(wanted):
        yield "".join(log.written(several))
    ids = list(log.cases)
    for first in range(0, len(ids), PAGE):
        _tie(log, ids[first : first + PAGE])
        yield ""
    yield "".join(log.tail())


def _traces(wanted: Question) -> Iterator[list[Trace]]:
    """The streams that fit, some at once."""
    streams = traced_streams(desk.engine(), *desk.read(), desk.signed_in(), wanted)
    for first in range(0, len(streams), AT_ONCE):
        some = streams[first : first + AT_ONCE]
        yield traces(desk.engine(), *desk.read(), desk.signed_in(), wanted, some)


def _tie(log: ObjectLog, ids: list[UUID]) -> None:
    """The ties of these cases, and the cases at their other ends, of which nothing else may be told."""
    engine, viewer = desk.engine(), desk.signed_in()
    found = ties_among(engine, *desk.read(), viewer, ids)
    others: set[UUID] = {end for tie in found for end in (tie.case_id, tie.to_case)} - set(log.cases)
    for row in cases_told(engine, *desk.read(), viewer, others).values():
        log.case(row)
    for tie in found:
        log.tie(tie)
