"""The search over the history: which events, by whom, when, of what kind, in which case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from engine.queries.audit import Found, search
from engine.queries.audit import kinds as known_kinds
from web import event_kinds
from web import request as desk
from web.audit import blueprint
from web.audit.common import KEPT, nobody, question, ways
from web.case_page import way
from web.i18n import gettext as _
from web.policy import action
from web.sighting import showing


@blueprint.get("")
@action("audit.read")
def show() -> tuple[str, int]:
    """Search over cases, actors, dates and kinds of events."""
    wanted, problems = question()
    connection, register = desk.read()
    viewer = desk.signed_in()
    page = search(desk.engine(), connection, register, viewer, wanted, cursor=request.args.get("cursor"))
    showing(each.stream_id for each in page.found if each.stream_kind == "case")
    people = sorted(((p.id.hex, p.name) for p in register.people.values()), key=lambda pair: pair[1])
    given: dict[str, Any] = {key: request.args.get(key, "") for key in KEPT}
    html = render_template(
        "audit/search.html",
        rows=[_row(each) for each in page.found],
        given=given,
        problems=problems,
        people=[("", _("Everybody")), *people],
        kinds=[("", _("Everything")), *sorted(_kinds(viewer), key=lambda pair: pair[1])],
        ways=ways("audit.show"),
        files=_files(given),
        next=url_for("audit.show", **{**given, "cursor": page.next}) if page.next else None,
    )
    return html, 422 if problems else 200


def _files(given: dict[str, Any]) -> list[tuple[str, str]]:
    """What can be saved, with its address."""
    labels = {
        "csv": _("Save as CSV"),
        "jsonl": _("Save as JSON Lines"),
        "xes": _("Save as XES"),
        "ocel": _("Save as OCEL"),
    }
    return [(label, url_for("audit.export", form=form, **given)) for form, label in labels.items()]


def _kinds(viewer: UUID) -> Iterator[tuple[str, str]]:
    connection, register = desk.read()
    for kind in known_kinds(desk.engine(), connection, register, viewer):
        yield kind, event_kinds.name(kind)


def _row(found: Found) -> dict[str, Any]:
    told = found.happening
    return {
        "at": told.at,
        "text": way.sentence(told),
        "second": way.second(told),
        "kind": told.kind,
        "capacity": told.capacity,
        "title": found.title,
        "reference": found.reference,
        "leaf": told.leaf,
        "href": url_for("audit.as_of", case_id=found.stream_id, at=told.at.isoformat())
        if found.stream_kind == "case"
        else None,
        "stream": _(found.stream_kind),
        "actor": desk.read().register.name(told.actor) or nobody(told.capacity),
    }
