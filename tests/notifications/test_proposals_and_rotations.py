"""The reminders and news of activity proposals and chair rotations (DOMAIN 7.1, 7.20)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands import item
from tests import people
from tests.notifications.telling import Teller
from tests.workflows import proposing, rotating

ALTERNATES = {f"{code} alternate" for code in people.MEMBERS}
PRESIDING = {"IOM", "IOM alternate", "OHCHR", "OHCHR alternate"}
OFFICE = {"officer", "second officer", "manager"}


# Rules, not storage: the other files here run the same consumer on both databases.
@pytest.fixture
def kind() -> str:
    return "sqlite"


def told(teller: Teller, words: str) -> set[str]:
    """Everybody who was told something with these words in it."""
    teller.catch_up()
    return {name for name in teller.world.people if any(words in each for each in teller.told(name))}


def test_every_member_is_asked_at_inception_but_who_put_the_idea_forward(teller: Teller) -> None:
    proposing.consulting(teller.world)
    asked = told(teller, "You are asked: Give your view on the idea. Please answer by 2013-01-21 16:00")
    assert asked == {*people.MEMBERS, *ALTERNATES} - {"ILO"}


def test_half_way_through_the_inception_those_without_a_view_are_reminded(teller: Teller) -> None:
    world = teller.world
    case_id = proposing.consulting(world)
    proposing.gave_view(world, case_id, "ILO", "OSCE")
    world.at(world.read(case_id).register.calendar.add_working_days(world.engine.now(), 5))
    left = set(people.MEMBERS) - {"ILO", "OSCE"}
    assert told(teller, "Half of the consultation is over") == left | {f"{code} alternate" for code in left}


def test_a_stakeholder_is_asked_by_name_and_told_nothing_once_nobody_asks_any_more(teller: Teller) -> None:
    world = teller.world
    case_id = proposing.consulting(world)
    data = {"person": world.people["expert"].hex, "concern": "Worked on the course of 2011."}
    added = item.add(world.engine, case_id, "stakeholders", data, by=world.people["ILO"])
    assert "expert" in told(teller, "You are asked: Give your view on the idea.")
    item.end(world.engine, case_id, added.result, revision=1, by=world.people["officer"])
    proposing.gave_view(world, case_id)
    teller.catch_up()
    assert world.state(case_id) == "screening"
    assert not any("Screening" in words for words in teller.told("expert"))


def test_a_draft_that_waits_for_90_days_asks_its_owner_and_nobody_else(teller: Teller) -> None:
    proposing.drafted(teller.world)
    teller.world.later(days=90)
    assert told(teller, "is this idea still wanted?") == {"ILO"}


def test_an_approved_activity_that_nobody_begins_is_the_managers_business_after_30_days(
    teller: Teller,
) -> None:
    case_id, _ = proposing.approved(teller.world)
    assert "ILO" in told(teller, "The result: Approved.")
    teller.forget()
    teller.world.later(days=30)
    assert told(teller, "Approved 30 days ago, and not begun.") == {"manager"}
    assert teller.world.state(case_id) == "approved"


def test_the_screening_waits_for_the_office_and_climbs_the_ladder(teller: Teller) -> None:
    world = teller.world
    case_id = proposing.screening(world)
    due = world.find_task(case_id, "screen").due_at
    assert due is not None
    assert told(teller, "You are asked: Look for duplication.") == OFFICE
    after = world.read(case_id).register.calendar.add_working_days
    expected = ((0, OFFICE), (2, OFFICE), (5, {"manager"}), (10, {"IOM", "IOM alternate"}))
    for days, people_told in expected:
        teller.forget()
        world.at(after(due, days) if days else due)
        assert told(teller, "Look for duplication: It is") == people_told, days


def test_nobody_confirmed_30_and_7_days_before_the_term_and_at_its_beginning(teller: Teller) -> None:
    world = teller.world
    rotating.nominating(world)
    for days, words, expected in (
        (30, "The term begins in 30 days", PRESIDING | OFFICE),
        (7, "The term begins in 7 days", PRESIDING | OFFICE),
        (0, "The term has begun, and nobody presides.", OFFICE),
    ):
        world.at(rotating.START - timedelta(days=days, seconds=1))
        teller.forget()
        world.at(rotating.START - timedelta(days=days))
        assert told(teller, words) == expected, words


def test_a_confirmed_chair_reminds_nobody_that_there_is_none(teller: Teller) -> None:
    rotating.confirmed(teller.world)
    teller.forget()
    teller.world.at(rotating.START)
    assert told(teller, "nobody is confirmed") == told(teller, "nobody presides") == set()
