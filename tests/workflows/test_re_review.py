"""A re-review: everything that users have said is answered for, then it is confirmed, corrected, revised or retired."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from engine.commands import item
from engine.queries.case_page import case_page
from engine.queries.explain import explain
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.record import field, proven, reminders
from tests.workflows.producing import linked_case, published
from tests.workflows.publishing import (
    answer_open,
    assessed,
    confirmed,
    dispose,
    prepared,
    re_reviewing,
    say,
)
from tests.workflows.reviewing import EXPERTS
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
        world.press(review_id, "confirm", "officer", interval="YEAR", reason="It stands.")
    dispose(world, review_id)
    world.press(review_id, "confirm", "officer", interval="YEAR", reason="It stands.")
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
        world.press(review_id, "confirm", "officer", interval="YEAR", reason="It stands.")
    world.press(review_id, "bring_in", "officer")
    dispose(world, review_id, "NO_CHANGE")
    world.press(review_id, "confirm", "officer", interval="YEAR", reason="It stands.")
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
        world.press(review_id, "update", "officer", interval="YEAR", reason="It stands.")
    world.put(product_id, "Page 3: the number is 112.", "corrigendum")
    world.press(review_id, "update", "officer", interval="YEAR", reason="It stands.")
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


# What stands in the way


def assessor(world: World, review_id: UUID, name: str, part: str, code: str | None = None) -> None:
    told = {"person": world.people[name].hex, "part": part}
    told |= {"organization": world.organizations[code].hex} if code else {}
    item.add(world.engine, review_id, "assessors", told, by=world.people["officer"])


@pytest.mark.parametrize("who", ["ILO", "officer", "manager", "administrator"])
def test_nobody_opens_a_re_review_by_hand(world: World, who: str) -> None:
    with refused(
        world, "You cannot open a case of this type: Re-review.", rule="open:re-review", error=Denied
    ):
        world.open("A re-review", who, "re-review")


def test_an_expert_who_is_not_on_the_roster_is_not_asked(world: World) -> None:
    review_id = re_reviewing(world, published(world))
    with refused(world, "This is nobody on the roster who can be asked now.", rule="7.6"):
        assessor(world, review_id, "expert", "EXPERT")
    assessor(world, review_id, EXPERTS[0], "EXPERT")


@pytest.mark.parametrize("code", [None, "DONOR"])
def test_a_nominee_assesses_for_a_member_of_the_committee(world: World, code: str | None) -> None:
    review_id = re_reviewing(world, published(world))
    sentence = "Name the member of the Committee for whom this person assesses."
    with refused(world, sentence, rule="7.5"):
        assessor(world, review_id, "IOM", "COMMITTEE", code)


def test_usage_and_changes_are_written_down_before_anybody_assesses(world: World) -> None:
    review_id = re_reviewing(world, published(world))
    with refused(world, "Not filled in yet: Usage, Changes in law or evidence.", rule="7.5"):
        world.press(review_id, "compile", "officer")


@pytest.mark.parametrize("who", ["ILO", "IOM", "auditor"])
def test_nobody_but_the_secretariat_brings_it_together(world: World, who: str) -> None:
    review_id = re_reviewing(world, published(world))
    prepared(world, review_id)
    sentence = "You cannot do this here: Bring the feedback together."
    with refused(world, sentence, rule="re-review:compile", error=Denied):
        world.press(review_id, "compile", who)


def test_a_disposition_says_why(world: World) -> None:
    product_id = published(world)
    say(world, product_id)
    review_id = re_reviewing(world, product_id)
    prepared(world, review_id)
    world.press(review_id, "compile", "officer")
    row = next(each for each in world.read(review_id).items if each.item == "feedback")
    by = world.people["officer"]
    with refused(world, "Say what is done about it, or why nothing is.", rule="KM-09"):
        item.edit(world.engine, review_id, row.id, {"disposition": "NO_CHANGE"}, revision=row.revision, by=by)


FIXED = "The rows of “Feedback” are fixed; fill in the ones there are."


def test_nobody_writes_other_words_into_what_users_have_said(world: World) -> None:
    product_id = published(world)
    say(world, product_id)
    review_id = re_reviewing(world, product_id)
    prepared(world, review_id)
    world.press(review_id, "compile", "officer")
    row = next(each for each in world.read(review_id).items if each.item == "feedback")
    by = world.people["officer"]
    with pytest.raises((Denied, Invalid)):
        item.edit(world.engine, review_id, row.id, {"said": "All is well."}, revision=row.revision, by=by)
    with refused(world, FIXED, rule="fixed-rows"):
        item.end(world.engine, review_id, row.id, revision=row.revision, by=by)
    with refused(world, FIXED, rule="fixed-rows"):
        item.add(world.engine, review_id, "feedback", {"why": "Nobody has said anything."}, by=by)


def test_all_who_were_named_assess_it(world: World) -> None:
    review_id = re_reviewing(world, published(world))
    prepared(world, review_id)
    world.press(review_id, "compile", "officer")
    for name in ("author", "IOM"):
        answer_open(world, review_id, "assess", "confirm", name)
        assert world.state(review_id) == "compiled"
    answer_open(world, review_id, "assess", "revise", EXPERTS[0], reason="The law is another one.")
    assert world.state(review_id) == "assessed"


@pytest.mark.parametrize("outcome", ["update", "revise", "retire"])
def test_who_does_not_confirm_it_says_why(world: World, outcome: str) -> None:
    review_id = re_reviewing(world, published(world))
    prepared(world, review_id)
    world.press(review_id, "compile", "officer")
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        answer_open(world, review_id, "assess", outcome, "author")


def test_there_is_nothing_newer_to_bring_in_where_all_is_listed(world: World) -> None:
    product_id = published(world)
    say(world, product_id)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    with refused(world, "All feedback is on the list already."):
        world.press(review_id, "bring_in", "officer")


def test_it_is_confirmed_for_one_year_or_two_and_nothing_else(world: World) -> None:
    review_id = re_reviewing(world, published(world))
    assessed(world, review_id)
    for interval, sentence in (("", "Fill in: Reviewed again after."), ("THREE_YEARS", OFFERED)):
        with refused(world, sentence, error=Invalid):
            world.press(review_id, "confirm", "officer", interval=interval)


OFFERED = "Choose one of the answers offered."


def test_a_corrigendum_of_the_last_time_is_none_of_this_time(world: World) -> None:
    product_id = published(world)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id, "update")
    world.put(product_id, "Page 3: the number is 112.", "corrigendum")
    world.press(review_id, "update", "officer", interval="YEAR", reason="It stands.")
    again = re_reviewing(world, product_id)
    assessed(world, again, "update")
    sentence = "There is no new corrigendum in the case of the product: put it there first."
    with refused(world, sentence, rule="7.5"):
        world.press(again, "update", "officer", interval="YEAR", reason="It stands.")


def test_feedback_of_an_earlier_review_is_not_asked_about_again(world: World) -> None:
    product_id = published(world)
    say(world, product_id)
    confirmed(world, product_id)
    world.later(minutes=1)
    say(world, product_id)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    listed = [row.data["said_in"] for row in world.read(review_id).items if row.item == "feedback"]
    assert listed == ["GIFT/FBK/2013/002"]


def test_the_office_is_told_thirty_days_before_the_interval_ends_and_on_its_day(world: World) -> None:
    product_id = published(world)
    until: date = field(world, product_id, "review_by")
    world.at(datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=1))
    told = [says for _at, says, _to in reminders(world, linked_case(world, product_id, "re_reviewed_by"))]
    assert [says for says in told if "interval" in says] == [
        "The interval of this product ends in 30 days.",
        "The interval of this product is over.",
    ]


def test_the_office_is_told_of_an_assessor_who_is_two_days_late(world: World) -> None:
    review_id = re_reviewing(world, published(world))
    prepared(world, review_id)
    world.press(review_id, "compile", "officer")
    late = datetime(2013, 1, 30, 16, tzinfo=UTC)  # the seventeenth working day, 17:00 in Vienna
    world.at(late)
    told = [
        (at, to) for at, says, to in reminders(world, review_id) if says.startswith("An assessor is late")
    ]
    assert told == [(late, ["SECRETARIAT_OFFICER", "SENIOR_MANAGER"])]


# As it is read


def refusals(world: World, case_id: UUID, who: str) -> dict[str, str]:
    """What stands against each act, as the page tells it to somebody."""
    with world.engine.database.read() as connection:
        house, me = world.engine.register(connection), world.people[who]
        page = case_page(world.engine, connection, house, case_id, me)
        acts = explain(page.snapshot, me).acts
    return {each.transition.trigger: str(each.refusal.says) for each in acts if each.refusal}


def test_the_page_tells_the_secretariat_which_feedback_is_not_on_the_list(world: World) -> None:
    product_id = published(world)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    say(world, product_id)
    sentence = "Newer feedback is not on the list yet: GIFT/FBK/2013/001. Bring it in."
    assert refusals(world, review_id, "officer")["confirm"] == sentence
    world.press(review_id, "bring_in", "officer")
    sentence = "No disposition yet for: GIFT/FBK/2013/001."
    assert refusals(world, review_id, "officer")["confirm"] == sentence


def test_what_somebody_may_not_read_of_is_not_told_on_the_page_either(world: World) -> None:
    """The expert reads the re-review, which asks, and neither the product nor what users say of it."""
    product_id = published(world)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    say(world, product_id)
    assert "GIFT/FBK" not in str(refusals(world, review_id, EXPERTS[0]))


def named(world: World, review_id: UUID, who: str, part: str, code: str | None = None) -> None:
    """The Secretariat names somebody to assess."""
    row = {"person": world.people[who].hex, "part": part}
    if code:
        row["organization"] = world.organizations[code].hex
    item.add(world.engine, review_id, "assessors", row, by=world.people["officer"])


def test_the_owner_owns_it_and_the_others_have_no_part_in_it(world: World) -> None:
    review_id = re_reviewing(world, published(world))
    sentence = "The owner is the author, or somebody who acts for the organization that leads."
    with refused(world, sentence, rule="7.5"):
        named(world, review_id, "IOM", "OWNER")
    sentence = "Beside the owner nobody assesses who has written it or acts for the organization that leads."
    for who, code in (("author", "IOM"), ("ILO", "ILO"), ("IOM", "ILO")):
        with refused(world, sentence, rule="7.5"):
            named(world, review_id, who, "COMMITTEE", code)
    named(world, review_id, "ILO", "OWNER")


def test_nothing_is_concluded_while_nobody_has_looked_at_what_speaks_of_harm(world: World) -> None:
    product_id = published(world)
    said = say(world, product_id, safety="yes")
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    dispose(world, review_id, "NO_CHANGE")
    sentence = "They speak of harm, and nobody has looked yet whether it is so: GIFT/FBK/2013/001."
    with refused(world, sentence, rule="7.22"):
        world.press(review_id, "confirm", "officer", interval="YEAR", reason="It stands.")
    answer_open(world, said, "safety", "safe", "officer", reason="The shelter is closed.")
    world.press(review_id, "confirm", "officer", interval="YEAR", reason="It stands.")
    assert world.state(review_id) == "confirmed"


def test_the_stamp_of_a_retired_product_is_taken_away(world: World) -> None:
    product_id = published(world)
    stamped = linked_case(world, product_id, "reviewed_by")
    world.press(product_id, "retire", "officer", reason="It is dangerous.")
    assert world.state(stamped) == "not_stamped"


def test_a_product_whose_stamp_was_taken_away_is_not_confirmed(world: World) -> None:
    product_id = published(world)
    stamped = linked_case(world, product_id, "reviewed_by")
    world.press(stamped, "suspend", "officer", reason="A figure is wrong.")
    world.press(stamped, "revoke", "officer", reason="More than one.")
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    with refused(world, "Its stamp was taken away: it is revised or retired.", rule="QR-01"):
        world.press(review_id, "confirm", "officer", interval="YEAR", reason="It stands.")


def test_a_shortened_interval_suspends_the_stamp_when_it_is_overdue(world: World) -> None:
    product_id = published(world)
    confirmed(world, product_id)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    world.press(review_id, "confirm", "officer", interval="YEAR", reason="It stands.")
    until: date = field(world, product_id, "review_by")
    world.at(datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=91))
    stamped = linked_case(world, product_id, "reviewed_by")
    assert (world.state(product_id), world.state(stamped)) == ("overdue", "suspended")
    sentence = "The re-review of the product is overdue: it is concluded first."
    with refused(world, sentence, rule="7.5"):
        world.press(stamped, "restore", "manager", reason="Soon.")


def test_what_a_re_review_has_dealt_with_is_not_on_the_next_list(world: World) -> None:
    product_id = published(world)
    first = say(world, product_id)
    world.press(first, "triage", "officer", topic="ERROR")
    world.press(first, "keep", "officer")
    confirmed(world, product_id)
    assert world.state(first) == "closed"
    say(world, product_id)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id)
    rows = [each for each in world.read(review_id).items if each.item == "feedback"]
    assert [each.data["said_in"] for each in rows] == ["GIFT/FBK/2013/002"]


# How much waits


def test_the_register_knows_how_much_feedback_waits_for_its_disposition(world: World) -> None:
    product_id = published(world)
    say(world, product_id)
    review_id = re_reviewing(world, product_id)
    waiting = [field(world, review_id, "undisposed")]
    nonsense = say(world, product_id)
    waiting.append(field(world, review_id, "undisposed"))
    world.press(nonsense, "refuse", "officer", reason="It sells something.")
    waiting.append(field(world, review_id, "undisposed"))
    assessed(world, review_id)
    waiting.append(field(world, review_id, "undisposed"))
    dispose(world, review_id)
    waiting.append(field(world, review_id, "undisposed"))
    say(world, product_id, safety="yes")
    waiting.append(field(world, review_id, "undisposed"))
    assert waiting == [1, 2, 1, 1, 0, 1], "also what came meanwhile, and never what was refused"
    assert proven(world)


def test_nothing_waits_in_a_re_review_that_is_concluded(world: World) -> None:
    product_id = published(world)
    say(world, product_id)
    review_id = confirmed(world, product_id)
    say(world, product_id)
    assert field(world, review_id, "undisposed") == 0
    assert field(world, re_reviewing(world, product_id), "undisposed") == 1, "the next one takes it up"
