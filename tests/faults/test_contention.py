"""Others hold what a command needs: too long, crosswise, or eight processes at a time. Nobody is told an error of a driver."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import func, select, text

from engine.case import cases
from engine.commands import case
from engine.database import Database, DatabaseUnavailable, open_database
from engine.fold import differences
from engine.log import events
from engine.runtime import Engine
from engine.setting import register_stamp
from engine.sqlite_engine import best_module
from engine.store import lock_case
from tests.engine.little_house import FORK
from tests.faults.scenes import SCENES, remarking
from tests.owner import address_of
from tests.races.conftest import deadlocks
from tests.races.racing import House
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


# Eight processes, a long reader and an open cursor on the embedded database


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
@pytest.mark.parametrize(("processes", "seconds"), [(8, 3.0), pytest.param(8, 60.0, marks=pytest.mark.long)])
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
        half_read = connection.execute(select(events.c.id))
        first = len(half_read.fetchmany(5))
        for process in crowd:
            process.start()
        told = [result.get(timeout=seconds + 60) for _ in crowd]
        rest = len(half_read.all())
        assert len(connection.execute(select(cases)).all()) == before
        assert connection.execute(select(func.count()).select_from(events)).scalar_one() == first + rest
    for process in crowd:
        process.join(30)
    assert [problem for _, _, problem in told if problem] == []
    assert all(times for times, _, _ in told), "somebody never had a turn"
    took = [each for times, _, _ in told for each in times]
    with capsys.disabled():
        print(f"\n{len(took)} acts of {processes} processes; {histogram(took)}")
        print(f"longest wait for a turn {max(wait for _, wait, _ in told):.3f} s")
    check_sound(world, len(took))


def histogram(took: list[float]) -> str:
    """How many acts took up to so many milliseconds."""
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
    counted = Counter(next((step for step in steps if each * 1000 <= step), "more") for each in took)
    return "ms: " + ", ".join(f"{step}: {counted[step]}" for step in (*steps, "more") if counted[step])


def check_sound(world: World, remarks: int) -> None:
    with world.engine.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert connection.exec_driver_sql("SELECT count(*) FROM comments").scalar_one() == remarks
        assert differences(connection) == []
    assert Path(world.engine.database.place).exists()


# Whoever keeps the embedded database to himself


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_program_that_knows_nothing_of_the_queue_and_keeps_the_file_is_said_with_a_sentence(
    world: World, house: House
) -> None:
    """Such as a person with the command line of SQLite, in the middle of a transaction."""
    scene = remarking(world)
    database = open_database(address_of(world.engine.database), wait=0.3)
    engine = Engine(database, world.engine.registry, world.clock, world.engine.files)
    # The same library: two of them in one process do not see each other's locks.
    stranger = best_module().connect(world.engine.database.place, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    assert "does not answer" in why_not(lambda: scene.act(engine, "kept"))
    stranger.execute("ROLLBACK")
    stranger.close()
    assert not scene.act(engine, "kept").again
    database.close()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_whoever_waits_for_his_turn_too_long_reads_a_sentence_and_keeps_his_key(
    world: World, house: House
) -> None:
    scene = remarking(world)
    database = open_database(address_of(world.engine.database), wait=0.3)
    engine = Engine(database, world.engine.registry, world.clock, world.engine.files)
    refusals: list[str] = []
    with world.engine.database.begin():
        waiting = threading.Thread(target=lambda: refusals.append(why_not(lambda: scene.act(engine, "late"))))
        waiting.start()
        waiting.join(20)
    assert refusals == [f"Another program kept the database {database.place} to itself for 0.3 seconds."]
    assert not scene.act(engine, "late").again
    database.close()
