"""One's own account: name, zone, language, keys; the password; the sessions that run; the tokens of machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import session
from engine.commands.password import change_own
from engine.commands.register import change_person
from engine.commands.token import revoke_token
from engine.errors import EngineError, Invalid
from engine.messages import Message, message
from engine.passwords import LONGEST
from engine.queries.session import has_password, sessions_of, tokens_of
from web import auth
from web import request as desk
from web.accounts.fields import Fields, languages, new_password, present_password, zones
from web.addresses import of_visitor
from web.errors import Redisplayed, redisplay
from web.frame import seat_line
from web.i18n import gettext as _
from web.i18n import languages as known_languages
from web.policy import action

blueprint = Blueprint("account", __name__, url_prefix="/account")

LONGEST_NAME = 120


@blueprint.get("")
@action("account.read")
def show() -> str:
    """Everything about one's account."""
    return _page()


@blueprint.post("")
@action("account.change")
def change() -> Response:
    """Change name, zone, language and whether single keys do something."""
    try:
        changes = _checked(request.form)
        change_person(
            desk.engine(), desk.signed_in(), changes, by=desk.signed_in(), key=desk.idempotency_key()
        )
    except EngineError as error:
        fields = _own_fields()
        again = redisplay(error, fields)
        return make_response(_page(own=fields, again=again), again.status)
    flash(_("Your account is changed."))
    return redirect(url_for("account.show"), 303)


@blueprint.post("/password")
@action("account.change")
def change_password() -> Response:
    """A new password with the old one; every other session ends."""
    old, new = (request.form.get(name, "")[: LONGEST * 2] for name in ("old", "password"))
    try:
        opened = change_own(desk.engine(), old, new, by=desk.signed_in(), address=of_visitor())
    except EngineError as error:
        fields = _password_fields()
        again = redisplay(error, fields)
        return make_response(_page(secret=fields, again=again), again.status)
    auth.keep(opened.secret)
    flash(_("Your password is changed. Every other session has ended."))
    return redirect(url_for("account.show"), 303)


@blueprint.post("/sessions/<uuid:identity>/end")
@action("account.change")
def end_session(identity: UUID) -> Response:
    """End one of one's sessions, perhaps on a machine left behind."""
    session.end(desk.engine(), identity, by=desk.signed_in(), why=session.BY_OWNER)
    if identity == auth.session_now():
        auth.drop()
        return redirect(url_for("sign_in.show"), 303)
    flash(_("That session has ended."))
    return redirect(url_for("account.show", _anchor="sessions"), 303)


@blueprint.post("/tokens/<uuid:identity>/revoke")
@action("account.change")
def revoke(identity: UUID) -> Response:
    """Take a token away from a machine."""
    revoke_token(desk.engine(), identity, by=desk.signed_in())
    flash(_("The token is revoked."))
    return redirect(url_for("account.show", _anchor="tokens"), 303)


def _checked(typed: Mapping[str, str]) -> dict[str, Any]:
    problems: dict[str, Message] = {}
    name = " ".join(typed.get("name", "").split())
    zone, language = typed.get("zone", ""), typed.get("language", "")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        problems["name"] = message("Write your name, in at most {number} characters.", number=LONGEST_NAME)
    if zone and zone not in available_timezones():
        problems["zone"] = message("Choose a zone of the list.")
    if language and language not in known_languages():
        problems["language"] = message("Choose a language of the list.")
    if problems:
        raise Invalid(problems)
    caller = desk.caller()
    kept = dict(caller.preferences) if caller else {}
    preferences = {**kept, "shortcuts": "shortcuts" in typed}
    return {"name": name, "zone": zone or None, "language": language or None, "preferences": preferences}


def _own_fields() -> Fields:
    who, caller = desk.person(), desk.caller()
    assert who is not None and caller is not None
    house = desk.read().register.calendar.zone
    return [
        {
            "key": "name",
            "label": _("Name"),
            "kind": "text",
            "value": who.name,
            "autocomplete": "name",
            "required": True,
        },
        {
            "key": "zone",
            "label": _("Zone in which you read times"),
            "kind": "select",
            "value": who.zone or "",
            "options": [("", _("As the house: %(zone)s", zone=house)), *zones()],
        },
        {
            "key": "language",
            "label": _("Language"),
            "kind": "select",
            "value": who.language or "",
            "options": [("", _("As the browser asks")), *languages(known_languages())],
        },
        {
            "key": "shortcuts",
            "label": _("Single keys do something, as the keyboard page lists them"),
            "kind": "checkbox",
            "value": caller.preferences.get("shortcuts", True),
        },
    ]


def _password_fields() -> Fields:
    return [present_password("old", _("Present password")), new_password()]


def _page(own: Fields | None = None, secret: Fields | None = None, again: Redisplayed | None = None) -> str:
    connection, register = desk.read()
    who = desk.signed_in()
    return render_template(
        "accounts/account.html",
        person=desk.person(),
        seat_line=seat_line(register, who),
        own=own or _own_fields(),
        secret=(secret or _password_fields()) if has_password(connection, who) else None,
        errors=again.errors if again else None,
        sessions=sessions_of(desk.engine(), connection, who),
        this_session=auth.session_now(),
        tokens=[each for each in tokens_of(connection, who) if each.ended_at is None],
    )
