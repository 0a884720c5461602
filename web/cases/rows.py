"""Rows of the case file: add one, fill one in, end one. Each is saved by itself, against its own revision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from engine.commands import item as item_commands
from engine.definition import ItemDefinition
from engine.errors import EngineError, Stale
from engine.item import Item
from web import request as desk
from web.case_page.matrix import shown_columns, takes_rows, writable
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import back, page, read_case, wrong
from web.cases.stale import say_what_stands
from web.field_forms import controls, label_of, reader, summary, typed
from web.i18n import gettext as _
from web.numbers import whole_number
from web.policy import action


@cases.route("/<uuid:case_id>/rows/new/<kind>", methods=["GET", "POST"])
@action("item.edit")
def add_row(case_id: UUID, kind: str) -> tuple[str, int] | Response:
    """A new row."""
    reading = read_case(case_id)
    item = reading.definition.item_by_key.get(kind) or abort(404)
    if not reading.reads(item.level):
        abort(404)
    return _row_page(reading, item, None)


@cases.route("/<uuid:case_id>/rows/<uuid:row_id>", methods=["GET", "POST"])
@action("item.edit")
def edit_row(case_id: UUID, row_id: UUID) -> tuple[str, int] | Response:
    """Fill in a row."""
    reading = read_case(case_id)
    row = next((r for r in reading.snapshot.items if r.id == row_id), None) or abort(404)
    item = reading.definition.item_by_key[row.item]
    if not reading.reads(item.level):
        abort(404)
    return _row_page(reading, item, row)


def _row_page(reading: Reading, item: ItemDefinition, row: Item | None) -> tuple[str, int] | Response:
    if request.method == "GET":
        return _form(reading, item, row)
    case_id = reading.snapshot.case.id
    data = typed(writable(reading, item, row), request.form, desk.zone().key)
    desk.stop_reading()
    try:
        _save(case_id, item, row, data)
    except EngineError as error:
        again = read_case(case_id)
        told, status = wrong(error, again)
        latest = next((r for r in again.snapshot.items if row is not None and r.id == row.id), None)
        return _form(again, item, latest, status, stale=isinstance(error, Stale), **told)
    return back(case_id, _("Saved in “%(item)s”.", item=_(item.label)), item.key)


def _save(case_id: UUID, item: ItemDefinition, row: Item | None, data: dict[str, Any]) -> None:
    who, key = desk.signed_in(), desk.idempotency_key()
    revision = whole_number(request.form.get("revision"))
    if row is None:
        item_commands.add(desk.engine(), case_id, item.key, data, by=who, key=key)
    elif request.form.get("end") == "yes":
        item_commands.end(desk.engine(), case_id, row.id, revision=revision, by=who, key=key)
    else:
        item_commands.edit(desk.engine(), case_id, row.id, data, revision=revision, by=who, key=key)


def _form(
    reading: Reading,
    item: ItemDefinition,
    row: Item | None,
    status: int = 200,
    *,
    problems: Any = None,
    note: Any = None,
    stale: bool = False,
) -> tuple[str, int]:
    columns, who = writable(reading, item, row), reader()
    if not columns:
        sentence = _(
            "“%(item)s” cannot be changed by you while the case is “%(state)s”.",
            item=_(item.label),
            state=_(reading.view.state.label),
        )
        return page("closed.html", reading, 403, sentence=sentence)
    # A link may begin a new row: what it says stands in the form, to be read before it is saved.
    sent = (
        request.form if request.method == "POST" else request.args if row is None and request.args else None
    )
    fields = controls(
        columns,
        who,
        values=row.data if row else None,
        sent=sent,
        problems=problems,
        case=reading.view,
    )
    wanted = {column.key for column in columns if reading.definition.wanting(column)}
    for control in fields:
        if control["field"] in wanted and not control.get("required"):
            control.pop(
                "required", None
            )  # a button wants it: it is not optional, though the row is saved without
    if stale and row is not None:
        fresh = controls(columns, who, values=row.data, case=reading.view)
        say_what_stands(row, columns, fresh, fields)
    fixed = [
        (_(c.label), label_of(c, row.data.get(c.key), who) or _("not filled in"))
        for c in shown_columns(reading, item)
        if row and c not in columns
    ]
    case_id = reading.snapshot.case.id
    action_url = (
        url_for("cases.edit_row", case_id=case_id, row_id=row.id)
        if row
        else url_for("cases.add_row", case_id=case_id, kind=item.key)
    )
    return page(
        "row.html",
        reading,
        status,
        item=item,
        label=_(item.label),
        fields=fields,
        fixed=fixed,
        note=note,
        action=action_url,
        errors=summary(fields, problems or {}),
        revision=row.revision if row else None,
        may_end=row is not None and takes_rows(reading, item),
        next_row=_next(reading, item, row),
    )


def _next(reading: Reading, item: ItemDefinition, row: Item | None) -> str | None:
    """The row after this one, so that a long table is worked through without going back."""
    rows = [r for r in reading.snapshot.items if r.item == item.key and r.standing]
    after = [r for r in rows if row is not None and r.position > row.position]
    return url_for("cases.edit_row", case_id=reading.snapshot.case.id, row_id=after[0].id) if after else None
