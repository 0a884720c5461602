"""The desk in front of a small house. Pages are the same on both databases, so they are read on the embedded one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.database import open_database
from engine.fold import differences
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from tests.conftest import NewDatabase
from tests.web.desk import Desk
from tests.world import World


@pytest.fixture
def small_world(new_database: NewDatabase, tmp_path: Path) -> Iterator[World]:
    """A furnished house on the embedded database; whatever pages did, the log still rebuilds it."""
    database = open_database(new_database("sqlite"))
    yield World(database, tmp_path)
    with database.read() as connection:
        assert differences(connection, outside={"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}) == []
    database.close()


@pytest.fixture
def desk(small_world: World) -> Desk:
    """The desk of a house in production."""
    return Desk(small_world)


@pytest.fixture
def demo_desk(small_world: World) -> Desk:
    """The desk of a demonstration."""
    small_world.engine.demo = True
    return Desk(small_world)
