"""Houses furnished once and copied for each test: seating six members takes longer than most stories take to tell.

A folder of tests takes `world` from here by importing the three fixtures into its conftest.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from engine.database import open_database
from tests import postgres
from tests.world import World

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
on_both = pytest.mark.parametrize("kind", KINDS, indirect=True)


@dataclass(frozen=True)
class Furnished:
    """A database with the house of `World` in it, nobody connected, and the world that furnished it."""

    url: str
    world: World

    @contextmanager
    def copied(self, url: str, folder: Path) -> Iterator[World]:
        """The same house on a copy of this database."""
        database = open_database(url)
        try:
            yield World(database, folder, like=self.world)
        finally:
            database.close()


def furnish(url: str, folder: Path) -> Furnished:
    """Furnish a fresh migrated database and let go of it."""
    database = open_database(url)
    try:
        return Furnished(url, World(database, folder))
    finally:
        database.close()


@pytest.fixture(scope="session")
def furnished_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copyfile(sqlite_template, folder / "nemcon.sqlite3")
    return furnish(f"sqlite:///{folder / 'nemcon.sqlite3'}", folder)


@pytest.fixture(scope="session")
def furnished_postgresql(
    postgres_url: str, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    url = postgres.create(postgres_url, postgres_template)
    yield furnish(url, tmp_path_factory.mktemp("furnished"))
    postgres.drop(postgres_url, url)


@contextmanager
def database_like(request: Any, kind: str, original: str, folder: Path) -> Iterator[str]:
    """The address of a copy of a database that nobody has open; gone afterwards."""
    if kind == "sqlite":
        path = folder / f"{uuid4().hex}.sqlite3"
        shutil.copyfile(original.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        path.unlink()
        return
    server = request.getfixturevalue("postgres_url")
    url = postgres.create(server, original)
    try:
        yield url
    finally:
        postgres.drop(server, url)


def furnished_with(
    request: pytest.FixtureRequest, kind: str, folder: Path, more: Callable[[World], None]
) -> Iterator[Furnished]:
    """A house with more in it than the plain one; what is in it takes its whole way once for all stories."""
    plain: Furnished = request.getfixturevalue(f"furnished_{kind}")
    with database_like(request, kind, plain.url, folder) as url:
        with plain.copied(url, folder) as house:
            more(house)
        yield Furnished(url, house)


@contextmanager
def copy_of(request: Any, kind: str, folder: Path, house: str = "furnished") -> Iterator[World]:
    """A furnished house on a database of its own; `house` names the fixtures of another one than the plain."""
    furnished: Furnished = request.getfixturevalue(f"{house}_{kind}")
    with database_like(request, kind, furnished.url, folder) as url, furnished.copied(url, folder) as world:
        yield world


@pytest.fixture
def world(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[World]:
    """A furnished house on a fresh database, once of each kind."""
    with copy_of(request, kind, tmp_path) as world:
        yield world
