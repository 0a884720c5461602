"""The JSON interface under test: a house furnished once, and machines that speak for its people.

What is asked of the database stands in tests of the engine; so most of these run on one kind. A module that asks for
both takes `kind` from `tests.api.both`.
"""

from __future__ import annotations

import pytest

from tests.api.machine import Api
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.world import World

__all__ = ["api", "furnished_postgresql", "furnished_sqlite", "world"]


@pytest.fixture
def kind() -> str:
    """The embedded database."""
    return "sqlite"


@pytest.fixture
def api(world: World) -> Api:
    """The real app over a fresh house."""
    return Api(world)
