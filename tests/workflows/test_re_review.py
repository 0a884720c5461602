"""A re-review: everything that users have said is answered for, then it is confirmed, corrected, revised or retired."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.furnished import on_both
from tests.refusing import refused
from tests.workflows.decision.record import field, proven
from tests.workflows.producing import linked_case, published
from tests.workflows.publishing import assessed, confirmed, dispose, prepared, re_reviewing, say
from tests.world import World

pytestmark = on_both


def test_scenario_12_a_product_becomes_due_and_feedback_without_a_disposition_prevents_closing(
    world: World,
) -> None:
    product_id = published(world)
    say(world, product_id)
    until = field(world, product_id, "review_by")
    world.at(datetime(until.year, until.month, until.day, tzinfo=UTC) - timedelta(days=59))
    assert world.state(product_id) == "begun", "sixty days before the end the re-review begins by itself"
    review_id = linked_case(world, product_id, "re_reviewed_by")
    world.at(datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(hours=1))
    assert world.state(product_id) == "due"
    assessed(world, review_id)
    with refused(world, "No disposition yet for: GIFT/FBK/2013/001.", rule="KM-09"):
        world.press(review_id, "confirm", "officer", interval="YEAR")
    dispose(world, review_id)
    world.press(review_id, "confirm", "officer", interval="YEAR")
    assert (world.state(review_id), world.state(product_id)) == ("confirmed", "published")
    assert field(world, product_id, "review_by") == field(world, review_id, "until")
    assert proven(world)


def test_a_confirmed_product_keeps_its_stamp_for_the_new_interval(world: World) -> None:
    product_id = published(world)
    stamped = linked_case(world, product_id, "reviewed_by")
    before = field(world, stamped, "valid_until")
    review_id = confirmed(world, product_id)
    assert field(world, stamped, "valid_until") == field(world, review_id, "until") > before
    assert world.state(stamped) == "stamped"
    confirmed(world, product_id)
    assert world.state(product_id) == "published"


def test_three_days_without_a_clock_begin_one_re_review(world: World) -> None:
    product_id = published(world)
    until: date = field(world, product_id, "review_by")
    world.at(datetime(until.year, until.month, until.day, tzinfo=UTC) - timedelta(days=56))
    world.later(minutes=1)
    links = [link for link in world.read(product_id).links if link.type == "re_reviewed_by"]
    assert len(links) == 1


def test_an_overdue_re_review_turns_red_and_suspends_the_stamp(world: World) -> None:
    product_id = published(world)
    stamped = linked_case(world, product_id, "reviewed_by")
    until: date = field(world, product_id, "review_by")
    world.at(datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=91))
    assert (world.state(product_id), world.state(stamped)) == ("overdue", "suspended")


def test_feedback_that_comes_after_the_list_was_made_must_be_brought_in(world: World) -> None:
    product_id = published(world)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    say(world, product_id)
    sentence = "Newer feedback is not on the list yet: GIFT/FBK/2013/001. Bring it in."
    with refused(world, sentence, rule="KM-09"):
        world.press(review_id, "confirm", "officer", interval="YEAR")
    world.press(review_id, "bring_in", "officer")
    dispose(world, review_id, "NO_CHANGE")
    world.press(review_id, "confirm", "officer", interval="YEAR")
    assert world.state(review_id) == "confirmed"


def test_owner_nominee_and_expert_assess_it(world: World) -> None:
    review_id = re_reviewing(world, published(world))
    world.edit(review_id, "officer", usage="None known.", changes="None.")
    sentence = "Still to be named: Owner of the product, Committee member or nominee, Roster expert."
    with refused(world, sentence, rule="7.5"):
        world.press(review_id, "compile", "officer")
    prepared(world, review_id)
    world.press(review_id, "compile", "officer")
    assert world.state(review_id) == "compiled"


def test_a_small_correction_stands_beside_the_stamped_file(world: World) -> None:
    product_id = published(world)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id, "update")
    sentence = "There is no new corrigendum in the case of the product: put it there first."
    with refused(world, sentence, rule="7.5"):
        world.press(review_id, "update", "officer", interval="YEAR")
    world.put(product_id, "Page 3: the number is 112.", "corrigendum")
    world.press(review_id, "update", "officer", interval="YEAR")
    assert world.state(product_id) == "updated"
    stamped = linked_case(world, product_id, "reviewed_by")
    assert field(world, product_id, "published_hash") == field(world, stamped, "stamped_hash")
    assert field(world, product_id, "corrigendum_hash")


def test_a_major_revision_leaves_the_old_version_public_until_the_new_one_is_stamped(world: World) -> None:
    product_id = published(world)
    before = field(world, product_id, "published_hash")
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id, "revise")
    world.press(review_id, "revise", "officer", reason="The law is another one.")
    assert world.state(product_id) == "development"
    world.put(product_id, "The module, second edition.", "product", "author")
    world.press(product_id, "hand_in", "author")
    assert field(world, product_id, "published_hash") == before
    newer = linked_case(world, product_id, "reviewed_by")
    assert [link.type for link in world.read(newer).links if not link.incoming] == ["supersedes"]


def test_a_retired_product_is_public_no_more(world: World) -> None:
    product_id = published(world)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id, "retire")
    world.press(review_id, "retire", "officer", reason="Nobody uses it.")
    assert (world.state(product_id), field(world, product_id, "published_hash")) == ("retired", None)


def test_a_re_review_of_a_product_that_is_retired_meanwhile_ends(world: World) -> None:
    product_id = published(world)
    review_id = re_reviewing(world, product_id)
    world.press(product_id, "retire", "officer", reason="It is wrong.")
    assert world.state(review_id) == "moot"
