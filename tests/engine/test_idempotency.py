"""An act sent twice happens once, and gives the same answer; its key is good for nothing else."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from engine.commands import case as case_commands
from engine.commands import item
from engine.errors import KeyTaken, Refused
from engine.fold import differences
from engine.idempotency import asked_under, key_of
from engine.queries.case_page import case_page
from tests.world import DECISION, World

ONE, OTHER = asked_under("morning", b"one request"), asked_under("morning", b"another request")


def opened(world: World, key: str, title: str = "A matter") -> UUID | None:
    by = world.people["officer"]
    return case_commands.open(
        world.engine, "consensus-decision", title=title, data=DECISION, by=by, key=key
    ).case_id


def test_a_case_opened_twice_with_one_key_is_one_case(world: World) -> None:
    assert opened(world, ONE) == opened(world, ONE)


def test_a_remark_sent_twice_is_one_remark_and_answers_with_its_id(world: World) -> None:
    case_id, by, key = world.open(), world.people["ILO"], str(uuid4())

    first = case_commands.comment(world.engine, case_id, "Agreed.", by=by, key=key)
    again = case_commands.comment(world.engine, case_id, "Agreed.", by=by, key=key)

    assert again.again
    assert again.result == first.result
    with world.engine.reading() as (connection, register):
        assert len(case_page(world.engine, connection, register, case_id, by).comments) == 1


def test_a_position_sent_twice_answers_with_the_same_position(world: World) -> None:
    case_id = world.deliberating()

    first = world.answer(case_id, "ILO", "support", key=ONE)
    again = world.answer(case_id, "ILO", "support", key=ONE)

    assert (again.result, again.again) == (first.result, True)


def test_a_key_is_good_for_one_request_only(world: World) -> None:
    opened(world, ONE)

    with pytest.raises(KeyTaken, match="another request"):
        opened(world, OTHER, title="Another matter")


def test_a_key_is_good_for_one_kind_of_act_only(world: World) -> None:
    case_id = opened(world, ONE)
    assert case_id is not None

    with pytest.raises(KeyTaken, match="another act"):
        case_commands.comment(world.engine, case_id, "Agreed.", by=world.people["officer"], key=ONE)


def test_a_key_is_good_for_one_case_only(world: World) -> None:
    first, second, key = world.open(), world.open(), str(uuid4())
    by = world.people["ILO"]
    case_commands.comment(world.engine, first, "Agreed.", by=by, key=key)

    with pytest.raises(KeyTaken, match="another act"):
        case_commands.comment(world.engine, second, "Agreed.", by=by, key=key)


def test_what_was_refused_has_not_used_its_key(world: World) -> None:
    case_id, by = world.open(), world.people["officer"]
    with pytest.raises(Refused):
        item.add(world.engine, case_id, "principles", {}, by=by, key=ONE)

    done = case_commands.comment(world.engine, case_id, "Then a remark.", by=by, key=OTHER)

    assert not done.again


def test_words_that_are_no_id_are_a_key_of_one_person_only(world: World) -> None:
    ilo, iom = world.people["ILO"], world.people["IOM"]

    assert key_of("morning", ilo) != key_of("morning", iom)
    assert key_of("morning", ilo) == key_of(ONE, ilo)


def test_the_log_holds_no_more_than_a_commitment_to_the_request(world: World) -> None:
    opened(world, ONE)

    with world.engine.database.read() as connection:
        assert differences(connection) == []
