"""Backup: everything of a house at one moment, in one folder: its tables as a SQLite file, its documents, a manifest.

It is written under another name and gets its own only after it was restored into a scratch house and found whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from engine.columns import metadata
from engine.database import Database, open_database
from engine.document import KEPT_FILES
from engine.errors import Refused
from engine.files import Files
from engine.manifest import Manifest, hash_of, write_manifest
from engine.messages import Message, message
from engine.queries.health import revision
from engine.restore import FILES, HOUSE, check_backup, pour
from engine.runtime import Engine
from engine.sequence import log_entries, log_head
from engine.sqlite_engine import best_module

Say = Callable[[Message], None]
UNCHECKED = ".unchecked"
AT_ONCE = 1000


def back_up(engine: Engine, folder: Path, *, now: datetime, say: Say) -> Manifest:
    """Make a backup and check it. What was begun and not found whole keeps the name `….unchecked`."""
    unchecked = folder.with_name(folder.name + UNCHECKED)
    for place in (folder, unchecked):
        if place.exists():
            raise Refused(
                "There is something at {place} already; a backup is not written over it.",
                place=str(place),
            )
    if not folder.parent.is_dir():
        raise Refused("There is no folder {place} for the backup.", place=str(folder.parent))
    with engine.reading():
        pass  # the name of the log stands in the register
    unchecked.mkdir(mode=0o700)
    manifest = _write(engine, unchecked, now, say)
    say(message("It is restored into a scratch place and checked."))
    check_backup(unchecked, manifest)
    unchecked.rename(folder)
    _sync(folder.parent)
    return manifest


def _write(engine: Engine, folder: Path, now: datetime, say: Say) -> Manifest:
    say(message("The tables are copied as they are at this moment."))
    house = folder / HOUSE
    if engine.database.kind == "sqlite":
        step = _copy_pages(engine.database, house)
    else:
        step = _copy_rows(engine.database, house)
    house.chmod(0o600)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        copy = Path(scratch) / HOUSE
        shutil.copyfile(house, copy)
        with closing(open_database(f"sqlite:///{copy}")) as database, database.read() as connection:
            count, size = _copy_files(engine.files, connection, folder / FILES, say)
            manifest = _tell(engine, connection, house, now, step or "", count, size)
    write_manifest(folder, manifest)
    _sync(folder)
    return manifest


def _copy_pages(database: Database, house: Path) -> str | None:
    """By SQLite's own means, from within one transaction that reads: writers go on meanwhile."""
    house.touch(mode=0o600)
    with database.read() as connection, closing(best_module().connect(str(house))) as target:
        step = revision(connection)
        driver: Any = connection.connection.driver_connection
        driver.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it
    return step


def _copy_rows(database: Database, house: Path) -> str | None:
    """Row by row out of one snapshot of PostgreSQL, into tables of the same columns."""
    with tempfile.TemporaryDirectory(dir=house.parent) as scratch:
        copy = Path(scratch) / HOUSE
        with closing(open_database(f"sqlite:///{copy}", create=True)) as target:
            metadata.create_all(target.engine)
            with database.read() as there, target.begin() as here:
                step = revision(there)
                pour(there, here)
        with closing(best_module().connect(str(copy))) as settled:
            settled.execute("PRAGMA journal_mode=DELETE")
        copy.replace(house)
    return step


def _copy_files(files: Files, connection: Connection, folder: Path, say: Say) -> tuple[int, int]:
    """Every file that a version of a document names. They never change, so they may be copied after the tables."""
    named = connection.execute(KEPT_FILES).all()
    target, size = Files(folder), 0
    folder.mkdir(mode=0o700)
    for number, (case_id, sha256) in enumerate(named, 1):
        try:
            content = files.get(case_id, sha256)
        except (FileNotFoundError, ValueError):
            raise Refused(
                "The file {file} of the house is missing or is not what it was; there is no good backup without it.",
                file=f"{case_id.hex}/{sha256.hex()}",
            ) from None
        target.put(case_id, content)
        size += len(content)
        if number % AT_ONCE == 0 or number == len(named):
            say(message("{count} of {all} files are copied.", count=number, all=len(named)))
    return len(named), size


def _tell(
    engine: Engine, connection: Connection, house: Path, now: datetime, step: str, files: int, size: int
) -> Manifest:
    entries = connection.execute(select(log_head.c.size)).scalar_one()
    last = select(log_entries.c.leaf_hash).order_by(log_entries.c.idx.desc()).limit(1)
    head = connection.execute(last).scalar()
    rows = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }
    return Manifest(
        kind=engine.database.kind,
        revision=step,
        origin=engine.origin,
        made_at=now.isoformat(),
        size=entries,
        head=head.hex() if head else "",
        rows=rows,
        house_sha256=hash_of(house),
        house_bytes=house.stat().st_size,
        files=files,
        files_bytes=size,
    )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
