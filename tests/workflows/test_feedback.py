"""Feedback: anybody may give it, too much from one place is refused, and harm is looked at before anything else."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.errors import Invalid, TooMany, Unknown
from tests.furnished import on_both
from tests.refusing import refused
from tests.workflows.decision.record import field, proven
from tests.workflows.producing import in_review, linked_case, published
from tests.workflows.publishing import answer_open, confirmed, say
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
    assert list(field(world, product_id, "feedback")) == ["GIFT/FBK/2013/001"]
    assert proven(world)


def test_there_is_no_form_for_what_is_not_published(world: World) -> None:
    with pytest.raises(Unknown):
        say(world, in_review(world))


def test_a_form_without_its_one_required_answer_says_so_and_nothing_is_opened(world: World) -> None:
    product_id = published(world)
    with pytest.raises(Invalid) as caught:
        say(world, product_id, useful="")
    assert set(caught.value.problems) == {"useful"}
    assert not field(world, product_id, "feedback")


def test_the_sixth_word_from_one_address_within_an_hour_is_refused_and_others_go_on(world: World) -> None:
    product_id = published(world)
    for _ in range(5):
        say(world, product_id)
    with pytest.raises(TooMany):
        say(world, product_id)
    say(world, product_id, address="198.51.100.7")
    world.later(hours=1, seconds=1)
    say(world, product_id)


def test_harm_suspends_the_stamp_until_the_re_review_is_over(world: World) -> None:
    product_id = published(world)
    stamped = linked_case(world, product_id, "reviewed_by")
    case_id = triaged(world, product_id, safety="yes")
    sentence = "It says that somebody could come to harm: look at that first."
    with refused(world, sentence, rule="7.22"):
        world.press(case_id, "answer", "officer", reply="Thank you.")
    answer_open(world, case_id, "safety", "unsafe", "officer", reason="It names a shelter.")
    assert world.state(stamped) == "suspended"
    with refused(world, "It was found to be unsafe: the re-review takes it up.", rule="7.22"):
        world.press(case_id, "answer", "officer", reply="Thank you.")
    world.press(case_id, "keep", "officer")
    sentence = "Feedback found the product unsafe; that feedback is dealt with first."
    with refused(world, sentence, rule="7.22"):
        world.press(stamped, "restore", "manager", reason="It is corrected.")
    confirmed(world, product_id)
    assert world.state(case_id) == "closed"
    world.press(stamped, "restore", "manager", reason="It is corrected.")
    assert world.state(stamped) == "stamped"


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
