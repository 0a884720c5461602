"""A letter of the queue as the e-mail that goes out: judged once more, for what its receiver may see at that instant."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from sqlalchemy import Connection

from engine.messages import Message
from engine.party import Person
from engine.queries.appointments import called_to
from engine.queries.deadlines import deadlines_among
from engine.queries.visible import can_see
from engine.register import Register
from engine.runtime import Engine
from engine.seal import Seal
from notifications.daily import news, write_news
from notifications.dates import OFF, appointment_event, deadline_event, published
from notifications.digest import digest_of, write_digest
from notifications.letter import (
    Letterhead,
    Speak,
    Voice,
    Written,
    english,
    one_line,
    with_foot,
    write_words,
)
from notifications.mailing import MailSettings, compose
from notifications.messages import DIGEST, NEWS
from notifications.proof import lines_of_proof

GATHERED = frozenset({DIGEST, NEWS})


class Withheld(Exception):
    """The letter is not for this person any more."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Writes e-mails in the name of the house. Without a seal no letter can be ended by an address in it."""

    engine: Engine
    mail: MailSettings
    base_url: str
    speak: Speak = english
    seal: Seal | None = None

    def write(self, row: Any) -> EmailMessage:
        """The e-mail of a letter; `Withheld` where what it tells is not open to the person any more."""
        with self.engine.reading() as (connection, register):
            letterhead = Letterhead.of(register, self.base_url, self.speak)
            to = self._receiver(connection, register, row)
            written = self._words(connection, register, row, to, letterhead)
            language = to.language if to is not None else None
            html = written.html or write_words(written.subject, written.text, letterhead, language)
            written = Written(written.subject, written.text, html)
            if to is not None:
                voice = Voice(letterhead, language, to.zone)
                for line in lines_of_proof(connection, register, row.kind, row.case_id):
                    written = with_foot(written, voice.say(line))
            dates = self._dates(connection, register, row, to, letterhead) if to is not None else b""
        return compose(
            mail=row.id,
            case=row.case_id,
            sender=self.mail.sender,
            house=letterhead.house,
            name=to.name if to is not None else "",
            address=row.address,
            subject=written.subject,
            body=written.text,
            html=written.html,
            dates=dates,
            unsubscribe=self._end_of(row, letterhead),
            at=row.created_at,
        )

    def _receiver(self, connection: Connection, register: Register, row: Any) -> Person | None:
        if row.person_id is None:
            return None
        to = register.people.get(row.person_id)
        if to is None or not to.active:
            raise Withheld("the account is closed")
        if row.case_id and not can_see(self.engine, connection, row.case_id, to.id):
            raise Withheld("the case is not open to this person any more")
        return to

    def _words(
        self, connection: Connection, register: Register, row: Any, to: Person | None, letterhead: Letterhead
    ) -> Written:
        """As it was written; what gathers many cases is written again, for those that are open now."""
        if to is None or row.kind not in GATHERED:
            return Written(row.subject, row.body, row.html or "")
        if row.kind == DIGEST:
            digest = digest_of(row.dedup)
            written = write_digest(self.engine, connection, register, to.id, digest, letterhead)
        else:
            lines = news(self.engine, connection, register, to.id, row.id)
            written = write_news(to, lines, letterhead) if lines else None
        if written is None:
            raise Withheld("nothing of it is open to this person any more")
        return written

    def _dates(
        self, connection: Connection, register: Register, row: Any, to: Person, letterhead: Letterhead
    ) -> bytes:
        """What it asks with a date, as that stands now, and what the case calls its receiver to; nothing when that is over."""
        voice = Voice(letterhead, to.language, to.zone)
        events = []
        if row.dates:
            found = deadlines_among(self.engine, connection, register, to.id, row.dates["tasks"])
            told = {"sequence": row.dates["seq"], "written_at": row.created_at}
            events = [deadline_event(each, voice, self.engine.registry, **told) for each in found]
        meeting = called_to(self.engine, connection, register, to.id, row.case_id) if row.case_id else None
        if meeting is not None:
            title = one_line(meeting.case.title)
            words = voice.say(Message(OFF, {"title": title})) if meeting.called_off else title
            events.append(appointment_event(meeting, words, self.base_url))
        address = parseaddr(self.mail.sender)[1]
        return published(events, by=letterhead.house, address=address) if events else b""

    def _end_of(self, row: Any, letterhead: Letterhead) -> str:
        """The address that ends letters like this one, where they may be ended."""
        if self.seal is None or row.person_id is None or not row.ends:
            return ""
        return letterhead.address(f"/letters/end/{self.seal.sign(row.person_id, row.ends.split('+'))}")
