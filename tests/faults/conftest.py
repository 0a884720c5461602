"""A furnished house for the faults, with errands in it, and the address at which a new process finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.grants import ADD, READ, RIGHTS
from tests.errand import with_errands
from tests.faults.crowd import effects
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.races.racing import House
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]


@pytest.fixture(autouse=True)
def consumers_may_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application may add to the table of these tests: connections that begin from here on know it."""
    monkeypatch.setitem(RIGHTS, effects.name, (READ, ADD))


@pytest.fixture
def house(world: World, tmp_path: Path) -> House:
    world.engine.registry = with_errands()
    return House.of(world.engine, tmp_path)
