"""How the house is: clocks and queues; and overrides, each with its red bar as long as it is open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request

from engine.commands import override
from engine.errors import Unknown
from engine.queries.health import LONGEST, Health, health
from engine.queries.listing import by_reference
from web import request as desk
from web.admin import blueprint
from web.admin.common import Answer, attempt, page
from web.case_page.words import left_words
from web.health import LEAST_FREE, free_share
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import action
from web.present import exact


@blueprint.get("")
@action("admin.read")
def show() -> Answer:
    """Whether clocks fire, what waits, what went wrong, and what would help."""
    desk.stop_reading()  # the clock is compared in a look of its own
    doubtful = desk.engine().suspect()
    connection, _register = desk.read()
    told = health(desk.engine(), connection)
    rules = [*_of_the_clocks(told, doubtful=doubtful), *_of_the_log(told), *_of_the_machine()]
    return page(
        "overview.html",
        rules=rules,
        rows=_queues(told),
        oldest=told.oldest_late,
        at=exact(told.at),
        well=all(each["mark"] == "holds" for each in rules),
    )


def _of_the_clocks(told: Health, *, doubtful: bool) -> list[dict[str, Any]]:
    late = told.lag.total_seconds()
    return [
        _check(
            late < LONGEST.total_seconds(),
            _("Clocks fire in time"),
            _lag(late),
            _("Start a worker, or one more; what its log says keeps a case from going on."),
        ),
        _check(
            told.ticks() or told.lag > LONGEST,
            _("Something ticks"),
            _ticked(told.since_tick),
            _("No worker runs: start nemcon worker."),
        ),
        _check(
            not doubtful,
            _("The clock is certain"),
            _("it is in doubt") if doubtful else _("it agrees with the database"),
            _("Set the time of the machines right and start them again; until then nothing closes."),
        ),
    ]


def _of_the_log(told: Health) -> list[dict[str, Any]]:
    unread = max(told.behind.values(), default=0)
    failed = told.mails.get("failed", 0) + told.mails.get("unknown", 0)
    return [
        _check(
            told.tells(),
            _("What happens is told"),
            ngettext("%(num)s event to be read", "%(num)s events to be read", unread),
            _("Start a worker, or read in its log what it stumbles over."),
        ),
        _check(
            told.places() and told.unsequenced < 1000,
            _("Events get their place in the log"),
            ngettext("%(num)s waits", "%(num)s wait", told.unsequenced),
            _("Start a worker; a long backup or report may hold it up for a while."),
        ),
        _check(not failed, _("Letters go out"), _letters(told.mails), _("Look after them under Letters.")),
    ]


def _of_the_machine() -> list[dict[str, Any]]:
    free = free_share(desk.engine().files.root)
    return [
        _check(
            free >= LEAST_FREE,
            _("There is room for files"),
            _("%(share)s %% of the disk are free", share=int(free * 100)),
            _("Make room on the disk of the data folder."),
        )
    ]


def _queues(told: Health) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("Late clocks"), told.late_timers),
        (_("Linked cases to look again"), told.wakes),
    ]
    rows += [(_("Behind the log: %(name)s", name=name), count) for name, count in told.behind.items()]
    ages = {state: told.at - since for state, since in told.mails_since.items()}
    rows += [
        (_("Oldest letter that is %(state)s", state=_(state)), left_words(age)) for state, age in ages.items()
    ]
    ages = {state: told.at - since for state, since in told.announcements_since.items()}
    return rows + [
        (_("Oldest announcement that is %(state)s", state=_(state)), left_words(age))
        for state, age in ages.items()
    ]


def _check(holds: bool, text: str, note: str, help_: str) -> dict[str, Any]:
    return {
        "mark": "holds" if holds else "missing",
        "text": text,
        "note": note if holds else f"{note}. {help_}",
    }


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
