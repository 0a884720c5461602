"""After a standstill of days: one digest for each person instead of a storm, and every occurrence once in the log."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from engine.message_box import messages
from engine.sequence import sequence_all
from engine.timer import FIRED, timers
from notifications.consumer import Consumer
from notifications.messages import read
from tests import people
from tests.notifications.telling import BASE, Teller, broken_in_french, speaks_french


def standstill(teller: Teller, cases: int = 3) -> None:
    """Several silences, of which half a period and the last day but a little pass while nothing ticks."""
    world = teller.world
    world.enable_silence()
    ends = world.engine.now()
    for title in [f"Matter {n}" for n in range(1, cases + 1)]:
        case_id = world.circulated(title=title, method="SILENCE")
        world.press(case_id, "open_silence", people.CHAIR)
        world.open_pages(case_id)
        ends = world.view(case_id).expires_at
    teller.forget()
    world.at(ends - timedelta(hours=3))


def test_after_three_days_of_standstill_each_person_gets_one_message_and_one_letter(teller: Teller) -> None:
    standstill(teller)
    teller.catch_up()
    for name in ("ILO", "ILO alternate", "UNODC"):
        assert teller.unread(name) == 1
        assert len(teller.inbox(name, unread=True)[0].lines) == 3
        assert [letter.kind for letter in teller.letters(name)] == ["digest"]
        assert teller.letters(name)[0].subject == "Reminders that came late: 3"
        for title in ("Matter 1", "Matter 2", "Matter 3"):
            assert title in teller.letters(name)[0].body


def test_a_digest_that_cannot_be_written_is_passed_over_and_all_others_are(teller: Teller) -> None:
    world = teller.world
    speaks_french(world, "ILO")
    standstill(teller)
    sequence_all(world.engine.database)
    consumer = Consumer(world.engine, BASE, broken_in_french)
    assert consumer.run() > 0 and consumer.run() == 0, "the cursor has gone on"
    assert len(consumer.failed) == 1 and teller.letters("ILO") == []
    assert teller.unread("ILO") == 1
    assert [letter.kind for letter in teller.letters("UNODC")] == ["digest"]


def test_a_digest_says_since_when_and_of_each_task_only_the_newest(teller: Teller) -> None:
    standstill(teller, cases=1)
    teller.catch_up()
    message = teller.inbox("ILO", unread=True)[0]
    assert [words.text for words in read(message)] == ["{task}: {says} (Since {since}.)"]
    assert teller.told("ILO") == [
        "Take a position: The period ends in 24 hours. (Since 2013-01-13 16:00:00+00:00.)"
    ]
    # With one case there is one thing to say, and the letter is named after it.
    assert [letter.subject for letter in teller.letters("ILO")] == ["Reminder: Matter 1"]


def test_every_occurrence_stands_once_in_the_log_and_once_in_each_inbox(teller: Teller) -> None:
    standstill(teller)
    teller.world.at(teller.world.engine.now())
    teller.catch_up(most=2)
    with teller.world.engine.database.read() as connection:
        query = select(timers.c.key, func.count()).where(timers.c.state == FIRED).group_by(timers.c.key)
        assert set(Counter(dict(connection.execute(query).all())).values()) == {3}
        query_rows = select(func.count()).where(
            messages.c.person_id == teller.world.people["ILO"], messages.c.digest.is_not(None)
        )
        assert connection.execute(query_rows).scalar() == 6  # three cases, half way and a day before


def test_batches_that_cut_the_standstill_in_two_still_make_one_digest(teller: Teller) -> None:
    standstill(teller)
    teller.catch_up(most=2)
    assert teller.unread("ILO") == 1
    letters = teller.letters("ILO")
    assert len(letters) == 1
    assert [each["case"] for each in letters[0].notice] == list(
        dict.fromkeys(each["case"] for each in letters[0].notice)
    )
    assert "Matter 1" in letters[0].body and "Matter 3" in letters[0].body


def test_a_later_standstill_is_another_digest(teller: Teller) -> None:
    world = teller.world
    standstill(teller, cases=1)
    teller.catch_up()
    world.circulated(title="Another matter")
    world.later(days=60)
    teller.catch_up()
    kinds = [[line.kind for line in told.lines] for told in teller.inbox(people.CHAIR, unread=True)]
    assert sorted(kinds[:3]) == [["asked"], ["decided"], ["overdue", "overdue", "overdue"]]
    assert kinds[3:] == [["asked"], ["reminder"]]


def test_reminders_told_in_time_are_no_digest(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    begun, ends = world.view(case_id).silence_from, world.view(case_id).expires_at
    teller.forget()
    world.at(begun + (ends - begun) / 2 + timedelta(minutes=5))
    teller.catch_up()
    assert [letter.kind for letter in teller.letters("ILO")] == ["reminder"]
    assert teller.told("ILO") == [
        "Take a position: Half of the period is over, and there is no position yet."
    ]


def test_a_consumer_that_stood_still_while_clocks_ticked_gathers_as_well(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    begun, ends = world.view(case_id).silence_from, world.view(case_id).expires_at
    teller.forget()
    world.at(begun + (ends - begun) / 2)
    world.at(ends - timedelta(hours=24))
    world.at(ends - timedelta(hours=1))
    teller.catch_up()
    assert teller.unread("ILO") == 1
    assert [letter.kind for letter in teller.letters("ILO")] == ["digest"]
