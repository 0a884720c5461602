"""Delivery: every letter and every announcement, how far it came and why no further; and what an administrator does about it.

The words of a letter are nobody's business but the receiver's: they are never shown here. A demonstration has an outbox.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import abort, request, url_for

from engine.commands import announcement, mail
from engine.mail_queue import FAILED, KEPT, QUEUED, SENDING, SENT, UNKNOWN
from engine.messages import mark
from engine.queries.delivery import (
    ANNOUNCEMENTS,
    LETTERS,
    Sending,
    Wanted,
    counted,
    held,
    kinds,
    sending,
    sendings,
)
from engine.queries.mails import outbox
from notifications.delivery import HELD, MOST_TRIES
from web import event_kinds
from web import request as desk
from web.admin import blueprint
from web.admin.common import Answer, attempt, page
from web.i18n import gettext as _
from web.policy import action
from web.present import exact, instant, relative

# icon, word, tone
STATES = {
    QUEUED: ("hourglass", mark("waits"), "ink"),
    SENDING: ("hourglass-split", mark("on its way"), "run"),
    SENT: ("check-lg", mark("sent"), "ok"),
    UNKNOWN: ("question-circle", mark("not known whether it arrived"), "warn"),
    FAILED: ("x-lg", mark("failed"), "stop"),
    KEPT: ("archive", mark("kept"), "none"),
}
KINDS = {
    "asked": mark("A question"),
    "closed": mark("The end of a case"),
    "deadline": mark("Another deadline"),
    "decided": mark("A result"),
    "digest": mark("A digest"),
    "handed": mark("A task handed on"),
    "invitation": mark("An invitation"),
    "moved": mark("A step"),
    "news": mark("News of the day"),
    "overdue": mark("Something overdue"),
    "override": mark("An override"),
    "recorded": mark("An answer recorded for a member"),
    "remark": mark("A remark"),
    "reminder": mark("A reminder"),
    "reset": mark("A link to a new password"),
    "standing_in": mark("Standing in for somebody"),
}
TO_BE_TRIED = (QUEUED, FAILED, UNKNOWN)


@blueprint.get("/delivery")
@action("admin.read")
def delivery() -> Answer:
    """Letters or announcements, newest first, with filters; in a demonstration also the outbox."""
    connection, _register = desk.read()
    way = ANNOUNCEMENTS if request.args.get("way") == ANNOUNCEMENTS else LETTERS
    given: dict[str, Any] = {name: request.args.get(name, "")[:200] for name in ("state", "to", "kind")}
    found = sendings(connection, way, Wanted(**given, after=_identity("after")))
    after: dict[str, Any] = {**given, "way": way, "after": found.next}
    demo = desk.engine().demo and way == LETTERS
    return page(
        "delivery.html",
        way=way,
        ways=_ways(way),
        given=given,
        filtered=any(given.values()),
        states=_states(way),
        kinds=[("", _("Everything")), *((each, _kind(way, each)) for each in kinds(connection, way))],
        rows=[_row(way, each) for each in found.found],
        next=url_for("admin.delivery", **after) if found.next else None,
        held=held(connection, (UNKNOWN,), HELD) if way == LETTERS else 0,
        kept=outbox(connection) if demo else [],
        demo_mode=demo,
    )


def _identity(name: str) -> UUID | None:
    try:
        return UUID(request.args[name]) if request.args.get(name) else None
    except ValueError:
        return None


def _ways(way: str) -> list[dict[str, Any]]:
    connection, _register = desk.read()
    labels = ((LETTERS, _("Letters")), (ANNOUNCEMENTS, _("Announcements of webhooks")))
    return [
        {
            "label": label,
            "href": url_for("admin.delivery", way=each),
            "current": each == way,
            "count": sum(counted(connection, each).values()),
            "noun": label,
        }
        for each, label in labels
    ]


def _states(way: str) -> list[tuple[str, str]]:
    connection, _register = desk.read()
    there = counted(connection, way)
    known = [(key, f"{_(STATES[key][1])} ({there[key]})") for key in STATES if key in there]
    return [("", _("Every state")), *known]


def _kind(way: str, kind: str) -> str:
    return event_kinds.name(kind) if way == ANNOUNCEMENTS else _(KINDS[kind]) if kind in KINDS else kind


def _row(way: str, each: Sending) -> dict[str, Any]:
    icon, word, tone = STATES[each.state]
    return {
        "id": each.id,
        "href": url_for("admin.one_delivery", way=way, identity=each.id),
        "to": each.address,
        "name": desk.read().register.name(each.person_id),
        "what": _kind(way, each.kind),
        "icon": icon,
        "word": _(word),
        "tone": tone,
        "at": instant(each.at),
        "why": _(each.error) if each.error else "",
        "next": _("next try %(time)s", time=relative(each.next_try_at)) if _is_tried(each) else "",
    }


def _is_tried(each: Sending) -> bool:
    """Whether it is tried again by itself: a result that nobody knows of waits for a person, and so does the last try."""
    again = each.state == UNKNOWN and each.kind not in HELD and each.tries < MOST_TRIES
    return each.state == QUEUED or again


# One of them


@blueprint.get("/delivery/<way>/<uuid:identity>")
@action("admin.read")
def one_delivery(way: str, identity: UUID) -> Answer:
    """One letter or announcement: how far it came, and what can be done about it."""
    _check_way(way)
    return _one(way, identity)


def _one(way: str, identity: UUID, problems: list[str] | None = None, status: int = 200) -> Answer:
    each = sending(desk.read().connection, way, identity)
    row = _row(way, each)
    return page(
        "one_delivery.html",
        status,
        way=way,
        row=row,
        facts=list(_facts(each, row)),
        may_try=each.open and each.state in TO_BE_TRIED,
        may_confirm=way == LETTERS and each.state == UNKNOWN,
        waits=way == LETTERS and each.state == UNKNOWN and each.kind in HELD,
        over=each.state in (FAILED, UNKNOWN, QUEUED) and not each.open,
        given=request.form,
        problems=problems or [],
    )


def _facts(each: Sending, row: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    register = desk.read().register
    yield _("For"), row["name"] or _("nobody with an account")
    yield _("To"), each.address
    yield _("About"), row["what"]
    yield _("Written"), exact(each.at)
    yield _("Tries"), each.tries
    if _is_tried(each):
        yield _("Next try"), exact(each.next_try_at)
    if each.sent_at is not None:
        yield _("Arrived"), exact(each.sent_at)
    if each.confirmed_by is not None:
        yield _("Who said so"), f"{register.name(each.confirmed_by)}: {each.confirmed}"
    if each.error:
        yield _("Why no further"), row["why"]
    if each.reference:
        yield _("Message-ID"), each.reference


@blueprint.post("/delivery/<way>/<uuid:identity>/again")
@action("admin.change")
def try_again(way: str, identity: UUID) -> Answer:
    """Let it be tried now."""
    _check_way(way)
    act = mail.send_again if way == LETTERS else announcement.announce_again
    return _acted(
        way,
        identity,
        lambda: act(desk.engine(), identity, by=desk.signed_in()),
        _("It is tried again at once."),
    )


@blueprint.post("/delivery/<way>/<uuid:identity>/give-up")
@action("admin.change")
def give_up(way: str, identity: UUID) -> Answer:
    """Send it no more."""
    _check_way(way)
    act = mail.give_up if way == LETTERS else announcement.give_up_announcement
    reason = request.form.get("reason", "")
    return _acted(
        way,
        identity,
        lambda: act(desk.engine(), identity, reason, by=desk.signed_in()),
        _("It is given up. The reason stands in the history."),
    )


@blueprint.post("/delivery/letters/<uuid:identity>/arrived")
@action("admin.change")
def confirm_arrival(identity: UUID) -> Answer:
    """Say that a letter arrived of which nobody knew."""
    evidence = request.form.get("evidence", "")
    return _acted(
        LETTERS,
        identity,
        lambda: mail.arrived(desk.engine(), identity, evidence, by=desk.signed_in()),
        _("It is recorded that it arrived. Whom it tells of a question has notice."),
    )


def _check_way(way: str) -> None:
    if way not in (LETTERS, ANNOUNCEMENTS):
        abort(404)


def _acted(way: str, identity: UUID, act: Any, done: str) -> Answer:
    return attempt(
        act,
        done,
        "admin.one_delivery",
        lambda **words: _one(way, identity, **words),
        way=way,
        identity=identity,
    )
