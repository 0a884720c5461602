"""Kill -9 at every statement of a pass over the log: the sequencer's and a consumer's. The next pass ends what was begun."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from engine.database import Database
from engine.log import events
from engine.runtime import Engine
from engine.sequence import Entry, consume, consumers, log_entries, log_head, sequence, sequence_all
from tests.faults.crowd import effects, note_effects, room_for_effects
from tests.faults.killing import COMMIT, kill_at, rehearse
from tests.races.racing import House
from tests.world import World

Read = Callable[[Connection, list[Entry]], None]


def place(engine: Engine) -> int:
    return sequence(engine.database)


def read(engine: Engine) -> int:
    return consume(engine.database, "reader", note_effects, most=7)


def log_of(database: Database) -> list[tuple[int, bytes]]:
    with database.read() as connection:
        found = connection.execute(
            select(log_entries.c.idx, log_entries.c.leaf_hash).order_by(log_entries.c.idx)
        )
        return [(row.idx, row.leaf_hash) for row in found]


def everything_placed(database: Database) -> bool:
    with database.read() as connection:
        hashes = set(connection.execute(select(events.c.leaf_hash)).scalars())
        size = connection.execute(select(log_head.c.size)).scalar()
    log = log_of(database)
    return [idx for idx, _ in log] == list(range(size or 0)) and {leaf for _, leaf in log} == hashes


@pytest.fixture
def noted(world: World) -> World:
    """A world with a place for what the consumer does."""
    room_for_effects(world.engine.database)
    return world


def test_a_sequencer_killed_at_any_statement_has_placed_all_of_its_batch_or_nothing(
    noted: World, house: House
) -> None:
    sequence_all(noted.engine.database)
    noted.circulated()
    points = rehearse(noted.engine, place)
    assert points.count(COMMIT) == 1 and len(points) >= 4
    for number in range(len(points)):
        noted.circulated()
        before = log_of(noted.engine.database)
        kill_at(noted.engine, place, number)
        other = house.engine()
        assert log_of(other.database) == before, "it was killed before its COMMIT"
        assert place(other) > 0
        assert everything_placed(other.database)
        other.database.close()


def test_a_consumer_killed_at_any_statement_has_read_all_of_its_batch_or_nothing(
    noted: World, house: House
) -> None:
    sequence_all(noted.engine.database)
    read(noted.engine)  # the first time it notes where it is
    points = rehearse(noted.engine, read)
    assert points.count(COMMIT) == 1 and len(points) >= 5
    for number in range(len(points)):
        before = done(noted.engine.database)
        kill_at(noted.engine, read, number)
        other = house.engine()
        assert done(other.database) == before
        assert read(other) == 7
        other.database.close()
        noted.circulated()
        sequence_all(noted.engine.database)
    places, cursor = done(noted.engine.database)
    assert places == list(range(cursor)) and cursor == 7 * (len(points) + 2)


def done(database: Database) -> tuple[list[int], int]:
    """What the consumer has done, in the order in which it did it, and where it is."""
    with database.read() as connection:
        found = list(connection.execute(select(effects.c.idx).order_by(effects.c.n)).scalars())
        return found, connection.execute(select(consumers.c.next)).scalar() or 0


def test_a_consumer_killed_while_it_works_outside_the_database_does_that_again(
    noted: World, house: House, tmp_path: Path
) -> None:
    """What it did elsewhere happened at least once; what stands in the database, once."""
    sequence_all(noted.engine.database)
    told = tmp_path / "told"

    def tell(connection: Connection, entries: list[Entry]) -> None:
        with told.open("a", encoding="ascii") as file:
            file.write(f"{entries[0].idx}\n")
        connection.execute(insert(effects), [{"idx": e.idx, "event_id": e.event_id} for e in entries])

    def work(engine: Engine) -> int:
        return consume(engine.database, "reader", tell, most=7)

    kill_at(noted.engine, work, COMMIT)
    other = house.engine()
    assert work(other) == 7
    other.database.close()
    assert told.read_text(encoding="ascii").split() == ["0", "0"]
    assert done(noted.engine.database) == (list(range(7)), 7)
