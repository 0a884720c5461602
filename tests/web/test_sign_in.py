"""Signing in: the form, its one refusal for everything, the way back to where one was going, and out again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from engine.commands import password
from engine.log import events
from engine.mail_queue import mails
from engine.session import INVITATION
from tests import people
from tests.web.desk import Desk, Visitor, heading
from tests.web.reading import text
from tests.world import World

GOOD = "a quiet harbour in spring"
OTHER = "seven lanterns on the pier"
REFUSAL = "The e-mail address or the password is not right."


def join(desk: Desk, name: str = "ILO") -> None:
    engine = desk.world.engine
    secret = password.invite(engine, desk.world.people[name], by=desk.world.people["administrator"])
    password.set_by_link(engine, INVITATION, secret, GOOD)


def enter(visitor: Visitor, name: str = "ILO", words: str = GOOD, **more: Any) -> Any:
    return visitor.post("/sign-in", {"email": people.address(name), "password": words, **more})


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


def test_a_focal_point_signs_in_and_out(desk: Desk) -> None:
    join(desk)
    visitor = desk.stranger()
    assert heading(visitor.get("/sign-in")) == "Sign in"
    answer = enter(visitor)
    assert answer.status_code == 303
    assert is_in(visitor)
    assert visitor.post("/sign-out").headers["Location"] == "/sign-in"
    assert not is_in(visitor)


@pytest.mark.parametrize(
    ("name", "words"), [("ILO", OTHER), ("IOM", GOOD), ("nobody at all", GOOD), ("ILO", "")]
)
def test_an_error_never_says_which_of_both_was_wrong(desk: Desk, name: str, words: str) -> None:
    join(desk)
    answer = enter(desk.stranger(), name, words)
    assert answer.status_code == 403
    assert REFUSAL in answer.text
    assert people.address(name) in answer.text, "the address need not be typed again"
    if words:
        assert words not in answer.text


def test_the_page_of_a_refusal_is_the_same_for_known_and_unknown(desk: Desk) -> None:
    join(desk)
    pages = []
    for name in ("ILO", "nobody at all"):
        page = enter(desk.stranger(), name, OTHER).text.replace(people.address(name), "ADDRESS")
        pages.append(re.sub(r'name="csrf_token" value="[^"]*"', "", page))
    assert pages[0] == pages[1]


def test_after_five_failures_the_door_stays_shut_for_a_while(desk: Desk) -> None:
    join(desk)
    for _ in range(5):
        enter(desk.stranger(), words=OTHER)
    answer = enter(desk.stranger())
    assert answer.status_code == 429
    assert "Wait a quarter of an hour, then try again." in answer.text
    desk.world.later(minutes=16)
    assert enter(desk.stranger()).status_code == 303


def test_a_forged_header_is_no_new_address(desk: Desk) -> None:
    join(desk)
    for number in range(20):
        visitor = desk.stranger()
        form = {"email": f"stranger{number}@example.org", "password": OTHER}
        visitor.post("/sign-in", form, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert enter(desk.stranger()).status_code == 429


def test_behind_a_believed_proxy_each_visitor_has_an_address(small_world: Any) -> None:
    desk = Desk(small_world, proxies=1)
    join(desk)
    for number in range(20):
        form = {"email": f"stranger{number}@example.org", "password": OTHER}
        desk.stranger().post(
            "/sign-in", form, headers={"X-Forwarded-For": f"203.0.113.9, 198.51.100.{number}"}
        )
    assert enter(desk.stranger()).status_code == 303


def test_whoever_opens_a_page_first_comes_back_to_it(desk: Desk) -> None:
    join(desk)
    visitor = desk.stranger()
    sent = visitor.get("/account?x=1&y=2")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/sign-in?next=%2Faccount%3Fx%3D1%26y%3D2")
    assert "Sign in to go on." in visitor.get(sent.headers["Location"]).text
    assert enter(visitor, next="/account?x=1&y=2").headers["Location"] == "/account?x=1&y=2"


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)",
        "http:evil.example", "///evil.example", "/\tevil.example", "/a\r\nLocation: https://evil.example", "evil.example",
        " //evil.example", "data:text/html,x", "/\x00/evil", "%2f%2fevil.example", "/" + "a" * 3_000,
    ],
)  # fmt: skip
def test_the_way_back_never_leads_away(desk: Desk, place: str) -> None:
    join(desk)
    answer = enter(desk.stranger(), next=place)
    assert answer.status_code == 303
    assert "evil" not in answer.headers["Location"]
    assert answer.headers["Location"].startswith("/")


def test_a_form_that_comes_after_the_session_says_so_and_is_not_done(desk: Desk) -> None:
    visitor = desk.as_("ILO")
    desk.world.later(minutes=31)
    answer = visitor.post("/account", {"name": "Another name"})
    assert answer.status_code == 401
    assert heading(answer) == "Your session has ended, so this was not done."


# Passwords by mail


def letters(desk: Desk) -> list[str]:
    with desk.world.engine.database.read() as connection:
        return list(connection.execute(select(mails.c.body).order_by(mails.c.id)).scalars())


def link_in(body: str) -> str:
    found = re.search(r"http://localhost(/\S+)", body)
    assert found, body
    return found.group(1)


def ask(desk: Desk, name: str, **more: Any) -> Any:
    return desk.stranger().post("/password", {"email": people.address(name)}, **more)


def test_a_forgotten_password_comes_back_by_a_letter(desk: Desk) -> None:
    join(desk)
    answer = ask(desk, "ILO")
    assert heading(desk.stranger().get(answer.headers["Location"])) == "Look into your letter box"
    (body,) = letters(desk)
    assert "a new password for your account at UN.GIFT" in body
    assert "Mon 7 Jan 2013, 11:00, Vienna time" in body
    visitor = desk.stranger()
    link = link_in(body)
    assert heading(visitor.get(link)) == "Choose a new password"
    assert visitor.post(link, {"password": OTHER}).status_code == 303
    assert is_in(visitor)
    assert enter(desk.stranger(), words=OTHER).status_code == 303
    assert enter(desk.stranger(), words=GOOD).status_code == 403


def test_where_no_mail_is_sent_nobody_is_promised_a_letter(small_world: World) -> None:
    desk = Desk(small_world, mails=False)
    join(desk)
    page = desk.stranger().get("/password")
    assert "This house sends no mail. Ask whoever keeps its machine for a link" in page.text
    assert "<form" not in page.text.split("<main")[1]
    assert ask(desk, "ILO").headers["Location"] == "/password"
    assert letters(desk) == []


def test_a_link_works_once_and_says_nothing_afterwards(desk: Desk) -> None:
    join(desk)
    ask(desk, "ILO")
    link = link_in(letters(desk)[0])
    desk.stranger().post(link, {"password": OTHER})
    for answer in (desk.stranger().get(link), desk.stranger().post(link, {"password": GOOD})):
        assert answer.status_code == 404
        assert heading(answer) == "This link no longer works."
        assert "ILO" not in answer.text


def test_looking_at_a_link_uses_up_nothing(desk: Desk) -> None:
    join(desk)
    ask(desk, "ILO")
    link = link_in(letters(desk)[0])
    for _ in range(3):
        desk.stranger().get(link)
        desk.stranger().client.head(link)
    assert desk.stranger().post(link, {"password": OTHER}).status_code == 303


def test_a_weak_password_is_refused_beside_its_field(desk: Desk) -> None:
    join(desk)
    ask(desk, "ILO")
    answer = desk.stranger().post(link_in(letters(desk)[0]), {"password": "short"})
    assert answer.status_code == 422
    assert "Use at least 12 characters" in answer.text
    assert 'aria-describedby="f-password-hint f-password-error"' in answer.text


def test_the_address_of_a_link_is_told_to_no_other_page(desk: Desk) -> None:
    answer = desk.stranger().get("/password/" + "x" * 43)
    assert answer.headers["Referrer-Policy"] == "strict-origin"  # where it is, and never the secret
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["ILO", "IOM", "nobody at all"])
def test_asking_is_answered_alike_for_everybody(desk: Desk, name: str) -> None:
    join(desk)
    answer = ask(desk, name)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/password/sent")
    assert len(letters(desk)) == (1 if name == "ILO" else 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Server": "evil.example"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"X-Original-Host": "evil.example"},
        {"X-Host": "evil.example"},
    ],
)
def test_no_header_puts_another_host_into_a_letter(desk: Desk, headers: dict[str, str]) -> None:
    join(desk)
    answer = ask(desk, "ILO", headers=headers)
    assert answer.status_code == (400 if "Host" in headers else 303)
    assert all("evil" not in body for body in letters(desk))
    assert "evil" not in answer.text


def test_an_invitation_opens_the_door_for_the_first_time(desk: Desk) -> None:
    world = desk.world
    secret = password.invite(world.engine, world.people["IOM"], by=world.people["administrator"])
    visitor = desk.stranger()
    page = visitor.get(f"/invitation/{secret}")
    assert heading(page) == "Welcome: choose a password"
    assert "iom@example.org" in page.text
    assert visitor.post(f"/invitation/{secret}", {"password": GOOD}).status_code == 303
    assert is_in(visitor)
    assert visitor.get(f"/password/{secret}").status_code == 404


def test_an_invitation_opened_by_somebody_else_ends_their_session(desk: Desk) -> None:
    world = desk.world
    secret = password.invite(world.engine, world.people["IOM"], by=world.people["administrator"])
    visitor = desk.as_("ILO")
    visitor.post(f"/invitation/{secret}", {"password": GOOD})
    assert "iom@example.org" in visitor.get("/account").text


# The demonstration


def test_in_a_demonstration_one_press_is_enough(demo_desk: Desk) -> None:
    visitor = demo_desk.stranger()
    page = visitor.get("/sign-in").text
    who = demo_desk.world.people["IOM"]
    assert f'name="account" value="{who}"' in page
    assert "Chair" in page
    visitor.post("/demo/accounts", {"account": str(who)})
    assert "iom@example.org" in visitor.get("/account").text
    visitor.post("/demo/accounts", {"account": str(demo_desk.world.people["auditor"])})
    assert "auditor@example.org" in visitor.get("/account").text


@pytest.mark.parametrize("account", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_account_that_is_none_is_not_found(demo_desk: Desk, account: str) -> None:
    assert demo_desk.stranger().post("/demo/accounts", {"account": account}).status_code == 404


@pytest.mark.parametrize("path", ["/demo/accounts", "/demo/clock"])
def test_in_production_nothing_of_the_demonstration_is_there(desk: Desk, path: str) -> None:
    visitor = desk.as_("administrator")
    assert visitor.get(path).status_code == 404
    form = {"account": str(desk.world.people["ILO"]), "step": "day"}
    assert visitor.post(path, form).status_code == 404
    assert path not in visitor.get("/account").text


def test_the_clock_moves_forward_and_fires_what_is_due(demo_desk: Desk) -> None:
    world = demo_desk.world
    case = world.silent()
    visitor = demo_desk.as_("officer")
    assert "Due next" in visitor.get("/demo/clock").text
    answer = visitor.post("/demo/clock", {"step": "next"})
    assert answer.status_code == 303
    assert "The clock reads" in visitor.get("/demo/clock").text
    before = world.engine.now()
    answer = visitor.post("/demo/clock", {"at": "2013-03-01 09:00"})
    assert world.engine.now() > before
    assert world.state(case) == "adopted_no_objection"
    happened = text(visitor.get(answer.headers["Location"]).text.split('id="happened"')[1])
    title = world.read(case).case.title
    assert f"{title} : Adopted at the end of silence. Now “Adopted, no objection received”" in happened
    stranger = demo_desk.as_("expert").get(answer.headers["Location"])
    assert "What happened on the way" not in stranger.text, "not to whom may not know of the case"


@pytest.mark.parametrize("since", ["", "yesterday", "9" * 30, "-1"])
def test_the_clock_page_bears_any_instant_in_its_address(demo_desk: Desk, since: str) -> None:
    assert demo_desk.as_("officer").get(f"/demo/clock?since={since}").status_code == 200


def test_a_session_outlives_a_leap_of_the_clock(demo_desk: Desk) -> None:
    visitor = demo_desk.as_("officer")
    visitor.post("/demo/clock", {"step": "week"})
    assert is_in(visitor)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2001-01-01 09:00", "The clock moves forward only. It reads Mon 7 Jan 2013, 10:00, Vienna time."),
        ("tomorrow", "Write a day and a time, such as 2013-02-14 09:00."),
        ("", "Write a day and a time, such as 2013-02-14 09:00."),
    ],
)
def test_the_clock_says_why_it_does_not_move(demo_desk: Desk, at: str, sentence: str) -> None:
    answer = demo_desk.as_("officer").post("/demo/clock", {"at": at})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{at}"' in answer.text


@pytest.mark.parametrize("at", ["2100-01-02 00:00", "9999-12-31 23:59"])
def test_the_clock_goes_no_further_than_dates_do(demo_desk: Desk, at: str) -> None:
    visitor = demo_desk.as_("officer")
    before = demo_desk.world.engine.now()
    answer = visitor.post("/demo/clock", {"at": at})
    assert answer.status_code == 422
    assert "The clock of the demonstration goes as far as the year 2100." in answer.text
    assert demo_desk.world.engine.now() == before


def test_whoever_is_followed_by_another_account_is_the_one_who_signed_out(demo_desk: Desk) -> None:
    world, visitor = demo_desk.world, demo_desk.as_("IOM")
    visitor.post("/demo/accounts", {"account": str(world.people["ILO"])})
    with world.engine.database.read() as connection:
        query = select(events.c.kind, events.c.actor).where(events.c.stream_kind == "session")
        told = [tuple(row) for row in connection.execute(query.order_by(events.c.pos))]
    assert told[-2:] == [("session.ended", world.people["IOM"]), ("session.began", world.people["ILO"])]
