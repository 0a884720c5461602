"""Sessions in the browser: the cookie, how long it is good, what ends it, and one's own account."""

from __future__ import annotations

import re
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from sqlalchemy import select

from engine.columns import new_id
from engine.commands import password, register, session, token
from engine.session import INVITATION, sessions
from tests import people
from tests.web.desk import KEY, Desk, Visitor, heading
from tests.world import World

GOOD = "a quiet harbour in spring"
OTHER = "seven lanterns on the pier"


def join(desk: Desk, name: str = "ILO") -> None:
    engine = desk.world.engine
    secret = password.invite(engine, desk.world.people[name], by=desk.world.people["administrator"])
    password.set_by_link(engine, INVITATION, secret, GOOD)


def enter(visitor: Visitor, name: str = "ILO", **more: Any) -> Any:
    return visitor.post("/sign-in", {"email": people.address(name), "password": GOOD}, **more)


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


def cookie_of(answer: Any) -> Any:
    (line,) = [each for each in answer.headers.getlist("Set-Cookie") if "nemcon" in each]
    return next(iter(SimpleCookie(line).values()))


def secret_of(visitor: Visitor) -> str:
    with visitor.client.session_transaction() as kept:
        return str(kept["_user_id"])


def test_over_https_the_cookie_keeps_to_this_host_and_to_encrypted_ways(small_world: World) -> None:
    visitor = Desk(small_world, base_url="https://localhost").stranger()
    cookie = cookie_of(visitor.get("/sign-in", base_url="https://localhost"))
    assert cookie.key == "__Host-nemcon"
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "/",
    )
    assert cookie["domain"] == ""
    assert cookie["expires"] == "", "it ends with the browser"


def test_over_http_the_cookie_has_a_plain_name_and_no_script_reads_it(desk: Desk) -> None:
    cookie = cookie_of(desk.stranger().get("/sign-in"))
    assert cookie.key == "nemcon"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_a_cookie_from_before_is_worth_nothing_after_signing_in(desk: Desk) -> None:
    join(desk)
    planted, victim = desk.stranger(), desk.stranger()
    planted.get("/sign-in")
    before = planted.client.get_cookie("nemcon")
    assert before is not None
    victim.client.set_cookie("nemcon", before.value)
    enter(victim)
    assert is_in(victim)
    assert not is_in(planted)
    after = victim.client.get_cookie("nemcon")
    assert after is not None
    assert after.value != before.value


def test_the_form_token_is_another_one_after_signing_in(desk: Desk) -> None:
    join(desk)
    visitor = desk.stranger()
    old = visitor.token()
    enter(visitor)
    assert visitor.client.post("/account", data={"csrf_token": old, "name": "Another"}).status_code == 400


def test_a_kept_cookie_is_worth_nothing_after_signing_out(desk: Desk) -> None:
    join(desk)
    visitor, thief = desk.stranger(), desk.stranger()
    enter(visitor)
    thief.enter(secret_of(visitor))
    assert is_in(thief)
    visitor.post("/sign-out")
    assert not is_in(thief)


def test_the_cookie_of_another_house_opens_nothing(desk: Desk) -> None:
    from tests.web.desk import Visitor as Other
    from web.app import create_app

    foreign = Other(create_app(desk.world.engine, secret_key="another key that is long enough, too"))
    visitor = desk.as_("ILO")
    with foreign.client.session_transaction() as kept:
        kept["_user_id"] = secret_of(visitor)
    forged = foreign.client.get_cookie("nemcon")
    assert forged is not None
    thief = desk.stranger()
    thief.client.set_cookie("nemcon", forged.value)
    assert not is_in(thief)
    assert KEY not in visitor.get("/account").text


@pytest.mark.parametrize("value", ["", "x", "." * 50, "eyJfdXNlcl9pZCI6IjEifQ.x.y", "a" * 3_000, "\xff"])
def test_a_broken_cookie_is_no_cookie(desk: Desk, value: str) -> None:
    visitor = desk.stranger()
    visitor.client.set_cookie("nemcon", value)
    assert visitor.get("/sign-in").status_code == 200
    assert not is_in(visitor)


def test_half_an_hour_without_use_ends_it_and_use_keeps_it(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    for _ in range(3):
        desk.world.clock.advance(timedelta(minutes=29))
        assert is_in(visitor)
    desk.world.clock.advance(timedelta(minutes=30))
    assert not is_in(visitor)


def test_twelve_hours_end_it_however_busy(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    for _ in range(28):
        desk.world.clock.advance(timedelta(minutes=25))
        assert is_in(visitor)
    desk.world.clock.advance(timedelta(minutes=25))
    assert not is_in(visitor)


def test_the_last_use_is_written_down_once_a_minute_at_most(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    uses = set()
    for _ in range(4):
        desk.world.clock.advance(timedelta(seconds=20))
        visitor.get("/account")
        with desk.world.engine.database.read() as connection:
            uses.add(connection.execute(select(sessions.c.used_at)).scalars().one())
    assert len(uses) == 2


def test_a_right_that_ended_is_gone_at_the_next_request(desk: Desk) -> None:
    world = desk.world
    visitor = desk.as_("ILO")
    register.change_person(
        world.engine, world.people["ILO"], {"active": False}, by=world.people["administrator"]
    )
    assert not is_in(visitor)


# One's own account


def test_the_account_shows_its_sessions_and_ends_another_one(desk: Desk) -> None:
    join(desk)
    here, elsewhere = desk.stranger(), desk.stranger()
    enter(here)
    enter(elsewhere)
    page = here.get("/account").text
    assert page.count("Last used") == 3  # the invitation began one too
    with desk.world.engine.database.read() as connection:
        query = select(sessions.c.id).order_by(sessions.c.began_at.desc(), sessions.c.id.desc())
        newest = connection.execute(query).scalars().first()
    assert here.post(f"/account/sessions/{newest}/end").status_code == 303
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_nobody_ends_the_session_or_the_token_of_another(desk: Desk) -> None:
    world = desk.world
    opened = session.begin(world.engine, world.people["IOM"], way="test")
    token.make_token(world.engine, world.people["IOM"], "Export")
    visitor = desk.as_("ILO")
    with world.engine.reading() as (connection, _):
        from engine.queries.session import tokens_of

        (theirs,) = tokens_of(connection, world.people["IOM"])
    for path in (
        f"/account/sessions/{opened.session}/end",
        f"/account/tokens/{theirs.id}/revoke",
        f"/account/sessions/{new_id()}/end",
        f"/account/tokens/{new_id()}/revoke",
        "/account/sessions/x/end",
    ):
        answer = visitor.post(path)
        assert answer.status_code == 404
        assert heading(answer) == "There is no such page, or it is not open to you."
    assert desk.stranger().enter(opened.secret).get("/account").status_code == 200


def test_a_token_is_listed_without_its_secret_and_revoked(desk: Desk) -> None:
    world = desk.world
    secret = token.make_token(world.engine, world.people["ILO"], "Monthly export")
    visitor = desk.as_("ILO")
    page = visitor.get("/account").text
    assert "Monthly export" in page
    assert secret not in page
    found = re.search(r"/account/tokens/([0-9a-f-]{36})/revoke", page)
    assert found
    visitor.post(found.group(0))
    assert "No program acts as you." in visitor.get("/account").text


def test_a_new_password_turns_out_everybody_else(desk: Desk) -> None:
    join(desk)
    here, elsewhere = desk.stranger(), desk.stranger()
    enter(here)
    enter(elsewhere)
    assert here.post("/account/password", {"old": OTHER, "password": OTHER}).status_code == 422
    assert is_in(elsewhere)
    before = secret_of(here)
    assert here.post("/account/password", {"old": GOOD, "password": OTHER}).status_code == 303
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert secret_of(here) != before


def test_the_form_about_oneself_keeps_what_was_typed_and_names_every_problem(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    answer = visitor.post("/account", {"name": "", "zone": "Mars/Olympus", "language": "tlh"})
    assert answer.status_code == 422
    for sentence in ("Write your name", "Choose a zone of the list.", "Choose a language of the list."):
        assert sentence in answer.text
    assert "3 things must be corrected" in answer.text


def test_the_zone_one_chooses_is_the_zone_one_reads(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    assert "10:00" in visitor.get("/account").text
    visitor.post("/account", {"name": "Focal point of ILO", "zone": "Asia/Tokyo", "shortcuts": "1"})
    page = visitor.get("/account").text
    assert "Times are Tokyo time." in page
    assert "18:00" in page
    assert "Focal point of ILO" in page


def test_single_keys_can_be_switched_off(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    assert 'data-shortcuts="on"' in visitor.get("/account").text
    visitor.post("/account", {"name": "ILO", "zone": "", "language": ""})
    assert 'data-shortcuts="off"' in visitor.get("/account").text


@pytest.mark.parametrize("extra", ["active", "email", "password", "preferences", "id", "stream_seq"])
def test_nothing_else_can_be_slipped_into_the_form(desk: Desk, extra: str) -> None:
    visitor = desk.as_("ILO")
    visitor.post("/account", {"name": "ILO", "zone": "", extra: "0"})
    assert is_in(visitor)
    assert "ilo@example.org" in visitor.get("/account").text


def test_the_choice_of_colours_stays_on_this_device(desk: Desk) -> None:
    visitor = desk.stranger()
    answer = visitor.post("/theme", {"theme": "dark"}, headers={"Referer": "http://localhost/help"})
    assert answer.headers["Location"] == "/help"
    assert 'data-bs-theme="dark"' in visitor.get("/help").text
    visitor.post("/theme", {"theme": "<script>"})
    assert 'data-bs-theme="dark"' in visitor.get("/help").text
