"""Being away: from when to when, who stands in for which work. One's own, and for those who keep the work going anybody's."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.absence import Absence
from engine.commands import absence as absences
from engine.errors import EngineError, Invalid, Unknown
from engine.messages import Message, message
from engine.party import Person
from engine.values import YEARS, first_moment
from web import request as desk
from web.accounts.fields import Fields
from web.accounts.letters import Letters
from web.errors import Redisplayed, redisplay
from web.i18n import gettext as _
from web.lists.colleagues import colleagues
from web.policy import action
from web.present import day, instant
from web.typed_times import read_date, read_instant

blueprint = Blueprint("absences", __name__)


@blueprint.get("/account/absences")
@action("account.read")
def mine() -> str:
    """When the reader is away, and for whom the reader stands in."""
    return _page(_myself())


@blueprint.post("/account/absences")
@action("account.change")
def record_mine() -> Response:
    """The reader will be away."""
    return _record(_myself())


@blueprint.post("/account/absences/<uuid:identity>/end")
@action("account.change")
def end_mine(identity: UUID) -> Response:
    """The reader is back, or stays."""
    return _end(identity, desk.signed_in(), url_for("absences.mine"))


@blueprint.get("/absences")
@action("work.hand_over")
def everybody() -> str:
    """Who is away now, and who will be."""
    register, now = desk.read().register, desk.now()
    ahead = sorted((a for a in register.absences if a.until > now), key=lambda a: (a.since, a.id))
    rows = [
        {**_told(each), "name": register.name(each.person_id), "href": _address(each.person_id)}
        for each in ahead
    ]
    return render_template("accounts/everybody_away.html", rows=rows)


@blueprint.get("/people/<uuid:person_id>/absences")
@action("work.hand_over")
def of_person(person_id: UUID) -> str:
    """When somebody is away, as those who keep the work going record it."""
    return _page(_person(person_id))


@blueprint.post("/people/<uuid:person_id>/absences")
@action("work.hand_over")
def record_of_person(person_id: UUID) -> Response:
    """Somebody is away who cannot say so."""
    return _record(_person(person_id))


@blueprint.post("/people/<uuid:person_id>/absences/<uuid:identity>/end")
@action("work.hand_over")
def end_of_person(person_id: UUID, identity: UUID) -> Response:
    """Somebody is back."""
    return _end(identity, person_id, url_for("absences.of_person", person_id=person_id))


def _myself() -> Person:
    who = desk.person()
    assert who is not None
    return who


def _person(person_id: UUID) -> Person:
    return desk.read().register.people.get(person_id) or abort(404)


def _address(person_id: UUID, verb: str = "of_person") -> str:
    """Where a person's absences are; the reader's own stand with the account."""
    if person_id == desk.viewer():
        return url_for(f"absences.{verb.replace('of_person', 'mine')}")
    return url_for(f"absences.{verb}", person_id=person_id)


def _record(who: Person) -> Response:
    letters = Letters(desk.read().register) if desk.site().mails else None
    try:
        since, until = _asked()
        desk.stop_reading()
        absences.record(
            desk.engine(),
            who.id,
            since,
            until,
            substitute=_identity(request.form.get("substitute", "")),
            scope=request.form.getlist("scope"),
            by=desk.signed_in(),
            writes=letters.standing_in if letters else None,
            key=desk.idempotency_key(),
        )
    except EngineError as error:
        fields = _fields(who)
        again = redisplay(error, fields)
        return make_response(_page(who, fields, again), again.status)
    flash(_("Recorded. What is asked from then on goes to whoever stands in."))
    return redirect(_address(who.id), 303)


def _end(identity: UUID, person: UUID, back: str) -> Response:
    register = desk.read().register
    if identity not in {each.id for each in register.absences_of(person)}:
        raise Unknown("There is no such absence.")
    desk.stop_reading()
    absences.end(desk.engine(), identity, by=desk.signed_in(), key=desk.idempotency_key())
    flash(_("The absence is over. What the stand-in has stays there until it is done or due."))
    return redirect(back, 303)


def _asked() -> tuple[Any, Any]:
    """Both instants; a day means its first moment in the reader's zone."""
    problems: dict[str, Message] = {}
    found = []
    for name in ("since", "until"):
        words = request.form.get(name, "").strip()
        on = read_date(words)
        at = read_instant(words, desk.zone().key)
        if on is not None and at is None and on.year in YEARS:
            at = first_moment(on, desk.zone().key)
        if at is None or at.year not in YEARS:
            problems[name] = message("Write a day, such as 2013-01-01, or day and time.")
        found.append(at)
    if problems:
        raise Invalid(problems)
    return found[0], found[1]


def _identity(words: str) -> UUID | None:
    try:
        return UUID(words) if words else None
    except ValueError:
        raise Invalid({"substitute": message("Choose a colleague from the list.")}) from None


def _page(who: Person, fields: Fields | None = None, again: Redisplayed | None = None) -> str:
    register, now = desk.read().register, desk.now()
    ahead = [a for a in register.absences_of(who.id) if a.until > now and a.until > a.since]
    helped = [a for a in register.absences if a.substitute_id == who.id and a.until > now]
    own = who.id == desk.viewer()
    return render_template(
        "accounts/absences.html",
        own=own,
        name=who.name,
        action=_address(who.id, "record_mine" if own else "record_of_person"),
        fields=fields or _fields(who),
        errors=again.errors if again else None,
        ahead=[{**_told(each), "end": _end_address(who.id, each.id)} for each in ahead],
        helped=[{**_told(each), "name": register.name(each.person_id)} for each in helped],
        key=desk.new_key(),
    )


def _end_address(person: UUID, identity: UUID) -> str:
    if person == desk.viewer():
        return url_for("absences.end_mine", identity=identity)
    return url_for("absences.end_of_person", person_id=person, identity=identity)


def _fields(who: Person) -> Fields:
    hint = _("Such as 18 February 2013. From the first moment of that day, in your zone.")
    people = colleagues(who.id)
    types = sorted((_(each.title), each.key) for each in desk.engine().registry)
    return [
        {"key": "since", "label": _("First day away"), "kind": "date", "required": True, "hint": hint, "value": ""},
        {"key": "until", "label": _("First day back"), "kind": "date", "required": True, "value": ""},
        {
            "key": "substitute",
            "label": _("Who stands in"),
            "kind": "select",
            "value": "",
            "hint": _("Somebody who acts for the same organization. The history keeps both names."),
            "options": [("", _("Nobody")), *people],
        },
        {
            "key": "scope",
            "label": _("Only for these kinds of work"),
            "kind": "checkboxes",
            "inline": True,
            "value": [],
            "hint": _("Without any, for everything."),
            "options": [(key, title) for title, key in types],
        },
    ]  # fmt: skip


def _told(each: Absence) -> dict[str, Any]:
    register, registry = desk.read().register, desk.engine().registry
    known = (registry.find(key) for key in each.scope)
    titles = ", ".join(_(found.title) for found in known if found is not None)
    zone = desk.zone()
    return {
        "since": _moment(each.since, zone),
        "until": _moment(each.until, zone),
        "now": each.holds_at(desk.now()),
        "substitute": register.name(each.substitute_id) if each.substitute_id else "",
        "scope": titles,
    }


def _moment(at: Any, zone: ZoneInfo) -> str:
    """A day where it begins one, else day and time."""
    local = at.astimezone(zone)
    return day(at) if first_moment(local.date(), zone.key) == at else instant(at)
