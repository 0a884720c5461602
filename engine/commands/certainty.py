"""What became of a command: done now, done before, or refused. Never "failed" where nobody knows.

A connection lost around COMMIT leaves the outcome open: the key is looked up on a new connection, and where it is not
there the command runs again. What the lost transaction still holds (its locks, its key) makes the new run wait for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.columns import from_json
from engine.database import DatabaseUnavailable
from engine.driver_errors import is_connection_lost, is_lock_timeout, is_retryable, violated
from engine.errors import EngineError, KeyTaken, Uncertain
from engine.idempotency import ASKED, asked_by, made_by
from engine.log import disclosures, events
from engine.messages import message
from engine.runtime import Engine

TRIES = 32
"""How often a transaction runs again that made room for another: of so many who draw a number at once, all get one."""
PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds before each new look after a lost connection: together longer than a server takes to restart."""
NUMBER_KEYS = {"pk_numbers", "uq_cases_number"}
UNKNOWN = message(
    "The database went away while this was being written, and nobody knows yet whether it was done. "
    "Send it once more: it counts once."
)
IN_THE_WAY = "Others were in the way again and again, so this was not done. Try again in a moment."
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """What a command leaves behind: the case it was about, its result, and whether it had been done before."""

    case_id: UUID | None
    result: Any = None
    again: bool = False


def certain(act: Callable[[], Done], before: Callable[[], Done | None]) -> Done:
    """Run a command until it is certain what became of it; `before` looks its key up. Uncertain when the database does
    not come back in time."""
    lost: Exception | None = None
    for pause in (*PAUSES, None):
        try:
            return (before() if lost else None) or _done_or_before(act, before)
        except (DBAPIError, DatabaseUnavailable) as error:
            gone = is_connection_lost(error) or (lost and isinstance(error, DatabaseUnavailable))
            if not gone:
                raise
            lost = error
        if pause is not None:
            time.sleep(pause)
    raise Uncertain(UNKNOWN) from lost


def _done_or_before(act: Callable[[], Done], before: Callable[[], Done | None]) -> Done:
    """A refusal, or a key that is there already, may mean that the same act was done before."""
    try:
        return act()
    except (EngineError, IntegrityError):
        found = before()
        if found is None:
            raise
        return found


def repeated(run: Callable[[], T]) -> T:
    """Run a transaction; once more where it was rolled back for the sake of another, or another drew its number first."""
    for attempt in range(TRIES):
        try:
            return run()
        except DBAPIError as error:
            if is_lock_timeout(error):
                raise DatabaseUnavailable("Another program kept what this act needs to itself.") from error
            if not (is_retryable(error) or violated(error) in NUMBER_KEYS):
                raise
            if attempt == TRIES - 1:
                raise DatabaseUnavailable(IN_THE_WAY) from error
    raise AssertionError("the last try has raised")


_by_key = (
    select(events.c.stream_kind, events.c.stream_id, events.c.actor, events.c.kind, events.c.body)
    .add_columns(disclosures.c.value)
    .outerjoin(disclosures, and_(disclosures.c.event_id == events.c.id, disclosures.c.name == f"w_{ASKED}"))
    .where(events.c.id == bindparam("key"))
)


def answered_before(
    engine: Engine, key: UUID, person: UUID | None, kind: str, case_id: UUID | None = None
) -> Done | None:
    """Whether this key was answered before: the same act of the same person counts as done, any other is refused."""
    with engine.database.read() as connection:
        row = connection.execute(_by_key, {"key": key}).first()
    if row is None:
        return None
    asked = {ASKED: from_json(row.value)} if row.value else {}
    if (row.actor, row.kind) != (person, kind) or row.stream_id != (case_id or row.stream_id):
        raise KeyTaken("This key was used for another act; nothing was done.")
    if asked != asked_by(key):
        raise KeyTaken("This key was used for another request; nothing was done.")
    made = made_by(row.kind, bytes(row.body))
    return Done(row.stream_id if row.stream_kind == "case" else None, made, again=True)
