"""What a case that another one opens begins with: its type, its title, values and rows, for each row or once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.definition import CaseDefinition, Field, Open
from engine.errors import Refused
from engine.values import is_empty, kept
from engine.view import RowView
from engine.work import Work


def opened_by(work: Work, effect: Open) -> CaseDefinition:
    """The type of case that an effect opens; refused while that type is not built."""
    key = effect.definition
    if not isinstance(key, str):
        assert effect.chosen_by is not None
        key = key[getattr(work.view, effect.chosen_by.key)]
    definition = work.snapshot.registry.find(key)
    if definition is None:
        raise Refused("There is no case type “{key}” here yet; the case stays as it is.", key=key)
    return definition


def opened_for(work: Work, effect: Open) -> Iterable[RowView | None]:
    """The rows for each of which a case is opened; where it is opened once, nothing stands for the row."""
    return work.view.rows(effect.each) if effect.each is not None else (None,)


def carried_title(work: Work, effect: Open, row: RowView | None) -> str:
    """What the opened case is called: as it is told, else as ours."""
    title = effect.title
    if title is None:
        return work.snapshot.case.title
    return str(_asked(work, title, row) if callable(title) else _stored(work, title, row))


def carried_rows(work: Work, effect: Open) -> dict[str, list[dict[str, Any]]]:
    """The rows that an opened case begins with, by its own item keys."""
    mine = [r for r in work.snapshot.items if r.standing]
    return {
        theirs: [dict(r.data) for r in mine if r.item == ours.key]
        for theirs, ours in (effect.rows or {}).items()
    }


def carried_values(work: Work, effect: Open, theirs: CaseDefinition, row: RowView | None) -> dict[str, Any]:
    """The field values that an opened case begins with, in their stored form: what it accepts, then what we hand over."""
    case = work.snapshot.case
    accepted = theirs.accepts.get(case.definition, {})
    values = {key: case.data.get(published) for key, published in accepted.items()}
    for key, ours in (effect.carry or {}).items():
        values[key] = _carried(work, theirs.field_by_key[key], ours, row)
    return {key: value for key, value in values.items() if not is_empty(value)}


def _carried(work: Work, field: Field, ours: Any, row: RowView | None) -> Any:
    if isinstance(ours, Field):
        return _stored(work, ours, row)
    return kept(field, _asked(work, ours, row)) if callable(ours) else ours


def _asked(work: Work, function: Any, row: RowView | None) -> Any:
    return function(work.view) if row is None else function(work.view, row)


def _stored(work: Work, field: Field, row: RowView | None) -> Any:
    """The stored form of a column of the row, or of a field of the case."""
    held = row.row.data if row is not None and row.has(field) else work.snapshot.case.data
    return held.get(field.key)
