"""Writers, two sequencers and two consumers, killed at random: nothing lost, nothing twice, every case in its order."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.commands import register
from engine.database import Database
from engine.fold import differences
from engine.log import events
from engine.sequence import consume, log_entries, log_head, lost_from_queue, sequence_all, unsequenced
from tests.faults.crowd import (
    Place,
    Post,
    chance,
    effects,
    note_effects,
    place_events,
    read_events,
    room_for_effects,
    write_events,
)
from tests.owner import address_of
from tests.world import World

WRITERS, STREAMS, PATIENCE = 4, 40, 900
SIZES = [(600, 6), pytest.param(16_000, 80, marks=pytest.mark.long)]


@pytest.mark.parametrize(("wanted", "kills"), SIZES)
def test_killed_at_random_nothing_is_lost_nothing_doubled_and_every_stream_keeps_its_order(
    world: World, tmp_path: Path, wanted: int, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    database = world.engine.database
    with around(world, tmp_path, hurry=False) as (writers, readers):
        killed = kill_at_random(database, [*readers, *readers, *writers], wanted, kills)
    written = finish(database)
    check(database)
    with capsys.disabled():
        print(f"\n{database.kind}: {written} events, {killed} kills")
    assert written >= wanted
    assert killed >= kills


@pytest.mark.long
def test_unkilled_and_in_a_hurry_it_is_the_same(world: World, tmp_path: Path) -> None:
    with around(world, tmp_path, hurry=True):
        wait_for(world.engine.database, 8_000)
    assert finish(world.engine.database) >= 8_000
    check(world.engine.database)


@contextmanager
def around(world: World, folder: Path, *, hurry: bool) -> Iterator[tuple[list[Post], list[Post]]]:
    """The crowd at work; told to stop at the end of the block, the writers first."""
    room_for_effects(world.engine.database)
    stop = (folder / "writers stop", folder / "readers stop")
    address, streams = address_of(world.engine.database), tuple(new_streams(world))
    places = [Place(address, streams, each, hurry) for each in stop]
    writers = [Post(write_events, places[0]) for _ in range(WRITERS)]
    readers = [Post(work, places[1]) for work in (place_events, place_events, read_events, read_events)]
    try:
        yield writers, readers
    finally:
        for file, posts in zip(stop, (writers, readers), strict=True):
            file.touch()
            for post in posts:
                post.join()


def new_streams(world: World) -> Iterator[UUID]:
    for number in range(STREAMS):
        yield register.add_organization(world.engine, f"S{number}", f"Stream {number}", {}, by=None).result


def kill_at_random(database: Database, posts: list[Post], wanted: int, kills: int) -> int:
    """Kill one of them every now and then, until enough was written and enough were killed."""
    killed, end = 0, time.monotonic() + PATIENCE
    while (killed < kills or count(database) < wanted) and time.monotonic() < end:
        time.sleep(0.1 + chance.random() * 0.5)
        chance.choice(posts).kill()
        killed += 1
    return killed


def wait_for(database: Database, wanted: int) -> None:
    end = time.monotonic() + PATIENCE
    while count(database) < wanted and time.monotonic() < end:
        time.sleep(0.2)


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(events)).scalar_one())


def finish(database: Database) -> int:
    """Place and read what is left; gives how many events there are."""
    sequence_all(database)
    while consume(database, "reader", note_effects):
        pass
    return count(database)


def check(database: Database) -> None:
    with database.read() as connection:
        log = connection.execute(
            select(log_entries.c.idx, log_entries.c.event_id).order_by(log_entries.c.idx)
        ).all()
        known = set(connection.execute(select(events.c.id)).scalars())
        assert [row.idx for row in log] == list(range(len(log)))
        assert {row.event_id for row in log} == known
        assert len(log) == len(known) == connection.execute(select(log_head.c.size)).scalar()
        done = connection.execute(select(effects.c.idx, effects.c.event_id).order_by(effects.c.n)).all()
        assert [tuple(row) for row in done] == [tuple(row) for row in log]
        assert connection.execute(select(func.count()).select_from(unsequenced)).scalar() == 0
        assert lost_from_queue(connection) == []
        _check_streams((row.stream_id, row.seq) for row in connection.execute(_in_order))
        assert differences(connection) == []


_in_order = (
    select(events.c.stream_id, events.c.seq)
    .join(log_entries, log_entries.c.event_id == events.c.id)
    .order_by(log_entries.c.idx)
)


def _check_streams(found: Iterable[tuple[UUID, int]]) -> None:
    """Read by the index, every stream counts one, two, three."""
    latest: dict[UUID, int] = {}
    for stream, seq in found:
        assert seq == latest.get(stream, 0) + 1, f"stream {stream}: {seq} after {latest.get(stream, 0)}"
        latest[stream] = seq
