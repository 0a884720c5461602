"""The secret addresses at which a calendar program reads one's deadlines, or the dates of one case: make one, end one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.case import Case
from engine.commands.calendar_feed import end_calendar, make_calendar
from engine.errors import EngineError, Unknown
from engine.queries.deadlines import Calendar, calendars_of, case_known
from web import request as desk
from web.addresses import absolute
from web.i18n import gettext as _
from web.lists.once import case_page
from web.policy import action
from web.present import say

blueprint = Blueprint("calendars", __name__, url_prefix="/account/calendars")


@blueprint.get("")
@action("account.read")
def show() -> str:
    """What can be taken along, and the addresses that stand."""
    connection, _register = desk.read()
    about = _case(_identity(request.args.get("case", "")))
    standing = [_told(each) for each in calendars_of(connection, desk.signed_in())]
    return render_template("accounts/calendars.html", about=about, standing=standing)


@blueprint.post("")
@action("account.change")
def make() -> Response:
    """A new address, shown this once."""
    about = _identity(request.form.get("case", ""))
    try:
        secret = make_calendar(desk.engine(), by=desk.signed_in(), case_id=about)
    except EngineError as error:
        if isinstance(error, Unknown):
            raise
        flash(say(error.says), "error")
        return redirect(url_for("calendars.show"), 303)
    link = absolute(url_for("calendar_file.show", secret=secret))
    flash(_("The address, shown once: %(link)s", link=link))
    return redirect(url_for("calendars.show"), 303)


@blueprint.post("/<uuid:identity>/end")
@action("account.change")
def end(identity: UUID) -> Response:
    """From now on the address leads nowhere."""
    end_calendar(desk.engine(), identity, by=desk.signed_in())
    flash(_("The address leads nowhere from now on."))
    return redirect(url_for("calendars.show"), 303)


def _identity(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Unknown("There is no such case, or it is not open to you.") from None


def _case(identity: UUID | None) -> Case | None:
    if identity is None:
        return None
    connection, register = desk.read()
    found = case_known(desk.engine(), connection, register, desk.signed_in(), identity)
    if found is None:
        raise Unknown("There is no such case, or it is not open to you.")
    return found


def _told(calendar: Calendar) -> dict[str, Any]:
    """An address as its owner reads it; of a case that is not open to them any more only that it is not."""
    about = None
    if calendar.about is not None:
        connection, register = desk.read()
        about = case_known(desk.engine(), connection, register, desk.signed_in(), calendar.about)
    closed = calendar.about is not None and about is None
    label = (
        _("Dates of a case that is not open to you any more")
        if closed
        else _("Dates of: %(title)s", title=about.title)
        if about is not None
        else _("Everything that asks you")
    )
    href = case_page(about.id) if about is not None else None
    return {"id": calendar.id, "label": label, "href": href, "made_at": calendar.made_at}
