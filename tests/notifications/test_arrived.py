"""Letters that a person looks after: sent again or said to have arrived, they count as notice, with who said so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.commands.mail import arrived, give_up, send_again
from engine.errors import Denied, Invalid
from engine.mail_queue import UNKNOWN, mails
from engine.notice import notices
from notifications.delivery import give_notice
from tests import people
from tests.notifications.post_office import PostOffice
from tests.notifications.posting import asked, deliver, noticed
from tests.notifications.telling import Teller

WHY = "By telephone with the receiver, on Monday at nine."
SEAT = (people.address("OSCE"), people.address("OSCE alternate"))


@pytest.fixture
def unknown(teller: Teller, office: PostOffice) -> tuple[UUID, UUID]:
    """A silence of which everybody has notice but OSCE: its two letters failed, and then nobody knew of one. Gives case
    and letter."""
    case_id = asked(teller)
    office.refuse.update(dict.fromkeys(SEAT, "550 no such user"))
    deliver(teller.world, office.settings)
    office.refuse.clear()
    (letter,) = (found.id for found in teller.letters("OSCE"))
    with teller.world.engine.database.begin() as connection:
        connection.execute(update(mails).where(mails.c.id == letter).values(state=UNKNOWN, kind="decided"))
    assert {code for code, _ in noticed(teller.world, case_id)} == {*people.MEMBERS} - {"OSCE"}
    return case_id, letter


def notice_of_osce(teller: Teller, case_id: UUID) -> Any:
    party = f"org:{teller.world.organizations['OSCE'].hex}"
    query = select(notices).where(notices.c.case_id == case_id, notices.c.party == party)
    with teller.world.engine.database.read() as connection:
        return connection.execute(query).first()


def test_a_letter_that_a_person_sends_again_is_notice_once_a_server_has_taken_it(
    teller: Teller, office: PostOffice, unknown: tuple[UUID, UUID]
) -> None:
    case_id, letter = unknown
    deliver(teller.world, office.settings)
    assert notice_of_osce(teller, case_id) is None, "it is held for a person"
    send_again(teller.world.engine, letter, by=teller.world.people["administrator"])
    deliver(teller.world, office.settings)
    assert notice_of_osce(teller, case_id).how == "message accepted"
    teller.world.at(teller.world.view(case_id).expires_at)
    assert teller.world.state(case_id) == "adopted_no_objection"


def test_a_letter_of_which_a_person_says_that_it_arrived_is_notice_with_who_said_so(
    teller: Teller, office: PostOffice, unknown: tuple[UUID, UUID]
) -> None:
    case_id, letter = unknown
    arrived(teller.world.engine, letter, WHY, by=teller.world.people["administrator"])
    deliver(teller.world, office.settings)
    found = notice_of_osce(teller, case_id)
    assert (found.how, found.evidence) == ("arrival confirmed by a person", f"{WHY} (administrator)")
    assert found.person == teller.world.people["OSCE"] and found.at == teller.world.engine.now()
    assert people.address("OSCE") not in office.receivers, "and it is not sent again"
    assert give_notice(teller.world.engine) == 0, "nor counted twice"
    teller.world.at(teller.world.view(case_id).expires_at)
    assert teller.world.state(case_id) == "adopted_no_objection"


def test_a_letter_that_is_given_up_is_notice_of_nothing(
    teller: Teller, office: PostOffice, unknown: tuple[UUID, UUID]
) -> None:
    case_id, letter = unknown
    give_up(teller.world.engine, letter, WHY, by=teller.world.people["administrator"])
    deliver(teller.world, office.settings)
    assert notice_of_osce(teller, case_id) is None
    expires = teller.world.view(case_id).expires_at
    teller.world.at(expires)
    assert teller.world.state(case_id) == "silence" and teller.world.view(case_id).expires_at > expires


def test_nobody_but_an_administrator_says_so_and_not_without_words(
    teller: Teller, unknown: tuple[UUID, UUID]
) -> None:
    _, letter = unknown
    with pytest.raises(Denied, match="Only an administrator looks after letters"):
        arrived(teller.world.engine, letter, WHY, by=teller.world.people["OSCE"])
    with pytest.raises(Invalid, match="Say how it is known that it arrived"):
        arrived(teller.world.engine, letter, "It did.", by=teller.world.people["administrator"])
