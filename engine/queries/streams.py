"""Streams of the log as they were written up to an instant: each event with what is disclosed of it, each stream ascending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, select

from engine.columns import from_json
from engine.errors import Refused
from engine.fold import BrokenLog, Disclosed, Tables, fold
from engine.log import disclosures, events, parse
from engine.messages import mark

BROKEN_RULE = "broken-log"
BROKEN = mark(
    "This part of the history contradicts itself, so nothing is folded from it: {what}. Whoever keeps the house verifies the log."
)


@dataclass(frozen=True)
class Told:
    """An event as it is stored, with the salts and values that are still disclosed of it."""

    id: UUID
    at: datetime
    body: bytes
    leaf: bytes
    disclosed: Disclosed

    @cached_property
    def event(self) -> dict[str, Any]:
        """What its bytes say."""
        try:
            return parse(self.body)
        except ValueError as error:
            raise Refused(BROKEN, what=str(error), rule=BROKEN_RULE) from error

    @property
    def reason(self) -> Any:
        """The words of the act, if it came with any."""
        return self.disclosed["w_reason"][1] if "w_reason" in self.disclosed else None


def read_streams(
    connection: Connection, which: ColumnElement[bool], until: datetime | None = None
) -> list[Told]:
    """Every event under a condition on `events`, with its disclosures."""
    chosen = which if until is None else and_(which, events.c.at <= until)
    opened: dict[UUID, dict[str, tuple[bytes, Any]]] = {}
    ours = select(events.c.id).where(chosen)
    for row in connection.execute(select(disclosures).where(disclosures.c.event_id.in_(ours))):
        opened.setdefault(row.event_id, {})[row.name] = (row.salt, from_json(row.value))
    query = select(events.c.id, events.c.at, events.c.body, events.c.leaf_hash).where(chosen)
    ordered = query.order_by(events.c.stream_kind, events.c.stream_id, events.c.seq)
    return [
        Told(row.id, row.at, bytes(row.body), row.leaf_hash, opened.get(row.id, {}))
        for row in connection.execute(ordered)
    ]


def of_cases(ids: Iterable[UUID]) -> ColumnElement[bool]:
    """The condition on `events`: those of these cases."""
    return and_(events.c.stream_kind == "case", events.c.stream_id.in_(list(ids)))


def folded(told: Iterable[Told]) -> Tables:
    """The tables of record, as these events leave them; Refused, with what is wrong, where they contradict themselves."""
    try:
        return fold((each.body, each.leaf, each.disclosed) for each in told)
    except (BrokenLog, ValueError, LookupError, TypeError) as error:  # or what lies there is no event at all
        raise Refused(BROKEN, what=str(error), rule=BROKEN_RULE) from error
