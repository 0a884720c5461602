"""Several clients at one instant: each with an engine and a database of its own, let go together by a barrier.

Clients are threads or processes that stay for many rounds. A job is a function of the engine and its arguments; what
comes back is either its value or the refusal that the loser would read.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from config.bootstrap import registry
from engine.clock import FixedClock
from engine.database import open_database
from engine.errors import EngineError
from engine.files import Files
from engine.registry import Registry
from engine.runtime import Engine
from tests.owner import address_of

FORK = multiprocessing.get_context("fork")
PATIENCE = 60.0
Job = Callable[..., Any]


@dataclass(frozen=True)
class House:
    """Where the clients of a race find everything."""

    url: str
    folder: Path
    registry: Registry | None = None

    @classmethod
    def of(cls, engine: Engine, folder: Path) -> House:
        """The house of an engine that is open already."""
        return cls(address_of(engine.database), folder, engine.registry)

    def engine(self) -> Engine:
        """An engine of one's own, as another process of the house would have it."""
        return Engine(
            open_database(self.url, wait=20),
            self.registry or registry(),
            FixedClock(datetime.fromisoformat("2013-01-07T09:00:00+00:00")),
            Files(self.folder / "files"),
        )


@dataclass(frozen=True)
class Told:
    """What a client was told: a value, or the name of the error and its sentence."""

    value: Any = None
    error: str = ""
    sentence: str = ""

    @property
    def won(self) -> bool:
        return not self.error


def _tell(engine: Engine, at: datetime, job: Job, arguments: dict[str, Any]) -> Told:
    """Do the job; a refusal is an answer, everything else is told with its kind, and no test expects it."""
    assert isinstance(engine.clock, FixedClock)
    engine.clock.move_to(at)
    try:
        return Told(job(engine, **arguments))
    except EngineError as refusal:
        return Told(error=type(refusal).__name__, sentence=str(refusal))
    except Exception as error:  # noqa: BLE001 - shown by the test that meets it
        return Told(error=f"BUG {type(error).__name__}", sentence=str(error))


Task = tuple[datetime, Job, dict[str, Any]]


def _client(house: House, pipe: Pipe, start: Any) -> None:
    """The life of one client: take a task, wait for the others, do it, tell."""
    engine = house.engine()
    try:
        while (task := pipe.recv()) is not None:
            start.wait(PATIENCE)
            pipe.send(_tell(engine, *task))
    finally:
        engine.database.close()


class Racers:
    """Clients that wait for a task each."""

    def __init__(self, pipes: list[Pipe]) -> None:
        self._pipes = pipes

    def run(self, *tasks: Task) -> list[Told]:
        """Let one client do each task, all at the same moment."""
        for pipe, task in zip(self._pipes, tasks, strict=True):
            pipe.send(task)
        told = []
        for pipe in self._pipes:
            assert pipe.poll(PATIENCE), "a client of the race never came back"
            told.append(pipe.recv())
        for each in told:
            assert not each.error.startswith("BUG"), f"{each.error}: {each.sentence}"
        return told


@contextmanager
def racers(house: House, number: int = 2, *, processes: bool = False) -> Iterator[Racers]:
    """This many clients, as threads or as processes; gone at the end of the block."""
    start = FORK.Barrier(number) if processes else threading.Barrier(number)
    pairs = [FORK.Pipe() for _ in range(number)]
    make: Any = FORK.Process if processes else threading.Thread
    clients = [make(target=_client, args=(house, theirs, start), daemon=True) for _, theirs in pairs]
    for client in clients:
        client.start()
    try:
        yield Racers([ours for ours, _ in pairs])
    finally:
        for ours, _ in pairs:
            ours.send(None)
        for client in clients:
            client.join(PATIENCE)
        for pair in pairs:
            for end in pair:
                end.close()
