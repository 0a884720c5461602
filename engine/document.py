"""A document: versions of a file, addressed by SHA-256, reachable only through their case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, select

from engine.columns import Hash, Id, Instant, metadata

documents = Table(
    "documents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("document", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", Hash, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("filename", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("by", Id),
    Column("for_organization", Id),
    Column("at", Instant, nullable=False),
    # When its content was erased: the hash stays, the file is gone.
    Column("erased_at", Instant),
    UniqueConstraint("case_id", "document", "version", name="one_version_a_number"),
    Index("documents_by_file", "sha256"),
)

# The files that some version names whose content was not erased.
KEPT_FILES = select(documents.c.case_id, documents.c.sha256).where(documents.c.erased_at.is_(None)).distinct()


@dataclass(slots=True)
class Document:
    """One version of a document; what was decided or stamped is this hash."""

    id: UUID
    case_id: UUID
    document: str
    version: int
    sha256: bytes
    size: int
    filename: str
    media_type: str
    by: UUID | None
    for_organization: UUID | None
    at: datetime
    erased_at: datetime | None = None
