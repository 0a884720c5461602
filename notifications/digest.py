"""The digest: after a standstill, what one person should have been reminded of, gathered into one message and one letter.

In the log each occurrence stands exactly once, as it was due and as it was noticed; only the telling is gathered.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DBAPIError

from engine.columns import new_id
from engine.mail_queue import QUEUED, mail_id, mails, queue_mail
from engine.message_box import messages
from engine.queries.messages import digest_rows, newest_lines
from engine.register import Register
from engine.runtime import Engine
from notifications.letter import Letterhead, Written, write_letter
from notifications.messages import DIGEST
from notifications.surroundings import Surroundings
from notifications.telling import Telling

log = logging.getLogger(__name__)
# Reminders that come in within this time of each other are one digest.
OPEN_FOR = timedelta(hours=1)


@dataclass(slots=True)
class Digests:
    """The digests that grow during one batch: which one a person's late reminders go into, and of what it is notice."""

    around: Surroundings
    failed: list[str] = field(default_factory=list)
    _open: dict[UUID, tuple[UUID, datetime]] = field(default_factory=dict)
    _notice: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)

    def place(self, telling: Telling) -> tuple[UUID, datetime]:
        """The digest a late reminder goes into, and the instant that all its rows share."""
        if telling.to not in self._open:
            self._open[telling.to] = self._unfinished(telling.to) or (
                new_id(self.around.now),
                self.around.now,
            )
        self._notice.setdefault(telling.to, []).extend(telling.notice if telling.mailed else ())
        return self._open[telling.to]

    def _unfinished(self, person: UUID) -> tuple[UUID, datetime] | None:
        """A digest begun a moment ago, neither read nor sent."""
        query = (
            select(messages.c.digest, messages.c.at)
            .where(
                messages.c.person_id == person,
                messages.c.digest.is_not(None),
                messages.c.read_at.is_(None),
                messages.c.at > self.around.now - OPEN_FOR,
            )
            .order_by(messages.c.at.desc())
        )
        row = self.around.connection.execute(query).first()
        return (row.digest, row.at) if row is not None and not self._is_sent(row.digest) else None

    def _is_sent(self, digest: UUID) -> bool:
        """Whether its letter is on its way. While it is not, it is held: no worker takes it before these rows are in it."""
        query = select(mails.c.state).where(mails.c.id == mail_id(_dedup(digest))).with_for_update()
        return self.around.connection.execute(query).scalar() not in (None, QUEUED)

    def mail(self, letterhead: Letterhead) -> int:
        """Write each digest as a letter, or write the one again that waits in the queue; gives how many are new."""
        return sum(self._try(person, digest, letterhead) for person, (digest, _) in self._open.items())

    def _try(self, person: UUID, digest: UUID, letterhead: Letterhead) -> bool:
        """One digest that cannot be written must not silence all that follow: it is logged and passed over."""
        try:
            return self._mail(person, digest, letterhead)
        except DBAPIError:
            raise
        except Exception:
            log.exception("a digest could not be written; the next ones follow")
            self.failed.append(f"digest {digest}")
            return False

    def _mail(self, person: UUID, digest: UUID, letterhead: Letterhead) -> bool:
        around, to = self.around, self.around.register.people[person]
        written = write_digest(around.engine, around.connection, around.register, person, digest, letterhead)
        if written is None:
            return False
        waiting = select(mails.c.notice).where(mails.c.id == mail_id(_dedup(digest)))
        before = around.connection.execute(waiting).first()
        notice: list[dict[str, Any]] = []
        for each in [*(before.notice or () if before else ()), *self._notice[person]]:
            notice += [] if each in notice else [each]
        if before is not None:
            words = {
                "subject": written.subject,
                "body": written.text,
                "html": written.html,
                "notice": notice or None,
            }
            around.connection.execute(
                update(mails).where(mails.c.id == mail_id(_dedup(digest))).values(words)
            )
            return False
        return queue_mail(
            around.connection,
            to=to,
            kind=DIGEST,
            subject=written.subject,
            body=written.text,
            html=written.html,
            dedup=_dedup(digest),
            at=around.now,
            notice=notice,
        )


def _dedup(digest: UUID) -> str:
    return f"digest.{digest.hex}"


def digest_of(dedup: str) -> UUID:
    """The digest that a letter carries."""
    return UUID(dedup.removeprefix("digest."))


def write_digest(
    engine: Engine,
    connection: Connection,
    register: Register,
    person: UUID,
    digest: UUID,
    letterhead: Letterhead,
) -> Written | None:
    """A digest as a letter, as far as the person may see it now; nothing when nothing is left to say."""
    lines = newest_lines(engine, register, digest_rows(engine, connection, register, person, digest))
    return write_letter(register.people[person], lines, letterhead) if lines else None
