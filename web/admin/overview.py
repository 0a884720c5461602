"""How the house is: clocks and queues; and overrides, each with its red bar as long as it is open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request

from engine.commands import override
from engine.errors import Unknown
from engine.queries.health import health
from engine.queries.listing import by_reference
from web import request as desk
from web.admin import blueprint
from web.admin.common import Answer, attempt, page
from web.case_page.words import left_words
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action
from web.present import exact


@blueprint.get("")
@action("admin.read")
def show() -> Answer:
    """Whether clocks fire, what waits, what went wrong."""
    connection, _register = desk.read()
    told = health(desk.engine(), connection)
    rules = [
        _check(told.lag.total_seconds() < 120, _("Clocks fire in time"), _lag(told.lag.total_seconds())),
        _check(told.ticks(), _("Something ticks"), _ticked(told.since_tick)),
        _check(
            told.tells(),
            _("What happens is told"),
            ngettext(
                "%(num)s event to be read", "%(num)s events to be read", max(told.behind.values(), default=0)
            ),
        ),
        _check(
            told.unsequenced < 1000,
            _("Events get their place in the log"),
            ngettext("%(num)s waits", "%(num)s wait", told.unsequenced),
        ),
        _check(not told.mails.get("failed"), _("Letters go out"), _letters(told.mails)),
    ]
    rows = [(_("Late clocks"), told.late_timers), (_("Linked cases to look again"), told.wakes)]
    rows += [(_("Behind the log: %(name)s", name=name), count) for name, count in told.behind.items()]
    oldest = told.oldest_late
    return page(
        "overview.html", rules=rules, rows=rows, oldest=oldest, at=exact(told.at), well=told.is_well()
    )


def _check(holds: bool, text: str, note: str) -> dict[str, Any]:
    return {"mark": "holds" if holds else "missing", "text": text, "note": note}


def _lag(seconds: float) -> str:
    return (
        _("nothing is late")
        if seconds <= 0
        else ngettext("%(num)s second late", "%(num)s seconds late", int(seconds))
    )


def _ticked(since: Any) -> str:
    return _("nothing has ticked yet") if since is None else _("last %(time)s ago", time=left_words(since))


def _letters(counts: dict[str, int]) -> str:
    return ", ".join(f"{_(state)} {count}" for state, count in sorted(counts.items())) or _("no letters yet")


@blueprint.get("/overrides")
@action("admin.read")
def overrides() -> Answer:
    """Overrides, open ones first; and opening one."""
    return _overrides()


def _overrides(problems: list[str] | None = None, status: int = 200) -> Answer:
    _connection, register = desk.read()
    now = desk.now()
    rows = [
        {
            "who": register.name(o.person_id),
            "since": exact(o.since),
            "until": exact(o.until),
            "open": o.open_at(now),
            "reason": o.reason,
            "left": left_words(o.until - now) if o.open_at(now) else "",
            "mine": o.person_id == desk.viewer(),
            "case": o.case_id,
        }
        for o in sorted(register.overrides, key=lambda each: each.since, reverse=True)
    ]
    return page("overrides.html", status, rows=rows, problems=problems or [], given=request.form)


@blueprint.post("/overrides")
@action("admin.change")
def begin_override() -> Answer:
    """Open one, by the reference or number of the case."""
    reference, reason = request.form.get("reference", "").strip(), request.form.get("reason", "")
    connection, _register = desk.read()
    case_id = by_reference(connection, reference)

    def act() -> None:
        if case_id is None:
            raise Unknown("There is no case with this reference or number.")
        override.begin(desk.engine(), case_id, reason, by=desk.signed_in(), key=desk.idempotency_key())

    return attempt(
        act,
        _("The override is open for an hour. Everybody in the case can see it."),
        "admin.overrides",
        _overrides,
    )


@blueprint.post("/overrides/<uuid:case_id>/end")
@action("admin.change")
def end_override(case_id: UUID) -> Answer:
    """Close one's override."""
    return attempt(
        lambda: override.end(desk.engine(), case_id, by=desk.signed_in(), key=desk.idempotency_key()),
        _("The override is closed."),
        "admin.overrides",
        _overrides,
    )
