"""The ties of a case as they stood at an instant: both directions, and what the other case was then, from the log alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from engine.case import Case
from engine.fold import Row, Tables
from engine.link import Link, links
from engine.queries.streams import folded, of_cases, read_streams
from engine.queries.visible import seen_among, seen_cases
from engine.register import Register
from engine.runtime import Engine


def ties_as_of(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    case: Case,
    tables: Tables,
    at: datetime,
) -> list[Link]:
    """The ties that stood then to cases that the viewer may know of. Which cases tie themselves to this one, the table of
    ties says; that they did so by then, their own events."""
    outgoing = list(tables["links"].values())
    others = seen_among(engine, connection, register, {row["to_case"] for row in outgoing}, viewer)
    back = select(links.c.case_id).where(links.c.to_case == case.id, links.c.at <= at)
    back = back.where(links.c.case_id.in_(seen_cases(engine, register, viewer)))
    others |= set(connection.execute(back).scalars()) - {case.id}
    if not others:
        return []
    there = folded(read_streams(connection, of_cases(others), at))
    incoming = [row for row in there["links"].values() if row["to_case"] == case.id]
    found = [_seen_from(case.id, row, there) for row in standing((*outgoing, *incoming), at)]
    return sorted((each for each in found if each is not None), key=lambda each: (each.at, each.id))


def standing(rows: Iterable[Row], at: datetime) -> list[Row]:
    """Those of these ties that had not ended."""
    return [row for row in rows if row["ended_at"] is None or row["ended_at"] > at]


def _seen_from(case_id: UUID, row: Row, there: Tables) -> Link | None:
    incoming = row["to_case"] == case_id
    other = there["cases"].get((row["case_id"] if incoming else row["to_case"],))
    if other is None:
        return None
    return Link(
        row["id"],
        row["case_id"],
        row["to_case"],
        row["type"],
        row["at"],
        incoming,
        other["id"],
        other["definition"],
        other["version"],
        other["title"] or "",
        other["state"],
        other["result"],
        other["data"],
    )
