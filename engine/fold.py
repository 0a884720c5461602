"""Folding: the events of the log rebuild every table of record, without any definition. What proves the tables.

A value that is not disclosed any more was erased: what stands for it is put in its place.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, Table, select

from engine.change import PATCHED
from engine.columns import Hash, Id, Instant, from_json, from_micros
from engine.history.erased import stands_for
from engine.log import commitment, disclosures, events, leaf_hash, parse
from engine.tables import OF_A_CASE, OWNERS, RECORD

Row = dict[str, Any]
Tables = dict[str, dict[tuple[Any, ...], Row]]
Disclosed = Mapping[str, tuple[bytes, Any]]


class BrokenLog(Exception):
    """The log contradicts itself; says which event, and keeps its id in hex."""

    def __init__(self, words: str, event: str) -> None:
        self.event = event
        super().__init__(words)


def fold(told: Iterable[tuple[bytes, bytes, Disclosed]]) -> Tables:
    """The tables of record, from (body, leaf hash, disclosures) of every event, each stream in its order."""
    tables: Tables = {name: {} for name in RECORD}
    heads: dict[tuple[str, str], tuple[int, str, int]] = {}
    for body, leaf, disclosed in told:
        event = parse(body)
        _check_place(event, body, leaf, heads)
        apply_rows(tables, event, disclosed)
        _stand(tables, event, leaf)
    return tables


def apply_rows(
    tables: Tables, event: Mapping[str, Any], disclosed: Disclosed, *, only: Container[str] = RECORD
) -> None:
    """Apply the row changes of one event, of these tables, to what was folded before."""
    for number, row in enumerate(event["rows"]):
        if row["t"] in only:
            _apply(tables, row, _opened(event, number, row, disclosed))


def key_of_row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The primary key of a row change, as the tables hold it."""
    columns = RECORD[row["t"]].primary_key
    return tuple(_value(column, part) for column, part in zip(columns, row["k"], strict=True))


def cells_of(event: Mapping[str, Any], number: int) -> set[tuple[str, str | None]]:
    """What a row change of an event writes: columns, and of a patched column its keys; also what is not disclosed any more."""
    row, prefix = event["rows"][number], f"r{number}_"
    found: set[tuple[str, str | None]] = set()
    for column, value in row["c"].items():
        patched = (row["t"], column) in PATCHED
        found |= {(column, key) for key in value} if patched else {(column, None)}
    for name in event["com"]:
        if name.startswith(prefix):
            gathered = _gathered(row["t"], {name.removeprefix(prefix): None})
            found |= {
                (c, key) for c, value in gathered.items() for key in (value if value is not None else (None,))
            }
    return found


def _check_place(
    event: Mapping[str, Any], body: bytes, leaf: bytes, heads: dict[tuple[str, str], tuple[int, str, int]]
) -> None:
    stream = (event["stream"][0], event["stream"][1])
    seq, head, at = heads.get(stream, (0, bytes(32).hex(), 0))
    if leaf_hash(body) != leaf:
        raise BrokenLog(f"event {event['id']} does not have the hash stored beside it", event["id"])
    if event["seq"] != seq + 1 or event["prev"] != head or event["at"] < at:
        raise BrokenLog(
            f"event {event['id']} does not follow the one before it in {stream[0]} {stream[1]}", event["id"]
        )
    heads[stream] = (event["seq"], leaf.hex(), event["at"])


def _opened(
    event: Mapping[str, Any], number: int, row: Mapping[str, Any], disclosed: Disclosed
) -> dict[str, Any]:
    """The confidential values of one row, each opened against its commitment."""
    prefix = f"r{number}_"
    found = {}
    for name, promised in event["com"].items():
        if not name.startswith(prefix):
            continue
        column = name.removeprefix(prefix)
        if name not in disclosed:
            found[column] = None if _patched(row["t"], column) else stands_for(row["t"], row["k"][0], column)
            continue
        salt, value = disclosed[name]
        if commitment(name, value, salt).hex() != promised:
            raise BrokenLog(
                f"event {event['id']}: what is disclosed as {name} is not what was committed", event["id"]
            )
        found[column] = value
    return found


def _patched(table: str, name: str) -> str | None:
    """The patched column of which this names a key."""
    patched = [column for owner, column in PATCHED if owner == table]
    return next((column for column in patched if name.startswith(column + "_")), None)


def _apply(tables: Tables, row: Mapping[str, Any], opened: Mapping[str, Any]) -> None:
    table, key = RECORD[row["t"]], key_of_row(row)
    names = [column.name for column in table.primary_key]
    if row["op"] == "i":
        tables[row["t"]][key] = {c.name: None for c in table.c} | dict(zip(names, key, strict=True))
    into = tables[row["t"]][key]
    for column, value in {**row["c"], **_gathered(table.name, opened)}.items():
        if (table.name, column) in PATCHED:
            merged = {**(into[column] or {}), **row["c"].get(column, {}), **value}
            into[column] = {k: v for k, v in merged.items() if v is not None}
        else:
            into[column] = _value(table.c[column], value)


def _gathered(table: str, opened: Mapping[str, Any]) -> dict[str, Any]:
    """Opened values by column: those of a patched column are named `<column>_<key>`."""
    found: dict[str, Any] = {}
    for name, value in opened.items():
        column = _patched(table, name)
        if column is None:
            found[name] = value
        else:
            found.setdefault(column, {})[name.removeprefix(column + "_")] = value
    return found


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Id):
        return UUID(value)
    if isinstance(column.type, Instant):
        return from_micros(value)
    if isinstance(column.type, Hash | LargeBinary):
        return bytes.fromhex(value)
    return value


def _stand(tables: Tables, event: Mapping[str, Any], leaf: bytes) -> None:
    kind, identity = event["stream"]
    row = tables[OWNERS[kind]].get((UUID(identity),))
    if row is None:
        raise BrokenLog(f"event {event['id']} belongs to a {kind} that was never begun", event["id"])
    row.update(stream_seq=event["seq"], stream_head=leaf, stream_at=from_micros(event["at"]))


def read_log(connection: Connection) -> Iterable[tuple[bytes, bytes, Disclosed]]:
    """Every event with what is disclosed of it, in an order in which each stream ascends."""
    opened: dict[UUID, dict[str, tuple[bytes, Any]]] = {}
    for row in connection.execute(select(disclosures)):
        opened.setdefault(row.event_id, {})[row.name] = (row.salt, from_json(row.value))
    query = select(events.c.id, events.c.body, events.c.leaf_hash).order_by(
        events.c.stream_kind, events.c.stream_id, events.c.seq
    )
    for row in connection.execute(query):
        yield bytes(row.body), row.leaf_hash, opened.get(row.id, {})


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that only the log or only the table has, or a column that says otherwise there: what is stored, what the log says."""

    table: str
    key: tuple[Any, ...]
    case_id: UUID | None
    column: str | None
    stored: Any
    told: Any

    def __str__(self) -> str:
        where = f"{self.table} {'/'.join(str(part) for part in self.key)}"
        if self.column is None:
            return f"{where}: only {'the log' if self.stored is None else 'the table'} has this row"
        return f"{where}: {self.column} is {self.stored!r}, the log says {self.told!r}"


def differences(connection: Connection, *, outside: Mapping[str, tuple[str, ...]] | None = None) -> list[str]:
    """What the tables say differently from the log: table, key and column, in words. Empty when all is well."""
    return [str(each) for each in differing(connection, outside=outside)]


def differing(
    connection: Connection, *, outside: Mapping[str, tuple[str, ...]] | None = None
) -> Iterator[Difference]:
    """The same, one by one. It folds the whole log: a second or two for each few thousand events."""
    folded = fold(read_log(connection))
    for name, table in RECORD.items():
        stored = {_key_of(table, row): row for row in _rows(connection, table)}
        yield from _differing(name, stored, folded[name], (outside or {}).get(name, ()))


def differing_of_case(connection: Connection, case_id: UUID, folded: Tables) -> Iterator[Difference]:
    """What the rows of one case say differently from the tables that its events leave."""
    for name, table in OF_A_CASE.items():
        column = table.c.id if name == "cases" else table.c.case_id
        stored = {_key_of(table, row): row for row in _rows(connection, table, column == case_id)}
        yield from _differing(name, stored, folded[name], ())


def _rows(connection: Connection, table: Table, *where: ColumnElement[bool]) -> Iterator[Row]:
    for row in connection.execute(select(table).where(*where)):
        yield dict(zip(table.c.keys(), row, strict=True))


def _key_of(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _differing(
    name: str, stored: Mapping[Any, Row], folded: Mapping[Any, Row], skip: tuple[str, ...]
) -> Iterator[Difference]:
    for key in stored.keys() | folded.keys():
        yield from _compare(name, key, stored.get(key), folded.get(key), skip)


def _compare(
    table: str, key: tuple[Any, ...], stored: Row | None, folded: Row | None, skip: tuple[str, ...]
) -> Iterator[Difference]:
    row = stored or folded or {}
    case_id = row.get("id" if table == "cases" else "case_id")
    if stored is None or folded is None:
        yield Difference(table, key, case_id, None, stored, folded)
        return
    for column, value in stored.items():
        if column not in skip and value != folded[column]:
            yield Difference(table, key, case_id, column, value, folded[column])
