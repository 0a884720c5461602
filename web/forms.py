"""Forms that only our own pages can send: Flask-WTF's token, and a look at where the browser says it comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from web.request import site

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
TOKEN_HEADER = "X-CSRFToken"  # noqa: S105  # a header's name
_protect = CSRFProtect()

__all__ = ["CSRFError", "ForeignForm", "check_form", "install", "is_safe"]


class ForeignForm(CSRFError):
    """The browser itself says that another site sent this form."""


def install(app: Flask) -> None:
    """Put `csrf_token()` into every template. The check itself is ours to call, for every unsafe method."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_METHODS"] = {"POST", "PUT", "PATCH", "DELETE"}
    app.config["WTF_CSRF_TIME_LIMIT"] = (
        None  # as long as the session: a form left open overnight is no attack
    )
    app.config["WTF_CSRF_SSL_STRICT"] = False  # `check_form` asks for the origin, which browsers always send
    app.config["WTF_CSRF_HEADERS"] = [TOKEN_HEADER]
    _protect.init_app(app)


def is_safe(asked: Request) -> bool:
    """Whether the method promises to change nothing."""
    return asked.method in SAFE


def check_form() -> None:
    """Refuse a form of another site, and one without the token of this session."""
    if _is_foreign(request):
        raise ForeignForm("This form was sent by another site.")
    _protect.protect()


def _is_foreign(asked: Request) -> bool:
    if asked.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = asked.headers.get("Origin")
    return origin is not None and _origin(origin) not in (_origin(asked.host_url), _origin(site().base_url))


def _origin(url: str) -> str:
    """Scheme, host and port of an address; of what is no address, a word that equals none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else "nowhere"
