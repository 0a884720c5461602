"""Goal A8: a route that may change something does so through a command of the engine, and each of those leaves its events."""

from __future__ import annotations

import pytest

from tests.access.reach import KNOWN, UNSAFE, reached, views
from tests.faults.leaves import DECLARED
from tests.web.desk import Desk
from tests.world import World

ROUTES_GOAL = 85
# Unsafe routes that change no table of record, and why.
NO_RECORD = {
    "certificates.check_file": "a file that somebody brings is checked and let go",
    "help.theme": "light or dark stands in a cookie",
    "history.cosign": "a witness's signature stands beside the log, which it signs",
}
# What opening a page leaves, and questions.
READING = {"notice.page_opened", "password.holder", "tick.next_due"}


@pytest.fixture
def kind() -> str:
    return "sqlite"


def test_every_route_that_may_change_something_goes_through_a_declared_command(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = {row[0] for row in DECLARED}
    told = {(method, name): reached(view) for method, name, view in views(Desk(world).app)}
    without = {name for (_, name), verbs in told.items() if not verbs & declared}
    with capsys.disabled():
        through = len({verb for verbs in told.values() for verb in verbs})
        print(f"\nA8: {len(told)} unsafe routes through {through} commands, {len(without)} without a record")
    assert without == NO_RECORD.keys()
    assert len(told) >= ROUTES_GOAL


def test_a_page_that_is_only_read_leaves_at_most_notice(world: World) -> None:
    app = Desk(world).app
    writing = {name for _, name, _ in views(app)}
    read = [(name, view) for _, name, view in views(app, frozenset({"GET"})) if name not in writing]
    assert {verb for _, view in read for verb in reached(view)} <= READING
    assert len(read) >= 60


def test_what_a_view_reaches_is_seen_through_what_it_calls() -> None:
    """Or both tests above would pass on nothing."""
    assert "case.open" in KNOWN and "GET" not in UNSAFE

    from web.cases import rows

    assert reached(rows.edit_row) >= {"item.edit"}
