"""Backups: one moment of a house that goes on, checked before it has its name; what is damaged is found and not restored."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from engine.backup import UNCHECKED, back_up
from engine.columns import metadata, to_json
from engine.commands import case
from engine.database import Database, open_database
from engine.errors import Refused
from engine.files import Files
from engine.fold import differences
from engine.manifest import NAME, Manifest, hash_of, read_manifest, write_manifest
from engine.messages import Message
from engine.queries.health import revision
from engine.restore import HOUSE, restore
from engine.sequence import sequence_all
from engine.sqlite_engine import best_module
from tests.conftest import NewDatabase
from tests.furnished import furnished_postgresql, furnished_sqlite, on_both, world
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SQLITE = pytest.mark.parametrize("kind", ["sqlite"])


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert str(caught.value.says) == sentence


def told(_words: Message) -> None:
    """Nobody listens."""


def made(world: World, folder: Path, say: Callable[[Message], None] = told) -> Manifest:
    return back_up(world.engine, folder, now=NOON, say=say)


def step(database: Database) -> str:
    with database.read() as connection:
        return revision(connection) or ""


def everything(database: Database) -> dict[str, list[str]]:
    with database.read() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


@pytest.fixture
def house(world: World) -> World:
    """A house with papers, a silence, letters of the log that have their place and some that have none."""
    world.silent()
    sequence_all(world.engine.database)
    world.circulated()
    return world


@contextmanager
def emptied(new_database: NewDatabase, kind: str) -> Iterator[Database]:
    with closing(open_database(new_database(kind), as_owner=True)) as database:
        yield database


@on_both
def test_a_backup_is_restored_into_an_equal_house_that_goes_on_working(
    house: World, kind: str, new_database: NewDatabase, tmp_path: Path
) -> None:
    manifest = made(house, tmp_path / "backup")
    before = everything(house.engine.database)
    assert (manifest.kind, manifest.origin) == (kind, "nemcon.example.org/tests")
    assert manifest.rows["events"] == len(before["events"]) > manifest.size > 0
    assert manifest.files > 0
    with emptied(new_database, kind) as database:
        files = Files(tmp_path / "restored")
        assert restore(database, files, tmp_path / "backup", revision=step(database)) == manifest
        assert everything(database) == before
        assert kept(files.root) == kept(house.engine.files.root)
        again = World(database, tmp_path / "again", like=house)
        again.engine.files = files
        again.clock.move_to(house.clock.now())
        again.circulated()
        assert sequence_all(database) > 0
        with database.read() as connection:
            assert differences(connection) == []


def kept(folder: Path) -> set[tuple[str, str]]:
    return {(each.parent.name, each.name) for each in folder.rglob("*") if each.is_file()}


@on_both
def test_people_work_on_while_a_backup_is_made(
    house: World, kind: str, new_database: NewDatabase, tmp_path: Path
) -> None:
    case_id, enough, errors = house.circulated(), threading.Event(), []

    def write() -> None:
        try:
            while not enough.is_set():
                case.comment(house.engine, case_id, "Well said.", by=house.people["ILO"])
        except Exception as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for each in writers:
        each.start()
    try:
        manifests = [made(house, tmp_path / f"backup-{number}") for number in range(3)]
    finally:
        enough.set()
        for each in writers:
            each.join()
    assert errors == []
    assert manifests[0].rows["events"] < manifests[2].rows["events"]
    with emptied(new_database, kind) as database:
        restore(database, Files(tmp_path / "restored"), tmp_path / "backup-2", revision=step(database))


@on_both
def test_a_backup_is_for_its_owner_only(house: World, tmp_path: Path) -> None:
    made(house, tmp_path / "backup")
    modes = {each.stat().st_mode & 0o777 for each in (tmp_path / "backup").rglob("*") if each.is_file()}
    assert modes == {0o600}
    folders = [tmp_path / "backup", *[each for each in (tmp_path / "backup").rglob("*") if each.is_dir()]]
    assert {each.stat().st_mode & 0o777 for each in folders} == {0o700}


@SQLITE
def test_it_says_how_far_it_is(house: World, tmp_path: Path) -> None:
    said: list[str] = []
    made(house, tmp_path / "backup", lambda words: said.append(words.english()))
    assert said[0] == "The tables are copied as they are at this moment."
    assert said[-1] == "It is restored into a scratch place and checked."
    assert any("files are copied." in words for words in said)


# What is refused


@SQLITE
def test_a_backup_is_not_written_over_another_one(house: World, tmp_path: Path) -> None:
    made(house, tmp_path / "backup")
    words = f"There is something at {tmp_path / 'backup'} already; a backup is not written over it."
    with refused(words):
        made(house, tmp_path / "backup")
    with refused(f"There is no folder {tmp_path / 'nowhere'} for the backup."):
        made(house, tmp_path / "nowhere" / "backup")


@on_both
def test_a_house_with_a_missing_file_gets_no_backup_that_is_called_one(house: World, tmp_path: Path) -> None:
    victim = next(each for each in house.engine.files.root.rglob("*") if each.is_file())
    victim.unlink()
    name = f"{victim.parent.name}/{victim.name}"
    with refused(
        f"The file {name} of the house is missing or is not what it was; there is no good backup without it.",
    ):
        made(house, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    assert not (tmp_path / f"backup{UNCHECKED}" / NAME).exists()


@on_both
def test_a_house_whose_tables_are_not_what_its_log_says_gets_none_either(
    house: World, tmp_path: Path
) -> None:
    with house.engine.database.begin() as connection:
        connection.execute(text("UPDATE cases SET title = 'Otherwise'"))
    with refused("The backup is not whole: cases is not what it was."):
        made(house, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.fixture
def backup(house: World, tmp_path: Path) -> Path:
    made(house, tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def empty(kind: str, new_database: NewDatabase) -> Iterator[Database]:
    """A house in which nothing has happened, and nothing has after a refusal either."""
    with emptied(new_database, kind) as database:
        before = everything(database)
        yield database
        assert everything(database) == before


def tried(database: Database, backup: Path, words: str) -> None:
    with refused(words):
        restore(database, Files(backup.parent / "restored"), backup, revision=step(database))


def flip(path: Path) -> None:
    """One bit in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def a_paper(backup: Path) -> Path:
    return next(each for each in (backup / "files").rglob("*") if each.is_file())


def named(path: Path) -> str:
    return f"files/{path.parent.name}/{path.name}"


@on_both
def test_a_flipped_bit_is_found_in_the_tables(backup: Path, empty: Database) -> None:
    flip(backup / HOUSE)
    tried(empty, backup, "The file house.sqlite3 of the backup is not what it was.")


@SQLITE
def test_a_flipped_bit_is_found_in_a_paper(backup: Path, empty: Database) -> None:
    flip(a_paper(backup))
    tried(empty, backup, f"The file {named(a_paper(backup))} of the backup is not what it was.")


@SQLITE
def test_every_flipped_bit_is_found_in_the_manifest(backup: Path, empty: Database) -> None:
    whole = (backup / NAME).read_bytes()
    for place in range(0, len(whole) - 1, 37):
        content = bytearray(whole)
        content[place] ^= 1
        (backup / NAME).write_bytes(content)
        tried(empty, backup, "The backup is damaged: its manifest is not what it was.")


@SQLITE
@pytest.mark.parametrize("missing", [HOUSE, NAME, "paper"])
def test_what_is_missing_is_named(backup: Path, empty: Database, missing: str) -> None:
    path = a_paper(backup) if missing == "paper" else backup / missing
    path.unlink()
    words = {
        HOUSE: "The file house.sqlite3 is missing from the backup.",
        NAME: f"There is no backup at {backup}: it has no manifest.",
        "paper": f"The file {named(path)} is missing from the backup.",
    }
    tried(empty, backup, words[missing])


def resealed(backup: Path, **otherwise: Any) -> None:
    """As somebody would who hides a change: the manifest fits again."""
    manifest = read_manifest(backup)
    words = {name: getattr(manifest, name) for name in Manifest.__slots__}
    words |= {"house_sha256": hash_of(backup / HOUSE), **otherwise}
    (backup / NAME).unlink()
    write_manifest(backup, Manifest(**words))


@on_both
@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE cases SET title = 'Otherwise'", "cases"),
        ("DELETE FROM notices", "notices"),
        ("UPDATE log_entries SET leaf_hash = zeroblob(32) WHERE idx = 3", "its log"),
        ("UPDATE events SET body = x'7b7d' WHERE pos = 3", "its log"),
        ("UPDATE log_head SET size = size - 1", "its log"),
        ("DELETE FROM cases", "its tables"),
    ],
)
def test_a_change_that_was_hidden_from_the_manifest_is_found_in_the_log(
    house: World, backup: Path, empty: Database, statement: str, what: str
) -> None:
    with closing(best_module().connect(str(backup / HOUSE))) as tables:
        names = tables.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            tables.execute(f"DROP TRIGGER {name}")
        tables.execute(statement)
        tables.commit()
    resealed(backup)
    tried(empty, backup, f"The backup is not whole: {what} is not what it was.")


@on_both
def test_a_house_that_is_lived_in_is_not_written_over(house: World, backup: Path) -> None:
    before = everything(house.engine.database)
    words = "There is a house here already; a backup is restored into an empty one only."
    tried(house.engine.database, backup, words)
    assert everything(house.engine.database) == before


@SQLITE
def test_a_backup_of_another_version_or_another_form_is_not_taken(backup: Path, empty: Database) -> None:
    here = step(empty)
    resealed(backup, revision="older")
    tried(
        empty,
        backup,
        "This backup was made by another version of the program: its tables are at older, here they are at "
        f"{here}. Restore it with that version, then migrate.",
    )
    resealed(backup, revision=here, kind="postgresql")
    tried(empty, backup, "This backup is of a house on postgresql and cannot be restored on sqlite.")


@SQLITE
def test_a_manifest_of_another_program_is_not_understood(backup: Path, empty: Database) -> None:
    words = json.loads((backup / NAME).read_text())
    words.pop("sha256")
    for change, says in (
        ({"format": 2}, "This backup has a form that this program does not know."),
        ({"more": 1}, "The backup is damaged: its manifest is not what it was."),
    ):
        changed = {**words, **change}
        seal = hashlib.sha256(to_json(changed).encode()).hexdigest()
        (backup / NAME).write_text(to_json({**changed, "sha256": seal}))
        tried(empty, backup, says)
