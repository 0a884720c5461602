"""Stories of case types begin in a house that is furnished once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.furnished import Furnished, copy_of, database_like, furnished_postgresql, furnished_sqlite, world
from tests.workflows import assessing
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]


def _assessing(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Furnished]:
    """The house in which assessments are told: a checklist takes its whole way once for all of them."""
    furnished: Furnished = request.getfixturevalue(f"furnished_{kind}")
    with database_like(request, kind, furnished.url, folder) as url:
        with furnished.copied(url, folder) as house:
            assessing.furnish(house)
        yield Furnished(url, house)


@pytest.fixture(scope="session")
def assessing_sqlite(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    yield from _assessing(request, "sqlite", tmp_path_factory.mktemp("assessing"))


@pytest.fixture(scope="session")
def assessing_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    yield from _assessing(request, "postgresql", tmp_path_factory.mktemp("assessing"))


@pytest.fixture
def coast(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[World]:
    """A house with a checklist in use, two Governments and a regional body, on a fresh database."""
    with copy_of(request, kind, tmp_path, "assessing") as house:
        yield house
