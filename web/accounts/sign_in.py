"""Signing in and out. An error never says which of both was wrong, and costs the same time."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from engine.commands import session
from engine.errors import EngineError
from web import auth
from web import request as desk
from web.accounts.fields import Fields, email, present_password
from web.accounts.open_accounts import open_accounts
from web.addresses import home, of_visitor, own_place
from web.drawing.silence_line import ClockWords, Moment, silence_line
from web.errors import redisplay
from web.i18n import gettext as _
from web.policy import action

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@action("session.begin")
def show() -> str | Response:
    """The form; whoever is in already goes on."""
    target = own_place(request.args.get("next"))
    if desk.viewer() is not None:
        return redirect(target or home(), 303)
    return _page([email(), present_password()], target)


@blueprint.post("/sign-in")
@action("session.begin")
def enter() -> Response:
    """Look at the password and begin a session."""
    fields = [email(), present_password()]
    target = own_place(request.form.get("next"))
    try:
        opened = session.sign_in(
            desk.engine(),
            request.form.get("email", ""),
            request.form.get("password", ""),
            address=of_visitor(),
            replaces=auth.session_now(),
        )
    except EngineError as error:
        again = redisplay(error, fields)
        return make_response(_page(fields, target, again.errors), again.status)
    auth.keep(opened.secret)
    return redirect(target or home(), 303)


@blueprint.post("/sign-out")
@action("session.end")
def sign_out() -> Response:
    """End this session, here and in the database."""
    found, who = auth.session_now(), desk.viewer()
    if found is not None and who is not None:
        session.end(desk.engine(), found, by=who)
    auth.drop()
    return redirect(url_for("sign_in.show"), 303)


def _page(fields: Fields, target: str | None, errors: list[tuple[str | None, str]] | None = None) -> str:
    return render_template(
        "accounts/sign_in.html",
        fields=fields,
        target=target,
        errors=errors,
        line=_line(),
        accounts=open_accounts(few=True) if desk.engine().demo else [],
        ended=request.args.get("next") is not None and _("Sign in to go on."),
    )


def _line() -> Markup:
    """The house's ornament: a silence that nobody broke, with four answers on the way. It tells of no real case."""
    begun = desk.now()
    answers = [Moment(begun + timedelta(hours=hour)) for hour in (14, 31, 48, 84)]
    words = ClockWords(round="", opened="", now="", ends="", end="")
    return silence_line(
        begun,
        begun + timedelta(hours=100),
        begun + timedelta(hours=101),
        words=words,
        alternative=_("A silence drawn as a line that nobody broke."),
        answered=answers,
    )
