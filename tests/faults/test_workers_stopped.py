"""Acceptance scenario 31 with every worker stopped over the end of a silence, and people who act before one is back."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.clock import FixedClock
from engine.columns import to_micros
from engine.fold import differences
from engine.heartbeat import TICK, heartbeats
from engine.log import events
from engine.message_box import messages
from engine.sequence import consumers, log_head
from notifications.messages import DECIDED
from notifications.worker import run_once
from tests import people
from tests.api.machine import Api, problem
from tests.engine.little_house import FORK
from tests.races.invariants import adoptions, answers_of, check_case
from tests.races.racing import House
from tests.world import World

BASE = "https://desk.example.org"
HOUR = timedelta(hours=1)
REASON = "It would put people in danger."


def work(house: House, at: datetime) -> None:
    """A worker of the house at this instant: one round after the other, until it is killed."""
    engine = house.engine()
    engine.clock = FixedClock(at)
    while True:
        run_once(engine, None, BASE, True)
        time.sleep(0.01)


@contextmanager
def workers(house: House, at: datetime, number: int = 2) -> Iterator[None]:
    """Workers during the block; afterwards not one of them is alive."""
    posts = [FORK.Process(target=work, args=(house, at), daemon=True) for _ in range(number)]
    for post in posts:
        post.start()
    try:
        yield
        assert all(post.is_alive() for post in posts), "a worker ended by itself"
    finally:
        for post in posts:
            os.kill(post.pid or 0, signal.SIGKILL)
            post.join(30)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "the workers never came to it"
        time.sleep(0.02)


def all_is_told(world: World, at: datetime) -> bool:
    """Somebody ticked at this instant, and everything that happened has its place in the log and was read."""
    with world.engine.database.read() as connection:
        ticked = connection.execute(select(heartbeats.c.at).where(heartbeats.c.name == TICK)).scalar()
        written = connection.execute(select(func.count()).select_from(events)).scalar()
        placed = connection.execute(select(log_head.c.size)).scalar()
        read = connection.execute(select(consumers.c.next)).scalar()
    return ticked == at and written == placed == read


def told_of_the_outcome(world: World, case_id: UUID, who: str) -> int:
    """How many lines in this person's inbox say how the case ended."""
    mine = (messages.c.person_id == world.people[who], messages.c.case_id == case_id)
    query = select(func.count()).where(*mine, messages.c.kind == DECIDED)
    with world.engine.database.read() as connection:
        return int(connection.execute(query).scalar_one())


def by_the_engine(world: World, case_id: UUID) -> None:
    world.answer(case_id, "UNODC", "strong_objection", reason=REASON)


def by_http(world: World, case_id: UUID) -> None:
    """As a machine sends it that has the question open since yesterday: it read the case before the end."""
    task = world.find_task(case_id, "position", "UNODC")
    said = {"outcome": "strong_objection", "reason": REASON, "bound": world.bound(case_id, "position")}
    answer = Api(world).as_("UNODC").post(f"/tasks/{task.id}/completion", said)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("objects", [by_the_engine, by_http], ids=["by the engine", "by HTTP"])
def test_scenario_31_every_worker_is_stopped_over_the_expiry_and_an_objection_comes_before_one_is_back(
    world: World, house: House, objects: Callable[[World, UUID], None]
) -> None:
    """Nobody ticks across the end; the first who looks is the objector. The silence had ended, and that stands."""
    case_id = world.silent()
    world.answer(case_id, "ILO", "support")
    end: datetime = world.view(case_id).expires_at
    last_seen, objected, back = end - 30 * HOUR, end + 3 * HOUR, end + 61 * HOUR
    with workers(house, last_seen):
        until(lambda: all_is_told(world, last_seen))
    assert world.state(case_id) == "silence"

    world.clock.move_to(objected)
    objects(world, case_id)
    assert world.state(case_id) == "adopted_no_objection"

    world.clock.move_to(back)
    with workers(house, back):
        until(lambda: all_is_told(world, back))
    check_adopted_at_its_own_instant(world, case_id, end, noticed=objected)
    check_kept_as_late(world, case_id, objected)
    assert {told_of_the_outcome(world, case_id, name) for name in people.MEMBERS} == {1}


def check_adopted_at_its_own_instant(
    world: World, case_id: UUID, end: datetime, *, noticed: datetime
) -> None:
    """Once, under one number, and with a note of when it was noticed."""
    story = story_of(world, case_id)
    (adoption,) = adoptions(story)
    assert (adoption["at"], adoption["pub"]["to"]) == (to_micros(end), "adopted_no_objection")
    (clock,) = [event for event in story if event["tx"] == adoption["tx"] and event["kind"] == "clock.move"]
    assert (clock["due"], clock["noticed"]) == (to_micros(end), to_micros(noticed))
    assert world.number(case_id) == "GIFT/DEC/2013/001"


def check_kept_as_late(world: World, case_id: UUID, at: datetime) -> None:
    """The objection stands in the record at its own instant, behind the adoption, and is marked."""
    with world.engine.database.read() as connection:
        (objection,) = [
            each for each in answers_of(connection, case_id, "position") if each.outcome == "strong_objection"
        ]
    assert (objection.late, objection.at, objection.reason) == (True, at, REASON)
    shown = Api(world).as_("officer").get(f"/cases/{case_id}").json
    assert shown is not None
    marks = {each["outcome"]: each["late"] for each in shown["positions"]}
    assert marks == {"support": False, "strong_objection": True}


def story_of(world: World, case_id: UUID) -> list[dict[str, Any]]:
    with world.engine.database.read() as connection:
        assert differences(connection) == []
        return check_case(connection, case_id)


def test_scenario_31_when_nobody_acts_meanwhile_the_first_worker_that_is_back_adopts(
    world: World, house: House
) -> None:
    """Three of them start at the same moment; whoever comes after them finds an adopted decision, and is late."""
    case_id = world.silent()
    end: datetime = world.view(case_id).expires_at
    with workers(house, end - HOUR, number=1):
        until(lambda: all_is_told(world, end - HOUR))
    assert world.state(case_id) == "silence"

    back = end + 61 * HOUR
    with workers(house, back, number=3):
        until(lambda: all_is_told(world, back))
    check_adopted_at_its_own_instant(world, case_id, end, noticed=back)
    assert {told_of_the_outcome(world, case_id, name) for name in people.MEMBERS} == {1}

    world.clock.move_to(back + HOUR)
    by_the_engine(world, case_id)
    assert world.state(case_id) == "adopted_no_objection"


def test_scenario_31_a_refusal_before_a_worker_is_back_does_not_undo_the_adoption(world: World) -> None:
    """The Secretariat presses a day too late: it reads what has become of the case, at the instant that was announced."""
    case_id = world.silent()
    end: datetime = world.view(case_id).expires_at
    seen = world.read(case_id).case.revision
    world.clock.move_to(end + 24 * HOUR)

    path, headers = f"/cases/{case_id}/transitions/withdraw", {"If-Match": f'"{seen}"'}
    answer = Api(world).as_("officer").post(path, {"data": {}, "reason": "No need."}, headers=headers)

    told = problem(answer, 422, "wrong-state")
    assert told["detail"] == (
        "“Withdraw the item” is not possible while the case is “Adopted, no objection received”."
    )
    check_adopted_at_its_own_instant(world, case_id, end, noticed=end + 24 * HOUR)
