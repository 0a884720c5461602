"""Addresses: where a request comes from, and which places of our own a link may lead back to."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request, url_for

from web import request as desk


def of_visitor() -> str:
    """The address of whoever asks; behind proxies that are believed, the one they tell."""
    return request.remote_addr or "unknown"


def own_place(given: str | None) -> str | None:
    """A path of this site, or nothing: what a browser could take for another site is never followed."""
    if not given or not given.startswith("/") or len(given) > 2_000:
        return None
    if any(c in given for c in "\\\t\r\n") or given.startswith("//") or not given.isprintable():
        return None
    parts = urlsplit(given)
    return None if parts.scheme or parts.netloc else given


def home() -> str:
    """Where one begins: one's own work."""
    return url_for("work.show") if "work.show" in current_app.view_functions else url_for("account.show")


def absolute(path: str) -> str:
    """A path as a link for a mail: made of the site's own address, never of what the request calls it."""
    return desk.site().base_url + path
