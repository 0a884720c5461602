"""Rules are the same on both databases: stories about time, numbers and ties run on both, the others on the embedded one.

The state machine in `test_decision_model.py` drives all of them on both.
"""

from __future__ import annotations

import pytest


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """The embedded database, unless a module says `pytestmark = on_both`."""
    return str(getattr(request, "param", "sqlite"))
