"""Webhooks as people look at them: every one for an administrator, one's own for everybody."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select

from engine.webhook import Webhook, webhooks


def webhooks_that_stand(connection: Connection, *, person: UUID | None = None) -> list[Webhook]:
    """Those that have not ended, of one person or of all, newest first."""
    query = select(webhooks).where(webhooks.c.ended_at.is_(None))
    if person is not None:
        query = query.where(webhooks.c.person_id == person)
    rows = connection.execute(query.order_by(webhooks.c.made_at.desc(), webhooks.c.id.desc()))
    return [Webhook(*row) for row in rows]
