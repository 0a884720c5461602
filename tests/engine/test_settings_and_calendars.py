"""Settings, calendars and the beginning of a house: what is kept, what only a decision may set, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config.bootstrap import registry
from engine.clock import FixedClock
from engine.commands import founding, register
from engine.database import Database
from engine.files import Files
from engine.runtime import Engine
from engine.setting import setting_id
from engine.stored_calendar import calendars
from tests.engine.proven_house import house, last
from tests.refusing import Invalid, Unknown, refused
from tests.world import MORNING, World

__all__ = ["house"]

BEGUN_ALREADY = "This house is initialised already."


def put(world: World, key: str, value: Any, by: str | None = "administrator") -> None:
    register.set_setting(world.engine, key, value, by=world.people[by] if by else None)


def setting(world: World, key: str) -> Any:
    return world.register_now().settings.get(key)


# Settings


def test_an_administrator_names_the_house(house: World) -> None:
    put(house, "house_name", "  Another house ")
    assert setting(house, "house_name") == "Another house"
    event = last(house, setting_id("house_name"))
    assert (event["kind"], event["capacity"]) == ("setting.set", "ADMIN/principal")


def test_a_setting_that_nobody_knows_is_not_set(house: World) -> None:
    with refused(house, "There is no setting “shoe_size”.", error=Unknown):
        put(house, "shoe_size", "43")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("a\x07b", "Take out the control characters."),
        ("a\nb", "Keep it to one line."),
        ("n" * 501, "Keep it under 500 characters; these are 501."),
        (12, "Write words here."),
        (["a", "b"], "Give one value here, not several."),
        ({"a": "b"}, "Give one value here, not several."),
    ],
)
def test_a_name_is_words_on_one_line(house: World, value: Any, sentence: str) -> None:
    with refused(house, sentence, error=Invalid):
        put(house, "house_name", value)
    assert setting(house, "house_name") == "UN.GIFT"


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("silence_urgent", "soon", "Write a whole number, such as 12."),
        ("silence_urgent", "9" * 17, "That number is too large."),
        ("silence_subjects", ["NONSENSE"], "Choose one of the answers offered."),
        ("rotation_order", ["NOBODY"], "Choose an organization of the register."),
    ],
)
def test_even_at_the_beginning_a_value_must_fit(house: World, key: str, value: Any, sentence: str) -> None:
    with refused(house, sentence, error=Invalid):
        put(house, key, value, by=None)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("house_name", " ", "A house has a name."),
        ("number_prefix", "", "The prefix of numbers is 1 to 20 letters and digits, such as GIFT."),
        ("number_prefix", "GIFT/2", "The prefix of numbers is 1 to 20 letters and digits, such as GIFT."),
        ("log_origin", "our log", "The name of the log is a host and a path, such as desk.example.org/log."),
    ],
)
def test_a_name_is_checked_later_as_at_the_beginning(
    house: World, key: str, value: str, sentence: str
) -> None:
    with refused(house, sentence, error=Invalid):
        put(house, key, value)


def test_a_setting_that_is_no_list_is_not_left_empty(house: World) -> None:
    with refused(house, "Fill in: Silence period, urgent (hours).", error=Invalid):
        put(house, "silence_urgent", "", by=None)


def test_a_list_may_be_empty(house: World) -> None:
    put(house, "rotation_order", [], by=None)
    assert setting(house, "rotation_order") == []


def test_a_setting_keeps_its_name_over_all_its_values(house: World) -> None:
    for name in ("One", "Two", "Three"):
        put(house, "house_name", name)
    assert last(house, setting_id("house_name"))["seq"] == 4


# Calendars

VIENNA: dict[str, Any] = {
    "label": "Vienna",
    "zone": "Europe/Vienna",
    "countries": ["AT"],
    "own_days": {},
    "years": range(2013, 2014),
}


def draw(world: World, key: str = "house", **other: Any) -> None:
    register.set_calendar(world.engine, key, **{**VIENNA, **other}, by=world.people["administrator"])


def versions(world: World) -> list[tuple[str, int, bool]]:
    query = select(calendars.c.label, calendars.c.version, calendars.c.current).order_by(calendars.c.set_at)
    with world.engine.database.read() as connection:
        return [(row.label, row.version, row.current) for row in connection.execute(query)]


def test_a_new_version_takes_the_place_of_the_one_before_it(house: World) -> None:
    house.later(hours=1)
    draw(house, label="Vienna again", own_days={date(2013, 5, 2): "Bridge"})
    assert versions(house) == [("Vienna", 1, False), ("Vienna again", 2, True)]
    days = house.register_now().calendar.days_off
    assert (days[date(2013, 5, 2)], days[date(2013, 5, 1)]) == ("Bridge", "Labor Day")


def test_days_off_of_several_countries_count_together(house: World) -> None:
    draw(house, countries=["AT", "CH-GE"])
    days = house.register_now().calendar.days_off
    assert (days[date(2013, 10, 26)], days[date(2013, 9, 5)]) == ("National Day", "Genevan Fast")


def test_a_deadline_that_is_set_does_not_move_with_a_new_calendar(house: World) -> None:
    case_id = house.silent()
    before = house.view(case_id).expires_at
    assert before is not None
    draw(house, own_days={before.date(): "Closed"})
    assert house.view(case_id).expires_at == before
    assert house.register_now().calendar.days_off[before.date()] == "Closed"


@pytest.mark.parametrize("zone", ["Europe/Wien", "", "../../etc/passwd"])
def test_a_zone_that_nobody_knows_is_refused(house: World, zone: str) -> None:
    with refused(house, f"There is no zone {zone}; write one such as Europe/Vienna.", error=Invalid):
        draw(house, zone=zone)


@pytest.mark.parametrize("countries", [["AT", "XX"], ["AT-99"], [""]])
def test_a_country_without_known_holidays_is_refused(house: World, countries: list[str]) -> None:
    shown = ", ".join(countries)
    sentence = f"Not all of these are countries with known holidays: {shown}."
    with refused(house, sentence, error=Invalid):
        draw(house, countries=countries)
    assert len(versions(house)) == 1


def test_a_calendar_has_a_name(house: World) -> None:
    with refused(house, "Fill in: Name.", error=Invalid):
        draw(house, label="  ")


@pytest.mark.parametrize("what", ["label", "key"])
def test_the_name_of_a_calendar_is_words_on_one_line(house: World, what: str) -> None:
    with refused(house, "Take out the control characters.", error=Invalid):
        draw(house, **{what: "a\x00b"})


def test_a_calendar_that_no_event_can_hold_is_refused(house: World) -> None:
    sentence = "These are more days off than one calendar holds; give fewer years."
    closed = {date(2013, 1, 1) + timedelta(days=n): f"Closed for the repair number {n}" for n in range(900)}
    with refused(house, sentence, error=Invalid):
        draw(house, own_days=closed)
    draw(house, countries=["AT", "DE"], years=range(2000, 2030))


def test_a_calendar_under_another_name_takes_the_place_of_the_one_in_force(house: World) -> None:
    draw(house, key="another", label="Another")
    assert [label for label, _, current in versions(house) if current] == ["Another"]
    assert house.register_now().calendar.key == "another"


# The beginning


def test_a_house_begins_once(house: World) -> None:
    with refused(house, BEGUN_ALREADY, rule="initialise-once"):
        register.initialise(house.engine, {"house_name": "Mine"})
    words = founding.Founding("Mine", "M", "a.b", "UTC", [], ("M", "Mine"), ("me@example.org", "Me"))
    with refused(house, BEGUN_ALREADY, rule="initialise-once"):
        founding.found(house.engine, words)


def test_all_that_is_wrong_with_the_names_is_said_at_once(database: Database, tmp_path: Path) -> None:
    engine = Engine(database, registry(), FixedClock(MORNING), Files(tmp_path))
    words = founding.Founding(
        " ", "G/", "nowhere", "UTC", [], ("SEC", "Secretariat"), ("me@example.org", "Me")
    )
    with pytest.raises(Invalid) as caught:
        founding.found(engine, words)
    assert [str(says) for says in caught.value.problems.values()] == [
        "A house has a name.",
        "The prefix of numbers is 1 to 20 letters and digits, such as GIFT.",
        "The name of the log is a host and a path, such as desk.example.org/log.",
    ]


def test_the_clock_moves_in_a_demonstration_only_and_never_back(house: World) -> None:
    later = datetime(2013, 6, 1, tzinfo=UTC)
    with refused(house, "The clock moves in a demonstration only.", rule="demo-only"):
        register.move_clock(house.engine, later)
    house.engine.demo = True
    register.move_clock(house.engine, later)
    put(house, "house_name", "In summer")
    assert house.engine.now() == later
    with refused(house, "The clock cannot go behind the last event.", rule="clock-forward"):
        register.move_clock(house.engine, datetime(2013, 5, 1, tzinfo=UTC))
