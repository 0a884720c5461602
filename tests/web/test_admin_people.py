"""People in the administration: found, added, changed, closed, invited; their open work handed over."""

from __future__ import annotations

import pytest

from engine.party import Person
from tests.web.administration import done, look, press, problems
from tests.web.desk import Desk
from tests.web.reading import field_value, table_rows
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
