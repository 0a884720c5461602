"""Refusals in tests: the class, the exact sentence, the rule, and that nothing was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from engine.errors import Denied, EngineError, Invalid, Refused, Stale, Taken, Unbound, Unknown
from engine.log import events
from tests.world import World

__all__ = [
    "Denied",
    "Invalid",
    "Refused",
    "Stale",
    "Taken",
    "Unbound",
    "Unknown",
    "acts_on_record",
    "refused",
]


@contextmanager
def refused(
    world: World, sentence: str, *, rule: str | None = None, error: type[EngineError] = Refused
) -> Iterator[None]:
    """What stands inside is refused with exactly this sentence, and no act of a person goes on record."""
    before = acts_on_record(world)
    with pytest.raises(error) as caught:
        yield
    assert type(caught.value) is error, caught.value
    assert (str(caught.value.says), caught.value.rule) == (sentence, rule)
    assert acts_on_record(world) == before


def acts_on_record(world: World) -> int:
    """How many events people have caused; what clocks cause on the way does not count."""
    with world.engine.database.read() as connection:
        query = select(func.count()).select_from(events).where(events.c.actor.is_not(None))
        return int(connection.execute(query).scalar_one())
