"""What is asked: the form of one task on a page of its own, beside what one reads to answer it; the draft of an answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine.commands import draft as drafts
from engine.definition import TextPanel
from engine.errors import Denied, EngineError
from engine.task import Task
from engine.whom import is_asked
from web import request as desk
from web.case_page import sheet
from web.case_page.answering import answer_form
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.candidates import best_for
from web.cases.common import back, page, read_case, wrong
from web.field_forms import summary
from web.form_tables import MORE
from web.i18n import gettext as _
from web.policy import action

NO_WORDS = ("csrf_token", "idempotency_key", "confirmed", "change", "draft", MORE)
"""What a form sends beside what somebody wrote."""


def task_of(reading: Reading, task_id: UUID) -> Task:
    """The task of this case that the address names."""
    found = next(
        (t for t in reading.page.tasks if t.id == task_id and t.task in reading.definition.task_by_key), None
    )
    return found or abort(404)


def asked_now(reading: Reading, task: Task) -> Task:
    """The task that asks the same party in the present round; where nobody is asked any more, the task itself."""
    same = (t for t in reading.snapshot.tasks if (t.task, t.party) == (task.task, task.party))
    return next(same, task) if reading.span_open(task.task) else task


@cases.get("/<uuid:case_id>/tasks/<uuid:task_id>")
@action("task.take")
def asked(case_id: UUID, task_id: UUID) -> tuple[str, int] | Response:
    """The form of one task on a page of its own, beside the documents one reads to answer it."""
    reading = read_case(case_id)
    task = asked_now(reading, task_of(reading, task_id))
    if not is_asked(task, reading.register, desk.signed_in(), reading.now):
        raise Denied("This task is not offered to you.", rule="task-candidate")
    if not task.is_open and task.answer is None:
        return back(case_id, _("This is not asked any more."))
    form = answer_form(reading, task, sent=request.args or None)
    if form["barred"]:
        return back(case_id, form["barred"])
    return answer_page(reading, form, 200, note=None, errors=[], recording=False)


def answer_page(reading: Reading, form: dict[str, Any], status: int, **words: Any) -> tuple[str, int]:
    """A form, and beside it the documents that this person may read of those one reads to answer, and whom one may name."""
    definition = reading.definition.task_by_key[form["task"]]
    sheets = [
        sheet.sheet_panel(reading, TextPanel(each.label, each), desk.engine().files)
        for each in definition.beside
        if reading.reads(each.level)
    ]
    offer = definition.offers
    offered = None
    if offer is not None and reading.reads(offer.ranking.item.level):
        offered = best_for(reading, UUID(form["id"]), offer)
    return page("answer.html", reading, status, asked=form, beside=sheets, offered=offered, **words)


def form_again(
    reading: Reading, task: Task, status: int, recording: bool, *, problems: Any, note: Any
) -> tuple[str, int]:
    """The form with what was sent, and above it what is wrong."""
    form = answer_form(reading, task, sent=request.form, problems=problems, recording=recording)
    errors = [(field["id"], field["error"]) for field in form["fields"] if field.get("error")]
    rest = summary([], {k: v for k, v in problems.items() if k not in {f["key"] for f in form["fields"]}})
    return answer_page(reading, form, status, note=note, errors=errors + rest, recording=recording)


def written() -> dict[str, list[str]]:
    """What somebody wrote, without what a form sends beside it."""
    return {name: request.form.getlist(name) for name in request.form if name not in NO_WORDS}


def draft_kept(reading: Reading, task: Task) -> tuple[str, int] | Response | None:
    """Whatever was written is kept before anything is looked at: nothing that is wrong with it loses it. Gives the page to
    show where keeping it was all that was asked; else the answer itself says what is wrong."""
    alone = request.form.get("draft") == "yes"
    mine, case_id = asked_now(reading, task), task.case_id
    desk.stop_reading()
    try:
        drafts.keep(desk.engine(), mine.id, written(), by=desk.signed_in())
    except EngineError as error:
        if not alone:
            return None
        told, status = wrong(error)
        return form_again(read_case(case_id), mine, status, False, **told)
    if not alone:
        return None
    flash(_("Your draft is kept. Only you see it."))
    return redirect(url_for("cases.asked", case_id=case_id, task_id=task.id))
