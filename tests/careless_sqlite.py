"""SQLite in the tests: what is lost in a power cut is lost gladly, as on their PostgreSQL; a killed process loses nothing."""

from __future__ import annotations

from engine import sqlite_engine

SAFE = sqlite_engine.PRAGMAS


def careless() -> None:
    """Trade safety that no test needs for speed, in every connection that is opened from now on."""
    assert "synchronous=FULL" in SAFE
    sqlite_engine.PRAGMAS = tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in SAFE)
