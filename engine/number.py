"""Numbers: one series a year, without gaps; a number is given once."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from engine.append_only import append_only
from engine.columns import Id, metadata

numbers = Table(
    "numbers",
    metadata,
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
)
append_only(numbers)
