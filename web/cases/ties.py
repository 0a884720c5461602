"""Ties to other cases: make one, and end one again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from engine.commands import link as link_commands
from engine.errors import EngineError
from engine.link import Link
from engine.queries.listing import list_cases
from web import request as desk
from web.case_page.beside import may_end, open_ties, tie_label
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import back, page, read_case, wrong
from web.field_forms import reason_control, summary
from web.i18n import gettext as _
from web.policy import action
from web.present import say


@cases.get("/<uuid:case_id>/link")
@action("case.link")
def link(case_id: UUID) -> tuple[str, int]:
    """Choose another case to tie this one to: search, then choose the tie."""
    return _link_form(read_case(case_id))


@cases.post("/<uuid:case_id>/link")
@action("case.link")
def do_link(case_id: UUID) -> tuple[str, int] | Response:
    """Record the tie."""
    reading = read_case(case_id)
    target = request.form.get("to", "")
    desk.stop_reading()
    try:
        link_commands.add(
            desk.engine(),
            case_id,
            request.form.get("type", ""),
            _identity(target),
            by=desk.signed_in(),
            note=request.form.get("note") or None,
            key=desk.idempotency_key(),
        )
    except EngineError as error:
        told, status = wrong(error, reading)
        return _link_form(read_case(case_id), status, **told)
    return back(case_id, _("The cases are linked."), "linked")


def _identity(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError:
        return UUID(int=0)


def _link_form(
    reading: Reading, status: int = 200, *, problems: Any = None, note: Any = None
) -> tuple[str, int]:
    connection, register = desk.read()
    words = request.args.get("q", "")
    found = list_cases(desk.engine(), connection, register, desk.viewer(), words=words, most=20).cases
    ties = reading.definition.links
    labels = [(key, _(ties[key]) if isinstance(ties, dict) else key) for key in open_ties(reading)]
    others = [
        (c.id.hex, f"{c.title} ({c.number or c.reference})")
        for c in found
        if c.id != reading.snapshot.case.id
    ]
    wrong_words = [say(each) for each in (problems or {}).values()]
    return page(
        "link.html",
        reading,
        status,
        ties=labels,
        others=others,
        words=words,
        note=note,
        wrong=wrong_words,
        search=url_for("cases.link", case_id=reading.snapshot.case.id),
    )


@cases.get("/<uuid:case_id>/links/<uuid:link_id>/end")
@action("case.link")
def end_link(case_id: UUID, link_id: UUID) -> tuple[str, int]:
    """Say why a tie shall stand no more."""
    reading = read_case(case_id)
    return _end_form(reading, _tie(reading, link_id))


@cases.post("/<uuid:case_id>/links/<uuid:link_id>/end")
@action("case.link")
def do_end_link(case_id: UUID, link_id: UUID) -> tuple[str, int] | Response:
    """Record the end of the tie, or go back to the form with what was wrong."""
    reading, by, key = read_case(case_id), desk.signed_in(), desk.idempotency_key()
    reason = request.form.get("reason")
    desk.stop_reading()
    try:
        link_commands.end(desk.engine(), case_id, link_id, by=by, reason=reason, key=key)
    except EngineError as error:
        told, status = wrong(error, reading)
        again = read_case(case_id)
        return _end_form(again, _tie(again, link_id), status, **told)
    return back(
        case_id, _("The cases are linked no more. The history of this case keeps that they were."), "linked"
    )


def _tie(reading: Reading, link_id: UUID) -> Link:
    ties = (each for each in reading.snapshot.links if each.id == link_id and may_end(reading, each))
    return next(ties, None) or abort(404)


def _end_form(
    reading: Reading, tie: Link, status: int = 200, *, problems: Any = None, note: Any = None
) -> tuple[str, int]:
    problems = problems or {}
    why = reason_control(
        _("Why it ends"), request.form.get("reason", ""), problems, hint=_("It goes on record and is shown.")
    )
    return page(
        "end_link.html",
        reading,
        status,
        tie=tie,
        tie_label=_(tie_label(reading, tie)),
        fields=[why],
        note=note,
        errors=summary([why], problems),
    )
