"""An administrator reads a case only through an override: reasoned, in the case's history, over after an hour."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from engine.commands import override
from engine.errors import Denied, Invalid, Refused, Unknown
from engine.fold import differences
from engine.queries.listing import by_reference
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


def test_nobody_opens_an_override_for_longer_than_an_hour(world: World) -> None:
    case_id = world.circulated()
    override.begin(world.engine, case_id, REASON, by=world.people["administrator"], lasting=timedelta(days=3))
    (mine,) = world.register_now().overrides_of(world.people["administrator"])
    assert mine.until - mine.since == timedelta(hours=1)


def test_the_same_press_twice_opens_and_closes_one_override(world: World) -> None:
    case_id, by = world.circulated(), world.people["administrator"]
    begun = [override.begin(world.engine, case_id, REASON, by=by, key="begin").again for _ in range(2)]
    ended = [override.end(world.engine, case_id, by=by, key="end").again for _ in range(2)]
    assert (begun, ended) == ([False, True], [False, True])
    assert len(world.register_now().overrides_of(by)) == 1


def test_of_a_case_that_does_not_exist_no_override_tells_anything(world: World) -> None:
    with pytest.raises(Unknown, match="There is no such case, or it is not open to you"):
        override.begin(world.engine, uuid4(), REASON, by=world.people["administrator"])


def test_words_that_no_database_holds_name_no_case_and_give_no_reason(world: World) -> None:
    with world.engine.database.read() as connection:
        assert by_reference(connection, "DEC\x00") is None
    case_id = world.circulated()
    with pytest.raises(Invalid, match="Take out the control characters"):
        override.begin(world.engine, case_id, f"{REASON}\x00", by=world.people["administrator"])
