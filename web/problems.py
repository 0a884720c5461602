"""Errors for machines: problem documents of RFC 9457, with the rule that stood against it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify

TYPE = "application/problem+json"


def problem(
    status: int,
    detail: str,
    *,
    kind: str = "about:blank",
    rule: str | None = None,
    errors: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """A problem document: what went wrong as a sentence, by which rule, and field by field where there are fields."""
    told: dict[str, Any] = {
        "type": kind,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    if rule:
        told["rule"] = rule
    if errors:
        told["errors"] = [{"field": field, "detail": words} for field, words in errors.items()]
    answer = jsonify(told)
    answer.status_code = status
    answer.mimetype = TYPE
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
