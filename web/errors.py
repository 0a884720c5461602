"""What goes wrong, as a page or a problem document: one table from errors to status codes, and never a trace."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from engine.database import DatabaseUnavailable
from engine.errors import (
    ClockInDoubt,
    Denied,
    EngineError,
    Erased,
    Invalid,
    KeyTaken,
    Refused,
    Stale,
    Taken,
    TooMany,
    Unbound,
    Uncertain,
    Unknown,
)
from web import policy
from web import request as desk
from web.denial import by_rule
from web.forms import CSRFError, ForeignForm
from web.i18n import gettext as _
from web.kept import kept
from web.present import say
from web.problems import problem

log = logging.getLogger("nemcon.web")
access = logging.getLogger("nemcon.access")

STATUS: dict[type[EngineError], int] = {
    ClockInDoubt: 503,
    Uncertain: 503,
    Unknown: 404,
    Erased: 410,
    Denied: 403,
    Refused: 422,
    Taken: 409,
    Invalid: 422,
    KeyTaken: 409,
    Stale: 412,
    Unbound: 428,
    TooMany: 429,
}


def status_of(error: EngineError) -> int:
    """The status code of an error of the engine."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 409)


def logged_status(error: EngineError) -> int:
    """The status code that a page answers with; who was refused for want of a right stands in the log of access."""
    if isinstance(error, Denied | Unknown) and desk.viewer() is not None:
        rule = error.rule or ("unknown" if isinstance(error, Unknown) else "default")
        by_rule(rule)
        access.warning("refused %s %s to %s by %s", request.method, request.path, desk.viewer(), rule)
    return status_of(error)


class Words(NamedTuple):
    """What an error page says: a title that begins "You cannot" or "There is", and what would help."""

    title: str
    help: str


def install(app: Flask) -> None:
    """Answer every error in the words of the house."""
    app.register_error_handler(EngineError, _of_engine)
    app.register_error_handler(CSRFError, _of_form)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(DatabaseUnavailable, _of_database)
    app.register_error_handler(Exception, _of_anything)


def _of_engine(error: EngineError) -> AnyResponse:
    status = logged_status(error)
    if desk.wants_json():
        errors = (
            {key: say(words) for key, words in error.problems.items()} if isinstance(error, Invalid) else None
        )
        return problem(status, say(error.says), rule=error.rule or _door(error), errors=errors)
    if isinstance(error, Unknown):
        # Signed in it may be open to them; whether there is such a thing at all is not said.
        return _sign_in_first() if desk.viewer() is None else _page(404, _words(404))
    return _page(status, Words(say(error.says), _helps(error)), rule=error.rule, case_id=_case_of_request())


def _door(error: EngineError) -> str | None:
    """A refusal whose rule has no id of its own is named by the act it stands against."""
    place = request.endpoint if isinstance(error, Refused | Denied) else None
    return policy.action_of(current_app, place) if place else None


def _helps(error: EngineError) -> str:
    if isinstance(error, Denied):
        return _("Ask whoever holds the role to do it, or an administrator whether you should hold it.")
    if isinstance(error, Stale):
        return _("Look at what changed, and decide again. Your words are kept below.")
    return _("Go back to the page you came from. Nothing was changed.")


def _of_form(error: CSRFError) -> AnyResponse:
    log.warning("a form was refused: %s", error.description)
    if isinstance(error, ForeignForm):
        words = Words(
            _("This form was sent by another site."),
            _("Open Nemcon itself and do it there. Nothing was changed."),
        )
    else:
        words = Words(
            _("This form is older than your present session."),
            _("Nothing was changed. Send it again from here, or load the page anew."),
        )
    if desk.wants_json():
        return problem(400, words.title)
    return _page(400, words, again=not isinstance(error, ForeignForm))


def _of_http(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if isinstance(error, SecurityError):
        return Response(
            "This site does not answer to that name.\n", 400, content_type="text/plain; charset=utf-8"
        )
    if error.response is not None or status < 400:
        return error.get_response()
    if status == HTTPStatus.UNAUTHORIZED and not desk.wants_json():
        return _sign_in_first()
    words = _words(status)
    answer: AnyResponse
    if desk.wants_json():
        answer = problem(status, words.title)
    else:
        answer = _page(status, words)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _sign_in_first() -> AnyResponse:
    """To the sign-in and back; what was typed into a form that came too late cannot be sent on, so it says so."""
    if request.method in ("GET", "HEAD"):
        here = request.full_path if request.query_string else request.path
        return redirect(f"{url_for('sign_in.show')}?next={quote(here, safe='')}", 303)
    words = Words(
        _("Your session has ended, so this was not done."),
        _("Sign in in another tab, then send it again from here. What you wrote is kept on this page."),
    )
    return _page(401, words, again=True)


def _of_database(error: DatabaseUnavailable) -> AnyResponse:
    log.error("the database does not answer: %s", error)
    g.without_database = True
    words = Words(
        _("The database does not answer."), _("Try again in a moment. What you sent was not recorded.")
    )
    answer = problem(503, words.title) if desk.wants_json() else _page(503, words, again=True)
    answer.headers["Retry-After"] = "5"
    return answer


def _of_anything(error: Exception) -> AnyResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    g.without_database = True
    desk.stop_reading()
    return problem(500, _words(500).title) if desk.wants_json() else _page(500, _words(500), again=True)


def _words(status: int) -> Words:
    known = {
        400: (_("This request cannot be read."), _("Go back and try it from the page itself.")),
        401: (_("Sign in first."), _("Use the session of your browser, or a bearer token.")),
        403: (_("You may not do this."), _("Ask an administrator.")),
        404: (
            _("There is no such page, or it is not open to you."),
            _("Look at the address once more, or begin again at My work."),
        ),
        405: (_("This address cannot be used in this way."), _("Use the buttons and links of the page.")),
        413: (_("This is too large to be taken."), _("Send a smaller file, or write less.")),
        415: (
            _("This kind of content is not understood here."),
            _("Send JSON, or use the form of the page."),
        ),
        429: (_("There were too many attempts."), _("Wait a quarter of an hour, then try again.")),
        500: (
            _("Something went wrong on our side."),
            _(
                "Try again; a repeated press is harmless. If it stays, tell an administrator when it happened."
            ),
        ),
    }
    return Words(*known.get(status, known[500 if status >= 500 else 400]))


def _case_of_request() -> str | None:
    """The case that a refused request was about: who is refused something in a case may go back to it."""
    found = (request.view_args or {}).get("case_id")
    within = request.blueprint == "cases" and desk.viewer() is not None
    return str(found) if within and found is not None else None


def _page(
    status: int,
    words: Words,
    rule: str | None = None,
    *,
    again: bool = False,
    case_id: str | None = None,
) -> Response:
    """`again`: nothing stands against the act itself, so it may be sent once more as it is."""
    page = render_template(
        "error.html",
        title=words.title,
        help_text=words.help,
        rule=rule,
        kept=kept(again=again),
        case_id=case_id,
    )
    return make_response(page, status)


# Forms that come back


class Redisplayed(NamedTuple):
    """A form that is shown again: what to correct, as the error summary takes it, and the answer's status."""

    errors: list[tuple[str | None, str]]
    status: int


def redisplay(
    error: EngineError, fields: Sequence[dict[str, Any]], sent: Mapping[str, Any] | None = None
) -> Redisplayed:
    """Put what was typed and what is wrong into the fields of a form, so that nothing has to be written twice.

    `fields` are those of `parts/form.html`; what belongs to none of them stands in the summary alone.
    """
    typed = request.form if sent is None else sent
    problems = dict(error.problems) if isinstance(error, Invalid) else {}
    summary: list[tuple[str | None, str]] = []
    for each in fields:
        name = each.get("name") or each["key"]
        if each.get("kind") not in ("password", "file", "hidden") and name in typed:
            many = each.get("kind") == "checkboxes" and sent is None
            each["value"] = request.form.getlist(name) if many else typed[name]
        found = problems.pop(each["key"], None)
        if found is not None:
            each["error"] = say(found)
            summary.append((each.get("id") or f"f-{each['key']}", each["error"]))
    summary += [(None, say(words)) for words in problems.values()]
    return Redisplayed(summary or [(None, say(error.says))], logged_status(error))
