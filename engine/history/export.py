"""The whole history as one file that anybody can verify: tiles (C2SP tlog-tiles), what is disclosed, checkpoints, the tables."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, func, select

from engine.change import plain_value
from engine.columns import from_json
from engine.errors import Refused
from engine.history.checkpoints import Sealed, all_sealed, newest
from engine.history.epoch import OPENED
from engine.history.erasure import EXECUTED
from engine.history.leaves import orphan
from engine.history.tree import Tree
from engine.history.verify import TILE, tile_path
from engine.log import disclosures, events
from engine.messages import Message, message
from engine.sequence import log_entries, log_head
from engine.session import SESSION_COLUMNS_OUTSIDE_HISTORY
from engine.tables import RECORD

Say = Callable[[Message], None]
LEVELS_A_TILE = 8
AT_ONCE = 2000
OUTSIDE = {"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}


def export_history(connection: Connection, into: Path, origin: str, say: Say) -> Sealed:
    """Write the history as it stands in this transaction, and give the checkpoint that signs it.

    Refused where nothing is signed yet, where an event has no place in the log yet, where an entry has lost its event, and
    where what answers for missing words or entries is not signed yet.
    """
    sealed = newest(connection, origin)
    if sealed is None:
        raise Refused("Nothing is signed yet: start the sealer, and wait for its first checkpoint.")
    size = connection.execute(select(log_head.c.size)).scalar_one()
    _refuse_unfinished(connection, size, sealed.checkpoint.size)
    unchecked = into.with_name(into.name + ".part")
    with zipfile.ZipFile(unchecked, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        _write_log(connection, file, size, say)
        _write_lines(file, "disclosures.jsonl", _disclosed(connection))
        say(message("The tables are written."))
        for table in RECORD.values():
            _write_lines(file, f"tables/{table.name}.jsonl", _rows(connection, table))
        file.writestr("checkpoints", "".join(f"{each.note}\n" for each in all_sealed(connection)))
        file.writestr("checkpoint", str(sealed.note))
    unchecked.rename(into)
    return sealed


def _refuse_unfinished(connection: Connection, size: int, signed: int) -> None:
    """What could not be read to the end, or would look as if somebody had taken something away alone."""
    if (index := orphan(connection)) is not None:
        raise Refused("Entry {index} of the log has no event any more: tell the auditors.", index=index)
    if size != connection.execute(select(func.count()).select_from(events)).scalar_one():
        raise Refused("Something happens at this moment: try again in a few seconds.")
    answers = select(log_entries.c.idx).join(events, events.c.id == log_entries.c.event_id)
    answers = answers.where(events.c.kind.in_((EXECUTED, OPENED)))
    if connection.execute(answers.where(log_entries.c.idx >= signed).limit(1)).first() is not None:
        raise Refused(
            "Something was erased or a loss put on record a moment ago, and that is not signed yet: try again in a minute."
        )


def _write_log(connection: Connection, file: zipfile.ZipFile, size: int, say: Say) -> None:
    """The entries and the tiles of the tree above them."""
    tree, index = Tree(), []
    for start in range(0, size, TILE):
        rows = _entries(connection, start, min(start + TILE, size))
        tree.extend(row.leaf_hash for row in rows)
        bundle = b"".join(len(row.body).to_bytes(2) + bytes(row.body) for row in rows)
        file.writestr(f"tile/entries/{_place(start // TILE, len(rows))}", bundle)
        index += [_beside(row) for row in rows]
        if (start // TILE) % 40 == 39:
            say(message("{done} of {size} entries are written.", done=start + len(rows), size=size))
    _write_lines(file, "index.jsonl", index)
    for level in range(0, len(tree.levels), LEVELS_A_TILE):
        full = tree.levels[level]
        for start in range(0, len(full), TILE):
            tile = full[start : start + TILE]
            file.writestr(f"tile/{level // LEVELS_A_TILE}/{_place(start // TILE, len(tile))}", b"".join(tile))


def _place(number: int, width: int) -> str:
    return tile_path(number) if width == TILE else f"{tile_path(number)}.p/{width}"


def _entries(connection: Connection, start: int, stop: int) -> list[Any]:
    query = (
        select(log_entries.c.idx, log_entries.c.leaf_hash, events)
        .join(events, events.c.id == log_entries.c.event_id)
        .where(log_entries.c.idx >= start, log_entries.c.idx < stop)
        .order_by(log_entries.c.idx)
    )
    found = connection.execute(query).all()
    if [row.idx for row in found] != list(range(start, stop)):
        raise Refused("The log has a gap between the entries {start} and {stop}.", start=start, stop=stop)
    return list(found)


def _beside(row: Any) -> list[Any]:
    """The columns beside an entry, by which people search."""
    columns = (
        row.id,
        row.stream_kind,
        row.stream_id,
        row.seq,
        row.kind,
        row.actor,
        row.for_organization,
        row.at,
    )
    return [plain_value(each) for each in columns]


def _disclosed(connection: Connection) -> Iterator[list[Any]]:
    """What is disclosed, in the order of the log."""
    query = (
        select(log_entries.c.idx, disclosures.c.name, disclosures.c.salt, disclosures.c.value)
        .join(disclosures, disclosures.c.event_id == log_entries.c.event_id)
        .order_by(log_entries.c.idx, disclosures.c.name)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in connection.execute(query):
        yield [row.idx, row.name, row.salt.hex(), from_json(row.value)]


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    """First the names of the key, then each row: its key, and every column that says something."""
    keys = [column.name for column in table.primary_key]
    yield keys
    named = [c.name for c in table.columns if c.name not in {*keys, *OUTSIDE.get(table.name, ())}]
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=AT_ONCE)
    for row in connection.execute(query):
        told = row._mapping  # noqa: SLF001 - SQLAlchemy's own word for a row by name
        columns = {name: plain_value(told[name]) for name in named if told[name] is not None}
        yield [[plain_value(told[key]) for key in keys], columns]


def _write_lines(file: zipfile.ZipFile, name: str, lines: Iterable[Any]) -> None:
    with file.open(name, "w") as into:
        _lines(into, lines)


def _lines(into: IO[bytes], lines: Iterable[Any]) -> None:
    for line in lines:
        into.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
