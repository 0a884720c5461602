"""Kill -9 at the points of every act that carries no key: nothing of it is there or a whole step, and the next one ends it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from engine.database import Database
from engine.errors import EngineError
from engine.fold import differences
from engine.runtime import Engine
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from engine.tables import BESIDE, RECORD
from tests.faults.erasing_scenes import CLEARING
from tests.faults.history_scenes import PROVING
from tests.faults.killing import COMMIT, kill_at, rehearse
from tests.faults.lone_scenes import ALONE as WITHIN
from tests.faults.lone_scenes import Alone
from tests.faults.outward_scenes import OUTWARD
from tests.faults.test_killed import Dump, everything
from tests.races.racing import House
from tests.world import World

Counted = Counter[str]


def counted(database: Database) -> Counted:
    """How many rows there are in every table."""
    with database.read() as connection:
        tables = {**RECORD, **BESIDE}
        return Counter(
            {
                name: connection.execute(select(func.count()).select_from(t)).scalar_one()
                for name, t in tables.items()
            }
        )


ALONE = {**WITHIN, **OUTWARD, **CLEARING, **PROVING}


def added(before: Counted, after: Counted) -> dict[str, int]:
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def check(engine: Engine) -> None:
    with engine.database.read() as connection:
        assert differences(connection, outside={"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}) == []


class Lone:
    """One kind of act, to be killed at its points one after the other, each time in a new scene of one house."""

    def __init__(self, world: World, house: House, kind: str) -> None:
        self.world, self.house, self.kind = world, house, kind
        self._scene().act(world.engine)  # what is read only once has been read
        scene = self._scene()
        before = counted(world.engine.database)
        self.points = rehearse(world.engine, scene.act)
        self.usual = added(before, counted(world.engine.database))

    def _scene(self) -> Alone:
        return ALONE[self.kind](self.world)

    def kill(self, number: int) -> None:
        """One cell: kill it there, look, let the next process do it again, and look once more."""
        scene, database = self._scene(), self.world.engine.database
        before, rows = everything(database), counted(database)
        kill_at(self.world.engine, scene.act, number)
        engine = self.house.engine()
        engine.clock = self.world.clock
        try:
            self._look(engine, before, begun=COMMIT in self.points[:number])
            with suppress(EngineError):  # such as: this link has been used
                scene.act(engine)
            check(engine)
            if scene.repeats:
                assert added(rows, counted(engine.database)) == self.usual, "it is there twice, or half"
        finally:
            engine.database.close()

    def _look(self, engine: Engine, before: Dump, *, begun: bool) -> None:
        if not begun:
            assert everything(engine.database) == before, "half of it is there"
        check(engine)


def run(lone: Lone, numbers: list[int]) -> None:
    for number in numbers:
        try:
            lone.kill(number)
        except AssertionError as error:
            raise AssertionError(f"{lone.kind} killed at {number}, {lone.points[number]}: {error}") from error


def decisive(points: list[str]) -> list[int]:
    """Around every COMMIT: just before it, and at what comes next."""
    commits = [number for number, point in enumerate(points) if point == COMMIT]
    return sorted({*commits, *(number + 1 for number in commits if number + 1 < len(points))})


@pytest.mark.parametrize("act", ALONE)
def test_killed_around_its_commits_an_act_without_a_key_is_done_or_not(
    world: World, house: House, act: str
) -> None:
    lone = Lone(world, house, act)
    tried = decisive(lone.points)
    assert tried
    run(lone, tried)


@pytest.mark.long
@pytest.mark.parametrize("act", ALONE)
def test_killed_at_any_point_an_act_without_a_key_is_done_or_not(
    world: World, house: House, act: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lone = Lone(world, house, act)
    run(lone, list(range(len(lone.points))))
    with capsys.disabled():
        print(f"\n{world.engine.database.kind}: {act} killed at {len(lone.points)} points")
    assert COMMIT in lone.points and len(lone.points) >= 2, "there is a statement, and there is its end"
