"""An administrator reads a case only through an override: reasoned, in the case's history, over after an hour."""

from __future__ import annotations

import pytest

from engine.commands import override
from engine.errors import Denied, Invalid, Refused
from engine.fold import differences
from engine.queries.visible import can_see
from tests.world import World

REASON = "The text cannot be opened; the Secretariat asked for help."


def sees(world: World, case_id: object, name: str) -> bool:
    with world.engine.database.read() as connection:
        return can_see(world.engine, connection, case_id, world.people[name])  # type: ignore[arg-type]


def test_an_administrator_reads_no_case_without_an_override(world: World) -> None:
    case_id = world.circulated()
    assert not sees(world, case_id, "administrator")


def test_an_override_opens_one_case_and_stands_in_its_history(world: World) -> None:
    case_id, other = world.circulated(), world.circulated()
    override.begin(world.engine, case_id, REASON, by=world.people["administrator"])
    assert sees(world, case_id, "administrator")
    assert not sees(world, other, "administrator")
    with world.engine.database.read() as connection:
        assert differences(connection) == []


def test_an_override_is_over_after_an_hour(world: World) -> None:
    case_id = world.circulated()
    override.begin(world.engine, case_id, REASON, by=world.people["administrator"])
    world.later(hours=1)
    assert not sees(world, case_id, "administrator")


def test_an_override_can_be_closed_before_its_time(world: World) -> None:
    case_id = world.circulated()
    override.begin(world.engine, case_id, REASON, by=world.people["administrator"])
    override.end(world.engine, case_id, by=world.people["administrator"])
    assert not sees(world, case_id, "administrator")
    with pytest.raises(Refused, match="No override of yours is open"):
        override.end(world.engine, case_id, by=world.people["administrator"])


def test_an_override_needs_a_written_reason(world: World) -> None:
    case_id = world.circulated()
    with pytest.raises(Invalid, match="Write why you must read this case"):
        override.begin(world.engine, case_id, "because", by=world.people["administrator"])


def test_nobody_but_an_administrator_opens_an_override(world: World) -> None:
    case_id = world.circulated()
    with pytest.raises(Denied, match="Only an administrator"):
        override.begin(world.engine, case_id, REASON, by=world.people["donor"])


def test_a_second_override_for_the_same_case_is_refused(world: World) -> None:
    case_id = world.circulated()
    override.begin(world.engine, case_id, REASON, by=world.people["administrator"])
    with pytest.raises(Refused, match="open already"):
        override.begin(world.engine, case_id, REASON, by=world.people["administrator"])
