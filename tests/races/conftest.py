"""The house that the clients of a race share, and how often they race."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.races.racing import House

SHORT, LONG = 25, 300
ROUNDS = [SHORT, pytest.param(LONG, marks=pytest.mark.long)]


@pytest.fixture(params=ROUNDS, ids=lambda rounds: f"{rounds} rounds")
def rounds(request: pytest.FixtureRequest) -> int:
    """How often: a few times in `make test`, three hundred times in the long sweep."""
    return int(request.param)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    """The address of the world's database and the folder of its files."""
    return House(database_url, tmp_path)
