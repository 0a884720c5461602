"""What the doctor reads: the log and the tables at one moment, each read once and only when somebody asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, select

from engine.columns import from_json
from engine.definition import CaseDefinition, Outcome, TaskDefinition
from engine.doctor.finding import NotRun
from engine.files import Files
from engine.history.trust import Trust
from engine.log import NotCanonical, disclosures, events, parse
from engine.messages import Message, message
from engine.registry import Registry
from engine.sequence import log_entries
from engine.tables import RECORD

Say = Callable[[Message], None]
AT_ONCE = 10_000
# What every event carries; bytes that lack any of it are no event.
WORDS = frozenset({"id", "tx", "step", "stream", "seq", "prev", "kind", "at", "pub", "rows", "com"})


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it is stored: its columns, its bytes, and what they say (nothing, where they are no event)."""

    pos: int
    id: UUID
    stream: tuple[str, UUID]
    seq: int
    kind: str
    actor: UUID | None
    organization: UUID | None
    at: datetime
    body: bytes
    leaf: bytes
    words: Mapping[str, Any]

    @property
    def name(self) -> str:
        """As a finding calls it."""
        return f"{self.kind} {self.id} ({self.stream[0]} {self.stream[1]}, {self.seq})"


@dataclass
class Records:
    """A house at one moment. Files, definitions, the clock and whom to believe are there where somebody brings them."""

    connection: Connection
    files: Files | None = None
    registry: Registry | None = None
    now: datetime | None = None
    node_at: datetime | None = None
    say: Say = lambda words: None
    trust: Trust | None = None
    _tables: dict[str, list[RowMapping]] = field(default_factory=dict)

    # The log

    @cached_property
    def stored(self) -> list[Stored]:
        """Every event, each stream in its order."""
        query = select(events).order_by(events.c.stream_kind, events.c.stream_id, events.c.seq)
        count = self.connection.execute(select(func.count()).select_from(events)).scalar_one()
        found = []
        for row in self.connection.execute(query, execution_options={"yield_per": 1000}):
            found.append(_stored(row))
            if len(found) % AT_ONCE == 0:
                self.say(message("{count} of {all} events are read.", count=len(found), all=count))
        return found

    @cached_property
    def events(self) -> list[Stored]:
        """Those whose bytes are an event."""
        return [each for each in self.stored if each.words]

    @cached_property
    def streams(self) -> Mapping[tuple[str, UUID], list[Stored]]:
        """The same by stream."""
        found: dict[tuple[str, UUID], list[Stored]] = defaultdict(list)
        for event in self.events:
            found[event.stream].append(event)
        return found

    @cached_property
    def places(self) -> list[RowMapping]:
        """The places of the log in their order."""
        return list(self.connection.execute(select(log_entries).order_by(log_entries.c.idx)).mappings())

    @cached_property
    def order(self) -> dict[UUID, tuple[int, int]]:
        """What sorts events as the log does; those without a place come last."""
        placed = {row["event_id"]: row["idx"] for row in self.places}
        return {each.id: (placed.get(each.id, len(self.places)), each.pos) for each in self.stored}

    @cached_property
    def disclosed(self) -> Mapping[UUID, dict[str, tuple[bytes, Any]]]:
        """What is disclosed of each event, by name: salt and value."""
        found: dict[UUID, dict[str, tuple[bytes, Any]]] = defaultdict(dict)
        for row in self.connection.execute(select(disclosures)):
            found[row.event_id][row.name] = (row.salt, from_json(row.value))
        return found

    # The tables of record

    def rows(self, table: str) -> list[RowMapping]:
        """Every row of a table of record."""
        if table not in self._tables:
            self._tables[table] = list(self.connection.execute(select(RECORD[table])).mappings())
        return self._tables[table]

    @cached_property
    def cases(self) -> dict[UUID, RowMapping]:
        """Cases by id."""
        return {row["id"]: row for row in self.rows("cases")}

    @cached_property
    def answers(self) -> dict[UUID, list[RowMapping]]:
        """The answers of each task that count, in the order in which they were given. An answer has the id of its event."""
        ranks = {event.id: number for number, event in enumerate(self.stored)}
        found: dict[UUID, list[RowMapping]] = defaultdict(list)
        for row in sorted(self.rows("positions"), key=lambda each: ranks.get(each["id"], -1)):
            if not row["late"]:
                found[row["task_id"]].append(row)
        return found

    # What definitions say

    def asked(self, case_id: UUID, task: str) -> TaskDefinition | None:
        """What a definition says of a task; nothing of one that stands for buttons, or of a type that is not here."""
        if self.registry is None:
            raise NotRun(message("The definitions of case types are not at hand here."))
        case = self.cases.get(case_id)
        found = self._versions.get((case["definition"], case["version"])) if case is not None else None
        return found.task_by_key.get(task) if found is not None else None

    @cached_property
    def _versions(self) -> dict[tuple[str, int], CaseDefinition]:
        known = self.registry.versions if self.registry is not None else ()
        return {(each.key, each.version): each for each in known}

    def outcome(self, answer: RowMapping) -> Outcome | None:
        """What a definition says of what was answered."""
        definition = self.asked(answer["case_id"], answer["task"])
        return definition.outcome(answer["outcome"]) if definition is not None else None


def in_force(mandate: RowMapping, at: datetime) -> bool:
    """Whether it was held at an instant, the one at which it ended included: who acted or was asked just then still held it."""
    since, until = mandate["since"], mandate["until"]
    return bool(since <= at and (until is None or at <= until))


def changes(events: Iterable[Stored], table: str) -> Iterator[tuple[Stored, Mapping[str, Any]]]:
    """The row changes that events made in a table."""
    for event in events:
        for row in event.words["rows"]:
            if row["t"] == table:
                yield event, row


def _stored(row: Any) -> Stored:
    body = bytes(row.body)
    try:
        words = parse(body)
    except (NotCanonical, ValueError, TypeError):
        words = {}
    if not isinstance(words, dict) or not words.keys() >= WORDS:
        words = {}
    stream = (row.stream_kind, row.stream_id)
    return Stored(
        row.pos, row.id, stream, row.seq, row.kind, row.actor, row.for_organization, row.at, body, row.leaf_hash, words
    )  # fmt: skip
