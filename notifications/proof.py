"""What letters carry of the proof: under each the newest checkpoint, so that whoever is told holds what the house has signed. A
letter that tells a decision waits for the checkpoint in which the decision is; one that could not wait longer says so."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from engine.history.checkpoints import Sealed, newest
from engine.history.erasure import EXECUTED
from engine.log import events
from engine.mail_queue import mails
from engine.messages import Message, mark
from engine.register import Register
from engine.sequence import log_entries, log_head
from notifications.messages import DECIDED

SIGNED = mark("Signed history: {size} entries, root {root}")
UNSIGNED = mark("This result is not signed yet: what the house has signed so far ends before it.")
# A sealer signs within seconds. Where it stands still, people are told all the same.
PATIENCE = timedelta(minutes=10)


def lines_of_proof(
    connection: Connection, register: Register, kind: str, case_id: UUID | None
) -> tuple[Message, ...]:
    """What stands under a letter: how long the signed history is, and its root; and before that, where the letter tells a
    result, that this is not among it yet. Nothing in a house that signs none."""
    sealed = _newest(connection, register)
    if sealed is None:
        return ()
    told = sealed.checkpoint
    line = Message(SIGNED, {"size": told.size, "root": b64encode(told.root).decode("ascii")})
    late = kind == DECIDED and case_id is not None and _is_unsigned(connection, case_id, told.size)
    return (Message(UNSIGNED), line) if late else (line,)


def _is_unsigned(connection: Connection, case_id: UUID, size: int) -> bool:
    """Whether a result of this case stands after so many entries, or nowhere in the log yet."""
    result = and_(events.c.closes, events.c.kind != EXECUTED)
    query = (
        select(events.c.id)
        .outerjoin(log_entries, log_entries.c.event_id == events.c.id)
        .where(events.c.stream_kind == "case", events.c.stream_id == case_id, result)
        .where(or_(log_entries.c.idx.is_(None), log_entries.c.idx >= size))
    )
    return connection.execute(query.limit(1)).first() is not None


def waits_for_signature(connection: Connection, register: Register, now: datetime) -> ColumnElement[bool]:
    """Which letters wait: those that tell a decision, while a result is not signed yet, and not for ever."""
    sealed = _newest(connection, register)
    result = connection.execute(select(log_head.c.closing)).scalar_one()
    if sealed is None or sealed.checkpoint.size >= result:
        return false()
    return and_(mails.c.kind == DECIDED, mails.c.created_at > now - PATIENCE)


def _newest(connection: Connection, register: Register) -> Sealed | None:
    return newest(connection, str(register.settings.get("log_origin", "")))
