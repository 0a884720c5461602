"""A row that somebody else was faster to fill in: what stands now is said beside what was typed, which is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.definition import Field
from engine.item import Item
from web.field_forms import label_of, reader
from web.i18n import gettext as _


def say_what_stands(row: Item, columns: Sequence[Field], fresh: Sequence[Any], cells: Sequence[Any]) -> None:
    """Under the label of each control that says something else than the row does now."""
    for column, now, typed_in in zip(columns, fresh, cells, strict=True):
        if now["value"] != typed_in["value"]:
            words = label_of(column, row.data.get(column.key), reader())
            typed_in["hint"] = _("Now it says: %(words)s", words=words or _("nothing"))
