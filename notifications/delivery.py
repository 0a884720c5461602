"""Delivery: takes letters from the queue one by one and hands them to the mail server; how each try ended stays on its row.

A row is `sending` while a try runs, and only the worker that took it for that try may say how it ended. A worker that dies
on the way leaves the row `sending`; when its time is over nobody knows whether the letter went out.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, not_, or_, select, update

from engine.commands.notice import delivered
from engine.errors import ClockInDoubt, EngineError, Uncertain
from engine.mail_queue import FAILED, KEPT, QUEUED, SENDING, SENT, UNKNOWN, WORDLESS, mails
from engine.register import Register
from engine.runtime import Engine
from engine.seal import Seal
from notifications.letter import Speak, english
from notifications.mailing import MailSettings, Unmailable, message_id
from notifications.messages import DECIDED, NEWS
from notifications.outgoing import Outgoing, Withheld
from notifications.proof import waits_for_signature
from notifications.smtp_line import Away, Fate, SmtpLine

log = logging.getLogger(__name__)
MOST_TRIES = 8
LEASE = timedelta(minutes=10)
SERVER_AWAY = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
SECONDS_A_ROUND = 20.0  # the clocks of the house wait for the end of a round
PUT_OFF = "put off"
# Letters that a person looks after when nobody knows whether they arrived; all others are simply sent again. The news of a
# day may tell a decision too.
HELD = frozenset({DECIDED, NEWS})


@dataclass
class Delivery:
    """One round of delivery. `fates` counts how the tries ended, by state of the row, and what was put off."""

    engine: Engine
    mail: MailSettings
    base_url: str
    speak: Speak = english
    seconds: float = 30
    seal: Seal | None = None
    lasts: float = SECONDS_A_ROUND
    fates: Counter[str] = field(default_factory=Counter)

    def run(self, *, most: int = 200) -> Counter[str]:
        """Hand over what is due, until nothing is left or the round has lasted long enough, but one letter at least. When
        the server is away everything waits a little, and no try is counted."""
        self._give_up_lost()
        ends = time.monotonic() + self.lasts
        try:
            while most > 0 and self._something_due():
                with SmtpLine(self.mail, seconds=self.seconds) as line:
                    while line.is_open and most > 0 and self._next(line):
                        most = most - 1 if time.monotonic() < ends else 0
        except Away as error:
            log.warning("the mail server is away: %s", error)
            self._put_off(str(error))
        give_notice(self.engine)
        return self.fates

    def _give_up_lost(self) -> None:
        """Tries that began and never ended: their worker died, before or after the server had the letter."""
        with self.engine.database.begin() as connection:
            self.engine.register(connection)
            lost = and_(mails.c.state == SENDING, mails.c.next_try_at <= self.engine.now())
            words = {"state": UNKNOWN, "error": "the worker was lost on the way"}
            self.fates[UNKNOWN] += connection.execute(update(mails).where(lost).values(words)).rowcount

    def _due(self, connection: Connection, register: Register) -> ColumnElement[bool]:
        now = self.engine.now()
        again = and_(mails.c.state == UNKNOWN, mails.c.kind.not_in(HELD), mails.c.tries < MOST_TRIES)
        due = and_(or_(mails.c.state == QUEUED, again), mails.c.next_try_at <= now)
        return and_(due, not_(waits_for_signature(connection, register, now)))

    def _something_due(self) -> bool:
        with self.engine.database.read() as connection:
            due = self._due(connection, self.engine.register(connection))
            return connection.execute(select(mails.c.id).where(due).limit(1)).first() is not None

    def _next(self, line: SmtpLine) -> bool:
        """Try one letter; nothing left gives False."""
        row = self._take()
        if row is None:
            return False
        try:
            fate, words = line.hand_over(self._outgoing().write(row), row.address)
        except Unmailable as error:
            fate, words = Fate.REFUSED, str(error)
        except Withheld as error:
            self._end(row, state=FAILED, error=str(error), **WORDLESS)
            return True
        except Away:
            self._end(row, state=QUEUED, tries=row.tries - 1, next_try_at=self.engine.now())
            raise
        self._settle(row, fate, words)
        return True

    def _outgoing(self) -> Outgoing:
        return Outgoing(self.engine, self.mail, self.base_url, self.speak, self.seal)

    def _take(self) -> Any:
        """Take the next letter and count the try, committed before anything leaves the house. It goes to where its receiver
        is found now."""
        with self.engine.database.begin() as connection:
            register = self.engine.register(connection)
            due = self._due(connection, register)
            oldest = select(mails).where(due).order_by(mails.c.next_try_at, mails.c.id).limit(1)
            row = connection.execute(oldest.with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            to = register.people.get(row.person_id)
            sending = {
                "state": SENDING,
                "address": to.email if to is not None else row.address,
                "tries": row.tries + 1,
                "next_try_at": self.engine.now() + LEASE,
                "message_id": message_id(row.id, self.mail.sender),
            }
            taken = update(mails).where(mails.c.id == row.id).values(sending).returning(mails)
            return connection.execute(taken).one()

    def _settle(self, row: Any, fate: Fate, words: str) -> None:
        now = self.engine.now()
        wait = min(timedelta(minutes=4 ** (row.tries - 1)), LONGEST_WAIT)
        match fate:
            case Fate.TAKEN:
                # The words have arrived; a second copy of them would only be one more thing to keep secret.
                self._end(row, state=SENT, sent_at=now, error=None, **WORDLESS)
            case Fate.REFUSED:
                self._end(row, state=FAILED, error=words)
            case Fate.UNKNOWN:
                self._end(row, state=UNKNOWN, next_try_at=now + wait, error=words)
            case Fate.LATER if row.tries < MOST_TRIES:
                self._end(row, state=QUEUED, next_try_at=now + wait, error=words)
            case Fate.LATER:
                self._end(row, state=FAILED, error=words)

    def _end(self, row: Any, **told: Any) -> None:
        """How a try ended; of no effect when it was given up as lost meanwhile. A try that is not counted is put off."""
        with self.engine.database.begin() as connection:
            counts = connection.execute(update(mails).where(as_taken(mails, row)).values(told)).rowcount
        if "tries" not in told:
            self.fates[told["state"]] += counts

    def _put_off(self, words: str) -> None:
        with self.engine.database.begin() as connection:
            later = {"next_try_at": self.engine.now() + SERVER_AWAY, "error": words}
            due = self._due(connection, self.engine.register(connection))
            self.fates[PUT_OFF] += connection.execute(update(mails).where(due).values(later)).rowcount


def as_taken(queue: Table, row: Any) -> ColumnElement[bool]:
    """Whether a row of a queue is still as its worker took it. The tries alone do not say: an administrator may have let
    them begin anew, but no two tries end their lease at the same instant."""
    return and_(
        queue.c.id == row.id,
        queue.c.state == SENDING,
        queue.c.tries == row.tries,
        queue.c.next_try_at == row.next_try_at,
    )


def give_notice(engine: Engine) -> int:
    """Record that parties had notice through letters that arrived. What fails is tried at the next round."""
    with engine.reading() as (connection, register):
        query = select(mails.c.id, mails.c.person_id, mails.c.notice, mails.c.confirmed_by, mails.c.confirmed)
        query = query.where(mails.c.state == SENT, mails.c.notice.is_not(None))
        waiting = connection.execute(query.order_by(mails.c.sent_at)).all()
    return sum(_give(engine, row, _said(row, register)) for row in waiting)


def _said(row: Any, register: Register) -> str | None:
    """Where a person said that it arrived: in which words, and who."""
    return None if row.confirmed_by is None else f"{row.confirmed} ({register.name(row.confirmed_by)})"


def _give(engine: Engine, row: Any, said: str | None) -> int:
    given = 0
    for each in row.notice:
        about = UUID(each["case"]), each["task"], each["round"], each["party"]
        try:
            done = delivered(engine, *about, person=row.person_id, said=said)
            given += int(done.result or 0)
        except (ClockInDoubt, Uncertain) as error:
            log.info("the notice that letter %s gives waits for the next round: %s", row.id, error)
            return given
        except EngineError as error:
            log.info("no notice by letter %s: %s", row.id, error)
        except Exception:
            log.exception(
                "the notice that letter %s gives could not be recorded; the next round tries", row.id
            )
            return given
    with engine.database.begin() as connection:
        connection.execute(update(mails).where(mails.c.id == row.id).values(notice=None))
    return given


def keep_letters(engine: Engine) -> int:
    """In a demonstration without a mail server: letters stay in the outbox, where they can be read."""
    with engine.database.begin() as connection:
        waiting = update(mails).where(mails.c.state == QUEUED)
        return connection.execute(waiting.values(state=KEPT, notice=None)).rowcount
