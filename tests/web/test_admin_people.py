"""People in the administration: found, added, changed, closed, invited; their open work handed over."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import password, task
from engine.mail_queue import mails
from engine.party import Person
from engine.session import INVITATION
from tests.people import CHAIR
from tests.web.administration import done, key_of, look, press, problems
from tests.web.desk import Desk, heading
from tests.web.reading import field_value, table_rows, words
from tests.world import World

TWICE = "There is an account with this address already."


def here(desk: Desk, name: str, more: str = "") -> str:
    return f"/people/{desk.world.people[name]}{more}"


def who(world: World, name: str) -> Person:
    return world.register_now().people[world.people[name]]


def test_an_administrator_changes_name_and_address(desk: Desk) -> None:
    form = {"name": " Another name", "email": "Other@Example.org", "active": "yes"}
    assert done(desk, here(desk, "ILO"), **form) == "Recorded."
    known = who(desk.world, "ILO")
    assert (known.name, known.email, known.active) == ("Another name", "Other@example.org", True)


@pytest.mark.parametrize("email", ["iom@example.org", "IOM@example.org"])
def test_nobody_is_given_the_address_of_another(desk: Desk, email: str) -> None:
    answer = press(desk, here(desk, "ILO"), name="ILO", email=email, active="yes")
    assert (answer.status_code, problems(answer)) == (409, [TWICE])


def test_a_closed_account_is_out_at_once_and_opened_again(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    form = {"name": "ILO", "email": "ilo@example.org"}
    press(desk, here(desk, "ILO"), **form, active="no")
    assert visitor.get("/my-work").status_code == 303
    assert ["ILO closed", "ilo@example.org", "nothing at present"] in table_rows(look(desk, "/people"))
    press(desk, here(desk, "ILO"), **form, active="yes")
    assert who(desk.world, "ILO").active


def test_administrators_change_their_own_name_and_do_not_close_their_account(desk: Desk) -> None:
    form = {"name": "The administrator", "email": "administrator@example.org"}
    assert done(desk, here(desk, "administrator"), **form, active="yes") == "Recorded."
    answer = press(desk, here(desk, "administrator"), **form, active="no")
    assert (answer.status_code, problems(answer)) == (422, ["You cannot close your own account."])
    assert who(desk.world, "administrator").active


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"name": "  "}, 422, "Write the person's name."),
        ({"email": "nobody"}, 422, "Write an e-mail address, such as name@example.org."),
        ({"email": "iom@example.org"}, 409, TWICE),
    ],
)
def test_particulars_that_cannot_be_come_back_as_they_were_typed(
    desk: Desk, wrong: dict[str, str], status: int, sentence: str
) -> None:
    before = who(desk.world, "ILO")
    typed = {"name": "Another", "email": "another@example.org", "active": "no", **wrong}
    answer = press(desk, here(desk, "ILO"), **typed)
    assert (answer.status_code, problems(answer)) == (status, [sentence])
    assert {key: field_value(answer, key) for key in typed} == typed
    assert (who(desk.world, "ILO").name, who(desk.world, "ILO").active) == (before.name, True)


# Found and added


def test_people_are_found_by_name_or_address_with_what_they_act_as(desk: Desk) -> None:
    assert table_rows(look(desk, "/people?q=IOM@EX")) == [
        ["IOM", "iom@example.org", "Focal point (IOM), Chair (IOM)"]
    ]
    assert [row[0] for row in table_rows(look(desk, "/people?q=unodc"))] == ["UNODC", "UNODC alternate"]
    none = look(desk, "/people?q=nobody+at+all")
    assert (table_rows(none), field_value(none, "q")) == ([], "nobody at all")


def test_somebody_is_added_and_found(desk: Desk) -> None:
    note = done(desk, "/people", name=" New person ", email="New@EXAMPLE.org")
    assert note == "Added. Invite the person, and grant a mandate."
    assert table_rows(look(desk, "/people?q=new")) == [
        ["New person", "New@example.org", "nothing at present"]
    ]


@pytest.mark.parametrize(
    ("name", "email", "status", "sentence"),
    [
        (" ", "new@example.org", 422, "Write the person's name."),
        ("two\x1blines", "new@example.org", 422, "Take out the control characters."),
        ("New", "nobody", 422, "Write an e-mail address, such as name@example.org."),
        ("New", "ILO@example.org", 409, TWICE),
    ],
)
def test_somebody_who_cannot_be_added_comes_back_as_typed(
    desk: Desk, name: str, email: str, status: int, sentence: str
) -> None:
    before = len(desk.world.register_now().people)
    answer = press(desk, "/people", name=name, email=email)
    assert (answer.status_code, problems(answer)) == (status, [sentence])
    assert (field_value(answer, "name"), field_value(answer, "email")) == (name, email)
    assert len(desk.world.register_now().people) == before


def test_the_same_form_sent_twice_adds_one_person(desk: Desk) -> None:
    key = key_of(look(desk, "/people"), "/admin/people")
    form = {"name": "New", "email": "new@example.org", "idempotency_key": key}
    answers = [press(desk, "/people", **form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    other = press(desk, "/organizations", code="WHO", name="World Health", idempotency_key=key)
    assert problems(other) == ["This key was used for another act; nothing was done."]


def test_a_page_of_one_person_shows_their_mandates_also_those_that_ended(desk: Desk) -> None:
    world = desk.world
    world.grant("AUDITOR", "SEC", "ILO", "principal", until=datetime(2012, 1, 1, tzinfo=UTC))
    page = look(desk, here(desk, "ILO"))
    assert heading(page) == "ILO"
    assert [row[:4] for row in table_rows(page)] == [
        ["Focal point principal", "ILO", "ILO", "Thu 1 Mar 2007 open"],
        ["Auditor principal", "SEC", "ILO", "Thu 1 Mar 2007 Sun 1 Jan 2012"],
    ]


# Invited


def letters(world: World) -> list[str]:
    with world.engine.database.read() as connection:
        return list(connection.execute(select(mails.c.body).order_by(mails.c.id)).scalars())


def test_an_invitation_goes_by_letter_and_its_link_is_shown_to_nobody(desk: Desk) -> None:
    note = done(desk, here(desk, "ILO", "/invitation"))
    assert note == "The invitation waits to be mailed."
    (body,) = letters(desk.world)
    link = re.search(r"http://localhost(/invitation/\S+)", body)
    assert link and heading(desk.stranger().get(link.group(1))) == "Welcome: choose a password"


def test_in_a_demonstration_the_link_is_shown_once(demo_desk: Desk) -> None:
    note = done(demo_desk, here(demo_desk, "ILO", "/invitation"))
    assert re.fullmatch(
        r"The link, shown once: http://localhost/invitation/\S+ The invitation waits to be mailed\.", note
    )
    assert "/invitation/" not in words(look(demo_desk, here(demo_desk, "ILO")))


def test_where_no_mail_is_sent_the_link_is_shown_once_to_be_handed_on(small_world: World) -> None:
    desk = Desk(small_world, mails=False)
    note = done(desk, here(desk, "ILO", "/invitation"))
    found = re.fullmatch(
        r"The link, shown once: http://localhost(/invitation/\S+) This house sends no mail: hand the link on\.",
        note,
    )
    assert found, note
    assert letters(desk.world) == [], "nothing waits for ever"
    assert heading(desk.stranger().get(found.group(1))) == "Welcome: choose a password"


def test_whose_account_is_closed_is_not_invited(desk: Desk) -> None:
    press(desk, here(desk, "ILO"), name="ILO", email="ilo@example.org", active="no")
    answer = press(desk, here(desk, "ILO", "/invitation"))
    assert (answer.status_code, problems(answer)) == (404, ["There is no such account, or it is closed."])
    assert letters(desk.world) == []


def test_who_has_a_password_is_not_invited(desk: Desk) -> None:
    engine, someone = desk.world.engine, desk.world.people["ILO"]
    secret = password.invite(engine, someone, by=None)
    password.set_by_link(engine, INVITATION, secret, "correct horse battery staple")
    answer = press(desk, here(desk, "ILO", "/invitation"))
    sentence = "ILO has set a password already."
    assert (answer.status_code, problems(answer)) == (422, [sentence])


# Handed over


def claimed(world: World, who: str) -> UUID:
    """An objection whose mediation somebody has claimed."""
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "strong_objection", reason="It harms.")
    task.claim(world.engine, world.find_task(case_id, "mediate").id, by=world.people[who])
    return case_id


def test_all_open_work_of_a_person_goes_to_another(desk: Desk) -> None:
    world = desk.world
    cases = [claimed(world, CHAIR) for _ in range(2)]
    to = world.people["OHCHR"].hex
    assert done(desk, here(desk, CHAIR, "/hand-over"), to=to) == "2 tasks were handed over."
    for case_id in cases:
        assert world.find_task(case_id, "mediate").claimed_by == world.people["OHCHR"]
    assert done(desk, here(desk, CHAIR, "/hand-over"), to=to) == "0 tasks were handed over."


@pytest.mark.parametrize("to", ["expert", "administrator"])
def test_what_cannot_be_handed_over_is_named_and_stays(desk: Desk, to: str) -> None:
    case_id = claimed(desk.world, CHAIR)
    note = done(desk, here(desk, CHAIR, "/hand-over"), to=desk.world.people[to].hex)
    assert note == (f"0 tasks were handed over. Not handed over: {to} is not among those it is offered to.")
    assert desk.world.find_task(case_id, "mediate").claimed_by == desk.world.people[CHAIR]


def test_work_is_handed_to_somebody_there_is(desk: Desk) -> None:
    claimed(desk.world, CHAIR)
    for to in ("", "nobody", "0" * 32):
        assert press(desk, here(desk, CHAIR, "/hand-over"), to=to).status_code == 404
