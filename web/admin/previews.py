"""How every message reads, as text and as HTML, in each language: with made-up values, and nothing of a real case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for

from engine.absence import Absence
from engine.commands.password import Letter
from engine.messages import mark
from engine.register import Register
from engine.session import INVITATION, RESET
from notifications import samples
from notifications.letter import Letterhead, Written, write_words
from notifications.stationery import STYLE_HASH
from web import request as desk
from web.accounts.letters import Letters
from web.admin import blueprint
from web.admin.common import Answer, page
from web.headers import POLICY
from web.i18n import ENGLISH, in_language, languages, locale
from web.i18n import gettext as _
from web.policy import action

STANDING_IN = "standing_in"
LABELS = {
    "asked": mark("A question"),
    "reminder": mark("A reminder"),
    "overdue": mark("Something is overdue"),
    "moved": mark("A step of a case"),
    "decided": mark("A result"),
    "closed": mark("The end of a case"),
    "deadline": mark("Another deadline"),
    "recorded": mark("Recorded on somebody’s behalf"),
    "handed": mark("A task was handed on"),
    "remark": mark("A remark"),
    "override": mark("An override"),
    "digest": mark("Reminders that came late, gathered"),
    "news": mark("The daily letter"),
    INVITATION: mark("An invitation"),
    RESET: mark("A link to a new password"),
    STANDING_IN: mark("Standing in for somebody"),
}
# The page frames its own letter; the letter runs nothing, fetches nothing and leads nowhere.
FRAMING = f"{POLICY}; frame-src 'self'"
LETTER_ALONE = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; sandbox; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'"
)


@blueprint.get("/previews")
@action("admin.read")
def previews() -> Answer:
    """Every kind of message, by what it is called in its letter."""
    language = _language()
    rows = [
        {
            "label": _(label),
            "subject": _written(kind, language).subject,
            "href": url_for("admin.preview", kind=kind, language=language),
        }
        for kind, label in LABELS.items()
    ]
    return page("previews.html", rows=rows, choices=_choices("admin.previews"))


@blueprint.get("/previews/<kind>")
@action("admin.read")
def preview(kind: str) -> Response:
    """One kind, with every sentence that it can have, as text and as HTML."""
    language = _language()
    written = _written(kind, language)
    framed = url_for("admin.preview_html", kind=kind, language=language)
    choices = _choices("admin.preview", kind=kind)
    words, _status = page(
        "preview.html", label=_(LABELS[kind]), written=written, framed=framed, choices=choices
    )
    answer = Response(words, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = FRAMING
    return answer


@blueprint.get("/previews/<kind>/html")
@action("admin.read")
def preview_html(kind: str) -> Response:
    """The letter itself, as a mail program shows it; it may do nothing here."""
    answer = Response(_written(kind, _language()).html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = LETTER_ALONE
    return answer


def _language() -> str:
    asked = request.args.get("language") or locale().language
    return asked if asked in languages() else ENGLISH


def _choices(place: str, **values: Any) -> list[dict[str, object]]:
    """The languages there are, where there is more than one."""
    chosen = _language()
    found = [
        {"label": each, "href": url_for(place, language=each, **values), "current": each == chosen}
        for each in languages()
    ]
    return found if len(found) > 1 else []


def _written(kind: str, language: str) -> Written:
    if kind not in LABELS:
        abort(404)
    _connection, register = desk.read()
    letterhead = Letterhead.of(register, desk.site().base_url, _speak)
    if kind in samples.KINDS:
        return samples.sample(kind, language, letterhead, at=desk.now())
    subject, body = _of_an_account(kind, language, register)
    return Written(subject, body, write_words(subject, body, letterhead, language))


def _of_an_account(kind: str, language: str, register: Register) -> Letter:
    """A letter that is about no case."""
    to, now = samples.somebody(language), desk.now()
    if kind == STANDING_IN:
        away = replace(to, id=UUID(int=1), name="Ivan Example")
        known = replace(register, people={**register.people, away.id: away})
        absence = Absence(UUID(int=2), away.id, to.id, now, now + timedelta(days=7), ())
        return Letters(known).standing_in(to, absence)
    letters = Letters(register)
    writes = letters.invitation if kind == INVITATION else letters.reset
    return writes(to, "a-made-up-secret", now + timedelta(days=1))


def _speak(text: str, language: str | None) -> str:
    with in_language(language):
        return _(text)
