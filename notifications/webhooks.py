"""Announcing: takes announcements from the queue and hands each to its program; how each try ended stays on its row.

As with letters a row is `sending` while a try runs, and only the worker that took it for that try may say how it ended. Each
program has its turn: one that is slow or away holds up no other.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, delete, or_, select, update
from sqlalchemy.exc import DBAPIError

from engine.announcement import announcements
from engine.errors import Invalid
from engine.mail_queue import FAILED, QUEUED, SENDING, SENT, UNKNOWN
from engine.runtime import Engine
from engine.target import Resolve, Targets
from engine.webhook import Webhook, announcing, secret_of, webhooks
from notifications.delivery import LEASE, LONGEST_WAIT, MOST_TRIES, PUT_OFF, SERVER_AWAY, as_taken
from notifications.envelope import Sealed, envelope, seal, told_of
from notifications.hook_line import SECONDS, Forbidden, hand_over, look_up
from notifications.letter import Speak, english
from notifications.smtp_line import Away, Fate

log = logging.getLogger(__name__)
WITHHELD = "withheld"
SECONDS_A_ROUND = 60.0


@dataclass
class Webhooks:
    """One round of announcing. `fates` counts how the tries ended, by state of the row, what was put off, and what its
    receiver may not read any more."""

    engine: Engine
    targets: Targets
    house_key: str
    base_url: str
    speak: Speak = english
    seconds: float = SECONDS
    resolve: Resolve = look_up
    fates: Counter[str] = field(default_factory=Counter)

    def run(self, *, most: int = 500) -> Counter[str]:
        """Announce what is due, one to each program in turn, until nothing is left or the round has lasted long enough."""
        if not self.targets.places:
            return self.fates
        self._give_up_lost()
        ends = time.monotonic() + SECONDS_A_ROUND
        while most > 0 and time.monotonic() < ends and (waiting := self._waiting()):
            for webhook in waiting:
                most -= self._next(webhook)
        return self.fates

    def _give_up_lost(self) -> None:
        """Tries that began and never ended: their worker died. The same announcement twice harms nobody."""
        with self.engine.database.begin() as connection:
            self.engine.register(connection)
            lost = announcements.c.state == SENDING, announcements.c.next_try_at <= self.engine.now()
            words = {"state": UNKNOWN, "error": "the worker was lost on the way"}
            self.fates[UNKNOWN] += connection.execute(
                update(announcements).where(*lost).values(words)
            ).rowcount

    def _due(self) -> Any:
        again = and_(announcements.c.state == UNKNOWN, announcements.c.tries < MOST_TRIES)
        return and_(
            or_(announcements.c.state == QUEUED, again), announcements.c.next_try_at <= self.engine.now()
        )

    def _waiting(self) -> list[Webhook]:
        """The webhooks that have something due."""
        due = select(announcements.c.webhook_id).where(self._due())
        with self.engine.database.read() as connection:
            self.engine.register(connection)
            query = select(webhooks).where(announcing(), webhooks.c.id.in_(due)).order_by(webhooks.c.id)
            return [Webhook(*row) for row in connection.execute(query)]

    def _next(self, webhook: Webhook) -> bool:
        """Try the next announcement of one webhook; another worker may have taken it meanwhile."""
        row = self._take(webhook.id)
        if row is None:
            return False
        try:
            sealed = self._sealed(webhook, row)
        except DBAPIError:
            raise
        except Exception as error:
            log.exception("an event could not be announced; the next ones follow")
            self._settle(row, Fate.REFUSED, type(error).__name__)
            return True
        if sealed is None:
            self._forget(row)
        else:
            self._settle(row, *self._handed_over(webhook, row, sealed))
        return True

    def _handed_over(self, webhook: Webhook, row: Any, sealed: Sealed) -> tuple[Fate, str]:
        try:
            target = self.targets.read(webhook.target)
            return hand_over(target, sealed.body, sealed.headers, seconds=self.seconds, resolve=self.resolve)
        except Invalid as error:
            return Fate.REFUSED, str(error.says)
        except Forbidden as error:
            return Fate.LATER, str(error)
        except Away as error:
            self._put_off(webhook.id, row.id, str(error))
            return Fate.LATER, str(error)

    def _take(self, webhook: UUID) -> Any:
        """Take the next one and count the try, committed before anything leaves the house."""
        with self.engine.database.begin() as connection:
            self.engine.register(connection)
            mine = select(announcements).where(announcements.c.webhook_id == webhook, self._due())
            oldest = mine.order_by(announcements.c.next_try_at, announcements.c.event_id).limit(1)
            row = connection.execute(oldest.with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            sending = {
                "state": SENDING,
                "tries": row.tries + 1,
                "next_try_at": self.engine.now() + LEASE,
            }
            taken = update(announcements).where(announcements.c.id == row.id).values(sending)
            return connection.execute(taken.returning(announcements)).one()

    def _sealed(self, webhook: Webhook, row: Any) -> Sealed | None:
        """What its owner may read of the event now, signed; nothing where that is nothing."""
        with self.engine.database.read() as connection:
            event = self._told(connection, webhook, row)
        if event is None:
            return None
        # Receivers compare with the time of the world, which in a demonstration is not the house's.
        at = self.engine.clock.now()
        keys = [secret_of(self.house_key, webhook.id, salt) for salt in webhook.salts(self.engine.now())]
        return seal(event, row.id, keys, at=at)

    def _told(self, connection: Connection, webhook: Webhook, row: Any) -> Any:
        register = self.engine.register(connection)
        owner = register.people.get(webhook.person_id)
        if owner is None or not owner.active:
            return None
        told = told_of(self.engine, connection, register, row.case_id, row.event_id, owner.id)
        if told is None:
            return None
        return envelope(*told, owner=owner, base_url=self.base_url, speak=self.speak)

    def _settle(self, row: Any, fate: Fate, words: str) -> None:
        now, last = self.engine.now(), row.tries >= MOST_TRIES
        if fate is Fate.TAKEN:
            self._end(row, state=SENT, sent_at=now, error=None)
        elif fate is Fate.REFUSED or last:
            self._end(row, state=FAILED, error=words)
        else:
            state = UNKNOWN if fate is Fate.UNKNOWN else QUEUED
            self._end(row, state=state, next_try_at=_again(now, row.tries), error=words)

    def _end(self, row: Any, **told: Any) -> None:
        """How a try ended; of no effect when it was given up as lost meanwhile."""
        with self.engine.database.begin() as connection:
            ended = connection.execute(
                update(announcements).where(as_taken(announcements, row)).values(told)
            ).rowcount
        self.fates[told["state"]] += ended

    def _forget(self, row: Any) -> None:
        """What its owner may not read is not announced, and that there was something is nobody's business."""
        with self.engine.database.begin() as connection:
            self.fates[WITHHELD] += connection.execute(
                delete(announcements).where(as_taken(announcements, row))
            ).rowcount

    def _put_off(self, webhook: UUID, but: UUID, words: str) -> None:
        """A program that cannot be reached: everything else for it waits a little, and no try is counted."""
        others = announcements.c.webhook_id == webhook, announcements.c.id != but, self._due()
        later = {"next_try_at": self.engine.now() + SERVER_AWAY, "error": words}
        with self.engine.database.begin() as connection:
            put = update(announcements).where(*others).values(later)
            self.fates[PUT_OFF] += connection.execute(put).rowcount


def _again(now: datetime, tries: int) -> datetime:
    """When the next try is: after longer and longer pauses."""
    return now + min(timedelta(minutes=4 ** (tries - 1)), LONGEST_WAIT)
