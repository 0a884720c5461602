"""Whoever is signed in and is refused what they may know of goes on record, once a day for each act and case. What is hidden
from them is answered as what does not exist, and leaves as little: of that only the process's own log knows."""

from __future__ import annotations

import logging
from uuid import UUID

from flask import Flask, Response, current_app, g, request

from engine.commands.denial import deny
from engine.database import DatabaseUnavailable
from engine.errors import EngineError
from engine.queries.denials import Denial, denied_today
from web import policy
from web import request as desk

log = logging.getLogger("nemcon.access")
FORBIDDEN = 403


def install(app: Flask) -> None:
    """Look at every answer on its way out."""
    app.after_request(_record)


def by_rule(rule: str) -> None:
    """Say which rule refuses this request."""
    g.denied_by = rule


def _record(response: Response) -> Response:
    person = desk.viewer() if response.status_code == FORBIDDEN else None
    if person is None or request.endpoint is None:
        return response
    case_id = (request.view_args or {}).get("case_id")
    action = policy.action_of(current_app, request.endpoint) or request.endpoint
    rule = g.get("denied_by", "default")
    denial = Denial(action, rule, case_id if isinstance(case_id, UUID) else None)
    try:
        connection, register = desk.read()
        if not denied_today(connection, register, person, denial, desk.now()):
            desk.stop_reading()
            deny(desk.engine(), denial, by=person)
    except (EngineError, DatabaseUnavailable):
        log.exception("a refusal could not be put on record; it is refused all the same")
    return response
