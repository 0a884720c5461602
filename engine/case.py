"""A case: one running instance of a definition, with its state, its data and its place in the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, Table, Text, type_coerce

from engine.columns import Hash, Id, Instant, Json, metadata, to_json

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("definition", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("reference", Text, nullable=False, unique=True),
    Column("number", Text, unique=True),
    Column("state", Text, nullable=False),
    Column("result", Text),
    Column("ended", Boolean, nullable=False),
    Column("opener", Id),
    Column("opened_for", Id),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data", Json, nullable=False),
    Column("visits", Json, nullable=False),
    Column("rounds", Json, nullable=False),
    Column("pauses", Json, nullable=False),
    # The last three say where the stream stands; they follow from the events, so no event names them.
    Column("stream_seq", Integer, nullable=False),
    Column("stream_head", Hash, nullable=False),
    Column("stream_at", Instant, nullable=False),
    Index("cases_by_state", "definition", "state", "opened_at"),
    Index("cases_by_change", "changed_at"),
    Index("cases_by_opener", "opener", "ended"),
)


@dataclass(slots=True)
class Case:
    """A case as a command reads it.

    `data`: field key to stored value (enum name, id as hex, microseconds, ISO date, number, list of these).
    `visits`: state key to `[times entered, since when in microseconds]`.
    `rounds`: task key to `{"no": round, "since": opening of the span or nothing, "bound": hash, "opened": of the round,
    "shown": the number people see, which counts only rounds that somebody answered}`.
    `pauses`: `[where it stood, since when, until when or nothing]`, oldest first, in microseconds.
    """

    id: UUID
    definition: str
    version: int
    code: str
    title: str
    level: str
    reference: str
    number: str | None
    state: str
    result: str | None
    ended: bool
    opener: UUID | None
    opened_for: UUID | None
    opened_at: datetime
    changed_at: datetime
    revision: int
    data: dict[str, Any] = field(default_factory=dict)
    visits: dict[str, list[int]] = field(default_factory=dict)
    rounds: dict[str, dict[str, Any]] = field(default_factory=dict)
    pauses: list[list[Any]] = field(default_factory=list)
    stream_seq: int = 0
    stream_head: bytes = bytes(32)
    stream_at: datetime | None = None

    def shown_round(self, task: str) -> int:
        """The round of a task as people count it: only those that somebody answered, and this one."""
        return int(self.rounds.get(task, {}).get("shown", 1))


def may_hold(field: str, words: str) -> ColumnElement[bool]:
    """The cases whose data may hold these words in this field; none that does is left out.

    Stored values are canonical: one value has one spelling, without spaces, so a key and its words stand in the text
    exactly like this. A case that is found need not hold them: SQLite takes capitals for small letters, and the text does
    not tell how deep a key lies. So whoever asks compares again.
    """
    return type_coerce(cases.c.data, Text).contains(f"{to_json(field)}:{to_json(words)}", autoescape=True)


def working_reference(code: str, case_id: UUID) -> str:
    """A name to call a case by before it has a number; random, so that it tells nothing of other cases."""
    letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    tail = case_id.int & ((1 << 35) - 1)
    return f"{code}-" + "".join(letters[(tail >> shift) & 31] for shift in range(30, -1, -5))
