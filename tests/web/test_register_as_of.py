"""The register as it was on record at an instant: folded from the log, with what is otherwise now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Update, update

from engine.commands import absence, override, register
from engine.party import mandates
from engine.queries.holdings import holdings
from engine.queries.house_as_of import house_as_of
from engine.setting import register_stamp, settings
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, words
from tests.world import MORNING, World

REGISTER = "/audit/register"


def then(desk: Desk, at: Any = MORNING, name: str = "auditor") -> str:
    return words(desk.as_(name).get(f"{REGISTER}?{urlencode({'at': at.isoformat()})}"))


def test_it_says_who_held_which_role_which_settings_and_which_calendar_were_in_force(desk: Desk) -> None:
    page = desk.as_("auditor").get(REGISTER)
    assert heading(page) == "The register as it was on record"
    told = words(page)
    assert "What the house had on record on Mon 7 Jan 2013, 10:00:00, folded from the log." in told
    assert "Chair : IOM IOM, IOM alternate Co-chair : OHCHR" in told
    assert "Prefix of numbers GIFT Mon 7 Jan 2013, 10:00:00" in told
    assert "Shortest silence period (hours) 72 by default" in told
    assert "Vienna, version 1, Europe/Vienna, 52 days off" in told
    assert "Now:" not in told and "Came on record later" not in told


def test_before_the_house_began_nothing_was_on_record(desk: Desk) -> None:
    told = then(desk, MORNING - timedelta(seconds=1))
    assert "The house had not begun at that instant." in told
    assert "Chair : IOM" not in told


def test_what_is_otherwise_now_is_marked_beside_what_was(desk: Desk) -> None:
    world = desk.world
    world.later(hours=1)
    admin = world.people["administrator"]
    register.set_setting(world.engine, "risk_high_from", 12, by=admin)
    register.set_calendar(
        world.engine,
        "house",
        label="Vienna",
        zone="Europe/Vienna",
        countries=["AT"],
        own_days={},
        years=range(2012, 2014),
        by=admin,
    )
    register.change_person(world.engine, world.people["expert"], {"name": "Expert Emeritus"}, by=admin)
    told = then(desk)
    assert "Score from which a risk is high 10 Now: 12 by default" in told
    assert "Vienna, version 1, Europe/Vienna, 52 days off Now: Vienna, version 2" in told
    assert "expert expert@example.org Now: Expert Emeritus, expert@example.org, open" in told
    now = then(desk, world.clock.now())
    assert "Score from which a risk is high 12" in now
    assert "Now:" not in now


def test_a_mandate_that_was_dated_back_was_not_known_then(desk: Desk) -> None:
    world = desk.world
    world.later(days=1)
    world.grant("AUDITOR", "SEC", "expert", "principal", since=MORNING - timedelta(days=30))
    told = then(desk)
    assert "Auditor auditor Donor observer" in told, "held then, as the house knew it"
    assert (
        "Auditor: SEC, expert, principal From Sat 8 Dec 2012, 10:00:00, recorded Tue 8 Jan 2013, 10:00:00."
        in told
    )
    assert "Dated back: then it was not known yet." in told
    assert "Auditor auditor, expert Donor observer" in then(desk, world.clock.now())


def test_an_end_that_was_recorded_later_is_told_beside_the_roles(desk: Desk) -> None:
    world = desk.world
    world.later(hours=1)
    mandate = next(m for m in world.register_now().mandates if m.role == "SC_COCHAIR")
    register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    told = then(desk, name="ILO")
    assert "Co-chair : OHCHR OHCHR, OHCHR alternate" in told
    assert "Co-chair: OHCHR Ends Mon 7 Jan 2013, 11:00:00, recorded Mon 7 Jan 2013, 11:00:00." in told


def test_who_was_away_and_which_override_was_open_is_told_to_auditors_alone(desk: Desk) -> None:
    world = desk.world
    case_id = world.open()
    absence.record(
        world.engine,
        world.people["ILO"],
        MORNING,
        MORNING + timedelta(days=7),
        substitute=world.people["ILO alternate"],
        by=world.people["ILO"],
    )
    override.begin(world.engine, case_id, "A complaint about it.", by=world.people["administrator"])
    world.later(hours=2)
    told = then(desk)
    assert "ILO until Mon 14 Jan 2013, 10:00:00, ILO alternate stands in" in told
    assert "administrator Mon 7 Jan 2013, 10:00:00 – Mon 7 Jan 2013, 11:00:00" in told
    later = then(desk, world.clock.now())
    assert "None was open." in later and "ILO alternate stands in" in later
    others = then(desk, name="ILO")
    for kept in ("Who was away", "Overrides that were open", "ilo@example.org"):
        assert kept not in others


def test_it_is_the_log_that_speaks_and_not_the_tables(desk: Desk) -> None:
    """Somebody who writes to the tables by hand changes today's pages, and not what was on record."""
    chair = mandates.c.organization_id == desk.world.organizations["IOM"], mandates.c.role
    tamper(desk.world, update(mandates).where(chair[0], chair[1] == "SC_CHAIR").values(role="SC_COCHAIR"))
    tamper(desk.world, update(settings).where(settings.c.key == "number_prefix").values(value="GIFTED"))
    assert "Chair : IOM" in then(desk)
    assert "Prefix of numbers GIFT Now: GIFTED" in then(desk)
    tamper(desk.world, update(mandates).where(chair[0], chair[1] == "SC_COCHAIR").values(role="SC_CHAIR"))
    tamper(desk.world, update(settings).where(settings.c.key == "number_prefix").values(value="GIFT"))


def tamper(world: World, statement: Update) -> None:
    """Write to the tables as nobody may, and let every process read them anew."""
    with world.engine.database.begin() as connection:
        connection.execute(statement)
        connection.execute(update(register_stamp).values(version=register_stamp.c.version + 1))


def test_folded_now_it_is_the_register_of_now(house: World) -> None:
    absence.record(
        house.engine, house.people["ILO"], MORNING, MORNING + timedelta(days=7), by=house.people["ILO"]
    )
    case_id = house.open()
    override.begin(house.engine, case_id, "A complaint about it.", by=house.people["administrator"])
    with house.engine.reading() as (connection, today):
        folded = house_as_of(house.engine.registry, connection, house.engine.now()).register
    for name in ("organizations", "people", "settings", "setting_by"):
        assert dict(getattr(folded, name)) == dict(getattr(today, name)), name
    assert sorted(folded.mandates, key=lambda m: m.id) == sorted(today.mandates, key=lambda m: m.id)
    assert (folded.overrides, folded.absences) == (today.overrides, today.absences)
    assert vars(folded.calendar) == vars(today.calendar)
    assert holdings(folded, MORNING) == holdings(today, MORNING)


@pytest.fixture
def house(small_world: World) -> World:
    return small_world


def test_pages_of_a_case_and_of_roles_lead_there(desk: Desk) -> None:
    case_id = desk.world.open()
    page = desk.as_("auditor").get(f"/audit/cases/{case_id}")
    assert link_to(page, "The whole register, as it was on record").startswith(f"{REGISTER}?at=2013-01-07")
    for place in ("/audit", "/audit/roles", "/audit/changes"):
        assert link_to(desk.as_("ILO").get(place), "The register") == REGISTER


def test_an_instant_that_cannot_be_read_shows_the_present_and_says_so(desk: Desk) -> None:
    page = words(desk.as_("auditor").get(f"{REGISTER}?day=someday&time=10:00"))
    assert "Write day and time, such as 2013-02-08 17:00." in page
    assert "on Mon 7 Jan 2013, 10:00:00" in page
