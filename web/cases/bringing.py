"""A sheet brought in: rows that are there are filled in, others are added; all of them are taken, or none is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, request
from werkzeug.wrappers import Response

from engine.commands import lines
from engine.commands.lines import Line
from engine.definition import Field, ItemDefinition
from engine.errors import EngineError, Invalid
from engine.messages import Message
from web import request as desk
from web.case_page.matrix import shown_columns
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import back, page, read_case, wrong
from web.cases.tables import may_write, panel_of
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action
from web.present import say
from web.sheets.lines import lines_of
from web.sheets.reading import Sheet, read_sheet


@cases.route("/<uuid:case_id>/tables/<kind>/sheet", methods=["GET", "POST"])
@action("item.edit")
def bring_in(case_id: UUID, kind: str) -> tuple[str, int] | Response:
    """Take over a sheet."""
    reading = read_case(case_id)
    item = panel_of(reading, kind).item
    if request.method == "GET":
        return _page(reading, item) if may_write(reading, item) else abort(403)
    sheet: Sheet | None = None
    try:
        sent = request.files.get("file")
        sheet = read_sheet(sent.read() if sent else b"", (sent.filename if sent else "") or "")
        rows = [r for r in reading.snapshot.items if r.item == kind]
        columns, zone = _columns(reading, item), desk.zone().key
        added, changed = _write(case_id, item, lines_of(sheet, columns, rows, reading.register, zone))
    except EngineError as error:
        told, status = wrong(error)
        return _page(read_case(case_id), item, status, note=told["note"], faults=_faults(item, sheet, error))
    return back(case_id, written_words(added, changed), kind)


def written_words(added: int, changed: int) -> str:
    """What came of many rows that were written at once."""
    rows = ngettext("%(num)s row added", "%(num)s rows added", added)
    return _("%(rows)s, %(changed)s changed.", rows=rows, changed=changed)


def _write(case_id: UUID, item: ItemDefinition, given: list[Line]) -> tuple[int, int]:
    who, key = desk.signed_in(), desk.idempotency_key()
    desk.stop_reading()
    done = lines.write(desk.engine(), case_id, item.key, given, by=who, key=key)
    added, changed = done.result or (0, 0)
    return added, changed


def _columns(reading: Reading, item: ItemDefinition) -> list[Field]:
    return [column for column in shown_columns(reading, item) if column.computed is None]


def _faults(item: ItemDefinition, sheet: Sheet | None, error: EngineError) -> list[str]:
    """What is wrong, by the number of the line in the file and the head of the column."""
    if not isinstance(error, Invalid):
        return []
    if sheet is None or "file" in error.problems:
        return [say(each) for each in error.problems.values()]
    return [_fault(item, sheet, place, says) for place, says in error.problems.items()]


def _fault(item: ItemDefinition, sheet: Sheet, place: str, says: Message) -> str:
    number, _dash, key = place.partition("-")
    line = sheet.lines[int(number) - 1][0]
    heads: Mapping[str, str] = {column.key: _(column.label) for column in item.columns}
    if key in heads:
        return _("Line %(line)s, %(column)s: %(says)s", line=line, column=heads[key], says=say(says))
    return _("Line %(line)s: %(says)s", line=line, says=say(says))


def _page(
    reading: Reading,
    item: ItemDefinition,
    status: int = 200,
    *,
    note: Any = None,
    faults: list[str] | None = None,
) -> tuple[str, int]:
    return page(
        "bring_in.html",
        reading,
        status,
        item=item,
        label=_(item.label),
        columns=", ".join(_(column.label) for column in _columns(reading, item)),
        errors=[("f-file", each) for each in faults or ()],
        note=note,
    )
