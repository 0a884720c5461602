"""What one is told: which letters come, and how; the cases one watches, and how to hear no more of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.letter_choice import choose_letters
from engine.commands.watching import stop_watching
from engine.errors import EngineError
from engine.letter_choice import ALLOWED, AT_ONCE, DAILY, OFF, read_choices
from engine.messages import mark
from engine.queries.watching import watched_by
from notifications.choosing import HOUR
from notifications.messages import GROUP_LABELS
from web import request as desk
from web.accounts.fields import Fields
from web.errors import Redisplayed, redisplay
from web.i18n import gettext as _
from web.lists.once import case_page
from web.policy import action

blueprint = Blueprint("telling", __name__, url_prefix="/account/telling")

WAYS = {
    AT_ONCE: mark("At once"),
    DAILY: mark("Once a day, at %(hour)s o’clock"),
    OFF: mark("Not by mail"),
}


@blueprint.get("")
@action("account.read")
def show() -> Response:
    """The letters and the cases."""
    return _page(_fields())


@blueprint.post("")
@action("account.change")
def choose() -> Response:
    """Keep how letters come."""
    typed = {group: request.form.get(group, "") for group, ways in ALLOWED.items() if len(ways) > 1}
    try:
        choose_letters(desk.engine(), typed, by=desk.signed_in())
    except EngineError as error:
        fields = _fields()
        return _page(fields, redisplay(error, fields))
    flash(_("From now on letters come as you have chosen."))
    return redirect(url_for("telling.show"), 303)


@blueprint.post("/watching/<uuid:case_id>/end")
@action("account.change")
def end_watching(case_id: UUID) -> Response:
    """Hear of this case only what concerns oneself."""
    stop_watching(desk.engine(), case_id, by=desk.signed_in())
    flash(_("You hear of this case only what concerns you from now on."))
    return redirect(url_for("telling.show", _anchor="watching"), 303)


def _fields() -> Fields:
    connection, who = desk.read().connection, desk.signed_in()
    chosen = read_choices(connection, [who])
    return [
        _field(group, ways, chosen.get((who, group), AT_ONCE))
        for group, ways in ALLOWED.items()
        if len(ways) > 1
    ]


def _field(group: str, ways: tuple[str, ...], chosen: str) -> dict[str, Any]:
    return {
        "key": group,
        "label": _(GROUP_LABELS[group]),
        "hint": "" if OFF in ways else _("A result is told to everybody whom the case concerns."),
        "kind": "radios",
        "value": chosen,
        "options": [(way, _(WAYS[way], hour=HOUR.hour)) for way in ways],
        "required": True,
    }


def _page(fields: Fields, again: Redisplayed | None = None) -> Response:
    connection, register = desk.read()
    page = render_template(
        "accounts/telling.html",
        fields=fields,
        always=[_(GROUP_LABELS[group]) for group, ways in ALLOWED.items() if len(ways) == 1],
        errors=again.errors if again else None,
        watched=watched_by(desk.engine(), connection, register, desk.signed_in()),
        case_page=case_page,
    )
    return make_response(page, again.status if again else 200)
