"""Something that runs beside the rounds of a worker and never holds them up: programs that are slow to listen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread

log = logging.getLogger(__name__)


class Aside:
    """Calls one function in a thread of its own: never twice at once. Whoever calls meanwhile finds it at work."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self._thread: Thread | None = None

    def __call__(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            # A process that ends does not wait: what was on its way is tried again by the next one.
            self._thread = Thread(target=self._once, daemon=True, name="webhooks")
            self._thread.start()

    def _once(self) -> None:
        try:
            self._act()
        except Exception:
            log.exception("announcing failed; the next round tries again")

    def wait(self, seconds: float | None = None) -> None:
        """Until what runs is over."""
        if self._thread is not None:
            self._thread.join(seconds)
