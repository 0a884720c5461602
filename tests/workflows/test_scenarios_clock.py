"""Acceptance scenarios that are about the clock alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.columns import to_micros
from engine.commands.tick import tick
from engine.fold import differences
from engine.runtime import Engine
from tests.races.invariants import adoptions, check_case
from tests.races.racing import House
from tests.world import World


def restarted(world: World, folder: Path, at: datetime) -> Engine:
    """The house as it stands up again at this instant: another process, with nothing in its memory."""
    engine = House.of(world.engine, folder).engine()
    engine.clock = FixedClock(at)
    return engine


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_scenario_31_restart_during_silence(world: World, tmp_path: Path) -> None:
    """The server is down over the end of a silence: afterwards it is adopted once, at the instant that was announced."""
    case_id = world.silent()
    world.answer(case_id, "ILO", "support")
    end = world.view(case_id).expires_at
    world.at(end - timedelta(hours=30))
    world.engine.database.close()

    back = end + timedelta(hours=61, minutes=7)
    engine = restarted(world, tmp_path, back)
    assert tick(engine).failed == ()
    assert tick(engine).fired == 0
    again = restarted(world, tmp_path, back + timedelta(minutes=1))
    assert tick(again).fired == 0

    with engine.database.read() as connection:
        story = check_case(connection, case_id)
        assert differences(connection) == []
    (adoption,) = adoptions(story)
    assert adoption["at"] == to_micros(end)
    assert adoption["pub"]["to"] == "adopted_no_objection"
    (clock,) = [event for event in story if event["tx"] == adoption["tx"] and event["kind"] == "clock.move"]
    assert (clock["due"], clock["noticed"]) == (to_micros(end), to_micros(back))
    late = [event for event in story if event.get("noticed", 0) > event.get("due", 0)]
    assert len(late) > 1, "the reminders of the last day are noted as late too"
    assert world.number(case_id) == "GIFT/DEC/2013/001"
    for each in (engine, again):
        each.database.close()
