"""A fact: an event of a case as the log holds it. Whom it concerns and what they are told follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from engine.columns import from_micros
from engine.log import events, parse

CASE = "case"
# Acts by which a task goes to another person.
STOOD_IN = "task.stood_in"
HANDING = {"task.delegated", "task.reassigned", "task.handed_over", STOOD_IN}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that an event wrote: its key, whether it is new, and the columns it set."""

    key: tuple[Any, ...]
    new: bool
    columns: Mapping[str, Any]

    @property
    def id(self) -> UUID:
        """The key of a row that is known by an id."""
        return UUID(self.key[0])


@dataclass(frozen=True, slots=True)
class Fact:
    """An event of a case. `actor` is who set the whole transaction off, also where the system took the step.

    `due` and `noticed` are set for clocks: when it was due, and when the tick came by; `noticed`
    also for the steps that a clock set off.
    """

    event_id: UUID
    case_id: UUID
    kind: str
    at: datetime
    due: datetime | None
    noticed: datetime | None
    actor: UUID | None
    transaction: str
    told: Mapping[str, Any]
    body: Mapping[str, Any]

    @property
    def seq(self) -> int:
        """Its place in the history of its case."""
        return int(self.body["seq"])

    @property
    def seen_at(self) -> datetime:
        """When the house came to know of it: for a clock that fired late, later than when it was due."""
        return self.noticed or self.at

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table that it wrote."""
        for row in self.body.get("rows", ()):
            if row["t"] == table:
                yield Row(tuple(row["k"]), row["op"] == "i", row["c"])


def read_bodies(connection: Connection, event_ids: list[UUID]) -> list[bytes]:
    """The bytes of the events of cases among these, in the order given."""
    query = select(events.c.id, events.c.body).where(events.c.id.in_(event_ids), events.c.stream_kind == CASE)
    found = {row.id: bytes(row.body) for row in connection.execute(query)}
    return [found[each] for each in event_ids if each in found]


Origin = tuple[UUID | None, datetime | None]


def read_fact(connection: Connection, content: bytes, origins: dict[str, Origin]) -> Fact:
    """The fact in an event's bytes. `origins` remembers who or which clock set off each transaction."""
    body = parse(content)
    transaction = body["tx"]
    if transaction not in origins:
        origins[transaction] = _origin(connection, body)
    actor, noticed = origins[transaction]
    return Fact(
        UUID(body["id"]),
        UUID(body["stream"][1]),
        body["kind"],
        from_micros(body["at"]),
        from_micros(body["due"]) if "due" in body else None,
        noticed,
        actor,
        transaction,
        body.get("pub", {}),
        body,
    )


def _origin(connection: Connection, body: dict[str, Any]) -> Origin:
    """Who typed, or when the tick came by: as this event states it, or the first of its transaction in the same case."""
    if body["step"] == 0 or "actor" in body or "noticed" in body:
        return _stated(body)
    earlier = (
        select(events.c.body)
        .where(
            events.c.stream_kind == CASE,
            events.c.stream_id == UUID(body["stream"][1]),
            events.c.seq < body["seq"],
            events.c.seq >= body["seq"] - body["step"],
        )
        .order_by(events.c.seq)
    )
    for row in connection.execute(earlier):
        before = parse(bytes(row.body))
        if before["tx"] == body["tx"]:
            return _stated(before)
    return _stated(body)


def _stated(body: dict[str, Any]) -> Origin:
    actor = UUID(body["actor"]) if "actor" in body else None
    return actor, from_micros(body["noticed"]) if "noticed" in body else None
