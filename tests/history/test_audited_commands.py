"""Goal A6: in a house whose log has 100,000 entries every command leaves its event. How fast is printed, never asserted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from engine.database import Database
from engine.log import events, leaf_hash
from engine.sequence import log_entries, sequence_all
from tests.bench.history import ENTRIES, lay
from tests.bench.yardstick import COMMANDS, Yardstick

CASES = 20


@pytest.mark.long
def test_every_command_leaves_its_event_in_a_log_of_a_hundred_thousand_entries(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = Yardstick(database, tmp_path)
    size = lay(database, stick)
    done, began = 0, time.perf_counter()
    for _ in range(CASES):
        for act in stick.case():
            before = newest(database)
            act()
            assert newest(database) > before, "it left no event"
            done += 1
    seconds = time.perf_counter() - began
    with capsys.disabled():
        print(f"\nA6: {database.kind}: {done} commands upon {size} entries, {done / seconds:.0f} a second")
    assert done == CASES * COMMANDS and size >= ENTRIES
    assert sequence_all(database) >= done
    with database.read() as connection:
        assert all(leaf_hash(body) == leaf for body, leaf in since(connection, size))


def newest(database: Database) -> int:
    with database.read() as connection:
        query = select(events.c.pos).order_by(events.c.pos.desc()).limit(1)
        return int(connection.execute(query).scalar_one())


def since(connection: Connection, size: int) -> list[tuple[bytes, bytes]]:
    """Bodies of the entries from there on, and the hashes that were placed."""
    query = (
        select(events.c.body, log_entries.c.leaf_hash)
        .join(events, events.c.id == log_entries.c.event_id)
        .where(log_entries.c.idx >= size)
    )
    return [(bytes(row.body), row.leaf_hash) for row in connection.execute(query)]
