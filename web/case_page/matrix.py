"""An item as a table to work in: one row each, filled in one at a time, each with a form of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for

from engine.definition import Field, ItemDefinition, Kind, MatrixPanel, TaskDefinition
from engine.item import Item
from engine.messages import mark
from engine.rights import item_standing, knows, takes_whole_rows
from engine.values import seen
from web.case_page import tied
from web.case_page.reading import Reading
from web.case_page.words import short_instant, value_words
from web.i18n import gettext as _
from web.i18n import ngettext

MARKS = {"MET": "holds", "PARTLY": "partly", "NOT_MET": "missing", "NOT_APPLICABLE": "not_possible"}
# What stands on one line in every row: a day that breaks across lines is read twice.
SHORT = (Kind.NUMBER, Kind.DATE, Kind.YES_NO)

FIRST = (
    3  # so many rows of a long list are always shown; of the rest those that are not fully met, and the last
)
LONG = 6
MOST = 20  # so many stand on the page of the case; the table on its own page has all
WHERE = mark("Its case")
MANY = 3  # rows from which on a table of its own is worth a page


def every_row(_row: Item) -> bool:
    """No row is left out."""
    return True


def matrix(
    reading: Reading, panel: MatrixPanel, wanted: Callable[[Item], bool] = every_row
) -> dict[str, Any]:
    """Heads, the rows that are wanted, and what this reader may do with them. To those who only read, what is met or empty
    is folded."""
    item = panel.item
    asked = {
        _(head): task
        for head, task in panel.answers.items()
        if knows(reading.view_of_reader, task, reading.viewer)
    }
    standing = [r for r in reading.snapshot.items if r.item == item.key and r.standing and wanted(r)]
    rows = [_row(reading, item, r, asked) for r in standing]
    told = tied.cells(reading, panel.names, standing) if panel.names is not None else {}
    for row, of in zip(rows, standing, strict=True):
        row["cells"] += [_where(told.get(of.id))] if panel.names is not None else []
    adding = takes_rows(reading, item)
    editable = any(row["edit"] for row in rows)
    unanswered = [] if editable or not rows else _unanswered(item, rows)
    for row in rows:
        row["cells"] = [cell for cell in row["cells"] if cell["label"] not in unanswered]
    shown, folded = (rows, []) if editable else _folded(rows)
    on_case_page = wanted is every_row and reading.looked_back_at is None
    if on_case_page and len(rows) > MOST:
        shown, folded = rows[:MOST], []
    return {
        "key": item.key,
        "label": _(panel.label),
        "note": _(panel.note) if panel.note else "",
        "empty": _("not answered") if item.fixed else _("empty"),
        "heads": [
            words for column in shown_columns(reading, item) if (words := _(column.label)) not in unanswered
        ]
        + list(asked)
        + ([_(WHERE)] if panel.names is not None else []),
        "rows": shown,
        "folded": folded,
        "folded_words": ngettext("%(num)s more: met", "%(num)s more: met", len(folded)),
        "unanswered": unanswered,
        "editable": editable,
        "count": len(rows),
        "work": url_for("cases.table", case_id=reading.snapshot.case.id, kind=item.key)
        if (len(rows) >= MANY or adding or editable) and on_case_page
        else None,
        "all": _("All %(count)s rows", count=len(rows)) if on_case_page and len(rows) > MOST else None,
        "add": url_for("cases.add_row", case_id=reading.snapshot.case.id, kind=item.key) if adding else None,
    }


def _unanswered(item: ItemDefinition, rows: list[dict[str, Any]]) -> list[str]:
    """The columns in which nobody has written anything."""
    answered = {cell["key"] for row in rows for cell in row["cells"] if cell["words"]}
    answered |= {column.key for column in item.columns if not item.fixed}
    shown = (column for column in item.columns if not column.internal)
    return [_(column.label) for column in shown if column.key not in answered]


def _folded(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Of a long list: the rows to show, and those between them that are met and can be folded."""
    between = rows[FIRST:-1] if len(rows) > LONG else []
    folded = [row for row in between if any(cell["mark"] == "holds" for cell in row["cells"])]
    if len(folded) < 2:
        return rows, []
    return [row for row in rows if row not in folded], folded


def writable(reading: Reading, item: ItemDefinition, row: Item | None) -> list[Field]:
    """The columns this reader may write now, of a row or of a new one."""
    if reading.writer is None:
        return []
    return [
        c
        for c in shown_columns(reading, item)
        if c.key not in item.given and item_standing(reading.view, item, reading.writer, c, row)
    ]


def takes_rows(reading: Reading, item: ItemDefinition) -> bool:
    """Whether this reader may add rows now, and end those that the reader may write."""
    whole = reading.writer is not None and takes_whole_rows(reading.view, item, reading.writer)
    return whole and not item.fixed and bool(writable(reading, item, None))


def shown_columns(reading: Reading, item: ItemDefinition) -> list[Field]:
    """The columns this reader may read, but for those of the rules' own bookkeeping."""
    return [column for column in item.columns if reading.reads(column.level) and not column.internal]


def about(reading: Reading, item: ItemDefinition, row: Item) -> tuple[str, str]:
    """The words of a row beside its name: its first long column that holds any, with the key of that column."""
    named = [c for c in shown_columns(reading, item) if c.kind is Kind.LONG and c.key != item.named_by]
    found = next((c for c in named if row.data.get(c.key)), None)
    return (str(row.data[found.key]), found.key) if found is not None else ("", "")


def _row(
    reading: Reading, item: ItemDefinition, row: Item, asked: Mapping[str, TaskDefinition]
) -> dict[str, Any]:
    cells = [_cell(reading, column, row) for column in shown_columns(reading, item)]
    cells += [_answered(reading, head, task, row) for head, task in asked.items()]
    edit = (
        url_for("cases.edit_row", case_id=reading.snapshot.case.id, row_id=row.id)
        if writable(reading, item, row)
        else None
    )
    return {
        "id": row.id.hex,
        "cells": cells,
        "edit": edit,
        "owner": reading.register.name(row.for_organization),
    }


def _answered(reading: Reading, head: str, task: TaskDefinition, row: Item) -> dict[str, Any]:
    """How a question that is asked for each row stands for this one; its latest answer is the state of the row."""
    mine = next(
        (t for t in reading.page.tasks if t.present and (t.task, t.party) == (task.key, f"row:{row.id.hex}")),
        None,
    )
    cell = {"key": task.key, "label": head, "mark": None, "short": False}
    if mine is None:
        return {**cell, "words": ""}
    answer = reading.page.answer_to(mine)
    outcome = task.outcome(answer.outcome) if answer is not None else None
    if outcome is not None:
        return {**cell, "mark": outcome.mark or "holds", "words": _(outcome.label)}
    if mine.answer is not None:
        return {**cell, "mark": "holds", "words": _("Has answered")}
    if mine.is_open:
        due = short_instant(mine.due_at) if mine.due_at else ""
        return {
            **cell,
            "mark": "no_position",
            "words": _("Asked, until %(when)s", when=due) if due else _("Asked"),
        }
    return {**cell, "mark": "late", "words": _("No reply")}


def _where(told: dict[str, Any] | None) -> dict[str, Any]:
    """Where the case of a row stands; of a row that names none, nothing."""
    cell = {"key": "case", "label": _(WHERE), "mark": None, "short": False, "words": ""}
    return {**cell, "case": told} if told is not None else cell


def _cell(reading: Reading, column: Field, row: Item) -> dict[str, Any]:
    value = seen(column, row.data.get(column.key), reading.register)
    stored = row.data.get(column.key)
    mark = MARKS.get(stored) if column.options is not None and isinstance(stored, str) else None
    return {
        "key": column.key,
        "label": _(column.label),
        "words": value_words(value),
        "mark": mark,
        "short": column.kind in SHORT or mark is not None,
        "long": column.kind is Kind.LONG,
    }
