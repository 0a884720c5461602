"""The rows of many cases at once: one query, however many cases."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, select

from engine.item import Item, items


def rows_of(
    connection: Connection, case_ids: Collection[UUID], kinds: Collection[str]
) -> dict[UUID, list[Item]]:
    """The standing rows of these tables, by case, in their order. Whether the reader reads the table is asked before."""
    wanted = items.c.case_id.in_(case_ids) & items.c.item.in_(kinds) & items.c.standing
    found: dict[UUID, list[Item]] = {}
    query = select(items).where(wanted).order_by(items.c.case_id, items.c.item, items.c.position)
    for row in connection.execute(query):
        each = Item(*row)
        found.setdefault(each.case_id, []).append(each)
    return found
