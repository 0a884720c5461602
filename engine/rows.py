"""Rows of the case file as effects and people write them: laid down, added, held against the rules of their item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.columns import new_id
from engine.definition import Guard, ItemDefinition, Refusal
from engine.discretion import weigh
from engine.errors import Refused
from engine.item import Item
from engine.messages import message
from engine.values import kept
from engine.view import RowView
from engine.work import Work


def lay_down(work: Work, item: ItemDefinition, rows: list[dict[str, Any]], *, fitting: bool = False) -> None:
    """Fill an item with rows: a seeded row with the same key is filled in, others are added; with `fitting` only those that
    the rules of the item take, and what stands stays as it is. What has a default begins with it."""
    known = {column.key for column in item.columns}
    begun = {column.key: column.default for column in item.columns if column.default is not None}
    for row in rows:
        values = {key: value for key, value in row.items() if key in known}
        same = next((r for r in _standing(work, item) if _alike(item, r.data, values)), None)
        nameless = all(values.get(key) is None for key in item.unique)
        if fitting and (same is not None or nameless):
            continue
        if same is not None:
            work.set_item(same, {k: v for k, v in values.items() if same.data.get(k) != v}, item.columns)
        elif not fitting or _fits(work, item, begun | values):
            add_row(work, item, begun | values, typed=True)


def _fits(work: Work, item: ItemDefinition, values: dict[str, Any]) -> bool:
    row = Item(new_id(), work.snapshot.case.id, item.key, 0, values, True, 1, None, None, work.at)
    row.data.update(_computed(work, item, row))
    return _refusal(work, item, row, item.checks) is None


def add_row(work: Work, item: ItemDefinition, values: dict[str, Any], *, typed: bool) -> Item:
    """A new row at the end of an item. One that nobody has typed is nobody's: it names no person, though the event does."""
    place = 1 + max((r.position for r in work.snapshot.items if r.item == item.key), default=0)
    actor = work.actor
    row = Item(
        new_id(),
        work.snapshot.case.id,
        item.key,
        place,
        values,
        True,
        1,
        actor.person if typed else None,
        actor.organization if typed else None,
        work.at,
    )
    work.add_item(row, item.columns)
    return row


def check_row(work: Work, item: ItemDefinition, row: Item) -> None:
    """What is computed, the rules of the item, and no two standing rows alike."""
    told = _computed(work, item, row)
    changed = {key: value for key, value in told.items() if row.data.get(key) != value}
    if changed:
        work.fill_in(row, changed, item.columns)
    _ask(work, item, row, item.checks)
    if item.per is not None:
        _answers_a_row(work, item, item.per, row)
    others = [r for r in _standing(work, item) if r.id != row.id]
    if item.per_organization:
        others = [r for r in others if r.for_organization == row.for_organization]
    if any(_alike(item, r.data, row.data) for r in others):
        raise Refused("There is such a row in “{item}” already.", item=item.label, rule="unique-row")


def _answers_a_row(work: Work, item: ItemDefinition, asked: ItemDefinition, row: Item) -> None:
    """A line of an answer sheet is about a row that stands."""
    named = row.data.get(item.unique[0])
    if named not in {each.label for each in work.view.rows(asked)}:
        raise Refused(
            "There is no “{row}” in “{item}”.",
            row=str(named or ""),
            item=message(asked.label),
            rule="answer-sheet",
        )


def check_end(work: Work, item: ItemDefinition, row: Item) -> None:
    """The rules that stand against ending a row."""
    _ask(work, item, row, item.ends)


def _standing(work: Work, item: ItemDefinition) -> list[Item]:
    return [r for r in work.snapshot.items if r.item == item.key and r.standing]


def _alike(item: ItemDefinition, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows say the same in the columns that make a row; rows that say nothing there are not alike."""
    said = [one.get(key) for key in item.unique]
    return any(each is not None for each in said) and said == [other.get(key) for key in item.unique]


def _computed(work: Work, item: ItemDefinition, row: Item) -> dict[str, Any]:
    view = work.view
    shown = RowView(view, item, row)
    return {c.key: kept(c, c.computed(view, shown)) for c in item.columns if c.computed is not None}


def _ask(work: Work, item: ItemDefinition, row: Item, guards: tuple[Guard, ...]) -> None:
    refusal = _refusal(work, item, row, guards)
    if refusal is not None:
        raise Refused(refusal.says, rule=refusal.rule)


def _refusal(work: Work, item: ItemDefinition, row: Item, guards: tuple[Guard, ...]) -> Refusal | None:
    view = work.view
    told = (weigh(guard, view, work.actor.person, RowView(view, item, row)).refusal for guard in guards)
    return next((refusal for refusal in told if refusal is not None), None)
