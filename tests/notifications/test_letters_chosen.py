"""Letters as people choose them: at once, gathered into one a day, or not at all; what is notice comes at once, always."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import case, register
from engine.commands.letter_choice import choose_letters
from engine.commands.message import mark_all_read
from engine.commands.watching import watch
from engine.letter_choice import ALLOWED, AT_ONCE, DAILY, MOVES, OFF, QUESTIONS, REMARKS, RESULTS
from engine.mail_queue import FAILED, UNKNOWN
from engine.message_box import messages
from notifications.choosing import next_letter
from notifications.daily import DailyLetters
from notifications.messages import GROUP_LABELS, GROUPS, KINDS
from tests import people
from tests.access.hidden_types import hiding
from tests.notifications.post_office import PostOffice
from tests.notifications.posting import SEAL, deliver, text_of
from tests.notifications.telling import BASE, Teller, broken_in_french, speaks_french
from tests.refusing import Invalid, refused
from tests.world import World

NOT_A_WAY = "Choose one of the ways that are listed here."


def chosen(world: World, name: str, **ways: str) -> None:
    choose_letters(world.engine, ways, by=world.people[name])


def write_daily(world: World) -> int:
    return DailyLetters(world.engine, BASE).write()


def drafted(world: World, title: str = "A matter") -> UUID:
    case_id = world.open(title)
    world.put(case_id)
    return case_id


def moved(world: World, title: str = "A matter") -> UUID:
    """A case that two people watch whom it asks nothing, a step further."""
    case_id = drafted(world, title)
    for name in ("auditor", "second officer"):
        watch(world.engine, case_id, by=world.people[name])
    world.press(case_id, "circulate", "officer")
    return case_id


def morning(world: World) -> None:
    """It is past seven in Vienna, on the next day."""
    world.clock.move_to(next_letter(world.engine.now(), "Europe/Vienna") + timedelta(minutes=1))


def daily(teller: Teller, name: str) -> list[Any]:
    return [letter for letter in teller.letters(name) if letter.kind == "news"]


def test_every_kind_belongs_to_a_group_that_has_a_name_and_a_way() -> None:
    assert {*GROUPS} | {"digest", "news"} == set(KINDS)
    assert set(GROUPS.values()) == GROUP_LABELS.keys() == ALLOWED.keys()
    assert all(ways[0] == AT_ONCE for ways in ALLOWED.values())


@pytest.mark.parametrize(
    ("about", "way"),
    [
        (QUESTIONS, OFF),
        (QUESTIONS, DAILY),
        (RESULTS, OFF),
        (MOVES, "never"),
        ("everything", OFF),
        (MOVES, ""),
    ],
)
def test_what_cannot_be_chosen_is_refused(world: World, about: str, way: str) -> None:
    with refused(world, NOT_A_WAY, error=Invalid, rule="letters"):
        chosen(world, "ILO", **{REMARKS: OFF, about: way})
    with refused(world, NOT_A_WAY, error=Invalid, rule="letters"):
        chosen(world, "ILO", **{about: way})


def test_what_is_switched_off_is_told_inside_and_in_no_letter(teller: Teller) -> None:
    world = teller.world
    chosen(world, "auditor", moves=OFF)
    moved(world)
    teller.catch_up()
    assert teller.told("auditor") == teller.told("second officer") == ["It is now “Circulated”."]
    assert teller.letters("auditor") == [] and [each.kind for each in teller.letters("second officer")] == [
        "moved"
    ]


def test_a_question_comes_at_once_whatever_was_chosen(teller: Teller) -> None:
    world = teller.world
    chosen(world, "ILO", moves=OFF, remarks=OFF, results=DAILY)
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    teller.forget()
    world.press(case_id, "open_silence", people.CHAIR)
    teller.catch_up()
    assert [each.kind for each in teller.letters("ILO")] == ["asked"]
    assert teller.letters("ILO")[0].ends is None and teller.letters("ILO")[0].notice


def test_what_is_notice_is_neither_put_off_nor_left_out_and_cannot_be_ended(teller: Teller) -> None:
    """A step by which something waits for a seat: its letter is notice of that, whatever was chosen about steps."""
    world = teller.world
    for name, way in (("ILO", OFF), ("OSCE", DAILY)):
        chosen(world, name, moves=way)
    world.circulated()
    teller.catch_up()
    for name in ("ILO", "OSCE"):
        (letter,) = teller.letters(name)
        assert letter.kind == "moved" and letter.notice and letter.ends is None


def test_what_is_wanted_once_a_day_comes_as_one_letter_in_the_morning(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    chosen(world, "second officer", moves=DAILY, remarks=DAILY)
    first, _second = moved(world, "First"), moved(world, "Second")
    case.comment(world.engine, first, "Well.", by=world.people["second officer"])
    case.comment(world.engine, first, "Indeed.", by=world.people["officer"])
    teller.catch_up()
    assert teller.letters("second officer") == [] and len(teller.told("second officer")) == 3
    assert write_daily(world) == 0
    morning(world)
    assert write_daily(world) == 1 and write_daily(world) == 0
    (letter,) = daily(teller, "second officer")
    assert letter.subject == "News of the day: 3"
    assert letter.ends == "moves+remarks"
    deliver(world, office.settings)
    (mail,) = [each for each in office.taken if people.address("second officer") in str(each["To"])]
    for kind in ("plain", "html"):
        assert all(words in text_of(mail, kind) for words in ("First", "Second", "officer added a remark."))


def test_the_morning_is_that_of_the_reader(teller: Teller) -> None:
    world = teller.world
    register.change_person(
        world.engine, world.people["auditor"], {"zone": "Asia/Tokyo"}, by=world.people["auditor"]
    )
    for name in ("auditor", "second officer"):
        chosen(world, name, moves=DAILY)
    moved(world)
    teller.catch_up()
    with world.engine.database.read() as connection:
        query = select(messages.c.person_id, messages.c.daily_at).where(messages.c.daily_at.is_not(None))
        at = dict(connection.execute(query).all())
    assert at[world.people["auditor"]] == datetime(2013, 1, 7, 22, tzinfo=UTC)
    assert at[world.people["second officer"]] == datetime(2013, 1, 8, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        ("2013-03-30T06:00:00", "Europe/Vienna", "2013-03-31T05:00:00"),  # the night of summer time
        ("2013-10-26T05:00:00", "Europe/Vienna", "2013-10-27T06:00:00"),
        ("2013-03-30T05:59:59", "Europe/Vienna", "2013-03-30T06:00:00"),
        ("2011-12-29T17:00:00", "Pacific/Apia", "2011-12-30T17:00:00"),  # a day that was left out there
    ],
)
def test_seven_is_seven_on_the_readers_clock(now: str, zone: str, then: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_letter(at, zone) == datetime.fromisoformat(then).replace(tzinfo=UTC)


def test_after_days_of_standstill_there_is_one_letter(teller: Teller) -> None:
    world = teller.world
    chosen(world, "auditor", moves=DAILY)
    for title in ("First", "Second", "Third"):
        moved(world, title)
        teller.catch_up()
        world.clock.move_to(world.engine.now() + timedelta(days=1))
    assert write_daily(world) == 1
    (letter,) = daily(teller, "auditor")
    assert letter.subject == "News of the day: 3"


def test_there_is_one_letter_a_day_and_what_comes_after_it_stands_in_the_next(teller: Teller) -> None:
    """Even for somebody who has moved to a zone where it is seven again."""
    world = teller.world
    chosen(world, "auditor", moves=DAILY)
    moved(world, "First")
    teller.catch_up()
    morning(world)
    assert write_daily(world) == 1
    moved(world, "Second")
    register.change_person(
        world.engine, world.people["auditor"], {"zone": "Atlantic/Azores"}, by=world.people["auditor"]
    )
    teller.catch_up()
    world.clock.move_to(world.engine.now() + timedelta(hours=3))
    assert write_daily(world) == 0
    assert len(daily(teller, "auditor")) == 1
    world.clock.move_to(world.engine.now() + timedelta(days=1))
    assert write_daily(world) == 1
    first, second = (letter.body for letter in daily(teller, "auditor"))
    assert "First" in first and "Second" not in first
    assert "Second" in second and "First" not in second


def test_several_workers_write_it_once(teller: Teller) -> None:
    world = teller.world
    chosen(world, "auditor", moves=DAILY)
    moved(world)
    teller.catch_up()
    morning(world)
    written: list[int] = []
    workers = [Thread(target=lambda: written.append(write_daily(world))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(written) == 1 == len(daily(teller, "auditor")) and len(written) == 4


def test_what_was_read_meanwhile_comes_in_no_letter(teller: Teller) -> None:
    world = teller.world
    chosen(world, "auditor", moves=DAILY)
    moved(world)
    teller.catch_up()
    mark_all_read(world.engine, by=world.people["auditor"])
    morning(world)
    assert write_daily(world) == 0
    with world.engine.database.read() as connection:
        waits = select(messages.c.id).where(messages.c.daily_at.is_not(None))
        assert connection.execute(waits).first() is None


def test_a_daily_letter_tells_only_what_is_open_when_it_leaves(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    world.engine.registry = hiding()
    chosen(world, "second officer", moves=DAILY, results=DAILY)
    about = {"topic": "Hidden.", "asked": world.people["manager"].hex}
    hidden = world.open("A hidden matter", "officer", "team-matter", **about)
    watch(world.engine, hidden, by=world.people["second officer"])
    world.press(hidden, "close", "officer")
    teller.catch_up()
    morning(world)
    assert write_daily(world) == 1
    with world.engine.reading() as (_, house):
        mine = [m.id for m in house.mandates if m.person_id == world.people["second officer"]]
    for mandate in mine:
        register.end_mandate(world.engine, mandate, by=world.people["administrator"])
    deliver(world, office.settings)
    assert people.address("second officer") not in office.receivers
    (letter,) = daily(teller, "second officer")
    assert (letter.state, letter.body, letter.html) == (FAILED, "", None)
    assert letter.error == "nothing of it is open to this person any more"


def test_a_closed_account_gets_no_daily_letter(teller: Teller) -> None:
    world = teller.world
    chosen(world, "auditor", moves=DAILY)
    moved(world)
    teller.catch_up()
    register.change_person(
        world.engine, world.people["auditor"], {"active": False}, by=world.people["administrator"]
    )
    morning(world)
    assert write_daily(world) == 0 and teller.letters("auditor") == []


def test_a_letter_that_can_be_ended_says_about_what(teller: Teller) -> None:
    world = teller.world
    moved(world)
    teller.catch_up()
    assert {letter.ends for letter in teller.letters("auditor")} == {"moves"}
    assert {letter.ends for letter in teller.letters(people.CHAIR)} == {None}  # it waits for the chair
    assert {letter.ends for letter in teller.letters("ILO")} == {None}  # it is notice


def test_changing_ones_mind_holds_for_what_comes_after(teller: Teller) -> None:
    world = teller.world
    chosen(world, "auditor", moves=OFF)
    chosen(world, "auditor", moves=AT_ONCE)
    moved(world)
    teller.catch_up()
    assert [each.kind for each in teller.letters("auditor")] == ["moved"]


def test_what_was_switched_off_while_it_waited_comes_in_no_letter(teller: Teller) -> None:
    world = teller.world
    chosen(world, "auditor", moves=DAILY)
    moved(world)
    teller.catch_up()
    chosen(world, "auditor", moves=OFF)
    morning(world)
    assert write_daily(world) == 0 and teller.letters("auditor") == []
    assert teller.told("auditor") == ["It is now “Circulated”."]


def test_a_daily_letter_of_which_nobody_knows_whether_it_arrived_waits_for_a_person(
    teller: Teller, office: PostOffice
) -> None:
    """It may tell a decision."""
    world = teller.world
    chosen(world, "auditor", moves=DAILY)
    moved(world)
    teller.catch_up()
    deliver(world, office.settings)
    morning(world)
    write_daily(world)
    office.after_data = ["hang up"]
    assert deliver(world, office.settings, seconds=1) == {UNKNOWN: 1}
    world.clock.move_to(world.engine.now() + timedelta(days=1))
    assert deliver(world, office.settings) == {}


def test_a_letter_that_can_be_ended_carries_its_address_and_a_question_carries_none(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    moved(world)
    teller.catch_up()
    deliver(world, office.settings)
    by_reader = {each["To"].addresses[0].addr_spec: each for each in office.taken}
    found = by_reader[people.address("auditor")]["List-Unsubscribe"]
    token = found.removeprefix(f"<{BASE}/letters/end/").removesuffix(">")
    assert SEAL.read(token) == (world.people["auditor"], (MOVES,))
    assert by_reader[people.address("auditor")]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for name in ("ILO", people.CHAIR):
        assert "List-Unsubscribe" not in by_reader[people.address(name)]


def test_a_daily_letter_that_cannot_be_written_waits_and_keeps_back_no_other(teller: Teller) -> None:
    world = teller.world
    speaks_french(world, "auditor")
    for name in ("auditor", "second officer"):
        chosen(world, name, moves=DAILY)
    moved(world)
    teller.catch_up()
    morning(world)
    writer = DailyLetters(world.engine, BASE, broken_in_french)
    assert writer.write() == 1 and len(writer.failed) == 1
    assert (len(daily(teller, "auditor")), len(daily(teller, "second officer"))) == (0, 1)
    assert write_daily(world) == 1 and len(daily(teller, "auditor")) == 1
