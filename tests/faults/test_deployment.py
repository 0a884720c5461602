"""A deployment as it stands in the README: two web processes and two workers on one PostgreSQL, and a mail server."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from engine.clock import SystemClock
from engine.commands import register
from engine.commands.token import make_token
from engine.fold import differences
from engine.log import events, parse
from engine.mail_queue import QUEUED, SENDING, SENT, UNKNOWN, mails
from engine.sequence import log_head
from tests.notifications.post_office import PostOffice, post_office
from tests.owner import address_of
from tests.web.test_cli import answered, environment, free_port, started
from tests.world import World

KIND = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
PATIENCE, MATTERS = 120, 12


@pytest.fixture
def today(world: World) -> World:
    """The house on the present day, with a silence that ended long ago while nobody ticked."""
    world.silent()
    now = SystemClock().now()
    years = range(2012, now.year + 3)
    words: dict[str, Any] = {"label": "Vienna", "zone": "Europe/Vienna", "countries": ["AT"], "own_days": {}}
    register.set_calendar(
        world.engine, "house", **words, years=years, by=world.people["administrator"], key="longer"
    )
    world.clock.move_to(now)
    return world


@contextmanager
def running(name: str, settings: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    process = started(name, *words, settings=settings)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def settings_of(world: World, folder: Path, office: PostOffice, port: int) -> dict[str, str]:
    mail = {
        "NEMCON_SMTP_HOST": "127.0.0.1",
        "NEMCON_SMTP_PORT": str(office.port),
        "NEMCON_SMTP_STARTTLS": "no",
        "NEMCON_SMTP_FROM": "desk@example.org",
    }
    own = {"NEMCON_PORT": str(port), "NEMCON_BASE_URL": f"http://127.0.0.1:{port}"}
    url = address_of(world.engine.database).replace("+psycopg", "", 1)
    return environment(url, folder, **mail, **own)


def circulate(port: int, token: str, world: World, case_id: UUID) -> None:
    """A person acts, over HTTP."""
    path = f"/api/v1/cases/{case_id}/transitions/circulate"
    headers = {
        "Authorization": f"Bearer {token}",
        "If-Match": f'"{world.read(case_id).case.revision}"',
        "Content-Type": "application/json",
    }
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps({"data": {}}).encode(), headers, method="POST"
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert answer.status == 200


def in_state(world: World, *states: str) -> int:
    with world.engine.database.read() as connection:
        query = select(func.count()).select_from(mails).where(mails.c.state.in_(states))
        return int(connection.execute(query).scalar_one())


def until(world: World, what: Any) -> None:
    limit = time.monotonic() + PATIENCE
    while not what(world):
        assert time.monotonic() < limit, "it never came to that"
        time.sleep(0.2)


def everything_told(world: World) -> bool:
    """All that was circulated was written about, and no letter waits any more but one whose worker was killed."""
    again_at_once(world)
    with world.engine.database.read() as connection:
        written = connection.execute(select(func.count(mails.c.case_id.distinct()))).scalar_one()
        log, placed = (
            connection.execute(select(func.count()).select_from(events)).scalar_one(),
            connection.execute(select(log_head.c.size)).scalar_one(),
        )
    return (
        written > MATTERS and log == placed and in_state(world, QUEUED) == 0 and in_state(world, SENDING) <= 1
    )


@KIND
def test_two_web_processes_and_two_workers_of_which_one_is_killed(today: World, tmp_path: Path) -> None:
    world, ports = today, (free_port(), free_port())
    drafts = [world.open(f"Matter {number}") for number in range(MATTERS)]
    for case_id in drafts:
        world.put(case_id)
    token = make_token(world.engine, world.people["officer"], "A machine")
    with post_office() as office, ExitStack() as deployment:
        office.after_data += ["451 come later", "250 taken", "451 come later"]
        settings = [settings_of(world, tmp_path, office, port) for port in ports]
        webs = [deployment.enter_context(running("web", each, "--workers", "1")) for each in settings]
        workers = [deployment.enter_context(running("worker", settings[0])) for _ in range(2)]
        for port, web in zip(ports, webs, strict=True):
            answered(f"http://127.0.0.1:{port}/live", web)
        for number, case_id in enumerate(drafts):
            circulate(ports[number % 2], token, world, case_id)
            if number == MATTERS // 2:
                workers[0].kill()
        until(world, everything_told)
        give_up_the_lost(world)
        until(world, lambda there: in_state(there, SENT) == in_state(there, SENT, QUEUED, SENDING, UNKNOWN))
        for port, web in zip(ports, webs, strict=True):
            assert json.loads(answered(f"http://127.0.0.1:{port}/ready", web)) == {
                "ready": True,
                "reasons": [],
            }
    check_each_letter_left_once(world, office)
    assert [web.returncode for web in webs] + [workers[1].returncode] == [0, 0, 0]


def again_at_once(world: World) -> None:
    """What the server put off is tried now and not in a minute: the test does not wait for it."""
    with world.engine.database.begin() as connection:
        due = update(mails).where(mails.c.state == QUEUED)
        connection.execute(due.values(next_try_at=SystemClock().now() - timedelta(minutes=1)))


def give_up_the_lost(world: World) -> None:
    """Nor for the lease of the worker that was killed."""
    with world.engine.database.begin() as connection:
        held = update(mails).where(mails.c.state == SENDING)
        connection.execute(held.values(next_try_at=SystemClock().now() - timedelta(minutes=1)))


def check_each_letter_left_once(world: World, office: PostOffice) -> None:
    """The one in the hands of the killed worker may have left twice, under the same name; no other has."""
    left = Counter(str(message["Message-ID"]) for message in office.taken)
    with world.engine.database.read() as connection:
        rows = connection.execute(select(mails)).all()
        rang = connection.execute(select(events.c.body).where(events.c.kind.like("clock.%"))).scalars()
        told = [(event["stream"][1], event["pub"]["clock"]) for event in map(parse, map(bytes, rang))]
        assert differences(connection) == []
    assert {row.message_id for row in rows if row.state == SENT} == set(left)
    assert len(rows) > 6 * MATTERS
    assert sum(left.values()) - len(left) <= 1
    assert len(told) == len(set(told)) > 0
