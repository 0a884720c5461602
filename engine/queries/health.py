"""How the house is: clocks that are late, queues, consumers that lag, and when something was last alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, and_, func, select

from engine.heartbeat import TICK, heartbeats
from engine.link import wakes
from engine.log import events
from engine.mail_queue import mails
from engine.runtime import Engine
from engine.sequence import consumers, log_entries, log_head, unsequenced
from engine.timer import ARMED, timers


@dataclass(frozen=True, slots=True)
class LateTimer:
    """A clock that is due and has not fired."""

    case_id: UUID
    key: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """The house at one moment. `at` is the house's time, `beats` are instants of the machine's own clock."""

    at: datetime
    node_at: datetime
    late_timers: int
    oldest_late: LateTimer | None
    unsequenced: int
    wakes: int
    behind: dict[str, int]
    mails: dict[str, int]
    beats: dict[str, datetime]

    @property
    def lag(self) -> timedelta:
        """How long the oldest late clock has been due."""
        return self.at - self.oldest_late.due_at if self.oldest_late else timedelta(0)

    @property
    def since_tick(self) -> timedelta | None:
        """How long ago something last ticked; nothing when nothing ever did."""
        last = self.beats.get(TICK)
        return self.node_at - last if last is not None else None

    def is_well(self, *, longest: timedelta = timedelta(minutes=2)) -> bool:
        """Whether clocks fire and what happens gets its place in the log, within the longest lag one puts up with."""
        return self.lag <= longest and self.since_tick is not None and self.since_tick <= longest


def health(engine: Engine, connection: Connection) -> Health:
    """Look once."""
    engine.register(connection)
    now = engine.now()
    late = and_(timers.c.state == ARMED, timers.c.due_at <= now)
    oldest = select(timers.c.case_id, timers.c.key, timers.c.due_at).where(late).order_by(timers.c.due_at)
    first = connection.execute(oldest.limit(1)).first()
    return Health(
        now,
        engine.clock.now(),
        _count(connection, timers.c.key, late),
        LateTimer(*first) if first else None,
        _unsequenced(connection),
        _count(connection, wakes.c.id),
        _behind(connection),
        dict(connection.execute(select(mails.c.state, func.count()).group_by(mails.c.state)).all()),
        dict(connection.execute(select(heartbeats.c.name, heartbeats.c.at)).all()),
    )


def _count(connection: Connection, column: Column[Any], *where: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count(column)).where(*where)).scalar() or 0)


def _unsequenced(connection: Connection) -> int:
    """Committed events that have no place in the log yet."""
    if connection.dialect.name == "postgresql":
        return _count(connection, unsequenced.c.pos)
    placed = select(log_head.c.pos).scalar_subquery()
    return _count(connection, events.c.pos, events.c.pos > func.coalesce(placed, 0))


def _behind(connection: Connection) -> dict[str, int]:
    """How many entries of the log each consumer has not read yet."""
    size = connection.execute(select(func.max(log_entries.c.idx))).scalar()
    after = 0 if size is None else int(size) + 1
    return {row.name: after - row.next for row in connection.execute(select(consumers))}
