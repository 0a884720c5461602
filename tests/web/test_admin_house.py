"""The house in the administration: organizations, settings and calendars; what is wrong comes back as it was typed."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest

from tests.people import CHAIR
from tests.web.administration import done, key_of, look, press, problems
from tests.web.desk import Desk
from tests.web.reading import field_value, table_rows, words
from tests.workflows.decision.acts import all_support
from tests.world import World


def adopted(world: World, **data: str) -> UUID:
    """A decision on the Terms of Reference, adopted by consensus."""
    case_id = world.circulated(subject="GOVERNANCE_TOR", **data)
    world.press(case_id, "deliberate", CHAIR)
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    return case_id


# Organizations


def test_organizations_stand_by_code_with_the_seat_or_office_they_hold_now(desk: Desk) -> None:
    page = look(desk, "/organizations")
    rows = {code: (name, held) for code, name, held in table_rows(page)}
    assert rows["IOM"] == ("Organization IOM scope: INTERNATIONAL", "Focal point, Chair")
    assert rows["OSCE"] == ("Organization OSCE scope: REGIONAL", "Focal point")
    assert rows["DONOR"][1] == "no seat or office"
    assert list(rows) == sorted(rows)


def test_an_organization_is_added_with_its_scope(desk: Desk) -> None:
    assert done(desk, "/organizations", code="WHO", name="World Health", scope="INTERNATIONAL") == "Added."
    known = desk.world.register_now().by_code["WHO"]
    assert (known.name, known.attributes) == ("World Health", {"scope": "INTERNATIONAL"})


@pytest.mark.parametrize(
    ("code", "name", "status", "sentence"),
    [
        ("WHO", " ", 422, "An organization needs a short code and a name."),
        ("C" * 41, "World Health", 422, "An organization needs a short code and a name."),
        ("ILO", "World Health", 409, "There is an organization ILO already."),
    ],
)
def test_an_organization_that_cannot_be_comes_back_as_it_was_typed(
    desk: Desk, code: str, name: str, status: int, sentence: str
) -> None:
    before = desk.world.register_now().organizations
    answer = press(desk, "/organizations", code=code, name=name, scope="REGIONAL")
    assert (answer.status_code, problems(answer)) == (status, [sentence])
    assert [field_value(answer, key) for key in ("code", "name", "scope")] == [code, name, "REGIONAL"]
    assert desk.world.register_now().organizations == before


def test_the_same_form_sent_twice_adds_one_organization(desk: Desk) -> None:
    key = key_of(look(desk, "/organizations"), "/admin/organizations")
    form = {"code": "WHO", "name": "World Health", "idempotency_key": key}
    assert [done(desk, "/organizations", **form) for _ in range(2)] == ["Added.", "Added."]
    assert [row[0] for row in table_rows(look(desk, "/organizations"))].count("WHO") == 1


# Settings


def setting_row(desk: Desk, label: str) -> list[str]:
    return next(row[1:] for row in table_rows(look(desk, "/settings")) if row[0] == label)


def test_each_setting_says_its_value_and_who_may_set_it(desk: Desk) -> None:
    urgent = "Silence period, urgent (hours)"
    assert setting_row(desk, urgent) == ["72 the default", "only a decision may set it"]
    assert setting_row(desk, "Name of the house")[0] == "UN.GIFT"


def test_what_a_decision_adopted_leads_to_it(desk: Desk) -> None:
    case_id = adopted(desk.world, setting_key="silence_urgent", setting_value="96")
    assert setting_row(desk, "Silence period, urgent (hours)") == ["96", "an adopted decision"]
    assert f"/cases/{case_id}" in look(desk, "/settings").text


def test_an_administrator_renames_the_house(desk: Desk) -> None:
    assert done(desk, "/settings/house_name", value="Another house") == "Set."
    assert setting_row(desk, "Name of the house")[0] == "Another house"
    assert "<p>Another house" in look(desk).text, "it stands at the foot of every page"


@pytest.mark.parametrize(
    ("key", "value", "status", "sentence"),
    [
        ("house_name", "two\nlines", 422, "Keep it to one line."),
        ("house_name", "", 422, "A house has a name."),
        ("number_prefix", "G/1", 422, "The prefix of numbers is 1 to 20 letters and digits, such as GIFT."),
        ("silence_urgent", "1", 422, "“Silence period, urgent (hours)” changes only by an adopted decision."),
        ("shoe_size", "43", 404, "There is no setting “shoe_size”."),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    desk: Desk, key: str, value: str, status: int, sentence: str
) -> None:
    before = desk.world.register_now().settings
    answer = press(desk, f"/settings/{key}", value=value)
    assert (answer.status_code, problems(answer)) == (status, [sentence])
    assert desk.world.register_now().settings == before


def test_what_was_typed_for_a_setting_comes_back_beside_it_alone(desk: Desk) -> None:
    page = press(desk, "/settings/number_prefix", value="G/1").text
    shown = dict(re.findall(r'<input class="control" id="f-([^"]+)"[^>]*value="([^"]*)"', page))
    assert (shown["house_name"], shown["number_prefix"]) == ("UN.GIFT", "G/1")


# Calendars

VIENNA = {"key": "house", "label": "Vienna", "zone": "Europe/Vienna", "countries": "AT", "years": "2012-2015"}
WRITE_YEARS = "Write the years, such as 2013-2015."


def days_off(desk: Desk) -> dict[date, str]:
    return dict(desk.world.register_now().calendar.days_off)


def test_the_form_of_a_new_version_begins_with_the_one_in_force(desk: Desk) -> None:
    page = look(desk, "/calendars")
    assert {key: field_value(page, key) for key in VIENNA} == VIENNA
    assert table_rows(page)[0][:4] == ["Vienna, version 1", "Europe/Vienna", "AT", "52"]
    assert "Wed 1 May 2013: Labor Day" in words(page)


def test_a_new_version_is_in_force_with_the_days_of_the_house(desk: Desk) -> None:
    own = "2013-05-02 Bridge\n\n 31.12.2013  Year's end "
    note = "A new version is in force. Deadlines that are set already do not move."
    assert done(desk, "/calendars", **VIENNA, own=own) == note
    assert days_off(desk)[date(2013, 12, 31)] == "Year's end"
    assert field_value(look(desk, "/calendars"), "own") == "2013-05-02 Bridge\n2013-12-31 Year's end"
    assert [row[0] for row in table_rows(look(desk, "/calendars"))] == [
        "Vienna, version 2",
        "Vienna, version 1",
    ]


@pytest.mark.parametrize("years", ["2013", "2013-2015", " 2013 – 2015 "])
def test_years_are_one_or_the_first_and_the_last(desk: Desk, years: str) -> None:
    press(desk, "/calendars", **{**VIENNA, "years": years})
    found = sorted({day.year for day in days_off(desk)})
    assert found == ([2013] if years == "2013" else [2013, 2014, 2015])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"zone": "Europe/Wien"}, "There is no zone Europe/Wien; write one such as Europe/Vienna."),
        ({"countries": "at, xx"}, "Not all of these are countries with known holidays: AT, XX."),
        ({"label": "  "}, "Fill in: Name."),
        ({"years": ""}, WRITE_YEARS),
        ({"years": "soon"}, WRITE_YEARS),
        ({"years": "2015-2013"}, WRITE_YEARS),
        ({"years": "0001"}, WRITE_YEARS),
        ({"years": "9" * 5000}, WRITE_YEARS),
        ({"years": "2000-2200"}, "Thirty years at most."),
        ({"own": "2013-12-31"}, "Write a date and a name: “2013-12-31”."),
        ({"own": "soon Holiday"}, "Write a date and a name: “soon Holiday”."),
    ],
)
def test_a_calendar_that_cannot_be_comes_back_as_it_was_typed(
    desk: Desk, wrong: dict[str, str], sentence: str
) -> None:
    typed = {**VIENNA, "label": "Another", "own": "2013-05-02 Bridge", **wrong}
    before = days_off(desk)
    answer = press(desk, "/calendars", **typed)
    assert (answer.status_code, problems(answer)) == (422, [sentence])
    assert {key: field_value(answer, key) for key in typed} == typed
    assert days_off(desk) == before


def test_a_house_has_one_calendar_at_a_time_whatever_it_is_called(desk: Desk) -> None:
    press(desk, "/calendars", **{**VIENNA, "key": "another", "years": "2014"})
    assert desk.world.register_now().calendar.key == "another"
    assert 'class="muted"' in look(desk, "/calendars").text
    press(desk, "/calendars", **VIENNA)
    assert desk.world.register_now().calendar.key == "house"
