"""Organizations, people and mandates: who holds which role for which organization, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from engine.columns import Hash, Id, Instant, Json, metadata
from engine.messages import mark

PRINCIPAL, ALTERNATE = mark("principal"), mark("alternate")
NOMINEE, OFFICE = mark("nominee"), mark("office")

organizations = Table(
    "organizations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("attributes", Json, nullable=False),
    Column("stream_seq", Integer, nullable=False),
    Column("stream_head", Hash, nullable=False),
    Column("stream_at", Instant, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("zone", Text),
    Column("language", Text),
    Column("active", Boolean, nullable=False),
    Column("password", Text),
    Column("preferences", Json, nullable=False),
    Column("stream_seq", Integer, nullable=False),
    Column("stream_head", Hash, nullable=False),
    Column("stream_at", Instant, nullable=False),
)

mandates = Table(
    "mandates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organization_id", Id, nullable=False),
    Column("person_id", Id),
    Column("role", Text, nullable=False),
    Column("capacity", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("case_id", Id),
    Index("mandates_by_person", "person_id", "role"),
    Index("mandates_by_organization", "organization_id", "role"),
)


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization; prints as its code. `attributes` are facts of the house (scope, host, member since)."""

    id: UUID
    code: str
    name: str
    attributes: dict[str, Any]

    def __str__(self) -> str:
        return self.code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Organization) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; prints as the name."""

    id: UUID
    email: str
    name: str
    zone: str | None
    language: str | None
    active: bool

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Person) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Mandate:
    """A role for an organization, in force from `since` until just before `until`.

    With a person: that person fills it, as principal, alternate or nominee. Without: the organization itself holds
    it, as a member's seat or as an office; whoever fills the seat then exercises it.
    """

    id: UUID
    organization_id: UUID
    person_id: UUID | None
    role: str
    capacity: str
    since: datetime
    until: datetime | None
    case_id: UUID | None

    def holds_at(self, instant: datetime) -> bool:
        """Whether it is in force at this instant."""
        return self.since <= instant and (self.until is None or instant < self.until)
