"""The audit page: search the history, see a case as it stood, who held which role then; export as CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.change import ANONYMOUS
from engine.log import parse
from engine.queries import audit as questions
from engine.queries.audit import Found, Question
from engine.queries.explain import rule_of
from web import event_kinds
from web import request as desk
from web.case_page import matrix, now, positions, sheet, way
from web.case_page.head import facts, head, prose
from web.case_page.reading import Reading
from web.i18n import gettext as _
from web.policy import action, may
from web.present import exact, say, zone_name
from web.sheets.cells import safe_cell
from web.typed_times import read_instant

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
HEADS = (
    "at", "kind", "case", "title", "what", "actor", "organization", "capacity", "behalf", "reason", "hash",
)  # fmt: skip
KEPT = ("words", "actor", "kind", "since", "until", "case")


@blueprint.get("")
@action("audit.read")
def show() -> tuple[str, int]:
    """Search over cases, actors, dates and kinds of events."""
    question, problems = _question()
    connection, register = desk.read()
    viewer = desk.signed_in()
    page = questions.search(
        desk.engine(), connection, register, viewer, question, cursor=request.args.get("cursor")
    )
    people = sorted(((p.id.hex, p.name) for p in register.people.values()), key=lambda pair: pair[1])
    given: dict[str, Any] = {key: request.args.get(key, "") for key in KEPT}
    html = render_template(
        "audit/search.html",
        rows=[_row(each) for each in page.found],
        given=given,
        problems=problems,
        people=[("", _("Everybody")), *people],
        kinds=[("", _("Everything")), *sorted(_kinds(viewer), key=lambda pair: pair[1])],
        next=url_for("audit.show", **{**given, "cursor": page.next}) if page.next else None,
        csv=url_for("audit.export", form="csv", **given),
        jsonl=url_for("audit.export", form="jsonl", **given),
    )
    return html, 422 if problems else 200


def _kinds(viewer: UUID) -> Iterator[tuple[str, str]]:
    connection, register = desk.read()
    for kind in questions.kinds(desk.engine(), connection, register, viewer):
        yield kind, event_kinds.name(kind)


def _question() -> tuple[Question, dict[str, str]]:
    problems: dict[str, str] = {}
    since, until = _instant("since", problems), _instant("until", problems)
    return Question(
        words=request.args.get("words", "")[:200],
        actor=_identity("actor"),
        kind=request.args.get("kind", ""),
        since=since,
        until=until,
        case_id=_identity("case"),
    ), problems


def _instant(name: str, problems: dict[str, str]) -> datetime | None:
    words = request.args.get(name, "").strip()
    if not words:
        return None
    found = read_instant(words, desk.zone().key)
    if found is None:
        problems[name] = _("Write day and time, such as 2013-02-08 17:00.")
    return found


def _identity(name: str) -> UUID | None:
    try:
        return UUID(request.args[name]) if request.args.get(name) else None
    except ValueError:
        return UUID(int=0)  # nobody and nothing: finds nothing


def _row(found: Found) -> dict[str, Any]:
    told = found.happening
    return {
        "at": told.at,
        "text": way.sentence(told),
        "second": way.second(told),
        "kind": told.kind,
        "capacity": told.capacity,
        "title": found.title,
        "reference": found.reference,
        "leaf": told.leaf,
        "href": url_for("audit.as_of", case_id=found.stream_id, at=told.at.isoformat())
        if found.stream_kind == "case"
        else None,
        "stream": _(found.stream_kind),
        "actor": desk.read().register.name(told.actor) or _nobody(told.capacity),
    }


def _nobody(capacity: str) -> str:
    return _("somebody without an account") if capacity == ANONYMOUS.capacity else _("the system")


@blueprint.get("/export.<any(csv, jsonl):form>")
@action("audit.read")
def export(form: str) -> AnyResponse:
    """The same search as a file: CSV for a spreadsheet, JSON Lines with the stored event. What is wrong, the page says."""
    question, problems = _question()
    if problems:
        given: dict[str, Any] = {key: request.args.get(key, "") for key in KEPT}
        return redirect(url_for("audit.show", **given), 303)
    connection, register = desk.read()
    found = questions.every(desk.engine(), connection, register, desk.signed_in(), question)
    lines = list(_csv(found) if form == "csv" else _jsonl(found))
    response = Response("".join(lines), mimetype="text/csv" if form == "csv" else "application/jsonl")
    response.headers.set("Content-Disposition", "attachment", filename=f"history.{form}")
    return response


def _csv(found: Iterator[Found]) -> Iterator[str]:
    yield _line(HEADS)
    register = desk.read().register
    for each in found:
        told = each.happening
        yield _line(
            (
                told.at.isoformat(),
                told.kind,
                each.reference or "",
                each.title or "",
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


def _jsonl(found: Iterator[Found]) -> Iterator[str]:
    """An auditor gets each event as it is stored. Its place in its stream and its rows would tell others what is hidden."""
    register = desk.read().register
    whole = questions.is_auditor(desk.engine(), register, desk.signed_in())
    for each in found:
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


@blueprint.get("/cases/<uuid:case_id>")
@action("audit.read")
def as_of(case_id: UUID) -> tuple[str, int]:
    """A case as it stood at an instant: nothing on the page is from after it, and nothing can be pressed."""
    at, problem = _asked_instant()
    connection, register = desk.read()
    seen = questions.case_as_of(desk.engine(), connection, register, case_id, desk.signed_in(), at)
    reading = Reading(seen.page, desk.viewer(), looked_back_at=desk.now())
    drawn = [positions.positions_panel(reading, panel) for panel in _of(reading, "PositionsPanel")]
    panels = [panel for panel in drawn if panel["rows"] or panel["rounds"]]
    texts = [panel for panel in _of(reading, "TextPanel") if reading.reads(panel.document.level)]
    sheets = [sheet.sheet_panel(reading, panel, desk.engine().files) for panel in texts]
    listed = [panel for panel in _of(reading, "MatrixPanel") if reading.reads(panel.item.level)]
    shown = [panel for panel in listed if all(guard.holds(reading.view) for guard in panel.when)]
    tables = [matrix.matrix(reading, panel) for panel in shown]
    local = at.astimezone(desk.zone())
    html = render_template(
        "audit/as_of.html",
        head=head(reading),
        case_id=case_id,
        moment=now.moment(reading),
        positions=panels,
        sheets=sheets,
        tables=tables,
        facts=facts(reading),
        prose=prose(reading),
        history=way.history(seen.page.happenings),
        number=seen.number,
        of=seen.of,
        before=_at(case_id, seen.before),
        after=_at(case_id, seen.after),
        day=f"{local:%Y-%m-%d}",
        time=f"{local:%H:%M:%S}",
        zone_label=_("at, in %(place)s", place=zone_name()),
        at=exact(at),
        problem=problem,
        holdings=questions.holdings(register, at),
        rules=_rules(reading),
        may_prove=may("evidence.read"),
    )
    return html, 200


def _rules(reading: Reading) -> list[dict[str, Any]]:
    """The rules of what could have been done then, as far as this reader may know of them."""
    ways = reading.definition.leaving(reading.snapshot.case.state)
    rules = [
        rule_of(reading.view, guard, reading.viewer, reader=reading.view_of_reader)
        for way in ways
        for guard in way.when
        if guard.statement
    ]
    return [now.rule_row(rule) for rule in rules if rule.states is not None]


def _of(reading: Reading, kind: str) -> list[Any]:
    return [panel for panel in reading.definition.panels if type(panel).__name__ == kind]


def _at(case_id: UUID, instant: datetime | None) -> str | None:
    return url_for("audit.as_of", case_id=case_id, at=instant.isoformat()) if instant else None


def _asked_instant() -> tuple[datetime, str | None]:
    """The instant of the link, or the day and time of the form; now where neither can be read."""
    words = request.args.get("at") or " ".join(
        filter(None, (request.args.get("day"), request.args.get("time")))
    )
    if not words:
        return desk.now(), None
    found = read_instant(words, desk.zone().key)
    return (found, None) if found else (desk.now(), _("Write day and time, such as 2013-02-08 17:00."))


@blueprint.get("/roles")
@action("audit.read")
def roles() -> tuple[str, int]:
    """Who held which role at an instant."""
    at, problem = _asked_instant()
    local = at.astimezone(desk.zone())
    connection, register = desk.read()
    held = questions.holdings(register, at)
    html = render_template(
        "audit/roles.html",
        holdings=held,
        later={
            role: [exact(each) for each in dict.fromkeys(instants)]
            for role, instants in questions.recorded_later(connection, register, at).items()
        },
        at=exact(at),
        day=f"{local:%Y-%m-%d}",
        time=f"{local:%H:%M}",
        zone_label=_("at, in %(place)s", place=zone_name()),
        problem=problem,
    )
    return html, 200
