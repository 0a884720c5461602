"""A webhook: what a person may see of cases is announced to a program of theirs, signed, at an address the operator allows.

Its secret is kept nowhere: it follows from the key of the house and a random salt, so that a copy of the database signs nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Index, Table, Text, and_

from engine.columns import Hash, Id, Instant, Json, metadata

# Every kind of event of a case; what else happens in the house is announced to nobody.
KINDS = (
    "case.opened", "case.moved", "case.edited", "case.woken", "clock.move", "clock.round", "clock.close", "clock.remind",
    "clock.overdue", "task.answered", "task.claimed", "task.released", "task.delegated", "task.reassigned", "task.handed_over",
    "task.stood_in",
    "document.put", "item.added", "item.edited", "item.lines", "item.ended", "link.added", "link.ended", "comment.added",
    "notice.given", "notice.served", "reminder.asked", "override.begun", "override.ended",
    "erasure.executed",
)  # fmt: skip
# After a new secret is made the old one signs too, so that a program changes over without missing anything.
BOTH_FOR = timedelta(days=1)
PREFIX = "whsec_"

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Id, primary_key=True),
    # Whose rights decide what is announced.
    Column("person_id", Id, nullable=False),
    Column("label", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("salt", Hash, nullable=False),
    Column("former_salt", Hash),
    Column("salted_at", Instant, nullable=False),
    Column("made_by", Id),
    Column("made_at", Instant, nullable=False),
    # Nothing is announced before its owner has agreed.
    Column("agreed_at", Instant),
    Column("paused_at", Instant),
    Column("ended_at", Instant),
    Index("webhooks_of_person", "person_id"),
)


@dataclass(frozen=True, slots=True)
class Webhook:
    """One webhook, as its row has it."""

    id: UUID
    person_id: UUID
    label: str
    target: str
    kinds: list[str]
    salt: bytes
    former_salt: bytes | None
    salted_at: datetime
    made_by: UUID | None
    made_at: datetime
    agreed_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None

    def salts(self, now: datetime) -> list[bytes]:
        """The salts of the secrets that sign now, the newest first."""
        both = self.former_salt is not None and now < self.salted_at + BOTH_FOR
        return [self.salt, self.former_salt] if both and self.former_salt is not None else [self.salt]


def announcing() -> ColumnElement[bool]:
    """The condition on `webhooks`: agreed to, neither paused nor ended."""
    return and_(
        webhooks.c.agreed_at.is_not(None), webhooks.c.paused_at.is_(None), webhooks.c.ended_at.is_(None)
    )


def secret_of(house_key: str, webhook: UUID, salt: bytes) -> str:
    """The secret of a webhook, as the program that is told keeps it (Standard Webhooks)."""
    found = hmac.digest(house_key.encode(), b"webhook" + webhook.bytes + salt, hashlib.sha256)
    return PREFIX + base64.b64encode(found).decode()
