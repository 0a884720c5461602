"""Reminders on the clock: shares of the period, before the end, and the ladder of what is overdue (DOMAIN 5.2, 5.5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.columns import from_micros
from engine.commands import task
from engine.commands.register import end_mandate, set_calendar
from engine.log import events, parse
from tests import people
from tests.notifications.telling import Teller
from tests.world import World


# Rules, not storage: the other files here run the same consumer on both databases.
@pytest.fixture
def kind() -> str:
    return "sqlite"


HALF = "Take a position: Half of the period is over, and there is no position yet."
DAY_LEFT = "Take a position: The period ends in 24 hours."
VOTERS = ("ILO", "IOM", "OHCHR", "OSCE")


def fired(world: World, kind: str) -> list[dict[str, Any]]:
    """The events of clocks of one kind, oldest first."""
    query = select(events.c.body).where(events.c.kind == f"clock.{kind}").order_by(events.c.pos)
    with world.engine.database.read() as connection:
        return [parse(bytes(row.body)) for row in connection.execute(query)]


def step(teller: Teller, at: datetime) -> None:
    """An hour before nothing, at the instant something: so clocks fire at their time, never early."""
    teller.world.at(at - timedelta(seconds=1))
    teller.forget()
    teller.world.at(at)
    teller.catch_up()


def test_half_way_and_a_day_before_the_end_those_without_a_position_are_reminded(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    begun, ends = world.view(case_id).silence_from, world.view(case_id).expires_at
    world.answer(case_id, "ILO", "support")
    step(teller, begun + (ends - begun) / 2)
    assert teller.who_was_told() == {
        name for name in world.people if name.split()[0] in people.MEMBERS and not name.startswith("ILO")
    }
    assert teller.told("OSCE") == teller.told("OSCE alternate") == [HALF]
    world.answer(case_id, "OSCE", "abstain")
    step(teller, ends - timedelta(hours=24))
    assert teller.told("UNODC") == [DAY_LEFT]
    assert teller.told("OSCE") == []


def overdue(teller: Teller) -> tuple[Any, datetime]:
    """A deliberation with positions of two members outstanding, and when they are due."""
    world = teller.world
    due = datetime(2013, 1, 14, 16, tzinfo=UTC)
    case_id = world.circulated()
    world.press(case_id, "deliberate", people.CHAIR, expires_at=due.isoformat())
    for code in VOTERS:
        world.answer(case_id, code, "support")
    return case_id, due


def test_the_ladder_climbs_from_who_is_asked_to_the_alternate_the_manager_and_the_chair(
    teller: Teller,
) -> None:
    world = teller.world
    case_id, due = overdue(teller)
    after = world.read(case_id).register.calendar.add_working_days
    step(teller, due)
    assert teller.who_was_told() == {"UNICEF", "UNODC"}
    assert teller.told("UNODC") == ["Take a position: It is due now."]
    step(teller, after(due, 2))
    assert teller.who_was_told() == {"UNICEF", "UNODC", "UNICEF alternate", "UNODC alternate"}
    assert teller.told("UNODC alternate") == ["Take a position: It is 2 working days overdue."]
    step(teller, after(due, 5))
    assert teller.who_was_told() == {"manager"}
    assert teller.told("manager") == [
        "Take a position: It is 5 working days overdue. It waits for UNICEF, UNODC."
    ]
    step(teller, after(due, 10))
    assert teller.who_was_told() == {"IOM", "IOM alternate"}
    teller.forget()
    world.later(days=200)
    teller.catch_up()
    assert not any(
        "overdue" in words for name in world.people for words in teller.told(name) if "Take" in words
    )


def test_each_step_of_the_ladder_stands_in_the_log_exactly_once(teller: Teller) -> None:
    world = teller.world
    case_id, due = overdue(teller)
    for _ in range(3):
        world.at(due + timedelta(days=30))
        teller.catch_up()
    mine = [e for e in fired(world, "overdue") if e["pub"]["task"] == "position"]
    assert [e["pub"]["says"] for e in mine] == [
        "It is due now.",
        "It is 2 working days overdue.",
        "It is 5 working days overdue.",
        "It is 10 working days overdue.",
    ]
    assert len({e["due"] for e in mine}) == 4
    assert all(from_micros(e["noticed"]) == due + timedelta(days=30) for e in mine)
    assert world.state(case_id) == "deliberation"


def test_what_is_answered_in_time_reminds_nobody(teller: Teller) -> None:
    world = teller.world
    case_id, due = overdue(teller)
    for code in ("UNICEF", "UNODC"):
        world.answer(case_id, code, "support")
    teller.forget()
    world.at(due + timedelta(days=30))
    teller.catch_up()
    assert not [e for e in fired(world, "overdue") if e["pub"]["task"] == "position"]


def test_a_reminder_that_fired_before_the_answer_but_is_told_after_it_tells_nobody(teller: Teller) -> None:
    world = teller.world
    case_id, due = overdue(teller)
    teller.forget()
    world.at(due)
    for code in ("UNICEF", "UNODC"):
        world.answer(case_id, code, "support")
    teller.catch_up()
    assert [e["pub"]["to"] for e in fired(world, "overdue") if e["pub"]["task"] == "position"] != [[]]
    assert not any("due now" in words for name in world.people for words in teller.told(name))


def test_who_has_claimed_a_task_is_reminded_alone_and_later_those_who_could_act_instead(
    teller: Teller,
) -> None:
    world = teller.world
    case_id, due = overdue(teller)
    task.claim(
        world.engine,
        world.find_task(case_id, "position", "UNODC").id,
        by=world.people["UNODC alternate"],
    )
    step(teller, due)
    assert teller.who_was_told() == {"UNICEF", "UNODC alternate"}
    step(teller, world.read(case_id).register.calendar.add_working_days(due, 2))
    assert teller.who_was_told() == {"UNICEF", "UNICEF alternate", "UNODC", "UNODC alternate"}


def test_a_seat_without_a_principal_is_not_left_without_a_reminder(teller: Teller) -> None:
    world = teller.world
    case_id, due = overdue(teller)
    with world.engine.reading() as (_, register):
        mine = next(m for m in register.mandates if m.person_id == world.people["UNODC"])
    end_mandate(world.engine, mine.id, by=world.people["administrator"])
    step(teller, due)
    assert teller.who_was_told() == {"UNICEF", "UNODC alternate"}
    assert world.state(case_id) == "deliberation"


def test_a_holiday_declared_after_the_clock_was_set_loses_no_reminder(teller: Teller) -> None:
    world = teller.world
    _, due = overdue(teller)
    set_calendar(
        world.engine,
        "house",
        label="Vienna",
        zone="Europe/Vienna",
        countries=["AT"],
        own_days={date(2013, 1, 15): "Move of the house"},
        years=range(2012, 2016),
        by=world.people["administrator"],
    )
    world.at(due + timedelta(days=1))
    teller.forget()
    world.at(
        due + timedelta(days=3)
    )  # the case has looked again when it became overdue, and counts the new holiday
    teller.catch_up()
    assert {"UNICEF", "UNODC alternate"} <= teller.who_was_told()


def test_a_case_that_is_withdrawn_sends_no_more_reminders(teller: Teller) -> None:
    world = teller.world
    case_id, due = overdue(teller)
    world.press(case_id, "withdraw", "officer", reason="It came too early.")
    teller.forget()
    world.at(due + timedelta(days=90))
    teller.catch_up()
    assert teller.who_was_told() == set()
    assert not fired(world, "overdue") and not fired(world, "remind")


def test_a_reminder_about_a_case_that_has_moved_on_before_it_is_told_tells_nobody(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    world.answer(case_id, "UNODC", "concern", reason="It is too early.")
    broken = world.engine.now()
    teller.forget()
    world.at(world.read(case_id).register.calendar.add_working_days(broken, 10))
    world.press(case_id, "withdraw", "officer", reason="It came too early.")
    teller.catch_up()
    assert [e["pub"]["state"] for e in fired(world, "remind") if "state" in e["pub"]] == ["broken"]
    assert not any("Ten working days" in words for words in teller.told("IOM"))


def test_sixty_days_without_an_end_ask_the_chair_and_nobody_else(teller: Teller) -> None:
    world = teller.world
    world.deliberating()
    step(teller, world.engine.now() + timedelta(days=60))
    asked = [name for name in world.people if any("60 days" in words for words in teller.told(name))]
    assert asked == ["IOM", "IOM alternate"]
