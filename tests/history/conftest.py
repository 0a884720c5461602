"""A sealed house, made once for all that only read it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.database import open_database
from tests.history.sealed_house import SealedHouse, busy, happened
from tests.world import World

EVENTS = 300


@pytest.fixture(scope="session")
def sealed_house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SealedHouse]:
    """Three hundred events and a little more, signed twice on the way; read it, do not change it."""
    folder = tmp_path_factory.mktemp("sealed")
    shutil.copyfile(sqlite_template, folder / "house.sqlite3")
    database = open_database(f"sqlite:///{folder / 'house.sqlite3'}")
    house = SealedHouse.begun(World(database, folder), folder)
    busy(house.world, EVENTS // 2)
    house.seal()
    busy(house.world, EVENTS)
    house.seal()
    house.export()
    yield house
    database.close()


@pytest.fixture
def sealed_copy(sealed_house: SealedHouse, tmp_path: Path) -> SealedHouse:
    """The export of that house, to be spoilt."""
    shutil.copytree(sealed_house.path / "history", tmp_path / "history")
    shutil.copytree(sealed_house.path / "sealer", tmp_path / "sealer")
    return replace(sealed_house, path=tmp_path)


@pytest.fixture
def small_house(sqlite_template: Path, tmp_path: Path) -> Iterator[SealedHouse]:
    """A house with one decision in it, signed and exported, whose history is verified in a moment."""
    shutil.copyfile(sqlite_template, tmp_path / "house.sqlite3")
    database = open_database(f"sqlite:///{tmp_path / 'house.sqlite3'}")
    house = SealedHouse.begun(World(database, tmp_path), tmp_path)
    busy(house.world, 1 + happened(house.world))
    house.seal()
    house.export()
    yield house
    database.close()
