"""The database is killed and started again under load: what was told as done is there, what was not can be asked again."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import select

from engine.commands import case, document
from engine.commands.transaction import Done
from engine.database import DatabaseUnavailable, is_connection_lost, open_database
from engine.errors import Uncertain
from engine.fold import differences
from engine.idempotency import key_of
from engine.log import events
from engine.runtime import Engine
from engine.sequence import log_entries, lost_from_queue, sequence_all
from migrations import alembic_config
from notifications.worker import run_once
from tests import postgres
from tests.conftest import not_run
from tests.races.racing import House
from tests.world import DECISION, World

pytestmark = pytest.mark.postgresql
BASE = "https://desk.example.org"
Say = Callable[[Engine, str], Done]


@contextmanager
def own_server(lock: Path) -> Iterator[Any]:
    """A server that nobody else uses, so that it may be killed."""
    folder = Path(tempfile.mkdtemp(prefix="nemcon-"))
    data = folder / "pg"
    data.mkdir(mode=0o700)
    try:
        with postgres.alone(lock):
            server = postgres.package(folder).get_server(data, cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting, this did not run
        not_run(f"no PostgreSQL of our own ({type(error).__name__}: {error})")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def restart(server: Any) -> None:
    """As after a power cut, but for the disk: no farewell, recovery from the log at the next start."""
    pid = int((server.pgdata / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    end = time.monotonic() + 30
    while Path(f"/proc/{pid}/stat").exists() and not is_zombie(pid) and time.monotonic() < end:
        time.sleep(0.02)
    (server.pgdata / "postmaster.pid").unlink(missing_ok=True)
    server.ensure_postgres_running()


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("restarts", [2, pytest.param(50, marks=pytest.mark.long)])
def test_what_was_told_as_done_survives_every_restart_under_load(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    restarts: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with own_server(tmp_path_factory.getbasetemp().parent / "postgres.lock") as server:
        url = postgres.create(server.get_uri())
        command.upgrade(alembic_config(url), "head")
        world = World(open_database(url), tmp_path)
        crowd = Crowd(House.of(world.engine, tmp_path), clients(world))
        before = acted(world.engine)
        crowd.start()
        for _ in range(restarts):
            crowd.work_a_while()
            restart(server)
        crowd.work_a_while()
        crowd.stop()
        check(world.engine, crowd, before)
        with capsys.disabled():
            print(f"\n{restarts} restarts: {crowd.tally()}")
        world.engine.database.close()


# The load


@dataclass(frozen=True)
class Client:
    """Somebody who does the same again and again, each time under a key of its own."""

    name: str
    by: UUID
    says: Say


def clients(world: World) -> list[Client]:
    """Two who remark, one who opens cases, one who puts a new text, as fast as they can."""
    ilo, officer = world.people["ILO"], world.people["officer"]
    first, second, draft = world.circulated(), world.circulated(), world.open()

    def remark(on: UUID) -> Say:
        return lambda e, key: case.comment(e, on, f"Remark {key}", by=ilo, key=key)

    def opens(engine: Engine, key: str) -> Done:
        return case.open(engine, "consensus-decision", title=key, data=DECISION, by=officer, key=key)

    def puts(engine: Engine, key: str) -> Done:
        return document.put(engine, draft, "text", key.encode(), "text.txt", by=officer, key=key)

    doing = (("first", ilo, remark(first)), ("second", ilo, remark(second)))
    return [Client(*each) for each in (*doing, ("opener", officer, opens), ("author", officer, puts))]


class Crowd:
    """Clients at work, and a worker that ticks, sequences and tells beside them."""

    def __init__(self, house: House, clients: list[Client]) -> None:
        self._house, self._over = house, threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(client,)) for client in clients]
        self._threads.append(threading.Thread(target=self._follow))
        self.done: list[tuple[Client, str]] = []
        self.open: list[tuple[Client, str]] = []
        """What nobody was told to be done or not."""
        self.wrong: list[str] = []
        self._back: list[float] = []
        self._rounds = 0

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)
        assert self.wrong == []

    def work_a_while(self) -> None:
        """Until some more were done: also proves that the clients are back after a restart."""
        known, began = len(self.done), time.monotonic()
        self._wait(lambda: len(self.done) > known)
        self._back.append(time.monotonic() - began)
        self._wait(lambda: len(self.done) >= known + 20)

    def tally(self) -> str:
        back = sorted(self._back[1:])
        return (
            f"{len(self.done)} acts told as done, {len(self.open)} left open, {self._rounds} rounds of the worker; "
            f"at work again after p50 {back[len(back) // 2]:.2f} s, p95 {back[int(len(back) * 0.95)]:.2f} s"
        )

    def _wait(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not true():
            assert time.monotonic() < end, f"nobody came back; {self.wrong}"
            time.sleep(0.01)

    def _work(self, client: Client) -> None:
        engine, count = self._house.engine(), 0
        while not self._over.is_set():
            count += 1
            self._say(engine, client, f"{client.name} {count}")
        engine.database.close()

    def _say(self, engine: Engine, client: Client, key: str) -> None:
        try:
            client.says(engine, key)
            self.done.append((client, key))
        except (DatabaseUnavailable, Uncertain):
            self.open.append((client, key))
            time.sleep(0.02)
        except Exception as error:  # noqa: BLE001 - shown at the end
            self.wrong.append(f"{key}: {type(error).__name__}: {error}")

    def _follow(self) -> None:
        """A worker whose round failed for want of a database begins the next."""
        engine = self._house.engine()
        while not self._over.is_set():
            try:
                run_once(engine, None, BASE, True)
                self._rounds += 1
            except Exception as error:  # noqa: BLE001 - shown at the end
                if not (isinstance(error, DatabaseUnavailable) or is_connection_lost(error)):
                    self.wrong.append(f"the worker: {type(error).__name__}: {error}")
            time.sleep(0.05)
        engine.database.close()


# What must be true afterwards


def check(engine: Engine, crowd: Crowd, before: set[int]) -> None:
    with engine.database.engine.connect() as connection:
        connection.invalidate()  # it has seen a restart too
    everything = ids([*crowd.done, *crowd.open])
    there = acted(engine) - before
    assert ids(crowd.done) <= there <= everything, (
        "what was told as done is gone, or nobody did what is there"
    )
    for client, key in crowd.open:
        assert client.says(engine, key).again is (ids([(client, key)]) <= there)
    for client, key in [*crowd.done, *crowd.open]:
        assert client.says(engine, key).again, f"{key} was done a second time"
    assert acted(engine) - before == everything
    check_log(engine)


def ids(acts: list[tuple[Client, str]]) -> set[int]:
    return {key_of(key, client.by).int for client, key in acts}


def acted(engine: Engine) -> set[int]:
    """The ids of what was done on record; each event is there once, for its id is unique."""
    done = events.c.kind.in_(("comment.added", "case.opened", "document.put"))
    with engine.database.read() as connection:
        return {each.int for each in connection.execute(select(events.c.id).where(done)).scalars()}


def check_log(engine: Engine) -> None:
    """Every event has its place, and the tables say what the log says."""
    sequence_all(engine.database)
    with engine.database.read() as connection:
        assert differences(connection) == []
        assert lost_from_queue(connection) == []
        log = connection.execute(select(log_entries.c.idx, log_entries.c.event_id)).all()
        known = set(connection.execute(select(events.c.id)).scalars())
    assert sorted(row.idx for row in log) == list(range(len(known)))
    assert {row.event_id for row in log} == known
