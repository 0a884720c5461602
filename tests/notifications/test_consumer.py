"""The consumer of the log: each effect exactly once, whatever happens on the way."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from engine.commands import case
from engine.mail_queue import mails
from engine.message_box import messages
from engine.sequence import sequence_all
from notifications.consumer import Consumer
from notifications.recipients import tell
from tests import people
from tests.notifications.telling import BASE, Teller, broken_in_french, speaks_french
from tests.world import World


def counted(world: World) -> tuple[int, int, int]:
    """Rows in the inboxes, different ones, and letters."""
    different = select(messages.c.person_id, messages.c.event_id, messages.c.kind).distinct().subquery()
    with world.engine.database.read() as connection:
        return (
            connection.execute(select(func.count()).select_from(messages)).scalar() or 0,
            connection.execute(select(func.count()).select_from(different)).scalar() or 0,
            connection.execute(select(func.count()).select_from(mails)).scalar() or 0,
        )


class Killed(BaseException):
    """The process ends here."""


def test_a_consumer_that_dies_after_its_effects_and_before_the_commit_tells_everybody_exactly_once(
    teller: Teller,
) -> None:
    world = teller.world
    world.deliberating()
    sequence_all(world.engine.database)
    before = counted(world)
    left = [3]

    def die(point: str) -> None:
        if point == "told" and left[0]:
            left[0] -= 1
            raise Killed

    world.engine.at_point = die
    for _ in range(3):
        with pytest.raises(Killed):
            Consumer(world.engine, BASE).run()
        assert counted(world) == before
    entries = Consumer(world.engine, BASE).run()
    after = counted(world)
    assert entries > 0 and after[0] > before[0] and after[2] > before[2]
    assert after[0] == after[1]
    assert Consumer(world.engine, BASE).run() == 0
    assert counted(world) == after


def test_two_consumers_at_once_tell_everything_once(teller: Teller) -> None:
    world = teller.world
    before = counted(world)
    for _ in range(3):
        world.deliberating()
    placed = sequence_all(world.engine.database)
    read: list[int] = []
    consumers = [
        Thread(target=lambda: read.append(Consumer(world.engine, BASE).run(most=3))) for _ in range(3)
    ]
    for consumer in consumers:
        consumer.start()
    for consumer in consumers:
        consumer.join()
    assert sum(read) == placed
    after = counted(world)
    assert after[0] == after[1] > before[0]
    assert teller.unread("ILO") == 6  # circulated and asked, in three cases


def test_small_batches_know_who_acted_though_the_act_lies_in_the_batch_before(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    teller.forget()
    world.answer(case_id, "UNODC", "concern", reason="It is too early.")
    teller.catch_up(most=1)
    assert teller.told("ILO") == teller.told("UNODC alternate") == ["It is now “Silence broken”."]
    assert teller.told("UNODC") == []


def test_one_letter_for_all_that_one_act_does_to_a_person(teller: Teller) -> None:
    case_id = teller.world.silent()
    teller.forget()
    teller.world.answer(case_id, "UNODC", "concern", reason="It is too early.")
    teller.catch_up()
    assert [letter.subject for letter in teller.letters("ILO")] == ["Silence broken: A matter"]
    assert [letter.subject for letter in teller.letters("IOM")] == ["For you: A matter"]
    assert teller.letters("UNODC") == []


def test_without_an_address_for_links_nothing_is_mailed_and_the_inbox_is_told_all_the_same(
    world: World,
) -> None:
    teller = Teller(world, base_url=None)
    world.circulated()
    teller.catch_up()
    assert teller.told("ILO") == ["It is now “Circulated”."]
    assert teller.letters() == []


def test_an_event_that_cannot_be_told_is_passed_over_and_the_next_ones_are_told(
    teller: Teller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world, case_id = teller.world, teller.world.circulated()
    teller.forget()
    world.press(case_id, "deliberate", people.CHAIR)
    world.answer(case_id, "officer", "support", of="OSCE", evidence="A note of the call of 7 January")

    def broken(fact: Any, around: Any) -> Any:
        if fact.kind == "case.moved":
            raise LookupError("no such thing")
        return tell(fact, around)

    monkeypatch.setattr("notifications.consumer.tell", broken)
    sequence_all(world.engine.database)
    consumer = Consumer(world.engine, BASE)
    consumer.run()
    assert len(consumer.failed) == 1
    assert "nobody could be told of an event" in caplog.text
    assert teller.kinds("OSCE") == ["recorded"]


def test_a_letter_that_cannot_be_written_is_passed_over_and_all_others_are(
    teller: Teller, caplog: pytest.LogCaptureFixture
) -> None:
    world = teller.world
    speaks_french(world, "ILO")
    teller.forget()
    world.circulated()
    sequence_all(world.engine.database)
    consumer = Consumer(world.engine, BASE, broken_in_french)
    assert consumer.run() > 0 and consumer.run() == 0, "the cursor has gone on"
    assert len(consumer.failed) == 1 and "a letter could not be written" in caplog.text
    assert teller.letters("ILO") == [] and teller.told("ILO") == ["It is now “Circulated”."]
    assert len(teller.letters("OSCE")) == 1


def test_a_database_that_goes_away_while_letters_are_written_stops_the_cursor(teller: Teller) -> None:
    world = teller.world
    world.circulated()
    sequence_all(world.engine.database)

    def lost(text: str, language: str | None) -> str:
        raise OperationalError("SELECT", None, Exception("gone"))

    consumer = Consumer(world.engine, BASE, lost)
    with pytest.raises(OperationalError):
        consumer.run()
    assert consumer.failed == [] and Consumer(world.engine, BASE).run() > 0


def test_a_letter_names_the_case_the_end_in_the_readers_zone_and_a_link(teller: Teller) -> None:
    teller.world.enable_silence()
    case_id = teller.world.circulated(title="Pilot countries", method="SILENCE")
    teller.forget()
    teller.world.press(case_id, "open_silence", people.CHAIR)
    teller.catch_up()
    letter = teller.letters("OSCE")[0]
    reference = teller.world.read(case_id).case.reference
    asked = "It is now “Silence period”. You are asked: Take a position."
    assert letter.body.splitlines() == [
        "OSCE,",
        "",
        f"Pilot countries ({reference})",
        f"- {asked} Please answer by 14 January 2013, 17:00 (Europe/Vienna).",
        f"Open the case: {BASE}/cases/{case_id}",
        "",
        "Choose which letters you get: https://desk.example.org/account/telling",
        "Times are those of Europe/Vienna.",
        "UN.GIFT",
    ]
    assert letter.notice[0]["task"] == "position"


def test_the_words_of_an_answer_or_a_remark_are_in_no_letter_and_in_no_inbox_row(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    case.comment(world.engine, case_id, "the-secret-remark", by=world.people["OSCE"])
    world.answer(case_id, "UNODC", "strong_objection", reason="the-secret-reason")
    teller.catch_up()
    assert teller.letters()
    assert not any("the-secret" in letter.subject + letter.body for letter in teller.letters())
    with world.engine.database.read() as connection:
        stored = [str(row.says) for row in connection.execute(select(messages.c.says))]
    assert not any("the-secret" in words or "A matter" in words for words in stored)
