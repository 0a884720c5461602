"""Others hold what a command needs: too long, crosswise, or eight processes at a time. Nobody is told an error of a driver."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text

from engine.case import cases
from engine.commands import case
from engine.database import Database, DatabaseUnavailable, open_database
from engine.fold import differences
from engine.runtime import Engine
from engine.setting import register_stamp
from engine.store import lock_case
from tests.engine.little_house import FORK
from tests.faults.scenes import SCENES, remarking
from tests.races.conftest import deadlocks
from tests.races.racing import House, address_of
from tests.world import World

ON_POSTGRESQL = [pytest.param("postgresql", marks=pytest.mark.postgresql)]


def test_what_somebody_keeps_for_too_long_is_said_with_a_sentence(world: World, house: House) -> None:
    scene = remarking(world)
    assert scene.case_id is not None
    other = Engine(
        open_database(address_of(world.engine.database), wait=0.3),
        world.engine.registry,
        world.clock,
        world.engine.files,
    )
    with world.engine.database.begin() as connection:
        lock_case(connection, scene.case_id)
        refusals: list[str] = []
        thread = threading.Thread(target=lambda: refusals.append(why_not(lambda: scene.act(other, "kept"))))
        thread.start()
        thread.join(20)
    assert len(refusals) == 1 and "to itself" in refusals[0]
    assert not scene.act(other, "kept").again
    other.database.close()


def why_not(act: Any) -> str:
    with pytest.raises(DatabaseUnavailable) as caught:
        act()
    return str(caught.value)


@pytest.mark.parametrize("kind", ON_POSTGRESQL)
def test_a_command_that_somebody_else_draws_into_a_deadlock_runs_again(world: World, house: House) -> None:
    """Somebody takes the register first and the case afterwards, against the order that commands keep to.

    Once at least: what runs again may have the case before the stranger wakes, and then they cross once more.
    """
    scene = SCENES["finishing"](world)
    assert scene.case_id is not None
    done: list[Any] = []
    command = threading.Thread(target=lambda: done.append(scene.act(world.engine, "drawn")))
    stranger = open_database(address_of(world.engine.database), application_name="stranger")
    with stranger.begin() as connection:
        connection.execute(text("SET LOCAL deadlock_timeout = '30s'"))
        connection.execute(select(register_stamp.c.version).with_for_update())
        command.start()
        until_waiting(world.engine.database)
        connection.execute(select(cases.c.id).where(cases.c.id == scene.case_id).with_for_update())
    command.join(30)
    stranger.close()
    assert [each.again for each in done] == [False]
    world.engine.database.close()
    assert deadlocks(world.engine.database) >= 1
    with world.engine.database.read() as connection:
        assert differences(connection) == []


def until_waiting(database: Database) -> None:
    """Return when somebody stands before a lock."""
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(1000):
            row = connection.execute(waits).fetchone()
            if row and row[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody ever waited")


# Eight processes and a long reader on the embedded database


def remark_for(house: House, case_id: UUID, by: UUID, seconds: float, number: int, result: Any) -> None:
    """One process of the crowd: remark as often as it can, tell how long each took, or what went wrong."""
    engine = house.engine()
    took: list[float] = []
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            asked = time.monotonic()
            case.comment(engine, case_id, f"Remark {len(took)}", by=by, key=f"{number}-{len(took)}")
            took.append(time.monotonic() - asked)
        result.put((took, engine.database.longest_wait, ""))
    except Exception as error:  # noqa: BLE001 - shown by the test
        result.put((took, 0.0, f"{type(error).__name__}: {error}"))


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(("processes", "seconds"), [(4, 2.0), pytest.param(8, 30.0, marks=pytest.mark.long)])
def test_eight_processes_and_a_long_reader_and_nobody_is_told_that_it_is_locked(
    world: World, house: House, processes: int, seconds: float, capsys: pytest.CaptureFixture[str]
) -> None:
    ids, by, result = [world.circulated() for _ in range(processes)], world.people["ILO"], FORK.Queue()
    crowd = [
        FORK.Process(target=remark_for, args=(house, ids[n], by, seconds, n, result))
        for n in range(processes)
    ]
    with world.engine.database.read() as connection:  # a long report, which sees one moment all the time
        before = len(connection.execute(select(cases)).all())
        for process in crowd:
            process.start()
        told = [result.get(timeout=seconds + 60) for _ in crowd]
        assert len(connection.execute(select(cases)).all()) == before
    for process in crowd:
        process.join(30)
    assert [problem for _, _, problem in told if problem] == []
    took = sorted(each for times, _, _ in told for each in times)
    longest = max(wait for _, wait, _ in told)
    with capsys.disabled():
        print(
            f"\n{len(took)} acts, p99 {took[int(len(took) * 0.99)]:.3f} s, longest wait for a turn {longest:.3f} s"
        )
    assert longest < 2.0
    check_sound(world, len(took))


def check_sound(world: World, remarks: int) -> None:
    with world.engine.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert connection.exec_driver_sql("SELECT count(*) FROM comments").scalar_one() == remarks
        assert differences(connection) == []
    assert Path(world.engine.database.place).exists()
