"""What wakes workers on PostgreSQL: a job in the command's own transaction, a notice at its commit, and nothing that rests on it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

from engine.commands import case, mail
from engine.mail_queue import mails
from notifications.waking import Waker, sweep_wakes, take_wakes
from notifications.worker import run_once
from tests.furnished import copy_of
from tests.notifications.telling import BASE
from tests.owner import address_of
from tests.world import World

pytestmark = pytest.mark.postgresql
JOBS = "SELECT task_name, status::text, args::text, lock FROM procrastinate.procrastinate_jobs ORDER BY id"
PATIENCE = 40  # less than a waker takes to look by itself: it was told


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[World]:
    """A furnished house on PostgreSQL in which nothing waits to be done."""
    with copy_of(request, "postgresql", tmp_path) as world:
        take_wakes(world.engine.database)
        yield world


def jobs(world: World) -> list[Any]:
    with world.engine.database.read() as connection:
        return [tuple(row) for row in connection.execute(text(JOBS))]


def say(world: World, statement: str) -> None:
    with world.engine.database.begin() as connection:
        connection.execute(text(statement))


def test_a_command_leaves_one_job_that_says_nothing_of_the_case(house: World) -> None:
    case_id = house.circulated()
    take_wakes(house.engine.database)
    case.comment(house.engine, case_id, "Well said.", by=house.people["ILO"])
    assert jobs(house) == [("round", "todo", "{}", None)]


def test_a_refused_command_leaves_none(house: World) -> None:
    case_id = house.circulated()
    take_wakes(house.engine.database)

    def stop(point: str) -> None:
        if point == "written":
            raise OSError("the line broke")

    house.engine.at_point = stop
    with pytest.raises(OSError, match="the line broke"):
        case.comment(house.engine, case_id, "Well said.", by=house.people["ILO"])
    assert jobs(house) == []


def test_no_command_waits_for_another_one_there(house: World) -> None:
    """Two transactions that both leave something to do, neither committed: a lock in common would never end."""
    wake = "INSERT INTO unsequenced (event_id, leaf_hash) VALUES (gen_random_uuid(), decode(repeat('00', 32), 'hex'))"
    with writing(house) as first, writing(house) as second:
        for connection in (first, second):
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            connection.execute(text(wake))
            connection.execute(text(wake))
    assert len(jobs(house)) == 2


@contextmanager
def writing(world: World) -> Iterator[Connection]:
    with world.engine.database.engine.begin() as connection:
        yield connection


def test_a_round_takes_every_job_that_was_there_when_it_began(house: World) -> None:
    for _ in range(3):
        house.open()
    assert len(jobs(house)) == 3
    assert take_wakes(house.engine.database) == 3
    assert jobs(house) == []


def test_losing_every_job_loses_nothing(house: World) -> None:
    house.circulated()
    say(house, "TRUNCATE procrastinate.procrastinate_jobs CASCADE")
    done = run_once(house.engine, None, BASE, demo=True)
    assert done.placed > 0
    assert done.told > 0
    assert done.letters["kept"] > 0


def test_a_letter_that_somebody_sends_again_wakes_a_worker_and_one_that_is_put_off_does_not(
    house: World,
) -> None:
    house.circulated()
    run_once(house.engine, None, BASE, demo=True)
    take_wakes(house.engine.database)
    say(house, "UPDATE mails SET state = 'failed'")
    say(house, "UPDATE mails SET state = 'sending' WHERE id = (SELECT max(id::text)::uuid FROM mails)")
    say(house, "UPDATE mails SET state = 'queued' WHERE state = 'sending'")
    assert jobs(house) == []
    with house.engine.database.read() as connection:
        failed = connection.execute(mails.select().where(mails.c.state == "failed")).first()
    assert failed is not None
    mail.send_again(house.engine, failed.id, by=house.people["administrator"])
    assert len(jobs(house)) == 1


def test_the_jobs_of_a_worker_that_was_killed_are_swept(house: World) -> None:
    house.open()
    say(
        house,
        "INSERT INTO procrastinate.procrastinate_workers (last_heartbeat) "
        "VALUES (now() - interval '1 hour'), (now())",
    )
    say(
        house,
        "INSERT INTO procrastinate.procrastinate_jobs (queue_name, task_name, status, worker_id) "
        "SELECT 'house', 'round', 'doing', id FROM procrastinate.procrastinate_workers",
    )
    assert sweep_wakes(house.engine.database) == 1
    assert [status for _, status, _, _ in jobs(house)] == ["todo", "doing"]


def test_the_embedded_database_wakes_nobody(sqlite_world: World) -> None:
    sqlite_world.open()
    assert take_wakes(sqlite_world.engine.database) == sweep_wakes(sqlite_world.engine.database) == 0


@pytest.fixture
def sqlite_world(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[World]:
    with copy_of(request, "sqlite", tmp_path) as world:
        yield world


class Rings:
    """A round that only says that it was called; the first one fails."""

    def __init__(self, world: World) -> None:
        self._world, self.rung = world, Event()
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1
        take_wakes(self._world.engine.database)
        self.rung.set()
        if self.calls == 1:
            raise OSError("once")

    def wait(self, seconds: float = PATIENCE) -> bool:
        heard = self.rung.wait(seconds)
        self.rung.clear()
        return heard

    def wait_for_a_command(self) -> bool:
        """Whether a command wakes. The library loses what is told while it fetches a job; the next one wakes it."""
        for _ in range(4):
            self._world.open()
            if self.wait(PATIENCE / 4):
                return True
        return False


@contextmanager
def listening(world: World) -> Iterator[Rings]:
    rings = Rings(world)
    waker = Waker(address_of(world.engine.database), rings)
    waker.start()
    try:
        yield rings
    finally:
        waker.stop()


def test_a_command_wakes_whoever_listens_also_after_a_round_that_failed(house: World) -> None:
    house.open()
    with listening(house) as rings:
        assert rings.wait(), "what was there before somebody listened"
        for _ in range(3):
            assert rings.wait_for_a_command()


def test_who_listens_comes_back_after_the_line_was_cut(house: World) -> None:
    house.open()
    with listening(house) as rings:
        assert rings.wait()
        say(
            house,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'nemcon-waker' AND datname = current_database()",
        )
        assert rings.wait_for_a_command()


def test_whoever_is_told_to_stop_ends_when_the_round_that_runs_is_over(house: World) -> None:
    begun, over = Event(), Event()

    def round_() -> None:
        begun.set()
        time.sleep(1.5)
        over.set()

    waker = Waker(address_of(house.engine.database), round_)
    waker.start()
    try:
        until = time.monotonic() + PATIENCE
        while not begun.is_set() and time.monotonic() < until:
            house.open()
            begun.wait(0.5)
    finally:
        waker.stop()
    assert over.is_set(), "the round was cut off"


def test_finished_jobs_are_gone(house: World) -> None:
    house.open()
    with listening(house) as rings:
        assert rings.wait()
    assert jobs(house) == []


def test_the_tables_are_those_that_the_step_was_written_for() -> None:
    """A release of Procrastinate with other tables wants a step of its own, made of the package's own migrations."""
    known = hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest()
    assert known == "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
