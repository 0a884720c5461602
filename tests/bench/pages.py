"""Pages beside an empty Flask page on the same server, and the memory of a process that serves many. B10, B11, B15."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from alembic import command as alembic
from flask import Flask

from engine.commands import case, session
from engine.database import open_database
from migrations import alembic_config
from tests import people
from tests.bench.table import Row, spread, turns
from tests.world import World
from web.app import create_app

REQUESTS, ROUNDS = 60, 5
MANY = int(os.environ.get("BENCH_REQUESTS", "10000"))


def rows(folder: Path, server: str) -> Iterator[Row]:
    """Requests a second, through Werkzeug's client so that only our own work is counted, and memory."""
    assert server
    path = folder / "pages.sqlite3"
    alembic.upgrade(alembic_config(f"sqlite:///{path}"), "head")
    world = World(open_database(f"sqlite:///{path}"), folder)
    case_id = _busy(world)
    app = create_app(world.engine, secret_key="b" * 40)
    get = _reader(app, world, "OHCHR")
    empty = Flask("empty")
    empty.add_url_rule("/", "empty", lambda: "nothing")
    bare = empty.test_client()
    base, inbox, page = turns(
        ROUNDS,
        lambda: _rate(lambda: bare.get("/").status_code),
        lambda: _rate(lambda: get("/my-work")),
        lambda: _rate(lambda: get(f"/cases/{case_id}")),
    )
    yield Row(
        "B10",
        "inbox page, requests a second, beside an empty page",
        spread(inbox),
        spread(base),
        _share(inbox, base),
        ">= 0.35 (0.6)",
    )
    yield Row(
        "B11",
        "case page, requests a second, beside an empty page",
        spread(page),
        spread(base),
        _share(page, base),
        ">= 0.2 (0.4)",
    )
    yield from _memory(get, str(case_id))
    world.engine.database.close()


def _share(ours: list[float], base: list[float]) -> str:
    return f"{sorted(ours)[len(ours) // 2] / sorted(base)[len(base) // 2]:.3f}"


def _rate(act: Callable[[], int]) -> float:
    began = time.perf_counter()
    for _ in range(REQUESTS):
        assert act() == 200
    return REQUESTS / (time.perf_counter() - began)


def _reader(app: Flask, world: World, name: str) -> Callable[[str], int]:
    client = app.test_client()
    opened = session.begin(world.engine, world.people[name], way="benchmark")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = opened.secret
    return lambda path: client.get(path).status_code


def _busy(world: World) -> object:
    """A case with about 200 events, 20 tasks and 12 positions; and fifty tasks in the reader's inbox."""
    for number in range(49):
        world.deliberating(background=f"Matter {number}")
    case_id = world.silent()
    for round_no in range(2):
        for name in people.MEMBERS:
            world.answer(case_id, name, "support" if round_no else "abstain")
    snapshot = world.read(case_id)
    for number in range(max(0, 200 - snapshot.case.stream_seq)):
        case.comment(world.engine, case_id, f"Remark {number}", by=world.people["officer"])
    return case_id


def _memory(get: Callable[[str], int], case_id: str) -> Iterator[Row]:
    for _ in range(200):
        get("/my-work")
    before = _resident()
    for number in range(MANY):
        get("/my-work" if number % 2 else f"/cases/{case_id}")
    after = _resident()
    yield Row(
        "B15",
        f"resident memory after {MANY:,} requests, MB",
        f"{after:.0f}",
        f"{before:.0f} before",
        f"{after / before - 1:+.1%}",
        "<= 180 MB, 5 % (120, 1 %)",
    )


def _resident() -> float:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize() / 2**20
