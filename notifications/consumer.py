"""The consumer of the log that tells people: inbox rows and letters, in one transaction with its cursor, exactly once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from engine.columns import new_id
from engine.letter_choice import can_end
from engine.mail_queue import queue_mail
from engine.message_box import messages
from engine.queries.messages import Line, resolve
from engine.runtime import Engine
from engine.sequence import Entry, consume
from notifications.choosing import Choices
from notifications.digest import Digests
from notifications.facts import Fact, Origin, read_bodies, read_fact
from notifications.letter import Letterhead, Speak, english, write_letter
from notifications.messages import GROUPS, KINDS
from notifications.recipients import tell
from notifications.surroundings import Surroundings
from notifications.telling import Telling

log = logging.getLogger(__name__)
NAME = "notifications"
BATCH = 500

_UNIQUE = ["person_id", "event_id", "kind"]
_insert = {
    "sqlite": sqlite.insert(messages).on_conflict_do_nothing(index_elements=_UNIQUE),
    "postgresql": postgresql.insert(messages).on_conflict_do_nothing(index_elements=_UNIQUE),
}
Told = list[tuple[Fact, Telling]]


@dataclass
class Consumer:
    """Reads the log from its cursor and tells people. Without an address for their links no letters are written."""

    engine: Engine
    base_url: str | None = None
    speak: Speak = english
    told: int = 0
    written: int = 0
    failed: list[str] = field(default_factory=list)

    def run(self, *, most: int = BATCH) -> int:
        """Everything that has a place in the log and was not read yet; gives how many events."""
        entries = 0
        while (count := consume(self.engine.database, NAME, self._effect, most=most)) > 0:
            entries += count
        return entries

    def _effect(self, connection: Connection, entries: list[Entry]) -> None:
        around = Surroundings.around(self.engine, connection)
        told = self._tellings(around, [entry.event_id for entry in entries])
        digests = Digests(around)
        mailed = self.base_url is not None
        choices = Choices.of(around, {telling.to for _, telling in told} if mailed else ())
        rows = [_row(fact, telling, digests, choices) for fact, telling in told]
        if rows:
            connection.execute(_insert[connection.dialect.name], rows)
        self.told += len(rows)
        if self.base_url is not None:
            letterhead = Letterhead.of(around.register, self.base_url, self.speak)
            at_once = [each for each in told if choices.is_at_once(each[1])]
            self.written += self._write_letters(around, at_once, letterhead)
            self.written += digests.mail(letterhead)
            self.failed += digests.failed
        self.engine.at_point("told")

    def _tellings(self, around: Surroundings, event_ids: list[UUID]) -> Told:
        """One event that nobody can read must not silence all that follow: it is logged and passed over."""
        origins: dict[str, Origin] = {}
        found: Told = []
        for content in read_bodies(around.connection, event_ids):
            try:
                fact = read_fact(around.connection, content, origins)
                found += [(fact, telling) for telling in tell(fact, around)]
            except DBAPIError:
                raise
            except Exception:
                log.exception("nobody could be told of an event; the next ones follow")
                self.failed.append(content[:80].decode(errors="replace"))
        return found

    def _write_letters(self, around: Surroundings, told: Told, letterhead: Letterhead) -> int:
        """One letter for each person, case and transaction, whatever it did; digests are letters of their own."""
        grouped: dict[tuple[UUID, UUID, str], Told] = {}
        for fact, telling in told:
            if telling.mailed and not telling.late:
                grouped.setdefault((telling.to, fact.case_id, fact.transaction), []).append((fact, telling))
        return sum(self._write(around, mine, letterhead) for mine in grouped.values())

    def _write(self, around: Surroundings, told: Told, letterhead: Letterhead) -> bool:
        """One letter that cannot be written must not silence all that follow: it is logged and passed over."""
        try:
            return _write(around, told, letterhead)
        except DBAPIError:
            raise
        except Exception:
            log.exception("a letter could not be written; the next ones follow")
            self.failed.append(f"letter about event {told[0][0].event_id}")
            return False


def _row(fact: Fact, telling: Telling, digests: Digests, choices: Choices) -> dict[str, Any]:
    digest, at = digests.place(telling) if telling.late else (None, fact.seen_at)
    return {
        "id": new_id(),
        "person_id": telling.to,
        "event_id": fact.event_id,
        "case_id": fact.case_id,
        "kind": telling.kind,
        "says": {"id": telling.sentence, "values": telling.values},
        "level": telling.level,
        "digest": digest,
        "at": at,
        "daily_at": choices.daily_at(telling),
    }


def _write(around: Surroundings, told: Told, letterhead: Letterhead) -> bool:
    fact, first = told[0]
    to = around.register.people[first.to]
    lines = tuple(_lines(around, told))
    written = write_letter(to, lines, letterhead)
    groups, notice = {GROUPS[line.kind] for line in lines}, [n for _, each in told for n in each.notice]
    return queue_mail(
        around.connection,
        to=to,
        kind=min((line.kind for line in lines), key=KINDS.index),
        subject=written.subject,
        body=written.text,
        html=written.html,
        dedup=f"{fact.event_id.hex}.{to.id.hex}",
        at=around.now,
        case_id=fact.case_id,
        notice=notice,
        ends=groups if can_end(groups) and not notice else (),
        dates=_dates(told),
    )


def _dates(told: Told) -> dict[str, Any] | None:
    """What the letter asks with a date, and at which place in the history: a later letter about it says more."""
    asked = dict.fromkeys(task.hex for _, telling in told for task in telling.dates)
    return {"seq": max(fact.seq for fact, _ in told), "tasks": list(asked)} if asked else None


def _lines(around: Surroundings, told: Told) -> Iterable[Line]:
    for fact, telling in told:
        case, definition = around.case(fact.case_id), around.definition(fact.case_id)
        values = {name: resolve(around.register, definition, each) for name, each in telling.values.items()}
        yield Line(telling.kind, telling.sentence, values, fact.case_id, case.title, case.reference)
