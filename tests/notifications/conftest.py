"""A furnished house with somebody who reads what people were told."""

from __future__ import annotations

import pytest

from tests.notifications.telling import Teller
from tests.world import World


@pytest.fixture
def teller(world: World) -> Teller:
    """The consumer of the world's log."""
    teller = Teller(world)
    teller.forget()
    return teller
