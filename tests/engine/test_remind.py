"""Whoever waits may ask again, once a day; nobody else, and nobody who was not asked."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, true

from engine.case import cases
from engine.commands.remind import ASKED_AGAIN, awaited, last_reminder, remind
from engine.commands.transaction import Done
from engine.errors import Denied, Refused, Unknown
from engine.fold import differences
from engine.log import events, parse
from engine.queries.timeline import timeline
from engine.whom import seat_target
from tests.people import CHAIR
from tests.world import World


def asked_again(world: World, case_id: UUID, by: str, key: str | None = None) -> Done:
    return remind(world.engine, case_id, "position", by=world.people[by], key=key)


def told(world: World, case_id: UUID) -> list[dict[str, object]]:
    query = select(events.c.body).where(events.c.stream_id == case_id, events.c.kind == ASKED_AGAIN)
    with world.engine.database.read() as connection:
        return [parse(bytes(body))["pub"] for body in connection.execute(query).scalars()]


def test_the_chair_reminds_just_those_who_have_not_answered(world: World) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "support")
    world.answer(case_id, CHAIR, "support")
    assert asked_again(world, case_id, CHAIR).result == 4
    (facts,) = told(world, case_id)
    silent = {"OHCHR", "OSCE", "UNICEF", "UNODC"}
    assert facts["to"] == [
        seat_target("SC_FOCAL_POINT", world.organizations[code])
        for code in sorted(silent, key=lambda code: world.find_task(case_id, "position", code).id)
    ]
    assert facts["wide"] is False
    assert facts["task"] == "position"


def test_nobody_is_reminded_twice_on_one_day_of_the_house(world: World) -> None:
    case_id = world.deliberating()
    world.at(datetime(2013, 1, 7, 22, tzinfo=UTC))  # 23:00 in Vienna
    asked_again(world, case_id, CHAIR)
    with pytest.raises(Refused, match="reminded today already") as refused:
        asked_again(world, case_id, "officer")
    assert refused.value.rule == "remind-daily"
    world.at(datetime(2013, 1, 7, 23, tzinfo=UTC))  # midnight in Vienna
    asked_again(world, case_id, "officer")
    assert len(told(world, case_id)) == 2


def test_new_words_may_be_recalled_on_the_same_day(world: World) -> None:
    case_id = world.deliberating()
    asked_again(world, case_id, CHAIR)
    world.press(case_id, "circulate_revised", "officer")
    world.press(case_id, "deliberate", CHAIR)
    asked_again(world, case_id, CHAIR)
    assert len(told(world, case_id)) == 2


def test_the_opener_may_remind_and_a_member_who_only_answers_may_not(world: World) -> None:
    case_id = world.deliberating(by="UNODC")
    assert asked_again(world, case_id, "UNODC").result == 5
    with pytest.raises(Denied, match="Only those who opened the case"):
        asked_again(world, case_id, "ILO")


def test_who_may_not_see_the_case_learns_nothing(world: World) -> None:
    case_id = world.deliberating()
    with pytest.raises(Unknown):
        asked_again(world, case_id, "donor")


def test_where_nobody_else_is_asked_there_is_nobody_to_remind(world: World) -> None:
    case_id = world.circulated()
    with pytest.raises(Refused, match="nobody to remind"):
        asked_again(world, case_id, CHAIR)
    with pytest.raises(Refused, match="nobody to remind"):
        remind(world.engine, case_id, "state_circulated", by=world.people[CHAIR])


def test_a_second_press_is_the_same_reminder(world: World) -> None:
    case_id = world.deliberating()
    asked_again(world, case_id, CHAIR, key="once")
    assert asked_again(world, case_id, CHAIR, key="once").again
    assert len(told(world, case_id)) == 1


def test_the_history_tells_it_and_the_tables_follow_from_it(world: World) -> None:
    case_id = world.deliberating()
    asked_again(world, case_id, CHAIR)
    snapshot = world.read(case_id)
    waiting = awaited(snapshot, "position")
    assert last_reminder(snapshot.case.visits, "position", waiting[0].round) == world.clock.now()
    with world.engine.reading() as (connection, register):
        last = timeline(
            connection,
            register,
            snapshot.definition,
            case_id,
            levels=["SC_RESTRICTED"],
            others=select(cases.c.id),
            told=true(),
        )[-1]
        assert str(last.says) == "IOM reminded those who have not answered."
        assert differences(connection) == []
