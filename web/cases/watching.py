"""Watching a case: a reader's own wish to hear how it goes on. No part of the case, and nobody else's business."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from werkzeug.wrappers import Response

from engine.commands.watching import stop_watching, watch
from engine.queries.watching import is_watching
from web import request as desk
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import back
from web.i18n import gettext as _
from web.policy import action


@cases.post("/<uuid:case_id>/watching")
@action("account.change")
def begin_watching(case_id: UUID) -> Response:
    """Hear of its moves and its result."""
    watch(desk.engine(), case_id, by=desk.signed_in())
    return back(case_id, _("You hear of every step of this case from now on."), "facts")


@cases.post("/<uuid:case_id>/watching/end")
@action("account.change")
def end_watching(case_id: UUID) -> Response:
    """Hear only what concerns oneself."""
    stop_watching(desk.engine(), case_id, by=desk.signed_in())
    return back(case_id, _("You hear of this case only what concerns you from now on."), "facts")


def offered(reading: Reading) -> dict[str, Any] | None:
    """The button of the case page, for whoever has signed in: what pressing it does."""
    if reading.viewer is None:
        return None
    case_id = reading.snapshot.case.id
    connection, _register = desk.read()
    if is_watching(connection, case_id, reading.viewer):
        href = url_for("cases.end_watching", case_id=case_id)
        return {"label": _("Stop watching"), "href": href, "post": True}
    href = url_for("cases.begin_watching", case_id=case_id)
    return {"label": _("Watch this case"), "href": href, "post": True}
