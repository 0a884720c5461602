"""How the house is: clocks that are late, queues, consumers that lag, and when something was last alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    func,
    inspect,
    select,
    text,
)

from engine.announcement import announcements
from engine.columns import from_micros
from engine.heartbeat import TICK, heartbeats
from engine.link import wakes
from engine.log import events, parse
from engine.mail_queue import FAILED, QUEUED, SENDING, SENT, UNKNOWN, mails
from engine.runtime import Engine
from engine.sequence import consumers, log_entries, log_head, unsequenced
from engine.timer import ARMED, timers

LONGEST = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class LateTimer:
    """A clock that is due and has not fired."""

    case_id: UUID
    key: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """The house at one moment. `at` and the instants of wakes and letters are the house's time; `beats`, and when the oldest
    event happened that something has still to read or that has no place in the log, are the machine's own clock's."""

    at: datetime
    node_at: datetime
    late_timers: int
    oldest_late: LateTimer | None
    unsequenced: int
    placeless_since: datetime | None
    wakes: int
    wakes_since: datetime | None
    behind: dict[str, int]
    unread_since: datetime | None
    mails: dict[str, int]
    mails_since: dict[str, datetime]
    announcements: dict[str, int]
    announcements_since: dict[str, datetime]
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

    def ticks(self, *, longest: timedelta = LONGEST) -> bool:
        """Whether clocks fire, within the longest lag one puts up with."""
        return self.lag <= longest and self.since_tick is not None and self.since_tick <= longest

    def tells(self, *, longest: timedelta = LONGEST) -> bool:
        """Whether everything that follows the log keeps up with it."""
        return self.unread_since is None or self.node_at - self.unread_since <= longest

    def places(self, *, longest: timedelta = LONGEST) -> bool:
        """Whether committed events get their place in the log."""
        return self.placing <= longest

    @property
    def placing(self) -> timedelta:
        """How long the oldest event without a place has waited for one."""
        return self.node_at - self.placeless_since if self.placeless_since else timedelta(0)

    @property
    def reading(self) -> timedelta:
        """How long the oldest event has waited to be read by everything that follows the log."""
        return self.node_at - self.unread_since if self.unread_since else timedelta(0)

    def is_well(self) -> bool:
        """Whether clocks fire, events get their place, and what happens is told."""
        return self.ticks() and self.places() and self.tells()


def _oldest(queue: Table) -> Select[Any]:
    """Of those that wait for something: what was sent or kept grows for ever, and is old for a good reason."""
    waits = queue.c.state.in_((QUEUED, SENDING, UNKNOWN, FAILED))
    return select(queue.c.state, func.min(queue.c.created_at)).where(waits).group_by(queue.c.state)


def _by_state(queue: Table) -> Select[Any]:
    """How many there are, but for what has arrived: nobody waits for that, and every probe would count it."""
    return select(queue.c.state, func.count()).where(queue.c.state != SENT).group_by(queue.c.state)


def revision(connection: Connection) -> str | None:
    """The step to which the tables were brought; nothing where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


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
        _placeless_since(connection),
        _count(connection, wakes.c.id),
        connection.execute(select(func.min(wakes.c.at))).scalar(),
        _behind(connection),
        _unread_since(connection),
        dict(connection.execute(_by_state(mails)).all()),
        dict(connection.execute(_oldest(mails)).all()),
        dict(connection.execute(_by_state(announcements)).all()),
        dict(connection.execute(_oldest(announcements)).all()),
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


def _placeless_since(connection: Connection) -> datetime | None:
    """When the oldest committed event happened that has no place in the log yet."""
    if connection.dialect.name == "postgresql":
        query = select(events.c.body).join(unsequenced, unsequenced.c.event_id == events.c.id)
        query = query.order_by(unsequenced.c.pos)
    else:
        placed = func.coalesce(select(log_head.c.pos).scalar_subquery(), 0)
        query = select(events.c.body).where(events.c.pos > placed).order_by(events.c.pos)
    return _happened(connection.execute(query.limit(1)).first())


def _behind(connection: Connection) -> dict[str, int]:
    """How many entries of the log each consumer has not read yet."""
    size = connection.execute(select(func.max(log_entries.c.idx))).scalar()
    after = 0 if size is None else int(size) + 1
    return {row.name: after - row.next for row in connection.execute(select(consumers))}


def _unread_since(connection: Connection) -> datetime | None:
    """When the first event happened that a consumer of the log has not read."""
    first = select(func.min(consumers.c.next)).scalar_subquery()
    query = select(events.c.body).join(log_entries, log_entries.c.event_id == events.c.id)
    return _happened(connection.execute(query.where(log_entries.c.idx == first)).first())


def _happened(row: Row[Any] | None) -> datetime | None:
    return from_micros(parse(bytes(row.body))["node_at"]) if row is not None else None
