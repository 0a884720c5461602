"""A comment: a remark in the discussion of a case, at its level of confidentiality; never evidence of a position."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from engine.append_only import append_only
from engine.columns import Id, Instant, metadata
from engine.grants import ERASABLE

comments = Table(
    "comments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("level", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("by", Id, nullable=False),
    Column("for_organization", Id),
    Column("at", Instant, nullable=False),
    Index("comments_of_case", "case_id", "at"),
)
append_only(comments, erasable=ERASABLE["comments"])
