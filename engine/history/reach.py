"""What an erasure reaches: which disclosures of which events, and with them which cells, files, letters and drafts.

The same question is asked for the preview and, under the locks, when it is executed: so a preview promises nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, and_, func, select

from engine.case import cases
from engine.columns import from_json, to_json
from engine.comment import comments
from engine.document import KEPT_FILES, Document, documents
from engine.errors import Refused, Unknown
from engine.fold import Disclosed, fold
from engine.history.erasure import ANSWER, DOCUMENT, EVENT, FIELD, PERSON, REMARK, ROW, TITLE, Part
from engine.idempotency import ASKED
from engine.item import items
from engine.log import canonical, disclosures, events, read
from engine.position import positions

Stream = tuple[str, UUID]
# Where things of a case stand that are named by their own id.
HELD: Mapping[str, Table] = {ROW: items, DOCUMENT: documents, REMARK: comments, ANSWER: positions}
# What of the tables in a person's own stream is about the person; the rest are secrets that a machine drew.
PERSONAL = ("people", "absences")
LABELS = (("tokens", "label"), ("webhooks", "label"))
AT_ONCE, SHORTEST = 500, 12


@dataclass(frozen=True, slots=True)
class Told:
    """An event as an erasure looks at it: its bytes, what is disclosed of it, and at which level it is kept."""

    id: UUID
    body: bytes
    leaf: bytes
    level: str | None
    event: Mapping[str, Any]
    opened: Disclosed


@dataclass(frozen=True, slots=True)
class Named:
    """The disclosures of one event that go."""

    event: UUID
    stream: Stream
    level: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A row of a table and the columns that hold something else afterwards."""

    table: str
    key: tuple[Any, ...]
    values: Mapping[str, Any]


@dataclass(slots=True)
class Reach:
    """Everything that goes, and the words themselves, which are looked for where copies of them lie."""

    named: list[Named] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many disclosures go."""
        return sum(len(each.names) for each in self.named)

    @property
    def cases(self) -> list[UUID]:
        """The cases whose history it touches."""
        streams = {each.stream for each in self.named} | {("case", each.case_id) for each in self.documents}
        return sorted(identity for kind, identity in streams if kind == "case")

    @property
    def print(self) -> str:
        """By what it is recognised that exactly this goes and nothing else."""
        told = [[each.event.hex, *each.names] for each in self.named] + [[d.id.hex] for d in self.documents]
        return hashlib.sha256(to_json(told).encode()).hexdigest()


def reach_of(connection: Connection, parts: Iterable[Part]) -> Reach:
    """What goes if these parts are erased; Unknown where one of them names nothing there is."""
    reach, chosen = Reach(), dict[Stream, list[Part]]()
    for part in parts:
        chosen.setdefault(stream_of(connection, part), []).append(part)
        if part.what == PERSON:
            reach.people.append(part.of)
        if part.what == DOCUMENT:
            reach.documents += _content(connection, part.of)
    for stream, mine in chosen.items():
        _of_stream(connection, stream, mine, reach)
    return reach


def stream_of(connection: Connection, part: Part) -> Stream:
    """The stream in which the events about a part stand."""
    if part.what == PERSON:
        return "person", part.of
    if part.what in (TITLE, FIELD):
        return "case", part.of
    if part.what == EVENT:
        query = select(events.c.stream_kind, events.c.stream_id).where(events.c.id == part.of)
        row = connection.execute(query).first()
    else:
        held = HELD[part.what]
        row = connection.execute(select(held.c.case_id).where(held.c.id == part.of)).first()
    if row is None:
        raise Unknown("There is no such thing in the history.")
    return (row[0], row[1]) if part.what == EVENT else ("case", row[0])


def cases_of(connection: Connection, parts: Iterable[Part]) -> list[UUID]:
    """The cases that stand still while these parts are erased, in the order in which they are locked."""
    streams = {stream_of(connection, part) for part in parts}
    return sorted(identity for kind, identity in streams if kind == "case")


def files_of(connection: Connection, parts: Iterable[Part]) -> list[tuple[UUID, bytes]]:
    """The files that these parts name, there or not any more: case and SHA-256."""
    versions = [part.of for part in parts if part.what == DOCUMENT]
    query = select(documents.c.case_id, documents.c.sha256).where(documents.c.id.in_(versions))
    return [(row.case_id, row.sha256) for row in connection.execute(query)]


def _of_stream(connection: Connection, stream: Stream, parts: list[Part], reach: Reach) -> None:
    told = _read(connection, stream)
    gone: dict[UUID, set[str]] = {}
    for each in told:
        names = {name for part in parts for name in _chosen(part, each)}
        if names:
            gone[each.id] = names
            reach.named.append(Named(each.id, stream, each.level, tuple(sorted(names))))
            reach.words += [w for name in sorted(names) for w in spoken(each.opened[name][1])]
    if not gone:
        _say_why_nothing(parts, told, reach)
        return
    before = fold((each.body, each.leaf, each.opened) for each in told)
    after = fold((each.body, each.leaf, _without(each, gone.get(each.id, set()))) for each in told)
    for table, rows in after.items():
        for key, row in rows.items():
            changed = {column: v for column, v in row.items() if before[table][key][column] != v}
            if changed:
                reach.cells.append(Cell(table, key, changed))


def _without(told: Told, names: set[str]) -> Disclosed:
    return {name: found for name, found in told.opened.items() if name not in names}


def _read(connection: Connection, stream: Stream) -> list[Told]:
    """The events of a stream in their order."""
    kind, identity = stream
    query = (
        select(events.c.id, events.c.body, events.c.leaf_hash, events.c.level)
        .add_columns(comments.c.level.label("remark"), cases.c.level.label("wide"))
        .outerjoin_from(events, comments, comments.c.id == events.c.id)
        .outerjoin(cases, cases.c.id == comments.c.case_id)
        .where(and_(events.c.stream_kind == kind, events.c.stream_id == identity))
        .order_by(events.c.seq)
    )
    rows = connection.execute(query).all()
    if not rows:
        raise Unknown("There is no such thing in the history.")
    opened = _opened(connection, [row.id for row in rows])
    return [
        Told(
            row.id, bytes(row.body), row.leaf_hash, _level(row), read(bytes(row.body)), opened.get(row.id, {})
        )
        for row in rows
    ]


def _level(row: Any) -> str | None:
    """The level at which an event is kept, where that is closer than its case."""
    found: str | None = row.remark if row.remark is not None and row.remark != row.wide else row.level
    return found


def _opened(connection: Connection, ids: list[UUID]) -> dict[UUID, dict[str, tuple[bytes, Any]]]:
    opened: dict[UUID, dict[str, tuple[bytes, Any]]] = {}
    for start in range(0, len(ids), AT_ONCE):
        mine = disclosures.c.event_id.in_(ids[start : start + AT_ONCE])
        for row in connection.execute(select(disclosures).where(mine)):
            opened.setdefault(row.event_id, {})[row.name] = (row.salt, from_json(row.value))
    return opened


# Which disclosures a part means


def _chosen(part: Part, told: Told) -> set[str]:
    """The disclosures of one event that a part means and that are still there."""
    if part.what == EVENT:
        mine = part.of == told.id
        return {name for name in told.opened if mine and (not part.names or name in part.names)}
    meant = {name for name in told.opened if name[0] == "r" and _means(part, told, name)}
    if part.what == PERSON:
        return meant | {name for name in told.opened if name.startswith("w_")}
    # The same words told as the reason of the act go with them, and the hash of the request they came in.
    values = [told.opened[name][1] for name in meant]
    beside = {n for n in told.opened if n.startswith("w_") and told.opened[n][1] in values}
    asked = {f"w_{ASKED}"} & told.opened.keys() if meant else set()
    return meant | beside | asked


def _means(part: Part, told: Told, name: str) -> bool:
    number, _, column = name.removeprefix("r").partition("_")
    row = told.event["rows"][int(number)]
    table = row["t"]
    named = not part.names or column in {f"data_{each}" for each in part.names}
    if part.what == PERSON:
        return table in PERSONAL or (table, column) in LABELS
    if part.what == TITLE:
        return (table, column) == ("cases", "title")
    if part.what == FIELD:
        return table == "cases" and bool(part.names) and named
    return table == HELD[part.what].name and row["k"][0] == part.of.hex and (named or part.what != ROW)


def _say_why_nothing(parts: list[Part], told: list[Told], reach: Reach) -> None:
    """Nothing is left to be opened there: it never was, went already, or stands in clear."""
    if any(document.id == part.of for document in reach.documents for part in parts):
        return  # its name went before; now its content goes
    rows = [row for each in told for row in each.event["rows"]]
    clear = {key for row in rows if row["t"] == "cases" for key in row["c"].get("data", {})}
    if any(part.what == FIELD and clear & set(part.names) for part in parts):
        raise Refused(
            "The history holds this field in clear, for its case type does not call it personal or confidential: "
            "it cannot be erased.",
            rule="erasure-clear",
        )
    raise Refused("There are no words left there that could be erased.", rule="erasure-nothing")


def _content(connection: Connection, version: UUID) -> Iterator[Document]:
    """The version, while its content is there."""
    row = connection.execute(select(documents).where(documents.c.id == version)).first()
    if row is not None and row.erased_at is None:
        yield Document(*row)


# Where the same words lie as well


def spoken(value: Any) -> Iterator[str]:
    """The words in a value, however deep they lie."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from spoken(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from spoken(each)


def elsewhere(connection: Connection, reach: Reach) -> int:
    """How many other events disclose exactly the same words; they stay, unless somebody asks for them too."""
    values = sorted({canonical(words).decode() for words in reach.words if len(words) >= SHORTEST})
    gone = {(each.event, name) for each in reach.named for name in each.names}
    found: set[UUID] = set()
    for start in range(0, len(values), AT_ONCE):
        same = disclosures.c.value.in_(values[start : start + AT_ONCE])
        query = select(disclosures.c.event_id, disclosures.c.name).where(same)
        found |= {row.event_id for row in connection.execute(query) if (row.event_id, row.name) not in gone}
    return len(found)


def other_cases_with(connection: Connection, document: Document) -> int:
    """How many other cases hold a file with the same content."""
    kept = KEPT_FILES.where(documents.c.sha256 == document.sha256, documents.c.case_id != document.case_id)
    return int(connection.execute(select(func.count()).select_from(kept.subquery())).scalar_one())
