"""Flask-Login over server-side sessions: the cookie holds a secret, the database knows its hash. Types stop here.

One signed cookie carries the session's secret and the forms' token, so both are new after every sign-in.
"""

from __future__ import annotations

from uuid import UUID

from flask import Flask, Request, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from engine.queries.session import Caller, caller_by_session, caller_by_token
from web.request import caller, engine, read, wants_json


class Visitor(UserMixin):
    """A caller as Flask-Login knows one: its id is the secret."""

    def __init__(self, secret: str, caller: Caller | None = None) -> None:
        self.id = secret
        self.caller = caller


def install(app: Flask) -> None:
    """Let Flask-Login find the person of a request."""
    manager = LoginManager(app)
    manager.session_protection = None  # it guesses by address and browser; our sessions are looked up
    manager.user_loader(_of_session)
    app.config["REMEMBER_COOKIE_NAME"] = "not-used"
    app.config["REMEMBER_COOKIE_REFRESH_EACH_REQUEST"] = False


def _of_session(secret: str) -> Visitor | None:
    found = caller_by_session(engine(), read().connection, secret)
    return Visitor(secret, found) if found else None


def caller_now() -> Caller | None:
    """Whoever this request speaks for. A bearer token speaks alone: with one, the cookie is not looked at."""
    token = bearer_token(request)
    if token is not None:
        return caller_by_token(engine(), read().connection, token)
    if "_user_id" not in session:
        return None
    found: Caller | None = getattr(current_user, "caller", None)
    return found


def bearer_token(asked: Request) -> str | None:
    """The bearer token of a call to the JSON interface."""
    given = asked.authorization
    if given is None or given.type != "bearer" or not wants_json():
        return None
    return given.token or ""


def keep(secret: str) -> None:
    """Give the browser a new session in place of whatever it had."""
    session.clear()
    login_user(Visitor(secret))


def drop() -> None:
    """Take the session away from the browser."""
    logout_user()
    session.clear()


def session_now() -> UUID | None:
    """The session of this browser, if one runs."""
    found = caller()
    return found.session if found else None
