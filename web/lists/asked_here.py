"""What one register asks of its reader: late, by name, to be taken, in progress."""

from __future__ import annotations

from typing import Any

from flask import url_for

from engine.definition import CaseDefinition
from engine.queries.case_register import desk_keys
from engine.queries.inbox import PAGE, Entry, Narrowed, inbox
from engine.task import CLAIMED
from web import request as desk
from web.i18n import gettext as _
from web.lists.tasks import is_shared, task_row

MOST = 12


def asked_part(definition: CaseDefinition, *, presiding: bool) -> dict[str, Any] | None:
    """Groups of tasks as the macro `task_row` wants them; what lies on the desk above is not shown twice."""
    register = definition.register
    if register is None or not register.asked_label:
        return None
    on_desk = set(desk_keys(definition)) if presiding else set()
    found = [each for each in _entries(definition) if each.task.task not in on_desk]
    shown, rest = found[:MOST], len(found) - MOST
    groups: dict[str, list[Entry]] = {"late": [], "mine": [], "shared": [], "taken": []}
    for each in shown:
        groups[_group(each)].append(each)
    return {
        "label": _(register.asked_label),
        "count": len(found),
        "groups": [
            {"title": title, "late": key == "late", "rows": [task_row(each) for each in groups[key]]}
            for key, title in _titles().items()
            if groups[key]
        ],
        "more": url_for("work.show", type=definition.key) if rest > 0 else None,
    }


def _entries(definition: CaseDefinition) -> list[Entry]:
    connection, house = desk.read()
    narrowed = Narrowed(definition.key)
    return inbox(desk.engine(), connection, house, desk.signed_in(), most=PAGE, narrowed=narrowed)


def _titles() -> dict[str, str]:
    return {
        "late": _("Late"),
        "mine": _("You are asked"),
        "taken": _("You have taken"),
        "shared": _("Open to be taken"),
    }


def _group(entry: Entry) -> str:
    task = entry.task
    if task.due_at is not None and task.due_at <= desk.now():
        return "late"
    if task.state == CLAIMED and task.claimed_by == desk.viewer():
        return "taken"
    return "shared" if is_shared(task) else "mine"
