"""Letters hold the house to its history: each carries the newest checkpoint, and the news of a decision waits for its own."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from engine.mail_queue import QUEUED, SENT
from notifications.messages import DECIDED
from notifications.proof import PATIENCE, UNSIGNED
from tests.history.sealed_house import SealedHouse
from tests.notifications.post_office import PostOffice
from tests.notifications.posting import deliver, letter_to, row, text_of
from tests.notifications.telling import Teller
from tests.people import CHAIR, MEMBERS


@pytest.fixture
def sealed(teller: Teller, tmp_path: Path) -> SealedHouse:
    """A house that signs, with nothing in its letter boxes."""
    house = SealedHouse.begun(teller.world, tmp_path)
    house.seal()
    teller.forget()
    return house


def decided(teller: Teller) -> None:
    """A decision is taken, and everybody's letter about it is written."""
    world = teller.world
    case_id = world.deliberating()
    teller.forget()
    for code in MEMBERS:
        world.answer(case_id, code, "support")
    world.press(case_id, "declare_consensus", CHAIR)
    teller.catch_up()
    assert DECIDED in {each.kind for each in teller.letters("ILO")}


def newest_line(house: SealedHouse) -> str:
    told = house.sealer.state()
    return f"Signed history: {told.size} entries, root {b64encode(told.root).decode()}"


def test_every_letter_carries_what_the_house_has_signed_in_text_and_in_html(
    sealed: SealedHouse, teller: Teller, office: PostOffice
) -> None:
    letter_to(teller.world, "ILO")
    assert deliver(teller.world, office.settings) == {SENT: 1}
    (taken,) = office.taken
    assert text_of(taken).endswith(f"\n{newest_line(sealed)}\n")
    html = text_of(taken, "html")
    assert newest_line(sealed) in html
    assert html.rstrip().endswith("</html>")


def test_a_house_that_signs_nothing_says_nothing_of_it(teller: Teller, office: PostOffice) -> None:
    letter_to(teller.world, "ILO")
    deliver(teller.world, office.settings)
    assert "Signed history" not in text_of(office.taken[0]) + text_of(office.taken[0], "html")


def test_the_news_of_a_decision_waits_for_the_signature_and_carries_it(
    sealed: SealedHouse, teller: Teller, office: PostOffice
) -> None:
    decided(teller)
    other = letter_to(teller.world, "ILO")
    deliver(teller.world, office.settings)
    assert {each.kind for each in teller.letters() if each.state == QUEUED} == {DECIDED}
    assert row(teller.world, other).state == SENT, "what tells no decision does not wait"
    sealed.seal()
    before = len(office.taken)
    deliver(teller.world, office.settings)
    assert {each.state for each in teller.letters()} == {SENT}
    assert len(office.taken) > before
    assert all(newest_line(sealed) in text_of(each) for each in office.taken[before:])
    assert UNSIGNED not in "".join(text_of(each) for each in office.taken)


def test_where_the_sealer_stands_still_people_are_told_all_the_same(
    sealed: SealedHouse, teller: Teller, office: PostOffice
) -> None:
    decided(teller)
    deliver(teller.world, office.settings)
    assert DECIDED in {each.kind for each in teller.letters() if each.state == QUEUED}
    before = len(office.taken)
    teller.world.clock.advance(PATIENCE)
    letter_to(teller.world, "ILO")
    deliver(teller.world, office.settings)
    assert {each.state for each in teller.letters()} == {SENT}
    *told, other = office.taken[before:]
    assert told and UNSIGNED not in text_of(other), "that letter tells no result"
    for each in told:
        assert text_of(each).endswith(f"\n{UNSIGNED}\n{newest_line(sealed)}\n")
        assert UNSIGNED in text_of(each, "html")
