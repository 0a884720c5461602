"""A furnished house of which, whatever a scene did, the log still rebuilds every table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine.party import Mandate, Person
from tests.furnished import copy_of
from tests.workflows.decision.record import history, proven
from tests.world import World

ONLY_ADMINISTRATORS = "Only an administrator may change the register."


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with copy_of(request, "sqlite", tmp_path) as world:
        yield world
        assert proven(world)


def who(world: World, name: str) -> Person:
    """Somebody as the register knows them now."""
    return world.register_now().people[world.people[name]]


def mandate(world: World, identity: UUID) -> Mandate:
    return next(m for m in world.register_now().mandates if m.id == identity)


def told(world: World, stream: UUID) -> list[str]:
    """What happened in a stream of the register, oldest first."""
    return [str(event["kind"]) for event in history(world, stream)]


def last(world: World, stream: UUID) -> dict[str, Any]:
    return history(world, stream)[-1]
