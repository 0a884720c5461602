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

from sqlalchemy import Row, func, select

from engine.case import cases
from engine.commands.transaction import fire_due, wake_linked
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
    woken = wake_linked(engine, most=BATCH)
    fired, failed = 0, []
    left: list[UUID] = []
    in_vain: set[Any] = set()
    while (due := _next_due(engine, until, left)) is not None:
        try:
            count = fire_due(engine, due.case_id, until=due.due_at, closing=closing)
        except Exception:
            log.exception("the clocks of case %s failed; the sweep goes on", due.case_id)
            failed.append(due.case_id)
            left.append(due.case_id)
            continue
        if not count and due in in_vain:  # nobody else has fired it meanwhile: it waits
            left.append(due.case_id)
        elif not count:
            in_vain.add(due)
        fired += count
    return Ticked(fired, woken + wake_linked(engine, most=BATCH), tuple(failed))


def _next_due(engine: Engine, until: datetime | None, but: list[UUID]) -> Row[Any, Any] | None:
    """The clock that is due first in all cases but these, which failed or wait. On PostgreSQL cases that somebody holds
    just now are passed over, so that several ticks share what is due and none waits for another.
    """
    due = select(timers.c.case_id, timers.c.due_at).where(
        timers.c.state == ARMED, timers.c.due_at <= (until or engine.now()), timers.c.case_id.not_in(but)
    )
    first = due.order_by(timers.c.due_at, timers.c.case_id).limit(1)
    if engine.database.kind == "sqlite":
        with engine.database.read() as connection:
            return connection.execute(first).first()
    free = first.join(cases, cases.c.id == timers.c.case_id).with_for_update(of=cases, skip_locked=True)
    with engine.database.begin() as connection:
        return connection.execute(free).first()


def next_due(engine: Engine) -> datetime | None:
    """When the next clock is due, for the demonstration's clock and the health page."""
    with engine.database.read() as connection:
        found = connection.execute(select(func.min(timers.c.due_at)).where(timers.c.state == ARMED)).scalar()
        return found if isinstance(found, datetime) else None
