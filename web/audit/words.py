"""Changes in words: what a row is called, its values before and after, and the act that did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from engine.definition import CaseDefinition, Field
from engine.fold import Row
from engine.messages import mark
from engine.queries.case_changes import CaseChanges
from engine.queries.changes import Cell, Changed
from engine.queries.timeline import Happening
from web import request as desk
from web.case_page import beside, way
from web.case_page.reading import Reading
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.present import exact, party

# The parts of a case in which something can change, in the order of the page.
GROUPS = {
    "cases": mark("The case itself"),
    "positions": mark("Answers"),
    "documents": mark("Documents"),
    "items": mark("Rows"),
    "links": mark("Ties to other cases"),
    "tasks": mark("Work"),
    "comments": mark("Remarks"),
}
COLUMNS = {
    "title": mark("Title"),
    "level": mark("Confidentiality"),
    "state": mark("State"),
    "number": mark("Number"),
    "version": mark("Version of the case type"),
    "due_at": mark("Due"),
    "closes_at": mark("Closes"),
    "claimed_by": mark("Claimed by"),
    "delegated_to": mark("Handed to"),
}
TASK_STATES = {
    "offered": mark("offered"),
    "claimed": mark("claimed"),
    "completed": mark("completed"),
    "closed": mark("closed"),
    "held": mark("held"),
}


def grouped(seen: CaseChanges) -> list[dict[str, Any]]:
    """The changes of a case by what they are about, each row with its values before and after."""
    reading = Reading(seen.page, desk.viewer(), looked_back_at=desk.now())
    groups = []
    for table, label in GROUPS.items():
        rows = [_of_case(reading, each, seen.by) for each in seen.changes if each.table == table]
        rows = _together(rows) if table == "tasks" else rows
        if rows:
            groups.append({"key": table, "label": _(label), "rows": rows})
    return groups


def _together(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same question to several, where the same became of it at each, as one row that names them all."""
    alike: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        name, _comma, party = row["name"].partition(", ")
        told = [(cell["label"], cell["before"], cell["after"], cell["act"]) for cell in row["cells"]]
        known = alike.setdefault(
            (name, str((row["what"], told, row["act"]))), {**row, "name": name, "who": []}
        )
        known["who"] += [party] if party else []
    return [
        {**row, "name": ": ".join(filter(None, (row["name"], ", ".join(row["who"]))))}
        for row in alike.values()
    ]


def _of_case(reading: Reading, change: Changed, by: Mapping[UUID, Happening]) -> dict[str, Any]:
    name, what = _named(reading, change)
    cells = _cells(reading, change)
    return {
        "name": name,
        "what": what,
        "cells": [_cell(label, cell, words, by) for label, cell, words in cells],
        "act": act(by.get(change.event)),
        "at_once": len({cell.event for _label, cell, _words in cells}) <= 1,
    }


def _named(reading: Reading, change: Changed) -> tuple[str, str]:
    """What a row is called, and what became of it."""
    row, definition = change.after, reading.definition
    new = change.before is None
    match change.table:
        case "cases":
            return reading.snapshot.case.title, _("opened") if new else _("changed")
        case "items":
            ended = change.cell("standing") is not None and not row["standing"]
            label = _(definition.item_by_key[row["item"]].label)
            named = f"{label}, {_item_name(reading, row)}" if _item_name(reading, row) else label
            return named, _("ended") if ended else _("added") if new else _("changed")
        case "documents":
            return _(definition.document_by_key[row["document"]].label), _("new version")
        case "links":
            return _tie(reading, row), _("ended") if row["ended_at"] is not None else _("tied")
        case "tasks":
            return _task(definition, row), _("offered") if new else _("changed")
        case "positions":
            return _task(definition, row), _("late, not counted") if row["late"] else _("answered")
        case _:
            return reading.register.name(row["by"]), _("remarked")


def _item_name(reading: Reading, row: Row) -> str:
    item = reading.definition.item_by_key[row["item"]]
    named = next((c for c in item.columns if c.key == item.named_by and reading.reads(c.level)), None)
    return label_of(named, row["data"].get(named.key), reader()) if named is not None and row["data"] else ""


def _tie(reading: Reading, row: Row) -> str:
    link = next((each for each in reading.snapshot.links if each.id == row["id"]), None)
    return _(beside.tie_label(reading, link)) + ": " + link.title if link is not None else _(row["type"])


def _task(definition: CaseDefinition, row: Row) -> str:
    known = definition.task_by_key.get(row["task"])
    state = definition.state_by_key.get(row["task"].removeprefix("state_"))
    label = _(known.label) if known else _(state.label) if state else row["task"]
    who = party(row["party"]) if row["party"].startswith(("org:", "person:")) else ""
    return f"{label}, {who}" if who else label


Told = tuple[str, Cell, tuple[str, str]]


def _cells(reading: Reading, change: Changed) -> list[Told]:
    """Label, cell, and words before and after, of what people read of this row."""
    match change.table:
        case "cases":
            return [*_columns(reading, change), *_fields(change, reading.definition.fields)]
        case "items":
            return _fields(change, reading.definition.item_by_key[change.after["item"]].columns)
        case "tasks":
            return _columns(reading, change)
        case "documents":
            return [_whole(change, _("Version"), _version(change.after))]
        case "positions":
            return list(_answer(reading, change))
        case "comments":
            return [_whole(change, _("Remark"), change.after["body"] or _("erased"))]
        case _:
            return []


def _columns(reading: Reading, change: Changed) -> list[Told]:
    cells = [cell for column in COLUMNS if (cell := change.cell(column)) is not None]
    return [
        (_(COLUMNS[cell.column]), cell, (_word(reading, change, cell, 0), _word(reading, change, cell, 1)))
        for cell in cells
    ]


def _word(reading: Reading, change: Changed, cell: Cell, side: int) -> str:
    value = (cell.before, cell.after)[side]
    if value is None:
        return ""
    if cell.column == "state":
        state = reading.definition.state_by_key.get(value)
        if change.table == "tasks":
            return _(TASK_STATES.get(value, value))
        return _(state.label) if state else str(value)
    if cell.column == "level":
        return _(reading.snapshot.registry.levels[value].label)
    if isinstance(value, UUID):
        return reading.register.name(value)
    return exact(value) if isinstance(value, datetime) else str(value)


def _fields(change: Changed, fields: Iterable[Field]) -> list[Told]:
    """In the order in which the definition names them."""
    cells = {cell.part: cell for cell in change.cells if cell.column == "data"}
    return [
        (
            _(field.label),
            cell,
            (label_of(field, cell.before, reader()), label_of(field, cell.after, reader())),
        )
        for field in fields
        if (cell := cells.get(field.key)) is not None
    ]


def _whole(change: Changed, label: str, words: str) -> Told:
    return label, Cell("", None, None, words, change.event), ("", words)


def _version(row: Row) -> str:
    name, sha256 = row["filename"] or _("erased"), row["sha256"].hex()[:16] + "…"
    return _("version %(number)s, %(name)s, %(hash)s", number=row["version"], name=name, hash=sha256)


def _answer(reading: Reading, change: Changed) -> Iterable[Told]:
    row, task = change.after, reading.definition.task_by_key.get(change.after["task"])
    outcome = task.outcome(row["outcome"]) if task is not None else None
    yield _whole(change, _("Answer"), _(outcome.label) if outcome is not None else row["outcome"])
    if row["reason"]:
        yield _whole(change, _("Reason"), row["reason"])
    for field in dict.fromkeys((*(task.asks if task else ()), *(outcome.asks if outcome else ()))):
        words = label_of(field, (row["data"] or {}).get(field.key), reader())
        if words and reading.reads(field.level) and not field.internal:
            yield _whole(change, _(field.label), words)


def _cell(label: str, cell: Cell, words: tuple[str, str], by: Mapping[UUID, Happening]) -> dict[str, Any]:
    return {"label": label, "before": words[0], "after": words[1], "act": act(by.get(cell.event))}


def act(happening: Happening | None) -> dict[str, Any] | None:
    """The act that did it, or nothing where it is kept from this reader."""
    if happening is None:
        return None
    return {"at": happening.at, "text": way.sentence(happening), "second": way.second(happening)}


def case_link(case_id: UUID, since: datetime, until: datetime) -> str:
    """Where all that changed in a case stands."""
    return url_for("audit.of_case", case_id=case_id, since=since.isoformat(), until=until.isoformat())
