"""After a wait for a lock one must not see the new case beside the old task: PostgreSQL's trap with joined locks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, text, update

from engine.case import cases
from engine.database import open_database
from engine.store import lock_case
from engine.task import CLAIMED, OFFERED, tasks
from tests.races.racing import House
from tests.world import World

pytestmark = pytest.mark.postgresql
Look = Callable[[Connection, UUID], Any]


@pytest.fixture
def kind() -> str:
    return "postgresql"


def seen_after_a_wait(world: World, house: House, look: Look) -> Any:
    """What somebody sees who had to wait until another had claimed a task of the case."""
    case_id = world.circulated()
    task_id = world.find_task(case_id, "method", "ILO").id
    waiter = open_database(house.url, application_name="waiter")
    found: list[Any] = []

    def wait() -> None:
        with waiter.begin() as connection:
            connection.execute(text("SELECT 1"))
            found.append(look(connection, case_id))

    with world.engine.database.begin() as connection:
        lock_case(connection, case_id)
        connection.execute(update(tasks).where(tasks.c.id == task_id).values(state=CLAIMED))
        connection.execute(update(cases).where(cases.c.id == case_id).values(revision=99))
        other = threading.Thread(target=wait)
        other.start()
        until_waiting(connection)
    other.join(20)
    waiter.close()
    return found[0]


def until_waiting(connection: Connection) -> None:
    """Return when the other one stands before our lock."""
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'waiter'"
    )
    for _ in range(1000):
        connection.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.01)"))
        if connection.execute(waits).scalar_one():
            return
    raise AssertionError("nobody ever waited")


def one_joined_lock(connection: Connection, case_id: UUID) -> Any:
    """How it must not be done: lock and read the partners in one statement."""
    joined = select(cases.c.revision, tasks.c.state).join(tasks, tasks.c.case_id == cases.c.id)
    mine = joined.where(cases.c.id == case_id, tasks.c.task == "method").with_for_update(of=cases)
    return {tuple(row) for row in connection.execute(mine)}


def lock_then_read(connection: Connection, case_id: UUID) -> Any:
    """How the engine does it: the lock in a statement of its own."""
    case = lock_case(connection, case_id)
    read = select(tasks.c.state).where(tasks.c.case_id == case_id, tasks.c.task == "method")
    return {(case.revision, row.state) for row in connection.execute(read)}


def test_whoever_waited_for_the_case_sees_the_tasks_as_they_are_now(world: World, house: House) -> None:
    assert seen_after_a_wait(world, house, lock_then_read) == {(99, CLAIMED), (99, OFFERED)}


def test_the_trap_is_real_a_joined_lock_shows_the_new_case_beside_the_old_task(
    world: World, house: House
) -> None:
    """Were this to change in a later PostgreSQL, the rule would cost nothing; until then it is why we follow it."""
    assert seen_after_a_wait(world, house, one_joined_lock) == {(99, OFFERED)}
