"""Organizations, settings and calendars of the house."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import request
from sqlalchemy import Row, select

from engine.commands import register as register_commands
from engine.definition import Field, Setting
from engine.stored_calendar import calendars as stored_calendars
from engine.stored_calendar import days_off
from engine.values import YEARS, seen
from web import request as desk
from web.admin import blueprint
from web.admin.common import Answer, attempt, page
from web.case_page.words import value_words
from web.i18n import gettext as _
from web.policy import action
from web.present import day, instant
from web.typed_times import read_date

Problems = list[str] | None
_YEARS = re.compile(r"\s*([0-9]{4})(?:\s*[-–]\s*([0-9]{4}))?\s*")


@blueprint.get("/organizations")
@action("admin.read")
def organizations() -> Answer:
    """Every organization, with its seat or office now."""
    return _organizations()


def _organizations(problems: Problems = None, status: int = 200) -> Answer:
    register = desk.read().register
    held: dict[Any, list[str]] = {}
    for mandate in register.mandates:
        if mandate.person_id is None and mandate.holds_at(desk.now()):
            held.setdefault(mandate.organization_id, []).append(_(register.roles[mandate.role].label))
    rows = [
        {
            "code": o.code,
            "name": o.name,
            "held": ", ".join(held.get(o.id, [])),
            "facts": ", ".join(f"{k}: {v}" for k, v in o.attributes.items()),
        }
        for o in sorted(register.organizations.values(), key=lambda o: o.code)
    ]
    return page("organizations.html", status, rows=rows, problems=problems or [], given=request.form)


@blueprint.post("/organizations")
@action("admin.change")
def add_organization() -> Answer:
    """A new organization."""
    code, name, scope = (request.form.get(key, "") for key in ("code", "name", "scope"))
    attributes = {"scope": scope} if scope else {}
    return attempt(
        lambda: register_commands.add_organization(
            desk.engine(), code, name, attributes, by=desk.signed_in(), key=desk.idempotency_key()
        ),
        _("Added."),
        "admin.organizations",
        _organizations,
    )


@blueprint.get("/settings")
@action("admin.read")
def settings() -> Answer:
    """Numbers, lists and words of the house, and what set them."""
    return _settings()


def _settings(problems: Problems = None, status: int = 200, typed: str | None = None) -> Answer:
    known = sorted(desk.engine().registry.settings.values(), key=lambda s: s.label)
    rows = [_setting(each) for each in known]
    for row in rows:
        if typed is not None and row["key"] == (request.view_args or {}).get("key"):
            row["raw"] = typed
    return page("settings.html", status, rows=rows, problems=problems or [])


def _setting(setting: Setting) -> dict[str, Any]:
    register = desk.read().register
    field = Field(setting.key, setting.label, setting.kind, many=setting.many)
    stored = register.setting(setting)
    value = seen(field, list(stored) if setting.many else stored, register)
    return {
        "key": setting.key,
        "label": _(setting.label),
        "value": value_words(value) or _("nothing"),
        "decided": setting.decided,
        "default": setting.key not in register.settings,
        "case": register.setting_by.get(setting.key),
        "raw": "" if setting.many else stored,
    }


@blueprint.post("/settings/<key>")
@action("admin.change")
def set_setting(key: str) -> Answer:
    """Set one; what only a decision may adopt is refused."""
    value = request.form.get("value", "")
    return attempt(
        lambda: register_commands.set_setting(
            desk.engine(), key, value, by=desk.signed_in(), key=desk.idempotency_key()
        ),
        _("Set."),
        "admin.settings",
        lambda **words: _settings(**words, typed=value),
    )


@blueprint.get("/calendars")
@action("admin.read")
def calendars() -> Answer:
    """Every version of every calendar; stored deadlines do not move with a new one."""
    return _calendars()


def _calendars(problems: Problems = None, status: int = 200) -> Answer:
    connection, _register = desk.read()
    rows = connection.execute(
        select(stored_calendars).order_by(stored_calendars.c.key, stored_calendars.c.version.desc())
    ).all()
    current = next((row for row in rows if row.current), None)
    shown = [
        {
            "label": r.label,
            "version": r.version,
            "zone": r.zone,
            "countries": ", ".join(r.countries),
            "days": len(r.days_off),
            "current": r.current,
            "set_at": instant(r.set_at),
        }
        for r in rows
    ]
    days = [(day(d), name) for d, name in sorted(days_off(current.days_off).items())] if current else []
    given = {**_of(current), **request.form.to_dict()}
    return page("calendars.html", status, rows=shown, days=days, given=given, problems=problems or [])


def _of(current: Row[Any] | None) -> dict[str, str]:
    """The version in force as one would type it."""
    if current is None:
        return {"key": "house"}
    years = [d[:4] for d, _name in current.days_off]
    return {
        "key": current.key,
        "label": current.label,
        "zone": current.zone,
        "countries": ", ".join(current.countries),
        "years": f"{min(years)}-{max(years)}" if years else "",
        "own": "\n".join(f"{d} {name}" for d, name in current.own_days),
    }


@blueprint.post("/calendars")
@action("admin.change")
def set_calendar() -> Answer:
    """A new version of the house's calendar: countries, own days, years."""
    countries = [c.strip().upper() for c in request.form.get("countries", "").split(",") if c.strip()]
    years = _years(request.form.get("years", ""))
    own, wrong = _own_days(request.form.get("own", ""))
    if wrong or years is None:
        return _calendars(wrong or [_("Write the years, such as 2013-2015.")], 422)
    if len(years) > 30:
        return _calendars([_("Thirty years at most.")], 422)

    def act() -> None:
        register_commands.set_calendar(
            desk.engine(),
            request.form.get("key", "house"),
            label=request.form.get("label", ""),
            zone=request.form.get("zone", ""),
            countries=countries,
            own_days=own,
            years=years,
            by=desk.signed_in(),
            key=desk.idempotency_key(),
        )

    return attempt(
        act,
        _("A new version is in force. Deadlines that are set already do not move."),
        "admin.calendars",
        _calendars,
    )


def _years(words: str) -> range | None:
    """One year, or the first and the last; nothing where one is none, or they stand the wrong way round."""
    found = _YEARS.fullmatch(words)
    years = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
    return years if years and years[0] in YEARS and years[-1] in YEARS else None


def _own_days(words: str) -> tuple[dict[date, str], list[str]]:
    """Own days, one a line: a date and a name."""
    found, wrong = {}, []
    for line in filter(None, (each.strip() for each in words.splitlines())):
        first, _space, name = line.partition(" ")
        on = read_date(first)
        if on is None or not name.strip():
            wrong.append(_("Write a date and a name: “%(line)s”.", line=line[:60]))
        else:
            found[on] = name.strip()
    return found, wrong
