"""Sessions, passwords and tokens: who is let in, for how long, and what closes the door."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.commands import password, session, token
from engine.commands import register as register_commands
from engine.errors import Denied, EngineError, Invalid, Refused, TooMany, Unknown
from engine.fold import differences
from engine.log import disclosures, events
from engine.mail_queue import mails
from engine.party import Person
from engine.queries.session import caller_by_session, caller_by_token, sessions_of, tokens_of
from engine.session import INVITATION, RESET, SESSION_COLUMNS_OUTSIDE_HISTORY, sessions
from tests import people
from tests.engine.erasing import whole
from tests.world import World

GOOD = "a quiet harbour in spring"
OTHER = "seven lanterns on the pier"
WRONG = "something else entirely"
HERE = "192.0.2.7"


@pytest.fixture
def house(world: World) -> Iterator[World]:
    """A house where the focal point of ILO has a password; at the end the log must rebuild every table."""
    join(world, "ILO")
    yield world
    with world.engine.database.read() as connection:
        assert differences(connection, outside={"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}) == []


def join(world: World, name: str, words: str = GOOD) -> session.Opened:
    secret = password.invite(world.engine, world.people[name], by=world.people["administrator"])
    return password.set_by_link(world.engine, INVITATION, secret, words)


def enter(
    world: World, name: str = "ILO", words: str = GOOD, address: str = HERE, **more: Any
) -> session.Opened:
    return session.sign_in(world.engine, people.address(name), words, address=address, **more)


def caller(world: World, secret: str) -> UUID | None:
    with world.engine.reading() as (connection, _):
        found = caller_by_session(world.engine, connection, secret)
        return found.person if found else None


def kinds(world: World, stream: UUID) -> list[str]:
    with world.engine.database.read() as connection:
        query = select(events.c.kind).where(events.c.stream_id == stream).order_by(events.c.seq)
        return list(connection.execute(query).scalars())


def fail(world: World, times: int, name: str = "ILO", address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(Denied):
            enter(world, name, WRONG, address)


def test_the_right_password_opens_a_session_and_both_are_in_the_log(house: World) -> None:
    opened = enter(house)
    assert caller(house, opened.secret) == house.people["ILO"]
    assert kinds(house, opened.session) == ["session.began"]


def test_an_address_may_be_typed_in_capitals(house: World) -> None:
    opened = session.sign_in(house.engine, " ILO@Example.ORG ", GOOD, address=HERE)
    assert caller(house, opened.secret) == house.people["ILO"]


@pytest.mark.parametrize("who", ["ILO", "IOM", "nobody at all"])
def test_whatever_was_wrong_is_said_in_the_same_words(house: World, who: str) -> None:
    with pytest.raises(Denied, match=r"The e-mail address or the password is not right\."):
        enter(house, who, WRONG)


def test_a_failure_stands_in_the_history_of_the_person(house: World) -> None:
    fail(house, 1)
    assert kinds(house, house.people["ILO"])[-1] == "person.sign_in_failed"


def test_after_five_failures_the_right_password_waits_a_quarter_of_an_hour(house: World) -> None:
    fail(house, 5)
    with pytest.raises(TooMany, match="Wait a quarter of an hour"):
        enter(house)
    house.clock.advance(timedelta(minutes=15, seconds=1))
    enter(house)


def test_an_unknown_account_is_locked_out_like_a_known_one(house: World) -> None:
    fail(house, 5, "nobody at all")
    with pytest.raises(TooMany, match="Wait a quarter of an hour"):
        enter(house, "nobody at all", WRONG)


def test_another_spelling_of_the_account_counts_as_the_same(house: World) -> None:
    fail(house, 4)
    with pytest.raises(Denied):
        session.sign_in(house.engine, " iLo@EXAMPLE.org", WRONG, address="198.51.100.1")
    with pytest.raises(TooMany):
        enter(house)


def test_success_forgives_earlier_slips(house: World) -> None:
    fail(house, 4)
    enter(house)
    fail(house, 4)
    enter(house)


def test_one_address_tries_many_accounts_in_vain(house: World) -> None:
    for number in range(20):
        fail(house, 1, f"stranger {number}")
    with pytest.raises(TooMany):
        enter(house)
    enter(house, address="198.51.100.1")


def test_the_lower_half_of_an_ipv6_address_opens_no_new_door(house: World) -> None:
    for number in range(20):
        fail(house, 1, f"stranger {number}", f"2001:db8:0:1::{number + 1:x}")
    with pytest.raises(TooMany):
        enter(house, address="2001:db8:0:1:ffff::1")
    enter(house, address="2001:db8:0:2::1")


def test_a_hundred_attempts_at_once_count_like_a_hundred_in_a_row(house: World) -> None:
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            enter(house, words=WRONG)
        except EngineError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Denied"] * 5 + ["TooMany"] * 7


def test_a_session_ends_after_half_an_hour_without_use(house: World) -> None:
    opened = enter(house)
    house.clock.advance(timedelta(minutes=29))
    session.note_use(house.engine, opened.session)
    house.clock.advance(timedelta(minutes=29))
    assert caller(house, opened.secret) == house.people["ILO"]
    house.clock.advance(timedelta(minutes=1))
    assert caller(house, opened.secret) is None


def test_a_session_ends_after_twelve_hours_however_busy(house: World) -> None:
    opened = enter(house)
    for _ in range(36):
        house.clock.advance(timedelta(minutes=20))
        session.note_use(house.engine, opened.session)
    assert caller(house, opened.secret) is None


def test_the_sweep_ends_what_has_run_out_and_leaves_the_rest(house: World) -> None:
    old = enter(house)
    house.clock.advance(timedelta(minutes=31))
    fresh = enter(house)
    assert session.sweep(house.engine) == 2  # the one that the invitation began, and the first
    assert kinds(house, old.session) == ["session.began", "session.ended"]
    assert caller(house, fresh.secret) == house.people["ILO"]


def test_signing_out_ends_the_session_for_whoever_kept_the_secret(house: World) -> None:
    opened = enter(house)
    session.end(house.engine, opened.session, by=house.people["ILO"])
    session.end(house.engine, opened.session, by=house.people["ILO"])
    assert caller(house, opened.secret) is None
    assert kinds(house, opened.session) == ["session.began", "session.ended"]


def test_nobody_ends_the_session_of_another(house: World) -> None:
    opened = enter(house)
    with pytest.raises(Unknown, match="There is no such session"):
        session.end(house.engine, opened.session, by=house.people["administrator"])
    assert caller(house, opened.secret) == house.people["ILO"]


def test_signing_in_again_ends_the_session_before_it(house: World) -> None:
    first = enter(house)
    second = enter(house, replaces=first.session)
    assert caller(house, first.secret) is None
    assert caller(house, second.secret) == house.people["ILO"]


def test_a_closed_account_is_out_at_the_next_request(house: World) -> None:
    opened = enter(house)
    machine = token.make_token(house.engine, house.people["ILO"], "Export")
    register_commands.change_person(
        house.engine, house.people["ILO"], {"active": False}, by=house.people["administrator"]
    )
    assert caller(house, opened.secret) is None
    with house.engine.reading() as (connection, _):
        assert caller_by_token(house.engine, connection, machine) is None
    with pytest.raises(Denied):
        enter(house)


def test_a_new_password_ends_every_other_session_and_needs_the_old_one(house: World) -> None:
    here, elsewhere = enter(house), enter(house)
    who = house.people["ILO"]
    with pytest.raises(Invalid, match="not your present password"):
        password.change_own(house.engine, WRONG, OTHER, by=who, address=HERE)
    assert caller(house, elsewhere.secret) == who
    opened = password.change_own(house.engine, GOOD, OTHER, by=who, address=HERE)
    assert [caller(house, each.secret) for each in (here, elsewhere, opened)] == [None, None, who]
    with pytest.raises(Denied):
        enter(house)
    enter(house, words=OTHER)


def test_of_an_old_password_not_even_the_hash_is_kept(house: World) -> None:
    password.change_own(house.engine, GOOD, OTHER, by=house.people["ILO"], address=HERE)
    with house.engine.database.read() as connection:
        query = select(func.count()).where(disclosures.c.name.like("%password"))
        assert connection.execute(query).scalar() == 1


def test_a_new_password_says_which_old_one_it_took_out_of_the_record(house: World) -> None:
    """Nobody takes it for a removal without authority; and it covers nothing but passwords."""
    password.change_own(house.engine, GOOD, OTHER, by=house.people["ILO"], address=HERE)
    assert whole(house)


def test_no_secret_stands_in_the_log_in_clear(house: World) -> None:
    opened = enter(house)
    machine = token.make_token(house.engine, house.people["ILO"], "Export")
    with house.engine.database.read() as connection:
        said = b"".join(connection.execute(select(events.c.body)).scalars())
        kept = connection.execute(select(sessions.c.secret)).scalars().all()
    for secret in (opened.secret, machine, GOOD, "argon2"):
        assert secret.encode() not in said
    assert all(each.hex().encode() not in said for each in kept)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("short", "at least 12 characters"),
        ("aaaaaaaaaaaaaaaa", "more different characters"),
        ("administrator rules", "Leave out your name"),
        ("x1y2z3" * 40, "at most 200 characters"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(house: World, words: str, sentence: str) -> None:
    secret = password.invite(house.engine, house.people["officer"], by=house.people["administrator"])
    secret = (
        password.invite(house.engine, house.people["administrator"], by=None)
        if "administrator" in words
        else secret
    )
    with pytest.raises(Invalid, match=sentence):
        password.set_by_link(house.engine, INVITATION, secret, words)
    password.set_by_link(house.engine, INVITATION, secret, GOOD)


# Links


def test_an_invitation_works_once(house: World) -> None:
    secret = password.invite(house.engine, house.people["IOM"], by=house.people["administrator"])
    assert password.set_by_link(house.engine, INVITATION, secret, GOOD).person == house.people["IOM"]
    with pytest.raises(Unknown, match="used already"):
        password.set_by_link(house.engine, INVITATION, secret, OTHER)


def test_an_invitation_runs_out_after_seven_days(house: World) -> None:
    secret = password.invite(house.engine, house.people["IOM"], by=house.people["administrator"])
    house.clock.advance(timedelta(days=7))
    with pytest.raises(Unknown, match="its time has run out"):
        password.set_by_link(house.engine, INVITATION, secret, GOOD)


def test_a_second_invitation_takes_the_place_of_the_first(house: World) -> None:
    first = password.invite(house.engine, house.people["IOM"], by=house.people["administrator"])
    second = password.invite(house.engine, house.people["IOM"], by=house.people["administrator"])
    with pytest.raises(Unknown):
        password.set_by_link(house.engine, INVITATION, first, GOOD)
    password.set_by_link(house.engine, INVITATION, second, GOOD)


def test_only_an_administrator_invites_and_only_those_without_a_password(house: World) -> None:
    with pytest.raises(Denied, match="Only an administrator"):
        password.invite(house.engine, house.people["IOM"], by=house.people["officer"])
    with pytest.raises(Refused, match="ILO has set a password already"):
        password.invite(house.engine, house.people["ILO"], by=house.people["administrator"])


def test_of_two_who_use_one_link_together_one_is_refused(house: World) -> None:
    secret = password.invite(house.engine, house.people["IOM"], by=house.people["administrator"])
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def use(number: int) -> None:
        start.wait()
        try:
            password.set_by_link(house.engine, INVITATION, secret, f"{GOOD} {number}")
            outcomes.append("in")
        except Unknown:
            outcomes.append("refused")

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused", "refused", "refused"]


def writes(person: Person, secret: str, _until: Any) -> password.Letter:
    return password.Letter("A new password", f"Dear {person}, {secret}")


def ask(world: World, name: str, address: str = HERE) -> None:
    password.ask_for_reset(world.engine, people.address(name), address=address, writes=writes)


def letters(world: World) -> list[str]:
    with world.engine.database.read() as connection:
        return list(connection.execute(select(mails.c.body).order_by(mails.c.id)).scalars())


def test_a_forgotten_password_is_replaced_by_a_link_in_a_mail(house: World) -> None:
    before = enter(house)
    ask(house, "ILO")
    (body,) = letters(house)
    opened = password.set_by_link(house.engine, RESET, body.split()[-1], OTHER)
    assert caller(house, opened.secret) == house.people["ILO"]
    assert caller(house, before.secret) is None
    enter(house, words=OTHER)


@pytest.mark.parametrize("who", ["IOM", "nobody at all"])
def test_who_has_no_password_yet_or_no_account_gets_no_mail_and_no_answer(house: World, who: str) -> None:
    ask(house, who)
    assert letters(house) == []


def test_a_link_is_good_for_its_own_purpose_only(house: World) -> None:
    ask(house, "ILO")
    secret = letters(house)[0].split()[-1]
    with pytest.raises(Unknown):
        password.set_by_link(house.engine, INVITATION, secret, OTHER)
    with house.engine.reading() as (connection, _):
        assert caller_by_token(house.engine, connection, secret) is None
        assert caller_by_session(house.engine, connection, secret) is None


def test_a_reset_runs_out_after_an_hour(house: World) -> None:
    ask(house, "ILO")
    house.clock.advance(timedelta(hours=1))
    with pytest.raises(Unknown, match="its time has run out"):
        password.set_by_link(house.engine, RESET, letters(house)[0].split()[-1], OTHER)


def test_nobody_fills_a_letter_box(house: World) -> None:
    for number in range(3):
        ask(house, "ILO", f"192.0.2.{number}")
    with pytest.raises(TooMany):
        ask(house, "ILO", "192.0.2.99")
    assert len(letters(house)) == 3


# Tokens of machines


def test_a_token_speaks_for_its_person_until_it_is_revoked(house: World) -> None:
    who = house.people["ILO"]
    secret = token.make_token(house.engine, who, "Export")
    with house.engine.reading() as (connection, _):
        found = caller_by_token(house.engine, connection, secret)
        (listed,) = tokens_of(connection, who)
    assert found is not None
    assert (found.person, listed.label) == (who, "Export")
    with pytest.raises(Unknown, match="no such token"):
        token.revoke_token(house.engine, listed.id, by=house.people["administrator"])
    token.revoke_token(house.engine, listed.id, by=who)
    token.revoke_token(house.engine, listed.id, by=None)
    with house.engine.reading() as (connection, _):
        assert caller_by_token(house.engine, connection, secret) is None


def test_a_token_may_run_out_by_itself(house: World) -> None:
    ends = house.clock.now() + timedelta(days=1)
    secret = token.make_token(house.engine, house.people["ILO"], "Export", expires=ends)
    house.clock.move_to(ends)
    with house.engine.reading() as (connection, _):
        assert caller_by_token(house.engine, connection, secret) is None


def test_the_owner_sees_which_sessions_run(house: World) -> None:
    first = enter(house)
    house.clock.advance(timedelta(minutes=10))
    second = enter(house)
    with house.engine.reading() as (connection, _):
        listed = sessions_of(house.engine, connection, house.people["ILO"])
    assert listed[0].id == second.session
    assert {each.id for each in listed[1:]} > {first.session}  # beside it the one that the invitation began


def test_the_open_accounts_are_for_demonstrations(house: World) -> None:
    with pytest.raises(Refused, match="Only a demonstration has open accounts"):
        session.enter_demonstration(house.engine, house.people["ILO"])
