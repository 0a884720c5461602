"""The daily letter: what somebody wants to read once a day, as one letter in the morning of that person's zone.

What waits for it stands on the messages themselves. There is one letter for each person and day; after a standstill it
comes late, and is still one.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, or_, select, update
from sqlalchemy.exc import DBAPIError

from engine.letter_choice import OFF, can_end, read_choices
from engine.mail_queue import mail_id, queue_mail
from engine.message_box import messages
from engine.messages import Message
from engine.party import Person
from engine.queries.messages import Line, letter_rows, newest_lines
from engine.register import Register
from engine.runtime import Engine
from notifications.choosing import next_letter
from notifications.letter import Letterhead, Speak, Written, english, write_letter
from notifications.messages import GROUPS, NEWS, SUBJECTS

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DailyLetters:
    """Writes the daily letters whose time has come, each in a transaction of its own. Any number of workers may do so."""

    engine: Engine
    base_url: str
    speak: Speak = english
    failed: list[str] = field(default_factory=list)

    def write(self) -> int:
        """Gives how many were written."""
        return sum(self._try(person) for person in self._waiting())

    def _try(self, person: UUID) -> bool:
        """One letter that cannot be written must not keep back those of others: it is logged, and waits for the next round."""
        try:
            return self._write(person)
        except DBAPIError:
            raise
        except Exception:
            log.exception("a daily letter could not be written; the next ones follow")
            self.failed.append(f"daily letter of {person}")
            return False

    def _waiting(self) -> list[UUID]:
        with self.engine.reading() as (connection, _register):
            query = select(messages.c.person_id).where(messages.c.daily_at <= self.engine.now()).distinct()
            return sorted(connection.execute(query).scalars())

    def _write(self, person: UUID) -> bool:
        with self.engine.database.begin() as connection:
            register = self.engine.register(connection)
            to, now = register.people[person], self.engine.now()
            zone = to.zone or register.calendar.zone
            dedup = f"daily.{person.hex}.{now.astimezone(ZoneInfo(zone)).date().isoformat()}"
            taken = _take(connection, person, mail_id(dedup), now)
            lines = news(self.engine, connection, register, person, mail_id(dedup))
            if not taken or not lines or not to.active:
                return False
            written = write_news(to, lines, Letterhead.of(register, self.base_url, self.speak))
            new = _queue(connection, to, lines, written, dedup, now)
            if not new:  # this day has had its letter
                _put_off(connection, taken, next_letter(now, zone))
            return new


def _take(connection: Connection, person: UUID, letter: UUID, now: datetime) -> list[UUID]:
    """What waits for a letter, into this one: of two workers one takes it. What was read or switched off meanwhile waits
    no more."""
    mine = and_(messages.c.person_id == person, messages.c.daily_at <= now)
    chosen = read_choices(connection, [person])
    ended = [kind for kind, group in GROUPS.items() if chosen.get((person, group)) == OFF]
    over = or_(messages.c.read_at.is_not(None), messages.c.kind.in_(ended))
    connection.execute(update(messages).where(mine, over).values(daily_at=None))
    taken = update(messages).where(mine).values(daily_at=None, letter=letter).returning(messages.c.id)
    return list(connection.execute(taken).scalars())


def _put_off(connection: Connection, taken: Collection[UUID], until: datetime) -> None:
    later = update(messages).where(messages.c.id.in_(taken))
    connection.execute(later.values(daily_at=until, letter=None))


def _queue(
    connection: Connection, to: Person, lines: tuple[Line, ...], written: Written, dedup: str, now: datetime
) -> bool:
    groups = {GROUPS[line.kind] for line in lines}
    return queue_mail(
        connection,
        to=to,
        kind=NEWS,
        subject=written.subject,
        body=written.text,
        html=written.html,
        dedup=dedup,
        at=now,
        ends=groups if can_end(groups) else (),
    )


def news(
    engine: Engine, connection: Connection, register: Register, person: UUID, letter: UUID
) -> tuple[Line, ...]:
    """What a daily letter tells, as far as its reader may see it now."""
    return newest_lines(engine, register, letter_rows(engine, connection, register, person, letter))


def write_news(to: Person, lines: tuple[Line, ...], letterhead: Letterhead) -> Written:
    """A daily letter: it is called after how much it tells, whatever that is about."""
    return write_letter(to, lines, letterhead, called=Message(SUBJECTS[NEWS], {"count": len(lines)}))
