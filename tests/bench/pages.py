"""Pages beside an empty page of Flask on the same server, and the memory of a process that serves many. B10, B11, B15."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from alembic import command as alembic
from sqlalchemy import Connection

from engine.case import cases
from engine.clock import SystemClock
from engine.commands import case, session
from engine.database import open_database
from migrations import alembic_config
from tests import people
from tests.bench.server import KEY
from tests.bench.table import Row, spread, turns
from tests.world import World
from web.app import create_app

REQUESTS, ROUNDS = 60, 5
MANY = int(os.environ.get("BENCH_REQUESTS", "10000"))
CASES = int(os.environ.get("BENCH_CASES", "100000"))


def rows(folder: Path, server: str) -> Iterator[Row]:
    """Requests a second of one reader, over one connection to gunicorn as in production, and its memory."""
    assert server
    path = folder / "pages.sqlite3"
    alembic.upgrade(alembic_config(f"sqlite:///{path}"), "head")
    world = World(open_database(f"sqlite:///{path}"), folder)
    case_page = f"/cases/{_busy(world)}"
    cookie = _signed_in(world, "OHCHR")
    with world.engine.database.begin() as connection:
        _fill(connection, CASES)
    world.engine.database.close()
    with _serving(f"sqlite:///{path}", folder) as (port, process):
        get = _reader(port, cookie)
        pages = {"inbox": "/my-work", "case": case_page}
        base, inbox, page = turns(
            ROUNDS, *(_rating(get, place) for place in ("/empty/", pages["inbox"], pages["case"]))
        )
        for budget, what, ours, must in (
            ("B10", "inbox page, 50 rows", inbox, ">= 0.35 (0.6)"),
            ("B11", "case page of 200 events", page, ">= 0.2 (0.4)"),
        ):
            words = f"{what}, requests a second, beside an empty page"
            yield Row(budget, words, spread(ours), spread(base), _share(ours, base), must)
        yield _memory(get, list(pages.values()), process)


def _share(ours: list[float], base: list[float]) -> str:
    return f"{sorted(ours)[len(ours) // 2] / sorted(base)[len(base) // 2]:.3f}"


def _rating(get: Callable[[str], int], path: str) -> Callable[[], float]:
    def rate() -> float:
        began = time.perf_counter()
        for _ in range(REQUESTS):
            assert get(path) == 200, path
        return REQUESTS / (time.perf_counter() - began)

    return rate


def _signed_in(world: World, name: str) -> str:
    """The cookie of somebody who signs in now: the house was furnished in another year."""
    world.engine.clock = SystemClock()
    app = create_app(world.engine, secret_key=KEY)
    client = app.test_client()
    opened = session.begin(world.engine, world.people[name], way="benchmark")
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = opened.secret, True
    key = app.config["SESSION_COOKIE_NAME"]
    found = client.get_cookie(key)
    assert found is not None
    return f"{key}={found.value}"


@contextmanager
def _serving(url: str, folder: Path) -> Iterator[tuple[int, int]]:
    """Gunicorn on a free port: the port, and the process that serves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.server", url, str(folder), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as master:
        try:
            assert master.stdout is not None
            assert master.stdout.readline().strip() == "ready"
            children = Path(f"/proc/{master.pid}/task/{master.pid}/children")
            while not children.read_text().split():
                time.sleep(0.1)
            yield port, int(children.read_text().split()[0])
        finally:
            master.terminate()


def _reader(port: int, cookie: str) -> Callable[[str], int]:
    """One connection that stays open, as a browser keeps it."""
    open_now = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(path: str) -> int:
        open_now.request("GET", path, headers={"Cookie": cookie})
        answer = open_now.getresponse()
        answer.read()
        return answer.status

    return get


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


def _fill(connection: Connection, count: int) -> None:
    """Many more cases, made of one by SQL."""
    own = {"id": "randomblob(16)", "reference": "'FILL-' || n", "number": "NULL"}
    names = ", ".join(f'"{column.name}"' for column in cases.c)
    values = ", ".join(own.get(column.name, f'c."{column.name}"') for column in cases.c)
    connection.exec_driver_sql(
        "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?) "
        f"INSERT INTO cases ({names}) SELECT {values} FROM s, (SELECT * FROM cases LIMIT 1) c",
        (count,),
    )


def _memory(get: Callable[[str], int], pages: list[str], process: int) -> Row:
    for number in range(200):
        assert get(pages[number % 2]) == 200
    before = _resident(process)
    for number in range(MANY):
        assert get(pages[number % 2]) == 200
    after = _resident(process)
    words = f"resident memory after {MANY:,} requests over {CASES:,} cases, MB"
    must = "<= 180 MB, 5 % (120, 1 %)"
    return Row("B15", words, f"{after:.0f}", f"{before:.0f} before", f"{after / before - 1:+.1%}", must)


def _resident(process: int) -> float:
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize() / 2**20
