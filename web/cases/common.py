"""What the views of a case share: read it for this person, say what went wrong above the kept words, go back to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from engine.draft import Draft, read_drafts
from engine.errors import EngineError, Invalid, Stale, Unknown
from engine.queries.case_page import CasePage, case_page
from engine.queries.timeline import timeline
from engine.queries.visible import is_open_to, open_within
from engine.register import Register
from web import request as desk
from web.case_page.head import head
from web.case_page.reading import Reading
from web.errors import logged_status
from web.i18n import gettext as _
from web.present import instant, say

NEWEST = 8
# That somebody read, remarked or was reminded makes no page stale.
CHANGES_NOTHING = (
    "notice.given",
    "notice.served",
    "comment.added",
    "link.added",
    "reminder.asked",
    "clock.remind",
    "clock.overdue",
)


def read_case(case_id: UUID, *, newest: int | None = 0) -> Reading:
    """The case as this person may see it, without its history, with its steps and so many of its newest events, or
    with all; else Unknown."""
    connection, register = desk.read()
    found = case_page(desk.engine(), connection, register, case_id, desk.viewer(), newest=newest)
    return Reading(found, desk.viewer(), drafts=_drafts(connection, found, desk.viewer()))


def _drafts(connection: Connection, found: CasePage, viewer: UUID | None) -> tuple[Draft, ...]:
    """What this person has written of answers, where the case asks any of which drafts are kept."""
    kinds = {task.key for task in found.snapshot.definition.tasks if task.keeps_drafts}
    asked = viewer is not None and any(each.task in kinds for each in found.snapshot.tasks)
    return tuple(read_drafts(connection, found.snapshot.case.id, viewer)) if asked and viewer else ()


def back(case_id: UUID, said: str, anchor: str = "") -> AnyResponse:
    """Return to the case page and say what was recorded; where the act has closed the case to whoever did it, to their work."""
    flash(said)
    if not _still_open(case_id):
        return redirect(url_for("work.show"))
    return redirect(url_for("cases.show", case_id=case_id) + (f"#{anchor}" if anchor else ""))


def _still_open(case_id: UUID) -> bool:
    connection, register = desk.read()
    return is_open_to(desk.engine(), connection, register, desk.viewer(), case_id)


def page(template: str, reading: Reading, status: int = 200, **words: Any) -> tuple[str, int]:
    """A page about a case, with the head that all of them have."""
    shared = {
        "head": head(reading),
        "case_id": reading.snapshot.case.id,
        "key": desk.new_key(),
        "views": current_app.view_functions,
        "printed": printed(reading.register, url_for("cases.history", case_id=reading.snapshot.case.id)),
    }
    return render_template(f"cases/{template}", **shared, **words), status


def printed(register: Register, place: str) -> dict[str, str]:
    """For the foot of a printed page: who printed it when, and where the record can be looked up."""
    viewer = desk.viewer()
    by = register.name(viewer) if viewer else _("a visitor")
    return {"by": by, "at": instant(desk.now()), "address": desk.site().base_url + place}


def wrong(error: EngineError, reading: Reading | None = None) -> tuple[dict[str, Any], int]:
    """What to show above a form that was not taken: a note and its tone, and the problems of single fields."""
    if isinstance(error, Unknown):
        raise error
    problems = error.problems if isinstance(error, Invalid) else {}
    note = (
        None
        if problems
        else {"kind": "warn", "title": say(error.says), "text": _kept(error, reading), "rule": error.rule}
    )
    return {"problems": problems, "note": note}, logged_status(error)


def _kept(error: EngineError, reading: Reading | None) -> str:
    if isinstance(error, Stale) and reading is not None:
        return _("%(what)s Your words are kept below.", what=_latest(reading))
    return _("Nothing was recorded. Your words are kept below.")


def _latest(reading: Reading) -> str:
    """Who changed what, and when: the newest event of the case but for those that change nothing in it."""
    connection, register = desk.read()
    engine, viewer, case = desk.engine(), desk.viewer(), reading.snapshot.case
    seen = open_within(engine, register, viewer, reading.snapshot)
    found = timeline(
        connection, register, reading.definition, case.id, **seen, newest=1, quiet=CHANGES_NOTHING
    )
    return _("%(when)s: %(what)s", when=instant(found[-1].at), what=say(found[-1].says)) if found else ""
