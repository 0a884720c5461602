"""The panel of a checklist: by group how far it is, and for each item what each organization says beside what is agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from engine.definition import ChecklistPanel, Field
from engine.item import Item
from engine.view import RowView
from web.case_page.matrix import about, writable
from web.case_page.reading import Reading
from web.case_page.words import rtl
from web.drawing import bars
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.i18n import ngettext
from web.present import say

AGREED, DIFFERENT, OPEN = "holds", "partly", "waiting"


def checklist_panel(reading: Reading, panel: ChecklistPanel) -> dict[str, Any] | None:
    """The groups, each with its items as a table; nothing while there are no items."""
    rows = [r for r in reading.snapshot.items if r.item == panel.item.key and r.standing]
    sheet = _sheet(reading, panel)
    told = list(dict.fromkeys(each.for_organization for each in sheet))
    named = sorted((reading.register.name(each) or _("not known"), each) for each in told)
    found = [_group(reading, panel, member, rows, sheet, named) for member in panel.group.options or ()]
    groups = [each for each in found if each is not None]
    if not groups:
        return None
    return {
        "label": _(panel.label),
        "key": "checklist",
        "groups": groups,
        "note": _note(reading, panel, named),
        "tables": _tables(reading, panel),
    }


def _tables(reading: Reading, panel: ChecklistPanel) -> list[dict[str, str]]:
    """The same as tables, to narrow down, to work in and to take along."""
    if reading.looked_back_at is not None:
        return []
    case_id = reading.snapshot.case.id
    shown = [each for each in (panel.item, panel.sheet) if reading.reads(each.level)]
    return [
        {"label": _(each.label), "href": url_for("cases.table", case_id=case_id, kind=each.key)}
        for each in shown
    ]


def _sheet(reading: Reading, panel: ChecklistPanel) -> list[Item]:
    """The answers of the organizations, where this reader may read them."""
    if not reading.reads(panel.sheet.level):
        return []
    found = [r for r in reading.snapshot.items if r.item == panel.sheet.key and r.standing]
    return [r for r in found if r.data.get(panel.answer.key) is not None]


def _note(reading: Reading, panel: ChecklistPanel, named: Sequence[Any]) -> str:
    if not reading.reads(panel.sheet.level):
        return _("What each organization has answered is for those who work on the case.")
    return "" if named else _("No organization has answered yet.")


def _group(
    reading: Reading,
    panel: ChecklistPanel,
    member: Any,
    rows: list[Item],
    sheet: list[Item],
    named: Sequence[Any],
) -> dict[str, Any] | None:
    mine = [row for row in rows if row.data.get(panel.group.key) == member.name]
    if not mine:
        return None
    by_item: dict[str, list[Item]] = {}
    for answer in sheet:
        by_item.setdefault(str(answer.data.get(panel.sheet.unique[0])), []).append(answer)
    lines = [_line(reading, panel, row, by_item, named) for row in mine]
    agreed = sum(line["agreed"] for line in lines)
    heads = [_("Item"), *(name for name, _id in named), _("Agreed")]
    return {
        "label": say(member.value),
        "summary": _summary(lines),
        "bar": bars.share_bar(agreed / len(lines), alternative="", rtl=rtl()),
        "heads": [{"label": head, **({"wide": "l"} if n == 0 else {})} for n, head in enumerate(heads)],
        "rows": [{"cells": line["cells"]} for line in lines],
        "acts": _acts(reading, panel, member.name),
    }


def _summary(lines: list[dict[str, Any]]) -> str:
    """“9 of 11 items agreed; on 2 the organizations differ”."""
    agreed, differ = sum(line["agreed"] for line in lines), sum(line["differs"] for line in lines)
    words = _("%(agreed)s of %(all)s items agreed", agreed=agreed, all=len(lines))
    more = ngettext("on %(num)s the organizations differ", "on %(num)s the organizations differ", differ)
    return f"{words}; {more}" if differ else words


def _line(
    reading: Reading, panel: ChecklistPanel, row: Item, by_item: dict[str, list[Item]], named: Sequence[Any]
) -> dict[str, Any]:
    name = RowView(reading.view, panel.item, row).label
    answers = {each.for_organization: each for each in by_item.get(name, [])}
    agreed, column = row.data.get(panel.answer.key), panel.answer
    said = {each.data.get(column.key) for each in answers.values()}
    mark = AGREED if agreed is not None else DIFFERENT if len(said) > 1 else OPEN
    words = _words(column, row) if agreed is not None else _("differing") if len(said) > 1 else _("open")
    cells: list[Any] = [{"text": name, "second": about(reading, panel.item, row)[0]}]
    cells += [
        {"text": _words(column, answers[each]), "label": True} if each in answers else ""
        for _name, each in named
    ]
    return {
        "cells": [*cells, {"mark": mark, "text": words, "label": True}],
        "agreed": agreed is not None,
        "differs": len(said) > 1,
    }


def _words(column: Field, row: Item) -> str:
    return label_of(column, row.data.get(column.key), reader())


def _acts(reading: Reading, panel: ChecklistPanel, group: str) -> list[dict[str, str]]:
    """Where one fills in the own answers to this group, and what is agreed on it."""
    if reading.looked_back_at is not None:
        return []
    case_id, asked = reading.snapshot.case.id, {panel.group.key: group}
    acts = []
    if reading.reads(panel.sheet.level) and writable(reading, panel.sheet, None):
        acts.append({"label": _("Fill in our answers"), "href": _form(case_id, panel.sheet.key, asked)})
    rows = [r for r in reading.snapshot.items if r.item == panel.item.key and r.standing]
    if any(panel.answer in writable(reading, panel.item, row) for row in rows):
        acts.append({"label": _("Fill in what is agreed"), "href": _form(case_id, panel.item.key, asked)})
    return acts


def _form(case_id: Any, kind: str, asked: dict[str, Any]) -> str:
    return url_for("cases.write_lines", case_id=case_id, kind=kind, **asked)
