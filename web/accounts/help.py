"""Help: how the desk works, which keys do what, how far it is accessible; and the choice of colours."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from web import request as desk
from web.addresses import home, own_place
from web.frame import THEMES
from web.policy import action

blueprint = Blueprint("help", __name__)

A_YEAR = 365 * 24 * 3600


@blueprint.get("/help")
@action("site.read")
def show() -> str:
    """What the pages are for."""
    return render_template("accounts/help.html")


@blueprint.get("/help/keyboard")
@action("site.read")
def keyboard() -> str:
    """The keys."""
    return render_template("accounts/keyboard.html")


@blueprint.get("/help/accessibility")
@action("site.read")
def accessibility() -> str:
    """What was done so that everybody can use it, and what was not."""
    return render_template("accounts/accessibility.html")


@blueprint.post("/theme")
@action("site.read")
def theme() -> Response:
    """Keep the choice of colours on this device."""
    chosen = request.form.get("theme", "")
    answer = redirect(own_place(request.form.get("next")) or _back() or home(), 303)
    if chosen in THEMES:
        answer.set_cookie(
            "theme", chosen, max_age=A_YEAR, secure=desk.site().https, httponly=True, samesite="Lax", path="/"
        )
    return answer


def _back() -> str | None:
    """The page the choice was made on, if the browser says so and it is one of ours."""
    came_from, own = request.referrer or "", request.host_url
    return own_place("/" + came_from[len(own) :]) if came_from.startswith(own) else None
