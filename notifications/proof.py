"""What letters carry of the proof: under each the newest checkpoint, so that whoever is told holds what the house has signed. A
letter that tells a decision waits for the checkpoint in which the decision is."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, false, select

from engine.history.checkpoints import Sealed, newest
from engine.mail_queue import mails
from engine.messages import Message, mark
from engine.register import Register
from engine.sequence import log_head
from notifications.messages import DECIDED

SIGNED = mark("Signed history: {size} entries, root {root}")
# A sealer signs within seconds. Where it stands still, people are told all the same.
PATIENCE = timedelta(minutes=10)


def signed_history(connection: Connection, register: Register) -> Message | None:
    """The line under a letter: how long the signed history is, and its root. Nothing in a house that signs none."""
    sealed = _newest(connection, register)
    if sealed is None:
        return None
    told = sealed.checkpoint
    return Message(SIGNED, {"size": told.size, "root": b64encode(told.root).decode("ascii")})


def waits_for_signature(connection: Connection, register: Register, now: datetime) -> ColumnElement[bool]:
    """Which letters wait: those that tell a decision, while a result is not signed yet, and not for ever."""
    sealed = _newest(connection, register)
    result = connection.execute(select(log_head.c.closing)).scalar_one()
    if sealed is None or sealed.checkpoint.size >= result:
        return false()
    return and_(mails.c.kind == DECIDED, mails.c.created_at > now - PATIENCE)


def _newest(connection: Connection, register: Register) -> Sealed | None:
    return newest(connection, str(register.settings.get("log_origin", "")))
