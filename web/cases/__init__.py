"""Pages of one case: read it, act in it, answer, fill in rows, put documents, remark. Each view makes one call."""

from __future__ import annotations

from flask import Blueprint

cases = Blueprint("cases", __name__, url_prefix="/cases")

from web.cases import acts, answers, asked, candidates, papers, rows, show, tables, ties  # noqa: E402 - the routes add themselves

__all__ = ["acts", "answers", "asked", "candidates", "cases", "papers", "rows", "show", "tables", "ties"]
