"""Sweep: remove files that no version of a document names. A command stores its files before it commits; one that was
refused, killed or rolled back leaves them behind.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from engine.document import KEPT_FILES, documents
from engine.errors import Unknown
from engine.files import Stored
from engine.runtime import Engine
from engine.store import lock_case

AGE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: files removed and their bytes."""

    files: int = 0
    bytes: int = 0


def sweep(engine: Engine, *, now: datetime | None = None) -> Swept:
    """Remove what nobody names and is older than a day, case by case, while nothing can be stored for that case.

    `now` is an instant of the machine's clock, by which files are dated: not the demonstration's.
    """
    before = (now or engine.clock.now()) - AGE
    old: dict[UUID, list[Stored]] = {}
    for stored in engine.files.everything():
        if stored.at < before:
            old.setdefault(stored.case_id, []).append(stored)
    swept = [_sweep_case(engine, case_id, files, before) for case_id, files in old.items()]
    return Swept(sum(each.files for each in swept), sum(each.bytes for each in swept))


def remove_erased(engine: Engine, case_id: UUID, sha256: bytes) -> Swept:
    """Remove the file of an erased version at once, unless another version of its case still names it."""
    with engine.database.begin() as connection:
        lock_case(connection, case_id)
        lying = [stored for stored in engine.files.of_case(case_id) if stored.sha256 == sha256]
        gone = _nameless(connection, case_id, lying)
        for stored in gone:
            engine.files.remove(stored)
    return Swept(len(gone), sum(stored.size for stored in gone))


def _sweep_case(engine: Engine, case_id: UUID, files: list[Stored], before: datetime) -> Swept:
    """Look first; only where something is to go does the case stand still for it, and one looks again."""
    with engine.database.read() as connection:
        if not _nameless(connection, case_id, files):
            return Swept()
    with engine.database.begin() as connection:
        with suppress(Unknown):  # it was never opened: whoever tried to is long gone
            lock_case(connection, case_id)
        lying = [stored for stored in engine.files.of_case(case_id) if stored.at < before]
        gone = _nameless(connection, case_id, lying)
        for stored in gone:
            stored.path.unlink()
    return Swept(len(gone), sum(stored.size for stored in gone))


def _nameless(connection: Connection, case_id: UUID, files: list[Stored]) -> list[Stored]:
    """Those that no version of a document of this case names."""
    named = {row.sha256 for row in connection.execute(KEPT_FILES.where(documents.c.case_id == case_id))}
    return [stored for stored in files if stored.sha256 not in named]
