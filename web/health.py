"""For machines that watch over the house: does the process answer, is it ready to be asked, and its figures.

No answer holds a name, a title or an address: states, counts and seconds only.
"""

from __future__ import annotations

import logging
import shutil
from hmac import compare_digest
from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, request
from sqlalchemy.exc import DBAPIError

from config.bootstrap import newest_revision
from engine.database import DatabaseUnavailable
from engine.queries.health import Health, health, revision
from web import request as desk
from web.i18n import gettext as _
from web.metrics import FORMAT, written
from web.policy import action

log = logging.getLogger("nemcon.web")
blueprint = Blueprint("health", __name__)
LEAST_FREE = 0.05


@blueprint.get("/live")
@action("health.read")
def live() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(live=True)


@blueprint.get("/ready")
@action("health.read")
def ready() -> tuple[Response, int]:
    """Whether work is done here: 503 with every reason why not."""
    reasons = _reasons()
    return jsonify(ready=not reasons, reasons=reasons), 503 if reasons else 200


def _reasons() -> list[str]:
    try:
        desk.stop_reading()  # the clock is compared in a look of its own
        doubtful = desk.engine().suspect()
        connection, _register = desk.read()
        step = revision(connection)
        told = health(desk.engine(), connection)
    except (DatabaseUnavailable, DBAPIError) as error:
        log.warning("not ready: the database cannot be used (%s)", type(error).__name__)
        return [_("The database does not answer, or its tables are not there.")]
    return [*_of_the_machine(step, doubtful=doubtful), *of_the_work(told)]


def _of_the_machine(step: str | None, *, doubtful: bool) -> list[str]:
    found = []
    if step != newest_revision():
        found.append(_("The tables do not fit this program; nemcon migrate makes them fit."))
    if doubtful:
        found.append(_("The clock is in doubt: reminders go, and what closes or moves waits."))
    if free_share(desk.engine().files.root) < LEAST_FREE:
        found.append(_("The disk that keeps the files is nearly full."))
    return found


def of_the_work(told: Health) -> list[str]:
    """What is not done as it should be, in sentences."""
    found = []
    if not told.ticks():
        found.append(_("Clocks do not fire in time: no worker runs, or it cannot keep up."))
    if not told.places():
        found.append(_("Events wait for their place in the log."))
    if not told.tells():
        found.append(_("What happens is not told: something that follows the log lags behind."))
    return found


def free_share(folder: Path) -> float:
    """The share of the disk that is free; the folder itself may not be there before the first file."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    usage = shutil.disk_usage(there)
    return usage.free / usage.total


@blueprint.get("/metrics")
@action("metrics.read")
def metrics() -> Response:
    """The figures, as Prometheus reads them. Without a token in the settings there are none."""
    wanted = desk.site().metrics_token
    if not wanted:
        abort(404)
    given = request.authorization
    if (
        given is None
        or given.type != "bearer"
        or not compare_digest((given.token or "").encode(), wanted.encode())
    ):
        return Response("Show the token.\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
    desk.stop_reading()
    doubtful = desk.engine().suspect()
    connection, _register = desk.read()
    told = health(desk.engine(), connection)
    return Response(written(told, doubtful=doubtful), content_type=FORMAT)
