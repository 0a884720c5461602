"""A change: what a command wants written, as events and the row changes they carry. Pure; the store writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.columns import new_id, to_micros
from engine.errors import Refused
from engine.history.tree import Tree
from engine.idempotency import asked_by
from engine.log import MOST_BYTES, canonical, commitment, leaf_hash, new_salt

EVENT_VERSION = 1
Key = tuple[Any, ...]

# JSON columns that an event changes key by key; all others it replaces whole.
PATCHED = frozenset(
    {("cases", "data"), ("cases", "visits"), ("cases", "rounds"), ("items", "data"), ("positions", "data")}
)
# Columns that always hold personal or confidential words. Field values are judged by their definition instead.
COMMITTED = {
    "cases": frozenset({"title"}),
    "positions": frozenset({"reason", "evidence"}),
    "documents": frozenset({"filename"}),
    "comments": frozenset({"body"}),
    "links": frozenset({"note"}),
    "overrides": frozenset({"reason"}),
    "absences": frozenset({"since", "until", "scope"}),
    "notices": frozenset({"evidence"}),
    "people": frozenset({"email", "name", "password", "preferences"}),
    "sessions": frozenset({"secret"}),
    "tokens": frozenset({"label", "secret"}),
    "webhooks": frozenset({"label", "target", "salt", "former_salt"}),
    "erasures": frozenset({"reason"}),
}
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who typed, for which organization, in which capacity, on whose behalf. Without a person: the system, or nobody known."""

    person: UUID | None = None
    organization: UUID | None = None
    capacity: str = "system"
    behalf: UUID | None = None


SYSTEM = Actor()
ANONYMOUS = Actor(capacity="anonymous")


@dataclass(slots=True)
class RowChange:
    """One row inserted or updated. `secret` names the keys of a patched column that are committed, not shown."""

    table: str
    key: Key
    inserted: bool
    values: dict[str, Any]
    secret: frozenset[str] = NOTHING


@dataclass(slots=True)
class Event:
    """An event in the making: one step of one stream."""

    stream: tuple[str, UUID]
    kind: str
    at: datetime
    actor: Actor
    facts: dict[str, Any] = field(default_factory=dict)
    # Words of the act itself, such as its reason: committed, never shown in clear.
    words: dict[str, str] = field(default_factory=dict)
    rows: list[RowChange] = field(default_factory=list)
    id: UUID = field(default_factory=new_id)
    due: datetime | None = None
    noticed: datetime | None = None
    definition: Mapping[str, Any] | None = None
    # The level of what it is about, where that has one of its own.
    level: str | None = None
    # Whether the history is to be sealed at once after it, as it is after a result.
    urgent: bool = False

    @property
    def closes(self) -> bool:
        """Whether a case comes to a result by it."""
        return any(row.table == "cases" and row.values.get("result") is not None for row in self.rows)

    def insert(self, table: str, key: Key, values: dict[str, Any], secret: Iterable[str] = ()) -> None:
        """A new row; values that are nothing need not be named."""
        self.rows.append(RowChange(table, key, True, values, frozenset(secret)))

    def update(self, table: str, key: Key, values: dict[str, Any], secret: Iterable[str] = ()) -> None:
        """Other values for some columns; of a patched column only the keys that change. One entry a row and event."""
        row = next((r for r in self.rows if r.table == table and r.key == key), None)
        if row is None:
            self.rows.append(RowChange(table, key, False, dict(values), frozenset(secret)))
            return
        row.secret |= frozenset(secret)
        for column, value in values.items():
            if (table, column) in PATCHED and column in row.values:
                row.values[column] = {**row.values[column], **value}
            else:
                row.values[column] = value


@dataclass(slots=True)
class Head:
    """Where a stream stands: the number of its events, the hash of the last one and its instant."""

    seq: int = 0
    leaf: bytes = bytes(32)
    at: datetime | None = None


@dataclass(slots=True)
class Change:
    """Everything one command writes. `heads` are the streams as the command found them, under their locks."""

    events: list[Event] = field(default_factory=list)
    heads: dict[tuple[str, UUID], Head] = field(default_factory=dict)
    wakes: list[UUID] = field(default_factory=list)
    # Files to be there before the commit: case, SHA-256, content.
    files: list[tuple[UUID, bytes, bytes]] = field(default_factory=list)
    # Files that one case takes over from another: from, to, SHA-256.
    copies: list[tuple[UUID, UUID, bytes]] = field(default_factory=list)
    # The case it is about, where it is about one.
    case_id: UUID | None = None
    # The idempotency key: the id of the first event.
    key: UUID | None = None
    # The whole value behind each patched column, alive until it is written: (table, key, column) to the value.
    whole: dict[tuple[str, Key, str], dict[str, Any]] = field(default_factory=dict)
    register_changed: bool = False
    # The name of the log, where this change gives it one: from its own events on.
    origin: str | None = None
    result: Any = None

    def event(self, stream: tuple[str, UUID], kind: str, at: datetime, actor: Actor, **words: Any) -> Event:
        """Begin the next event. A stream's time never runs backwards."""
        head = self.heads.setdefault(stream, Head())
        latest = max((e.at for e in self.events if e.stream == stream), default=head.at)
        event = Event(stream, kind, at if latest is None else max(at, latest), actor, **words)
        if self.key is not None and not self.events:
            event.id = UUID(int=self.key.int)
            event.words.update(asked_by(self.key))
        self.events.append(event)
        return event


@dataclass(slots=True)
class Written:
    """An event as it goes into the tables: canonical bytes, their hash, and what they commit to."""

    event: Event
    seq: int
    body: bytes
    leaf: bytes
    disclosed: list[dict[str, Any]]


def compose(
    change: Change,
    *,
    origin: str,
    build: str,
    node_at: datetime,
    db_at: datetime | None,
    before: Mapping[tuple[str, UUID], list[bytes]] | None = None,
) -> list[Written]:
    """The events of a change as bytes, each following the one before it in its stream.

    `before` holds the leaf hashes of the streams in which a case comes to a result: the event that says so names them all,
    so that whoever is given this case's history knows that it is whole.
    """
    transaction = new_id().hex
    leaves = {stream: list(known) for stream, known in (before or {}).items()}
    written = []
    for step, event in enumerate(change.events):
        head = change.heads[event.stream]
        whole = leaves.get(event.stream) if event.closes else None
        body, disclosed = _body(
            event,
            head,
            origin=origin,
            build=build,
            tx=transaction,
            step=step,
            clocks=(node_at, db_at),
            whole=whole,
        )
        head.seq, head.leaf, head.at = head.seq + 1, leaf_hash(body), event.at
        leaves.setdefault(event.stream, []).append(head.leaf)
        written.append(Written(event, head.seq, body, head.leaf, disclosed))
    return written


def _body(
    event: Event,
    head: Head,
    *,
    origin: str,
    build: str,
    tx: str,
    step: int,
    clocks: tuple[datetime, datetime | None],
    whole: list[bytes] | None = None,
) -> tuple[bytes, list[dict[str, Any]]]:
    disclosed: list[dict[str, Any]] = []
    commitments: dict[str, str] = {}
    rows = [_row(number, row, event.id, commitments, disclosed) for number, row in enumerate(event.rows)]
    for name, words in event.words.items():
        _commit(f"w_{name}", words, event.id, commitments, disclosed)
    actor = event.actor
    told = {
        "v": EVENT_VERSION,
        "log": origin,
        "build": build,
        "id": event.id.hex,
        "tx": tx,
        "step": step,
        "stream": [event.stream[0], event.stream[1].hex],
        "seq": head.seq + 1,
        "prev": head.leaf.hex(),
        "stream_events": None if whole is None else len(whole),
        "stream_root": None if whole is None else Tree.of(whole).root().hex(),
        "kind": event.kind,
        "at": to_micros(event.at),
        "due": _micros(event.due),
        "noticed": _micros(event.noticed),
        "node_at": to_micros(clocks[0]),
        "db_at": _micros(clocks[1]),
        "actor": actor.person.hex if actor.person else None,
        "for": actor.organization.hex if actor.organization else None,
        "capacity": actor.capacity,
        "behalf": actor.behalf.hex if actor.behalf else None,
        "def": dict(event.definition) if event.definition else None,
        "pub": event.facts,
        "rows": rows,
        "com": commitments,
    }
    body = canonical({key: value for key, value in told.items() if value is not None})
    if len(body) > MOST_BYTES:
        raise Refused("This is too much for one act: do it in smaller parts.", rule="event-size")
    return body, disclosed


def _row(
    number: int, row: RowChange, event: UUID, commitments: dict[str, str], disclosed: list[dict[str, Any]]
) -> dict[str, Any]:
    hidden = COMMITTED.get(row.table, NOTHING)
    clear: dict[str, Any] = {}
    for column, value in row.values.items():
        if value is None and row.inserted:
            continue
        if column in hidden:
            if value is None:
                clear[column] = None
            else:
                _commit(f"r{number}_{column}", plain_value(value), event, commitments, disclosed)
        elif (row.table, column) in PATCHED:
            clear[column] = _patch(f"r{number}_{column}", value, row.secret, event, commitments, disclosed)
        else:
            clear[column] = plain_value(value)
    return {
        "t": row.table,
        "k": [plain_value(part) for part in row.key],
        "op": "i" if row.inserted else "u",
        "c": clear,
    }


def _patch(
    name: str,
    values: Mapping[str, Any],
    secret: frozenset[str],
    event: UUID,
    commitments: dict[str, str],
    disclosed: list[dict[str, Any]],
) -> dict[str, Any]:
    for key in secret & values.keys():
        if values[key] is not None:
            _commit(f"{name}_{key}", plain_value(values[key]), event, commitments, disclosed)
    return {key: plain_value(value) for key, value in values.items() if key not in secret or value is None}


def _commit(
    name: str, value: Any, event: UUID, commitments: dict[str, str], disclosed: list[dict[str, Any]]
) -> None:
    salt = new_salt()
    commitments[name] = commitment(name, value, salt).hex()
    disclosed.append({"event_id": event, "name": name, "salt": salt, "value": canonical(value).decode()})


def plain_value(value: Any) -> Any:
    """A column's value as the log holds it: ids and hashes as hex, instants as microseconds."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return to_micros(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else to_micros(instant)
