"""The app: the engine behind pages and JSON, every view named in the policy, every answer guarded."""

from __future__ import annotations

import importlib
from typing import Any
from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import Flask, request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.commands.session import note_use
from engine.history.trust import Trust
from engine.runtime import Engine
from engine.seal import Seal
from engine.target import Targets
from web import assets, auth, denial, errors, forms, frame, headers, i18n, policy, present, sighting
from web import request as desk

# The blueprints, as module:name. Whoever adds pages adds a line; nothing is found by looking around.
BLUEPRINTS = (
    "web.accounts.sign_in:blueprint",
    "web.accounts.password:blueprint",
    "web.accounts.account:blueprint",
    "web.accounts.calendars:blueprint",
    "web.accounts.absences:blueprint",
    "web.accounts.webhooks:blueprint",
    "web.accounts.telling:blueprint",
    "web.accounts.ending:blueprint",
    "web.calendar_file:blueprint",
    "web.accounts.demo:blueprint",
    "web.accounts.help:blueprint",
    "web.cases:cases",
    "web.audit:blueprint",
    "web.admin:blueprint",
    "web.work:blueprint",
    "web.registers:blueprint",
    "web.iati:blueprint",
    "web.fitting:blueprint",
    "web.opening:blueprint",
    "web.search:blueprint",
    "web.messages:blueprint",
    "web.certificates:blueprint",
    "web.public:blueprint",
    "web.health:blueprint",
    "web.history:blueprint",
    "web.api:blueprint",
)  # fmt: skip

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
ANY_ADDRESS = ("0.0.0.0", "[::]")  # noqa: S104  # refused as a name, not listened on
MOST_FORM_BYTES = 2 * 1024 * 1024
MOST_FORM_PARTS = 2_000
NOWHERE = Targets()
NOBODY = Trust()


def create_app(
    engine: Engine,
    *,
    secret_key: str,
    base_url: str = "http://localhost",
    max_upload_bytes: int = 25 * 1024 * 1024,
    proxies: int = 0,
    mails: bool = True,
    metrics_token: str = "",
    targets: Targets = NOWHERE,
    trust: Trust = NOBODY,
) -> APIFlask:
    """The app of this process. It refuses to start while a view has no action or an action no row."""
    app = APIFlask(
        "web",
        title="Nemcon",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
        static_folder=None,  # type: ignore[arg-type]  # typed as text; nothing means: no folder
    )
    table = policy.build_policy(engine.registry)
    seal = Seal.of(secret_key, base_url)
    site = desk.Site(engine, table, base_url.rstrip("/"), mails, targets, seal, metrics_token, trust)
    _configure(app, site, secret_key, max_upload_bytes)
    for part in (assets, headers, auth, forms, i18n, present, frame, errors, sighting, denial):
        part.install(app)
    desk.install(app, site)
    app.before_request(_at_the_door)
    for place in BLUEPRINTS:
        module, _colon, name = place.partition(":")
        app.register_blueprint(getattr(importlib.import_module(module), name))
    policy.check_routes(app, table)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies, 0, 0)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, site: desk.Site, secret_key: str, max_upload_bytes: int) -> None:
    app.secret_key = secret_key
    app.config.update(
        SESSION_COOKIE_NAME="__Host-nemcon" if site.https else "nemcon",
        SESSION_COOKIE_SECURE=site.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        LARGEST_UPLOAD=max_upload_bytes,
        MAX_CONTENT_LENGTH=max_upload_bytes + MOST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        TRUSTED_HOSTS=_own_names(site.base_url),
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]


def _own_names(base_url: str) -> list[str] | None:
    """The names this site answers to; a stranger may write any other into the Host header."""
    host = urlsplit(base_url).hostname or "localhost"
    host = f"[{host}]" if ":" in host else host
    if host in ANY_ADDRESS:
        return None
    return list(LOOPBACK) if host in LOOPBACK else [host]


def _at_the_door() -> Any:
    """Who asks, is the form ours, may they: in this order, before any view. Commands find no transaction open."""
    if request.endpoint == "assets.file" or isinstance(request.routing_exception, SecurityError):
        return
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_FORM_BYTES  # only files may be larger
    desk.identify(auth.caller_now())
    safe = forms.is_safe(request)
    # A machine that shows nothing is told to show a token; there is no session that somebody could abuse.
    nobody = desk.wants_json() and desk.viewer() is None
    proved = auth.bearer_token(request) is not None or _is_sealed()
    if not safe and request.endpoint is not None and not proved and not nobody:
        forms.check_form()
    policy.guard_door()
    _note_use()
    if not safe:
        desk.stop_reading()


def _is_sealed() -> bool:
    """Whether a mail program posts to an address of ours that can do one thing only; it has no form of ours."""
    token = (request.view_args or {}).get("token", "")
    return request.endpoint == "ending.end" and desk.site().seal.read(token) is not None


def _note_use() -> None:
    """Remember, at most once a minute, that a session is in use."""
    found = desk.caller()
    if found is not None and found.session is not None and found.to_be_noted(desk.now()):
        desk.stop_reading()
        note_use(desk.engine(), found.session)
