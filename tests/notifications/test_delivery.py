"""Delivery to a real mail server: what each answer makes of a letter, and which of them is notice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from engine.commands import register
from engine.mail_queue import FAILED, KEPT, QUEUED, SENT, UNKNOWN, mails
from engine.queries.delivery import LETTERS, Wanted, sendings
from engine.queries.mails import outbox
from notifications.delivery import keep_letters
from tests import people
from tests.notifications.post_office import PostOffice
from tests.notifications.posting import asked, deliver, letter_to, noticed, row, text_of
from tests.notifications.telling import Teller


def test_a_letter_that_is_taken_is_sent_and_its_words_leave_the_queue(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    mail = letter_to(world, "ILO")
    assert deliver(world, office.settings) == {SENT: 1}
    assert office.envelopes == [("desk@example.org", ["ilo@example.org"])]
    assert office.taken[0]["Subject"] == "For you"
    assert str(office.taken[0]["To"]) == "ILO <ilo@example.org>"
    found = row(world, mail)
    assert (found.state, found.subject, found.body, found.tries) == (SENT, "", "", 1)
    assert found.sent_at == world.engine.now() and found.message_id == office.taken[0]["Message-ID"]
    assert deliver(world, office.settings) == {} and len(office.taken) == 1


def test_an_accepted_letter_about_a_task_is_notice_and_a_refused_one_is_not(
    teller: Teller, office: PostOffice
) -> None:
    case_id = asked(teller)
    for name in ("OSCE", "OSCE alternate"):
        office.refuse[people.address(name)] = "550 no such user"
    deliver(teller.world, office.settings)
    told = noticed(teller.world, case_id)
    assert told == {(code, "message accepted") for code in people.MEMBERS if code != "OSCE"}
    assert {found.state for found in teller.letters("OSCE")} == {FAILED}
    assert all(found.notice is None for found in teller.letters("ILO"))


def test_one_of_two_who_fill_a_seat_is_enough_for_notice(teller: Teller, office: PostOffice) -> None:
    case_id = asked(teller)
    office.refuse[people.address("OSCE")] = "550 no such user"
    deliver(teller.world, office.settings)
    assert ("OSCE", "message accepted") in noticed(teller.world, case_id)


def test_notice_by_letter_lets_silence_adopt_at_its_end(teller: Teller, office: PostOffice) -> None:
    case_id = asked(teller)
    deliver(teller.world, office.settings)
    teller.world.at(teller.world.view(case_id).expires_at)
    assert teller.world.state(case_id) == "adopted_no_objection"


def test_what_the_server_cannot_take_now_is_tried_later_with_longer_and_longer_pauses(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    mail = letter_to(world, "ILO")
    office.refuse["ilo@example.org"] = "451 try again"
    pauses = []
    for _ in range(7):
        assert deliver(world, office.settings) == {QUEUED: 1}
        pauses.append(row(world, mail).next_try_at - world.engine.now())
        assert deliver(world, office.settings) == {}
        world.clock.move_to(row(world, mail).next_try_at)
    assert pauses == sorted(pauses) and pauses[0] == timedelta(minutes=1) and pauses[-1] == timedelta(hours=6)
    assert deliver(world, office.settings) == {FAILED: 1}
    assert row(world, mail).tries == 8 and row(world, mail).error == "451 try again"


def test_a_letter_refused_for_good_is_not_tried_again_and_harms_no_other(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    letter_to(world, "ILO", dedup="1")
    letter_to(world, "OSCE", dedup="2")
    letter_to(world, "UNODC", dedup="3")
    office.refuse["ilo@example.org"] = "550 no such user"
    office.after_data = ["554 this looks like spam", "250 taken"]
    assert deliver(world, office.settings) == {FAILED: 2, SENT: 1}
    world.later(days=2)
    assert deliver(world, office.settings) == {}
    with world.engine.database.read() as connection:
        failed = sendings(connection, LETTERS, Wanted(state=FAILED)).found
        assert {each.error for each in failed} == {"550 no such user", "554 this looks like spam"}


@pytest.mark.parametrize("end", ["hang up", "fall silent"])
def test_a_line_that_breaks_after_the_text_leaves_it_open_and_a_reminder_is_sent_again(
    teller: Teller, office: PostOffice, end: str
) -> None:
    world = teller.world
    mail = letter_to(world, "ILO")
    office.after_data = [end]
    assert deliver(world, office.settings, seconds=1) == {UNKNOWN: 1}
    assert row(world, mail).state == UNKNOWN
    world.clock.move_to(row(world, mail).next_try_at)
    assert deliver(world, office.settings) == {SENT: 1}
    assert len(office.taken) == 2
    assert office.taken[0]["Message-ID"] == office.taken[1]["Message-ID"]


def test_a_letter_is_withheld_from_who_may_not_see_the_case_any_more(
    teller: Teller, office: PostOffice
) -> None:
    case_id = asked(teller)
    world = teller.world
    with world.engine.reading() as (_, house):
        mine = [m.id for m in house.mandates if m.person_id == world.people["OSCE"]]
    for mandate in mine:
        register.end_mandate(world.engine, mandate, by=world.people["administrator"])
    deliver(world, office.settings)
    assert "osce@example.org" not in office.receivers and "osce.alternate@example.org" in office.receivers
    withheld = teller.letters("OSCE")[0]
    assert (withheld.state, withheld.body, withheld.subject) == (FAILED, "", "")
    assert withheld.error == "the case is not open to this person any more"
    assert world.state(case_id) == "silence"


def test_a_closed_account_gets_no_letter(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    mail = letter_to(world, "ILO")
    register.change_person(
        world.engine, world.people["ILO"], {"active": False}, by=world.people["administrator"]
    )
    deliver(world, office.settings)
    assert office.taken == [] and row(world, mail).error == "the account is closed"


def test_a_digest_is_written_again_before_it_leaves_for_what_is_open_then(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    for title in ("First", "Second"):
        world.silent(title=title)
    teller.forget()
    world.later(days=6)
    teller.catch_up()
    deliver(world, office.settings)
    mine = [m for m in office.taken if str(m["To"]).endswith("<osce@example.org>")]
    assert len(mine) == 1 and all(
        title in text_of(mine[0], kind) for title in ("First", "Second") for kind in ("plain", "html")
    )


def test_a_digest_of_which_nothing_is_open_any_more_does_not_leave(
    teller: Teller, office: PostOffice
) -> None:
    world = teller.world
    world.silent()
    teller.forget()
    world.later(days=6)
    teller.catch_up()
    with world.engine.reading() as (_, house):
        mine = [m.id for m in house.mandates if m.person_id == world.people["OSCE"]]
    for mandate in mine:
        register.end_mandate(world.engine, mandate, by=world.people["administrator"])
    deliver(world, office.settings)
    assert "osce@example.org" not in office.receivers
    assert teller.letters("OSCE")[0].error == "nothing of it is open to this person any more"


def test_an_address_that_is_none_fails_alone(teller: Teller, office: PostOffice) -> None:
    world = teller.world
    broken, good = letter_to(world, "ILO", dedup="1"), letter_to(world, "OSCE", dedup="2")
    with world.engine.database.begin() as connection:
        hostile = "=?utf-8?q?=0ABcc=3Ax?=@example.org"
        nobodys = {
            "address": hostile,
            "person_id": None,
        }  # the letter of a person goes to that person's own address
        connection.execute(update(mails).where(mails.c.id == broken).values(nobodys))
    assert deliver(world, office.settings) == {FAILED: 1, SENT: 1}
    assert row(world, good).state == SENT and "is no address" in row(world, broken).error


def test_in_a_demonstration_letters_stay_in_the_outbox(teller: Teller) -> None:
    case_id = asked(teller)
    written = len(teller.letters())
    assert keep_letters(teller.world.engine) == written
    with teller.world.engine.database.read() as connection:
        kept = outbox(connection, address="osce@example.org")
        assert len(outbox(connection)) == written
    assert [found.subject for found in kept] == ["For you: A matter"]
    assert "Take a position" in kept[0].body
    assert {found.state for found in teller.letters()} == {KEPT}
    assert noticed(teller.world, case_id) == set()


def test_words_that_came_without_html_leave_as_both(teller: Teller, office: PostOffice) -> None:
    """An invitation, a link to a new password: written elsewhere, as text."""
    letter_to(teller.world, "ILO", kind="invitation")
    deliver(teller.world, office.settings)
    assert text_of(office.taken[0]) == "Words.\n"
    assert "<p>Words.</p>" in text_of(office.taken[0], "html")
    assert "List-Unsubscribe" not in office.taken[0]
