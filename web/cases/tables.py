"""A table of a case on a page of its own: narrowed by what its columns hold, to work in, and as a sheet for programs that calculate."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, abort, request, url_for

from engine.definition import Field, Kind, MatrixPanel
from engine.item import Item
from web.case_page.matrix import matrix, shown_columns
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import page, read_case
from web.csv_cells import safe_cell
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.policy import action
from web.present import say

OPEN = "none"
"""What a filter says that looks for rows in which a column is empty."""


def _panel(reading: Reading, kind: str) -> MatrixPanel:
    panels = [each for each in reading.definition.panels if isinstance(each, MatrixPanel)]
    panel = next((each for each in panels if each.item.key == kind), None)
    if panel is None or not reading.reads(panel.item.level):
        abort(404)
    return panel


@cases.get("/<uuid:case_id>/tables/<kind>")
@action("case.read")
def table(case_id: UUID, kind: str) -> tuple[str, int]:
    """The table, narrowed as the address says."""
    reading = read_case(case_id)
    panel = _panel(reading, kind)
    asked = _asked(reading, panel)
    return page(
        "table.html",
        reading,
        panel=matrix(reading, panel, lambda row: _fits(row, asked)),
        filters=[_filter(each, asked) for each in _columns(reading, panel)],
        here=url_for("cases.table", case_id=case_id, kind=kind),
        sheet=url_for("cases.table_sheet", case_id=case_id, kind=kind)
        + (f"?{urlencode(asked)}" if asked else ""),
    )


@cases.get("/<uuid:case_id>/tables/<kind>.csv")
@action("case.read")
def table_sheet(case_id: UUID, kind: str) -> Response:
    """The same rows as comma-separated values."""
    reading = read_case(case_id)
    panel = _panel(reading, kind)
    asked, columns, who = _asked(reading, panel), shown_columns(reading, panel.item), reader()
    standing = [r for r in reading.snapshot.items if r.item == kind and r.standing and _fits(r, asked)]
    out = io.StringIO()
    write = csv.writer(out).writerow
    write([_("No."), *(_(column.label) for column in columns)])
    for row in standing:
        told = (label_of(column, row.data.get(column.key), who) for column in columns)
        write([str(row.position), *(safe_cell(each) for each in told)])
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    name = f"{reading.snapshot.case.reference}-{kind}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


# ---- filters


def _columns(reading: Reading, panel: MatrixPanel) -> list[Field]:
    """The columns with a closed list, by which rows are looked for."""
    return [
        column
        for column in shown_columns(reading, panel.item)
        if (column.options is not None or column.kind is Kind.YES_NO) and not column.many
    ]


def _asked(reading: Reading, panel: MatrixPanel) -> dict[str, str]:
    """What the address asks of each column; what no column can hold is not looked at."""
    columns = {column.key: column for column in _columns(reading, panel)}
    known = {key: {value for value, _label in _choices(column)} for key, column in columns.items()}
    return {key: value for key, value in request.args.items() if value in known.get(key, ())}


def _choices(column: Field) -> list[tuple[str, str]]:
    named = [(member.name, say(member.value)) for member in column.options or ()]
    return [*(named or [("yes", _("Yes")), ("no", _("No"))]), (OPEN, _("Empty"))]


def _filter(column: Field, asked: dict[str, str]) -> dict[str, Any]:
    options = [("", _("All")), *_choices(column)]
    return {
        "key": column.key,
        "label": _(column.label),
        "kind": "select",
        "options": options,
        "value": asked.get(column.key, ""),
    }


def _fits(row: Item, asked: dict[str, str]) -> bool:
    return all(_word(row.data.get(key)) == value for key, value in asked.items())


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value is not None else OPEN
