"""Messages: what the reader was told, newest first; reading them is nobody else's business."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.message import mark_all_read, mark_read
from engine.queries.messages import Line, Told, count_unread, list_messages
from notifications.messages import sentence
from web import request as desk
from web.i18n import gettext as _
from web.i18n import ngettext
from web.lists.when import moment_words
from web.policy import action
from web.present import say

blueprint = Blueprint("messages", __name__)


@blueprint.get("/messages")
@action("desk.read")
def show() -> str:
    """All messages, or only those not read yet."""
    unread = request.args.get("view") == "unread"
    connection, register = desk.read()
    me, engine = desk.signed_in(), desk.engine()
    page = list_messages(engine, connection, register, me, unread=unread, cursor=request.args.get("after"))
    count = count_unread(engine, connection, register, me)
    return render_template(
        "messages.html",
        lead=ngettext("%(num)s message is not read yet.", "%(num)s messages are not read yet.", count)
        if count
        else _("You have read everything."),
        pills=_pills(unread, count),
        messages=[_row(told) for told in page.messages],
        unread=unread,
        count=count,
        key=desk.new_key(),
        next=_next(unread, page.next) if page.next else None,
    )


def _pills(unread: bool, count: int) -> list[dict[str, Any]]:
    noun = ngettext("message", "messages", count)
    return [
        {"label": _("All"), "href": url_for("messages.show"), "current": not unread},
        {
            "label": _("Not read yet"),
            "href": url_for("messages.show", view="unread"),
            "count": count,
            "noun": noun,
            "current": unread,
        },
    ]


def _next(unread: bool, cursor: str) -> str:
    kept: dict[str, Any] = {"view": "unread"} if unread else {}
    return url_for("messages.show", after=cursor, **kept)


def _row(told: Told) -> dict[str, Any]:
    """A message: when, its lines grouped by the case they are about, and whether it is new."""
    about: dict[UUID | None, list[Line]] = {}
    for line in told.lines:
        about.setdefault(line.case_id, []).append(line)
    return {
        "id": told.id,
        "when": moment_words(told.at),
        "new": told.read_at is None,
        "about": [_about(case_id, lines) for case_id, lines in about.items()],
    }


def _about(case_id: UUID | None, lines: list[Line]) -> dict[str, Any]:
    return {
        "title": lines[0].title,
        "reference": lines[0].reference,
        "href": url_for("cases.show", case_id=case_id) if case_id else None,
        "words": [say(sentence(line)) for line in lines],
    }


@blueprint.post("/messages/<uuid:message_id>/read")
@action("account.change")
def read(message_id: UUID) -> Response:
    """Mark one message as read."""
    mark_read(desk.engine(), message_id, by=desk.signed_in())
    return redirect(url_for("messages.show", **_view()), 303)


@blueprint.post("/messages/read")
@action("account.change")
def read_all() -> Response:
    """Mark everything as read."""
    mark_all_read(desk.engine(), by=desk.signed_in())
    return redirect(url_for("messages.show", **_view()), 303)


def _view() -> dict[str, Any]:
    return {"view": "unread"} if request.form.get("view") == "unread" else {}
