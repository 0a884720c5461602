"""Watching: who wants to hear how a case goes on without being asked in it. It stands in no history: what interests
somebody is nobody else's business."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from engine.columns import Id, Instant, metadata

watching = Table(
    "watching",
    metadata,
    Column("person_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("since", Instant, nullable=False),
    Index("watching_of_case", "case_id"),
)
