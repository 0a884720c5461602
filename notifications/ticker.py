"""The ticker beside the embedded database: rounds of the worker in a thread of the web process. It holds no work itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)
EVERY = 5.0


class Ticker:
    """Calls one function again and again: never twice at once, and once for all the times that were missed."""

    def __init__(self, round_: Callable[[], object], *, every: float = EVERY) -> None:
        self._round = round_
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            timezone=UTC,
        )
        self._scheduler.add_job(
            self._once,
            "interval",
            seconds=every,
            id="tick",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def _once(self) -> None:
        try:
            self._round()
        except Exception:
            log.exception("a round failed; the next one tries again")

    def start(self) -> None:
        """Begin; the first round comes after one interval."""
        self._scheduler.start()

    def stop(self) -> None:
        """End, when the round that runs is over."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
