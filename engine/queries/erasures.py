"""Erasures as administrators look at them: what was asked, and exactly what would go. Never the words themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from engine.case import cases
from engine.document import Document
from engine.errors import Unknown
from engine.history.copies import copies_of, papers_that_say
from engine.history.erasure import Erasure, Part, read_erasures
from engine.history.reach import elsewhere, other_cases_with, reach_of, stream_of
from engine.register import Register
from engine.runtime import Engine


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes: words in so many events of these cases, cells by table, files, letters, drafts; and what stays elsewhere."""

    words: int
    events: int
    cases: tuple[str, ...]
    cells: tuple[tuple[str, int], ...]
    files: tuple[Document, ...]
    letters: int
    drafts: int
    elsewhere: int
    files_elsewhere: int
    papers: tuple[Document, ...]
    print: str


def erasure(connection: Connection, identity: UUID) -> Erasure:
    """One erasure; Unknown where there is none."""
    found = read_erasures(connection, identity)
    if not found:
        raise Unknown("There is no such erasure.")
    return found[0]


def preview(engine: Engine, connection: Connection, asked: Erasure) -> Preview:
    """What would go if it were approved now; Refused where nothing is left."""
    reach = reach_of(connection, asked.parts)
    copies = copies_of(connection, reach)
    cells = Counter((cell.table, column) for cell in reach.cells for column in cell.values)
    by_table = Counter(table for table, _column in cells.elements())
    return Preview(
        reach.count,
        len(reach.named),
        tuple(sorted(references(connection, reach.cases).values())),
        tuple(sorted(by_table.items())),
        tuple(reach.documents),
        len(copies.letters),
        len(copies.drafts),
        elsewhere(connection, reach),
        sum(other_cases_with(connection, each) for each in reach.documents),
        tuple(papers_that_say(connection, engine.files, reach)),
        reach.print,
    )


def references(connection: Connection, ids: list[UUID]) -> dict[UUID, str]:
    """Cases by their number or working reference: their titles are nothing for administrators."""
    query = select(cases.c.id, cases.c.number, cases.c.reference).where(cases.c.id.in_(ids))
    return {row.id: row.number or row.reference for row in connection.execute(query)}


def of_what(connection: Connection, register: Register, part: Part) -> str:
    """The case or person that a part is about, in a word."""
    kind, identity = stream_of(connection, part)
    if kind == "case":
        return references(connection, [identity]).get(identity, "")
    return register.name(identity) or identity.hex
