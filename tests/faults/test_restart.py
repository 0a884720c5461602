"""The database is killed and started again under load: what was told as done is there, what was not can be asked again."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import select

from engine.commands import case
from engine.database import DatabaseUnavailable, open_database
from engine.errors import Uncertain
from engine.fold import differences
from engine.idempotency import key_of
from engine.log import events
from engine.runtime import Engine
from engine.sequence import log_entries, sequence_all
from migrations import alembic_config
from tests import postgres
from tests.conftest import not_run
from tests.races.racing import House
from tests.world import World

pytestmark = pytest.mark.postgresql
CLIENTS = 3


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


@pytest.mark.parametrize("restarts", [2, pytest.param(20, marks=pytest.mark.long)])
def test_what_was_told_as_done_survives_every_restart_under_load(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, restarts: int
) -> None:
    with own_server(tmp_path_factory.getbasetemp().parent / "postgres.lock") as server:
        url = postgres.create(server.get_uri())
        command.upgrade(alembic_config(url), "head")
        world = World(open_database(url), tmp_path)
        crowd = Crowd(House.of(world.engine, tmp_path), world)
        crowd.start()
        for _ in range(restarts):
            crowd.work_a_while()
            restart(server)
        crowd.work_a_while()
        crowd.stop()
        check(world, crowd)
        world.engine.database.close()


class Crowd:
    """Clients that remark on a case each, as fast as they can, each remark under a key of its own."""

    def __init__(self, house: House, world: World) -> None:
        self._house, self._by = house, world.people["ILO"]
        self._cases = [world.circulated() for _ in range(CLIENTS)]
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(n,)) for n in range(CLIENTS)]
        self.done: list[str] = []
        self.open: list[tuple[UUID, str]] = []
        """Remarks of which nobody was told whether they were done."""
        self.wrong: list[str] = []

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
        wanted = len(self.done) + 10
        end = time.monotonic() + 60
        while len(self.done) < wanted and time.monotonic() < end:
            time.sleep(0.01)
        assert len(self.done) >= wanted, "nobody came back"

    def _work(self, number: int) -> None:
        engine, count = self._house.engine(), 0
        while not self._over.is_set():
            count += 1
            self._remark(engine, self._cases[number], f"{number}-{count}")
        engine.database.close()

    def _remark(self, engine: Engine, case_id: UUID, key: str) -> None:
        try:
            case.comment(engine, case_id, f"Remark {key}", by=self._by, key=key)
            self.done.append(key)
        except (DatabaseUnavailable, Uncertain):
            self.open.append((case_id, key))
            time.sleep(0.02)
        except Exception as error:  # noqa: BLE001 - shown at the end
            self.wrong.append(f"{key}: {type(error).__name__}: {error}")


def check(world: World, crowd: Crowd) -> None:
    by, engine = world.people["ILO"], world.engine
    with engine.database.engine.connect() as connection:
        connection.invalidate()  # it has seen a restart too
    assert acted(engine) >= {key_of(key, by).int for key in crowd.done}, "what was told as done is gone"
    for case_id, key in crowd.open:
        case.comment(engine, case_id, f"Remark {key}", by=by, key=key)
    everybody = {key_of(key, by).int for key in [*crowd.done, *(key for _, key in crowd.open)]}
    assert acted(engine) == everybody
    sequence_all(engine.database)
    with engine.database.read() as connection:
        assert differences(connection) == []
        places = list(connection.execute(select(log_entries.c.idx).order_by(log_entries.c.idx)).scalars())
    assert places == list(range(len(places)))


def acted(engine: Engine) -> set[int]:
    """The ids of the remarks on record; each event is there once, for its id is unique."""
    with engine.database.read() as connection:
        found = connection.execute(select(events.c.id).where(events.c.kind == "comment.added")).scalars()
        return {each.int for each in found}
