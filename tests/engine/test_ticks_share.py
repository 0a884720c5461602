"""Several ticks at once: on PostgreSQL they share what only tells, and nobody overtakes a clock that moves a case."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import select, text

from engine.commands.tick import tick
from engine.store import lock_case
from engine.timer import FIRED, timers
from tests.engine.little_house import run_threads
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]
on_postgresql = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])


@pytest.fixture
def kind() -> str:
    return "sqlite"


def reminded(world: World) -> set[object]:
    """The cases in which a reminder has rung."""
    query = select(timers.c.case_id).where(timers.c.state == FIRED, timers.c.kind == "remind")
    with world.engine.database.read() as connection:
        return set(connection.execute(query).scalars())


@on_postgresql
def test_a_reminder_in_a_case_that_somebody_holds_is_passed_over_and_rings_later(world: World) -> None:
    held, free = world.silent(), world.silent()
    ends = world.view(held).expires_at
    world.clock.move_to(ends - timedelta(hours=24))
    with world.engine.database.engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        lock_case(connection, held)
        run_threads(1, lambda: tick(world.engine))
        assert reminded(world) == {free}
    tick(world.engine)
    assert reminded(world) == {held, free}


@on_postgresql
def test_nobody_overtakes_a_clock_that_moves_a_case(world: World) -> None:
    """What comes after it may depend on it."""
    held, later = world.silent(), world.silent()
    world.clock.advance(timedelta(days=30))
    ticking = Thread(target=tick, args=(world.engine,))
    with world.engine.database.engine.begin() as connection:
        lock_case(connection, min(held, later))
        ticking.start()
        waiting = 0
        for _ in range(500):
            waiting = connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()
            if waiting:
                break
            sleep(0.02)
        assert waiting
        assert [world.state(each) for each in (held, later)] == ["silence"] * 2
    ticking.join()
    assert [world.state(each) for each in (held, later)] == ["adopted_no_objection"] * 2


def test_what_waits_in_doubt_is_asked_twice_and_keeps_nobody(world: World) -> None:
    cases = [world.silent() for _ in range(2)]
    world.clock.advance(timedelta(days=30))
    done = tick(world.engine, suspect=True)
    assert done.failed == ()
    assert done.fired > 0
    assert [world.state(each) for each in cases] == ["silence"] * 2
