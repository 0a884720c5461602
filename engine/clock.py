"""The one place that may ask what time it is. Everybody else is handed a clock or an instant."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; for tests, simulation and replay."""

    def __init__(self, at: datetime) -> None:
        self._at = _utc(at)

    def now(self) -> datetime:
        return self._at

    def move_to(self, at: datetime) -> None:
        """Set it, forward or back. A naive instant is a ValueError."""
        self._at = _utc(at)

    def advance(self, by: timedelta) -> None:
        """Set it on by this much elapsed time."""
        self._at += by


@dataclass(frozen=True)
class OffsetClock:
    """Another clock set on by a fixed amount: how the demo lives in a later week than its visitors."""

    base: Clock
    offset: timedelta

    def now(self) -> datetime:
        return self.base.now() + self.offset


Doubt = Literal["", "apart", "jumped"]


class ClockWatch:
    """Tells when the time is not to be trusted: reminders may then go, but nothing may be closed by a clock.

    `apart`: database and node differ by more than `apart`. `jumped`: the node's wall time moved against the
    machine's uptime by more than `jump`; that doubt stays until the wall time is back in step or somebody
    says `trust`, for a second look a moment later would otherwise find nothing wrong.
    """

    def __init__(
        self, *, apart: timedelta = timedelta(seconds=30), jump: timedelta = timedelta(seconds=60)
    ) -> None:
        self._apart, self._jump = apart, jump
        self._started: datetime | None = None
        self.doubt: Doubt = ""
        """Why the last look was suspicious; empty when it was not."""
        self.earliest: datetime | None = None
        """The earliest that it was at the last look, by the database, by the node, and by the uptime since it was trusted."""

    def suspect(self, database_now: datetime, node_now: datetime, uptime: float) -> bool:
        """Look once: both clocks read together with `uptime()`. Where there is one clock, give it twice."""
        started = node_now - timedelta(seconds=uptime)
        before = started if self._started is None else self._started
        self.earliest = min(database_now, node_now, before + timedelta(seconds=uptime))
        self.doubt = ""
        if abs(database_now - node_now) > self._apart:
            self.doubt = "apart"
        if abs(started - before) > self._jump:
            self.doubt = "jumped"
        else:
            self._started = started  # follow small corrections, so that years of them do not add up to a jump
        return bool(self.doubt)

    def trust(self) -> None:
        """A person looked at the clock and found it right: measure from the next look on."""
        self._started = None


def uptime() -> float:
    """Seconds of a clock nobody can set, counting on while the machine sleeps, where the system has one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("an instant needs a zone: this datetime has none")
    return at.astimezone(UTC)
