"""Acts of a case: what a button will do, then the doing; the particulars."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import abort, request
from werkzeug.wrappers import Response

from engine.commands import case as case_commands
from engine.definition import Field, Transition, Who
from engine.discretion import weigh
from engine.errors import EngineError
from engine.queries.explain import Act, who_may
from engine.rights import editable, may_retitle
from web import request as desk
from web.case_page.now import rule_row
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import back, page, read_case, wrong
from web.field_forms import Control, controls, reader, reason_control, summary, typed
from web.i18n import gettext as _
from web.numbers import whole_number
from web.policy import action
from web.present import say


@cases.get("/<uuid:case_id>/acts/<trigger>")
@action("case.move")
def act(case_id: UUID, trigger: str) -> tuple[str, int]:
    """What an act will do, and whether it is possible; or what stands against it and what would help."""
    reading = read_case(case_id)
    found = _act(reading, trigger)
    if found is None:
        raise case_commands.not_from_here(reading.snapshot, _wanted(reading, trigger).trigger)
    return _shown(reading, found)


@cases.post("/<uuid:case_id>/acts/<trigger>")
@action("case.move")
def do_act(case_id: UUID, trigger: str) -> tuple[str, int] | Response:
    """Do it. What is refused is said above the kept words."""
    reading = read_case(case_id)
    wanted = _wanted(reading, trigger)
    zone = desk.zone().key
    data = typed(wanted.asks, request.form, zone)
    desk.stop_reading()
    try:
        case_commands.transition(
            desk.engine(),
            case_id,
            trigger,
            data=data,
            revision=whole_number(request.form.get("revision")),
            by=desk.signed_in(),
            reason=request.form.get("reason"),
            key=desk.idempotency_key(),
        )
    except EngineError as error:
        again = read_case(case_id)
        found = _act(again, trigger)
        if found is None:
            raise  # the case has gone on: nothing of this act is left to be shown but the refusal and what was sent
        told, status = wrong(error, again)
        return _shown(again, found, status, **told)
    return back(case_id, _("Recorded: %(act)s.", act=_(wanted.label)))


def _act(reading: Reading, trigger: str) -> Act | None:
    return next((a for a in reading.explanation.acts if a.transition.trigger == trigger), None)


def _wanted(reading: Reading, trigger: str) -> Transition:
    """The act that the form was about: of this state, or of the one the case was in when the form was opened."""
    here = _act(reading, trigger)
    ways = (t for t in reading.definition.transitions if t.trigger == trigger and not t.automatic)
    return here.transition if here else next(ways, None) or abort(404)


def _shown(
    reading: Reading, act: Act, status: int = 200, *, problems: Any = None, note: Any = None
) -> tuple[str, int]:
    transition = act.transition
    sent = request.form if request.method == "POST" else None
    fields = controls(
        transition.asks,
        reader(),
        values=reading.snapshot.case.data,
        sent=sent,
        problems=problems,
        case=reading.view,
    )
    if transition.reason:
        said = request.form.get("reason", "")
        fields.append(reason_control(_("Reason"), said, problems, hint=_("It goes on record and is shown.")))
    rules = [rule_row(rule) for rule in act.rules if rule.states is not None]
    return page(
        "act.html",
        reading,
        status,
        act=act,
        label=_(transition.label),
        fields=fields,
        sent=sent is not None,
        note=note,
        errors=summary(fields, problems or {}),
        rules=rules,
        arrows=_arrows(reading, transition),
        revision=reading.snapshot.case.revision,
        who=who_may(reading.view, transition.by),  # type: ignore[arg-type]
        refusal=_what_would_help(reading, act, rules),
        rule_id=act.refusal.rule if act.refusal else None,
    )


def _what_would_help(reading: Reading, act: Act, rules: list[dict[str, Any]]) -> str | None:
    """What must come to hold, by name; why one's office does not do it now; or the refusal itself."""
    if act.standing is None and (says := _why_not_now(reading, act.transition.by)) is not None:
        return says
    missing = [row["text"] for row in rules if row["mark"] == "missing"]
    if act.standing is not None and missing:
        return _("It becomes possible when this holds too: %(rules)s.", rules="; ".join(missing))
    return say(act.refusal.says) if act.refusal else None


def _why_not_now(reading: Reading, who: Who | None) -> str | None:
    """Why the reader, who could do this at another time, cannot now: the chair whose organization objects."""
    for part in who.alternatives() if who is not None else ():
        broken = (weigh(g, reading.view, reading.viewer).refusal for g in part.conditions if not g.negated)
        against = next((found for found in broken if found is not None), None)
        if against is not None and reading.may(replace(part, conditions=())):
            return say(against.says)
    return None


def _arrows(reading: Reading, transition: Transition) -> list[str]:
    """What happens at once, who is told, how it can be undone."""
    target = transition.target if transition.target in reading.definition.states else None
    lines = [_(transition.says)] if transition.says else []
    if target is not None:
        lines.append(_("The case will be “%(state)s”.", state=_(target.label)))
    lines.append(
        _("Everyone who is asked something next is told. The act is kept in the history with your name.")
    )
    final = target is not None and target.final
    lines.append(
        _("It cannot be taken back; a later act can follow it.")
        if final
        else _("A later act can lead on or back from there.")
    )
    return lines


@cases.get("/<uuid:case_id>/edit")
@action("case.edit")
def edit(case_id: UUID) -> tuple[str, int]:
    """The particulars that this person may write now."""
    return _edit_form(read_case(case_id))


@cases.post("/<uuid:case_id>/edit")
@action("case.edit")
def do_edit(case_id: UUID) -> tuple[str, int] | Response:
    """Record the particulars; a page that is stale keeps what was typed."""
    reading = read_case(case_id)
    data = typed(editable(reading.view, desk.signed_in()), request.form, desk.zone().key)
    desk.stop_reading()
    try:
        case_commands.edit(
            desk.engine(),
            case_id,
            data,
            revision=whole_number(request.form.get("revision")),
            by=desk.signed_in(),
            title=request.form.get("title"),
            key=desk.idempotency_key(),
        )
    except EngineError as error:
        again = read_case(case_id)
        told, status = wrong(error, again)
        return _edit_form(again, status, **told)
    return back(case_id, _("The particulars are recorded."))


def _edit_form(
    reading: Reading, status: int = 200, *, problems: Any = None, note: Any = None
) -> tuple[str, int]:
    fields = editable(reading.view, desk.signed_in())
    if not fields:
        return page(
            "closed.html",
            reading,
            403,
            sentence=_(
                "Nothing of this case can be changed by you while it is “%(state)s”.",
                state=_(reading.view.state.label),
            ),
        )
    sent = request.form if request.method == "POST" else None
    titled = (case_commands.TITLE,) if may_retitle(reading.view, desk.signed_in()) else ()
    shown = controls(
        (*titled, *fields),
        reader(),
        values={**reading.snapshot.case.data, "title": reading.snapshot.case.title},
        sent=sent,
        problems=problems,
        case=reading.view,
    )
    by_key = {field.key: field for field in fields}
    shown = [_told_needed(reading, each, by_key.get(each["field"])) for each in shown]
    return page(
        "edit.html",
        reading,
        status,
        fields=shown,
        note=note,
        errors=summary(shown, problems or {}),
        revision=reading.snapshot.case.revision,
    )


def _told_needed(reading: Reading, control: Control, field: Field | None) -> Control:
    """What nobody must fill in here, but a button of this case wants, is not optional: the hint says for which."""
    ways = reading.definition.wanting(field) if field is not None and control.get("required") is False else []
    present, visits = reading.view.state, reading.snapshot.case.visits
    here = [way for way in ways if way.leaves(present)]
    ahead = [
        way for way in ways if not any(way.leaves(s) for s in reading.definition.states if s.key in visits)
    ]
    if not here and not ahead:
        return control
    needed = _("Needed to: %(act)s.", act=_((here or ahead)[0].label))
    told = {key: value for key, value in control.items() if key != "required"}
    return {**told, "hint": " ".join(each for each in (control["hint"], needed) if each)}
