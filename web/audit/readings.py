"""Who looked at sealed cases, and at cases by an override: for auditors, content-free where the case is closed to them."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from engine.queries.sightings import Sighting, sightings_told
from web import request as desk
from web.audit import blueprint
from web.audit.common import asked, identity, ways
from web.i18n import gettext as _
from web.policy import action


@blueprint.get("/readings")
@action("audit.oversee")
def readings() -> tuple[str, int]:
    """Every look on record, newest first."""
    problems: dict[str, str] = {}
    since, until, person = asked("since", problems), asked("until", problems), identity("actor")
    connection, register = desk.read()
    page = sightings_told(
        desk.engine(),
        connection,
        register,
        desk.signed_in(),
        person=person,
        since=since,
        until=until,
        cursor=request.args.get("cursor"),
    )
    given: dict[str, Any] = {key: request.args.get(key, "") for key in ("actor", "since", "until")}
    people = sorted(((p.id.hex, p.name) for p in register.people.values()), key=lambda pair: pair[1])
    html = render_template(
        "audit/readings.html",
        ways=ways("audit.readings"),
        rows=[_row(each) for each in page.found],
        people=[("", _("Everybody")), *people],
        given=given,
        problems=problems,
        next=url_for("audit.readings", **given, cursor=page.next) if page.next else None,
    )
    return html, 422 if problems else 200


def _row(look: Sighting) -> dict[str, Any]:
    register = desk.read().register
    standings = register.standings(look.person, look.at)
    acting = {each.organization: register.name(each.organization) for each in standings}
    return {
        "at": look.at,
        "who": register.name(look.person),
        "of": ", ".join(sorted(filter(None, acting.values()))),
        "reference": look.reference,
        "title": look.title,
        "href": url_for("audit.as_of", case_id=look.case_id, at=look.at.isoformat()) if look.title else None,
        "level": _(desk.engine().registry.levels[look.level].label),
        "how": _(look.how),
        "reason": look.reason,
    }
