"""What rules ask of other cases while somebody reads: read at once, as far as the reader may know of those cases.

A command is decided again with what was missing, under its locks; a page only looks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from engine.case import Case, cases
from engine.link import Link, Told
from engine.queries.kept import kept, rights_of
from engine.queries.visible import seen_cases, visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.snapshot import Missing
from engine.store import read_links, ties_among


def elsewhere(
    engine: Engine, connection: Connection, register: Register, viewer: UUID | None
) -> Callable[[tuple[Any, ...]], Any]:
    """How a snapshot that is only read finds the ties of a linked case, and what another type has of a person."""

    @cache
    def registered(definition: str, field: str) -> dict[str, Told]:
        """By person, all in one query: a form asks about everybody whom it could offer. The newest case counts."""
        of_type = select(cases).where(
            cases.c.definition == definition, visible_cases(engine, register, viewer)
        )
        rows = connection.execute(of_type.order_by(cases.c.opened_at, cases.c.id))
        found = [Case(*row) for row in rows]
        return {
            each.data[field]: Told(definition, each.version, each.title, each.result, each.data)
            for each in found
            if each.data.get(field)
        }

    def look(wanted: tuple[Any, ...]) -> Any:
        match wanted:
            case ("links of", case_id):
                return visible_links(engine, connection, register, case_id, viewer)
            case ("looked up", definition, field, person):
                return registered(definition, field).get(person)
            case _:
                raise Missing(wanted)

    return look


def visible_links(
    engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID | None
) -> list[Link]:
    """The ties of a case to other cases that the viewer may know of."""
    key, seen = ("ties", rights_of(engine, register, viewer)), seen_cases(engine, register, viewer)
    return read_links(connection, case_id, kept(engine, key, lambda: ties_among(seen)))
