"""The address in a letter that ends letters of its kind: one thing can be done there, by whoever has it, and nothing seen."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from engine.commands import register
from engine.commands.calendar_feed import make_calendar
from engine.commands.letter_choice import choose_letters, end_letters
from engine.commands.password import reset_link
from engine.commands.token import make_token
from engine.letter_choice import (
    AT_ONCE,
    MOVES,
    OFF,
    QUESTIONS,
    REMARKS,
    RESULTS,
    letter_choices,
    read_choices,
)
from engine.log import events
from engine.seal import Seal
from tests.refusing import Unknown, refused
from tests.web.desk import KEY, ORIGIN, Desk
from tests.web.reading import words
from tests.world import World

SEAL = Seal.of(KEY, ORIGIN)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def address(world: World, name: str = "ILO", *groups: str) -> str:
    return f"/letters/end/{SEAL.sign(world.people[name], groups or [MOVES])}"


def choices(world: World) -> dict[tuple[UUID, str], str]:
    with world.engine.database.read() as connection:
        return read_choices(connection, world.people.values())


def count(world: World) -> tuple[int, int]:
    with world.engine.database.read() as connection:
        tables = (events, letter_choices)
        return tuple(connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables)  # type: ignore[return-value]


def machine(desk: Desk) -> Any:
    """A mail program: no cookie, no form, no sign-in."""
    return desk.app.test_client(use_cookies=False)


def test_a_mail_program_ends_these_letters_with_one_request(desk: Desk) -> None:
    world = desk.world
    before = count(world)
    answer = machine(desk).post(address(world), data=ONE_CLICK)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert choices(world) == {(world.people["ILO"], MOVES): OFF}
    assert count(world) == (before[0], 1)


def test_looking_ends_nothing_and_says_nothing_of_anybody(desk: Desk) -> None:
    world = desk.world
    answer = machine(desk).get(address(world))
    assert answer.status_code == 200 and "Steps of cases" in words(answer)
    assert machine(desk).head(address(world)).status_code == 200
    assert choices(world) == {}
    assert (
        answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
    )
    assert "ilo@example.org" not in answer.text and ">ILO<" not in answer.text


def test_a_person_presses_the_button_on_the_page(desk: Desk) -> None:
    world, visitor = desk.world, desk.stranger()
    path = address(world, "ILO", MOVES, REMARKS)
    page = visitor.get(path)
    (form,) = re.findall(r'<form class="form" method="post" action="([^"]+)"', page.text)
    assert form == path
    assert "These letters have ended" in words(visitor.post(form))
    assert choices(world) == {(world.people["ILO"], each): OFF for each in (MOVES, REMARKS)}


def test_pressing_again_does_nothing_more_and_choosing_again_begins_them_again(desk: Desk) -> None:
    world = desk.world
    for _ in range(2):
        assert machine(desk).post(address(world), data=ONE_CLICK).status_code == 200
    assert choices(world) == {(world.people["ILO"], MOVES): OFF}
    choose_letters(world.engine, {MOVES: AT_ONCE}, by=world.people["ILO"])
    assert choices(world) == {(world.people["ILO"], MOVES): AT_ONCE}


def test_it_ends_the_letters_of_whom_it_names_whoever_is_signed_in(desk: Desk) -> None:
    world = desk.world
    assert desk.as_("OSCE").client.post(address(world), data=ONE_CLICK).status_code == 200
    assert choices(world) == {(world.people["ILO"], MOVES): OFF}


def bad_tokens(world: World) -> dict[str, str]:
    me = world.people["ILO"]
    head, tail = SEAL.sign(me, [MOVES]).split(".")
    other = SEAL.sign(world.people["OSCE"], [MOVES]).split(".")[0]
    return {
        "forged": f"{head}.{'A' * len(tail)}",
        "cut short": f"{head}.{tail}"[:-1],
        "made longer": f"{head}.{tail}A",
        "of another person": f"{other}.{tail}",
        "of another key": Seal.of("another key that is long enough to be one", ORIGIN).sign(me, [MOVES]),
        "of another house": Seal.of(KEY, "https://other.example.org").sign(me, [MOVES]),
        "about a question": SEAL.sign(me, [QUESTIONS]),
        "about a result too": SEAL.sign(me, [MOVES, RESULTS]),
        "about nothing": SEAL.sign(me, []),
        "about what there is not": SEAL.sign(me, ["everything"]),
        "of nobody": SEAL.sign(uuid4(), [MOVES]),
        "a machine's": make_token(world.engine, me, "a machine"),
        "a calendar's": make_calendar(world.engine, by=me),
        "a password's": reset_link(world.engine, me)[0],
    }


def test_any_other_token_ends_nothing(desk: Desk) -> None:
    world = desk.world
    for name, token in bad_tokens(world).items():
        path = f"/letters/end/{token}"
        assert machine(desk).post(path, data=ONE_CLICK).status_code in (400, 404), name
        answer = desk.stranger().post(path)  # with the token of a form, too
        assert answer.status_code == 404 and "This address ends no letters." in words(answer), name
        if name != "of nobody":  # looking asks no register
            assert machine(desk).get(path).status_code == 404, name
        with refused(world, "This address ends no letters.", error=Unknown, rule="letters-end"):
            end_letters(world.engine, SEAL, token)
    assert choices(world) == {}


def test_the_address_opens_nothing_else(desk: Desk) -> None:
    """As a bearer token, as the address of a calendar, as the link of a password, it is nothing."""
    world = desk.world
    token = SEAL.sign(world.people["ILO"], [MOVES])
    bearer = {"Authorization": f"Bearer {token}"}
    assert machine(desk).get("/api/v1/cases", headers=bearer).status_code == 401
    assert machine(desk).get(f"/calendar/{token}.ics").status_code == 404
    for path in ("password", "invitation"):
        assert desk.stranger().get(f"/{path}/{token}").status_code == 404
    visitor = desk.stranger()
    visitor.get(address(world))
    visitor.post(address(world))
    assert visitor.get("/account").status_code in (302, 303)


def test_a_closed_account_has_no_letters_to_end(desk: Desk) -> None:
    world = desk.world
    register.change_person(
        world.engine, world.people["ILO"], {"active": False}, by=world.people["administrator"]
    )
    assert machine(desk).post(address(world), data=ONE_CLICK).status_code == 404
    assert choices(world) == {}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_does_anything(desk: Desk, method: str) -> None:
    assert machine(desk).open(address(desk.world), method=method).status_code == 405
    assert choices(desk.world) == {}


@pytest.mark.parametrize("name", ["next", "return", "url", "redirect"])
def test_it_leads_nowhere_else(desk: Desk, name: str) -> None:
    path = f"{address(desk.world)}?{name}=https://evil.example"
    for answer in (
        machine(desk).get(path),
        machine(desk).post(path, data={**ONE_CLICK, name: "//evil.example"}),
    ):
        assert answer.status_code == 200 and "Location" not in answer.headers and "evil" not in answer.text


# ---- the account's page

PAGE = "/account/telling"


def test_the_account_chooses_how_letters_come(desk: Desk) -> None:
    world, visitor = desk.world, desk.as_("ILO")
    page = words(visitor.get(PAGE))
    assert "What asks you, reminds you or is recorded for you: always at once." in page
    assert "Once a day, at 7 o’clock" in page
    answer = visitor.post(
        PAGE, {"results": "daily", "moves": "off", "remarks": "at_once"}, follow_redirects=True
    )
    assert "From now on letters come as you have chosen." in answer.text
    assert choices(world) == {
        (world.people["ILO"], about): way
        for about, way in ((RESULTS, "daily"), (MOVES, "off"), (REMARKS, "at_once"))
    }
    assert re.search(r'name="moves" value="off" checked', answer.text)


def test_what_cannot_be_switched_off_is_not_offered_and_not_taken(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    assert 'name="questions"' not in visitor.get(PAGE).text
    answer = visitor.post(PAGE, {"results": "off", "moves": "off", "remarks": "off", "questions": "off"})
    assert answer.status_code == 422 and "Choose one of the ways that are listed here." in words(answer)
    assert choices(desk.world) == {}
