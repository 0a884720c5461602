"""Before an answer with sealed material leaves, that it was shown goes on record; where that fails, nothing is shown."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Flask, Response, current_app, g, request

from engine.commands.sighting import sight
from engine.database import DatabaseUnavailable
from engine.errors import EngineError
from engine.queries.sightings import looks_due
from web import request as desk
from web.problems import TYPE as PROBLEM

# What shows nothing of a case: it only asks how it would be, or has no body.
BLIND = ("HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Look at every answer on its way out."""
    app.after_request(_record)


def showing(some: Iterable[UUID]) -> None:
    """Say which cases this answer shows, where its address names none."""
    g.setdefault("shown_cases", set()).update(some)


def _record(response: Response) -> Response:
    person = desk.viewer()
    shown = _shown(response)
    if person is None or not shown:
        return response
    connection, register = desk.read()
    due = looks_due(desk.engine(), connection, register, person, shown)
    if not due:
        return response
    desk.stop_reading()
    try:
        sight(desk.engine(), [look.case_id for look in due], by=person)
    except (EngineError, DatabaseUnavailable) as error:
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _shown(response: Response) -> set[UUID]:
    """The cases that an answer shows: those it says, and that of its address, unless it was refused or leads elsewhere. A form
    that is shown again shows its case; a problem document tells a machine nothing but the rule."""
    again = response.status_code == 422 and response.mimetype != PROBLEM
    if request.method in BLIND or not (response.status_code < 300 or again):
        return set()
    named = (request.view_args or {}).get("case_id")
    return {*g.get("shown_cases", ()), *([named] if isinstance(named, UUID) else [])}
