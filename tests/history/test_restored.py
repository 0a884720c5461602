"""A backup that is older than what was signed, restored on either database: the loss is measured, and stays the same loss when
the house has grown beyond it before anybody looked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.backup import back_up
from engine.commands import history
from engine.database import Database, open_database
from engine.history import sealer as folder_of
from engine.history.leaves import HistoryChanged
from engine.history.loss import Held, hold_against
from engine.history.note import Checkpoint
from engine.history.sealer import Sealer
from engine.history.signed_list import last_in_list
from engine.history.trust import Trust
from engine.history.verify import Report, checkpoints_in, read
from engine.queries.health import revision
from engine.restore import restore
from engine.sequence import log_head, sequence_all
from tests.conftest import NewDatabase
from tests.history.sealed_house import ORIGIN, SealedHouse, busy, happened
from tests.refusing import refused
from tests.world import World


@dataclass
class Restored:
    """A restored house, how many entries came out of the backup, and the sealer's list as it was at the loss."""

    house: SealedHouse
    entries: int
    written: str

    @property
    def world(self) -> World:
        return self.house.world

    @property
    def last(self) -> Checkpoint:
        note = last_in_list(self.house.path / "sealer" / folder_of.SIGNED)
        assert note is not None
        return Checkpoint.read(note.text)

    @property
    def trust(self) -> Trust:
        return Trust(folder_of.public_keys(self.house.path / "sealer"))

    @property
    def size(self) -> int:
        with self.world.engine.database.read() as connection:
            return int(connection.execute(select(log_head.c.size)).scalar_one())

    def held(self) -> Held:
        with self.world.engine.database.read() as connection:
            return hold_against(connection, self.last)


@pytest.fixture
def restored(database: Database, kind: str, new_database: NewDatabase, tmp_path: Path) -> Iterator[Restored]:
    """Signed; then something that no checkpoint of the backup has; the backup; more, and signed again; the house is lost."""
    house = SealedHouse.begun(World(database, tmp_path), tmp_path)
    house.seal()
    busy(house.world, happened(house.world) + 10)
    sequence_all(database)
    manifest = back_up(
        house.world.engine, tmp_path / "backup", now=house.world.clock.now(), say=lambda _: None
    )
    busy(house.world, happened(house.world) + 10)
    house.seal()
    with closing(open_database(new_database(kind), as_owner=True)) as empty:
        with empty.read() as connection:
            step = revision(connection) or ""
        world = World(empty, tmp_path / "again", like=house.world)
        world.clock.move_to(house.world.clock.now())
        restore(empty, world.engine.files, tmp_path / "backup", revision=step)
        history.put_restore_on_record(world.engine, manifest)
        sequence_all(empty)
        written = (tmp_path / "sealer" / folder_of.SIGNED).read_text(encoding="utf-8")
        yield Restored(
            SealedHouse(world, tmp_path, Sealer(tmp_path / "sealer", empty)), manifest.size, written
        )


def test_what_is_lost_is_measured_from_where_the_backup_ends(restored: Restored) -> None:
    held = restored.held()
    assert (held.told, held.kept) == (restored.last, restored.entries)
    assert held.lost == restored.last.size - restored.entries > 0


def test_a_house_that_has_grown_beyond_what_was_signed_has_still_lost_it(restored: Restored) -> None:
    """Its length says nothing: it is another tree. Two persons open an epoch, and the verifier tells of the loss."""
    house, world = restored.house, restored.world
    lost, last = restored.last.size - restored.entries, restored.last
    busy(world, happened(world) + 40)
    sequence_all(world.engine.database)
    assert restored.size > last.size and restored.held().lost == lost
    with pytest.raises(HistoryChanged, match="are not those that are signed"):
        house.seal()
    two = {"first": world.people["administrator"], "second": world.people["auditor"]}
    policy, trust = house.policy, restored.trust
    origin = str(history.open_epoch(world.engine, restored.written, trust, **two).result)
    history.announce_key(world.engine, str(folder_of.renew(house.path / "sealer", origin)), trust)
    folder_of.retire(house.path / "sealer")
    house.seal()
    house.export(origin)
    report, older = Report(), tuple(checkpoints_in(restored.written))
    read(house.folder, policy._replace(older=older), report)
    assert (report.worst, report.findings) == ("OK, after a loss", [])
    told = "\n".join(report.told)
    assert f"{lost} entries were lost before entry" in told
    assert f"A checkpoint of {last.size} entries is of a history that was lost; a new epoch says so." in told


def test_what_is_there_as_it_was_signed_is_not_lost(restored: Restored) -> None:
    world, first = restored.world, checkpoints_in(restored.written)[0]
    with world.engine.database.read() as connection:
        held = hold_against(connection, Checkpoint(first.origin, first.size, first.root))
    assert (held.lost, held.kept) == (0, first.size)
    two = {"first": world.people["administrator"], "second": world.people["auditor"]}
    alone = "\n\n".join(restored.written.split("\n\n")[:2])
    with refused(world, f"Nothing is lost: {first.size} entries were signed, and {restored.size} are there."):
        history.open_epoch(world.engine, f"{alone}\n", restored.trust, **two)
    assert first.origin == ORIGIN
