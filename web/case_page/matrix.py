"""An item as a table to work in: one row each, filled in one at a time, each with a form of its own."""

from __future__ import annotations

from typing import Any

from flask import url_for

from engine.definition import Field, ItemDefinition, Kind
from engine.item import Item
from engine.rights import item_standing
from engine.values import seen
from web.case_page.reading import Reading
from web.case_page.words import value_words
from web.i18n import gettext as _

MARKS = {"MET": "holds", "PARTLY": "partly", "NOT_MET": "missing", "NOT_APPLICABLE": "not_possible"}


def matrix(reading: Reading, item: ItemDefinition, label: str = "", note: str = "") -> dict[str, Any]:
    """Heads, rows and what this reader may do with them."""
    rows = [r for r in reading.snapshot.items if r.item == item.key and r.standing]
    adding = not item.fixed and reading.viewer is not None and bool(writable(reading, item, None))
    return {
        "key": item.key,
        "label": _(label or item.label),
        "note": _(note) if note else "",
        "heads": [_(column.label) for column in item.columns],
        "rows": [_row(reading, item, row) for row in rows],
        "count": len(rows),
        "add": url_for("cases.add_row", case_id=reading.snapshot.case.id, kind=item.key) if adding else None,
    }


def writable(reading: Reading, item: ItemDefinition, row: Item | None) -> list[Field]:
    """The columns this reader may write now, of a row or of a new one."""
    if reading.viewer is None:
        return []
    owner = row.for_organization if row else None
    return [
        c
        for c in item.columns
        if item_standing(reading.view, item, reading.viewer, c, owner, adding=row is None)
    ]


def _row(reading: Reading, item: ItemDefinition, row: Item) -> dict[str, Any]:
    cells = [_cell(reading, column, row) for column in item.columns]
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


def _cell(reading: Reading, column: Field, row: Item) -> dict[str, Any]:
    value = seen(column, row.data.get(column.key), reading.register)
    stored = row.data.get(column.key)
    mark = MARKS.get(stored) if column.options is not None and isinstance(stored, str) else None
    return {
        "key": column.key,
        "label": _(column.label),
        "words": value_words(value),
        "mark": mark,
        "long": column.kind is Kind.LONG,
    }
