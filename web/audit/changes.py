"""What changed since an instant, in a case and in the house: before and after, with the act that did it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from engine.queries.case_changes import CaseChanges, case_changes
from engine.queries.house_changes import CASES, cases_changed, house_changes
from web import request as desk
from web.audit import blueprint, register_words
from web.audit.common import asked, audits, ways
from web.audit.words import case_link, grouped
from web.case_page import way
from web.case_page.head import head
from web.case_page.reading import Reading
from web.i18n import gettext as _
from web.policy import action
from web.present import exact
from web.sighting import showing

USUALLY = timedelta(days=7)


@blueprint.get("/changes")
@action("audit.read")
def changes() -> tuple[str, int]:
    """What changed in the house: the register, and each case in which something happened."""
    since, until, problems = _span(desk.now() - USUALLY)
    connection, register = desk.read()
    engine, viewer = desk.engine(), desk.signed_in()
    told = house_changes(engine, connection, register, viewer, since, until)
    number = _page()
    found = cases_changed(engine, connection, register, viewer, since, until, page=number)
    showing(case_id for case_id, _count in found.cases)
    given: dict[str, Any] = {"since": since.isoformat(), "until": until.isoformat()}
    html = render_template(
        "audit/changes.html",
        ways=ways("audit.changes"),
        problems=problems,
        groups=register_words.grouped(told.changes, told.by),
        cases=[_case(case_id, count, since, until) for case_id, count in found.cases],
        count=found.count,
        next=url_for("audit.changes", **given, page=number + 1) if number * CASES < found.count else None,
        audits=audits(),
        **_said(since, until),
    )
    return html, 422 if problems else 200


@blueprint.get("/cases/<uuid:case_id>/changes")
@action("audit.read")
def of_case(case_id: UUID) -> tuple[str, int]:
    """What changed in one case."""
    since, until, problems = _span(desk.now() - USUALLY)
    seen = _read(case_id, since, until)
    reading = Reading(seen.page, desk.viewer(), looked_back_at=desk.now())
    html = render_template(
        "audit/case_changes.html",
        head=head(reading),
        case_id=case_id,
        problems=problems,
        begun=seen.begun,
        groups=grouped(seen),
        history=way.history(seen.happenings),
        count=len(seen.happenings),
        then=url_for("audit.as_of", case_id=case_id, at=since.isoformat()),
        **_said(since, until),
    )
    return html, 422 if problems else 200


def _read(case_id: UUID, since: datetime, until: datetime, *, ties: bool = True) -> CaseChanges:
    return case_changes(desk.engine(), *desk.read(), case_id, desk.signed_in(), since, until, ties=ties)


def _span(usually: datetime) -> tuple[datetime, datetime, dict[str, str]]:
    """From when until when is asked, with what cannot be read of it."""
    problems: dict[str, str] = {}
    since, until = asked("since", problems), asked("until", problems)
    until = until or desk.now()
    since = since or min(usually, until)
    if since > until:
        problems["until"] = _("The end lies after the beginning.")
    return since, max(since, until), problems


def _said(since: datetime, until: datetime) -> dict[str, Any]:
    """The span in words, and as it stands in the form."""
    zone, pattern = desk.zone(), "%Y-%m-%d %H:%M:%S"
    given = {"since": f"{since.astimezone(zone):{pattern}}", "until": f"{until.astimezone(zone):{pattern}}"}
    given |= {name: request.args[name] for name in given if request.args.get(name)}
    return {"given": given, "since": exact(since), "until": exact(until)}


def _page() -> int:
    words = request.args.get("page", "")
    return max(1, int(words)) if words.isascii() and words.isdigit() and len(words) < 6 else 1


def _case(case_id: UUID, count: int, since: datetime, until: datetime) -> dict[str, Any]:
    """One case in few lines: its own values before and after; of the rest how much."""
    seen = _read(case_id, since, until, ties=False)
    groups = grouped(seen)
    own = [row for group in groups if group["key"] == "cases" for row in group["rows"]]
    case = seen.page.snapshot.case
    return {
        "title": case.title,
        "reference": case.number or case.reference,
        "href": case_link(case_id, since, until),
        "cells": [cell for row in own for cell in row["cells"]] if not seen.begun else [],
        "begun": seen.begun,
        "others": [(group["label"], len(group["rows"])) for group in groups if group["key"] != "cases"],
        "count": count,
        "latest": way.history(seen.happenings[-1:])[0] if seen.happenings else None,
    }
