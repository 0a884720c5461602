"""Somebody at the desk: the real app, a browser without a screen, and forms that carry their token.

`desk = Desk(world)`; `desk.as_("ILO").get("/")`; `desk.as_("ILO").post("/somewhere", {"title": "..."})`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from apiflask import APIFlask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from engine.commands import session
from engine.queries.session import caller_by_session
from tests.world import World
from web.app import create_app

KEY = "a key for tests that is long enough to be one"
ORIGIN = "http://localhost"


class Compiled(BytecodeCache):
    """Templates as they were compiled for the first app of this process: every test has an app of its own."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Visitor:
    """A browser: it keeps its cookies and sends the token of its session with every form."""

    def __init__(self, app: APIFlask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, form: Mapping[str, Any] | None = None, **more: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **(form or {})}, **more)

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        """A call of the JSON interface by a page of ours: the token goes in a header."""
        headers = {"X-CSRFToken": self.token(), **more.pop("headers", {})}
        return self.client.open(path, method=method, json=body, headers=headers, **more)

    def token(self) -> str:
        """The token of the forms of this session, as a page would carry it."""
        with self.client.session_transaction() as kept:
            raw = kept.setdefault("csrf_token", "0" * 40)
        return str(URLSafeTimedSerializer(KEY, salt="wtf-csrf-token").dumps(raw))

    def known(self, world: World) -> bool:
        """Whether the session of this browser still runs."""
        with self.client.session_transaction() as kept:
            secret = kept.get("_user_id", "")
        with world.engine.reading() as (connection, _register):
            return caller_by_session(world.engine, connection, secret) is not None

    def enter(self, secret: str) -> Visitor:
        """Have the cookie of a session that has begun."""
        with self.client.session_transaction() as kept:
            kept.clear()
            kept["_user_id"], kept["_fresh"] = secret, True
        return self


class Desk:
    """The app of a world, and its visitors."""

    def __init__(self, world: World, **settings: Any) -> None:
        self.world = world
        self.app = create_app(world.engine, secret_key=KEY, **settings)
        self.app.jinja_env.bytecode_cache = COMPILED
        self.app.testing = False  # errors are answered as people would read them
        self._visitors: dict[str, Visitor] = {}

    def stranger(self) -> Visitor:
        """Somebody who has not signed in."""
        return Visitor(self.app)

    def as_(self, name: str) -> Visitor:
        """Somebody of the world who has signed in; the same browser each time, with a new session when the old one ran out."""
        if name not in self._visitors:
            self._visitors[name] = self.stranger()
        visitor = self._visitors[name]
        if not visitor.known(self.world):
            opened = session.begin(self.world.engine, self.world.people[name], way="test")
            visitor.enter(opened.secret)
        return visitor


def heading(answer: TestResponse) -> str:
    """The h1 of a page, without its tags."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found.group(1)).strip() if found else ""
