"""What is open to everybody: lists of what is published, each entry with its files, a feed, and the forms about it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", __name__, url_prefix="/public")

from web.public import entry, feed, listing, sending  # noqa: E402 - the routes add themselves to the blueprint

__all__ = ["blueprint", "entry", "feed", "listing", "sending"]
