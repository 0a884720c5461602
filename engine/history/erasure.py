"""An erasure: words taken out of the record under four eyes, while the log keeps every proof.

One person asks, another approves. What goes are the disclosures of events (salt and value), the cells that held the
values, the files. The commitments stay, and each event of the kind `erasure.executed` names those it leaves unopened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Index, Integer, Table, Text, select

from engine.columns import Hash, Id, Instant, Json, metadata
from engine.log import disclosures, events, leaf_hash, read
from engine.messages import mark
from engine.sequence import log_entries

STREAM, EXECUTED = "erasure", "erasure.executed"
_REQUESTED, _APPROVED = "erasure.requested", "erasure.approved"
# A new password takes the old one out of the record; its own event says so, and nobody else need agree.
PASSWORD_SET = "person.password_set"  # noqa: S105
ASKED, WITHDRAWN, DECLINED, APPROVED = mark("asked"), mark("withdrawn"), mark("declined"), mark("executed")

# The closed list of legal grounds, by the code that the log keeps.
BASES: Mapping[str, str] = {
    "CONSENT_WITHDRAWN": mark("Consent was withdrawn"),
    "NOT_NEEDED": mark("No longer needed for its purpose"),
    "UNLAWFUL": mark("Was kept without a legal ground"),
    "OPPOSED": mark("The person opposes it, and nothing outweighs that"),
    "LEGAL_DUTY": mark("A law or an order demands it"),
    "SAFETY": mark("Somebody would be in danger"),
}

# What may be named: the words of a person; the title or fields of a case; a row, a document, a remark, an answer; an event.
PERSON, TITLE, FIELD, ROW = "person", "title", "field", "row"
DOCUMENT, REMARK, ANSWER, EVENT = "document", "remark", "answer", "event"
WHAT: Mapping[str, str] = {
    PERSON: mark("Name, address and account of a person"),
    TITLE: mark("Title of a case"),
    FIELD: mark("Fields of a case"),
    ROW: mark("A row of a case"),
    DOCUMENT: mark("A version of a document"),
    REMARK: mark("A remark"),
    ANSWER: mark("The words of an answer"),
    EVENT: mark("Words of one event"),
}

erasures = Table(
    "erasures",
    metadata,
    Column("id", Id, primary_key=True),
    # [{"what": a word of `WHAT`, "of": the id in hex, "names": [keys of fields or names of disclosures]}]
    Column("parts", Json, nullable=False),
    Column("basis", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Id, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("decided_by", Id),
    Column("decided_at", Instant),
    # When the room that the words had taken in the database was swept.
    Column("swept_at", Instant),
    Column("stream_seq", Integer, nullable=False),
    Column("stream_head", Hash, nullable=False),
    Column("stream_at", Instant, nullable=False),
    Index("erasures_by_state", "state", "asked_at"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is named. Without `names` all its words are meant."""

    what: str
    of: UUID
    names: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """As a row and the log hold it."""
        return {"what": self.what, "of": self.of.hex, "names": list(self.names)}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Part:
        """From what a row holds."""
        return cls(told["what"], UUID(told["of"]), tuple(told["names"]))


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure as its row has it."""

    id: UUID
    parts: tuple[Part, ...]
    basis: str
    reason: str
    state: str
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    swept_at: datetime | None


def read_erasures(connection: Connection, identity: UUID | None = None) -> list[Erasure]:
    """Every erasure that was asked for, the newest first; or the one with this id."""
    query = select(erasures).order_by(erasures.c.asked_at.desc(), erasures.c.id.desc())
    if identity is not None:
        query = query.where(erasures.c.id == identity)
    return [
        Erasure(row.id, tuple(map(Part.read, row.parts)), *row[2:10]) for row in connection.execute(query)
    ]


# Whether everything that is missing went with authority


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A commitment that nothing opens and that no later erasure names: somebody took the words away alone."""

    event_id: UUID
    stream: tuple[str, UUID]
    seq: int
    name: str


Place = tuple[tuple[str, UUID], int, int | None]
"""A stream, the place in it, and the place in the log where there is one already."""


def uncovered(connection: Connection, case_id: UUID | None = None) -> list[Uncovered]:
    """The disclosures, of one case or of all streams, that went without authority, in the order of their streams. Empty when all
    is well."""
    of_it = () if case_id is None else (events.c.stream_kind == "case", events.c.stream_id == case_id)
    there = {
        (row.event_id, row.name)
        for row in connection.execute(
            select(disclosures.c.event_id, disclosures.c.name)
            .join(events, events.c.id == disclosures.c.event_id)
            .where(*of_it)
        )
    }
    gone = [
        (name, row, place)
        for row, place, told in _told(connection, *of_it)
        for name in told["com"]
        if (row.id, name) not in there
    ]
    authority = _authority(connection) if gone else {}
    return [
        Uncovered(row.id, place[0], row.seq, name)
        for name, row, place in gone
        if not any(_later(each, place) for each in authority.get((row.id, name), ()))
    ]


def _told(connection: Connection, *where: ColumnElement[bool]) -> Iterator[tuple[Any, Place, dict[str, Any]]]:
    """Every event under these conditions with its place, read; one whose bytes do not have its hash says nothing."""
    columns = (events.c.id, events.c.stream_kind, events.c.stream_id, events.c.seq, events.c.leaf_hash)
    query = select(*columns, events.c.body, log_entries.c.idx).where(*where)
    query = query.outerjoin_from(events, log_entries, log_entries.c.event_id == events.c.id)
    for row in connection.execute(query.order_by(*columns[1:4])):
        if leaf_hash(bytes(row.body)) == row.leaf_hash:
            yield row, ((row.stream_kind, row.stream_id), row.seq, row.idx), read(bytes(row.body))


def _authority(connection: Connection) -> dict[tuple[UUID, str], list[Place]]:
    """What events name as erased, with the places of those events. What was done under four eyes says so in three events."""
    found: dict[tuple[UUID, str], list[Place]] = {}
    asked = _asked_and_approved(connection)
    for _row, place, told in _told(connection, events.c.kind.in_((EXECUTED, PASSWORD_SET))):
        if told["kind"] == EXECUTED and not _is_of_two(told, asked):
            continue
        for event, names in told["pub"].get("erased", {}).items():
            for name in names:
                if told["kind"] == EXECUTED or (told["kind"] == PASSWORD_SET and name.endswith("_password")):
                    found.setdefault((UUID(event), name), []).append(place)
    return found


def _asked_and_approved(connection: Connection) -> set[tuple[str, str, str | None, str | None]]:
    """What was done with erasures: which, what, by whom, and for an approval in which act."""
    found = set()
    for _row, _place, told in _told(connection, events.c.stream_kind == STREAM):
        act = told["tx"] if told["kind"] == _APPROVED else None
        found.add((told["stream"][1], told["kind"], told.get("actor"), act))
    return found


def _is_of_two(told: Mapping[str, Any], done: set[tuple[str, str, str | None, str | None]]) -> bool:
    """Whether one has asked for the erasure and another has approved it in the act that executes it."""
    facts = told["pub"]
    first, second = facts.get("requested_by"), facts.get("approved_by")
    asked = (facts.get("erasure"), _REQUESTED, first, None)
    approved = (facts.get("erasure"), _APPROVED, second, told["tx"])
    return first != second and None not in (first, second) and {asked, approved} <= done


def _later(erasure: Place, event: Place) -> bool:
    """Whether an erasure stands later in the log: in one stream by its order, else by the place; not placed yet is later."""
    (stream, seq, idx), (of_stream, of_seq, of_idx) = erasure, event
    if stream == of_stream:
        return seq > of_seq
    return idx is None or (of_idx is not None and idx > of_idx)
