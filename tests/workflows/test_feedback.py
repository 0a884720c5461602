"""Feedback: anybody may give it, too much from one place is refused, and harm is looked at before anything else."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from engine.commands import link, public, session
from engine.commands.transaction import Done
from engine.errors import Denied, Invalid, TooMany, Unknown
from tests import people
from tests.furnished import on_both
from tests.refusing import refused
from tests.workflows.decision.record import field, proven
from tests.workflows.producing import in_review, linked_case, published
from tests.workflows.publishing import SAID, answer_open, assessed, confirmed, dispose, heard, say
from tests.world import World

pytestmark = on_both


def triaged(world: World, product_id: UUID, **data: str) -> UUID:
    case_id = say(world, product_id, **data)
    world.press(case_id, "triage", "officer", topic="ERROR")
    return case_id


def test_somebody_without_a_name_gives_feedback_on_a_published_product(world: World) -> None:
    product_id = published(world)
    case_id = say(world, product_id, contact="someone@example.org")
    case = world.read(case_id).case
    assert (case.opener, case.number, case.state) == (None, "GIFT/FBK/2013/001", "received")
    assert case.data["version"] == field(world, product_id, "published_hash")
    assert heard(world, product_id) == ["GIFT/FBK/2013/001"]
    assert proven(world)


def test_there_is_no_form_for_what_is_not_published(world: World) -> None:
    with pytest.raises(Unknown):
        say(world, in_review(world))


def test_a_form_without_its_one_required_answer_says_so_and_nothing_is_opened(world: World) -> None:
    product_id = published(world)
    with pytest.raises(Invalid) as caught:
        say(world, product_id, useful="")
    assert set(caught.value.problems) == {"useful"}
    assert not heard(world, product_id)


def test_whoever_reports_harm_is_asked_for_words_and_nothing_is_opened_without(world: World) -> None:
    product_id = published(world)
    sentence = "Say what could harm somebody, and where it stands."
    for empty in ({}, {"used_for": "A training."}, {"suggestion": "   "}):
        with refused(world, sentence, rule="7.22", error=Invalid):
            say(world, product_id, **{"error": "", "safety": "yes", **empty})
    assert not heard(world, product_id)
    say(world, product_id, error="", suggestion="Take the shelter on page 31 out.", safety="yes")
    say(world, product_id, error="", safety="no")
    assert len(heard(world, product_id)) == 2, "who speaks of no harm may leave it at how useful it was"


def test_all_that_is_wrong_with_a_report_of_harm_is_said_at_once(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        say(world, published(world), useful="", error="", safety="yes")
    assert set(caught.value.problems) == {"useful", "error"}


def test_the_sixth_word_from_one_address_within_an_hour_is_refused_and_others_go_on(world: World) -> None:
    product_id = published(world)
    for _ in range(5):
        say(world, product_id)
    with pytest.raises(TooMany):
        say(world, product_id)
    say(world, product_id, address="198.51.100.7")
    world.later(hours=1, seconds=1)
    say(world, product_id)


def test_harm_suspends_the_stamp_until_it_is_corrected(world: World) -> None:
    product_id = published(world)
    stamped = linked_case(world, product_id, "reviewed_by")
    case_id = triaged(world, product_id, safety="yes")
    sentence = "It says that somebody could come to harm: look at that first."
    with refused(world, sentence, rule="7.22"):
        world.press(case_id, "answer", "officer", reply="Thank you.")
    answer_open(world, case_id, "safety", "unsafe", "officer", reason="It names a shelter.")
    assert (world.state(stamped), world.state(product_id)) == ("suspended", "begun"), (
        "and it is reviewed again"
    )
    with refused(world, "It was found to be unsafe: the re-review takes it up.", rule="7.22"):
        world.press(case_id, "answer", "officer", reply="Thank you.")
    world.press(case_id, "keep", "officer")
    review_id = linked_case(world, product_id, "re_reviewed_by")
    assessed(world, review_id)
    dispose(world, review_id)
    sentence = "Feedback found the product unsafe: it is corrected, revised or retired."
    with refused(world, sentence, rule="7.22"):
        world.press(review_id, "confirm", "officer", interval="YEAR", reason="All agree.")
    with refused(world, "Feedback found the product unsafe; that feedback is dealt with first.", rule="7.22"):
        world.press(stamped, "restore", "manager", reason="It is corrected.")
    world.put(product_id, "Page 31 is taken out.", "corrigendum")
    world.press(review_id, "update", "officer", interval="YEAR", reason="Page 31.")
    assert (world.state(case_id), world.state(product_id)) == ("closed", "updated")
    world.press(stamped, "restore", "manager", reason="It is corrected.")
    assert world.state(stamped) == "stamped"


def test_a_file_found_unsafe_stays_so_while_it_is_public(world: World) -> None:
    product_id = published(world)
    stamped = linked_case(world, product_id, "reviewed_by")
    case_id = triaged(world, product_id, safety="yes")
    answer_open(world, case_id, "safety", "unsafe", "officer", reason="It names a shelter.")
    world.press(case_id, "keep", "officer")
    review_id = linked_case(world, product_id, "re_reviewed_by")
    assessed(world, review_id, "revise")
    dispose(world, review_id)
    world.press(review_id, "revise", "officer", reason="A chapter is rewritten.")
    assert (world.state(case_id), world.state(product_id)) == ("closed", "development")
    with refused(world, "Feedback found the product unsafe; that feedback is dealt with first.", rule="7.22"):
        world.press(stamped, "restore", "manager", reason="Soon corrected.")


def test_what_a_stranger_said_is_changed_by_nobody(world: World) -> None:
    case_id = say(world, published(world), safety="yes")
    with pytest.raises(Denied):
        world.edit(case_id, "officer", error="All good.", safety="")


def test_harm_that_is_none_suspends_nothing(world: World) -> None:
    product_id = published(world)
    case_id = triaged(world, product_id, safety="yes")
    answer_open(world, case_id, "safety", "safe", "officer", reason="The shelter is closed.")
    world.press(case_id, "answer", "officer", reply="We have looked: the address is an old one.")
    assert world.state(linked_case(world, product_id, "reviewed_by")) == "stamped"
    assert world.state(case_id) == "answered"


def test_what_is_kept_for_the_re_review_is_closed_by_it(world: World) -> None:
    product_id = published(world)
    case_id = triaged(world, product_id)
    world.press(case_id, "keep", "officer")
    confirmed(world, product_id)
    assert world.state(case_id) == "closed"


def test_nonsense_is_refused_with_a_reason_but_never_what_speaks_of_harm(world: World) -> None:
    product_id = published(world)
    case_id = say(world, product_id)
    world.press(case_id, "refuse", "officer", reason="An advertisement.")
    assert world.state(case_id) == "refused"
    other = say(world, product_id, safety="yes")
    sentence = "It speaks of harm: it is answered, or kept for the re-review."
    with refused(world, sentence, rule="7.22"):
        world.press(other, "refuse", "officer", reason="An advertisement.")


def test_feedback_that_came_by_mail_is_written_down_and_tied_to_its_product(world: World) -> None:
    published(world)
    case_id = world.open("By mail", "officer", "feedback", useful="TWO")
    with refused(world, "Tie it to the product first: it is about one.", rule="MEL-02"):
        world.press(case_id, "triage", "officer", topic="ERROR")


# Twice, too often, too late


def test_the_same_form_sent_twice_with_one_key_opens_one_case(world: World) -> None:
    product_id, key = published(world), uuid4().hex
    first, second = (send(world, product_id, key=key) for _ in range(2))
    assert (first.case_id, first.again, second.again) == (second.case_id, False, True)
    assert heard(world, product_id) == ["GIFT/FBK/2013/001"]


def test_a_form_sent_again_with_its_key_does_not_count_as_one_more(world: World) -> None:
    product_id, key = published(world), uuid4().hex
    for _ in range(8):
        send(world, product_id, key=key)
    say(world, product_id)


def send(world: World, about: UUID, path: str = "feedback", **words: str | None) -> Done:
    definition = world.engine.registry.newest["knowledge-product"]
    told = {"address": "192.0.2.1", **words}
    return public.send(world.engine, definition, about, path, SAID, **told)  # type: ignore[arg-type]


def test_too_many_words_are_refused_with_a_sentence_that_says_how_long(world: World) -> None:
    product_id = published(world)
    for _ in range(5):
        say(world, product_id, address="2001:db8::1")
    sentence = "Enough was sent from here for now; nothing was lost. Wait an hour, then send it again."
    with refused(world, sentence, rule="lock-out", error=TooMany):
        say(world, product_id, address="2001:db8::2")
    say(world, product_id, address="2001:db8:0:1::1")


def test_forms_that_say_nothing_count_as_well(world: World) -> None:
    product_id = published(world)
    for _ in range(5):
        with pytest.raises(Invalid):
            say(world, product_id, useful="")
    with pytest.raises(TooMany):
        say(world, product_id)


def test_who_sends_too_much_feedback_still_signs_in(world: World) -> None:
    product_id, address = published(world), "192.0.2.1"
    for _ in range(5):
        say(world, product_id, address=address)
    with pytest.raises(TooMany):
        say(world, product_id, address=address)
    for _ in range(4):
        with pytest.raises(Denied):
            session.sign_in(world.engine, people.address("ILO"), "not this one", address=address)
    assert session.begin(world.engine, world.people["ILO"], way="test").secret


def test_who_cannot_sign_in_any_more_still_gives_feedback(world: World) -> None:
    product_id, address = published(world), "192.0.2.1"
    for _ in range(5):
        with pytest.raises(Denied):
            session.sign_in(world.engine, people.address("ILO"), "not this one", address=address)
    with pytest.raises(TooMany):
        session.sign_in(world.engine, people.address("ILO"), "not this one", address=address)
    say(world, product_id, address=address)


@pytest.mark.parametrize("path", ["praise", "", "feedback/"])
def test_there_is_no_form_of_another_name(world: World, path: str) -> None:
    product_id = published(world)
    with refused(world, "There is nothing public here, or not any more.", error=Unknown):
        send(world, product_id, path)


def test_a_retired_product_takes_no_feedback_any_more(world: World) -> None:
    product_id = published(world)
    world.press(product_id, "retire", "officer", reason="It is wrong.")
    with refused(world, "There is nothing public here, or not any more.", error=Unknown):
        say(world, product_id)


def test_nobody_sends_what_the_form_does_not_ask_for(world: World) -> None:
    product_id = published(world)
    case_id = say(world, product_id, reply="Done.", version="0" * 64, topic="PRAISE", kept_since="1")
    told = world.read(case_id).case.data
    assert told["version"] == field(world, product_id, "published_hash")
    assert not {"reply", "topic", "kept_since"} & {key for key, value in told.items() if value is not None}


@pytest.mark.parametrize("who", ["ILO", "IOM", "auditor"])
def test_nobody_but_the_secretariat_takes_it_up(world: World, who: str) -> None:
    case_id = say(world, published(world))
    sentence = "You cannot do this here: Take it up."
    with refused(world, sentence, rule="feedback:triage", error=Denied):
        world.press(case_id, "triage", who, topic="ERROR")


def test_feedback_is_kept_only_when_what_it_says_of_harm_was_looked_at(world: World) -> None:
    case_id = triaged(world, published(world), safety="yes")
    sentence = "It says that somebody could come to harm: look at that first."
    with refused(world, sentence, rule="7.22"):
        world.press(case_id, "keep", "officer")


def test_what_turns_out_to_be_about_harm_is_looked_at_too(world: World) -> None:
    case_id = triaged(world, published(world))
    world.press(case_id, "of_safety", "officer")
    with refused(world, "It is looked at already."):
        world.press(case_id, "of_safety", "officer")
    answer_open(world, case_id, "safety", "safe", "officer", reason="The shelter is closed.")
    world.press(case_id, "answer", "officer", reply="We have looked.")
    assert world.state(case_id) == "answered"


def test_whoever_looks_at_harm_says_why(world: World) -> None:
    case_id = triaged(world, published(world), safety="yes")
    for outcome in ("safe", "unsafe"):
        with refused(world, "Write the reason: it goes on record.", error=Invalid):
            answer_open(world, case_id, "safety", outcome, "officer")


def test_harm_that_was_found_is_answered_by_the_re_review_alone(world: World) -> None:
    case_id = triaged(world, published(world), safety="yes")
    answer_open(world, case_id, "safety", "unsafe", "officer", reason="It names a shelter.")
    world.press(case_id, "keep", "officer")
    with refused(world, "It was found to be unsafe: the re-review takes it up.", rule="7.22"):
        world.press(case_id, "answer", "officer", reply="Thank you.")


def test_a_letter_that_is_tied_to_its_product_is_taken_up(world: World) -> None:
    product_id = published(world)
    case_id = world.open("By mail", "officer", "feedback", useful="TWO")
    link.add(world.engine, case_id, "responds_to", product_id, by=world.people["officer"])
    world.press(case_id, "triage", "officer", topic="ERROR")
    assert heard(world, product_id) == ["GIFT/FBK/2013/001"]
