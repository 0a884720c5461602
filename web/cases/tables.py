"""A table of a case on a page of its own: narrowed by what its columns hold, as a sheet to take along, and a sheet brought in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for

from engine.definition import ChecklistPanel, Field, ItemDefinition, Kind, MatrixPanel
from engine.item import Item
from engine.values import seen
from web import request as desk
from web.case_page.matrix import matrix, shown_columns, takes_rows, writable
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import page, read_case
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.policy import action
from web.present import say
from web.sheets.lines import MARK, mark_of
from web.sheets.writing import XLSX, Cell, as_csv, as_workbook

OPEN = "none"
"""What a filter says that looks for rows in which a column is empty."""


def _tables(reading: Reading) -> Iterator[MatrixPanel]:
    """The tables of a case: those that are panels, and those that a checklist is drawn from."""
    for panel in reading.definition.panels:
        if isinstance(panel, MatrixPanel):
            yield panel
        if isinstance(panel, ChecklistPanel):
            yield from (MatrixPanel(item.label, item) for item in (panel.item, panel.sheet))


def panel_of(reading: Reading, kind: str) -> MatrixPanel:
    """The table of this kind, where this reader may read it; else there is no such page."""
    panel = next((each for each in _tables(reading) if each.item.key == kind), None)
    if panel is None or not reading.reads(panel.item.level):
        abort(404)
    return panel


@cases.get("/<uuid:case_id>/tables/<kind>")
@action("case.read")
def table(case_id: UUID, kind: str) -> tuple[str, int]:
    """The table, narrowed as the address says."""
    reading = read_case(case_id)
    panel = panel_of(reading, kind)
    asked: dict[str, Any] = dict(asked_of(reading, panel.item))
    return page(
        "table.html",
        reading,
        panel=matrix(reading, panel, lambda row: fits(row, asked)),
        filters=filters(reading, panel.item, asked),
        here=url_for("cases.table", case_id=case_id, kind=kind),
        sheets=[
            (label, url_for("cases.table_sheet", case_id=case_id, kind=kind, ending=ending, **asked))
            for ending, label in (("xlsx", _("As a workbook")), ("csv", _("As a sheet (CSV)")))
        ],
        work=None
        if not may_write(reading, panel.item)
        else {
            "write": url_for("cases.write_lines", case_id=case_id, kind=kind, **asked),
            "bring": url_for("cases.bring_in", case_id=case_id, kind=kind),
        },
    )


def may_write(reading: Reading, item: ItemDefinition) -> bool:
    """Whether this reader may write any row of a table now, or add one."""
    rows = [r for r in reading.snapshot.items if r.item == item.key and r.standing]
    return takes_rows(reading, item) or any(writable(reading, item, row) for row in rows)


@cases.get("/<uuid:case_id>/tables/<kind>.csv", defaults={"ending": "csv"})
@cases.get("/<uuid:case_id>/tables/<kind>.xlsx", defaults={"ending": "xlsx"})
@action("case.read")
def table_sheet(case_id: UUID, kind: str, ending: str) -> Response:
    """The same rows as comma-separated values or as a workbook."""
    reading = read_case(case_id)
    item = panel_of(reading, kind).item
    asked, columns = asked_of(reading, item), shown_columns(reading, item)
    standing = [r for r in reading.snapshot.items if r.item == kind and r.standing and fits(r, asked)]
    heads = [_("No."), *(_(column.label) for column in columns), _(MARK)]
    if ending == "csv":
        told = ([str(r.position), *(_words(c, r) for c in columns), mark_of(r)] for r in standing)
        answer = Response(as_csv(heads, told), mimetype="text/csv")
    else:
        cells = ([r.position, *(_cell(reading, c, r) for c in columns), mark_of(r)] for r in standing)
        answer = Response(as_workbook(_(item.label), heads, cells, at=desk.now()), mimetype=XLSX)
    name = f"{reading.snapshot.case.reference}-{kind}.{ending}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _words(column: Field, row: Item) -> str:
    return label_of(column, row.data.get(column.key), reader())


def _cell(reading: Reading, column: Field, row: Item) -> Cell:
    value = seen(column, row.data.get(column.key), reading.register)
    exact = isinstance(value, date | Decimal | int) and not isinstance(value, bool | datetime)
    return value if exact else _words(column, row)


# ---- filters


def filters(reading: Reading, item: ItemDefinition, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """A choice for each column by which rows are looked for."""
    return [_filter(each, asked) for each in _columns(reading, item)]


def asked_of(reading: Reading, item: ItemDefinition) -> dict[str, str]:
    """What the address asks of each column; what no column can hold is not looked at."""
    columns = {column.key: column for column in _columns(reading, item)}
    known = {key: {value for value, _label in _choices(column)} for key, column in columns.items()}
    return {key: value for key, value in request.args.items() if value in known.get(key, ())}


def fits(row: Item, asked: Mapping[str, str]) -> bool:
    """Whether a row holds what is asked of its columns."""
    return all(_word(row.data.get(key)) == value for key, value in asked.items())


def _columns(reading: Reading, item: ItemDefinition) -> list[Field]:
    """The columns with a closed list, by which rows are looked for."""
    return [
        column
        for column in shown_columns(reading, item)
        if (column.options is not None or column.kind is Kind.YES_NO) and not column.many
    ]


def _choices(column: Field) -> list[tuple[str, str]]:
    named = [(member.name, say(member.value)) for member in column.options or ()]
    return [*(named or [("yes", _("Yes")), ("no", _("No"))]), (OPEN, _("Empty"))]


def _filter(column: Field, asked: Mapping[str, str]) -> dict[str, Any]:
    options = [("", _("All")), *_choices(column)]
    return {
        "key": column.key,
        "label": _(column.label),
        "kind": "select",
        "options": options,
        "value": asked.get(column.key, ""),
    }


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value is not None else OPEN
