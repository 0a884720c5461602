"""What is killed is read off the code: every command, every named point, every pass of the worker. A new one without a scene
fails here."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from config.bootstrap import registry
from engine.clock import FixedClock
from engine.commands import register
from engine.commands.founding import Founding, found
from engine.database import Database
from engine.errors import Refused
from engine.files import Files
from engine.fold import differences
from engine.runtime import Engine
from tests.faults.killing import COMMIT, kill_at, rehearse
from tests.faults.lone_scenes import ALONE, Alone, telling_people
from tests.faults.more_scenes import KEYED
from tests.faults.outward_scenes import OUTWARD, announcing
from tests.faults.scenes import Scene, expiring, finishing, granting, opening
from tests.faults.test_killed import check, everything
from tests.history.ledger import POINTS as OF_THE_SEALER
from tests.races.racing import House
from tests.world import MORNING, World

ROOT = Path(__file__).parents[2]
SCENES = ("scenes", "more_scenes", "lone_scenes", "outward_scenes", "erasing_scenes", "history_scenes")
# What commands are made of: it is killed inside every one of them.
MADE_OF = {
    "case.decide_opening",
    "certainty.answered_before",
    "clearing.clear_at_once",
    "entry.on_register",
    "session.quiet",
    "transaction.clocks_first",
    "transaction.decide_on",
    "transaction.fire_due",
    "transaction.on_case",
    "transaction.wake_linked",
    "transaction.write_change",
}
QUESTIONS = {"password.holder", "tick.next_due"}
# Verbs on a house that has not begun: they are killed below, in one of their own.
FOUNDING = {"founding.found", "register.initialise"}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


# Commands


def commands() -> set[str]:
    """Every verb of the engine, as `module.name`: the public functions of `engine/commands` that take the engine first."""
    return {
        f"{path.stem}.{node.name}"
        for path in (ROOT / "engine" / "commands").glob("*.py")
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and [argument.arg for argument in node.args.args[:1]] == ["engine"]
    }


def acted() -> set[str]:
    """What the acts of all scenes call."""
    return {verb for verbs in acts_of_scenes().values() for verb in verbs}


def acts_of_scenes() -> dict[str, set[str]]:
    """What the act of each scene calls: not what sets the scene, but what stands inside `Scene(...)` or `Alone(...)`, or in a
    function of its own inside the scene; also where another function of the file makes the scene."""
    found: dict[str, set[str]] = {}
    for name in SCENES:
        made = {
            node.name: (node, set(_acted_in(node)))
            for node in parsed(ROOT / "tests" / "faults" / f"{name}.py").body
            if isinstance(node, ast.FunctionDef)
        }
        for scene, (node, verbs) in made.items():
            called = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} & made.keys()
            found[scene] = verbs.union(*(made[each][1] for each in called))
    return found


def _acted_in(scene: ast.stmt) -> Iterator[str]:
    for node in ast.walk(scene):
        made = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("Scene", "Alone")
        )
        inner = isinstance(node, ast.FunctionDef) and node is not scene
        for each in ast.walk(node) if made or inner else ():
            if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
                yield f"{each.value.id}.{each.attr}"
            elif isinstance(each, ast.Name) and each.id == "tick":
                yield "tick.tick"


def test_every_command_of_the_engine_is_killed_in_a_scene(capsys: pytest.CaptureFixture[str]) -> None:
    verbs = commands() - MADE_OF - QUESTIONS - FOUNDING
    with capsys.disabled():
        print(f"\n{len(verbs)} commands, {len(KEYED)} scenes with a key, {len(ALONE) + len(OUTWARD)} without")
    assert verbs - acted() == set(), "give it a scene in tests/faults"
    assert len(verbs) >= 50


def test_what_is_set_aside_is_there() -> None:
    assert commands() >= MADE_OF | QUESTIONS | FOUNDING


# Named points


def named_points() -> set[str]:
    """Every name that the code gives to a point. The sealer, a process of its own, dies at its own in tests/history."""
    calls = (
        node
        for package in ("engine", "notifications", "web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(parsed(path))
    )
    named = {str(point) for node in calls for point in _named(node)}
    assert named >= set(OF_THE_SEALER)
    return named - set(OF_THE_SEALER)


def _named(node: ast.AST) -> Iterator[object]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "at_point":
        (name,) = node.args
        assert isinstance(name, ast.Constant), "a point has a fixed name, so that it can be found"
        yield name.value


SHOWN: tuple[Callable[[World], Scene | Alone], ...] = (
    opening,
    granting,
    finishing,
    expiring,
    telling_people,
    announcing,
)


def test_at_every_named_point_somebody_is_killed_and_it_is_done_or_not(
    world: World, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    left, killed = named_points(), 0
    for scene in SHOWN:
        points = rehearse(world.engine, act_of(scene(world), f"{scene.__name__} rehearsed"))
        for point in sorted(left.intersection(points)):
            kill_there(world, house, act_of(scene(world), f"{scene.__name__} killed {point}"), point, points)
            killed += 1
        left -= set(points)
    with capsys.disabled():
        print(f"\n{world.engine.database.kind}: killed at {killed} named points")
    assert left == set(), "nobody is killed there: give it a scene"
    assert killed == len(named_points()) >= 12


def act_of(scene: Scene | Alone, key: str) -> Callable[[Engine], Any]:
    return scene.act if isinstance(scene, Alone) else lambda engine: scene.act(engine, key)


def kill_there(
    world: World, house: House, act: Callable[[Engine], Any], point: str, points: list[str]
) -> None:
    before = everything(world.engine.database)
    kill_at(world.engine, act, point)
    engine = house.engine()
    engine.clock = world.clock
    if COMMIT not in points[: points.index(point)]:
        assert everything(engine.database) == before, f"killed at {point}, half of it is there"
    check(engine)
    act(engine)
    check(engine)
    engine.database.close()


# A house that has not begun


@pytest.fixture
def bare(database: Database, tmp_path: Path) -> Engine:
    """The engine of a house before its founding."""
    return Engine(database, registry(), FixedClock(MORNING), Files(tmp_path / "files"))


def begin_by_the_command_line(engine: Engine) -> None:
    house = Founding(
        "UN.GIFT", "GIFT", "nemcon.example.org/tests", "Europe/Vienna", ["AT"], ("SEC", "The Secretariat"),
        ("ada@example.org", "Ada"),
    )  # fmt: skip
    found(engine, house)


def begin_with_names_only(engine: Engine) -> None:
    names = {"house_name": "UN.GIFT", "number_prefix": "GIFT", "log_origin": "nemcon.example.org/tests"}
    register.initialise(engine, names)


@pytest.mark.parametrize("begin", [begin_by_the_command_line, begin_with_names_only])
def test_a_house_is_founded_whole_or_not_at_all(bare: Engine, begin: Callable[[Engine], None]) -> None:
    """It is killed at one point after the other, and each time there is nothing; a child that outlives them all did it."""
    empty, killed = everything(bare.database), 0
    while everything(bare.database) == empty and killed < 100:
        with suppress(AssertionError):
            kill_at(bare, begin, killed)
        killed += 1
    assert 10 <= killed < 100
    with bare.database.read() as connection:
        assert differences(connection) == []
    with pytest.raises(Refused, match="This house is initialised already"):
        begin(bare)
