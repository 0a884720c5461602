"""Ending letters of a kind by an address in one of them (RFC 8058): no sign-in, no sight of anything, nothing else to be done.

Looking changes nothing, so that a program that follows links ends nothing. Mail programs post to the same address without a
form of ours; the seal of the address stands for it.
"""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from engine.commands.letter_choice import end_letters
from engine.errors import Unknown
from engine.letter_choice import can_end
from notifications.messages import GROUP_LABELS
from web import request as desk
from web.i18n import gettext as _
from web.policy import action

blueprint = Blueprint("ending", __name__, url_prefix="/letters/end")


@blueprint.get("/<token>")
@action("letters.end")
def show(token: str) -> Response:
    """A button; nothing is ended yet."""
    named = desk.site().seal.read(token)
    if named is None or not can_end(named[1]):
        return _none()
    return _page(named[1], ended=False)


@blueprint.post("/<token>")
@action("letters.end")
def end(token: str) -> Response:
    """They come no more. Twice does nothing more."""
    try:
        groups = end_letters(desk.engine(), desk.site().seal, token)
    except Unknown:
        return _none()
    return _page(groups, ended=True)


def _page(groups: tuple[str, ...], *, ended: bool) -> Response:
    labels = [_(GROUP_LABELS[group]) for group in groups]
    return _untold(make_response(render_template("accounts/ending.html", labels=labels, ended=ended)))


def _none() -> Response:
    title = _("This address ends no letters.")
    help_text = _(
        "Copy it whole from the letter, or sign in and choose under “My account” what you are told."
    )
    page = render_template("error.html", title=title, help_text=help_text, rule="letters-end")
    return _untold(make_response(page, 404))


def _untold(answer: Response) -> Response:
    """The address is as good as a key: no other page is told where one came from."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
