"""Rows of the case file as effects and people write them: laid down, added, held against the rules of their item."""

from __future__ import annotations

from typing import Any

from engine.columns import new_id
from engine.definition import ItemDefinition
from engine.discretion import weigh
from engine.errors import Refused
from engine.item import Item
from engine.view import RowView
from engine.work import Work


def lay_down(work: Work, item: ItemDefinition, rows: list[dict[str, Any]]) -> None:
    """Fill an item with rows: a seeded row with the same key is filled in, others are added."""
    mine = [r for r in work.snapshot.items if r.item == item.key and r.standing]
    known = {column.key for column in item.columns}
    for row in rows:
        values = {key: value for key, value in row.items() if key in known}
        same = next(
            (r for r in mine if item.unique and all(r.data.get(k) == values.get(k) for k in item.unique)),
            None,
        )
        if same is not None:
            work.set_item(same, {k: v for k, v in values.items() if same.data.get(k) != v}, item.columns)
        else:
            add_row(work, item, values)


def add_row(work: Work, item: ItemDefinition, values: dict[str, Any]) -> Item:
    """A new row at the end of an item."""
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
        actor.person,
        actor.organization,
        work.at,
    )
    work.add_item(row, item.columns)
    return row


def check_row(work: Work, item: ItemDefinition, row: Item) -> None:
    """The rules of the item, and no two standing rows alike."""
    view = work.view
    shown = RowView(view, item, row)
    for guard in item.checks:
        refusal = weigh(guard, view, work.actor.person, shown).refusal
        if refusal is not None:
            raise Refused(refusal.says, rule=refusal.rule)
    others = [r for r in work.snapshot.items if r.item == item.key and r.standing and r.id != row.id]
    if item.per_organization:
        others = [r for r in others if r.for_organization == row.for_organization]
    if item.unique and any(all(r.data.get(k) == row.data.get(k) for k in item.unique) for r in others):
        raise Refused("There is such a row in “{item}” already.", item=item.label, rule="unique-row")
