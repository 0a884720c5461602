"""Databases below the schema: opened, with the little house in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.database import Database, open_database
from tests.engine.little_house import SQLITES, filled, sqlite_at


@pytest.fixture
def postgresql_url(new_database: Any) -> str:
    """The address of an empty PostgreSQL database of our own."""
    return str(new_database("postgresql", empty=True))


@pytest.fixture(params=[*SQLITES, pytest.param("postgresql", marks=pytest.mark.postgresql)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "postgresql":
        database = open_database(request.getfixturevalue("postgresql_url"), wait=20)
    else:
        database = sqlite_at(tmp_path / "house.db", request.param, create=True, wait=20)
    with filled(database):
        yield database


@pytest.fixture(params=SQLITES)
def sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with filled(sqlite_at(tmp_path / "house.db", request.param, create=True, wait=20)) as opened:
        yield opened


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Database]:
    with filled(open_database(postgresql_url, wait=20)) as opened:
        yield opened
