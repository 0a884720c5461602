"""A table within a form: a line for each of the words it is given for, or as many as people fill in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.definition import Field, Table
from engine.form import lines_of
from engine.values import LINE
from web.i18n import gettext as _

Control = dict[str, Any]
Cell = Callable[[Field, Mapping[str, Any], str], Control]
"""Makes the control of a column from what is stored for a line and the prefix of its names."""

EMPTY_LINES = 2  # so many stand open below those that are filled in
MORE = "more-lines"
"""The name of the button that asks for more lines; its value is that of the table's control."""


def count_name(name: str) -> str:
    """The name under which a form says how many lines it showed."""
    return f"{name}-lines"


def shown_lines(name: str, sent: MultiDict[str, str], most: int) -> int:
    """How many lines the form showed that was sent, or none."""
    words = sent.get(count_name(name), "")
    return min(int(words), most) if words.isascii() and words.isdigit() and len(words) < 6 else 0


def table_control(
    field: Field, name: str, stored: Any, sent: MultiDict[str, str] | None, case: Any, cell: Cell
) -> Control:
    """What the table of a form shows: each line with its words and its controls."""
    table = field.kind
    assert isinstance(table, Table)
    given, kept = lines_of(table, case), stored or []
    fixed = table.lines is not None
    count = len(given) if fixed else _open_lines(table, name, len(kept), sent)
    lines = [
        {
            "words": given[n] if given else _("Line %(number)s", number=n + 1),
            "cells": [
                in_cell(cell(each, kept[n] if n < len(kept) else {}, f"{name}-{n}-"))
                for each in table.columns
            ],
        }
        for n in range(count)
    ]
    return {
        "kind": "table",
        "lines": lines,
        "count": count_name(name),
        "more": None if fixed or count >= table.most else MORE,
    }


def _open_lines(table: Table, name: str, filled: int, sent: MultiDict[str, str] | None) -> int:
    shown = shown_lines(name, sent, table.most) if sent is not None else 0
    wanted = EMPTY_LINES if sent is not None and sent.get(MORE) == name else 0
    return min(table.most, max(shown + wanted, filled + EMPTY_LINES if not shown else 0))


def in_cell(control: Control) -> Control:
    """A control as it stands in a line. Radios would fill the page where they stand in every line: there one chooses from a list."""
    if control["kind"] == "radios":
        options = [each for each in control["options"] if each[0]]
        return {**control, "kind": "select", "options": [("", _("Choose")), *options], "inline": False}
    return {**control, "rows": 2} if control["kind"] == "long" else control


def typed_lines(
    field: Field,
    name: str,
    sent: MultiDict[str, str],
    read: Callable[[Field, str], Any],
    is_blank: Callable[[Field, Any], bool],
) -> list[dict[str, Any]]:
    """What was typed into the lines. Lines that people add and leave empty are none."""
    table = field.kind
    assert isinstance(table, Table)
    found = []
    for n in range(shown_lines(name, sent, table.most if table.lines is None else 1000)):
        line = {each.key: read(each, f"{name}-{n}-{each.key}") for each in table.columns}
        if table.lines is not None or not all(is_blank(c, line[c.key]) for c in table.columns):
            found.append(line)
    return found


def lines_shown(
    field: Field, value: Any, label: Callable[[Field, Any], str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """A stored table for reading: the words of each line, and its columns that hold something."""
    table = field.kind
    assert isinstance(table, Table)
    return [
        (
            line.get(LINE, ""),
            [(_(c.label), words) for c in table.columns if (words := label(c, line.get(c.key)))],
        )
        for line in value or ()
    ]
