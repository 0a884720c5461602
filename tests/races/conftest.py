"""The house that the clients of a race share, who they are, and how often they race."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.database import Database
from tests.errand import with_errands
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.races.racing import House, Racers, racers
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]
SHORT, LONG = 8, 300
LESS = 50


@dataclass(frozen=True)
class Trial:
    """On which database one races, whether the clients are processes, and whether it is the long sweep."""

    kind: str
    processes: bool
    long: bool

    def __str__(self) -> str:
        clients = "processes" if self.processes else "threads"
        return f"{self.kind} {clients} {'long' if self.long else 'short'}"

    def rounds(self, most: int) -> int:
        """A few; in the long sweep `most`, but for the variant that is there beside the two databases."""
        if not self.long:
            return SHORT
        return most if self.processes or self.kind == "postgresql" else min(most, LESS)

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        wanted = [pytest.mark.long] if self.long else []
        return [*wanted, pytest.mark.postgresql] if self.kind == "postgresql" else wanted


# In `make test` once on each database; the long sweep has threads on the embedded one as well.
TRIALS = [
    Trial("sqlite", processes=True, long=False),
    Trial("postgresql", processes=False, long=False),
    Trial("sqlite", processes=True, long=True),
    Trial("sqlite", processes=False, long=True),
    Trial("postgresql", processes=False, long=True),
]


@pytest.fixture(params=[pytest.param(trial, marks=trial.marks, id=str(trial)) for trial in TRIALS])
def trial(request: pytest.FixtureRequest) -> Trial:
    """Which race this is."""
    assert isinstance(request.param, Trial)
    return request.param


@pytest.fixture
def rounds(trial: Trial) -> int:
    """How often: a few times in `make test`; in the long sweep three hundred times on each database."""
    return trial.rounds(LONG)


@pytest.fixture
def fewer_rounds(trial: Trial) -> int:
    """Of what nobody has promised three hundred times."""
    return trial.rounds(LESS)


@pytest.fixture
def kind(trial: Trial) -> str:
    return trial.kind


@pytest.fixture
def house(world: World, tmp_path: Path) -> House:
    """Where the clients find the world's database and files."""
    world.engine.registry = with_errands()
    return House.of(world.engine, tmp_path)


@pytest.fixture
def pair(house: House, world: World, trial: Trial) -> Iterator[Racers]:
    """Two clients in the world's house. When they have gone, PostgreSQL must not have met a single deadlock."""
    with racers(house, processes=trial.processes) as two:
        yield two
    assert deadlocks(world.engine.database) == 0


def deadlocks(database: Database) -> int:
    """How often PostgreSQL had to kill one of two who waited for each other; it counts when a connection closes."""
    if database.kind == "sqlite":
        return 0
    with database.read() as connection:
        mine = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(connection.execute(mine).scalar_one())
