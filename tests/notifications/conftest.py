"""A furnished house with somebody who reads what people were told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.post_office import PostOffice, post_office
from tests.notifications.telling import Teller
from tests.world import World


@pytest.fixture
def teller(world: World) -> Teller:
    """The consumer of the world's log."""
    teller = Teller(world)
    teller.forget()
    return teller


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server."""
    with post_office() as office:
        yield office
