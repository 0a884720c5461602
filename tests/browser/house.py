"""The demonstration in front of a real browser: filled once, copied for each house, served by a thread.

`with served(filled, folder) as house:` gives its address; `house.enter(page, "OHCHR focal point")` signs in as a visitor would.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

from alembic import command
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import WSGIRequestHandler, make_server

from config.bootstrap import registry
from config.demo.fill import STANDS, fill
from engine.clock import FixedClock
from engine.commands.tick import tick
from engine.database import open_database
from engine.files import Files
from engine.history.sealer import begin as begin_sealer
from engine.history.trust import Trust
from engine.queries.listing import list_cases
from engine.runtime import Engine
from migrations import alembic_config
from web.app import create_app

KEY = "a key for browser tests, long enough to be one"
DATABASE, FILES = "nemcon.sqlite3", "files"


def open_engine(folder: Path) -> Engine:
    """The engine of a house in this folder. Its wall clock stands still: only the demonstration's pages move it."""
    return Engine(
        open_database(f"sqlite:///{folder / DATABASE}"),
        registry(),
        FixedClock(STANDS),
        Files(folder / FILES),
        demo=True,
    )


def fill_house(folder: Path) -> None:
    """Make the tables and tell the demonstration."""
    (folder / FILES).mkdir(parents=True)
    command.upgrade(alembic_config(f"sqlite:///{folder / DATABASE}"), "head")
    engine = open_engine(folder)
    try:
        fill(engine)
    finally:
        engine.database.close()


class Quiet(WSGIRequestHandler):
    """No line on the screen for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@dataclass(frozen=True)
class House:
    """A served demonstration."""

    engine: Engine
    app: Flask
    address: str

    def enter(self, page: Page, name: str) -> Page:
        """Sign in on the page of accounts, with one click."""
        page.goto(f"{self.address}/demo/accounts")
        page.get_by_role("button", name=re.compile(f"^{re.escape(name)}\\b")).first.click()
        page.wait_for_url(lambda url: "/demo/accounts" not in url)
        return page

    def open(self, page: Page, path: str) -> Page:
        """Go to a place of this house."""
        page.goto(f"{self.address}{path}")
        return page

    def case(self, words: str) -> str:
        """The path of the case whose title has these words, as the auditor would find it."""
        with self.engine.reading() as (connection, register):
            auditor = register.by_email["auditor@example.org"].id
            found = list_cases(self.engine, connection, register, auditor, words=words, most=5).cases
        assert found, f"no case called {words}"
        return f"/cases/{found[0].id}"

    def person(self, name: str) -> UUID:
        """Somebody by the name of the account."""
        with self.engine.reading() as (_, register):
            return next(each.id for each in register.people.values() if each.name == name)

    def later(self, **delta: float) -> datetime:
        """Let the wall clock go on and fire what is due, as the ticking beside the pages does."""
        assert isinstance(self.engine.clock, FixedClock)
        self.engine.clock.advance(timedelta(**delta))
        tick(self.engine)
        return self.engine.now()


@contextmanager
def served(filled: Path, folder: Path, *, sealer: Path | None = None) -> Iterator[House]:
    """A copy of the filled house behind a free port; with a folder for its sealer it believes the key that is made there."""
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    engine = open_engine(folder)
    with engine.reading() as (_connection, register):
        origin = str(register.settings["log_origin"])
    trust = Trust((begin_sealer(sealer, origin),)) if sealer is not None else Trust()
    app = create_app(engine, secret_key=KEY, trust=trust)
    try:
        with at_a_port(app) as address:
            yield House(engine, app, address)
    finally:
        engine.database.close()


@contextmanager
def at_a_port(app: Flask) -> Iterator[str]:
    """Serve the pages behind a free port; gives the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
