"""The desk in front of a small house. Pages are the same on both databases, so they are read on the embedded one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.fold import differences
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from tests.furnished import Furnished, copy_of, furnished_sqlite, furnished_with
from tests.web.desk import Desk
from tests.web.sealed_desk import SealedDesk
from tests.workflows import programming
from tests.world import World

__all__ = ["furnished_sqlite"]


@pytest.fixture
def small_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A furnished house on the embedded database; whatever pages did, the log still rebuilds it."""
    with copy_of(request, "sqlite", tmp_path) as world:
        yield world
        with world.engine.database.read() as connection:
            assert differences(connection, outside={"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}) == []


@pytest.fixture
def desk(small_world: World) -> Desk:
    """The desk of a house in production."""
    return Desk(small_world)


@pytest.fixture
def demo_desk(small_world: World) -> Desk:
    """The desk of a demonstration."""
    small_world.engine.demo = True
    return Desk(small_world)


@pytest.fixture(scope="session")
def programming_sqlite(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """The house in which joint programmes are told."""
    yield from furnished_with(request, "sqlite", tmp_path_factory.mktemp("programming"), programming.furnish)


@pytest.fixture
def coast_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """The desk of a house with an assessment that was delivered, Governments and fiduciary officers."""
    with copy_of(request, "sqlite", tmp_path, "programming") as world:
        yield Desk(world)
        with world.engine.database.read() as connection:
            assert differences(connection, outside={"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}) == []


@pytest.fixture
def sealed(small_world: World, tmp_path: Path) -> SealedDesk:
    return SealedDesk(small_world, tmp_path)


@pytest.fixture
def harmed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SealedDesk]:
    """The same, for scenes after which the log does not rebuild the tables any more."""
    with copy_of(request, "sqlite", tmp_path) as world:
        yield SealedDesk(world, tmp_path)
