"""The form that anybody sends about something published: no account, no name, nothing lost when it is refused.

Whoever sends is told a reference, once: it is kept in the cookie of this browser until the next page has shown it, so that
neither an address nor the way back tells somebody else that something was sent from here.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.commands import public
from engine.definition import PublicForm
from engine.errors import EngineError, Invalid, Unknown
from engine.queries.published import Published, forms_about, reference_of
from web import request as desk
from web.addresses import of_visitor
from web.errors import status_of
from web.field_forms import Sent, controls, reader, summary, typed
from web.policy import action
from web.present import say
from web.public import blueprint
from web.public.entry import found_at

SENT = "sent"


def _declared(path: str, case_id: UUID, form: str) -> tuple[Published, PublicForm]:
    definition, entry = found_at(path, case_id)
    found = (each for _type, each in forms_about(desk.engine(), definition) if each.path == form)
    return entry, next(found, None) or abort(404)


@blueprint.get("/<path>/<uuid:case_id>/<form>")
@action("public.send")
def form(path: str, case_id: UUID, form: str) -> str:
    """The form, empty."""
    return _page(*_declared(path, case_id, form))


@blueprint.post("/<path>/<uuid:case_id>/<form>")
@action("public.send")
def send(path: str, case_id: UUID, form: str) -> Response | tuple[str, int]:
    """Send it, or show it again with every word that was typed."""
    entry, declared = _declared(path, case_id, form)
    given = typed(declared.asks, request.form, desk.zone().key)
    data = {key: value for key, value in given.items() if value not in ("", [])}
    key = desk.idempotency_key()
    desk.stop_reading()
    try:
        done = public.send(
            desk.engine(), entry.definition, case_id, form, data, address=of_visitor(), key=key
        )
    except Unknown:
        raise
    except EngineError as error:
        return _page(*_declared(path, case_id, form), request.form, error), status_of(error)
    yes = [field.key for field in declared.thanks_for if given.get(field.key) == "yes"]
    session[SENT] = [case_id.hex, form, _reference(done.case_id), yes]
    return redirect(url_for("public.thanks", path=path, case_id=case_id, form=form), 303)


def _reference(opened: UUID | None) -> str:
    """The working reference of what was opened: random, so that it tells nothing of what others have sent."""
    return reference_of(desk.read().connection, opened) if opened is not None else ""


@blueprint.get("/<path>/<uuid:case_id>/<form>/thanks")
@action("public.send")
def thanks(path: str, case_id: UUID, form: str) -> str:
    """It has arrived, under which reference, and what becomes of it."""
    entry, declared = _declared(path, case_id, form)
    about, sent, reference, yes = session.pop(SENT, None) or ("", "", "", [])
    mine = (about, sent) == (case_id.hex, form)
    urgent = [words for field, words in declared.thanks_for.items() if mine and field.key in yes]
    return render_template(
        "public/thanks.html",
        told=entry.list,
        entry=entry,
        thanks=urgent or [declared.thanks],
        reference=reference if mine else "",
    )


def _page(
    entry: Published, declared: PublicForm, sent: Sent | None = None, error: EngineError | None = None
) -> str:
    problems = error.problems if isinstance(error, Invalid) else {}
    shown: list[dict[str, Any]] = controls(declared.asks, reader(), sent=sent, problems=problems)
    asked_for = {field.key for field in declared.checks} & problems.keys()
    for each in shown:
        if each["field"] in asked_for:
            each.pop("required", None)  # after what else was said it is not optional
    said = [(None, say(error.says))] if error is not None and not isinstance(error, Invalid) else []
    return render_template(
        "public/form.html",
        told=entry.list,
        entry=entry,
        form_told=declared,
        fields=shown,
        errors=[*summary(shown, problems), *said],
        key=desk.new_key(),
    )
