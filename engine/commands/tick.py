"""Tick: fire what is due, case by case, each clock in a transaction of its own. It may run anywhere, twice, or late."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select

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
    woken = wake_linked(engine, most=BATCH)
    fired, failed = 0, []
    done: set[UUID] = set()
    while cases_due := [c for c in _cases_due(engine, until, suspect) if c not in done]:
        for case_id in cases_due:
            done.add(case_id)
            try:
                fired += _fire(engine, case_id, until, suspect)
            except Exception:
                log.exception("the clocks of case %s failed; the sweep goes on", case_id)
                failed.append(case_id)
    return Ticked(fired, woken + wake_linked(engine, most=BATCH), tuple(failed))


def _fire(engine: Engine, case_id: UUID, until: datetime | None, suspect: bool) -> int:
    return fire_due(engine, case_id, until=until, kinds=("remind", "overdue") if suspect else None)


def _cases_due(engine: Engine, until: datetime | None, suspect: bool) -> list[UUID]:
    due = and_(timers.c.state == ARMED, timers.c.due_at <= (until or engine.now()))
    if suspect:
        due = and_(due, timers.c.kind.not_in(KINDS))
    query = (
        select(timers.c.case_id)
        .where(due)
        .group_by(timers.c.case_id)
        .order_by(func.min(timers.c.due_at))
        .limit(BATCH)
    )
    with engine.database.read() as connection:
        engine.register(connection)
        return list(connection.execute(query).scalars())


def next_due(engine: Engine) -> datetime | None:
    """When the next clock is due, for the demonstration's clock and the health page."""
    with engine.database.read() as connection:
        found = connection.execute(select(func.min(timers.c.due_at)).where(timers.c.state == ARMED)).scalar()
        return found if isinstance(found, datetime) else None
