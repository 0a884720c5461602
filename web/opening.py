"""Opening a case: choose a type that one may open, then fill in what the definition asks; the rest can wait."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import case as case_commands
from engine.commands.case import TITLE
from engine.definition import ORGANIZATION, CaseDefinition, Field
from engine.errors import Denied, EngineError, Invalid
from engine.queries.opening import Opening, openings
from web import request as desk
from web.errors import status_of
from web.field_forms import Control, Sent, controls, reader, summary, typed
from web.i18n import gettext as _
from web.policy import action
from web.present import say

blueprint = Blueprint("opening", __name__)
FOR = "for_organization"


@blueprint.get("/cases/new")
@action("case.open")
def choose() -> str:
    """The types this person may open, each with what it is for."""
    found = sorted(_openings(), key=lambda each: _(each.definition.title))
    rows = [
        {
            "title": _(each.definition.title),
            "about": _(each.definition.about),
            "href": url_for("opening.form", key=each.definition.key),
        }
        for each in found
    ]
    return render_template("choose_type.html", rows=rows)


@blueprint.get("/cases/new/<key>")
@action("case.open")
def form(key: str) -> str:
    """The form of one type, with its defaults."""
    return _page(_opening(key))


@blueprint.post("/cases/new/<key>")
@action("case.open")
def open_case(key: str) -> Response | tuple[str, int]:
    """Open the case, or show the form again with every word that was typed."""
    found = _opening(key)
    fields = (TITLE, *found.fields)
    given = typed(fields, request.form, desk.zone().key)
    desk.stop_reading()
    try:
        done = case_commands.open(
            desk.engine(),
            key,
            title=given.pop("title", ""),
            data=_filled(found.definition, given),
            by=desk.signed_in(),
            for_=_chosen(found),
            key=desk.idempotency_key(),
        )
    except Denied:
        raise
    except EngineError as error:
        return _page(_opening(key), request.form, error), status_of(error)
    flash(_("The case is open. What it still needs stands on its page."))
    return redirect(url_for("cases.show", case_id=done.case_id), 303)


def _filled(definition: CaseDefinition, given: dict[str, Any]) -> dict[str, Any]:
    """What was filled in, and what this type is never opened without; the rest may be filled in later."""
    needed = {field.key for field in definition.opens_with}
    return {key: value for key, value in given.items() if key in needed or value not in ("", [])}


def _chosen(found: Opening) -> UUID | None:
    """The organization the case is opened for, where the reader acts for several that may."""
    wanted = request.form.get(FOR, "")
    return next((each.id for each in found.organizations if each.id.hex == wanted), None)


def _openings(among: list[CaseDefinition] | None = None) -> list[Opening]:
    connection, register = desk.read()
    types = list(desk.engine().registry) if among is None else among
    return openings(desk.engine(), connection, register, desk.signed_in(), types)


def _opening(key: str) -> Opening:
    """The type of this key, if the reader may open it; else why not, with the rule."""
    definition = desk.engine().registry.find(key) or abort(404)
    found = _openings([definition])
    if not found:
        raise Denied(
            "You cannot open a case of this type: {type}.", type=definition.title, rule=f"open:{key}"
        )
    return found[0]


def _page(found: Opening, sent: Sent | None = None, error: EngineError | None = None) -> str:
    problems = error.problems if isinstance(error, Invalid) else {}
    who = reader()
    told: dict[str, Any] = {"sent": sent, "problems": problems}
    shown = controls([TITLE], who, **told)
    if len(found.organizations) > 1:
        shown.append(_for_whom(found, sent))
    for field in found.fields:
        (control,) = controls([field], who, case=found.view, **told)
        shown.append(_may_wait(found.definition, field, control))
    return render_template(
        "open_case.html",
        definition=found.definition,
        fields=shown,
        errors=summary(shown, problems),
        note=say(error.says) if error is not None and not isinstance(error, Invalid) else None,
        key=desk.new_key(),
    )


def _may_wait(definition: CaseDefinition, field: Field, control: Control) -> Control:
    """What is required in the end need not be there at once: then nothing is said about it."""
    if field not in definition.opens_with and control.get("required"):
        del control["required"]
    return control


def _for_whom(found: Opening, sent: Sent | None) -> Control:
    field = Field(FOR, _("Open it for"), ORGANIZATION, required=True)
    (control,) = controls([field], reader(), sent=sent)
    offered = [(each.id.hex, f"{each.code}, {each.name}") for each in found.organizations]
    value = control["value"] or offered[0][0]
    return control | {"kind": "radios" if len(offered) <= 5 else "select", "options": offered, "value": value}
