"""Every kind of message: who is told, in which words; nobody of their own act."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from engine.commands import absence, case, handing, override, task
from engine.commands.remind import remind
from notifications.facts import Fact
from notifications.messages import KINDS, SENTENCES, SUBJECTS
from notifications.recipients import tell
from notifications.surroundings import Surroundings
from tests import people
from tests.notifications.telling import Teller


# Rules, not storage: the other files here run the same consumer on both databases.
@pytest.fixture
def kind() -> str:
    return "sqlite"


SEATED = {*people.MEMBERS, *(f"{code} alternate" for code in people.MEMBERS)}
CHAIRS = {"IOM", "IOM alternate", "OHCHR", "OHCHR alternate"}


def test_a_draft_is_its_authors_own_business(teller: Teller) -> None:
    teller.world.open()
    teller.catch_up()
    assert teller.who_was_told() == set()


def test_when_a_text_is_circulated_members_hear_of_it_and_the_chairs_that_it_waits_for_them(
    teller: Teller,
) -> None:
    teller.world.circulated()
    teller.catch_up()
    assert teller.who_was_told() == SEATED
    assert teller.told("ILO") == ["It is now “Circulated”."]
    assert teller.told("OHCHR alternate") == ["It waits for you, as “Circulated”."]


def test_whose_seat_is_asked_learns_the_question_the_end_and_where_the_case_stands(teller: Teller) -> None:
    teller.world.enable_silence()
    case_id = teller.world.circulated(method="SILENCE")
    teller.forget()
    teller.world.press(case_id, "open_silence", people.CHAIR)
    teller.catch_up()
    assert teller.who_was_told() == (SEATED - {people.CHAIR}) | {"officer"}
    assert teller.told("ILO alternate") == [
        (
            "It is now “Silence period”. You are asked: Take a position. "
            "Please answer by 2013-01-14 16:00:00+00:00."
        )
    ]
    assert teller.told("officer") == ["It is now “Silence period”."]


def test_a_broken_silence_is_told_to_every_member_at_once_but_not_to_who_broke_it(teller: Teller) -> None:
    case_id = teller.world.silent()
    teller.forget()
    teller.world.answer(case_id, "UNODC", "concern", reason="It is too early.")
    teller.catch_up()
    told = teller.who_was_told()
    assert told >= SEATED - {"UNODC"} and "UNODC" not in told
    assert teller.told("UNODC alternate") == ["It is now “Silence broken”."]
    assert teller.told("IOM") == [
        (
            "It is now “Silence broken”. You are asked: Mediate the objection. "
            "Please answer by 2013-01-21 16:00:00+00:00."
        )
    ]
    assert teller.told("manager") == ["It waits for you, as “Silence broken”."]


def test_an_adoption_is_told_with_its_number_to_members_and_to_who_opened_it(teller: Teller) -> None:
    case_id = teller.world.deliberating()
    for code in people.MEMBERS:
        teller.world.answer(case_id, code, "support")
    teller.forget()
    teller.world.press(case_id, "declare_consensus", people.CHAIR)
    teller.catch_up()
    assert teller.who_was_told() >= (SEATED - {people.CHAIR}) | {"officer"}
    assert "The result: Adopted by consensus. Its number is GIFT/DEC/2013/001." in teller.told("OSCE")
    assert teller.kinds("OSCE alternate") == ["decided"]


def test_a_withdrawal_is_told_as_a_result_without_a_number(teller: Teller) -> None:
    case_id = teller.world.circulated()
    teller.forget()
    teller.world.press(case_id, "withdraw", "officer", reason="It came too early.")
    teller.catch_up()
    assert teller.told("ILO") == ["The result: Withdrawn."]
    assert "officer" not in teller.who_was_told()


def test_a_case_that_ends_after_its_result_is_closed(teller: Teller) -> None:
    case_id = teller.world.deliberating(lead=teller.world.organizations["ILO"].hex)
    for code in people.MEMBERS:
        teller.world.answer(case_id, code, "support")
    teller.world.press(case_id, "declare_consensus", people.CHAIR)
    teller.world.press(case_id, "announce", "officer")
    teller.forget()
    teller.world.answer(case_id, "ILO", "done", "implement")
    teller.catch_up()
    assert teller.told("IOM") == ["It is closed: Implemented."]
    assert teller.told("ILO") == [] and teller.told("ILO alternate") != []


def test_a_member_is_told_what_was_recorded_for_it_and_may_correct_it(teller: Teller) -> None:
    case_id = teller.world.silent()
    teller.forget()
    teller.world.answer(
        case_id, "officer", "support", of="UNICEF", evidence="A note of the call of 7 January"
    )
    teller.catch_up()
    assert teller.who_was_told() == {"UNICEF", "UNICEF alternate"}
    assert teller.told("UNICEF") == [
        "officer recorded for UNICEF: Support. If that is wrong, correct it by answering yourself."
    ]


def test_a_members_own_answer_tells_nobody(teller: Teller) -> None:
    case_id = teller.world.silent()
    teller.forget()
    teller.world.answer(case_id, "ILO", "support")
    teller.catch_up()
    assert teller.who_was_told() == set()


def test_a_period_moved_for_want_of_notice_is_told_with_its_reason_and_new_end(teller: Teller) -> None:
    teller.world.enable_silence()
    case_id = teller.world.circulated(method="SILENCE")
    teller.world.press(case_id, "open_silence", people.CHAIR)
    teller.forget()
    teller.world.at(teller.world.view(case_id).expires_at)
    teller.catch_up()
    assert teller.who_was_told() >= SEATED
    assert (
        "The period is moved: a member had no notice. Take a position: "
        "the time now ends 2013-01-21 16:00:00+00:00." in teller.told("ILO")
    )


def test_more_time_granted_by_the_chair_is_told_to_everybody_who_is_asked(teller: Teller) -> None:
    case_id = teller.world.silent()
    teller.world.answer(case_id, "ILO", "ask", "extension", reason="Our council meets on the 15th.")
    teller.forget()
    until = teller.world.view(case_id).expires_at + timedelta(days=2)
    teller.world.answer(case_id, people.CHAIR, "grant", "rule_on_time", until=until.isoformat())
    teller.catch_up()
    assert teller.who_was_told() == SEATED - {people.CHAIR}
    assert teller.told("OSCE") == ["Take a position: the time now ends 2013-01-16 16:00:00+00:00."]


def test_who_rules_on_more_time_is_asked_by_name_of_the_question(teller: Teller) -> None:
    case_id = teller.world.silent()
    teller.forget()
    teller.world.answer(case_id, "ILO", "ask", "extension", reason="Our council meets on the 15th.")
    teller.catch_up()
    assert teller.who_was_told() == CHAIRS
    assert teller.told("OHCHR") == [
        "You are asked: Grant or refuse more time. Please answer by 2013-01-14 16:00:00+00:00."
    ]


def test_a_task_that_is_handed_on_is_told_to_who_has_it_now(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    mine = world.find_task(case_id, "position", "ILO")
    teller.forget()
    handing.delegate(world.engine, mine.id, world.people["ILO alternate"], by=world.people["ILO"])
    teller.catch_up()
    assert teller.who_was_told() == {"ILO alternate"}
    assert teller.told("ILO alternate") == ["ILO handed this to you: Take a position."]
    teller.forget()
    handing.delegate(world.engine, mine.id, None, by=world.people["ILO"])
    teller.catch_up()
    assert teller.who_was_told() == set()


def test_a_task_that_is_reassigned_or_handed_over_is_told_to_who_has_it_now(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.silent()
    mine = world.find_task(case_id, "position", "ILO")
    teller.forget()
    handing.reassign(world.engine, mine.id, world.people["ILO"], by=world.people["officer"])
    teller.catch_up()
    assert teller.told("ILO") == ["officer handed this to you: Take a position."]
    teller.forget()
    handing.hand_over(
        world.engine,
        world.people["ILO"],
        world.people["ILO alternate"],
        by=world.people["administrator"],
    )
    teller.catch_up()
    assert teller.who_was_told() == {"ILO alternate"}
    assert teller.told("ILO alternate") == ["administrator handed this to you: Take a position."]


def test_a_remark_is_told_to_those_who_acted_before_and_not_to_who_wrote_it(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.deliberating()
    world.answer(case_id, "ILO", "support")
    teller.forget()
    case.comment(world.engine, case_id, "Have we asked the field offices?", by=world.people["OSCE"])
    teller.catch_up()
    assert teller.who_was_told() == {"officer", people.CHAIR, "ILO"}
    assert teller.told("ILO") == ["OSCE added a remark."]
    teller.forget()
    case.comment(world.engine, case_id, "We have, in March.", by=world.people["ILO"])
    teller.catch_up()
    assert teller.who_was_told() == {"officer", people.CHAIR, "OSCE"}


def test_who_is_reminded_by_somebody_learns_by_whom(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.deliberating()
    world.answer(case_id, "ILO", "support")
    teller.forget()
    remind(world.engine, case_id, "position", by=world.people["officer"])
    teller.catch_up()
    assert teller.who_was_told() == set(people.MEMBERS) - {"ILO"}
    assert teller.told("OSCE") == ["officer reminds you. Take a position: An answer is still awaited."]
    assert [letter.kind for letter in teller.letters("OSCE")] == ["reminder"]


def test_an_override_is_announced_to_everybody_concerned_by_the_case(teller: Teller) -> None:
    world, case_id = teller.world, teller.world.circulated()
    teller.forget()
    override.begin(
        world.engine, case_id, reason="A member asked where its paper went.", by=world.people["administrator"]
    )
    teller.catch_up()
    assert teller.who_was_told() == SEATED | {"officer"}
    assert teller.told("ILO")[0].startswith("administrator reads this case by an administrator's override.")


def test_what_one_may_do_is_no_second_piece_of_news_beside_the_result_that_allows_it(teller: Teller) -> None:
    case_id = teller.world.deliberating()
    for code in people.MEMBERS:
        teller.world.answer(case_id, code, "support")
    teller.forget()
    teller.world.press(case_id, "declare_consensus", people.CHAIR)
    teller.catch_up()
    assert teller.told("ILO") == ["The result: Adopted by consensus. Its number is GIFT/DEC/2013/001."]


def test_what_one_may_do_is_told_where_nothing_else_is(teller: Teller) -> None:
    """No case type offers it apart from a move yet; the fact is made by hand, the world around it is real."""
    world, case_id = teller.world, teller.world.silent()
    mine = world.find_task(case_id, "extension", "ILO")
    offered = {"t": "tasks", "k": [mine.id.hex], "op": "i", "c": {"target": mine.target}}
    with world.engine.database.read() as connection:
        around = Surroundings.around(world.engine, connection)
        now = world.engine.now()
        fact = Fact(UUID(int=1), case_id, "case.edited", now, None, None, None, "t", {}, {"rows": [offered]})
        told = {telling.to: telling for telling in tell(fact, around)}
    assert set(told) == {world.people["ILO"], world.people["ILO alternate"]}
    assert told[world.people["ILO"]].sentence == "may until"
    assert told[world.people["ILO"]].values["tasks"] == [{"task": "extension"}]


def test_every_kind_of_message_has_a_subject_and_every_sentence_a_full_stop() -> None:
    assert set(SUBJECTS) == set(KINDS)
    for name, words in SENTENCES.items():
        assert words.endswith((".", "}", ".)")), name


def test_a_deadline_that_is_gone_when_it_would_be_told_is_told_to_nobody(teller: Teller) -> None:
    """More time was granted, and the silence broken and taken to deliberation, before anybody was told of either."""
    world, case_id = teller.world, teller.world.silent()
    teller.forget()
    world.answer(case_id, "ILO", "ask", "extension", reason="We are on mission.")
    asked = world.find_task(case_id, "rule_on_time")
    until = {"until": (world.view(case_id).expires_at + timedelta(days=1)).isoformat()}
    task.complete(world.engine, asked.id, "grant", by=world.people[people.CHAIR], data=until)
    world.answer(case_id, "OSCE", "concern", reason="Not like this.")
    world.press(case_id, "take_to_deliberation", people.CHAIR)
    teller.catch_up()
    assert world.find_task(case_id, "position", "UNODC").due_at is None
    assert any("In deliberation" in words for words in teller.told("UNODC"))
    assert not any("the time now ends" in words for words in teller.told("UNODC"))


def test_what_somebody_away_had_taken_is_asked_anew_of_those_who_are_there(teller: Teller) -> None:
    world = teller.world
    due = world.engine.now() + timedelta(days=7)
    case_id = world.circulated()
    world.press(case_id, "deliberate", people.CHAIR, expires_at=due.isoformat())
    ilo = world.people["ILO"]
    task.claim(world.engine, world.find_task(case_id, "position", "ILO").id, by=ilo)
    world.at(due - timedelta(minutes=1))  # it was reminded while it was there
    absence.record(world.engine, ilo, world.engine.now(), due + timedelta(days=7), by=ilo)
    teller.catch_up()
    teller.forget()
    world.at(due)
    teller.catch_up()
    assert "asked" in teller.kinds("ILO alternate") and "asked" not in teller.kinds("ILO")
    assert any(words.startswith("You are asked: Take a position") for words in teller.told("ILO alternate"))
    assert any("Take a position" in letter.body for letter in teller.letters("ILO alternate"))
