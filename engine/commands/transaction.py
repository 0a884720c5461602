"""One command, one transaction: lock, read, decide, write, commit. Due clocks fire first, each in its own.

A command that comes twice with the same idempotency key is answered as done the first time it was done.
Locks are taken in one order by everybody: cases by their id, then the register's stamp, then its streams.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select, update

from engine.change import SYSTEM, Actor, Change
from engine.commands.certainty import TRIES, Done, answered_before, certain, repeated
from engine.decide import finish, take_up
from engine.derive import CLOSE, MOVE, OVERDUE, ROUND, open_round
from engine.errors import ClockInDoubt, Refused
from engine.idempotency import key_of
from engine.link import wakes
from engine.messages import message
from engine.reminding import reminder_facts
from engine.runtime import Engine
from engine.setting import register_stamp
from engine.snapshot import Missing, Snapshot
from engine.store import OfTask, head_of, load, lock_case, read_case_id, read_extra, write
from engine.substitution import hand_to_stand_ins
from engine.timer import FIRED, Timer
from engine.work import Work

__all__ = [
    "KINDS",
    "ClocksFirst",
    "Done",
    "answered_before",
    "certain",
    "clocks_first",
    "decide_on",
    "fire_due",
    "key_of",
    "on_case",
    "repeated",
    "wake_linked",
    "write_change",
]

log = logging.getLogger(__name__)
KINDS = (MOVE, ROUND, CLOSE)
IN_DOUBT = message(
    "The clock of this house is in doubt, and something is due in this case: it waits until the time is certain. "
    "Nothing was changed; try again later."
)
Act = Callable[[Work], Any]
T = TypeVar("T")


class ClocksFirst(Exception):
    """Something was due at or before this instant: it fires first, in a transaction of its own."""

    def __init__(self, case_id: UUID, at: datetime) -> None:
        self.case_id, self.at = case_id, at
        super().__init__(f"something is due in case {case_id} by {at}")


def on_case(
    engine: Engine,
    case: UUID | OfTask,
    kind: str,
    act: Act,
    *,
    actor: Callable[[Snapshot], Actor],
    key: UUID,
    person: UUID | None,
    beside: UUID | None = None,
) -> Done:
    """Run an act of a person on a case. `actor` judges the right under the lock; `act` decides, purely.

    `beside` is another case that must stand still meanwhile, because the act ties the two together.
    """

    def once() -> Change:
        return _once(engine, case, key, lambda s, c: _work(s, c, actor, kind, act), beside)

    def before() -> Done | None:
        with engine.database.read() as connection:
            case_id = read_case_id(connection, case)
        return answered_before(engine, key, person, kind, case_id)

    def attempt() -> Done:
        change = clocks_first(engine, lambda: repeated(once), fire_due)
        woken.extend(change.wakes)
        found = None if change.events else before()
        return found or Done(change.case_id, change.result)

    woken: list[UUID] = []
    done = certain(attempt, before)
    if woken or done.again:
        wake_linked(engine)
    return done


def clocks_first(engine: Engine, run: Callable[[], T], fire: Callable[..., int]) -> T:
    """Run; where a clock of the case is due before, it fires first. While the clock is in doubt neither happens."""
    for _ in range(TRIES):
        try:
            return run()
        except ClocksFirst as first:
            if engine.suspect():
                raise ClockInDoubt(IN_DOUBT, rule="clock-in-doubt") from None
            fire(engine, first.case_id, until=first.at)
    raise RuntimeError("a case never stands still")


def _once(
    engine: Engine,
    case: UUID | OfTask,
    key: UUID,
    decide: Callable[[Snapshot, Change], None],
    beside: UUID | None,
) -> Change:
    with engine.database.begin() as connection:
        engine.at_point("begun")
        if beside is not None:
            for each in sorted((read_case_id(connection, case), beside)):
                lock_case(connection, each)
        change = decide_on(engine, connection, case, key, decide)
        engine.at_point("decided")
        if change.events:
            write_change(engine, connection, change)
        engine.at_point("written")
    engine.at_point("committed")
    return change


def _work(
    snapshot: Snapshot, change: Change, actor: Callable[[Snapshot], Actor], kind: str, act: Act
) -> None:
    _check_clocks(snapshot)
    who = actor(snapshot)
    _check_one_organization(snapshot, who)
    change.result = act(take_up(snapshot, who, change, kind))


def _check_one_organization(snapshot: Snapshot, who: Actor) -> None:
    """One person acts for one organization in a case, whatever they do there."""
    if who.person is None or who.organization is None:
        return
    if len({m.organization_id for m in snapshot.register.mandates_of(who.person)}) < 2:
        return
    others = snapshot.need("acted for", snapshot.case.id, who.person) - {who.organization}
    if others:
        raise Refused(
            "You have acted for {organization} in this case; you cannot act for another one as well.",
            organization=snapshot.register.name(min(others)),
            rule="one-organization",
        )


def _check_clocks(snapshot: Snapshot) -> None:
    """Nobody acts on a case in which something that moves it is due and has not fired."""
    if any(t.kind in KINDS and t.due_at <= snapshot.at for t in snapshot.timers.values()):
        raise ClocksFirst(snapshot.case.id, snapshot.at)


def decide_on(
    engine: Engine,
    connection: Connection,
    place: UUID | OfTask,
    key: UUID | None,
    decide: Callable[[Snapshot, Change], None],
    *,
    at: datetime | None = None,
) -> Change:
    """Read the case under its lock and decide; whatever the decision still needs is read, and it is made again."""
    extra: dict[tuple[Any, ...], Any] = {}
    for _ in range(20):
        case = lock_case(connection, place)
        register = engine.register(connection)
        now = engine.now() if at is None else at
        snapshot = load(connection, case, register, engine.registry, max(now, case.stream_at or now))
        snapshot.extra = extra
        change = Change(key=key, case_id=case.id)
        change.heads["case", case.id] = head_of(case)
        try:
            decide(snapshot, change)
            return change
        except Missing as missing:
            extra[missing.wanted] = read_extra(connection, snapshot, missing.wanted)
    raise RuntimeError("a decision keeps asking for more")


def write_change(engine: Engine, connection: Connection, change: Change) -> None:
    """Store files first, then rows and events, and tell the processes when the register has changed."""
    for event in change.events:
        noticed = [row.key[1] for row in event.rows if row.table == "notices"]
        event.level = event.level or engine.registry.level_of(
            event.kind, event.facts, event.definition, noticed
        )
    for case_id, _, content in change.files:
        engine.files.put(case_id, content)
    for source, target, digest in change.copies:
        engine.files.put(target, engine.files.get(source, digest))
    engine.at_point("files stored")
    origin = change.origin or engine.origin
    write(connection, change, origin=origin, build=engine.build, node_at=engine.clock.now())
    if change.register_changed:
        connection.execute(update(register_stamp).values(version=register_stamp.c.version + 1))


# Clocks


def due_timers(snapshot: Snapshot, until: datetime) -> list[Timer]:
    """What is due, earliest first; at one instant what moves the case stands before what only tells."""
    due = [t for t in snapshot.timers.values() if t.due_at <= until]
    return sorted(
        due, key=lambda t: (t.due_at, KINDS.index(t.kind) if t.kind in KINDS else len(KINDS), t.key)
    )


def fire_due(engine: Engine, case_id: UUID, *, until: datetime | None = None, closing: bool = True) -> int:
    """Fire what is due in a case, each clock at its own instant in its own transaction. Gives how many fired.

    Without `closing` what only tells fires, up to the first clock that would move the case: that one waits.
    """
    fired = _fire_all(engine, case_id, until=until, closing=closing)
    if fired:
        wake_linked(engine)
    return fired


def _fire_all(engine: Engine, case_id: UUID, *, until: datetime | None, closing: bool = True) -> int:
    fired = 0
    while repeated(lambda: _fire_next(engine, case_id, until, closing)):
        fired += 1
    return fired


def _fire_next(engine: Engine, case_id: UUID, until: datetime | None, closing: bool) -> bool:
    """Look again under the lock what is due first, and fire it: another tick may have been here meanwhile."""
    with engine.database.begin() as connection:
        engine.at_point("clock begun")

        def decide(snapshot: Snapshot, change: Change) -> None:
            now = engine.now()
            due = due_timers(snapshot, now if until is None else until)
            if due and (closing or due[0].kind not in KINDS):
                snapshot.at = max(due[0].due_at, snapshot.case.stream_at or due[0].due_at)
                fire_timer(snapshot, change, due[0], noticed=max(now, due[0].due_at))

        change = decide_on(engine, connection, case_id, None, decide)
        if change.events:
            write_change(engine, connection, change)
            engine.at_point("clock written")
    engine.at_point("clock committed")
    return bool(change.events)


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
        fired = work.event
        hand_to_stand_ins(work, timer.key.split(":")[1], due=timer.kind == OVERDUE)
        if timer.kind == OVERDUE:
            # Nobody is waited for any more who is late: what is asked because of that is offered, in a transaction of its own.
            change.wakes.append(timer.case_id)
        fired.facts.update(reminder_facts(work, timer))
        return
    finish(work)


# Linked cases


def wake_linked(engine: Engine, *, most: int = 50, but: list[UUID] | None = None) -> int:
    """Let cases look again whose linked cases have changed, each in its own transaction.

    What fails is left to the next tick, and keeps neither the others nor the act that came before from success. Who calls
    again and again keeps in `but` what has failed, and it is not tried each time.
    """
    woken = 0
    failed = [] if but is None else but
    while woken < most:
        try:
            waiting = _next_wake(engine, failed)
        except Exception:
            log.exception("nobody could see which cases have to look again; the next tick tries")
            break
        if waiting is None:
            break
        try:
            _wake(engine, waiting.id, waiting.case_id, waiting.at)
            woken += 1
        except ClockInDoubt:
            failed.append(waiting.id)
        except Exception:
            log.exception("case %s could not look again; the next tick tries", waiting.case_id)
            failed.append(waiting.id)
    return woken


def _next_wake(engine: Engine, but: list[UUID]) -> Row[Any, Any] | None:
    with engine.database.read() as connection:
        waiting = select(wakes).where(wakes.c.at <= engine.now(), wakes.c.id.not_in(but))
        return connection.execute(waiting.order_by(wakes.c.at, wakes.c.id).limit(1)).first()


def _wake(engine: Engine, wake_id: UUID, case_id: UUID, at: datetime) -> None:
    """Look again as of the instant at which the other case changed; what was due here by then comes first."""

    def once() -> None:
        with engine.database.begin() as connection:
            engine.at_point("wake begun")
            change = decide_on(engine, connection, case_id, None, _look_again, at=at)
            if change.result:
                write_change(engine, connection, change)
            connection.execute(delete(wakes).where(wakes.c.id == wake_id))
            engine.at_point("wake written")
        engine.at_point("wake committed")

    clocks_first(engine, lambda: repeated(once), _fire_all)


def _look_again(snapshot: Snapshot, change: Change) -> None:
    """Derive and settle; nothing is written unless something is different afterwards."""
    _check_clocks(snapshot)
    work = take_up(snapshot, SYSTEM, change, "case.woken")
    finish(work)
    counted = {"revision", "changed_at"}
    rows = [row for event in change.events for row in event.rows]
    change.result = any(row.table != "cases" or row.values.keys() - counted for row in rows)
