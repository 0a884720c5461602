"""A knowledge product: what exists first, then the Committee, the panel, the stamp, the public, and once more after a year."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.furnished import on_both
from tests.refusing import Denied, refused
from tests.workflows.decision.record import field, moves, proven
from tests.workflows.producing import (
    assessing,
    cleared,
    developing,
    found,
    idea,
    in_review,
    linked_case,
    planned,
    published,
)
from tests.world import World

pytestmark = on_both


def state(world: World, case_id: UUID) -> str:
    return world.state(case_id)


def test_a_product_takes_its_whole_way_from_an_idea_to_the_public(world: World) -> None:
    case_id = published(world)
    way = [to for _, _, to in moves(world, case_id)]
    assert way == ["assessment", "decision", "development", "review", "cleared", "published"]
    assert field(world, case_id, "stamp") == "GIFT/STAMP/2013/001"
    review_id = linked_case(world, case_id, "reviewed_by")
    assert field(world, case_id, "review_by") == field(world, review_id, "valid_until")
    assert proven(world)


def test_scenario_09_a_new_product_with_an_adequate_existing_one_ends_in_built_on_existing(
    world: World,
) -> None:
    case_id = assessing(world)
    found(world, case_id, verdict="ADEQUATE")
    world.answer(case_id, "IOM", "done", "assess")
    with refused(world, "These do what is needed: Handbook for employers. Build on them.", rule="KM-06"):
        world.press(case_id, "submit", "officer")
    world.press(case_id, "build_on_existing", "officer", referral="The handbook, kept by ILO.")
    assert state(world, case_id) == "built_on_existing"


def test_scenario_10_a_product_without_feedback_form_is_neither_reviewed_nor_published(world: World) -> None:
    case_id = developing(world)
    world.edit(case_id, "officer", author=world.people["author"].hex)
    world.put(case_id, "A draft.", "product", "author")
    with refused(world, "It needs the feedback form built in.", rule="KM-16"):
        world.press(case_id, "hand_in", "officer")
    other = cleared(world)
    planned(world, other)
    world.edit(other, "officer", feedback_form="no")
    with refused(world, "It needs the feedback form built in.", rule="KM-16"):
        world.press(other, "publish", "officer")


def test_scenario_08_one_changed_byte_in_a_stamped_file_blocks_publication(world: World) -> None:
    case_id = cleared(world)
    planned(world, case_id)
    world.put(case_id, "The module, first draft. ", "product", "author")
    assert state(world, case_id) == "review", "it bears no stamp any more"
    with refused(
        world, "“Publish it” is not possible while the case is “Quality review”.", rule="wrong-state"
    ):
        world.press(case_id, "publish", "officer")
    world.put(case_id, "The module, first draft.", "product", "author")
    assert state(world, case_id) == "cleared"


def test_scenario_11_a_product_of_a_partner_is_reviewed_and_is_none_of_the_house(world: World) -> None:
    from tests.workflows.reviewing import stamped

    review_id = stamped(world)
    assert world.state(review_id) == "stamped"
    assert not [link for link in world.read(review_id).links if link.type == "reviewed_by"]


def test_nothing_goes_before_the_committee_before_what_exists_was_looked_at(world: World) -> None:
    case_id = assessing(world)
    sentence = "Name at least one resource that exists, and what it does and does not."
    with refused(world, sentence, rule="KM-06"):
        world.press(case_id, "submit", "officer")


def test_a_suspended_stamp_takes_the_clearance_away(world: World) -> None:
    case_id = cleared(world)
    review_id = linked_case(world, case_id, "reviewed_by")
    world.press(review_id, "suspend", "officer", reason="A figure is wrong.")
    world.later(minutes=1)
    assert state(world, case_id) == "review"


def test_products_of_the_first_phase_are_entered_with_a_reason_and_without_a_stamp(world: World) -> None:
    case_id = idea(world)
    world.put(case_id, "The model law.", "product", "officer")
    with pytest.raises(Denied):
        world.press(case_id, "enter", "ILO", reason="Published in 2009.", review_by="2013-06-30")
    world.press(case_id, "enter", "officer", reason="Published in 2009.", review_by="2013-06-30")
    assert (state(world, case_id), field(world, case_id, "stamp")) == ("legacy", None)


def test_a_review_without_a_stamp_sends_it_back(world: World) -> None:
    case_id = in_review(world)
    world.press(linked_case(world, case_id, "reviewed_by"), "withdraw", "officer", reason="Wrong file.")
    world.later(minutes=1)
    assert state(world, case_id) == "development"
