"""Stories of case types begin in a house that is furnished once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.furnished import Furnished, copy_of, furnished_postgresql, furnished_sqlite, furnished_with, world
from tests.workflows import assessing, programming
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]


@pytest.fixture(scope="session")
def assessing_sqlite(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    yield from furnished_with(request, "sqlite", tmp_path_factory.mktemp("assessing"), assessing.furnish)


@pytest.fixture(scope="session")
def assessing_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    yield from furnished_with(request, "postgresql", tmp_path_factory.mktemp("assessing"), assessing.furnish)


@pytest.fixture
def coast(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[World]:
    """A house with a checklist in use, two Governments and a regional body, on a fresh database."""
    with copy_of(request, kind, tmp_path, "assessing") as house:
        yield house


@pytest.fixture(scope="session")
def programming_sqlite(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    yield from furnished_with(request, "sqlite", tmp_path_factory.mktemp("programming"), programming.furnish)


@pytest.fixture(scope="session")
def programming_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    yield from furnished_with(
        request, "postgresql", tmp_path_factory.mktemp("programming"), programming.furnish
    )


@pytest.fixture
def coasts(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[World]:
    """A house with an assessment that was delivered, fiduciary officers and more Governments, on a fresh database."""
    with copy_of(request, kind, tmp_path, "programming") as house:
        yield house
