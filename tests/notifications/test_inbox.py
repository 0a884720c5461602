"""The in-app inbox: newest first, in pages, counted; and nothing for whom a case is not open."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from engine.case import cases
from engine.columns import new_id
from engine.commands import case, register
from engine.commands.message import mark_all_read, mark_read
from engine.errors import Unknown
from engine.queries.messages import Page, list_messages
from engine.task import tasks
from tests import people
from tests.notifications.telling import Teller


def page(teller: Teller, who: str, cursor: str | None, most: int) -> Page:
    with teller.world.engine.reading() as (connection, house):
        person = teller.world.people[who]
        return list_messages(teller.world.engine, connection, house, person, cursor=cursor, most=most)


def seal(teller: Teller, case_id: UUID) -> None:
    """As when a case is put under a closer level after people were told of it, and asks nobody any more."""
    with teller.world.engine.database.begin() as connection:
        connection.execute(update(cases).where(cases.c.id == case_id).values(level="SEALED"))
        connection.execute(update(tasks).where(tasks.c.case_id == case_id).values(present=False))


def leaves(teller: Teller, who: str) -> None:
    """Somebody's mandates end."""
    world = teller.world
    with world.engine.reading() as (_, house):
        mine = [m.id for m in house.mandates if m.person_id == world.people[who]]
    for mandate in mine:
        register.end_mandate(world.engine, mandate, by=world.people["administrator"])


def test_pages_give_every_message_once_newest_first(teller: Teller) -> None:
    for number in range(5):
        teller.world.circulated(title=f"Matter {number}")
        teller.world.later(minutes=1)
    teller.catch_up()
    seen, cursor = [], None
    while True:
        found = page(teller, "ILO", cursor, 2)
        seen += [told.lines[0].title for told in found.messages]
        cursor = found.next
        if cursor is None:
            break
    assert seen == [f"Matter {number}" for number in (4, 3, 2, 1, 0)]
    assert page(teller, "ILO", "no cursor", 9).messages == page(teller, "ILO", None, 9).messages


def test_reading_one_message_or_all_counts_down(teller: Teller) -> None:
    world = teller.world
    for number in range(3):
        world.circulated(title=f"Matter {number}")
    teller.catch_up()
    assert teller.unread("ILO") == 3
    newest = teller.inbox("ILO")[0]
    assert mark_read(world.engine, newest.id, by=world.people["ILO"]) == 1
    assert mark_read(world.engine, newest.id, by=world.people["ILO"]) == 0
    assert teller.unread("ILO") == 2
    assert teller.inbox("ILO")[0].read_at == world.engine.now()
    assert mark_all_read(world.engine, by=world.people["ILO"]) == 2
    assert teller.unread("ILO") == 0 and len(teller.inbox("ILO")) == 3
    assert teller.unread("OSCE") == 3


def test_a_digest_counts_once_and_is_read_as_one(teller: Teller) -> None:
    world = teller.world
    cases_ = [world.silent(title=f"Matter {number}") for number in range(2)]
    teller.forget()
    world.at(world.view(cases_[0]).expires_at - timedelta(hours=2))
    teller.catch_up()
    assert teller.unread("ILO") == 1
    assert mark_read(world.engine, teller.inbox("ILO")[0].id, by=world.people["ILO"]) == 4
    assert teller.unread("ILO") == 0


def test_nobody_reads_or_marks_another_persons_message(teller: Teller) -> None:
    world = teller.world
    world.circulated()
    teller.catch_up()
    other = teller.inbox("OSCE")[0].id
    with pytest.raises(Unknown, match="There is no such message, or it is not yours"):
        mark_read(world.engine, other, by=world.people["ILO"])
    with pytest.raises(Unknown):
        mark_read(world.engine, new_id(), by=world.people["ILO"])
    assert teller.unread("OSCE") == 1


def test_who_may_not_see_a_case_any_more_is_told_nothing_of_it(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.deliberating()
    case.comment(world.engine, case_id, "A first remark.", by=world.people["OSCE"])
    teller.forget()
    leaves(teller, "OSCE")
    case.comment(world.engine, case_id, "A second remark.", by=world.people["ILO"])
    teller.catch_up()
    assert teller.told("OSCE") == [] and teller.letters("OSCE") == []
    assert teller.told("officer") == ["ILO added a remark."]


def test_what_somebody_was_told_is_gone_from_list_and_count_when_the_case_closes_to_them(
    teller: Teller,
) -> None:
    world, case_id = teller.world, teller.world.deliberating()
    case.comment(world.engine, case_id, "A remark of the auditor's neighbour.", by=world.people["OSCE"])
    teller.catch_up()
    assert teller.unread("OSCE alternate") > 0
    leaves(teller, "OSCE alternate")
    assert teller.unread("OSCE alternate") == 0 and teller.inbox("OSCE alternate") == ()
    assert mark_all_read(world.engine, by=world.people["OSCE alternate"]) == 0


def test_a_digest_shows_only_the_cases_still_open_to_its_reader(teller: Teller) -> None:
    world = teller.world
    first, second = (world.deliberating(title=title) for title in ("Open", "Sealed"))
    teller.forget()
    world.later(days=61)
    teller.catch_up()
    before = teller.inbox("second officer", unread=True)
    assert {line.case_id for told in before for line in told.lines} >= {first, second}
    seal(teller, second)
    after = teller.inbox("second officer", unread=True)
    assert {line.case_id for told in after for line in told.lines} == {first}
    assert teller.unread("second officer") == len(after)


def test_a_remark_at_a_closer_level_is_told_to_none_but_its_readers(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.deliberating()
    world.answer(case_id, "ILO", "support")
    teller.forget()
    case.comment(
        world.engine,
        case_id,
        "Only for those who work on it.",
        by=world.people["second officer"],
        level="CASE_TEAM",
    )
    teller.catch_up()
    assert teller.who_was_told() == {"officer"}
    assert teller.told("officer") == ["second officer added a remark."]
    leaves(teller, "officer")
    register.grant(
        world.engine,
        "SC_FOCAL_POINT",
        world.organizations["ILO"],
        person=world.people["officer"],
        capacity="alternate",
        since=world.engine.now(),
        until=None,
        by=world.people["administrator"],
    )
    assert teller.told("officer") == []  # the case is still open to this person, the level is not


def test_an_account_that_is_closed_is_told_nothing(teller: Teller) -> None:
    world = teller.world
    register.change_person(
        world.engine, world.people["UNODC"], {"active": False}, by=world.people["administrator"]
    )
    world.circulated()
    teller.catch_up()
    told = teller.who_was_told()
    assert "UNODC" not in told and "UNODC alternate" in told


def test_a_seat_that_changes_hands_is_told_to_who_fills_it_now(teller: Teller) -> None:
    world = teller.world
    leaves(teller, "UNODC")
    world.add_person("UNODC successor")
    world.grant("SC_FOCAL_POINT", "UNODC", "UNODC successor", "principal")
    case_id = world.circulated()
    world.press(case_id, "deliberate", people.CHAIR)
    teller.catch_up()
    assert "You are asked: Take a position." in teller.told("UNODC successor")[0]
    assert teller.told("UNODC") == []
