"""Pauses of a case: what was asked is held with its clocks, and every period that had begun is longer by the time held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from engine.columns import from_micros, to_micros

Pauses = Sequence[Sequence[Any]]
"""As a case keeps them: where it stood, since when, until when or nothing."""


def begun(pauses: Pauses, state: str, at: datetime) -> list[list[Any]]:
    """The pauses of a case that comes to one from this state."""
    return [*map(list, pauses), [state, to_micros(at), None]]


def ended(pauses: Pauses, at: datetime) -> list[list[Any]]:
    """The pauses of a case that leaves the one it is in."""
    *before, (state, since, _until) = pauses
    return [*map(list, before), [state, since, to_micros(at)]]


def came_from(pauses: Pauses) -> str:
    """The key of the state in which the case stood when its last pause began."""
    return str(pauses[-1][0])


def held_since(pauses: Pauses, start: datetime) -> timedelta:
    """How long the case was held after this instant, the pause it may be in not counted."""
    held = [(max(from_micros(since), start), from_micros(until)) for _s, since, until in pauses if until]
    return sum((end - begin for begin, end in held if end > begin), timedelta())
