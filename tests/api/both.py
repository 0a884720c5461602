"""For modules whose tests run on both databases: `from tests.api.both import kind`."""

from __future__ import annotations

import pytest

from tests.conftest import KINDS


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.param)
