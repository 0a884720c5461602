"""Mandates in the administration: who holds what, granted from one day to another, ended at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.commands import register
from engine.party import Mandate
from tests.web.administration import done, key_of, look, press, problems
from tests.web.desk import Desk
from tests.web.reading import field_value, link_to, table_rows, words
from tests.world import World

GRANTED, ENDED = "The mandate is granted.", "The mandate has ended."


def form_of(world: World, role: str, code: str, name: str | None, **other: str) -> dict[str, str]:
    """The form of a mandate as a browser sends it."""
    person = world.people[name].hex if name else ""
    capacity = "principal" if name else "office"
    plain = {"role": role, "organization": world.organizations[code].hex, "person": person}
    return {**plain, "capacity": capacity, "since": "2013-01-01", "until": "", **other}


def held(world: World, name: str) -> list[Mandate]:
    return list(world.register_now().mandates_of(world.people[name]))


def rows_of(desk: Desk, who: str, more: str = "") -> list[list[str]]:
    return [row[:4] for row in table_rows(look(desk, f"/mandates{more}")) if row[2] == who]


def test_mandates_in_force_stand_in_the_list_and_all_others_behind_a_link(desk: Desk) -> None:
    world = desk.world
    world.grant("AUDITOR", "SEC", "expert", "principal", until=datetime(2012, 1, 1, tzinfo=UTC))
    expert = ["Roster expert principal", "EXPERTS", "expert", "Thu 1 Mar 2007 open"]
    assert rows_of(desk, "expert") == [expert]
    every = link_to(look(desk, "/mandates"), "Also those that have ended or not begun")
    assert rows_of(desk, "expert", every.removeprefix("/admin/mandates")) == [
        ["Auditor principal", "SEC", "expert", "Thu 1 Mar 2007 Sun 1 Jan 2012"],
        expert,
    ]
    assert rows_of(desk, "the organization itself")[0] == [
        "Chair office", "IOM", "the organization itself", "Tue 1 Jan 2013 open",
    ]  # fmt: skip


def test_a_mandate_is_granted_from_a_day_until_just_before_another(desk: Desk) -> None:
    form = form_of(desk.world, "STAKEHOLDER", "DONOR", "donor", since="1.1.2013", until="1 Feb 2013")
    assert done(desk, "/mandates", **form) == GRANTED
    granted = next(m for m in held(desk.world, "donor") if m.role == "STAKEHOLDER")
    assert (granted.since, granted.until) == (
        datetime(2012, 12, 31, 23, tzinfo=UTC),
        datetime(2013, 1, 31, 23, tzinfo=UTC),
    ), "days begin and end in the zone of the house"


def test_a_day_with_its_time_is_taken_to_the_minute(desk: Desk) -> None:
    press(desk, "/mandates", **form_of(desk.world, "AUDITOR", "SEC", "expert", since="2013-01-07 12:30"))
    (granted,) = (m for m in held(desk.world, "expert") if m.role == "AUDITOR")
    assert granted.since == datetime(2013, 1, 7, 11, 30, tzinfo=UTC)


def test_an_organization_is_given_an_office_that_nobody_holds(desk: Desk) -> None:
    form = form_of(desk.world, "SC_CHAIR", "UNODC", None)
    assert "IOM holds this office in that time; end it first." in words(
        desk.as_("administrator").post("/admin/mandates", form)
    )
    chair = next(m for m in desk.world.register_now().mandates if m.role == "SC_CHAIR")
    register.end_mandate(desk.world.engine, chair.id, by=desk.world.people["administrator"])
    assert done(desk, "/mandates", **form_of(desk.world, "SC_CHAIR", "UNODC", None)) == GRANTED
    assert "Chair (UNODC)" in words(look(desk, "/people?q=unodc"))


WHEN = "Write a day, such as 2013-01-01, or day and time."


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"since": ""}, 422, WHEN),
        ({"since": "soon"}, 422, WHEN),
        ({"since": "0001-01-01"}, 422, WHEN),
        ({"since": "9999-12-31"}, 422, WHEN),
        ({"since": "0001-01-01T00:00+02:00"}, 422, WHEN),
        ({"since": "1/2/2013"}, 422, WHEN),
        ({"until": "2012-01-01"}, 422, "The end lies after the beginning."),
        ({"until": "9999-12-31T23:59Z"}, 422, WHEN),
        ({"role": "SC_EMPEROR"}, 422, "There is no role SC_EMPEROR."),
        ({"capacity": "deputy"}, 422, "Choose one of: principal, alternate, nominee, office."),
        ({"capacity": "office"}, 422, "An organization holds an office; a person is principal, alternate or nominee."),
        ({"role": "SC_CHAIR"}, 422, "This office is held by an organization; those who fill its seat exercise it."),
        ({"person": "", "capacity": "office"}, 422, "This role is held by a person: say who."),
        ({"organization": "x"}, 404, "There is no such organization or person."),
        ({"person": "x"}, 404, "There is no such organization or person."),
    ],
)  # fmt: skip
def test_a_mandate_that_cannot_be_comes_back_as_it_was_chosen(
    desk: Desk, wrong: dict[str, str], status: int, sentence: str
) -> None:
    before = desk.world.register_now().mandates
    form = {**form_of(desk.world, "AUDITOR", "SEC", "expert"), **wrong}
    answer = press(desk, "/mandates", **form)
    assert (answer.status_code, problems(answer)) == (status, [sentence])
    kept = [key for key in form if key not in wrong or key in ("since", "until")]
    assert {key: field_value(answer, key) for key in kept} == {key: form[key] for key in kept}
    assert desk.world.register_now().mandates == before


def test_a_regional_organization_never_presides(desk: Desk) -> None:
    answer = press(desk, "/mandates", **form_of(desk.world, "SC_COCHAIR", "OSCE", None))
    assert (answer.status_code, problems(answer)) == (422, ["A regional organization never presides: OSCE."])


def test_nobody_grants_themselves_anything(desk: Desk) -> None:
    form = form_of(desk.world, "SC_FOCAL_POINT", "ILO", "administrator")
    answer = press(desk, "/mandates", **form)
    assert (answer.status_code, problems(answer)) == (422, ["Nobody grants a role to themselves."])
    assert [m.role for m in held(desk.world, "administrator")] == ["ADMIN"]


def test_the_same_form_sent_twice_grants_one_mandate(desk: Desk) -> None:
    key = key_of(look(desk, "/mandates"), "/admin/mandates")
    form = form_of(desk.world, "STAKEHOLDER", "DONOR", "donor", idempotency_key=key)
    assert [done(desk, "/mandates", **form) for _ in range(2)] == [GRANTED, GRANTED]
    assert [m.role for m in held(desk.world, "donor")] == ["DONOR_OBSERVER", "STAKEHOLDER"]


def test_what_stands_is_not_granted_once_more(desk: Desk) -> None:
    sentence = "donor has this mandate already; end it first, or let the other begin when it ends."
    answer = press(desk, "/mandates", **form_of(desk.world, "DONOR_OBSERVER", "DONOR", "donor"))
    assert (answer.status_code, problems(answer)) == (422, [sentence])


# Ending


def test_a_mandate_ends_at_the_press_of_its_button_and_the_right_at_the_next_request(desk: Desk) -> None:
    visitor = desk.as_("auditor")
    assert visitor.get("/audit").status_code == 200
    (mine,) = held(desk.world, "auditor")
    assert done(desk, f"/mandates/{mine.id}/end") == ENDED
    assert visitor.get("/audit").status_code == 403
    assert rows_of(desk, "auditor") == []


@pytest.mark.parametrize("page", ["/mandates", "/people/{donor}"])
def test_the_same_button_pressed_twice_ends_it_once(desk: Desk, page: str) -> None:
    (mine,) = held(desk.world, "donor")
    shown = look(desk, page.format(donor=desk.world.people["donor"]))
    key = key_of(shown, f"/admin/mandates/{mine.id}/end")
    answers = [press(desk, f"/mandates/{mine.id}/end", idempotency_key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    again = press(desk, f"/mandates/{mine.id}/end")
    assert (again.status_code, problems(again)) == (422, ["This mandate has ended already."])


def test_a_mandate_that_is_none_is_not_ended(desk: Desk) -> None:
    answer = press(desk, f"/mandates/{desk.world.people['ILO']}/end")
    assert (answer.status_code, problems(answer)) == (404, ["There is no such mandate."])
