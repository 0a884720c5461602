"""The stamp: the lead verifies, the Committee's side confirms, and it is on one file, for a time."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from engine.queries.certificates import certified
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.record import field, moves, proven, reminders
from tests.workflows.proposing import adopt, deliberate, linked_to, tie
from tests.workflows.reviewing import (
    PANEL,
    REMARK,
    REVISED,
    asked,
    reply,
    revise,
    stamped,
    verified,
    verifying,
)
from tests.world import World

pytestmark = on_both

REASON = "Write the reason: it goes on record."
DIFFER = "The parts of the panel differ: the Committee decides first."
TWICE = "It was revised twice; the Committee gives guidance now."
NO_GUIDANCE = "The Committee has not given its guidance."


def stamp(world: World, case_id: UUID, by: str = "officer", interval: str = "YEAR") -> None:
    world.press(case_id, "stamp", by, interval=interval)


def again(world: World, case_id: UUID, what: str = "Chapter 2.") -> None:
    """The lead sends it back."""
    reply(world, case_id, "verify", "IOM", "again", alone=True, what_remains=what)


def revised_twice(world: World) -> UUID:
    case_id = verifying(world)
    again(world, case_id)
    revise(world, case_id, "The handbook, revised twice.")
    return case_id


def differing(world: World, case_id: UUID) -> None:
    """The lead passes it; UNICEF's nominee does not confirm."""
    reply(world, case_id, "verify", "IOM", "pass", alone=True)
    reply(world, case_id, "confirm", "IOM", "confirm")
    reply(world, case_id, "confirm", "UNICEF alternate", "refuse", reason="It harms victims.")


# Back to the author


def test_the_lead_sends_it_back_and_says_what_remains(world: World) -> None:
    case_id = verifying(world)
    with refused(world, "Say what remains to be done."):
        again(world, case_id, "")
    again(world, case_id)
    assert (world.state(case_id), field(world, case_id, "what_remains")) == ("revision", "Chapter 2.")
    sentence = "Comments are accepted, and the file is still the one that was reviewed: put the revised one."
    with refused(world, sentence, rule="7.3"):
        reply(world, case_id, "respond", "author", "revised", alone=True)
    revise(world, case_id, "The handbook, revised twice.")
    assert world.state(case_id) == "verification"
    assert asked(world, case_id, "verify").answer is None, "the lead is asked again"


def test_after_two_revisions_the_committee_gives_guidance(world: World) -> None:
    case_id = revised_twice(world)
    with refused(world, TWICE, rule="7.3"):
        again(world, case_id)
    with refused(world, NO_GUIDANCE, rule="7.3"):
        world.press(case_id, "guided", "officer")
    world.press(case_id, "ask_committee", "officer")
    decision = linked_to(world, case_id, "decided_by")
    opened = world.read(decision).case
    assert (opened.definition, opened.title) == ("consensus-decision", "Handbook for employers")
    with refused(world, NO_GUIDANCE, rule="7.3"):
        world.press(case_id, "guided", "officer")
    adopt(world, decision)
    world.press(case_id, "guided", "officer")
    assert world.state(case_id) == "revision"
    revise(world, case_id, "The handbook, revised as the Committee guides.")
    verified(world, case_id)
    stamp(world, case_id)
    assert proven(world)


def test_guidance_is_given_for_one_revision(world: World) -> None:
    case_id = revised_twice(world)
    world.press(case_id, "ask_committee", "officer")
    adopt(world, linked_to(world, case_id, "decided_by"))
    world.press(case_id, "guided", "officer")
    revise(world, case_id, "The handbook, revised as the Committee guides.")
    with refused(world, NO_GUIDANCE, rule="7.3"):
        world.press(case_id, "guided", "officer")


def test_the_committee_is_not_asked_where_the_panel_agrees(world: World) -> None:
    case_id = verifying(world)
    sentence = "There is nothing to put to the Committee: the panel agrees, and may still ask for a revision."
    with refused(world, sentence, rule="7.3"):
        world.press(case_id, "ask_committee", "officer")


def test_what_the_lead_finds_unsuitable_gets_no_stamp(world: World) -> None:
    case_id = verifying(world)
    with refused(world, REASON, error=Invalid):
        reply(world, case_id, "verify", "IOM", "fail", alone=True)
    reply(world, case_id, "verify", "IOM", "fail", alone=True, reason="Nothing was done.")
    assert moves(world, case_id)[-1] == ("verification", "fail", "not_stamped")
    assert field(world, case_id, "stamp_number") is None


# The stamp


@pytest.mark.parametrize(("interval", "until"), [("YEAR", date(2014, 1, 7)), ("TWO_YEARS", date(2015, 1, 7))])
def test_the_stamp_is_on_this_very_file_and_for_a_time(world: World, interval: str, until: date) -> None:
    case_id = verifying(world)
    verified(world, case_id)
    with refused(world, "Fill in: Reviewed again after.", error=Invalid):
        world.press(case_id, "stamp", "officer")
    stamp(world, case_id, interval=interval)
    told = {key: field(world, case_id, key) for key in ("stamp_number", "stamped_hash", "stamped_on")}
    assert told == {
        "stamp_number": "GIFT/STAMP/2013/001",
        "stamped_hash": hashlib.sha256(REVISED.encode()).hexdigest(),
        "stamped_on": date(2013, 1, 7),
    }
    assert field(world, case_id, "valid_until") == until


def test_a_certificate_names_organizations_and_no_reviewer(world: World) -> None:
    composition = field(world, stamped(world), "composition")
    assert composition == ("IOM", "UNICEF", "2 × Roster expert")


def test_the_answers_to_the_comments_are_kept_with_the_stamp(world: World) -> None:
    case_id = stamped(world)
    paper = world.read(case_id).documents["answers"]
    (row,) = json.loads(world.engine.files.get(case_id, paper.sha256))
    assert (row["values"]["comment"], row["values"]["response"]) == (REMARK["comment"], "ACCEPTED")
    assert row["values"]["source"] == "Reviewer A"


def test_every_stamp_has_a_number_of_its_own(world: World) -> None:
    numbers = [field(world, stamped(world), "stamp_number") for _ in range(2)]
    assert numbers == ["GIFT/STAMP/2013/001", "GIFT/STAMP/2013/002"]


def test_the_lead_verifies_and_each_of_the_committees_side_confirms_before_the_stamp(world: World) -> None:
    case_id = verifying(world)
    with refused(world, "Not answered yet: Verify the revision."):
        stamp(world, case_id)
    reply(world, case_id, "verify", "IOM", "pass", alone=True)
    reply(world, case_id, "confirm", "IOM", "confirm")
    with refused(world, "Waiting for UNICEF alternate."):
        stamp(world, case_id)
    reply(world, case_id, "confirm", "UNICEF alternate", "confirm")
    for who in ("ILO", "IOM", "author"):
        with pytest.raises(Denied):
            stamp(world, case_id, who)
    stamp(world, case_id)


def test_nobody_puts_another_file_under_a_stamp(world: World) -> None:
    case_id = stamped(world)
    for who in ("ILO", "author", "officer"):
        with pytest.raises(Denied):
            world.put(case_id, REVISED + " ", "product", who)


# Where the parts of the panel differ


def test_who_does_not_confirm_stops_the_stamp_until_the_committee_has_decided(world: World) -> None:
    case_id = verifying(world)
    differing(world, case_id)
    with refused(world, DIFFER, rule="7.3"):
        stamp(world, case_id)
    world.press(case_id, "ask_committee", "officer")
    decision = linked_to(world, case_id, "decided_by")
    deliberate(world, decision)
    with refused(world, DIFFER, rule="7.3"):
        stamp(world, case_id)
    world.press(decision, "withdraw", "officer", reason="We talk to UNICEF first.")
    with refused(world, DIFFER, rule="7.3"):
        stamp(world, case_id)
    world.press(case_id, "ask_committee", "officer")
    adopt(world, linked_to(world, case_id, "decided_by"))
    stamp(world, case_id)
    assert world.state(case_id) == "stamped"


def test_who_refused_and_confirms_after_all_stops_it_no_more(world: World) -> None:
    case_id = verifying(world)
    differing(world, case_id)
    reply(world, case_id, "confirm", "UNICEF alternate", "confirm")
    stamp(world, case_id)
    assert world.state(case_id) == "stamped"


def test_who_does_not_confirm_says_why(world: World) -> None:
    case_id = verifying(world)
    with refused(world, REASON, error=Invalid):
        reply(world, case_id, "confirm", "UNICEF alternate", "refuse")


def test_a_decision_on_an_earlier_file_does_not_settle_a_difference_on_a_later_one(world: World) -> None:
    case_id = revised_twice(world)
    world.press(case_id, "ask_committee", "officer")
    adopt(world, linked_to(world, case_id, "decided_by"))
    world.press(case_id, "guided", "officer")
    revise(world, case_id, "The handbook, revised as the Committee guides.")
    differing(world, case_id)
    with refused(world, DIFFER, rule="7.3"):
        stamp(world, case_id)


# After the stamp


def test_a_stamp_is_suspended_with_a_reason_and_restored_by_the_senior_manager(world: World) -> None:
    case_id = stamped(world)
    with refused(world, REASON, error=Invalid):
        world.press(case_id, "suspend", "officer")
    with pytest.raises(Denied):
        world.press(case_id, "suspend", "ILO", reason="A serious error.")
    world.press(case_id, "suspend", "officer", reason="A serious error.")
    assert world.read(case_id).case.result == "suspended"
    sentence = "You cannot do this here: Lift the suspension."
    for who in ("officer", "ILO"):
        with refused(world, sentence, rule="quality-review:restore", error=Denied):
            world.press(case_id, "restore", who, reason="No error at all.")
    with refused(world, REASON, error=Invalid):
        world.press(case_id, "restore", "manager")
    world.press(case_id, "restore", "manager", reason="No error at all.")
    assert (world.state(case_id), field(world, case_id, "stamp_number")) == (
        "stamped",
        "GIFT/STAMP/2013/001",
    )


def test_a_suspended_stamp_is_taken_away_with_a_reason(world: World) -> None:
    case_id = stamped(world)
    world.press(case_id, "suspend", "officer", reason="A serious error.")
    with refused(world, REASON, error=Invalid):
        world.press(case_id, "revoke", "officer")
    world.press(case_id, "revoke", "officer", reason="The error is on every page.")
    assert (world.state(case_id), world.read(case_id).case.result) == ("not_stamped", "not stamped")


def test_ninety_days_after_its_end_a_stamp_is_suspended_by_itself(world: World) -> None:
    case_id = stamped(world)
    world.at(datetime(2014, 4, 6, 12, tzinfo=UTC))
    assert world.state(case_id) == "stamped"
    world.at(datetime(2014, 4, 7, 12, tzinfo=UTC))
    assert moves(world, case_id)[-1] == ("stamped", "overdue", "suspended")


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (
            datetime(2013, 11, 8, tzinfo=UTC),
            "The stamp ends in 60 days: is the product to be reviewed again?",
        ),
        (datetime(2014, 1, 7, tzinfo=UTC), "The stamp has ended."),
    ],
)
def test_the_office_is_told_when_a_stamp_ends(world: World, day: datetime, says: str) -> None:
    case_id = stamped(world)
    world.at(day.replace(hour=12))
    found = [(at, to) for at, told, to in reminders(world, case_id) if told == says]
    assert [to for _, to in found] == [["SECRETARIAT_OFFICER", "SENIOR_MANAGER"]]
    assert abs((found[0][0] - day).total_seconds()) <= 3600, "at the beginning of the day in Vienna"


@pytest.mark.parametrize("suspended", [False, True])
def test_a_newer_stamp_takes_the_place_of_the_one_it_supersedes(world: World, suspended: bool) -> None:
    earlier, other, newer = stamped(world), stamped(world), verifying(world)
    if suspended:
        world.press(earlier, "suspend", "officer", reason="A serious error.")
    tie(world, newer, "supersedes", earlier)
    verified(world, newer)
    assert world.state(earlier) == ("suspended" if suspended else "stamped"), "nothing newer is stamped yet"
    stamp(world, newer)
    assert [world.state(each) for each in (earlier, other, newer)] == ["superseded", "stamped", "stamped"]


def test_nobody_ties_a_decision_to_a_review_by_hand(world: World) -> None:
    case_id = verifying(world)
    differing(world, case_id)
    decision = world.open("Something else", "officer")
    sentence = "This tie comes about when a case is opened; nobody makes it by hand."
    with refused(world, sentence, rule="tie-by-effect"):
        tie(world, case_id, "decided_by", decision)


def test_a_stamped_product_is_not_withdrawn(world: World) -> None:
    case_id = stamped(world)
    sentence = "“Withdraw the product” is not possible while the case is “Stamped”."
    with refused(world, sentence, rule="wrong-state"):
        world.press(case_id, "withdraw", "ILO", reason="It is not wanted any more.")


def test_on_the_committees_side_alone_confirms_who_reviewed_for_it(world: World) -> None:
    case_id = verifying(world)
    parties = {task.party for task in world.read(case_id).tasks if task.task == "confirm" and task.present}
    assert parties == {asked(world, case_id, "confirm", name).party for name in PANEL[:2]}


# Looked up by anybody


def test_a_stamp_is_found_by_its_number_in_any_spelling_and_by_no_other_number(world: World) -> None:
    stamped(world)

    def numbers(number: str) -> list[str]:
        with world.engine.reading() as (connection, register):
            found = certified(world.engine, connection, register, "stamps", number=number)
        return [each.number for each in found]

    for copied in ("GIFT/STAMP/2013/001", " gift/stamp/2013/001\u00a0", "Gift–Stamp–2013–001"):
        assert numbers(copied) == ["GIFT/STAMP/2013/001"], copied
    for other in ("gift/stamp/2013/01", "GIFT/STAMP/2013/001/", "%", "none", " ", ""):
        assert numbers(other) == [], other
