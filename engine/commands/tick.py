"""Tick: fire what is due, each clock in a transaction of its own. It may run anywhere, twice, late, or never for days.

What is due fires in the order of its instants over all cases, and whoever is linked looks again in between: after an
outage the cases find what they would have found in time.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select

from engine.case import cases
from engine.commands.transaction import KINDS, fire_due, wake_linked
from engine.runtime import Engine
from engine.timer import ARMED, timers

log = logging.getLogger(__name__)
BATCH = 200


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: clocks fired, cases woken, and the cases that failed and wait for the next tick."""

    fired: int
    woken: int
    failed: tuple[UUID, ...] = ()


def tick(engine: Engine, *, until: datetime | None = None, suspect: bool = False) -> Ticked:
    """Fire everything due. With a suspect clock reminders go and what closes or moves waits.

    One broken case never stops the rest: it is logged, and named in what is given back.
    """
    with engine.reading():
        pass  # the demonstration's clock stands in the database: read it before asking what is due
    closing = not (suspect or engine.suspect())
    tried: list[UUID] = []
    woken = wake_linked(engine, most=BATCH, but=tried)
    fired, failed, before = 0, [], None
    left: list[UUID] = []
    while (due := _next_due(engine, until, left)) is not None:
        # Another tick may have fired what came before, and who waits for that has not looked again yet: not to be overtaken.
        woken += wake_linked(engine, most=BATCH, but=tried)
        try:
            count = fire_due(engine, due.case_id, until=due.due_at, closing=closing)
        except Exception:
            log.exception("the clocks of case %s failed; the sweep goes on", due.case_id)
            failed.append(due.case_id)
            count, before = 0, due
        if not count and due == before:
            left.append(due.case_id)
        fired, before = fired + count, due
    return Ticked(fired, woken + wake_linked(engine, most=BATCH), tuple(failed))


def _next_due(engine: Engine, until: datetime | None, but: list[UUID]) -> Row[Any, Any] | None:
    """The clock that is due first in all cases but these, which failed or wait.

    On PostgreSQL several ticks share what only tells: a case that another tick holds just now is passed over, up to the
    next clock that moves a case. That one nobody overtakes, for what comes after it may depend on it.
    """
    waiting = (
        timers.c.state == ARMED,
        timers.c.due_at <= (until or engine.now()),
        timers.c.case_id.not_in(but),
    )
    due = select(timers.c.case_id, timers.c.due_at).where(*waiting)
    first = due.order_by(timers.c.due_at, timers.c.case_id).limit(1)
    if engine.database.kind == "sqlite":
        with engine.database.read() as connection:
            return connection.execute(first).first()
    moves = select(func.min(timers.c.due_at)).where(*waiting, timers.c.kind.in_(KINDS)).scalar_subquery()
    tells = first.join(cases, cases.c.id == timers.c.case_id).where(
        or_(moves.is_(None), timers.c.due_at < moves)
    )
    with engine.database.begin() as connection:
        free = connection.execute(tells.with_for_update(of=cases, skip_locked=True)).first()
        return free or connection.execute(first.where(timers.c.kind.in_(KINDS))).first()


def next_due(engine: Engine) -> datetime | None:
    """When the next clock is due, for the demonstration's clock and the health page."""
    with engine.database.read() as connection:
        found = connection.execute(select(func.min(timers.c.due_at)).where(timers.c.state == ARMED)).scalar()
        return found if isinstance(found, datetime) else None
