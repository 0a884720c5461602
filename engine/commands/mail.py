"""Looking after letters: try again now, say that one arrived, or give it up. Each act stands in the log, with its reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from engine.change import Event
from engine.commands.entry import Entry, administrator
from engine.commands.session import own, quiet, save
from engine.errors import Invalid, Refused, Unknown
from engine.mail_queue import FAILED, QUEUED, SENT, UNKNOWN, WORDLESS, mails
from engine.messages import Message, mark, message
from engine.runtime import Engine
from engine.values import clean_words

ONLY = mark("Only an administrator looks after letters.")
NEEDS_NOBODY = mark("This letter needs nobody: it is on its way or has arrived.")
GIVEN_UP = mark("given up by an administrator")
SHORTEST = 10


def send_again(engine: Engine, mail: UUID, *, by: UUID) -> None:
    """Let a letter be tried now, with all its tries before it; its Message-ID stays the same."""
    with engine.database.begin() as connection:
        entry, row = _looked_after(engine, connection, mail, by, (QUEUED, FAILED, UNKNOWN))
        if not row.body:
            raise Refused("The words of this letter are gone: it was not for this person any more.")
        again = {"state": QUEUED, "tries": 0, "next_try_at": entry.at, "error": None}
        connection.execute(update(mails).where(mails.c.id == mail).values(again))
        _noted(entry, row, "mail.again")
        save(entry)


def give_up(engine: Engine, mail: UUID, reason: str, *, by: UUID) -> None:
    """Send a letter no more; its words are dropped."""
    with engine.database.begin() as connection:
        entry, row = _looked_after(engine, connection, mail, by, (QUEUED, FAILED, UNKNOWN))
        why = said(reason, message("Say why it is given up."))
        over = {"state": FAILED, "notice": None, "error": GIVEN_UP, **WORDLESS}
        connection.execute(update(mails).where(mails.c.id == mail).values(over))
        _noted(entry, row, "mail.given_up").words["reason"] = why
        save(entry)


def arrived(engine: Engine, mail: UUID, evidence: str, *, by: UUID) -> None:
    """Say that a letter arrived of which nobody knew. It counts as an accepted delivery, with who said so and why."""
    with engine.database.begin() as connection:
        entry, row = _looked_after(engine, connection, mail, by, (UNKNOWN,))
        how = said(evidence, message("Say how it is known that it arrived."))
        sent = {"state": SENT, "sent_at": entry.at, "error": None, **WORDLESS}
        values = {**sent, "confirmed_by": by, "confirmed": how}
        connection.execute(update(mails).where(mails.c.id == mail).values(values))
        _noted(entry, row, "mail.arrived").words["reason"] = how
        save(entry)


def said(words: str, missing: Message) -> str:
    """The reason of an act, in some words at least."""
    found = clean_words("reason", words)
    if found is None or len(found) < SHORTEST:
        raise Invalid({"reason": missing})
    return found


def _looked_after(
    engine: Engine, connection: Connection, mail: UUID, by: UUID, states: tuple[str, ...]
) -> tuple[Entry, Row[Any]]:
    """Check the right and that the letter needs somebody; it is locked."""
    entry = quiet(engine, connection, own(by))
    entry.actor = administrator(entry, by, ONLY)
    row = connection.execute(select(mails).where(mails.c.id == mail).with_for_update()).first()
    if row is None:
        raise Unknown("There is no such letter.")
    if row.state not in states:
        raise Refused(NEEDS_NOBODY)
    return entry, row


def _noted(entry: Entry, row: Row[Any], kind: str) -> Event:
    """An event of whom the letter is for; where that is nobody with an account, of who acts."""
    whose = row.person_id or entry.actor.person
    assert whose is not None
    return entry.event("person", whose, kind, about=row.kind)
