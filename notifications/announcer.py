"""The consumer of the log that announces: which events are for which webhook. What is said of them is composed as it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from engine.announcement import announcement_id, insert_announcement
from engine.log import events
from engine.mail_queue import QUEUED
from engine.queries.visible import seen_among
from engine.register import Register
from engine.runtime import Engine
from engine.sequence import Entry, consume
from engine.target import Targets
from engine.webhook import Webhook, announcing, webhooks

NAME = "webhooks"
BATCH = 500


@dataclass
class Announcer:
    """Reads the log from its cursor and queues announcements; where no target is allowed it only reads."""

    engine: Engine
    targets: Targets
    queued: int = 0

    def run(self) -> int:
        """Everything that has a place in the log and was not read yet; gives how many events."""
        entries = 0
        while (count := consume(self.engine.database, NAME, self._effect, most=BATCH)) > 0:
            entries += count
        return entries

    def _effect(self, connection: Connection, entries: list[Entry]) -> None:
        if not self.targets.places:
            return
        register, now = self.engine.register(connection), self.engine.now()
        standing = [Webhook(*row) for row in connection.execute(select(webhooks).where(announcing()))]
        told = _of_cases(connection, [entry.event_id for entry in entries]) if standing else []
        rows: list[dict[str, Any]] = [
            _row(webhook, each, now)
            for webhook in standing
            for each in self._for(connection, register, webhook, told)
        ]
        if rows:
            connection.execute(insert_announcement[connection.dialect.name], rows)
        self.queued += len(rows)
        self.engine.at_point("announced")

    def _for(
        self, connection: Connection, register: Register, webhook: Webhook, told: list[Row[Any]]
    ) -> list[Row[Any]]:
        """The events of its kinds since it began, in cases that its owner may know of."""
        began = webhook.agreed_at
        mine = [e for e in told if e.kind in webhook.kinds and began is not None and e.at >= began]
        owner = register.people.get(webhook.person_id)
        if not mine or owner is None or not owner.active:
            return []
        seen = seen_among(self.engine, connection, register, {e.stream_id for e in mine}, owner.id)
        return [each for each in mine if each.stream_id in seen]


def _of_cases(connection: Connection, ids: list[UUID]) -> list[Row[Any]]:
    """The events of cases among these, in the order given."""
    columns = (events.c.id, events.c.stream_id, events.c.kind, events.c.at)
    query: Select[Any] = select(*columns).where(events.c.id.in_(ids), events.c.stream_kind == "case")
    found = {row.id: row for row in connection.execute(query)}
    return [found[each] for each in ids if each in found]


def _row(webhook: Webhook, event: Row[Any], now: datetime) -> dict[str, Any]:
    return {
        "id": announcement_id(webhook.id, event.id),
        "webhook_id": webhook.id,
        "event_id": event.id,
        "case_id": event.stream_id,
        "kind": event.kind,
        "state": QUEUED,
        "tries": 0,
        "next_try_at": now,
        "created_at": now,
    }
