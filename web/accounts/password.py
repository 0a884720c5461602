"""Passwords by links that work once: the invitation, and the way back in for who forgot."""

from __future__ import annotations

import time

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.password import ask_for_reset, holder, set_by_link
from engine.errors import EngineError, Invalid, TooMany, Unknown
from engine.messages import message
from engine.passwords import LONGEST
from engine.session import INVITATION, RESET
from web import auth
from web import request as desk
from web.accounts.fields import Fields, email, new_password
from web.accounts.letters import Letters
from web.addresses import home, of_visitor
from web.errors import redisplay
from web.i18n import gettext as _
from web.policy import action

blueprint = Blueprint("password", __name__)

# Every answer takes so long, so that nobody learns from the time whether a letter was written.
ALIKE = 0.25


@blueprint.get("/password")
@action("session.begin")
def forgotten() -> str:
    """Ask for a link."""
    return _asking([email()]) if desk.site().mails else render_template("accounts/no_mail.html")


@blueprint.post("/password")
@action("session.begin")
def ask() -> Response:
    """Send the link, if there is somebody to send it to; the answer is the same."""
    if not desk.site().mails:
        return redirect(url_for("password.forgotten"), 303)
    begun = time.monotonic()
    fields, letters = [email()], Letters(desk.read().register)
    desk.stop_reading()
    typed = request.form.get("email", "").strip()
    try:
        if not 3 <= len(typed) <= 320 or "@" not in typed:
            raise Invalid({"email": message("Write an e-mail address, such as name@example.org.")})
        ask_for_reset(desk.engine(), typed, address=of_visitor(), writes=letters.reset)
    except (Invalid, TooMany) as error:
        again = redisplay(error, fields)
        return make_response(_asking(fields, again.errors), again.status)
    time.sleep(max(0.0, ALIKE - (time.monotonic() - begun)))
    return redirect(url_for("password.asked"), 303)


@blueprint.get("/password/sent")
@action("session.begin")
def asked() -> str:
    """What happens now, whoever asked."""
    return render_template("accounts/asked.html")


@blueprint.get("/password/<secret>")
@action("token.use")
def renew(secret: str) -> Response:
    """Choose a new password. Looking uses up nothing."""
    return _choosing(RESET, secret)


@blueprint.post("/password/<secret>")
@action("token.use")
def set_renewed(secret: str) -> Response:
    """Set it, and begin a session."""
    return _set(RESET, secret)


@blueprint.get("/invitation/<secret>")
@action("token.use")
def accept(secret: str) -> Response:
    """Choose the first password."""
    return _choosing(INVITATION, secret)


@blueprint.post("/invitation/<secret>")
@action("token.use")
def set_first(secret: str) -> Response:
    """Set it, and begin a session."""
    return _set(INVITATION, secret)


def _asking(fields: Fields, errors: list[tuple[str | None, str]] | None = None) -> str:
    return render_template("accounts/forgotten.html", fields=fields, errors=errors)


def _set(purpose: str, secret: str) -> Response:
    new = request.form.get("password", "")[: LONGEST * 2]
    try:
        opened = set_by_link(desk.engine(), purpose, secret, new, replaces=auth.session_now())
    except Unknown:
        return _worn()
    except EngineError as error:
        fields = [new_password()]
        again = redisplay(error, fields)
        return _choosing(purpose, secret, fields, again.errors, again.status)
    auth.keep(opened.secret)
    return redirect(home(), 303)


def _choosing(
    purpose: str,
    secret: str,
    fields: Fields | None = None,
    errors: list[tuple[str | None, str]] | None = None,
    status: int = 200,
) -> Response:
    connection, register = desk.read()
    who = holder(desk.engine(), connection, purpose, secret)
    if who is None:
        return _worn()
    page = render_template(
        "accounts/choose_password.html",
        first=purpose == INVITATION,
        person=register.people[who],
        fields=fields or [new_password()],
        errors=errors,
    )
    return _untold(make_response(page, status))


def _worn() -> Response:
    """A link that was used, replaced or has run out: nobody is told which, or whose it was."""
    title = _("This link no longer works.")
    help_text = _(
        "A link works once and for a limited time. Ask for a new password, or ask whoever invited you for another link."
    )
    page = render_template("error.html", title=title, help_text=help_text, rule="link-once")
    return _untold(make_response(page, 404))


def _untold(answer: Response) -> Response:
    """The address holds the secret: no other page is told it. Our own form has to be told whose it is: of a page that keeps even
    that back, browsers send no origin, and the form would be refused as a stranger's."""
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer
