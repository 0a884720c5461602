"""The registers that definitions declare: the desk of those who preside, what runs now, the table, and the same as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from engine.definition import CaseDefinition, Register
from engine.queries.case_register import (
    OPEN,
    SETTLED,
    SORTS,
    Asked,
    Lying,
    RegisterPage,
    lying,
    register_page,
)
from engine.queries.listing import registers
from engine.queries.many_cases import present_answers
from engine.queries.opening import openings
from web import request as desk
from web.field_forms import reader
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.asked_here import asked_part
from web.lists.board import board_part
from web.lists.chairs_desk import desk_panel, presides
from web.lists.heat import heat_part
from web.lists.register_rows import cells, columns, field_of, head_words, mark_keys, seat_order, seats
from web.lists.register_sheet import sheet_rows
from web.lists.results import results_part
from web.lists.running import running_part
from web.lists.tally import tally_part
from web.policy import action

blueprint = Blueprint("register", __name__)
SORTED = {"title": "title", "number": "number", "date": "date"}
MOST_SEATS = 12
KEPT = ("state", "year", "words", "sort")


@blueprint.get("/registers/<path>")
@action("desk.read")
def show(path: str) -> str:
    """One register, narrowed and ordered as the address says."""
    definition, register = named(path)
    connection, house = desk.read()
    me, presiding = desk.signed_in(), presides(definition)
    page = register_page(desk.engine(), connection, house, me, definition, _asked(definition))
    beside = lying(desk.engine(), connection, house, me, definition, desk=presiding)
    answers = _answers(register, page, beside)
    on_page = {each.id: answers[each.id] for each in page.cases}
    return render_template(
        "register.html",
        register=register,
        prepare=_prepare(definition),
        desk=desk_panel(definition, beside, answers) if presiding else None,
        asked=asked_part(definition, presiding=presiding),
        board=board_part(definition) if presiding else None,
        running=running_part(definition, [each.case for each in beside if each.runs], answers),
        heat=heat_part(definition, _asked(definition)),
        tally=tally_part(definition),
        results=results_part(definition),
        filters=_filters(definition, page.oldest),
        filtered=any(request.args.get(name) for name in _kept(definition) if name != "sort"),
        heads=_heads(definition),
        rows=_rows(definition, page, on_page),
        caption=_caption(register, page, on_page),
        mark_keys=_mark_keys(register, on_page),
        page_facts=page,
        next=_address(definition, after=page.next) if page.next else None,
        csv=_address(definition, endpoint="register.sheet"),
        exchange=url_for("iati.exchange", path=path) if definition.activity is not None else None,
    )


@blueprint.get("/registers/<path>.csv")
@action("desk.read")
def sheet(path: str) -> Response:
    """The whole register as it is narrowed, as a table for other programs."""
    definition, _register = named(path)
    out = io.StringIO()
    writer = csv.writer(out)
    for row in sheet_rows(definition, _asked(definition)):
        writer.writerow(row)
    answer = Response(out.getvalue(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{path}.csv")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def named(path: str) -> tuple[CaseDefinition, Register]:
    """The register at this address, with its case type; else there is no such page."""
    declared = ((each, each.register) for each in registers(desk.engine()) if each.register is not None)
    return next((pair for pair in declared if pair[1].path == path), None) or abort(404)


# ---- what is asked


def _fields(definition: CaseDefinition) -> Iterator[Any]:
    assert definition.register is not None
    for key in definition.register.filters:
        field = field_of(definition, key)
        if field is not None and field.options is not None:
            yield field


def _kept(definition: CaseDefinition) -> list[str]:
    return [*KEPT, *(field.key for field in _fields(definition))]


def _asked(definition: CaseDefinition) -> Asked:
    wanted = {field.key: request.args.get(field.key, "") for field in _fields(definition)}
    since, until = _year()
    sort = request.args.get("sort", "date")
    return Asked(
        state=request.args.get("state", ""),
        filters=wanted,
        words=request.args.get("words", "")[:200],
        since=since,
        until=until,
        sort=sort if sort in SORTS else "date",
        cursor=request.args.get("after"),
    )


def _year() -> tuple[datetime | None, datetime | None]:
    words = request.args.get("year", "")
    if not (words.isascii() and words.isdigit() and 1900 <= int(words) <= 2200):
        return None, None
    return datetime(int(words), 1, 1, tzinfo=desk.zone()), datetime(int(words) + 1, 1, 1, tzinfo=desk.zone())


def _address(definition: CaseDefinition, endpoint: str = "register.show", **more: Any) -> str:
    assert definition.register is not None
    kept: dict[str, Any] = {
        name: request.args[name] for name in _kept(definition) if request.args.get(name) and name not in more
    }
    return url_for(endpoint, path=definition.register.path, **kept, **more)


def _filters(definition: CaseDefinition, oldest: datetime | None) -> list[dict[str, Any]]:
    def select(key: str, label: str, options: list[tuple[str, str]]) -> dict[str, Any]:
        value = request.args.get(key, "")
        return {"key": key, "label": label, "kind": "select", "value": value, "options": options}

    found = []
    assert definition.register is not None
    if "state" in definition.register.filters:
        states = [(s.key, _(s.label)) for s in definition.states]
        whole = [("", _("All states")), (OPEN, _("Open")), (SETTLED, _("Settled"))]
        found.append(select("state", _("State"), whole + states))
    for field in _fields(definition):
        options = [(member.name, _(member.value)) for member in field.options]
        found.append(select(field.key, _(field.label), [("", _("All")), *options]))
    last = desk.now().astimezone(desk.zone()).year
    first = oldest.astimezone(desk.zone()).year if oldest else last
    years = [(str(year), str(year)) for year in range(last, first - 1, -1)]
    found.append(select("year", _("Year"), [("", _("All years")), *years]))
    words = {"key": "words", "label": _("Words"), "kind": "text", "value": request.args.get("words", "")}
    return [*found, words]


def _prepare(definition: CaseDefinition) -> dict[str, Any] | None:
    """The button that opens a case of this type, for whoever may."""
    connection, house = desk.read()
    if not openings(desk.engine(), connection, house, desk.signed_in(), [definition]):
        return None
    register = definition.register
    label = register.prepare if register and register.prepare else ""
    return {
        "label": _(label) if label else _("Open a new case"),
        "href": url_for("opening.form", key=definition.key),
        "primary": True,
        "icon": "plus-lg",
    }


# ---- the table


def _answers(register: Register, page: RegisterPage, beside: list[Lying]) -> Any:
    connection, _house = desk.read()
    ids = [each.id for each in page.cases] + [each.case.id for each in beside]
    task = register.seat_marks.key if register.seat_marks else ""
    whole = [each.case.id for each in beside if each.on_desk]
    return present_answers(connection, ids, task, whole=whole)


def _heads(definition: CaseDefinition) -> list[dict[str, Any]]:
    assert definition.register is not None
    now = request.args.get("sort", "date")
    heads = [_head(definition, key, now) for key in columns(definition)]
    marks = definition.register.seat_marks
    if marks is not None:
        heads.append({"label": _(definition.register.marks_label or marks.label), "wide": "m"})
    return heads


def _head(definition: CaseDefinition, key: str, now: str) -> dict[str, Any]:
    head: dict[str, Any] = {"label": head_words(definition, key)}
    if key == "title":
        head["wide"] = "m"
    if key in SORTED:
        head["href"] = _address(definition, sort=key)
        if key == now:
            head["sort"] = "ascending" if key == "title" else "descending"
    return head


def _rows(definition: CaseDefinition, page: RegisterPage, answers: Any) -> list[dict[str, Any]]:
    assert definition.register is not None
    task = definition.register.seat_marks
    order, who = seat_order(_only(answers, task)), reader()
    rows = []
    for case in page.cases:
        mine = _only(answers, task).get(case.id, [])
        row: dict[str, Any] = {"cells": cells(definition, case, mine, who)}
        if task is not None:
            row["seats"] = seats(task, mine, order)
        rows.append(row)
    return rows


def _only(answers: Any, task: Any) -> Any:
    """The answers to the one question whose marks are shown."""
    if task is None:
        return {}
    return {key: [pair for pair in pairs if pair[0].task == task.key] for key, pairs in answers.items()}


def _mark_keys(register: Register, answers: Any) -> list[str]:
    task = register.seat_marks
    return mark_keys(task, _only(answers, task)) if task is not None else []


def _caption(register: Register, page: RegisterPage, answers: Any) -> str:
    """How many, in which order, what the date says, and whose marks they are."""
    count = ngettext("%(num)s in this list", "%(num)s in this list", page.fitting)
    order = {
        "title": _("%(count)s, by title.", count=count),
        "number": _("%(count)s, the highest number first.", count=count),
    }.get(request.args.get("sort", ""), _("%(count)s, open ones first, then the newest.", count=count))
    if "date" in register.columns:
        order = f"{order} {_('“Since” is the day on which the present state began.')}"
    names = seat_order(_only(answers, register.seat_marks))
    if 0 < len(names) <= MOST_SEATS:
        marks = _("Marks stand for %(seats)s, in this order.", seats=", ".join(names))
        return f"{order} {marks}"
    return order
