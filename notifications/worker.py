"""The worker: fires clocks, places events in the log, tells people, hands letters over. Any number may run at once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.clock import ClockWatch, uptime
from engine.commands.tick import tick
from engine.doubt import database_now
from engine.heartbeat import MAIL, TICK, beat
from engine.runtime import Engine
from engine.seal import Seal
from engine.sequence import sequence_all
from engine.target import Targets
from notifications.announcer import Announcer
from notifications.consumer import Consumer
from notifications.daily import DailyLetters
from notifications.delivery import Delivery, keep_letters
from notifications.letter import Speak, english
from notifications.mailing import MailSettings

log = logging.getLogger(__name__)
EVERY = 5.0
NOWHERE = Targets()


@dataclass(frozen=True, slots=True)
class Summary:
    """What one round did. `suspect`: the clock was not to be trusted, so reminders went and closings waited."""

    fired: int
    woken: int
    placed: int
    told: int
    letters: dict[str, int]
    failed: tuple[UUID, ...] = ()
    suspect: bool = False


def run_once(
    engine: Engine,
    mail: MailSettings | None,
    base_url: str,
    demo: bool,
    *,
    watch: ClockWatch | None = None,
    speak: Speak = english,
    targets: Targets = NOWHERE,
    seal: Seal | None = None,
) -> Summary:
    """One round. Without mail settings nothing is written but in a demonstration, where letters stay in the outbox."""
    suspect = watch is not None and is_suspect(engine, watch)
    ticked = tick(engine, suspect=suspect, until=_earliest(engine, watch) if suspect else None)
    _beat(engine, TICK)
    placed = sequence_all(engine.database)
    writes = mail is not None or demo
    consumer = Consumer(engine, base_url if writes else None, speak)
    consumer.run()
    Announcer(engine, targets).run()
    if writes:
        DailyLetters(engine, base_url, speak).write()
    letters = _deliver(engine, mail, base_url, demo, speak, seal)
    placed += sequence_all(engine.database)  # the notice that letters gave
    return Summary(ticked.fired, ticked.woken, placed, consumer.told, letters, ticked.failed, suspect)


def _earliest(engine: Engine, watch: ClockWatch | None) -> datetime | None:
    """In doubt what only tells goes by the clock that is furthest behind: a case that was told of next year stays there."""
    if watch is None or watch.earliest is None:
        return None
    return watch.earliest + (engine.now() - engine.clock.now())  # the demonstration's offset


def _deliver(
    engine: Engine, mail: MailSettings | None, base_url: str, demo: bool, speak: Speak, seal: Seal | None
) -> dict[str, int]:
    if mail is not None:
        fates = dict(+Delivery(engine, mail, base_url, speak, seal=seal).run())
        _beat(engine, MAIL)
        return fates
    kept = keep_letters(engine) if demo else 0
    return {"kept": kept} if kept else {}


def _beat(engine: Engine, name: str) -> None:
    with engine.database.begin() as connection:
        beat(connection, name, engine.clock.now())


def is_suspect(engine: Engine, watch: ClockWatch) -> bool:
    """Whether database and machine disagree, or the wall time has jumped. The embedded database has no clock of its own."""
    with engine.database.read() as connection:
        there = database_now(connection)
        here = engine.clock.now()
        found = watch.suspect(there or here, here, uptime())
    if found:
        log.warning("the clock is suspect (%s): reminders go, closings wait", watch.doubt)
    return found
