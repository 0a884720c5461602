"""Answers to what a case asks: choose, check the sentence of record, record it; claim, give back, hand on; record for a member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine.commands import draft as drafts
from engine.commands import handing, notice
from engine.commands import task as task_commands
from engine.commands.case import demand_reason
from engine.definition import Outcome, TaskDefinition
from engine.errors import Denied, EngineError, Invalid, Stale, Unknown
from engine.form import collect
from engine.messages import message
from engine.task import Task
from engine.whom import standing_to_take
from web import request as desk
from web.case_page.answering import answer_form
from web.case_page.reading import Reading, fields_for
from web.cases import cases
from web.cases.asked import answer_page, asked_now, draft_kept, form_again, task_of, written
from web.cases.common import back, page, read_case, wrong
from web.field_forms import label_of, reader, typed
from web.form_tables import MORE
from web.i18n import gettext as _
from web.policy import action
from web.present import say

CHANGED = message(
    "What you answer on has changed since you opened this page. Read it again; your words are kept."
)


def _showed_what_is_asked(reading: Reading, task: Task) -> bool:
    """Whether a form of an earlier round showed the very things that are asked about now."""
    shown = reading.snapshot.case.rounds.get(task.task, {}).get("bound")
    return shown is None or request.form.get("bound") == shown


@cases.post("/<uuid:case_id>/tasks/<uuid:task_id>/answer")
@action("task.answer")
def answer(case_id: UUID, task_id: UUID) -> tuple[str, int] | Response:
    """First the sentence of record to confirm, then the recording. What is wrong comes back above the kept words."""
    reading = read_case(case_id)
    task = task_of(reading, task_id)
    definition = reading.definition.task_by_key[task.task]
    recording = request.form.get("recording") == "yes"
    if definition.keeps_drafts and not recording and request.form.get("confirmed") != "yes":
        kept = draft_kept(reading, task)
        if kept is not None:
            return kept
    if request.form.get("change") == "yes" or MORE in request.form:
        return form_again(reading, asked_now(reading, task), 200, recording, problems={}, note=None)
    try:
        if asked_now(reading, task).id != task.id and not _showed_what_is_asked(reading, task):
            raise Stale(CHANGED, rule="bound")
        outcome, data, values = _checked(reading, definition, recording)
        if request.form.get("confirmed") != "yes":
            return _confirm(reading, task, definition, outcome, values)
        desk.stop_reading()
        done = task_commands.complete(
            desk.engine(),
            task_id,
            outcome.key,
            by=desk.signed_in(),
            reason=request.form.get("reason") or None,
            data=data,
            bound=request.form.get("bound") or None,
            evidence=request.form.get("evidence") or None if recording else None,
            key=desk.idempotency_key(),
        )
    except EngineError as error:
        again = read_case(case_id)
        told, status = wrong(error, again)
        asked = asked_now(again, task_of(again, task_id))
        return form_again(again, asked, status, recording, **told)
    if definition.keeps_drafts:
        drafts.throw_away(desk.engine(), task_id, by=desk.signed_in())
    return back(case_id, _said(case_id, outcome, done.result), definition.key)


def _said(case_id: UUID, outcome: Outcome, position: UUID) -> str:
    """What was recorded; whoever came too late must not believe that it counts."""
    try:
        answers = read_case(case_id).page.positions
    except Unknown:  # with the answer ended what opened the case to this person; it is recorded all the same
        answers = ()
    if any(each.id == position and each.late for each in answers):
        return _("Recorded as late, not counted: %(answer)s.", answer=_(outcome.label))
    return _("Recorded: %(answer)s.", answer=_(outcome.label))


def _checked(
    reading: Reading, definition: TaskDefinition, recording: bool
) -> tuple[Outcome, dict[str, Any], dict[str, Any]]:
    """The answer chosen, what was typed and what would be stored, as far as the form alone can say; the command checks all
    again."""
    outcome = definition.outcome(request.form.get("outcome", ""))
    if outcome is None:
        raise Invalid({"outcome": message("Choose one of the answers.")})
    data = typed(fields_for(definition, outcome), request.form, desk.zone().key)
    values = collect(
        fields_for(definition, outcome),
        data,
        reading.register,
        reading.snapshot.registry.settings,
        case=reading.view,
    )
    demand_reason(request.form.get("reason"), outcome.reason)
    if recording and len(request.form.get("evidence", "").strip()) < 10:
        raise Invalid(
            {"evidence": message("Say how the member told you: a document, or a dated note of the call.")}
        )
    return outcome, data, values


def _confirm(
    reading: Reading, task: Task, definition: TaskDefinition, outcome: Outcome, values: dict[str, Any]
) -> tuple[str, int]:
    """The sentence that goes on record, what follows at once, who sees it, how it can be undone."""
    party = reading.view.party(task.party) if task.party.startswith(("org:", "person:")) else None
    sentence = (
        _("You record “%(answer)s” for %(party)s.", answer=_(outcome.label), party=party)
        if party
        else _("You record “%(answer)s”: %(task)s.", answer=_(outcome.label), task=_(definition.label))
    )
    words = {f.label: label_of(f, values.get(f.key), reader()) for f in fields_for(definition, outcome)}
    arrows = [_(outcome.says)] if outcome.says else []
    arrows.append(_who_reads_it(reading, definition))
    arrows.append(
        _("You can answer again later; this answer stays on record.")
        if definition.changeable
        else _("It can be corrected by a new answer with a reason.")
    )
    return page(
        "confirm.html",
        reading,
        sentence=sentence,
        arrows=arrows,
        kept=written(),
        reason=request.form.get("reason", ""),
        words={k: v for k, v in words.items() if v},
        label=_("Record: %(answer)s", answer=_(outcome.label)),
        action=url_for("cases.answer", case_id=task.case_id, task_id=task.id),
    )


def _who_reads_it(reading: Reading, definition: TaskDefinition) -> str:
    if definition.level is None:
        return _("It is kept with your name. Those who may read the case see it at once.")
    level = reading.snapshot.registry.levels[definition.level]
    return _(
        "It is kept with your name. It is open to: %(level)s, and whoever is asked the same.",
        level=_(level.label),
    )


@cases.get("/<uuid:case_id>/record/<task_key>")
@action("task.record")
def record(case_id: UUID, task_key: str) -> tuple[str, int]:
    """Write down what a member said: choose whose answer it is."""
    reading = read_case(case_id)
    definition = next((t for t in reading.recording() if t.key == task_key), None) or abort(404)
    chosen = request.args.get("seat")
    rows = [
        t
        for t in reading.snapshot.tasks
        if t.task == definition.key and t.present and t.party.startswith(("org:", "person:"))
    ]
    if chosen:
        task = next((t for t in rows if t.id.hex == chosen), None) or abort(404)
        form = answer_form(reading, task, recording=True)
        return answer_page(reading, form, 200, note=None, errors=[], recording=True)
    seats = [(t.id.hex, str(reading.view.party(t.party))) for t in rows]
    unserved = [(t.party, str(reading.view.party(t.party))) for t in rows if not _noticed(reading, t)]
    return page(
        "record.html", reading, seats=seats, unserved=unserved, task=definition, label=_(definition.label)
    )


def _noticed(reading: Reading, task: Task) -> bool:
    return any(
        (n.task, n.round, n.party) == (task.task, task.round, task.party) for n in reading.snapshot.notices
    )


@cases.post("/<uuid:case_id>/served/<task_key>")
@action("task.record")
def served(case_id: UUID, task_key: str) -> Response:
    """Record, with evidence, that a member was told in another way."""
    desk.stop_reading()
    notice.serve(
        desk.engine(),
        case_id,
        task_key,
        request.form.get("party", ""),
        request.form.get("evidence", ""),
        by=desk.signed_in(),
        key=desk.idempotency_key(),
    )
    return back(case_id, _("Recorded that the member was told."), task_key)


@cases.post("/<uuid:case_id>/tasks/<uuid:task_id>/claim")
@action("task.take")
def claim(case_id: UUID, task_id: UUID) -> Response:
    """Keep a shared task for oneself; the next thing is to answer it."""
    form = url_for("cases.asked", case_id=case_id, task_id=task_id)
    return _simply(case_id, task_commands.claim, task_id, _("The task is yours."), then=form)


@cases.post("/<uuid:case_id>/tasks/<uuid:task_id>/release")
@action("task.take")
def release(case_id: UUID, task_id: UUID) -> Response:
    """Give it back."""
    return _simply(case_id, task_commands.release, task_id, _("The task is open to the others again."))


def _simply(case_id: UUID, command: Any, task_id: UUID, said: str, *, then: str = "") -> Response:
    task_of(read_case(case_id), task_id)
    desk.stop_reading()
    try:
        command(desk.engine(), task_id, by=desk.signed_in(), key=desk.idempotency_key())
    except (Denied, Unknown):
        raise
    except EngineError as error:
        return back(case_id, say(error.says), f"answer-{task_id.hex}")
    if not then:
        return back(case_id, said)
    flash(said)
    return redirect(then)


@cases.get("/<uuid:case_id>/tasks/<uuid:task_id>/hand-on")
@action("task.take")
def delegate(case_id: UUID, task_id: UUID) -> tuple[str, int]:
    """Choose a colleague of the same organization."""
    reading = read_case(case_id)
    task = task_of(reading, task_id)
    if standing_to_take(task, reading.register, desk.signed_in(), reading.now) is None:
        raise Denied("This task is not offered to you.", rule="task-candidate")
    return page(
        "hand_on.html",
        reading,
        task=task,
        label=_(reading.definition.task_by_key[task.task].label),
        people=_colleagues(reading),
    )


@cases.post("/<uuid:case_id>/tasks/<uuid:task_id>/hand-on")
@action("task.take")
def do_delegate(case_id: UUID, task_id: UUID) -> Response:
    """Hand it on, or take it back."""
    to = _colleague(request.form.get("to", ""))
    task_of(read_case(case_id), task_id)
    desk.stop_reading()
    try:
        handing.delegate(desk.engine(), task_id, to, by=desk.signed_in(), key=desk.idempotency_key())
    except (Denied, Unknown):
        raise
    except EngineError as error:
        return back(case_id, say(error.says))
    return back(case_id, _("Handed on.") if to else _("Taken back."))


def _colleague(words: str) -> UUID | None:
    """Whom the form names: nobody takes the task back, and what is no id is nobody's."""
    try:
        return UUID(words) if words else None
    except ValueError:
        return UUID(int=0)


def _colleagues(reading: Reading) -> list[tuple[str, str]]:
    found = {}
    for mandate in reading.register.mandates:
        if (
            mandate.organization_id in reading.organizations
            and mandate.person_id
            and mandate.holds_at(reading.now)
        ):
            if mandate.person_id != reading.viewer:
                found[mandate.person_id.hex] = reading.register.name(mandate.person_id)
    return sorted(found.items(), key=lambda pair: pair[1])
