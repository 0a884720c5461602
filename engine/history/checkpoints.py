"""Checkpoints as the sealer has signed them, and what witnesses have put under them. Both are only ever added to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.append_only import append_only
from engine.columns import Hash, Instant, metadata
from engine.errors import Refused
from engine.history.keys import Unreadable
from engine.history.note import Checkpoint, Note, Signature

_Size = BigInteger().with_variant(Integer, "sqlite")

checkpoints = append_only(
    Table(
        "checkpoints",
        metadata,
        Column("origin", Text, primary_key=True),
        Column("size", _Size, primary_key=True, autoincrement=False),
        Column("root", Hash, nullable=False),
        Column("note", Text, nullable=False),
        Column("at", Instant, nullable=False),
    )
)

cosignatures = append_only(
    Table(
        "cosignatures",
        metadata,
        Column("origin", Text, primary_key=True),
        Column("size", _Size, primary_key=True, autoincrement=False),
        # Name and number of the witness's key.
        Column("witness", Text, primary_key=True),
        Column("line", Text, nullable=False),
        Column("at", Instant, nullable=False),
    )
)

_put_checkpoint = {
    "sqlite": sqlite.insert(checkpoints).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(checkpoints).on_conflict_do_nothing(),
}
_put_cosignature = {
    "sqlite": sqlite.insert(cosignatures).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(cosignatures).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A signed checkpoint with everything that stands under it, and when it was signed."""

    checkpoint: Checkpoint
    note: Note
    at: datetime


def put_checkpoint(connection: Connection, note: Note, at: datetime) -> None:
    """Keep what was signed; the same once more changes nothing. Refused where another tree of this size is kept."""
    told = Checkpoint.read(note.text)
    key = {"origin": told.origin, "size": told.size}
    query = select(checkpoints.c.root).filter_by(**key)
    root = connection.execute(query).scalar()
    if root is None:
        values = {**key, "root": told.root, "note": str(note), "at": at}
        connection.execute(_put_checkpoint[connection.dialect.name], values)
    elif root != told.root:
        raise Refused(
            "The house keeps another checkpoint of {size} entries than the one that is signed: tell the auditors.",
            size=told.size,
        )


def put_cosignature(connection: Connection, told: Checkpoint, line: Signature, at: datetime) -> bool:
    """Keep what a witness has put under a checkpoint; whether it is new."""
    key = {"origin": told.origin, "size": told.size, "witness": f"{line.name}+{line.key.hex()}"}
    # SQLite's guard refuses a second row of a key before ON CONFLICT is asked; so we look first.
    if connection.execute(select(cosignatures.c.at).filter_by(**key)).first() is not None:
        return False
    values = {**key, "line": str(line), "at": at}
    connection.execute(_put_cosignature[connection.dialect.name], values)
    return True


def newest(connection: Connection, origin: str, *, most: int | None = None) -> Sealed | None:
    """The checkpoint of the largest tree, or of the largest with at most so many entries."""
    query = select(checkpoints).where(checkpoints.c.origin == origin)
    if most is not None:
        query = query.where(checkpoints.c.size <= most)
    row = connection.execute(query.order_by(checkpoints.c.size.desc()).limit(1)).first()
    return _sealed(connection, row) if row is not None else None


def at_size(connection: Connection, origin: str, size: int) -> Sealed | None:
    """The checkpoint of a tree of this size."""
    sealed = newest(connection, origin, most=size)
    return sealed if sealed is not None and sealed.checkpoint.size == size else None


def downwards(connection: Connection, origin: str) -> Iterator[Sealed]:
    """The checkpoints, that of the largest tree first; what cannot be read is none."""
    query = select(checkpoints).where(checkpoints.c.origin == origin).order_by(checkpoints.c.size.desc())
    for row in connection.execute(query):
        with suppress(Unreadable):
            yield _sealed(connection, row)


def kept_from(connection: Connection, origin: str, size: int) -> Iterator[Sealed]:
    """The checkpoints of trees of this size and of larger ones."""
    query = select(checkpoints).where(checkpoints.c.origin == origin, checkpoints.c.size >= size)
    for row in connection.execute(query.order_by(checkpoints.c.size)).all():
        yield _sealed(connection, row)


def first_with(connection: Connection, origin: str, index: int) -> Sealed | None:
    """The first checkpoint in whose tree this entry is."""
    query = select(checkpoints).where(checkpoints.c.origin == origin, checkpoints.c.size > index)
    row = connection.execute(query.order_by(checkpoints.c.size).limit(1)).first()
    return _sealed(connection, row) if row is not None else None


def all_sealed(connection: Connection) -> Iterator[Sealed]:
    """Every checkpoint, the oldest first."""
    for row in connection.execute(select(checkpoints).order_by(checkpoints.c.at, checkpoints.c.size)).all():
        yield _sealed(connection, row)


def _sealed(connection: Connection, row: Any) -> Sealed:
    origin, size, _, written, at = row
    under = select(cosignatures.c.line).where(cosignatures.c.origin == origin, cosignatures.c.size == size)
    note = Note.read(written)
    lines = [line for (line,) in connection.execute(under.order_by(cosignatures.c.witness))]
    for line in lines:
        note = note.gathered(_one_line(note, line))
    return Sealed(Checkpoint.read(note.text), note, at)


def _one_line(note: Note, line: str) -> tuple[Signature, ...]:
    """A line that somebody has spoilt in the database is no signature; it does not hide the others."""
    try:
        return Note.read(f"{note.text}\n{line}").signatures
    except Unreadable:
        return ()
