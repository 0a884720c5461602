"""A key is handed on, and a history that was lost goes on in a new epoch: on record, in the names of two, never in silence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from engine.commands import history
from engine.database import Database, open_database
from engine.doctor.examination import examine
from engine.doctor.finding import HOLDS
from engine.errors import Denied, Refused
from engine.history import note
from engine.history import sealer as folder_of
from engine.history.checkpoints import newest, put_checkpoint
from engine.history.handing_on import HandedOn, hand_on
from engine.history.keys import SecretKey, Unreadable
from engine.history.note import Note
from engine.history.sealer import HistoryLost, Sealer
from engine.history.trust import Trust
from engine.history.verify import Checkpoint, Policy, Report, read
from tests.history.sealed_house import ORIGIN, SealedHouse, busy
from tests.owner import as_sealer, owning
from tests.refusing import refused
from tests.world import World


@pytest.fixture
def house(database: Database, tmp_path: Path) -> SealedHouse:
    house = SealedHouse.begun(World(database, tmp_path), tmp_path)
    busy(house.world, 60)
    house.seal()
    return house


def trust(house: SealedHouse) -> Trust:
    return Trust(folder_of.public_keys(house.path / "sealer"))


def grown(house: SealedHouse) -> None:
    """Something happens, and is signed."""
    house.world.later(minutes=2)
    house.world.circulated()
    house.seal()


# Keys


def test_whoever_holds_the_old_key_believes_the_new_one_once_it_is_announced(house: SealedHouse) -> None:
    before = house.policy
    known = trust(house)
    statement = folder_of.renew(house.path / "sealer")
    grown(house)
    history.announce_key(house.world.engine, str(statement), known)
    grown(house)
    new = folder_of.retire(house.path / "sealer")
    house.sealer = Sealer(house.path / "sealer", as_sealer(house.world.engine.database))
    grown(house)
    house.export()
    assert before.log_keys[0].public != new.public
    assert not house.checkpoint().is_signed_by(before.log_keys[0]), "the old key signs no more"
    report = Report()
    read(house.folder, before, report)
    assert (report.verdict(), report.findings) == ("OK", [])


def test_whoever_holds_the_later_key_alone_believes_what_the_earlier_one_signed_in_its_time(
    house: SealedHouse,
) -> None:
    known, earlier = (
        trust(house),
        SecretKey.read((house.path / "sealer" / folder_of.KEY).read_text(encoding="utf-8")),
    )
    statement = folder_of.renew(house.path / "sealer")
    history.announce_key(house.world.engine, str(statement), known)
    grown(house)
    folder_of.retire(house.path / "sealer")
    house.sealer = Sealer(house.path / "sealer", as_sealer(house.world.engine.database))
    grown(house)
    house.export()
    report = house.verified()  # of the keys that the sealer has now
    assert (report.verdict(), report.findings) == ("OK", [])
    told = house.checkpoint()
    stolen = Note(str(note.Checkpoint(ORIGIN, told.size, told.root))).signed(earlier)
    (house.folder / "checkpoint").write_text(str(stolen), encoding="utf-8")
    assert house.verified().worst == "NOT SIGNED", "not what it signs afterwards"


def test_a_key_that_was_not_announced_is_not_believed(house: SealedHouse) -> None:
    before = house.policy
    folder_of.renew(house.path / "sealer")
    folder_of.retire(house.path / "sealer")
    house.sealer = Sealer(house.path / "sealer", as_sealer(house.world.engine.database))
    grown(house)
    house.export()
    report = Report()
    read(house.folder, before, report)
    assert report.worst == "NOT SIGNED"


def test_while_a_key_is_handed_on_both_sign(house: SealedHouse) -> None:
    folder_of.renew(house.path / "sealer")
    grown(house)
    house.export()
    assert len(house.checkpoint().signatures) == 2
    with pytest.raises(Refused, match="being handed on already"):
        folder_of.renew(house.path / "sealer")


def test_a_statement_needs_both_signatures_and_an_old_key_that_is_believed(house: SealedHouse) -> None:
    old, new = SecretKey.new(ORIGIN), SecretKey.new(ORIGIN)
    whole = hand_on(old, new)
    for half in (Note(whole.text).signed(old), Note(whole.text).signed(new)):
        with pytest.raises(Unreadable, match="both keys have to sign"):
            HandedOn.read(str(half))
    with refused(house.world, f"This house does not believe the old key: {old.public}"):
        history.announce_key(house.world.engine, str(whole), trust(house))
    with refused(
        house.world, "This is no statement of two keys: this is no note: the signatures are missing"
    ):
        history.announce_key(house.world.engine, "nothing", trust(house))


# Epochs


def newest_note(house: SealedHouse) -> str:
    with house.world.engine.reading() as (connection, register):
        sealed = newest(connection, str(register.settings["log_origin"]))
    assert sealed is not None
    return str(sealed.note)


@dataclass
class Loss:
    """A house that an older copy was restored into: its last checkpoint, the one of the copy, and whom one believed before."""

    house: SealedHouse
    kept: str
    older: str
    known: Trust
    policy: Policy

    @property
    def two(self) -> dict[str, UUID]:
        """An administrator and an auditor."""
        people = self.house.world.people
        return {"first": people["administrator"], "second": people["auditor"]}


@pytest.fixture
def loss(tmp_path: Path, sqlite_template: Path) -> Iterator[Loss]:
    live, copy = tmp_path / "house.sqlite3", tmp_path / "copy.sqlite3"
    shutil.copyfile(sqlite_template, live)
    house = SealedHouse.begun(World(open_database(f"sqlite:///{live}"), tmp_path), tmp_path)
    busy(house.world, 60)
    house.seal()
    older = newest_note(house)
    swap(house, live, copy)
    grown(house)
    told = Loss(house, newest_note(house), older, trust(house), house.policy)
    swap(house, copy, live)
    yield told
    house.world.engine.database.close()


def swap(house: SealedHouse, source: Path, target: Path) -> None:
    """Close the house, copy its file, and open it where it was."""
    house.world.engine.database.close()
    house.sealer.database.close()
    shutil.copyfile(source, target)
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    place = target if target.name == "house.sqlite3" else source
    house.world.engine.database = open_database(f"sqlite:///{place}")
    house.sealer.database = as_sealer(house.world.engine.database)


def test_after_a_loss_sealing_stops(loss: Loss) -> None:
    with pytest.raises(HistoryLost, match="entries are lost, or this is another log"):
        loss.house.seal()


def test_a_new_epoch_is_opened_by_two_persons_after_a_loss_that_is_shown(loss: Loss) -> None:
    world, two = loss.house.world, loss.two
    size = Checkpoint.read(loss.older).size
    with refused(world, "Two persons open an epoch, not one twice.", rule="four-eyes"):
        history.open_epoch(world.engine, loss.kept, loss.known, first=two["first"], second=two["first"])
    with refused(world, "Administrators and auditors open an epoch.", rule="administer", error=Denied):
        history.open_epoch(
            world.engine, loss.kept, loss.known, first=two["first"], second=world.people["ILO"]
        )
    with refused(world, "That checkpoint is not signed by a key that this house believes."):
        history.open_epoch(world.engine, loss.kept, Trust(), **two)
    with refused(world, f"Nothing is lost: {size} entries were signed, and {size} are there."):
        history.open_epoch(world.engine, loss.older, loss.known, **two)
    with refused(world, "That is no checkpoint: this is no note: the signatures are missing"):
        history.open_epoch(world.engine, "nothing", loss.known, **two)


def test_the_history_goes_on_in_a_new_epoch_that_states_the_loss(loss: Loss) -> None:
    house, world = loss.house, loss.house.world
    origin = str(history.open_epoch(world.engine, loss.kept, loss.known, **loss.two).result)
    assert origin == f"{ORIGIN}/epoch-2" == world.register_now().settings["log_origin"]
    statement = folder_of.renew(house.path / "sealer", origin)
    history.announce_key(world.engine, str(statement), loss.known)
    folder_of.retire(house.path / "sealer")
    house.sealer = Sealer(house.path / "sealer", as_sealer(world.engine.database))
    world.later(minutes=5)
    house.seal()
    house.export(origin)
    report = Report()
    kept, older = Checkpoint.read(loss.kept), Checkpoint.read(loss.older)
    read(house.folder, loss.policy._replace(older=(kept, older)), report)
    assert (report.worst, report.findings) == ("OK, after a loss", [])
    later = house.verified(kept, older)
    assert (later.worst, later.findings) == ("OK, after a loss", []), "nor for who holds the later key alone"
    told = "\n".join(report.told)
    assert f"{kept.size - older.size} entries were lost before entry" in told
    assert f"A checkpoint of {kept.size} entries is of a history that was lost; a new epoch says so." in told
    with owning(world.engine.database) as connection:
        put_checkpoint(connection, Note.read(loss.kept), world.clock.now())
    findings = {each.promise.key: each for each in examine(world.engine, trust=loss.known)}
    for key in ("checkpoints", "signatures"):
        assert (findings[key].verdict, findings[key].cases) == (HOLDS, ()), "what was lost is on record"


def test_a_loss_that_nobody_put_on_record_stays_a_cut(house: SealedHouse) -> None:
    kept = Checkpoint.read(newest_note(house))
    house.export()
    claimed = SecretKey.read((house.path / "sealer" / folder_of.KEY).read_text(encoding="utf-8"))
    more = Note(str(note.Checkpoint(kept.origin, kept.size + 5, bytes(32)))).signed(claimed)
    assert house.verified(Checkpoint.read(str(more))).worst == "TRUNCATED"
