"""What every answer tells the browser: run nothing that is not ours, frame nothing, guess nothing, keep nothing."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, Response

from web.request import site

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
# For files that people uploaded: even opened, they may do nothing.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
A_YEAR = 365 * 24 * 3600

_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


def install(app: Flask) -> None:
    """Put the headers on every answer; a view that has set one keeps its own."""
    app.after_request(_guard)


def _guard(answer: Response) -> Response:
    for name, value in _ALWAYS.items():
        answer.headers.setdefault(name, value)
    if site().https:
        answer.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}; includeSubDomains")
    return answer


def as_download(answer: Response, filename: str) -> Response:
    """Send a file as one to keep, never to open in the page, and under a policy that lets it do nothing."""
    plain = (
        "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in filename)[:150] or "file"
    )
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename[:150], safe='')}"
    answer.headers["Content-Disposition"] = disposition
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
