"""Refusals that only machines meet: bodies that cannot be read, members that do not fit, as problem documents."""

from __future__ import annotations

from typing import Any

from apiflask.exceptions import HTTPError
from flask import Response
from pydantic import ValidationError

from web.api.asking import Unreadable
from web.i18n import gettext as _
from web.present import say
from web.problems import problem


def unreadable(error: Unreadable) -> Response:
    """The request means nothing."""
    return problem(400, say(error.says))


def invalid(error: HTTPError) -> Response:
    """Members of the body or the query do not fit, each with a sentence."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return problem(error.status_code, _("This request cannot be read."))
    errors = {
        ".".join(str(part) for part in each["loc"]): _words(each["type"], each.get("ctx", {}))
        for each in cause.errors()
    }
    field, words = next(iter(errors.items()))
    detail = _("%(field)s: %(words)s", field=field, words=words) if field else words
    return problem(422, detail, errors=errors)


def _words(kind: str, about: dict[str, Any]) -> str:
    known = {
        "missing": _("This is needed."),
        "extra_forbidden": _("There is nothing of this name here."),
        "string_type": _("Send text."),
        "dict_type": _("Send an object."),
        "model_type": _("Send an object."),
        "bool_parsing": _("Answer true or false."),
        "uuid_type": _("This is no id."),
        "uuid_parsing": _("This is no id."),
        "string_too_long": _("Send at most %(most)s characters.", most=about.get("max_length", "")),
        "literal_error": _("Choose one of: %(known)s.", known=about.get("expected", "")),
    }
    return known.get(kind, _("This is not what is expected here."))
