"""The demonstration: be anybody with one click, and move the clock forward. In production there are no such pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.columns import from_micros, to_micros
from engine.commands import session
from engine.commands.register import move_clock
from engine.commands.tick import next_due, tick
from engine.errors import EngineError, Invalid, Unknown
from engine.messages import message
from engine.queries.audit import Question, search
from web import auth
from web import request as desk
from web.accounts.fields import Fields
from web.accounts.open_accounts import open_accounts
from web.addresses import home, own_place
from web.errors import redisplay
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action
from web.present import instant, relative, say, zone_name

blueprint = Blueprint("demo", __name__, url_prefix="/demo")

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
NEXT = "next"


@blueprint.get("/accounts")
@action("demo.accounts")
def accounts() -> str:
    """Whom one can be, and what waits for each."""
    return render_template("accounts/demo_accounts.html", accounts=open_accounts())


@blueprint.post("/accounts")
@action("demo.accounts")
def enter() -> Response:
    """Be this person from now on."""
    try:
        chosen = UUID(request.form.get("account", ""))
        opened = session.enter_demonstration(desk.engine(), chosen, replaces=auth.session_now())
    except (ValueError, Unknown):
        abort(404)  # not "sign in first": this is where one signs in
    auth.keep(opened.secret)
    return redirect(own_place(request.form.get("next")) or home(), 303)


@blueprint.get("/clock")
@action("demo.clock")
def clock() -> str:
    """The clock, how far it can be moved with one press, and what happened when it was moved last."""
    return _page([_when()], since=_micros(request.args.get("since", "")))


def _micros(text: str) -> datetime | None:
    return from_micros(int(text)) if text.isdecimal() and len(text) < 17 else None


@blueprint.post("/clock")
@action("demo.clock")
def move() -> Response:
    """Move the clock forward; what is due on the way fires at its own instant."""
    fields = [_when()]
    before = to_micros(desk.now())
    try:
        to = _asked()
        desk.stop_reading()
        move_clock(desk.engine(), to)
    except EngineError as error:
        again = redisplay(error, fields)
        return make_response(_page(fields, again.errors), again.status)
    fired = tick(desk.engine()).fired
    told = ngettext("%(num)s clock has fired.", "%(num)s clocks have fired.", fired)
    flash(_("The clock reads %(time)s. %(fired)s", time=instant(desk.now()), fired=told))
    return redirect(own_place(request.form.get("next")) or url_for("demo.clock", since=before), 303)


def _asked() -> datetime:
    """Where the clock should stand, or Invalid. Backwards it never goes: what has happened has happened."""
    desk.read()
    now, step = desk.now(), request.form.get("step", "")
    to: datetime | None
    if step in STEPS:
        to = now + STEPS[step]
    elif step == NEXT:
        desk.stop_reading()
        to = next_due(desk.engine())
        if to is None:
            raise Invalid({"at": message("Nothing is due: no clock runs.")})
        to = max(to, now)
    else:
        to = _typed(request.form.get("at", ""))
    if to < now:
        raise Invalid({"at": message("The clock moves forward only. It reads {now}.", now=now)})
    return to


def _typed(text: str) -> datetime:
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid({"at": message("Write a day and a time, such as 2013-02-14 09:00.")}) from None
    return typed if typed.tzinfo is not None else typed.replace(tzinfo=desk.zone())


def _when() -> dict[str, object]:
    return {
        "key": "at",
        "label": _("Another instant"),
        "kind": "text",
        "hint": _("Day and time in %(place)s, for example 2013-02-14 09:00", place=zone_name()),
        "value": "",
        "narrow": True,
        "required": True,
    }


def _happened(since: datetime | None) -> list[dict[str, Any]]:
    """What the clock has done since an instant in the cases that the reader may know of, newest first."""
    who = desk.viewer()
    if since is None or who is None:
        return []
    connection, register = desk.read()
    steps = [
        search(desk.engine(), connection, register, who, Question(kind=kind, since=since)).found
        for kind in ("case.moved", "clock.remind")
    ]
    found = sorted((each for some in steps for each in some), key=lambda f: f.happening.at, reverse=True)
    return [
        {
            "when": instant(each.happening.at),
            "what": say(each.happening.says),
            "title": each.title,
            "href": url_for("cases.show", case_id=each.stream_id),
        }
        for each in found
        if each.happening.actor is None and each.happening.facts.get("to")
    ]


def _page(
    fields: Fields, errors: list[tuple[str | None, str]] | None = None, since: datetime | None = None
) -> str:
    desk.stop_reading()
    due = next_due(desk.engine())
    desk.read()
    steps = [("hour", _("One hour on")), ("day", _("One day on")), ("week", _("One week on"))]
    following = None
    if due is not None:
        steps.append((NEXT, _("To what is due next")))
        following = _("%(time)s (%(relative)s)", time=instant(due), relative=relative(due))
    return render_template(
        "accounts/clock.html",
        fields=fields,
        errors=errors,
        steps=steps,
        following=following,
        now=desk.now(),
        happened=_happened(since),
    )
