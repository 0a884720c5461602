"""What changed between two instants, row by row and value by value, with the event that did it; from the log and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.change import PATCHED
from engine.fold import Row, Tables, cells_of, key_of_row
from engine.queries.streams import Told, folded

Place = tuple[str, tuple[Any, ...]]
Name = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that is another one now: a column, and of a patched one the key; `event` is what wrote it last."""

    column: str
    part: str | None
    before: Any
    after: Any
    event: UUID


@dataclass(frozen=True, slots=True)
class Changed:
    """A row of the record that was written between the two instants; without `before` it is new."""

    table: str
    key: tuple[Any, ...]
    before: Row | None
    after: Row
    cells: tuple[Cell, ...]
    event: UUID

    def cell(self, column: str) -> Cell | None:
        """What became of a column."""
        return next((each for each in self.cells if each.column == column and each.part is None), None)


@dataclass(slots=True)
class _Written:
    """What was written to one row: by which event first, and each value by which event last."""

    first: UUID
    last: dict[Name, UUID] = field(default_factory=dict)


def changed(past: Sequence[Told], later: Sequence[Told]) -> tuple[Tables, list[Changed]]:
    """The tables at the end, and each row that differs from what the past left: what was changed and changed back is none."""
    before, after = folded(past), folded(_in_order([*past, *later]))
    found = []
    for (table, key), written in _written(later).items():
        old, new = before[table].get(key), after[table][key]
        cells = tuple(_cells(table, old, new, written))
        if cells or old is None:
            found.append(Changed(table, key, old, new, cells, written.first))
    return after, found


def _in_order(told: list[Told]) -> list[Told]:
    """Each stream ascending, whatever the order in which they were cut."""
    return sorted(told, key=lambda each: (each.event["stream"], each.event["seq"]))


def _written(later: Sequence[Told]) -> dict[Place, _Written]:
    """Every row that these events write, in the order of their instants."""
    found: dict[Place, _Written] = {}
    for each in sorted(later, key=lambda told: (told.at, told.event["tx"], told.event["step"])):
        for number, row in enumerate(each.event["rows"]):
            place = row["t"], key_of_row(row)
            written = found.setdefault(place, _Written(each.id))
            written.last.update(dict.fromkeys(cells_of(each.event, number), each.id))
    return found


def _cells(table: str, old: Row | None, new: Row, written: _Written) -> Iterator[Cell]:
    for (column, part), event in written.last.items():
        before, after = (_value(table, row, column, part) for row in (old, new))
        if before != after:
            yield Cell(column, part, before, after, event)


def _value(table: str, row: Row | None, column: str, part: str | None) -> Any:
    value = None if row is None else row[column]
    return (value or {}).get(part) if (table, column) in PATCHED else value
