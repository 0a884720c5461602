"""Other words, a new round: what stood on the old text stays on record and counts no more, and nothing is adopted unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.commands import case as case_commands
from engine.commands import item, link, task
from tests.people import CHAIR, MEMBERS
from tests.refusing import Stale, refused
from tests.workflows.decision.acts import adopted, all_support, deliberated_activity
from tests.workflows.decision.record import field, given, proven, round_of, standing
from tests.world import World

EXPIRY = datetime(2013, 1, 14, 16, tzinfo=UTC)
CIRCULATE_IT = "The text was changed after silence was broken: circulate it."


def broken(world: World) -> UUID:
    case_id = world.silent()
    world.answer(case_id, "OSCE", "support")
    world.answer(case_id, "ILO", "amendment", reason="One word.", words="may")
    return case_id


# In deliberation


def test_a_revised_text_voids_every_position_and_keeps_them_visible(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id, "ILO")
    world.answer(case_id, "ILO", "amendment", reason="One word.")
    before = given(world, case_id)
    world.put(case_id, "The Committee may decide.")
    assert (round_of(world, case_id), standing(world, case_id)) == (2, {})
    assert given(world, case_id) == before
    assert proven(world)


def test_only_what_members_say_on_the_new_text_counts(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.put(case_id, "The Committee may decide.")
    with refused(world, f"Not in support: {', '.join(MEMBERS)}."):
        world.press(case_id, "declare_consensus", CHAIR)
    all_support(world, case_id)
    world.press(case_id, "declare_consensus", CHAIR)
    assert len(given(world, case_id)) == 12


def test_an_answer_on_the_old_page_is_stale_and_its_words_are_kept(world: World) -> None:
    case_id = world.deliberating()
    shown = world.bound(case_id, "position")
    world.put(case_id, "The Committee may decide.")
    sentence = (
        "What you answer on has changed since you opened this page. Read it again; your words are kept."
    )
    with refused(world, sentence, rule="bound", error=Stale):
        world.answer(case_id, "ILO", "support", bound=shown)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "WORKPLAN"},
        {"nature": "GUIDANCE"},
        {"subject": "GOVERNANCE_TOR", "setting_key": "silence_urgent", "setting_value": "96"},
    ],
)
def test_what_decides_the_rule_voids_positions_like_the_text(world: World, change: dict[str, str]) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.edit(case_id, "officer", **change)
    assert (round_of(world, case_id), standing(world, case_id)) == (2, {})


def test_a_change_of_the_principles_review_voids_positions(world: World) -> None:
    case_id = deliberated_activity(world)
    all_support(world, case_id)
    row = next(r for r in world.read(case_id).items if r.data["no"] == 8)
    rating = {"rating": "NOT_MET", "why": "It will not last."}
    item.edit(world.engine, case_id, row.id, rating, revision=row.revision, by=world.people["officer"])
    assert standing(world, case_id) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"lead": "ILO"},
        {"background": "More."},
        {"significant": "yes", "waiver": "No time."},
        {"accepted_gaps": "8: a pilot."},
    ],
)
def test_whatever_is_decided_begins_a_new_round_when_it_changes(world: World, change: dict[str, str]) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.edit(case_id, "officer", **change)
    assert (round_of(world, case_id), standing(world, case_id)) == (2, {})


def test_another_title_or_background_paper_begins_a_new_round(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    by = world.people["officer"]
    seen = world.read(case_id).case.revision
    case_commands.edit(world.engine, case_id, {}, title="Quite another matter", revision=seen, by=by)
    assert standing(world, case_id) == {}
    all_support(world, case_id)
    world.put(case_id, "Some background.", "paper")
    assert standing(world, case_id) == {}


def test_what_it_supersedes_is_part_of_what_is_agreed(world: World) -> None:
    older, case_id = adopted(world), world.deliberating()
    all_support(world, case_id)
    link.add(world.engine, case_id, "supersedes", older, by=world.people["officer"])
    assert standing(world, case_id) == {}


@pytest.mark.parametrize("change", [{"urgency": "URGENT"}, {"method": "MEETING"}])
def test_a_note_in_the_file_voids_nothing(world: World, change: dict[str, str]) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    world.edit(case_id, "officer", **change)
    assert len(standing(world, case_id)) == 6


def test_the_same_file_again_is_refused_and_voids_nothing(world: World) -> None:
    case_id = world.deliberating()
    all_support(world, case_id)
    sentence = "This is the version that is here already; nothing was changed."
    with refused(world, sentence, rule="same-version"):
        world.put(case_id)
    assert len(standing(world, case_id)) == 6


# After silence was broken


def test_over_a_revised_text_silence_does_not_go_on_by_itself(world: World) -> None:
    case_id = broken(world)
    world.put(case_id, "The Committee may decide.")
    assert (world.state(case_id), round_of(world, case_id)) == ("broken", 2)
    world.answer(case_id, "ILO", "support")
    assert world.state(case_id) == "broken", "nobody has circulated these words"
    world.at(EXPIRY)
    assert world.state(case_id) == "broken"


def test_over_a_revised_text_no_short_period_is_opened(world: World) -> None:
    case_id = broken(world)
    world.put(case_id, "The Committee may decide.")
    world.at(EXPIRY)
    with refused(world, CIRCULATE_IT):
        world.press(case_id, "renew_silence", CHAIR)


@pytest.mark.parametrize(
    "change",
    [
        {"setting_key": "silence_urgent", "setting_value": "1"},
        {"subject": "IMPLEMENT_ACTIVITY"},
        {"method": "MEETING"},
    ],
)
def test_silence_does_not_go_on_over_a_file_that_was_changed_meanwhile(
    world: World, change: dict[str, str]
) -> None:
    case_id = broken(world)
    world.edit(case_id, "officer", **change)
    if "method" in change:
        world.answer(case_id, "ILO", "lift")
    else:
        world.answer(case_id, "ILO", "support")
    assert world.state(case_id) == "broken"


def test_the_revised_text_is_circulated_and_gets_a_full_new_period(world: World) -> None:
    case_id = broken(world)
    world.put(case_id, "The Committee may decide.")
    world.later(days=1)
    world.press(case_id, "circulate_revised", "officer")
    assert (world.state(case_id), standing(world, case_id)) == ("circulated", {})
    world.press(case_id, "open_silence", CHAIR)
    assert field(world, case_id, "expires_at") == datetime(2013, 1, 15, 16, tzinfo=UTC)
    world.open_pages(case_id)
    world.at(datetime(2013, 1, 15, 16, tzinfo=UTC))
    assert world.state(case_id) == "adopted_no_objection"
    assert proven(world)


@pytest.mark.parametrize("state", ["broken", "deliberation"])
@pytest.mark.parametrize("outcome", ["concern", "strong_objection", "amendment", "request_discussion"])
def test_the_same_text_is_not_circulated_over_an_objection(world: World, state: str, outcome: str) -> None:
    """Else circulating it again would void the objection, and nobody but its member may."""
    case_id = world.silent() if state == "broken" else world.deliberating()
    world.answer(case_id, "ILO", outcome, reason="Not like this.")
    assert world.state(case_id) == state
    with refused(world, "Stand against this text as it is: ILO. Revise it first, or deliberate."):
        world.press(case_id, "circulate_revised", "officer")
    world.put(case_id, "The Committee may decide.")
    world.press(case_id, "circulate_revised", "officer")


def test_a_revised_text_is_complete_like_the_first(world: World) -> None:
    case_id = broken(world)
    world.put(case_id, "The Committee may decide.")
    world.edit(case_id, "officer", significant="yes")
    sentence = "A significant matter needs a reported consultation, or the recorded reason why none is held."
    with refused(world, sentence, rule="GOV-19"):
        world.press(case_id, "circulate_revised", "officer")


def test_the_matter_can_be_taken_to_deliberation_instead(world: World) -> None:
    case_id = broken(world)
    world.press(case_id, "take_to_deliberation", CHAIR, expires_at="2013-01-20T12:00")
    assert (world.state(case_id), field(world, case_id, "silence_from")) == ("deliberation", None)
    assert standing(world, case_id) == {"OSCE": "support", "ILO": "amendment"}, "one round, one text"
    world.at(EXPIRY + timedelta(days=30))
    assert world.state(case_id) == "deliberation", "the old end adopts nothing"


def test_deliberation_is_not_due_in_the_past(world: World) -> None:
    case_id = broken(world)
    with refused(world, "The positions are due at a time that lies ahead."):
        world.press(case_id, "take_to_deliberation", CHAIR, expires_at="2013-01-07T08:59Z")


def test_the_form_of_an_earlier_text_is_refused_and_not_kept_as_late(world: World) -> None:
    case_id = world.deliberating()
    old, shown = world.find_task(case_id, "position", "ILO"), world.bound(case_id, "position")
    world.put(case_id, "The Committee may decide.")
    sentence = (
        "What you answer on has changed since you opened this page. Read it again; your words are kept."
    )
    with refused(world, sentence, rule="bound", error=Stale):
        task.complete(
            world.engine, old.id, "strong_objection", by=world.people["ILO"], reason="No.", bound=shown
        )
    assert given(world, case_id) == []


def test_an_objection_on_a_form_from_before_the_silence_breaks_it(world: World) -> None:
    """The text is the same, the round is new: what was read is what is asked, and in time."""
    world.enable_silence()
    case_id = world.deliberating()
    old, shown = world.find_task(case_id, "position", "ILO"), world.bound(case_id, "position")
    world.edit(case_id, "officer", method="SILENCE")
    world.press(case_id, "open_silence", CHAIR)
    task.complete(world.engine, old.id, "strong_objection", by=world.people["ILO"], reason="No.", bound=shown)
    assert (world.state(case_id), given(world, case_id)) == ("broken", [("ILO", "strong_objection", False)])
