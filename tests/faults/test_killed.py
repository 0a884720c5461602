"""Kill -9 at every point of every kind of command: afterwards it is done or it is not, and the same key does it once."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from engine.database import Database
from engine.document import KEPT_FILES
from engine.fold import differences
from engine.idempotency import key_of
from engine.log import events, parse
from engine.runtime import Engine
from engine.tables import BESIDE, RECORD
from tests.conftest import KINDS
from tests.errand import with_errands
from tests.faults.erasing_scenes import ERASING
from tests.faults.killing import COMMIT, kill_at, rehearse
from tests.faults.more_scenes import KEYED as MOST
from tests.faults.outward_scenes import AWAY
from tests.faults.scenes import Scene
from tests.furnished import copy_of
from tests.races.racing import House
from tests.world import World

DECISIVE = {"files stored", COMMIT, "committed", "clock written", "clock committed", "wake written"}
Dump = dict[str, list[str]]


def everything(database: Database) -> Dump:
    """Every row of every table."""
    with database.read() as connection:
        tables = {**RECORD, **BESIDE}
        return {
            name: sorted(repr(row) for row in connection.execute(select(t))) for name, t in tables.items()
        }


KEYED = {**MOST, **AWAY, **ERASING}


class Trial:
    """One kind of command, to be killed at its points one after the other, each time in a new scene of one house."""

    def __init__(self, world: World, house: House, kind: str) -> None:
        self.world, self.house, self.kind = world, house, kind
        self._scene().act(world.engine, f"{kind} warmed up")  # what is read only once has been read
        scene = self._scene()
        self.points = rehearse(world.engine, lambda engine: scene.act(engine, f"{kind} rehearsed"))
        self.usual = self._story(world.engine, scene, f"{kind} rehearsed")

    def _scene(self) -> Scene:
        return KEYED[self.kind](self.world)

    def kill(self, number: int) -> None:
        """One cell: kill it there, look, do it again with the same key, and once more."""
        scene, key = self._scene(), f"{self.kind} killed at {number}"
        before = everything(self.world.engine.database)
        kill_at(self.world.engine, lambda engine: scene.act(engine, key), number)
        with self._reopened() as engine:
            committed = COMMIT in self.points[:number]
            if not committed:
                assert everything(engine.database) == before, "half of it is there"
            if scene.keyed and committed:
                assert self._done(engine, key), "it was committed, and it is gone"
            check(engine)
            self._again(engine, scene, key, committed)

    def _again(self, engine: Engine, scene: Scene, key: str, committed: bool) -> None:
        """Asked again it is there exactly once, as if nothing had happened; asked a third time nothing changes."""
        told = scene.act(engine, key)
        assert not scene.keyed or told.again is committed
        check(engine)
        assert self._story(engine, scene, key) == self.usual
        after = everything(engine.database)
        scene.act(engine, key)
        assert everything(engine.database) == after

    def _done(self, engine: Engine, key: str) -> bool:
        with engine.database.read() as connection:
            return self._first(connection, key) is not None

    def _first(self, connection: Connection, key: str) -> Any:
        """The event whose id is the key of any person."""
        people = (key_of(key, person) for person in self.world.people.values())
        return connection.execute(
            select(events).where(events.c.id.in_([UUID(int=k.int) for k in people]))
        ).first()

    def _story(self, engine: Engine, scene: Scene, key: str) -> list[tuple[str, str]]:
        """What stands in the log: the kinds of the events of this act's transaction, or of the case for a clock."""
        with engine.database.read() as connection:
            first = self._first(connection, key)
            mine = events.c.stream_id == scene.case_id if first is None else events.c.pos >= first.pos
            found = connection.execute(select(events.c.body).where(mine).order_by(events.c.pos))
            told = [parse(bytes(row.body)) for row in found]
        act = parse(bytes(first.body))["tx"] if first is not None else None
        return [(event["stream"][0], event["kind"]) for event in told if act in (None, event["tx"])]

    def _reopened(self) -> Reopened:
        return Reopened(self.house, self.world)


class Reopened:
    """The house as the next process finds it."""

    def __init__(self, house: House, world: World) -> None:
        self._engine = house.engine()
        self._engine.clock = world.clock

    def __enter__(self) -> Engine:
        return self._engine

    def __exit__(self, *_error: object) -> None:
        self._engine.database.close()


def check(engine: Engine) -> None:
    """The tables say what the log says, and every version of a document can be read."""
    with engine.database.read() as connection:
        assert differences(connection) == []
        kept = connection.execute(KEPT_FILES).all()
    for row in kept:
        engine.files.get(row.case_id, row.sha256)


def decisive(points: list[str]) -> list[int]:
    """The last points around the files and COMMIT."""
    return sorted({point: number for number, point in enumerate(points) if point in DECISIVE}.values())


def run(trial: Trial, numbers: list[int]) -> None:
    for number in numbers:
        try:
            trial.kill(number)
        except AssertionError as error:
            raise AssertionError(
                f"{trial.kind} killed at {number}, {trial.points[number]}: {error}"
            ) from error


@pytest.mark.parametrize("command", KEYED)
def test_killed_around_its_commit_a_command_is_done_or_not_and_its_key_does_it_once(
    world: World, house: House, command: str
) -> None:
    trial = Trial(world, house, command)
    tried = decisive(trial.points)
    assert len(tried) >= 2
    run(trial, tried)


@pytest.mark.long
@pytest.mark.parametrize("command", KEYED)
@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_any_point_a_command_is_done_or_not_and_its_key_does_it_once(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path, command: str
) -> None:
    assert run_everywhere(request, kind, tmp_path, command) > 10


@pytest.mark.long
def test_there_are_more_than_three_hundred_points_to_be_killed_at(
    world: World, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    points = {command: len(Trial(world, house, command).points) for command in KEYED}
    with capsys.disabled():
        print(f"\n{world.engine.database.kind}: killed in {sum(points.values())} cells: {points}")
    assert sum(points.values()) >= 300


def run_everywhere(request: pytest.FixtureRequest, kind: str, folder: Path, command: str) -> int:
    """Every point of a command, in a new house every few points: in an old one looking at everything takes long."""
    done, whole = 0, 1
    while done < whole:
        place = folder / f"{command}-{done}"
        place.mkdir()
        with copy_of(request, kind, place) as world:
            world.engine.registry = with_errands()
            trial = Trial(world, House.of(world.engine, place), command)
            whole = len(trial.points)
            run(trial, list(range(done, min(done + 10, whole))))
        done += 10
    return whole
