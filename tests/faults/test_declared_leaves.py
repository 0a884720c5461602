"""Goal A8: every command and every pass of the worker leaves exactly the events that are declared for it, and where its event
cannot be kept it leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from engine.commands.tick import Ticked
from engine.database import Database
from engine.errors import EngineError
from engine.fold import differences
from engine.log import events, parse
from engine.runtime import Engine
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from engine.tables import RECORD
from tests.faults.leaves import AT_ONCE_ON_SQLITE, COUNTED_FIRST, DECLARED, EVERY, FOUNDED, WORKING, act_of
from tests.faults.test_killed import Dump, everything
from tests.faults.test_nothing_left_out import (
    FOUNDING,
    MADE_OF,
    QUESTIONS,
    acts_of_scenes,
    bare,
    begin_by_the_command_line,
    commands,
)
from tests.owner import owning
from tests.races.racing import House
from tests.world import World
from web.event_kinds import NAMES

__all__ = ["bare"]
OUTSIDE = {"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}
LEAVING = [row for row in DECLARED if row[0] not in WORKING]
COMMANDS_GOAL, LEAVING_GOAL = 81, 68
# Each act needs a house of its own; those on PostgreSQL take minutes to copy.
swept = pytest.mark.parametrize(
    "kind",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.long])],
    indirect=True,
)


def names(rows: list[tuple[str, ...]] | tuple[tuple[str, ...], ...]) -> list[str]:
    return [row[1] for row in rows]


# The table itself


def test_every_command_and_every_scene_is_declared(capsys: pytest.CaptureFixture[str]) -> None:
    """A new command fails here until it is said what it leaves; the scene of a line does that command."""
    declared = {row[0] for row in DECLARED}
    verbs = commands() - MADE_OF - QUESTIONS - FOUNDING
    assert verbs - declared == set(), "say in tests/faults/leaves.py what it leaves"
    assert set(names(DECLARED)) == set(EVERY) and len(names(DECLARED)) == len(EVERY)
    does = acts_of_scenes()
    for command, scene, *_kinds in DECLARED:
        assert command not in verbs or does[scene] & verbs == {command}, scene
    with capsys.disabled():
        print(f"\nA8: {len(verbs)} commands in {len(DECLARED)} scenes, {len(LEAVING)} of which leave events")
    assert len(verbs) >= COMMANDS_GOAL and len(LEAVING) >= LEAVING_GOAL


def test_what_leaves_nothing_has_a_reason_and_what_has_a_reason_leaves_nothing() -> None:
    assert {row[0] for row in DECLARED if len(row) == 2} == set(WORKING)


def test_every_kind_that_is_declared_has_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = {kind for _, _, *kinds in DECLARED for kind in kinds} | set(FOUNDED)
    with capsys.disabled():
        print(f"\nA8: {len(kinds)} of {len(NAMES)} kinds of events are left by a scene")
    assert kinds <= NAMES.keys()


# One act after the other


def record(database: Database) -> Dump:
    """Every row of every table of record, but for what stands outside history."""
    told: Dump = {}
    with database.read() as connection:
        for name, table in RECORD.items():
            columns = [c for c in table.c if c.name not in OUTSIDE.get(name, ())]
            told[name] = sorted(repr(row) for row in connection.execute(select(*columns)))
    return told


def newest(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.coalesce(func.max(events.c.pos), 0))).scalar_one())


def left_since(database: Database, before: int) -> list[str]:
    """The kinds of the events since then, as their own bytes say."""
    query = select(events.c.kind, events.c.body).where(events.c.pos > before).order_by(events.c.pos)
    with database.read() as connection:
        found = connection.execute(query).all()
    assert [row.kind for row in found] == [parse(bytes(row.body))["kind"] for row in found]
    return [row.kind for row in found]


@swept
@pytest.mark.parametrize("line", DECLARED, ids=names(DECLARED))
def test_an_act_leaves_exactly_the_events_that_are_declared(
    world: World, house: House, line: tuple[str, ...]
) -> None:
    command, scene, *told = line
    act, database = act_of(EVERY[scene](world), scene), world.engine.database
    later = AT_ONCE_ON_SQLITE.get(command) if database.kind == "postgresql" else None
    kinds = [each for each in told if each != later]
    before, last = record(database), newest(database)
    act(world.engine)
    assert left_since(database, last) == kinds
    changed = [name for name, rows in record(database).items() if rows != before[name]]
    assert bool(changed) is bool(kinds), f"{command} changed {changed}"
    with database.read() as connection:
        assert differences(connection, outside=OUTSIDE) == []


# Where the event cannot be kept

REFUSING = {
    "sqlite": [
        "CREATE TRIGGER no_room BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no room for events'); END"
    ],
    "postgresql": [
        """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no room for events'; END $$""",
        "CREATE TRIGGER no_room BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION no_room()",
    ],
}


@contextmanager
def no_room_for_events(database: Database) -> Iterator[None]:
    """No event can be appended, as where a disk is full or a right is missing."""
    with owning(database) as connection:
        for statement in REFUSING[database.kind]:
            connection.exec_driver_sql(statement)
    yield


@swept
@pytest.mark.parametrize("line", LEAVING, ids=names(LEAVING))
def test_where_its_event_cannot_be_kept_nothing_of_an_act_is_there(
    world: World, house: House, line: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    command, scene, *_kinds = line
    act, database = act_of(EVERY[scene](world), scene), world.engine.database
    before = everything(database)
    with no_room_for_events(database):
        if command == "tick.tick":
            told = act(world.engine)
            assert isinstance(told, Ticked) and told.failed, (
                "it goes on with other cases, and says which failed"
            )
        else:
            with pytest.raises((DBAPIError, EngineError)):
                act(world.engine)
    after = everything(database)
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed == ({"sign_in_failures"} if command in COUNTED_FIRST else set())


# A house that has not begun


def test_the_founding_of_a_house_leaves_its_events_or_nothing(bare: Engine) -> None:
    """The one command that finds no house."""
    before = everything(bare.database)
    with no_room_for_events(bare.database), pytest.raises((DBAPIError, EngineError)):
        begin_by_the_command_line(bare)
    assert everything(bare.database) == before
    with owning(bare.database) as connection:
        connection.exec_driver_sql(
            f"DROP TRIGGER no_room{' ON events' * (bare.database.kind == 'postgresql')}"
        )
    begin_by_the_command_line(bare)
    assert tuple(left_since(bare.database, 0)) == FOUNDED
    with bare.database.read() as connection:
        assert differences(connection) == []
