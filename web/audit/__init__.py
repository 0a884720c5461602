"""The auditor's desk: search the history, look back at a case and at the register, what changed since, who looked, files."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

from web.audit import case, changes, files, house, readings, rows, search  # noqa: E402 - the routes add themselves

__all__ = ["blueprint", "case", "changes", "files", "house", "readings", "rows", "search"]
