"""Many rows of a table in one form. What a person has not touched is not sent on; what somebody else has changed
meanwhile is shown beside what was typed, and nothing that was typed is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.commands import lines
from engine.commands.lines import Line
from engine.definition import Field, ItemDefinition
from engine.errors import EngineError, Stale
from engine.item import Item
from engine.messages import Message
from engine.rights import item_standing
from engine.view import RowView
from web import request as desk
from web.case_page.matrix import about, shown_columns, takes_rows, writable
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.bringing import written_words
from web.cases.common import back, page, read_case, wrong
from web.cases.stale import say_what_stands
from web.cases.tables import asked_of, filters, fits, may_write, panel_of
from web.field_forms import controls, label_of, reader, summary, typed
from web.form_tables import EMPTY_LINES, MORE, in_cell
from web.i18n import gettext as _
from web.numbers import whole_number
from web.policy import action

MOST_NEW = 50


@dataclass(frozen=True)
class Shown:
    """A line of the form: what it is called, what one reads to fill it in, its row if there is one, what it fills in."""

    prefix: str
    words: str
    told: tuple[tuple[str, str], ...]
    columns: tuple[Field, ...]
    row: Item | None = None
    fills: Mapping[str, Any] | None = None


@cases.route("/<uuid:case_id>/tables/<kind>/write", methods=["GET", "POST"])
@action("item.edit")
def write_lines(case_id: UUID, kind: str) -> tuple[str, int] | Response:
    """Fill in many rows of a table, narrowed as the address says."""
    reading = read_case(case_id)
    item = panel_of(reading, kind).item
    if not may_write(reading, item):
        abort(403)
    if request.method == "GET" or request.form.get(MORE):
        return _page(reading, item, sent=request.form or None)
    shown = list(_shown(reading, item))
    given = [(each, line) for each in shown if (line := _line(each)) is not None]
    desk.stop_reading()
    try:
        who, key = desk.signed_in(), desk.idempotency_key()
        done = lines.write(desk.engine(), case_id, kind, [line for _e, line in given], by=who, key=key)
    except EngineError as error:
        again = read_case(case_id)
        told, status = wrong(error, again)
        problems = _placed(told["problems"], [each for each, _l in given])
        stale = isinstance(error, Stale)
        return _page(
            again, item, status, sent=request.form, problems=problems, note=told["note"], stale=stale
        )
    added, changed = done.result or (0, 0)
    return back(case_id, written_words(added, changed), kind)


# ---- the lines


def _shown(reading: Reading, item: ItemDefinition) -> Iterator[Shown]:
    if item.per is not None:
        yield from _answers(reading, item, item.per)
        return
    asked = asked_of(reading, item)
    for row in _standing(reading, item):
        columns = writable(reading, item, row)
        if columns and fits(row, asked):
            label = RowView(reading.view, item, row).label
            words = label if item.named_by else _("Line %(number)s", number=label)
            told = _told(reading, item, row, but=[*(c.key for c in columns), item.named_by, *asked])
            yield Shown(f"r{row.id.hex}-", words, told, tuple(columns), row)
    if takes_rows(reading, item) and (columns := writable(reading, item, None)):
        for number in range(_new_lines()):
            yield Shown(f"n{number}-", _("New line %(number)s", number=number + 1), (), tuple(columns))


def _answers(reading: Reading, item: ItemDefinition, asked: ItemDefinition) -> Iterator[Shown]:
    """The own line for each row that is asked about; what stands in the row is read beside it."""
    named = item.unique[0]
    standing = item_standing(reading.view, item, reading.writer) if reading.writer else None
    if standing is None:
        return
    mine = {
        row.data.get(named): row
        for row in _standing(reading, item)
        if row.for_organization == standing.organization
    }
    wanted = asked_of(reading, asked)
    for row in _standing(reading, asked):
        label = RowView(reading.view, asked, row).label
        own = mine.get(label)
        columns = tuple(c for c in writable(reading, item, own) if c.key != named)
        if columns and fits(row, wanted):
            words, key = about(reading, asked, row)
            told = _told(reading, asked, row, but=[asked.named_by, key, *wanted, *(c.key for c in columns)])
            heading = _("%(name)s: %(words)s", name=label, words=words) if words else label
            yield Shown(f"a{row.id.hex}-", heading, told, columns, own, {named: label})


def _standing(reading: Reading, item: ItemDefinition) -> list[Item]:
    return [row for row in reading.snapshot.items if row.item == item.key and row.standing]


def _told(reading: Reading, item: ItemDefinition, row: Item, but: list[str]) -> tuple[tuple[str, str], ...]:
    """What stands in a row beside what is filled in, where anything does."""
    words = ((c, label_of(c, row.data.get(c.key), reader())) for c in shown_columns(reading, item))
    said = ((c, told) for c, told in words if told and c.key not in but and row.data.get(c.key) is not False)
    return tuple((_(c.label), told) for c, told in said)


def _new_lines() -> int:
    shown = whole_number(request.form.get("new")) or 0
    wanted = EMPTY_LINES if not shown or request.form.get(MORE) else 0
    return min(MOST_NEW, shown + wanted)


# ---- what was typed


def _line(shown: Shown) -> Line | None:
    """The line as it was typed, or nothing where nobody has touched it."""
    if request.form.get(f"{shown.prefix}seen") == _fingerprint(shown.columns, request.form, shown.prefix):
        return None
    data = typed(shown.columns, request.form, desk.zone().key, shown.prefix)
    revision = whole_number(request.form.get(f"{shown.prefix}revision"))
    row = shown.row.id if shown.row is not None and revision is not None else None
    if row is not None:
        return Line(data, row, revision)
    return Line({**(shown.fills or {}), **data}, revision=None if shown.fills is None else 0)


def _fingerprint(columns: tuple[Field, ...], sent: MultiDict[str, str], prefix: str) -> str:
    """By what a line is recognised that still says what it began with."""
    said = [sorted(sent.getlist(f"{prefix}{c.key}")) for c in columns]
    words = [[each.replace("\r\n", "\n").strip() for each in several] for several in said]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:16]


def _placed(problems: Mapping[str, Message], given: list[Shown]) -> dict[str, Message]:
    """What is wrong, by the control it belongs to; what is wrong with a line as a whole stands at its first one."""
    placed = {}
    for place, says in problems.items():
        number, _dash, column = place.partition("-")
        shown = given[int(number) - 1]
        known = {c.key for c in shown.columns}
        placed[shown.prefix + (column if column in known else shown.columns[0].key)] = says
    return placed


# ---- the page


def _page(
    reading: Reading,
    item: ItemDefinition,
    status: int = 200,
    *,
    sent: Any = None,
    problems: Mapping[str, Message] | None = None,
    note: Any = None,
    stale: bool = False,
) -> tuple[str, int]:
    shown = [_drawn(reading, each, sent, problems or {}, stale) for each in _shown(reading, item)]
    filtered = item.per or item
    asked = asked_of(reading, filtered)
    return page(
        "grid.html",
        reading,
        status,
        item=item,
        label=_(item.label),
        lines=shown,
        hints=_hints(reading, item),
        new=_new_lines() if item.per is None and takes_rows(reading, item) else 0,
        more=MORE if item.per is None and takes_rows(reading, item) and _new_lines() < MOST_NEW else None,
        filters=filters(reading, filtered, asked),
        asked=asked,
        errors=summary([cell for line in shown for cell in line["cells"]], {}),
        note=note,
    )


def _drawn(
    reading: Reading, shown: Shown, sent: Any, problems: Mapping[str, Message], stale: bool
) -> dict[str, Any]:
    mine = {
        key.removeprefix(shown.prefix): says for key, says in problems.items() if key.startswith(shown.prefix)
    }
    values = shown.row.data if shown.row is not None else None
    fresh = controls(shown.columns, reader(), values=values, case=reading.view, prefix=shown.prefix)
    cells = controls(
        shown.columns,
        reader(),
        values=values,
        sent=sent,
        problems=mine,
        case=reading.view,
        prefix=shown.prefix,
    )
    if stale and shown.row is not None and _was_faster(shown, shown.row, sent):
        say_what_stands(shown.row, shown.columns, fresh, cells)
    began = MultiDict((c["key"], v) for c in fresh for v in _sent_by(c))
    return {
        "words": shown.words,
        "told": shown.told,
        "cells": [_in_line(cell, stale) for cell in cells],
        "hidden": {
            f"{shown.prefix}revision": shown.row.revision if shown.row is not None else "",
            f"{shown.prefix}seen": _fingerprint(shown.columns, began, shown.prefix),
        },
    }


def _in_line(cell: Any, stale: bool) -> dict[str, Any]:
    """A control as it stands in a line: its help is said once, above all lines."""
    kept = {key: value for key, value in in_cell(cell).items() if key != "required" or value}
    return kept if stale else {**kept, "hint": ""}


def _hints(reading: Reading, item: ItemDefinition) -> list[tuple[str, str]]:
    return [(_(c.label), _(c.help)) for c in shown_columns(reading, item) if c.help and c.computed is None]


def _was_faster(shown: Shown, row: Item, sent: Mapping[str, str]) -> bool:
    """Whether somebody else has changed the row since the form was opened."""
    return whole_number(sent.get(f"{shown.prefix}revision")) != row.revision


def _sent_by(control: Mapping[str, Any]) -> list[str]:
    """What a browser sends for a control that nobody has touched."""
    value = control["value"]
    if control["kind"] == "checkbox":
        return ["1"] if value else []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
