"""The JSON interface under test: a house furnished once, and machines that speak for its people."""

from __future__ import annotations

import pytest

from tests.api.machine import Api
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.world import World

__all__ = ["api", "furnished_postgresql", "furnished_sqlite", "world"]


@pytest.fixture
def api(world: World) -> Api:
    """The real app over a fresh house, once on each database."""
    return Api(world)
