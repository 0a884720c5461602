"""Evidence: what happened in one case, or one answer, as a file that proves itself to whoever holds the log's public key.

Whoever reads it needs neither this house nor its definitions. An event that its holder may not read is there by its hash
alone: that something happened between two others cannot be kept back without breaking the proof, what it was can.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from engine.columns import from_json
from engine.definition import CaseDefinition
from engine.errors import Refused, Unknown
from engine.history.checkpoints import Sealed, newest
from engine.history.erasure import EXECUTED, STREAM
from engine.history.grown import GrownTree
from engine.history.handing_on import ANNOUNCED
from engine.history.leaves import orphan
from engine.history.tree import Tree
from engine.history.verify import PACKAGE
from engine.log import disclosures, events, parse
from engine.queries.case_as_of import Past
from engine.queries.case_page import CasePage
from engine.queries.visible import readable_levels
from engine.register import Register
from engine.runtime import Engine
from engine.sequence import log_entries

_PART = re.compile("r([0-9]+)_(.+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its place in the log, and what it discloses: name to salt and value."""

    index: int
    id: UUID
    body: bytes
    leaf: bytes
    told: Mapping[str, tuple[bytes, Any]]


def evidence_of_case(
    engine: Engine, connection: Connection, register: Register, case_id: UUID, viewer: UUID, trees: GrownTree
) -> dict[str, Any]:
    """The history of a case as far as it is signed, as a package for this viewer.

    Unknown where the viewer may not know of the case; Refused where nothing of it is signed yet.
    """
    past = Past.of(engine, connection, register, case_id, viewer)
    page = past.page(engine.now(), ties=False)
    sealed = _sealed(connection, register)
    entries = _entries(connection, sealed.checkpoint.size, events.c.stream_id == case_id)
    if not entries:
        raise Refused("Nothing of this case is signed yet: try again in a minute.")
    may = Readable.by(engine, register, viewer, page)
    tree = trees.of(connection, sealed.checkpoint.size)
    shown = [entry for entry in entries if entry.id not in past.hidden]
    _refuse_half_erased(connection, case_id, shown, sealed.checkpoint.size)
    package = _package(sealed, page, whole=True)
    for entry in entries:
        proof = tree.inclusion(entry.index, sealed.checkpoint.size)
        if entry.id in past.hidden:
            package["entries"].append(
                {"index": entry.index, "leaf": entry.leaf.hex(), "proof": _texts(proof)}
            )
        else:
            _put(package, entry, proof, may)
    _put_authority(connection, package, shown, tree, sealed.checkpoint.size)
    return package


def receipt_of_answer(
    engine: Engine,
    connection: Connection,
    register: Register,
    case_id: UUID,
    position: UUID,
    viewer: UUID,
    trees: GrownTree,
) -> dict[str, Any]:
    """The proof that an answer is in the signed history, for whoever gave it or whose organization did.

    Unknown for everybody else; Refused where it is not signed yet.
    """
    page = Past.of(engine, connection, register, case_id, viewer).page(engine.now(), ties=False)
    own = {each.organization for each in register.standings(viewer, engine.now())}
    given = select(events.c.actor, events.c.for_organization).where(events.c.id == position)
    row = connection.execute(given).first()
    known = position in {each.id for each in page.positions}
    if row is None or not known or (row.actor != viewer and row.for_organization not in own):
        raise Unknown("There is no such answer, or it is not yours.")
    sealed = _sealed(connection, register)
    found = _entries(connection, sealed.checkpoint.size, events.c.id == position)
    if not found:
        raise Refused("This answer is not signed yet: try again in a minute.")
    _refuse_half_erased(connection, case_id, found, sealed.checkpoint.size)
    package = _package(sealed, page, whole=False)
    tree = trees.of(connection, sealed.checkpoint.size)
    may = Readable.by(engine, register, viewer, page)
    for entry in found:
        _put(package, entry, tree.inclusion(entry.index, sealed.checkpoint.size), may)
    _put_authority(connection, package, found, tree, sealed.checkpoint.size)
    return package


def _sealed(connection: Connection, register: Register) -> Sealed:
    sealed = newest(connection, str(register.settings.get("log_origin", "")))
    if sealed is None:
        raise Refused("Nothing is signed yet: start the sealer, and wait for its first checkpoint.")
    if (index := orphan(connection)) is not None:
        raise Refused("Entry {index} of the log has no event any more: tell the auditors.", index=index)
    return sealed


def _entries(connection: Connection, size: int, *wanted: Any) -> list[Entry]:
    query = (
        select(log_entries.c.idx, events.c.id, events.c.body, events.c.leaf_hash)
        .join(log_entries, log_entries.c.event_id == events.c.id)
        .where(events.c.stream_kind == "case", log_entries.c.idx < size, *wanted)
        .order_by(events.c.seq)
    )
    rows = connection.execute(query).all()
    told = disclosed(connection, [row.id for row in rows])
    return [Entry(row.idx, row.id, bytes(row.body), row.leaf_hash, told.get(row.id, {})) for row in rows]


def _package(sealed: Sealed, page: CasePage, *, whole: bool) -> dict[str, Any]:
    about = page.snapshot.case
    return {
        "format": PACKAGE,
        "about": about.number or about.reference,
        "stream": ["case", about.id.hex],
        "whole": whole,
        "checkpoint": str(sealed.note),
        "entries": [],
        "disclosures": [],
        "withheld": [],
        "authority": [],
        "names": _names(page),
    }


def _names(page: CasePage) -> dict[str, str]:
    """What the organizations that answered are called today: for people to read, and proven by nothing."""
    parties = {each.party for each in page.positions if each.party.startswith("org:")}
    return {each: page.snapshot.register.name(UUID(each.removeprefix("org:"))) for each in sorted(parties)}


def _refuse_half_erased(connection: Connection, case_id: UUID, shown: list[Entry], size: int) -> None:
    """Words that are gone before their erasure is signed would look as if somebody had taken them alone."""
    query = (
        select(events.c.body)
        .outerjoin(log_entries, log_entries.c.event_id == events.c.id)
        .where(events.c.stream_kind == "case", events.c.stream_id == case_id, events.c.kind == EXECUTED)
        .where(or_(log_entries.c.idx.is_(None), log_entries.c.idx >= size))
    )
    mine = {entry.id.hex for entry in shown}
    if any(mine & parse(bytes(body))["pub"]["erased"].keys() for (body,) in connection.execute(query)):
        raise Refused(
            "Words of this case were erased a moment ago, and that is not signed yet: try again in a minute."
        )


def _put_authority(
    connection: Connection, package: dict[str, Any], shown: list[Entry], tree: Tree, size: int
) -> None:
    """What answers for what is missing here, in the order of the log: the erasures of these events, how each was asked for
    and approved by another person, and the keys that the log was handed on to."""
    mine, there = {entry.id.hex for entry in shown}, {entry.index for entry in shown}
    kinds = events.c.kind.in_((EXECUTED, ANNOUNCED))
    told = {
        index: body
        for index, body in _in_log(connection, size, kinds)
        if index in there or _answers(parse(body), mine)
    }
    told |= _four_eyes(connection, told, size)
    for index in sorted(told.keys() - there):
        proof = _texts(tree.inclusion(index, size))
        package["authority"].append({"index": index, "body": told[index].decode(), "proof": proof})


def _answers(event: Mapping[str, Any], mine: set[str]) -> bool:
    return event["kind"] == ANNOUNCED or not mine.isdisjoint(event["pub"]["erased"])


def _four_eyes(connection: Connection, told: Mapping[int, bytes], size: int) -> dict[int, bytes]:
    """What came before these erasures in their own histories: who asked, and who approved."""
    executed = {index: parse(body) for index, body in told.items()}
    until = {each["pub"]["erasure"]: n for n, each in executed.items() if each["kind"] == EXECUTED}
    theirs = and_(events.c.stream_kind == STREAM, events.c.stream_id.in_(map(UUID, until)))
    return {
        index: body
        for index, body in (_in_log(connection, size, theirs) if until else ())
        if index < until[parse(body)["stream"][1]]
    }


def _in_log(connection: Connection, size: int, wanted: ColumnElement[bool]) -> Iterator[tuple[int, bytes]]:
    query = (
        select(log_entries.c.idx, events.c.body)
        .join(log_entries, log_entries.c.event_id == events.c.id)
        .where(wanted, log_entries.c.idx < size)
    )
    for row in connection.execute(query):
        yield row.idx, bytes(row.body)


def _put(package: dict[str, Any], entry: Entry, proof: Iterable[bytes], may: Readable) -> None:
    body = entry.body.decode()
    package["entries"].append({"index": entry.index, "body": body, "proof": _texts(proof)})
    event = parse(entry.body)
    for name, (salt, value) in sorted(entry.told.items()):
        if may.read(event, name):
            package["disclosures"].append([entry.index, name, salt.hex(), value])
        else:
            package["withheld"].append([entry.index, name])


def _texts(proof: Iterable[bytes]) -> list[str]:
    return [b64encode(each).decode("ascii") for each in proof]


def disclosed(connection: Connection, ids: list[UUID]) -> dict[UUID, dict[str, tuple[bytes, Any]]]:
    """What these events disclose: name to salt and value."""
    found: dict[UUID, dict[str, tuple[bytes, Any]]] = {}
    for start in range(0, len(ids), 500):
        query = select(disclosures).where(disclosures.c.event_id.in_(ids[start : start + 500]))
        for row in connection.execute(query):
            found.setdefault(row.event_id, {})[row.name] = (row.salt, from_json(row.value))
    return found


@dataclass(frozen=True, slots=True)
class Readable:
    """Which committed values of a case one viewer may read, by what they are a value of."""

    definition: CaseDefinition
    levels: frozenset[str]
    answers: frozenset[UUID]
    items: Mapping[str, str]
    documents: Mapping[str, str]

    @classmethod
    def by(cls, engine: Engine, register: Register, viewer: UUID, page: CasePage) -> Readable:
        levels = frozenset(readable_levels(engine, register, viewer))
        items = {each.id.hex: each.item for each in page.snapshot.items}
        documents = {each.id.hex: each.document for each in page.versions}
        answers = frozenset(each.id for each in page.positions)
        return cls(page.snapshot.definition, levels, answers, items, documents)

    def read(self, event: Mapping[str, Any], name: str) -> bool:
        """Whether a value is open. Whatever is not known to be open is closed."""
        found = _PART.fullmatch(name)
        if found is None:
            return name == "w_reason"
        row, column = event["rows"][int(found[1])], found[2]
        ask = getattr(self, f"_of_{row['t']}", None)
        return bool(ask(row["k"][0], column)) if ask is not None else False

    def _of_cases(self, _key: str, column: str) -> bool:
        field = self.definition.field_by_key.get(column.removeprefix("data_"))
        return column == "title" or (field is not None and self._is_open(field.level))

    def _of_items(self, key: str, column: str) -> bool:
        item = self.definition.item_by_key.get(self.items.get(key, ""))
        fields = {each.key: each for each in item.columns} if item is not None else {}
        field = fields.get(column.removeprefix("data_"))
        return item is not None and field is not None and all(map(self._is_open, (item.level, field.level)))

    def _of_documents(self, key: str, _column: str) -> bool:
        document = self.definition.document_by_key.get(self.documents.get(key, ""))
        return document is not None and self._is_open(document.level)

    def _of_positions(self, key: str, column: str) -> bool:
        return column != "evidence" and UUID(key) in self.answers

    def _of_comments(self, _key: str, _column: str) -> bool:
        return True  # the event of a remark that is closed is there by its hash alone

    _of_links = _of_overrides = _of_comments

    def _is_open(self, level: str | None) -> bool:
        return level is None or level in self.levels
