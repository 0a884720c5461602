"""PostgreSQL rolls a command back for the sake of others, or ends its session: it runs again, within limits, and who has to
be told that it was not done reads a sentence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import SystemRandom
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from engine.commands import certainty
from engine.commands.certainty import TRIES
from engine.commands.tick import tick
from engine.database import Database, DatabaseUnavailable
from engine.fold import differences
from engine.log import events
from engine.sequence import consume, log_entries, sequence_all
from tests.api.machine import Api, problem
from tests.faults.crowd import effects, note_effects, room_for_effects
from tests.faults.scenes import SCENES, expiring, remarking
from tests.faults.test_restart import Crowd, acted, check, clients
from tests.races.racing import House
from tests.world import World

pytestmark = pytest.mark.postgresql
IN_THE_WAY = "Others were in the way again and again, so this was not done. Try again in a moment."
FOR_OTHERS = ["40001", "40P01"]
SESSION_OVER = ["57P01", "57P02", "08006"]
chance = SystemRandom()


@pytest.fixture
def kind() -> str:
    return "postgresql"


FAULT = """
    CREATE FUNCTION test_fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('test_faults') <= {times} THEN
            RAISE EXCEPTION 'rolled back by the test' USING ERRCODE = '{state}';
        END IF;
        RETURN NEW;
    END $$
"""


@contextmanager
def failing(database: Database, state: str, times: int, table: str = "events") -> Iterator[None]:
    """So many writes to this table fail with this SQLSTATE; a sequence counts them, for it is never rolled back."""
    trigger = f"test_fault BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION test_fault()"
    fault = FAULT.format(times=times, state=state)
    _run(database, "CREATE SEQUENCE test_faults", fault, f"CREATE TRIGGER {trigger}")
    try:
        yield
    finally:
        _run(database, f"DROP TRIGGER test_fault ON {table}")


def _run(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def tries(database: Database) -> int:
    """How often somebody tried to write."""
    with database.read() as connection:
        return int(connection.execute(text("SELECT last_value FROM test_faults")).scalar_one())


# Rolled back for the sake of others


@pytest.mark.parametrize("state", FOR_OTHERS)
@pytest.mark.parametrize("command", ["remarking", "adopting", "granting", "opening"])
def test_what_was_rolled_back_for_others_runs_again_and_is_done_once(
    world: World, house: House, command: str, state: str
) -> None:
    scene, database = SCENES[command](world), world.engine.database
    with failing(database, state, times=5):
        assert not scene.act(world.engine, "again").again
    assert tries(database) >= 6
    assert scene.act(world.engine, "again").again
    with database.read() as connection:
        assert differences(connection) == []


@pytest.mark.parametrize("state", FOR_OTHERS)
def test_there_is_an_end_to_it_and_nothing_was_done(world: World, house: House, state: str) -> None:
    scene, database = remarking(world), world.engine.database
    before = acted(world.engine)
    with failing(database, state, times=10_000), pytest.raises(DatabaseUnavailable) as caught:
        scene.act(world.engine, "given up")
    assert str(caught.value) == IN_THE_WAY
    assert tries(database) == TRIES
    assert acted(world.engine) == before
    assert not scene.act(world.engine, "given up").again


def test_who_remarks_meanwhile_over_http_reads_a_sentence_and_not_a_trace(world: World, house: House) -> None:
    case_id, api = world.circulated(), Api(world)
    ilo, said = api.as_("ILO"), {"body": "Well said."}
    with failing(world.engine.database, "40001", times=10_000):
        answer = ilo.post(f"/cases/{case_id}/comments", said)
    told = problem(answer, 503)
    assert told["detail"] == "The database does not answer."
    assert answer.headers["Retry-After"] == "5"
    assert ilo.post(f"/cases/{case_id}/comments", said).status_code == 201


@pytest.mark.parametrize("state", FOR_OTHERS)
def test_clocks_that_were_rolled_back_ring_once(world: World, house: House, state: str) -> None:
    scene = expiring(world)
    assert scene.case_id is not None
    with failing(world.engine.database, state, times=5):
        assert tick(world.engine).failed == ()
    assert world.state(scene.case_id) == "adopted_no_objection"
    assert tick(world.engine).fired == 0


# The session ends


@pytest.mark.parametrize("state", SESSION_OVER)
def test_whose_session_was_ended_is_answered_truly(world: World, house: House, state: str) -> None:
    scene, database = remarking(world), world.engine.database
    with failing(database, state, times=2):
        assert not scene.act(world.engine, "ended").again
    assert tries(database) == 3
    assert scene.act(world.engine, "ended").again


def test_when_every_session_is_ended_it_is_said_that_nobody_knows(
    world: World, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certainty, "PAUSES", (0.0,) * 4)
    case_id = world.circulated()
    ilo, said = Api(world).as_("ILO"), {"body": "Well said."}
    with failing(world.engine.database, "57P01", times=10_000):
        told = problem(ilo.post(f"/cases/{case_id}/comments", said), 503)
    assert "nobody knows yet whether it was done. Send it once more: it counts once." in told["detail"]
    assert tries(world.engine.database) == 5


@pytest.mark.parametrize("state", [*FOR_OTHERS, *SESSION_OVER])
def test_a_pass_of_the_sequencer_or_a_consumer_that_fails_is_made_up_for_by_the_next(
    world: World, house: House, state: str
) -> None:
    database = world.engine.database
    room_for_effects(database)
    world.circulated()
    with failing(database, state, times=1, table="log_entries"):
        with pytest.raises(DBAPIError):
            sequence_all(database)
        assert sequence_all(database) > 0
    _run(database, "DROP SEQUENCE test_faults", "DROP FUNCTION test_fault")
    with failing(database, state, times=1, table="test_effects"):
        with pytest.raises(DBAPIError):
            consume(database, "reader", note_effects)
        assert consume(database, "reader", note_effects) > 0
    with database.read() as connection:
        places = list(connection.execute(select(log_entries.c.idx).order_by(log_entries.c.idx)).scalars())
        done = list(connection.execute(select(effects.c.idx).order_by(effects.c.n)).scalars())
        whole = connection.execute(select(func.count()).select_from(events)).scalar_one()
    assert places == done == list(range(whole))


@pytest.mark.parametrize("ends", [12, pytest.param(150, marks=pytest.mark.long)])
def test_sessions_ended_at_random_under_load_lose_nothing_and_double_nothing(
    world: World, house: House, ends: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an administrator ends them: whatever a session was at, at that moment."""
    crowd = Crowd(house, clients(world))
    before, ended = acted(world.engine), 0
    url = world.engine.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    crowd.start()
    with psycopg.connect(url, autocommit=True, application_name="administrator") as administrator:
        crowd.work_a_while()
        while ended < ends:
            time.sleep(chance.random() * 0.05)
            ended += end_one(administrator)
    crowd.work_a_while()
    crowd.stop()
    check(world.engine, crowd, before)
    with capsys.disabled():
        print(f"\n{ended} sessions ended: {crowd.tally()}")


def end_one(administrator: psycopg.Connection[Any]) -> int:
    """End one session that is at something, where there is one."""
    busy = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'nemcon' AND state <> 'idle' ORDER BY random() LIMIT 1"
    )
    return len(administrator.execute(busy).fetchall())
