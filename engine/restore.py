"""Restore: pour a backup into an empty house, in one transaction that is committed only when all of it was found whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, inspect, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from engine.columns import metadata
from engine.database import Database, DatabaseUnavailable, is_connection_lost, open_database
from engine.document import KEPT_FILES
from engine.errors import Refused
from engine.files import Files
from engine.fold import BrokenLog, differences
from engine.log import events
from engine.manifest import Manifest, hash_of, read_manifest
from engine.sequence import log_entries, log_head
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from engine.setting import register_stamp

HOUSE, FILES = "house.sqlite3", "files"
AT_ONCE = 1000
ALWAYS_THERE = (log_head, register_stamp)
"""Tables with one row in every house, also in an empty one."""


def restore(database: Database, files: Files, folder: Path, *, revision: str) -> Manifest:
    """Restore the house of this backup into tables that are there and empty. What is not whole changes no table."""
    manifest = read_manifest(folder)
    check_fits(manifest, database.kind, revision)
    with database.read() as here:
        refuse_where_somebody_lives(here)
    with opened_house(folder, manifest) as there:
        for case_id, content in _files(folder, _named(there), manifest):
            files.put(case_id, content)
        with database.begin() as here:
            refuse_where_somebody_lives(here)
            pour(there, here)
            _go_on_counting(here)
            check_house(here, manifest)
    return manifest


def refuse_where_somebody_lives(connection: Connection) -> None:
    """An empty house is one in which nothing has ever happened; without tables nothing has."""
    if not inspect(connection).has_table(events.name):
        return
    if connection.execute(select(events.c.id).limit(1)).first() is not None:
        raise Refused("There is a house here already; a backup is restored into an empty one only.")


def check_fits(manifest: Manifest, kind: str, revision: str) -> None:
    """A backup goes back to the tables it came from."""
    if manifest.revision != revision:
        raise Refused(
            "This backup was made by another version of the program: its tables are at {theirs}, here they are at "
            "{ours}. Restore it with that version, then migrate.",
            theirs=manifest.revision,
            ours=revision,
        )
    if manifest.kind != kind:
        raise Refused(
            "This backup is of a house on {theirs} and cannot be restored on {ours}.",
            theirs=manifest.kind,
            ours=kind,
        )


def check_backup(folder: Path, manifest: Manifest) -> None:
    """Restore it into a scratch house, beside it and gone afterwards, and check that everything promised is there."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        place = f"sqlite:///{Path(scratch) / 'scratch.sqlite3'}"
        with closing(open_database(place, create=True)) as database:
            metadata.create_all(database.engine)
            with opened_house(folder, manifest) as there, database.begin() as here:
                named = _named(there)
                pour(there, here)
                check_house(here, manifest)
    for _ in _files(folder, named, manifest):
        pass


@contextmanager
def opened_house(folder: Path, manifest: Manifest) -> Iterator[Connection]:
    """The tables of a backup, read from a copy: opening a database writes beside it, and a backup stays as it is."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        copy = Path(scratch) / HOUSE
        try:
            shutil.copyfile(folder / HOUSE, copy)
        except FileNotFoundError:
            raise Refused("The file {file} is missing from the backup.", file=HOUSE) from None
        if hash_of(copy) != manifest.house_sha256:
            raise Refused("The file {file} of the backup is not what it was.", file=HOUSE)
        copy.chmod(0o600)
        with ExitStack() as opened:
            try:
                database = opened.enter_context(closing(open_database(f"sqlite:///{copy}")))
                connection = opened.enter_context(database.read())
                found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            except (DatabaseUnavailable, DatabaseError) as error:
                raise _not_whole("its tables") from error
            if found != "ok":
                raise _not_whole("its tables")
            yield connection


def pour(there: Connection, here: Connection) -> None:
    """Every row of every table, parents before children. It may take longer than a command would be left to idle."""
    for connection in (there, here):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    for table in ALWAYS_THERE:
        here.execute(delete(table))
    try:
        for table in metadata.sorted_tables:
            found = there.execute(select(table), execution_options={"yield_per": AT_ONCE})
            for part in found.mappings().partitions():
                here.execute(insert(table), [dict(row) for row in part])
    except (IntegrityError, OperationalError) as error:
        if is_connection_lost(error):
            raise
        raise _not_whole("its tables") from error


def _go_on_counting(connection: Connection) -> None:
    """Let new positions follow the restored ones; the embedded database does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        for column in table.primary_key:
            if column.autoincrement is True:
                last = connection.execute(select(func.max(column))).scalar() or 0
                counter = text("SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)")
                connection.execute(counter, {"table": table.name, "column": column.name, "next": last + 1})


def check_house(connection: Connection, manifest: Manifest) -> None:
    """Whether these tables are those of the manifest: row counts, the log's places and hashes, and what it folds into."""
    for table in metadata.sorted_tables:
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if count != manifest.rows.get(table.name):
            raise _not_whole(table.name)
    _check_log(connection, manifest)
    outside = {"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}
    try:
        wrong = differences(connection, outside=outside)
    except (BrokenLog, ValueError, LookupError, TypeError) as error:  # or what lies there is no event at all
        raise _not_whole("its log") from error
    if wrong:
        raise _not_whole(wrong[0].split(" ")[0])


def _check_log(connection: Connection, manifest: Manifest) -> None:
    joined = select(log_entries.c.idx, log_entries.c.leaf_hash, events.c.leaf_hash.label("of_event"))
    joined = joined.outerjoin(events, events.c.id == log_entries.c.event_id).order_by(log_entries.c.idx)
    last = b""
    for number, row in enumerate(connection.execute(joined)):
        if row.idx != number or row.leaf_hash != row.of_event:
            raise _not_whole("its log")
        last = row.leaf_hash
    size = connection.execute(select(log_head.c.size)).scalar_one()
    if (size, last.hex()) != (manifest.size, manifest.head) or size != manifest.rows["log_entries"]:
        raise _not_whole("its log")


def _named(connection: Connection) -> list[tuple[UUID, bytes]]:
    """The files that versions of documents name."""
    return [(row.case_id, row.sha256) for row in connection.execute(KEPT_FILES)]


def _files(folder: Path, named: list[tuple[UUID, bytes]], manifest: Manifest) -> Iterator[tuple[UUID, bytes]]:
    kept, size = Files(folder / FILES), 0
    for case_id, sha256 in named:
        name = f"{FILES}/{case_id.hex}/{sha256.hex()}"
        try:
            content = kept.get(case_id, sha256)
        except FileNotFoundError:
            raise Refused("The file {file} is missing from the backup.", file=name) from None
        except ValueError:
            raise Refused("The file {file} of the backup is not what it was.", file=name) from None
        size += len(content)
        yield case_id, content
    if (len(named), size) != (manifest.files, manifest.files_bytes):
        raise _not_whole(FILES)


def _not_whole(what: str) -> Refused:
    return Refused("The backup is not whole: {what} is not what it was.", what=what)
