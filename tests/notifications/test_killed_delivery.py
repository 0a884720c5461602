"""Kill -9 at every statement of a round of delivery, around a real mail server: every letter arrives, a second copy only where
nobody could know of the first, and then under the same Message-ID."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from engine.commands.mail import send_again
from engine.mail_queue import SENT, UNKNOWN
from engine.runtime import Engine
from notifications.delivery import LEASE, Delivery
from notifications.messages import DECIDED
from tests.faults.killing import COMMIT, kill_at, rehearse
from tests.notifications.post_office import PostOffice
from tests.notifications.posting import deliver, letter_to, row
from tests.notifications.telling import BASE, Teller
from tests.world import World

LATER = LEASE + timedelta(minutes=5)


def points_of(world: World, office: PostOffice) -> list[str]:
    """Where a round with one letter can be interrupted."""

    def act(engine: Engine) -> None:
        Delivery(engine, office.settings, BASE, seconds=5).run()

    letter_to(world, "ILO", dedup="warmed up")
    act(world.engine)
    letter_to(world, "ILO", dedup="rehearsed")
    return rehearse(world.engine, act)


def kill_delivery(world: World, office: PostOffice, number: int) -> None:
    """A worker dies there, and is lost for good; what it had in hand is given up when its time is over."""
    office.taken.clear()
    kill_at(world.engine, lambda e: Delivery(e, office.settings, BASE, seconds=5).run(), number)
    world.clock.advance(LATER)


def test_a_reminder_arrives_wherever_its_worker_was_killed(
    teller: Teller, office: PostOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    world, copies = teller.world, Counter[int]()
    points = points_of(world, office)
    assert points.count(COMMIT) >= 3 and len(points) >= 8
    for number in range(len(points)):
        mail = letter_to(world, "ILO", dedup=f"killed at {number}")
        kill_delivery(world, office, number)
        deliver(world, office.settings)
        assert row(world, mail).state == SENT
        assert len({each["Message-ID"] for each in office.taken}) == 1
        copies[len(office.taken)] += 1
        assert deliver(world, office.settings) == {}
    with capsys.disabled():
        print(f"\n{world.engine.database.kind}: killed at {len(points)} points, copies: {dict(copies)}")
    assert set(copies) == {1, 2}


def test_a_letter_about_a_decision_is_held_where_nobody_knows_and_goes_again_by_a_person(
    teller: Teller, office: PostOffice
) -> None:
    world, administrator = teller.world, teller.world.people["administrator"]
    points, held = points_of(world, office), 0
    for number in range(len(points)):
        mail = letter_to(world, "ILO", kind=DECIDED, dedup=f"killed at {number}")
        kill_delivery(world, office, number)
        deliver(world, office.settings)
        if row(world, mail).state == UNKNOWN:
            assert deliver(world, office.settings) == {}
            send_again(world.engine, mail, by=administrator)
            deliver(world, office.settings)
            held += 1
        else:
            assert len(office.taken) == 1, "it went twice, and nobody was asked"
        assert row(world, mail).state == SENT
    assert held >= 2
