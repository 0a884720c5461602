"""A sighting: the recorded fact that somebody opened a sealed case, or one by an override; once a day for each person and case."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from engine.append_only import append_only
from engine.columns import Id, Instant, metadata
from engine.messages import mark

# How it was open to whoever looked.
BY_OVERRIDE, BY_LEVEL = mark("by an override"), mark("as a reader of this level")
BY_CASE = mark("for a part in the case")

sightings = append_only(
    Table(
        "sightings",
        metadata,
        Column("person_id", Id, primary_key=True),
        Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
        # The day by the clocks of the house, as year-month-day: the first look of it is the one on record.
        Column("day", Text, primary_key=True),
        Column("how", Text, nullable=False),
        Column("at", Instant, nullable=False),
        Index("sightings_by_time", "at"),
        Index("sightings_of_case", "case_id", "at"),
    )
)
