"""One command, one transaction: lock, read, decide, write, commit. Due clocks fire first, each in its own.

A command that comes twice with the same idempotency key is answered as done the first time it was done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.change import SYSTEM, Actor, Change
from engine.columns import from_json
from engine.decide import finish, take_up
from engine.derive import CLOSE, MOVE, ROUND, open_round
from engine.driver_errors import is_retryable
from engine.errors import EngineError, KeyTaken
from engine.idempotency import ASKED, asked_by, key_of, made_by
from engine.link import wakes
from engine.log import disclosures, events
from engine.reminding import reminder_facts
from engine.runtime import Engine
from engine.setting import register_stamp
from engine.snapshot import Missing, Snapshot
from engine.store import head_of, load, lock_case, read_extra, write
from engine.timer import FIRED, Timer
from engine.work import Work

__all__ = [
    "KINDS",
    "ClocksFirst",
    "Done",
    "answered_before",
    "decide_on",
    "fire_due",
    "key_of",
    "on_case",
    "wake_linked",
    "write_change",
]

log = logging.getLogger(__name__)
TRIES = 8
KINDS = (MOVE, ROUND, CLOSE)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command leaves behind: the case it was about, its result, and whether it had been done before."""

    case_id: UUID | None
    result: Any = None
    again: bool = False


class ClocksFirst(Exception):
    """Something was due at or before this instant: it fires first, in a transaction of its own."""


Act = Callable[[Work], Any]


def on_case(
    engine: Engine,
    case_id: UUID,
    kind: str,
    act: Act,
    *,
    actor: Callable[[Snapshot], Actor],
    key: UUID,
    person: UUID | None,
) -> Done:
    """Run an act of a person on a case. `actor` judges the right under the lock; `act` decides, purely."""
    try:
        result = _attempt(engine, case_id, kind, act, actor, key)
    except (EngineError, IntegrityError):
        done = answered_before(engine, key, person, kind, case_id)
        if done is None:
            raise
        return done
    wake_linked(engine)
    return Done(case_id, result)


def _attempt(
    engine: Engine, case_id: UUID, kind: str, act: Act, actor: Callable[[Snapshot], Actor], key: UUID
) -> Any:
    for attempt in range(TRIES):
        try:
            return _once(engine, case_id, kind, act, actor, key)
        except ClocksFirst:
            fire_due(engine, case_id)
        except DBAPIError as error:
            if not (is_retryable(error) or _number_taken(error)) or attempt == TRIES - 1:
                raise
    raise RuntimeError(f"case {case_id} never stands still")


def _number_taken(error: DBAPIError) -> bool:
    """Whether another case drew the same number first; the next try draws the next one."""
    return isinstance(error, IntegrityError) and "numbers" in str(error.orig)


def _once(
    engine: Engine, case_id: UUID, kind: str, act: Act, actor: Callable[[Snapshot], Actor], key: UUID
) -> Any:
    with engine.database.begin() as connection:
        engine.at_point("begun")
        change = decide_on(engine, connection, case_id, key, lambda s, c: _work(s, c, actor, kind, act))
        engine.at_point("decided")
        if change.events:
            write_change(engine, connection, change)
        engine.at_point("written")
    engine.at_point("committed")
    return change.result


def _work(
    snapshot: Snapshot, change: Change, actor: Callable[[Snapshot], Actor], kind: str, act: Act
) -> None:
    if any(t.kind in KINDS and t.due_at <= snapshot.at for t in snapshot.timers.values()):
        raise ClocksFirst
    who = actor(snapshot)
    change.result = act(take_up(snapshot, who, change, kind))


def decide_on(
    engine: Engine,
    connection: Connection,
    case_id: UUID,
    key: UUID | None,
    decide: Callable[[Snapshot, Change], None],
    *,
    at: datetime | None = None,
) -> Change:
    """Read the case under its lock and decide; whatever the decision still needs is read, and it is made again."""
    extra: dict[tuple[Any, ...], Any] = {}
    for _ in range(20):
        case = lock_case(connection, case_id)
        register = engine.register(connection)
        now = engine.now() if at is None else at
        snapshot = load(connection, case, register, engine.registry, max(now, case.stream_at or now))
        snapshot.extra = extra
        change = Change(key=key)
        change.heads["case", case_id] = head_of(case)
        try:
            decide(snapshot, change)
            return change
        except Missing as missing:
            extra[missing.wanted] = read_extra(connection, snapshot, missing.wanted)
    raise RuntimeError("a decision keeps asking for more")


def write_change(engine: Engine, connection: Connection, change: Change) -> None:
    """Store files first, then rows and events, and tell the processes when the register has changed."""
    for case_id, _, content in change.files:
        engine.files.put(case_id, content)
    for source, target, digest in change.copies:
        engine.files.put(target, engine.files.get(source, digest))
    engine.at_point("files stored")
    write(connection, change, origin=engine.origin, build=engine.build, node_at=engine.clock.now())
    if change.register_changed:
        connection.execute(update(register_stamp).values(version=register_stamp.c.version + 1))


def answered_before(
    engine: Engine, key: UUID, person: UUID | None, kind: str, case_id: UUID | None = None
) -> Done | None:
    """Whether this key was answered before: the same act of the same person counts as done, any other is refused."""
    kept = and_(disclosures.c.event_id == events.c.id, disclosures.c.name == f"w_{ASKED}")
    with engine.database.read() as connection:
        row = connection.execute(
            select(events.c.stream_kind, events.c.stream_id, events.c.actor, events.c.kind, events.c.body)
            .add_columns(disclosures.c.value)
            .outerjoin(disclosures, kept)
            .where(events.c.id == key)
        ).first()
    if row is None:
        return None
    asked = {ASKED: from_json(row.value)} if row.value else {}
    if (row.actor, row.kind) != (person, kind) or row.stream_id != (case_id or row.stream_id):
        raise KeyTaken("This key was used for another act; nothing was done.")
    if asked != asked_by(key):
        raise KeyTaken("This key was used for another request; nothing was done.")
    made = made_by(row.kind, bytes(row.body))
    return Done(row.stream_id if row.stream_kind == "case" else None, made, again=True)


# Clocks


def due_timers(snapshot: Snapshot, until: datetime) -> list[Timer]:
    """What is due, earliest first; at one instant what moves the case stands before what only tells."""
    due = [t for t in snapshot.timers.values() if t.due_at <= until]
    return sorted(
        due, key=lambda t: (t.due_at, KINDS.index(t.kind) if t.kind in KINDS else len(KINDS), t.key)
    )


def fire_due(
    engine: Engine, case_id: UUID, *, kinds: tuple[str, ...] | None = None, until: datetime | None = None
) -> int:
    """Fire what is due in a case, each clock at its own instant in its own transaction. Gives how many fired."""
    fired = 0
    while _fire_next(engine, case_id, kinds, until):
        fired += 1
    if fired:
        wake_linked(engine)
    return fired


def _fire_next(engine: Engine, case_id: UUID, kinds: tuple[str, ...] | None, until: datetime | None) -> bool:
    now = until or engine.now()
    with engine.database.begin() as connection:
        found: list[Timer] = []

        def decide(snapshot: Snapshot, change: Change) -> None:
            due = [t for t in due_timers(snapshot, now) if kinds is None or t.kind in kinds]
            if due:
                found.append(due[0])
                snapshot.at = max(due[0].due_at, snapshot.case.stream_at or due[0].due_at)
                fire_timer(snapshot, change, due[0], noticed=now)

        change = decide_on(engine, connection, case_id, None, decide, at=now)
        if change.events:
            write_change(engine, connection, change)
            engine.at_point("clock written")
    engine.at_point("clock committed")
    return bool(found)


def fire_timer(snapshot: Snapshot, change: Change, timer: Timer, *, noticed: datetime) -> None:
    """Fire one clock: look again whether it still applies; what it tells or moves follows from the case."""
    work = take_up(snapshot, SYSTEM, change, f"clock.{timer.kind}", clock=timer.key)
    work.event.due, work.event.noticed = timer.due_at, noticed
    timer.state, timer.fired_at, timer.noticed_at = FIRED, snapshot.at, noticed
    told = {"state": FIRED, "fired_at": snapshot.at, "noticed_at": noticed}
    work.event.update("timers", (timer.case_id, timer.key), told)
    if timer.kind == ROUND:
        open_round(work, snapshot.definition.task_by_key[timer.key.split(":")[1]])
    if timer.kind not in KINDS:
        work.event.facts.update(reminder_facts(work, timer))
        return
    finish(work)


# Linked cases


def wake_linked(engine: Engine, *, most: int = 50) -> int:
    """Let cases look again whose linked cases have changed, each in its own transaction. What fails waits for the tick."""
    woken = 0
    while woken < most:
        with engine.database.read() as connection:
            query = (
                select(wakes.c.id, wakes.c.case_id)
                .where(wakes.c.at <= engine.now())
                .order_by(wakes.c.at, wakes.c.id)
            )
            waiting = connection.execute(query).first()
        if waiting is None:
            break
        try:
            _wake(engine, waiting.id, waiting.case_id)
        except Exception:
            log.exception("case %s could not look again; the next tick tries", waiting.case_id)
            break
        woken += 1
    return woken


def _wake(engine: Engine, wake_id: UUID, case_id: UUID) -> None:
    with engine.database.begin() as connection:
        change = decide_on(engine, connection, case_id, None, _look_again)
        if change.result:
            write_change(engine, connection, change)
        connection.execute(delete(wakes).where(wakes.c.id == wake_id))


def _look_again(snapshot: Snapshot, change: Change) -> None:
    """Derive and settle; nothing is written unless something moved."""
    before = snapshot.case.state
    work = take_up(snapshot, SYSTEM, change, "case.woken")
    finish(work)
    change.result = len(change.events) > 1 or snapshot.case.state != before
