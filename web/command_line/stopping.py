"""Ending when told to: a signal sets an event, and the round at hand is finished."""

from __future__ import annotations

import signal
from threading import Event


def told_to_stop() -> Event:
    """An event that SIGTERM and SIGINT set."""
    stop = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    return stop
