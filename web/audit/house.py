"""The register as it stood at an instant, with what is different now; and who held which role."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, url_for

from engine.queries.changes import Changed
from engine.queries.holdings import holdings, recorded_later
from engine.queries.house_as_of import HouseAsOf, house_as_of
from engine.queries.house_changes import HouseChanges, house_changes
from engine.queries.visible import seen_among
from web import request as desk
from web.audit import blueprint
from web.audit.common import asked_instant, audits, ways, zone_label
from web.audit.register_words import calendar_words, mandate_words, setting_label, setting_words
from web.i18n import gettext as _
from web.policy import action
from web.present import exact


@blueprint.get("/register")
@action("audit.read")
def register() -> tuple[str, int]:
    """The house as it was on record at an instant, folded from the log."""
    at, problem = asked_instant()
    connection, today = desk.read()
    then = house_as_of(desk.engine().registry, connection, at)
    since = house_changes(desk.engine(), connection, today, desk.signed_in(), at, desk.now())
    html = render_template(
        "audit/register.html",
        ways=ways("audit.register"),
        problem=problem,
        begun=then.begun,
        audits=audits(),
        holdings=holdings(then.register, at),
        settings=_settings(then),
        calendar=_calendar(then, since),
        organizations=_organizations(then, since),
        later=_later(since, at),
        changes=url_for("audit.changes", since=at.isoformat()),
        **(_closed(then) if audits() else {}),
        **_when(at),
    )
    return html, 422 if problem else 200


def _when(at: datetime) -> dict[str, Any]:
    local = at.astimezone(desk.zone())
    return {
        "at": exact(at),
        "day": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M:%S}",
        "zone_label": zone_label(),
    }


def _settings(then: HouseAsOf) -> list[dict[str, Any]]:
    """Every setting with its value then; beside it the value now, where that is another one."""
    today, declared = desk.read().register, desk.engine().registry.settings
    by = {row["key"]: row for row in then.tables["settings"].values()}
    adopted = {row["adopted_by"] for row in by.values() if row["adopted_by"] is not None}
    connection, register = desk.read()
    seen = seen_among(desk.engine(), connection, register, adopted, desk.viewer())
    rows = []
    for key in sorted({*declared, *by}, key=setting_label):
        default = declared[key].default if key in declared else None
        old, new = (each.settings.get(key, default) for each in (then.register, today))
        row = by.get(key)
        rows.append(
            {
                "label": setting_label(key),
                "value": setting_words(key, old) if old is not None else _("not set yet"),
                "now": setting_words(key, new) if _plain(old) != _plain(new) and new is not None else None,
                "set_at": exact(row["set_at"]) if row else "",
                "case": row["adopted_by"] if row and row["adopted_by"] in seen else None,
            }
        )
    return rows


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _calendar(then: HouseAsOf, since: HouseChanges) -> dict[str, Any] | None:
    """The version in force then, and the one now, where that is another one."""
    row = next((each for each in then.tables["calendars"].values() if each["current"]), None)
    newer = [each.after for each in since.changes if each.table == "calendars" and each.after["current"]]
    if row is None:
        return None
    return {"words": calendar_words(row), "now": calendar_words(newer[0]) if newer else None}


def _organizations(then: HouseAsOf, since: HouseChanges) -> list[dict[str, Any]]:
    changed = {each.key[0]: each for each in since.changes if each.table == "organizations"}
    return [
        {"words": f"{each.code}, {each.name}", "now": _now(changed.get(each.id), "code", "name")}
        for each in sorted(then.register.organizations.values(), key=lambda each: each.code)
    ]


def _now(change: Changed | None, *columns: str) -> str | None:
    """What stands there now, where it is not what stood there then."""
    if change is None or not any(cell.column in columns for cell in change.cells):
        return None
    return ", ".join(str(change.after[column]) for column in columns)


def _later(since: HouseChanges, at: datetime) -> list[dict[str, Any]]:
    """Mandates that came on record, or were given another end, after that instant."""
    connection_register = desk.read().register
    return [
        {
            "words": mandate_words(connection_register, each.after),
            "new": each.before is None,
            "back": each.before is None and each.after["since"] <= at,
            "since": exact(each.after["since"]),
            "until": exact(each.after["until"]) if each.after["until"] else None,
            "recorded": exact(since.by[each.event].at) if each.event in since.by else "",
        }
        for each in since.changes
        if each.table == "mandates"
    ]


def _closed(then: HouseAsOf) -> dict[str, Any]:
    """What auditors alone are told: accounts, who was away, which overrides were open."""
    today = desk.read().register
    return {
        "people": [
            {
                "name": each.name,
                "email": each.email,
                "active": each.active,
                "now": _account_now(each, today.people.get(each.id)),
            }
            for each in sorted(then.register.people.values(), key=lambda each: each.name)
        ],
        "absences": [
            {
                "name": then.register.name(each.person_id),
                "until": exact(each.until),
                "substitute": then.register.name(each.substitute_id),
            }
            for each in then.register.absences
            if each.holds_at(then.at)
        ],
        "overrides": [
            {
                "name": then.register.name(each.person_id),
                "since": exact(each.since),
                "until": exact(each.until),
            }
            for each in then.register.overrides
            if each.open_at(then.at)
        ],
    }


def _account_now(then: Any, now: Any) -> str | None:
    if now is None or (then.name, then.email, then.active) == (now.name, now.email, now.active):
        return None
    return ", ".join((now.name, now.email, _("open") if now.active else _("closed")))


@blueprint.get("/roles")
@action("audit.read")
def roles() -> tuple[str, int]:
    """Who held which role at an instant, as it is known today."""
    at, problem = asked_instant()
    connection, today = desk.read()
    html = render_template(
        "audit/roles.html",
        holdings=holdings(today, at),
        later={
            role: [exact(each) for each in dict.fromkeys(instants)]
            for role, instants in recorded_later(connection, today, at).items()
        },
        ways=ways("audit.roles"),
        problem=problem,
        **{**_when(at), "time": f"{at.astimezone(desk.zone()):%H:%M}"},
    )
    return html, 422 if problem else 200
