"""Pages of one case: read it, act in it, answer, fill in rows, put documents, remark. Each view makes one call."""

from __future__ import annotations

from flask import Blueprint

cases = Blueprint("cases", __name__, url_prefix="/cases")

from web.cases import (  # noqa: E402 - the routes add themselves
    acts,
    answers,
    asked,
    bringing,
    candidates,
    grid,
    papers,
    printouts,
    rows,
    show,
    tables,
    ties,
    watching,
)

__all__ = [
    "acts",
    "answers",
    "asked",
    "bringing",
    "candidates",
    "cases",
    "grid",
    "papers",
    "printouts",
    "rows",
    "show",
    "tables",
    "ties",
    "watching",
]
