"""Files that a failed command left behind are swept after a day; what a version names, or may yet be named, stays."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from engine.columns import new_id
from engine.commands.sweep import Swept, sweep
from engine.store import lock_case
from tests.errand import open_errand
from tests.faults.killing import COMMIT, kill_at
from tests.faults.scenes import Scene, putting, sending_on
from tests.races.racing import House
from tests.world import World

TWO_DAYS = timedelta(days=2)


def stored(world: World) -> list[Path]:
    return sorted(each.path for each in world.engine.files.everything())


def grow_old(world: World, by: timedelta = TWO_DAYS) -> None:
    """Let every file have been written this long before the world's present."""
    moment = (world.clock.now() - by).timestamp()
    for path in stored(world):
        os.utime(path, (moment, moment))


def leave_behind(world: World, scene: Scene, key: str) -> list[Path]:
    """The files of an act that was killed just before its COMMIT."""
    known = stored(world)
    kill_at(world.engine, lambda engine: scene.act(engine, key), COMMIT)
    return [path for path in stored(world) if path not in known]


def test_what_a_killed_command_left_is_swept_after_a_day_and_not_before(world: World, house: House) -> None:
    kept = world.circulated()
    (orphan,) = leave_behind(world, putting(world), "killed")
    size = orphan.stat().st_size
    grow_old(world, timedelta(hours=23))
    assert sweep(world.engine) == Swept()
    grow_old(world)
    assert sweep(world.engine) == Swept(1, size)
    assert orphan not in stored(world)
    assert world.read(kept).documents["text"].sha256.hex() in {path.name for path in stored(world)}
    assert sweep(world.engine) == Swept()


def test_what_was_cut_off_while_it_was_being_written_is_swept_too(world: World, house: House) -> None:
    case_id = world.circulated()
    cut_off = world.engine.files.root / case_id.hex / "tmpx1y2z3"
    cut_off.write_bytes(b"half a sent")
    grow_old(world)
    assert sweep(world.engine) == Swept(1, 11)
    assert not cut_off.exists()


def test_files_of_a_case_that_was_never_opened_are_swept(world: World, house: House) -> None:
    """The errand that was to be opened has no row, only a copy of the note in a folder of its own."""
    scene = sending_on(world)
    known = stored(world)
    (orphan,) = leave_behind(world, scene, "killed")
    assert scene.case_id is not None and orphan.parent.name != scene.case_id.hex
    grow_old(world)
    assert sweep(world.engine).files == 1
    assert stored(world) == known


def test_a_refused_upload_leaves_a_file_that_the_same_upload_later_takes_up(
    world: World, house: House
) -> None:
    """The orphan is old; the person tries again with the same bytes: from then on it is nobody's orphan."""
    scene = putting(world)
    (orphan,) = leave_behind(world, scene, "killed")
    grow_old(world)
    scene.act(world.engine, "killed")
    assert sweep(world.engine) == Swept()
    assert orphan in stored(world)


def test_a_sweep_waits_for_the_command_that_is_storing_a_file_and_then_leaves_it(
    world: World, house: House
) -> None:
    """The file lies there, old and nameless, while the command that will name it has not committed."""
    case_id = open_errand(world)
    words = b"Take this along."
    world.engine.files.put(case_id, words)
    grow_old(world)
    swept: list[Swept] = []
    holding, looked = threading.Event(), threading.Event()

    def at_point(point: str) -> None:
        if point == "files stored":
            holding.set()
            looked.wait(0.5)

    other = house.engine()
    other.clock = world.clock

    def clean() -> None:
        holding.wait(20)
        swept.append(sweep(other))
        looked.set()

    broom = threading.Thread(target=clean)
    broom.start()
    world.engine.at_point = at_point
    world.put(case_id, words.decode(), "note")
    broom.join(20)
    other.database.close()
    assert swept == [Swept()]
    assert world.engine.files.get(case_id, world.read(case_id).documents["note"].sha256) == words


def test_sweeping_an_empty_house_is_no_error(world: World) -> None:
    assert sweep(world.engine) == Swept()


def test_a_case_that_stands_still_for_somebody_else_is_not_swept_meanwhile(
    world: World, house: House
) -> None:
    case_id = world.circulated()
    world.engine.files.put(case_id, b"nobody's")
    grow_old(world)
    other = house.engine()
    other.clock = world.clock
    done = threading.Event()

    def clean() -> None:
        sweep(other)
        done.set()

    broom = threading.Thread(target=clean)
    with world.engine.database.begin() as connection:
        lock_case(connection, case_id)
        broom.start()
        assert not done.wait(0.3)
    assert done.wait(20)
    broom.join()
    other.database.close()
    assert b"nobody's" not in {path.read_bytes() for path in stored(world)}


def test_a_file_is_stored_once_however_often_it_is_put(world: World) -> None:
    case_id = new_id()
    digests = {world.engine.files.put(case_id, b"the same") for _ in range(3)}
    assert len(digests) == len(stored(world)) == 1


def test_a_file_that_was_changed_is_refused(world: World) -> None:
    case_id = new_id()
    digest = world.engine.files.put(case_id, b"as it was")
    world.engine.files.path(case_id, digest).write_bytes(b"as it was not")
    with pytest.raises(ValueError, match="is not what it was"):
        world.engine.files.get(case_id, digest)
