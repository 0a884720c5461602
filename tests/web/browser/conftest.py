"""A real browser before a real server: the app of a small house, and somebody who has signed in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from engine.commands import session
from tests.web.desk import Desk

SignIn = Callable[[str], Page]


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """Where the desk answers."""
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Whatever the console complains about: scripts that failed, a policy that was broken, files that are missing."""
    heard: list[str] = []
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def sign_in(desk: Desk, context: BrowserContext, page: Page, address: str) -> SignIn:
    """`sign_in("ILO")`: the browser carries the session of that person from now on."""

    def enter(name: str) -> Page:
        visitor = desk.stranger().enter(
            session.begin(desk.world.engine, desk.world.people[name], way="test").secret
        )
        kept = visitor.client.get_cookie("nemcon")
        assert kept is not None
        context.add_cookies([{"name": "nemcon", "value": kept.value, "url": address}])
        return page

    return enter
