"""A virtual day without a mail server, a thousand letters in the queue, and a bad hour afterwards (RELIABILITY D8)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.commands.mail import send_again
from engine.mail_queue import QUEUED, SENDING, SENT, UNKNOWN, mails, queue_mail
from engine.queries.delivery import LETTERS, Wanted, counted, sendings
from notifications.delivery import PUT_OFF, Delivery
from tests import people
from tests.notifications.post_office import Mail, PostOffice, free_port, post_office
from tests.notifications.posting import text_of
from tests.notifications.telling import BASE, Teller
from tests.world import World

LETTERS_QUEUED = 1_000
RESULTS = 5  # every so manieth letter is about a result, and held for a person when nobody knows
CUTS, SILENCES, CRASHES = 12, 2, 3
NAMES = [name for name, *_ in people.PEOPLE]


class Killed(BaseException):
    """The worker's process is gone."""


class Dying(Delivery):
    """A worker that is killed when the server has taken a letter, before it could say so."""

    def _settle(self, *_: Any) -> None:
        raise Killed


def queue_letters(world: World) -> None:
    with world.engine.database.begin() as connection:
        register = world.engine.register(connection)
        for number in range(LETTERS_QUEUED):
            assert queue_mail(
                connection,
                to=register.people[world.people[NAMES[number % len(NAMES)]]],
                kind="decided" if number % RESULTS == 0 else "reminder",
                subject=f"Letter {number}",
                body=f"The words of letter {number}.\n",
                dedup=f"outage {number}",
                at=world.engine.now(),
            )


def states(world: World) -> dict[str, int]:
    with world.engine.database.read() as connection:
        return counted(connection, LETTERS)


def round_of(world: World, settings: Mail) -> Counter[str]:
    return +Delivery(world.engine, settings, BASE, seconds=5).run(most=300)


def nobody_answers_for_a_day(world: World) -> None:
    """The worker looks again and again; no letter loses a try, and none is given up."""
    away, ends = Mail(free_port()), world.engine.now() + timedelta(days=1)
    while world.engine.now() < ends:
        assert set(round_of(world, away)) <= {PUT_OFF}
        world.clock.advance(timedelta(minutes=20))
    assert states(world) == {QUEUED: LETTERS_QUEUED}
    with world.engine.database.read() as connection:
        assert set(connection.execute(select(mails.c.tries)).scalars()) == {0}


def a_bad_hour(world: World, office: PostOffice) -> None:
    """It is back, and first refuses everybody, then puts some off, then loses lines and falls silent; workers die."""
    office.refuse_sender = "550 not from you"
    assert set(round_of(world, office.settings)) == {PUT_OFF}
    office.refuse_sender = ""
    world.clock.advance(timedelta(minutes=3))
    office.refuse[people.address("ILO")] = "451 greylisted, come again"
    for _ in range(CRASHES):
        try:
            Dying(world.engine, office.settings, BASE, seconds=2).run(most=1)
        except Killed:
            continue
    office.after_data += (
        [*["250 taken"] * 5, "hang up"] * CUTS + ["fall silent"] * SILENCES + ["452 full"] * 9
    )


def until_nothing_is_left(world: World, office: PostOffice) -> tuple[int, int]:
    """Rounds until all is sent; an administrator sends on what is held. Gives how many that were, and of how many letters nobody
    knew for a while whether they had arrived: on a slow machine the server's word comes too late a time more."""
    held = unknown = 0
    for turn in range(400):
        unknown += round_of(world, office.settings)[UNKNOWN]
        if turn == 3:
            office.refuse.clear()
        with world.engine.database.read() as connection:
            waiting = sendings(connection, LETTERS, Wanted(state=UNKNOWN, kind="decided")).found
        for each in waiting:
            send_again(world.engine, each.id, by=world.people["administrator"])
            held += 1
        if states(world) == {SENT: LETTERS_QUEUED}:
            return held, unknown
        world.clock.advance(timedelta(minutes=6))
    raise AssertionError(states(world))


def test_after_a_day_without_mail_every_letter_arrives_and_only_cut_lines_double_one(teller: Teller) -> None:
    world = teller.world
    queue_letters(world)
    nobody_answers_for_a_day(world)
    with post_office() as office:
        a_bad_hour(world, office)
        assert states(world)[SENDING] == CRASHES
        held, unknown = until_nothing_is_left(world, office)
    arrived = Counter(str(each["Message-ID"]) for each in office.taken)
    doubles = sum(count - 1 for count in arrived.values())
    print(
        f"{len(office.taken)} arrived, {doubles} of them doubled, {unknown} unknown for a while, {held} held"
    )
    assert len(arrived) == LETTERS_QUEUED
    assert unknown >= CUTS
    assert 0 < doubles <= unknown
    assert 0 < held <= unknown
    by_subject = {str(each["Subject"]): str(each["Message-ID"]) for each in office.taken}
    assert len(by_subject) == LETTERS_QUEUED, "the same letter has the same Message-ID, and no two share one"
    for each in office.taken:
        assert by_subject[str(each["Subject"])] == str(each["Message-ID"])
        assert str(each["Subject"]).removeprefix("Letter ") + "." in text_of(each)
