"""What somebody typed into a form that failed: shown again, so that no words are lost, and ready to be sent once more.

Browsers forget what stood in a page that must not be stored, so "go back" would not bring it back.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import HTTPException

from web import request as desk

LONG_ENOUGH = 20  # shorter than that, or one word, is a choice rather than writing
_OURS = frozenset({"csrf_token", "idempotency_key"})
_SECRET = ("password", "old", "secret")


@dataclass(frozen=True, slots=True)
class Kept:
    """Words worth keeping by the names of their fields; and, where it may be sent again, where to and with what."""

    words: list[tuple[str, str]]
    address: str | None
    fields: list[tuple[str, str]]


def kept(*, again: bool) -> Kept | None:
    """What this request brought, or nothing when there is nothing to keep. Passwords are never shown or sent again."""
    if request.method != "POST" or desk.wants_json():
        return None
    try:
        sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
        files = any(each.filename for each in request.files.values())
    except HTTPException:
        return None  # too large, or broken on its way
    secret = any(name in _SECRET for name, _value in sent)
    words = [
        (name.replace("_", " "), value)
        for name, value in sent
        if name not in _OURS and name not in _SECRET and len(value) >= LONG_ENOUGH and " " in value.strip()
    ]
    possible = again and bool(sent) and not files and not secret
    if not words and not possible:
        return None
    return Kept(words, request.path if possible else None, sent if possible else [])
