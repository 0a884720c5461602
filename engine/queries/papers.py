"""One version of a document, for whoever may read it: through its case, or by a level of its own that is wider than it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from engine.case import cases
from engine.definition import CaseDefinition, DocumentDefinition
from engine.document import Document, documents
from engine.errors import Erased, Refused, Unknown
from engine.files import Files
from engine.queries.case_page import case_page
from engine.queries.visible import readable_levels, visible_cases
from engine.register import Register
from engine.rights import team_levels
from engine.runtime import Engine
from engine.view import CaseView


@dataclass(frozen=True, slots=True)
class Paper:
    """A version, what kind of document it is, and whether its reader may know of the whole case."""

    version: Document
    kind: DocumentDefinition
    definition: CaseDefinition
    case_open: bool


def paper(
    engine: Engine, connection: Connection, register: Register, version_id: UUID, viewer: UUID | None
) -> Paper:
    """Read one version for a viewer; Unknown where there is none that this viewer may read."""
    known = visible_cases(engine, register, viewer).label("known")
    query = select(documents, cases.c.definition, cases.c.version, cases.c.level, known)
    joined = query.join_from(documents, cases, cases.c.id == documents.c.case_id)
    row = connection.execute(joined.where(documents.c.id == version_id)).first()
    if row is not None:
        *columns, key, number, case_level, case_open = row
        version, definition = Document(*columns), engine.registry.get(key, number)
        kind = definition.document_by_key[version.document]
        by_level = kind.level in readable_levels(engine, register, viewer)
        if not by_level and kind.level is not None and case_open:
            page = case_page(engine, connection, register, version.case_id, viewer)
            by_level = kind.level in team_levels(CaseView(page.snapshot), viewer)
        wider = kind.level is not None and engine.registry.house.wider(kind.level, case_level)
        through_its_case = case_open and (by_level or kind.level is None)
        if through_its_case or (by_level and wider):
            return Paper(version, kind, definition, bool(case_open))
    raise Unknown("There is no such document, or it is not open to you.")


def content_of(connection: Connection, files: Files, case_id: UUID, sha256: bytes) -> bytes:
    """The bytes of a version; Erased where they were, so that nobody takes it for a fault. Refused where they are not those that
    were put there."""
    try:
        return files.get(case_id, sha256)
    except ValueError as error:
        raise Refused(
            "What is stored of this file is not what was put there, so it is not given out: tell the auditors."
        ) from error
    except FileNotFoundError:
        mine = (documents.c.case_id == case_id, documents.c.sha256 == sha256)
        gone = select(documents.c.id).where(*mine, documents.c.erased_at.is_not(None)).limit(1)
        if connection.execute(gone).first() is None:
            raise
        raise Erased(
            "The content of this file was erased. The history of the case says when and on which ground."
        ) from None


def quoted(connection: Connection, case_id: UUID, kind: str, version: int, sha256: bytes) -> Document | None:
    """The version that a record quotes: this one of this document, with these bytes."""
    mine = (documents.c.case_id == case_id, documents.c.document == kind, documents.c.version == version)
    row = connection.execute(select(documents).where(*mine, documents.c.sha256 == sha256)).first()
    return Document(*row) if row is not None else None
