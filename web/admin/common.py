"""What the administration's pages share: their frame, and going back with a word about what was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import EngineError, Invalid
from engine.messages import message
from engine.values import YEARS, first_moment
from web import request as desk
from web.errors import logged_status
from web.i18n import gettext as _
from web.present import say
from web.typed_times import read_date, read_instant

Answer = tuple[str, int] | Response
PLACES = (
    ("admin.show", "Overview"), ("admin.people", "People"), ("admin.mandates", "Mandates"), ("admin.organizations", "Organizations"),
    ("admin.settings", "Settings"), ("admin.calendars", "Calendars"), ("admin.definitions", "Case types"), ("admin.policy", "Policy"),
    ("admin.delivery", "Delivery"), ("admin.webhooks", "Webhooks"), ("admin.previews", "Wording of messages"),
    ("admin.overrides", "Overrides"), ("admin.erasures", "Erasures"),
)  # fmt: skip


def page(template: str, status: int = 200, **words: Any) -> tuple[str, int]:
    """A page of the administration, with the ways to the others."""
    places = [
        {"label": _(label), "href": url_for(place), "current": request.endpoint == place}
        for place, label in PLACES
    ]
    return render_template(f"admin/{template}", places=places, key=desk.new_key(), **words), status


def attempt(
    act: Callable[[], Any], done: str, place: str, again: Callable[..., Answer], **values: Any
) -> Answer:
    """Run one command; what is refused is said above the kept words, else one goes back with a word about it."""
    desk.stop_reading()
    try:
        act()
    except EngineError as error:
        problems = (
            [say(words) for words in error.problems.values()]
            if isinstance(error, Invalid)
            else [say(error.says)]
        )
        return again(problems=problems, status=logged_status(error))
    flash(done)
    return redirect(url_for(place, **values))


def an_instant(name: str, *, needed: bool = True) -> datetime | None:
    """The instant or day that a field of the form names; a day means its first moment in the house's zone."""
    words = request.form.get(name, "").strip()
    if not words and not needed:
        return None
    zone = desk.read().register.calendar.zone
    day = read_date(words)
    found = read_instant(words, zone)
    meant = found or day
    if meant is None or meant.year not in YEARS:
        raise Invalid({name: message("Write a day, such as 2013-01-01, or day and time.")})
    return first_moment(day, zone) if found is None and day is not None else found
