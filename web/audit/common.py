"""What the pages of the auditor's desk share: the ways to ask, the question of the address, instants as they are asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request, url_for

from engine.change import ANONYMOUS
from engine.queries.audit import Question, is_auditor
from web import request as desk
from web.i18n import gettext as _
from web.policy import may
from web.present import zone_name
from web.typed_times import read_instant

KEPT = ("words", "actor", "kind", "since", "until", "case")


def ways(current: str) -> list[dict[str, Any]]:
    """The ways to ask, as pills; those that this viewer may go."""
    found = [("audit.show", _("Events")), ("audit.changes", _("What changed"))]
    found += [("audit.register", _("The register")), ("audit.roles", _("Who held which role"))]
    found.append(("history.proof", _("Proof")))
    if may("audit.oversee"):
        found.append(("audit.readings", _("Who looked at sealed cases")))
    return [{"label": label, "href": url_for(name), "current": name == current} for name, label in found]


def audits() -> bool:
    """Whether this viewer reads the history as an auditor."""
    return is_auditor(desk.engine(), desk.read().register, desk.signed_in())


def question() -> tuple[Question, dict[str, str]]:
    """What the address asks, and what of it cannot be read."""
    problems: dict[str, str] = {}
    since, until = asked("since", problems), asked("until", problems)
    return Question(
        words=request.args.get("words", "")[:200],
        actor=identity("actor"),
        kind=request.args.get("kind", ""),
        since=since,
        until=until,
        case_id=identity("case"),
    ), problems


def asked(name: str, problems: dict[str, str]) -> datetime | None:
    """An instant of the address, if one is given that can be read."""
    words = request.args.get(name, "").strip()
    if not words:
        return None
    found = read_instant(words, desk.zone().key) or read_instant(f"{words} 00:00", desk.zone().key)
    if found is None:
        problems[name] = _("Write day and time, such as 2013-02-08 17:00.")
    return found


def identity(name: str) -> UUID | None:
    """An id of the address; one that is none is nobody's."""
    try:
        return UUID(request.args[name]) if request.args.get(name) else None
    except ValueError:
        return UUID(int=0)  # nobody and nothing: finds nothing


def asked_instant() -> tuple[datetime, str | None]:
    """The instant of the link, or the day and time of the form; now where neither can be read, or is still to come."""
    words = request.args.get("at") or " ".join(
        filter(None, (request.args.get("day"), request.args.get("time")))
    )
    if not words:
        return desk.now(), None
    found = read_instant(words, desk.zone().key)
    if found is None:
        return desk.now(), _("Write day and time, such as 2013-02-08 17:00.")
    if found > desk.now():
        return desk.now(), _("That instant is still to come: ask for one that has passed.")
    return found, None


def zone_label() -> str:
    """What stands above the time of an instant that is asked for."""
    return _("at, in %(place)s", place=zone_name())


def nobody(capacity: str) -> str:
    """Who acted, where it was nobody with an account."""
    return _("somebody without an account") if capacity == ANONYMOUS.capacity else _("the system")
