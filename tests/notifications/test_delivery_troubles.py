"""Delivery when something is wrong: servers that are away, workers that die, letters that a person has to look after."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Thread
from uuid import UUID

import pytest

from engine.commands.mail import give_up, send_again
from engine.commands.register import change_person
from engine.errors import Denied, Refused, Unknown
from engine.mail_queue import FAILED, QUEUED, SENDING, SENT, UNKNOWN
from engine.queries.delivery import LETTERS, sending
from engine.session import INVITATION, RESET
from notifications.delivery import LEASE, PUT_OFF, Delivery
from tests import people
from tests.notifications.post_office import Mail, PostOffice, free_port, post_office
from tests.notifications.posting import asked, deliver, letter_to, noticed, row
from tests.notifications.telling import BASE, Teller
from tests.world import World

WHY = "Told by telephone."


def test_a_letter_about_a_decision_is_held_for_a_person_when_nobody_knows_whether_it_arrived(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    mail = letter_to(world, "ILO", kind="decided")
    office.after_data = ["hang up"]
    deliver(world, office.settings)
    world.clock.advance(timedelta(days=2))
    assert deliver(world, office.settings) == {}
    with pytest.raises(Denied, match="Only an administrator looks after letters"):
        send_again(world.engine, mail, by=world.people["officer"])
    send_again(world.engine, mail, by=world.people["administrator"])
    assert deliver(world, office.settings) == {SENT: 1}
    with pytest.raises(Refused, match="This letter needs nobody"):
        send_again(world.engine, mail, by=world.people["administrator"])
    with pytest.raises(Unknown, match="There is no such letter"):
        give_up(world.engine, UUID(int=7), WHY, by=world.people["administrator"])


def test_a_letter_that_is_let_be_goes_nowhere_and_loses_its_words(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    mail = letter_to(world, "ILO", kind="decided")
    office.after_data = ["hang up"]
    deliver(world, office.settings)
    give_up(world.engine, mail, WHY, by=world.people["administrator"])
    assert (row(world, mail).state, row(world, mail).body) == (FAILED, "")
    with pytest.raises(Refused, match="The words of this letter are gone"):
        send_again(world.engine, mail, by=world.people["administrator"])


def test_a_server_that_is_away_costs_no_try_and_everything_arrives_when_it_is_back(teller: Teller) -> None:
    world, port = teller.world, free_port()
    for number in range(20):
        letter_to(world, "ILO", dedup=str(number))
    for _ in range(30):
        assert deliver(world, Mail(port)) == {PUT_OFF: 20}
        assert deliver(world, Mail(port)) == {}
        world.clock.advance(timedelta(minutes=48))
    with post_office() as office:
        assert deliver(world, office.settings) == {SENT: 20}
        assert len({message["Message-ID"] for message in office.taken}) == 20
    assert {found.tries for found in teller.letters()} == {1}


def test_a_server_that_refuses_our_sender_is_as_good_as_away(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    mail = letter_to(world, "ILO")
    office.refuse_sender = "550 not from you"
    assert deliver(world, office.settings) == {PUT_OFF: 1}
    assert row(world, mail).tries == 0 and "not from you" in row(world, mail).error


def test_a_server_without_encryption_gets_nothing_when_encryption_is_wanted(
    teller: Teller, office: PostOffice
) -> None:
    letter_to(teller.world, "ILO")
    assert deliver(teller.world, Mail(office.port, starttls=True)) == {PUT_OFF: 1}
    assert deliver(teller.world, Mail(office.port, user="desk", password="word")) == {}
    assert office.taken == []


def test_a_worker_that_dies_while_sending_leaves_a_letter_of_which_nobody_knows(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    mail = letter_to(world, "ILO")
    delivery = Delivery(world.engine, office.settings, BASE)
    taken = delivery._take()
    assert row(world, mail).state == SENDING
    assert deliver(world, office.settings) == {}  # another worker leaves it alone
    world.clock.advance(timedelta(minutes=11))
    assert deliver(world, office.settings) == {UNKNOWN: 1, SENT: 1}
    delivery._end(taken, state=FAILED)  # the dead one comes back too late to say anything
    assert row(world, mail).state == SENT


@pytest.mark.parametrize(
    ("answer", "fate", "kept"),
    [
        ("550 no such user", FAILED, "550 no such user"),
        ("421 too many of them", QUEUED, "421 too many of them"),
        ("", QUEUED, "SMTPServerDisconnected: Connection unexpectedly closed"),
    ],
)
def test_a_server_that_hangs_up_at_one_receiver_holds_up_no_letter_behind(
    teller: Teller, office: PostOffice, answer: str, fate: str, kept: str
) -> None:
    world = teller.world
    first = letter_to(world, "ILO")
    world.clock.advance(timedelta(minutes=1))
    letter_to(world, "IOM", dedup="behind")
    office.refuse["ilo@example.org"] = answer
    office.hang_up.add("ilo@example.org")
    assert deliver(world, office.settings) == {fate: 1, SENT: 1}
    assert office.receivers == ["iom@example.org"]
    found = row(world, first)
    assert (found.state, found.tries, found.error) == (fate, 1, kept)


def test_notice_that_a_doubted_clock_holds_back_is_given_when_the_doubt_is_over(
    teller: Teller, office: PostOffice
) -> None:
    world, case_id = teller.world, asked(teller)
    before = world.engine.now()
    world.clock.move_to(world.view(case_id).expires_at + timedelta(hours=1))
    world.engine.suspect = lambda: True
    deliver(world, office.settings)
    assert office.receivers and noticed(world, case_id) == set()
    world.clock.move_to(before + timedelta(hours=1))
    world.engine.suspect = lambda: False
    deliver(world, office.settings)
    assert noticed(world, case_id) == {(code, "message accepted") for code in people.MEMBERS}
    assert all(found.notice is None for found in teller.letters("ILO"))


def test_a_worker_that_slept_says_nothing_of_a_letter_that_was_sent_again_meanwhile(
    teller: Teller, office: PostOffice
) -> None:
    """Its tries began anew, so by their number both workers have the same one."""
    world = teller.world
    mail = letter_to(world, "ILO", kind="decided")
    sleeper, other = (Delivery(world.engine, office.settings, BASE) for _ in range(2))
    slept = sleeper._take()
    world.clock.advance(LEASE + timedelta(minutes=1))
    assert deliver(world, office.settings) == {UNKNOWN: 1}
    send_again(world.engine, mail, by=world.people["administrator"])
    awake = other._take()
    assert awake.tries == slept.tries
    sleeper._end(slept, state=FAILED)
    assert row(world, mail).state == SENDING and not +sleeper.fates
    other._end(awake, state=SENT)
    assert row(world, mail).state == SENT


def test_a_slow_server_takes_what_a_round_has_time_for_and_the_rest_later(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    for number in range(3):
        letter_to(world, "ILO", dedup=str(number))
    office.after_data = ["take your time"] * 3
    for _ in range(3):
        fates = +Delivery(world.engine, office.settings, BASE, lasts=0.2).run()
        assert fates == {SENT: 1}
    assert len({message["Message-ID"] for message in office.taken}) == 3


def test_a_letter_that_came_back_goes_to_the_corrected_address_when_it_is_sent_again(
    teller: Teller, office: PostOffice
) -> None:
    world, administrator = teller.world, teller.world.people["administrator"]
    mail = letter_to(world, "ILO")
    office.refuse["ilo@example.org"] = "550 no such user"
    assert deliver(world, office.settings) == {FAILED: 1}
    change_person(world.engine, world.people["ILO"], {"email": "desk@ilo.example.org"}, by=administrator)
    assert shown(world, mail) == "ilo@example.org", "it stands where it was refused"
    send_again(world.engine, mail, by=administrator)
    assert shown(world, mail) == "desk@ilo.example.org"
    assert deliver(world, office.settings) == {SENT: 1}
    assert office.receivers == ["desk@ilo.example.org"]
    assert str(office.taken[0]["To"]) == "ILO <desk@ilo.example.org>"
    assert row(world, mail).address == shown(world, mail) == "desk@ilo.example.org"


@pytest.mark.parametrize("purpose", [INVITATION, RESET])
def test_a_letter_about_an_account_goes_to_the_address_of_that_day_too(
    teller: Teller, office: PostOffice, purpose: str
) -> None:
    world, administrator = teller.world, teller.world.people["administrator"]
    letter_to(world, "ILO", kind=purpose)
    change_person(world.engine, world.people["ILO"], {"email": "desk@ilo.example.org"}, by=administrator)
    assert deliver(world, office.settings) == {SENT: 1}
    assert office.receivers == ["desk@ilo.example.org"]


def shown(world: World, mail: UUID) -> str:
    """The address that an administrator sees."""
    with world.engine.database.read() as connection:
        return sending(connection, LETTERS, mail).address


def test_two_workers_at_once_hand_over_each_letter_once(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    for number in range(30):
        letter_to(world, "ILO", dedup=str(number))
    fates: list[Counter[str]] = []
    workers = [Thread(target=lambda: fates.append(deliver(world, office.settings))) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(office.taken) == 30 and len({message["Message-ID"] for message in office.taken}) == 30
    assert sum(fates, Counter()) == {SENT: 30}
