"""Several ticks at once share what is due: on PostgreSQL none waits for a case that somebody holds just now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.commands.tick import tick
from engine.store import lock_case
from tests.engine.little_house import run_threads
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]


@pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_case_that_somebody_holds_is_passed_over_and_taken_later(world: World) -> None:
    held, free = world.silent(), world.silent()
    world.clock.advance(timedelta(days=30))
    database = world.engine.database
    with database.engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        lock_case(connection, held)
        run_threads(1, lambda: tick(world.engine))
    assert (world.state(held), world.state(free)) == ("silence", "adopted_no_objection")
    tick(world.engine)
    assert world.state(held) == "adopted_no_objection"


def test_what_waits_in_doubt_is_asked_twice_and_keeps_nobody(world: World) -> None:
    cases = [world.silent() for _ in range(2)]
    world.clock.advance(timedelta(days=30))
    done = tick(world.engine, suspect=True)
    assert done.failed == ()
    assert done.fired > 0
    assert [world.state(each) for each in cases] == ["silence"] * 2
