"""The sequencer gives every committed event one place, in the order of its case; consumers read by it, once and in order."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update

from engine.database import Database, DatabaseUnavailable, open_database
from engine.log import events
from engine.sequence import (
    Entry,
    consume,
    consumers,
    log_entries,
    log_head,
    lost_from_queue,
    requeue,
    sequence,
    sequence_all,
    unsequenced,
)
from tests.engine.little_house import FORK, run_threads
from tests.races.racing import House
from tests.world import World


def places(database: Database) -> list[tuple[int, UUID]]:
    with database.read() as connection:
        found = connection.execute(
            select(log_entries.c.idx, log_entries.c.event_id).order_by(log_entries.c.idx)
        )
        return [(row.idx, row.event_id) for row in found]


def count_events(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(events)).scalar_one())


@pytest.fixture
def house(world: World, tmp_path: Path) -> House:
    return House.of(world.engine, tmp_path)


# Placing


def test_every_event_gets_one_place_and_there_is_no_gap(world: World) -> None:
    database = world.engine.database
    world.circulated()
    assert sequence_all(database) == count_events(database)
    found = places(database)
    assert [idx for idx, _ in found] == list(range(len(found)))
    assert len({event for _, event in found}) == len(found) == count_events(database)
    with database.read() as connection:
        assert connection.execute(select(log_head.c.size)).scalar_one() == len(found)
        assert connection.execute(select(func.count()).select_from(unsequenced)).scalar_one() == 0
    assert sequence(database) == 0


def test_what_is_already_placed_stays_where_it_is(world: World) -> None:
    world.circulated()
    sequence_all(world.engine.database)
    before = places(world.engine.database)
    world.circulated()
    sequence_all(world.engine.database)
    assert places(world.engine.database)[: len(before)] == before


def test_each_stream_keeps_its_order(world: World) -> None:
    for _ in range(3):
        world.deliberating()
    sequence_all(world.engine.database)
    check_order(world.engine.database)


def check_order(database: Database) -> None:
    """Read by the index, every stream counts one, two, three."""
    joined = select(events.c.stream_id, events.c.seq).join(log_entries, log_entries.c.event_id == events.c.id)
    latest: dict[UUID, int] = {}
    with database.read() as connection:
        for row in connection.execute(joined.order_by(log_entries.c.idx)):
            assert row.seq == latest.get(row.stream_id, 0) + 1
            latest[row.stream_id] = row.seq


def test_more_than_a_batch_takes_more_passes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.sequence.BATCH", 7)
    whole = count_events(world.engine.database)
    assert sequence(world.engine.database) == 7
    assert sequence_all(world.engine.database) == whole - 7
    check_order(world.engine.database)


def test_what_is_rolled_back_has_no_place(world: World) -> None:
    sequence_all(world.engine.database)
    size = len(places(world.engine.database))
    with pytest.raises(RuntimeError, match="full"):
        _open_and_fail(world)
    assert sequence_all(world.engine.database) == 0
    world.open()
    sequence_all(world.engine.database)
    assert [idx for idx, _ in places(world.engine.database)] == list(
        range(count_events(world.engine.database))
    )
    assert len(places(world.engine.database)) == size + 1


def _open_and_fail(world: World) -> None:
    def fail(point: str) -> None:
        if point == "written":
            raise RuntimeError("the disk is full")

    world.engine.at_point = fail
    try:
        world.open()
    finally:
        world.engine.at_point = lambda point: None


# Electing


def test_two_sequencers_at_once_place_each_event_once(world: World, house: House) -> None:
    for _ in range(5):
        world.circulated()
    databases = iter([open_database(house.url) for _ in range(2)])

    def place() -> None:
        with_own = next(databases)
        sequence_all(with_own)
        with_own.close()

    run_threads(2, place)
    sequence_all(world.engine.database)
    found = places(world.engine.database)
    assert [idx for idx, _ in found] == list(range(count_events(world.engine.database)))
    check_order(world.engine.database)


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["postgresql"])
def test_while_one_holds_the_head_another_goes_home_with_nothing(world: World, house: House) -> None:
    other = open_database(house.url)
    with world.engine.database.begin() as connection:
        connection.execute(select(log_head.c.size).with_for_update())
        elsewhere: list[int] = []
        run_threads(1, lambda: elsewhere.append(sequence(other)))
    assert elsewhere == [0]
    assert sequence(other) > 0
    other.close()


def hold_the_head(url: str, ready: Any, idle_timeout: float) -> None:
    """Be elected, and then hang."""
    database = open_database(url, idle_timeout=idle_timeout, application_name="hanging sequencer")
    with database.begin() as connection:
        connection.execute(select(log_head.c.size).with_for_update())
        if database.kind == "sqlite":
            connection.execute(update(log_head).values(size=99))
        ready.set()
        time.sleep(60)


def hanging(house: House, idle_timeout: float = 60.0) -> Any:
    ready = FORK.Event()
    process = FORK.Process(target=hold_the_head, args=(house.url, ready, idle_timeout))
    process.start()
    assert ready.wait(30)
    return process


def test_a_killed_sequencer_frees_its_place_and_leaves_nothing(world: World, house: House) -> None:
    process = hanging(house)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert until(lambda: sequence_all(world.engine.database)) == count_events(world.engine.database)


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_frozen_sequencer_is_put_out_after_its_idle_time(world: World, house: House) -> None:
    process = hanging(house, idle_timeout=0.5)
    os.kill(process.pid, signal.SIGSTOP)  # as a frozen host: its connection stays, and nobody is there
    try:
        assert sequence(world.engine.database) == 0
        assert until(lambda: sequence_all(world.engine.database)) == count_events(world.engine.database)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def until(look: Callable[[], int], seconds: float = 10.0) -> int:
    """The first answer that is not nothing."""
    end = time.monotonic() + seconds
    while (found := look()) == 0 and time.monotonic() < end:
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("kind", ["sqlite"])
def test_on_the_embedded_database_one_looks_before_one_queues(world: World, house: House) -> None:
    """A poll that finds nothing waits for no writer: neither the sequencer's nor a consumer's."""
    sequence_all(world.engine.database)
    consume(world.engine.database, "reader", lambda connection, entries: None)
    polled = threading.Event()
    other = open_database(house.url, wait=5)

    def poll() -> None:
        assert sequence(other) == 0
        assert consume(other, "reader", lambda connection, entries: None) == 0
        polled.set()

    poller = threading.Thread(target=poll)
    with world.engine.database.begin():
        poller.start()
        assert polled.wait(4), "the poll waited for the writer"
    poller.join()
    other.close()


# Consuming


def test_a_consumer_reads_everything_once_and_in_order(world: World) -> None:
    world.circulated()
    sequence_all(world.engine.database)
    seen: list[Entry] = []

    def take(_connection: Connection, entries: list[Entry]) -> None:
        seen.extend(entries)

    while consume(world.engine.database, "reader", take, most=5):
        pass
    assert [(entry.idx, entry.event_id) for entry in seen] == places(world.engine.database)
    assert consume(world.engine.database, "reader", take) == 0


def test_a_consumer_that_fails_reads_the_same_again(world: World) -> None:
    sequence_all(world.engine.database)
    seen: list[int] = []

    def fail(_connection: Connection, entries: list[Entry]) -> None:
        seen.append(entries[0].idx)
        raise RuntimeError("the search index is away")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="away"):
            consume(world.engine.database, "reader", fail)
    assert seen == [0, 0]


def test_consumers_do_not_wait_for_each_other_and_each_has_its_own_place(world: World) -> None:
    sequence_all(world.engine.database)

    def nothing(_connection: Connection, _entries: list[Entry]) -> None:
        return

    first = consume(world.engine.database, "letters", nothing, most=3)
    second = consume(world.engine.database, "search", nothing, most=8)
    with world.engine.database.read() as connection:
        found = {row.name: row.next for row in connection.execute(select(consumers))}
    assert (first, second, found["letters"], found["search"]) == (3, 8, 3, 8)


def test_a_new_consumer_that_starts_twice_at_once_begins_once(world: World, house: House) -> None:
    sequence_all(world.engine.database)
    whole, together = len(places(world.engine.database)), threading.Barrier(4)
    seen: list[int] = []

    def take(_connection: Connection, entries: list[Entry]) -> None:
        seen.extend(entry.idx for entry in entries)

    def start() -> None:
        own = open_database(house.url)
        together.wait(20)
        while consume(own, "new", take, most=4):
            pass
        own.close()

    run_threads(4, start)
    assert seen == list(range(whole))


# What the doctor looks after


def test_what_waits_in_the_queue_is_not_lost(world: World) -> None:
    world.open()
    with world.engine.database.read() as connection:
        assert lost_from_queue(connection) == []


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_lost_queue_row_is_found_and_put_back_in_the_order_of_its_case(world: World) -> None:
    sequence_all(world.engine.database)
    case_id = world.deliberating()
    with world.engine.database.begin() as connection:
        mine = select(events.c.id).where(events.c.stream_id == case_id)
        connection.execute(delete(unsequenced).where(unsequenced.c.event_id.in_(mine)))
    assert sequence_all(world.engine.database) == 0
    with world.engine.database.read() as connection:
        lost = lost_from_queue(connection)
    assert len(lost) == count_events(world.engine.database) - len(places(world.engine.database)) > 3
    assert requeue(world.engine.database) == len(lost)
    assert requeue(world.engine.database) == 0
    assert sequence_all(world.engine.database) == len(lost)
    check_order(world.engine.database)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_on_the_embedded_database_an_event_behind_the_cursor_without_a_place_is_told(world: World) -> None:
    with world.engine.database.begin() as connection:
        connection.execute(update(log_head).values(pos=3))
    with world.engine.database.read() as connection:
        assert len(lost_from_queue(connection)) == 3
    assert requeue(world.engine.database) == 0


def test_the_places_of_the_log_can_neither_be_changed_nor_removed_nor_given_again(world: World) -> None:
    sequence_all(world.engine.database)
    idx, event_id = places(world.engine.database)[0]
    for statement in (
        update(log_entries).values(idx=999),
        delete(log_entries),
        insert(log_entries).values(idx=999, event_id=event_id, leaf_hash=bytes(32)),
        insert(log_entries).values(idx=idx, event_id=UUID(int=1), leaf_hash=bytes(32)),
    ):
        with (
            pytest.raises(Exception, match=r"append-only|duplicate key|not authorized"),
            world.engine.database.begin() as writer,
        ):
            writer.execute(statement)


def test_a_database_that_is_away_is_told_with_a_sentence() -> None:
    away = open_database("postgresql://nobody@127.0.0.1:9/none", wait=1)
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        sequence(away)
    away.close()


def test_nothing_is_waiting_is_no_error(world: World) -> None:
    with world.engine.database.begin() as connection:
        connection.execute(text("SELECT 1"))
    assert sequence_all(world.engine.database) > 0
    assert sequence_all(world.engine.database) == 0
