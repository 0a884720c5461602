"""Telling: many stories, each from its beginning to its end, woven into one calendar by moving a clock."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from config.demo.people import VIENNA
from engine.clock import FixedClock
from engine.commands.tick import next_due, tick
from engine.runtime import Engine
from engine.sequence import sequence_all
from engine.target import Targets
from notifications.announcer import Announcer
from notifications.consumer import Consumer

# A story gives the instant of its next step, as a day and time on Vienna's walls, and is continued at that instant.
Story = Iterator[str]
NOWHERE = Targets()
# People are told as it happens in the last days only; what came before is told in one go, for nobody would read it again.
TOLD_AT_ONCE = timedelta(days=11)


def tell(engine: Engine, clock: FixedClock, stories: Iterable[Story], until: datetime) -> None:
    """Continue the story that comes next, again and again; what would come after `until` is not told."""
    waiting: list[tuple[datetime, int, Story]] = []
    for number, story in enumerate(stories):
        _wait(waiting, number, story)
    while waiting and waiting[0][0] <= until:
        at, number, story = heapq.heappop(waiting)
        advance(engine, clock, at, told_from=until - TOLD_AT_ONCE)
        _wait(waiting, number, story)
    advance(engine, clock, until, told_from=until - TOLD_AT_ONCE)
    inform(engine)


def _wait(waiting: list[tuple[datetime, int, Story]], number: int, story: Story) -> None:
    """Let a story go on to its next step, and wait for that step's instant."""
    wall = next(story, None)
    if wall is not None:
        heapq.heappush(waiting, (datetime.fromisoformat(wall).replace(tzinfo=VIENNA), number, story))


def advance(engine: Engine, clock: FixedClock, to: datetime, *, told_from: datetime) -> None:
    """Move the clock on, and stop wherever something is due: it fires at its instant, never late."""
    while (due := next_due(engine)) is not None and due <= to:
        clock.move_to(max(due, clock.now()))
        ticked = tick(engine)
        if ticked.failed:
            raise RuntimeError(f"the clocks of {len(ticked.failed)} cases failed while the story was told")
        if due >= told_from:
            inform(engine)
    if to < clock.now():
        raise ValueError(f"a story steps back, to {to:%Y-%m-%d %H:%M}")
    clock.move_to(to)


def inform(engine: Engine) -> None:
    """Tell people what has happened, in their inboxes only: no letter is written about a year that never was."""
    sequence_all(engine.database)
    Consumer(engine).run()
    Announcer(engine, NOWHERE).run()
