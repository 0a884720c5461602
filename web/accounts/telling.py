"""What one is told: the cases one watches, and how to hear no more of them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands.watching import stop_watching
from engine.queries.watching import watched_by
from web import request as desk
from web.i18n import gettext as _
from web.lists.once import case_page
from web.policy import action

blueprint = Blueprint("telling", __name__, url_prefix="/account/telling")


@blueprint.get("")
@action("account.read")
def show() -> str:
    """The cases that one watches."""
    connection, register = desk.read()
    watched = watched_by(desk.engine(), connection, register, desk.signed_in())
    return render_template("accounts/telling.html", watched=watched, case_page=case_page)


@blueprint.post("/watching/<uuid:case_id>/end")
@action("account.change")
def end_watching(case_id: UUID) -> Response:
    """Hear of this case only what concerns oneself."""
    stop_watching(desk.engine(), case_id, by=desk.signed_in())
    flash(_("You hear of this case only what concerns you from now on."))
    return redirect(url_for("telling.show", _anchor="watching"), 303)
