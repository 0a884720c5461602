"""Rows of the register in words: organizations, people, mandates, absences, settings, calendars, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.definition import Field
from engine.fold import Row
from engine.messages import mark
from engine.queries.changes import Changed
from engine.queries.house_changes import OF_A_PERSON
from engine.queries.timeline import Happening
from engine.register import Register
from web import request as desk
from web.audit.words import act
from web.field_forms import label_of, reader
from web.i18n import gettext as _
from web.i18n import ngettext
from web.present import exact, shown

GROUPS = {
    "settings": mark("Settings"),
    "calendars": mark("Calendar"),
    "organizations": mark("Organizations"),
    "mandates": mark("Mandates"),
    "people": mark("People"),
    "absences": mark("Absences"),
}
COLUMNS = {
    "value": mark("Value"),
    "code": mark("Code"),
    "name": mark("Name"),
    "attributes": mark("Facts"),
    "email": mark("E-mail"),
    "active": mark("Account open"),
    "zone": mark("Zone"),
    "language": mark("Language"),
    "since": mark("From"),
    "until": mark("Until"),
    "substitute_id": mark("Stands in"),
    "current": mark("In force"),
}


def grouped(changes: tuple[Changed, ...], by: Mapping[UUID, Happening]) -> list[dict[str, Any]]:
    """The changes of the register by what they are about."""
    groups = []
    for table, label in GROUPS.items():
        rows = [_row(each, by) for each in changes if each.table == table]
        if rows:
            groups.append({"key": table, "label": _(label), "rows": rows})
    return groups


def _row(change: Changed, by: Mapping[UUID, Happening]) -> dict[str, Any]:
    cells = [
        _cell(change, cell.column, (cell.before, cell.after), by.get(cell.event)) for cell in _told(change)
    ]
    return {
        "name": name_of(change.table, change.after),
        "what": _what(change),
        "cells": cells,
        "act": act(by.get(change.event)),
        "at_once": len({cell.event for cell in change.cells}) <= 1,
    }


def _told(change: Changed) -> list[Any]:
    wanted = [c for c in COLUMNS if change.table != "people" or c in OF_A_PERSON]
    cells = {cell.column: cell for cell in change.cells}
    return [cells[column] for column in wanted if column in cells]


def _what(change: Changed) -> str:
    if change.before is None:
        return _("added")
    ended = change.table in ("mandates", "absences") and change.cell("until") is not None
    return _("ended") if ended else _("changed")


def _cell(
    change: Changed, column: str, values: tuple[Any, Any], happening: Happening | None
) -> dict[str, Any]:
    before, after = (words_of(change.table, change.after, column, value) for value in values)
    return {"label": _(COLUMNS[column]), "before": before, "after": after, "act": act(happening)}


def words_of(table: str, row: Row, column: str, value: Any) -> str:
    """One stored value of the register as people read it."""
    if value is None:
        return ""
    if table == "settings":
        return setting_words(row["key"], value)
    if column == "attributes":
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, datetime):
        return exact(value)
    return desk.read().register.name(value) if isinstance(value, UUID) else shown(value)


def setting_words(key: str, value: Any) -> str:
    """The value of a setting; of one that no definition declares as it is stored."""
    setting = desk.engine().registry.settings.get(key)
    if setting is None:
        return (
            shown(value) if not isinstance(value, dict) else ", ".join(f"{k}: {v}" for k, v in value.items())
        )
    field = Field(setting.key, setting.label, setting.kind, many=setting.many)
    stored = list(value) if setting.many else value
    return label_of(field, stored, reader()) or _("nothing")


def setting_label(key: str) -> str:
    """What a setting is called."""
    setting = desk.engine().registry.settings.get(key)
    return _(setting.label) if setting is not None else key


def name_of(table: str, row: Row) -> str:
    """What a row of the register is called."""
    register = desk.read().register
    match table:
        case "settings":
            return setting_label(row["key"])
        case "calendars":
            return calendar_words(row)
        case "organizations":
            return f"{row['code']}, {row['name']}"
        case "people":
            return row["name"] or _("erased")
        case "absences":
            return register.name(row["person_id"])
        case _:
            return mandate_words(register, row)


def mandate_words(register: Register, row: Row) -> str:
    """Who has which role for which organization."""
    role = register.roles.get(row["role"])
    label = _(role.label) if role is not None else row["role"]
    names = (register.name(row["organization_id"]), register.name(row["person_id"]))
    held = ", ".join(filter(None, (*names, _(row["capacity"]) if row["person_id"] else "")))
    return f"{label}: {held}"


def calendar_words(row: Row) -> str:
    """A version of the calendar, with how many days off it knows."""
    days = ngettext("%(num)s day off", "%(num)s days off", len(row["days_off"]))
    version = _("version %(number)s", number=row["version"])
    return f"{row['label']}, {version}, {row['zone']}, {days}"
