"""Certificates, open to everybody: whether this very file has one, by the file itself or by a number."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")

from web.certificates import checking, showing  # noqa: E402 - the routes add themselves to the blueprint

__all__ = ["blueprint", "checking", "showing"]
