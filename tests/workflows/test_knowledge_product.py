"""A knowledge product: what exists first, then the Committee, the panel, the stamp, the public, and once more after a year."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import link
from engine.queries.explain import explain
from tests.furnished import on_both
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, refused
from tests.workflows import proposing
from tests.workflows.decision.record import field, moves, proven
from tests.workflows.producing import (
    NEW,
    assessing,
    before_sc,
    cleared,
    developing,
    found,
    idea,
    in_review,
    linked_case,
    planned,
    published,
    under_review,
)
from tests.workflows.publishing import answer_open, assessed, confirmed, re_reviewing
from tests.workflows.reviewing import PANEL, REVISED, review, revise, roster, verified
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
    world.press(case_id, "stamped_file", "officer")
    assert state(world, case_id) == "cleared"
    assert world.read(case_id).documents["product"].version == 3


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
        world.press(
            case_id, "enter", "ILO", reason="Published in 2009.", issued_in="2009", review_by="2013-06-30"
        )
    world.press(
        case_id, "enter", "officer", reason="Published in 2009.", issued_in="2009", review_by="2013-06-30"
    )
    assert (state(world, case_id), field(world, case_id, "stamp")) == ("legacy", None)


def test_a_review_without_a_stamp_sends_it_back(world: World) -> None:
    case_id = in_review(world)
    world.press(linked_case(world, case_id, "reviewed_by"), "withdraw", "officer", reason="Wrong file.")
    world.later(minutes=1)
    assert state(world, case_id) == "development"


# What stands in the way


def test_an_activity_that_became_a_product_says_for_whom_before_anybody_looks(world: World) -> None:
    activity, _decision = proposing.approved(world, kind="PRODUCT")
    world.press(activity, "spawn", "officer")
    case_id = proposing.linked_to(world, activity, "becomes")
    assert (state(world, case_id), field(world, case_id, "gap")) == ("idea", proposing.IDEA["rationale"])
    with refused(world, "Not filled in yet: Audience.", rule="7.4"):
        world.press(case_id, "assess", "officer")


@pytest.mark.parametrize(("missing", "label"), [("gap", "What is missing"), ("audience", "Audience")])
def test_an_idea_without_need_or_audience_is_none(world: World, missing: str, label: str) -> None:
    roster(world)
    with refused(world, f"Fill in: {label}.", error=Invalid):
        idea(world, **{missing: ""})


def test_nothing_is_built_on_what_does_not_do(world: World) -> None:
    case_id = assessing(world)
    found(world, case_id)
    with refused(world, "None of the resources does what is needed, as it was assessed.", rule="KM-04"):
        world.press(case_id, "build_on_existing", "officer", referral="The handbook.")


def test_the_member_assesses_before_the_committee_is_asked(world: World) -> None:
    case_id = assessing(world)
    found(world, case_id)
    with refused(world, "Not answered yet: Assess existing resources."):
        world.press(case_id, "submit", "officer")


def test_the_member_that_assesses_writes_down_resources_and_no_other_one(world: World) -> None:
    case_id = assessing(world)
    found(world, case_id, by="IOM")
    with pytest.raises(Denied):
        found(world, case_id, by="UNODC", resource="Another handbook")


def test_a_new_product_is_part_of_a_programme_by_words_or_by_a_tie(world: World) -> None:
    case_id = assessing(world)
    found(world, case_id)
    world.answer(case_id, "IOM", "done", "assess")
    world.edit(case_id, "officer", parent="")
    with refused(world, "Say which programme it is part of, or tie it to one.", rule="KM-05"):
        world.press(case_id, "submit", "officer")
    programme = proposing.drafted(world)
    link.add(world.engine, case_id, "part_of", programme, by=world.people["officer"])
    world.press(case_id, "submit", "officer")
    assert state(world, case_id) == "decision"


def test_a_new_product_says_why_it_is_new(world: World) -> None:
    case_id = assessing(world)
    found(world, case_id)
    world.answer(case_id, "IOM", "done", "assess")
    world.edit(case_id, "officer", why_new="")
    with refused(world, "Not filled in yet: Why something new.", rule="KM-06"):
        world.press(case_id, "submit", "officer")


def test_what_the_committee_does_not_take_up_is_rejected(world: World) -> None:
    case_id = before_sc(world)
    decision = linked_case(world, case_id, "decided_by")
    proposing.deliberate(world, decision)
    world.press(decision, "declare_not_adopted", CHAIR, reason="No consensus.")
    assert state(world, case_id) == "rejected"


def test_a_decision_that_is_withdrawn_brings_it_back_to_the_assessment(world: World) -> None:
    case_id = before_sc(world)
    decision = linked_case(world, case_id, "decided_by")
    world.press(decision, "withdraw", "officer", reason="Opened twice.")
    assert state(world, case_id) == "assessment"


def test_nothing_is_reviewed_without_file_or_author(world: World) -> None:
    case_id = developing(world)
    with refused(world, "There is no document yet: Product."):
        world.press(case_id, "hand_in", "officer")
    world.put(case_id, "A draft.", "product", "officer")
    world.edit(case_id, "officer", feedback_form="yes")
    with refused(world, "Not filled in yet: Author.", rule="7.4"):
        world.press(case_id, "hand_in", "officer")


@pytest.mark.parametrize(
    ("told", "sentence", "rule"),
    [
        ({"is_public": "no"}, "It is published for everybody, or not at all.", "KM-16"),
        ({"is_public": ""}, "It is published for everybody, or not at all.", "KM-16"),
        ({"survivors": "yes"}, "Words and pictures of survivors need their valid consents.", "GD-02"),
        ({"survivors": ""}, "Words and pictures of survivors need their valid consents.", "GD-02"),
        ({"feedback_channel": ""}, "Not filled in yet: Where feedback arrives.", "KM-16"),
        ({"translations": ""}, "Not filled in yet: Demand for translations.", "KM-16"),
    ],
)
def test_nothing_is_published_while_something_of_it_is_open(
    world: World, told: dict[str, str], sentence: str, rule: str
) -> None:
    case_id = cleared(world)
    planned(world, case_id)
    world.edit(case_id, "officer", **told)
    with refused(world, sentence, rule=rule):
        world.press(case_id, "publish", "officer")


def test_survivors_who_consent_are_shown(world: World) -> None:
    case_id = cleared(world, survivors="yes", consents="Of two women, given in 2012, valid until 2015.")
    planned(world, case_id)
    world.press(case_id, "publish", "officer")
    assert state(world, case_id) == "published"


def test_nothing_is_published_without_a_plan_of_how_it_is_spread(world: World) -> None:
    case_id = cleared(world)
    with refused(world, "There is no document yet: Dissemination plan."):
        answer_open(world, case_id, "spread", "written", "author")
    with refused(world, "Not answered yet: Write the dissemination plan."):
        world.press(case_id, "publish", "officer")


@pytest.mark.parametrize("who", ["ILO", "IOM", "author", "auditor"])
def test_nobody_but_the_secretariat_publishes(world: World, who: str) -> None:
    case_id = cleared(world)
    planned(world, case_id)
    sentence = "You cannot do this here: Publish it."
    with refused(world, sentence, rule="knowledge-product:publish", error=Denied):
        world.press(case_id, "publish", who)


def test_what_is_public_is_retired_and_never_withdrawn(world: World) -> None:
    case_id = published(world)
    review_id = re_reviewing(world, case_id)
    assessed(world, review_id, "revise")
    world.press(review_id, "revise", "officer", reason="The law is another one.")
    assert state(world, case_id) == "development"
    sentence = "It is published: retire it instead, so that whoever uses it is told."
    with refused(world, sentence, rule="7.4"):
        world.press(case_id, "withdraw", "ILO", reason="Not needed.")
    world.press(case_id, "retire", "officer", reason="Not needed.")
    assert (state(world, case_id), field(world, case_id, "published_hash")) == ("retired", None)


def test_what_was_never_public_is_withdrawn_and_never_retired(world: World) -> None:
    case_id = developing(world)
    with refused(world, "It was never published: withdraw it.", rule="7.4"):
        world.press(case_id, "retire", "officer", reason="Not needed.")
    world.press(case_id, "withdraw", "ILO", reason="Not needed.")
    assert state(world, case_id) == "withdrawn"


# The very file


def test_the_file_that_the_review_changed_is_taken_over_as_it_was_stamped(world: World) -> None:
    case_id = in_review(world)
    review_id = linked_case(world, case_id, "reviewed_by")
    mine = world.read(case_id).documents["product"]
    stamp_revised(world, review_id)
    taken = world.read(case_id).documents["product"]
    assert state(world, case_id) == "cleared"
    assert (mine.version, taken.version) == (1, 2)
    assert taken.sha256.hex() == field(world, review_id, "stamped_hash") != mine.sha256.hex()
    assert world.engine.files.get(case_id, taken.sha256) == REVISED.encode()
    planned(world, case_id)
    world.press(case_id, "publish", "officer")
    assert field(world, case_id, "published_hash") == taken.sha256.hex()
    assert proven(world)


def test_nobody_puts_another_file_beside_the_review(world: World) -> None:
    case_id = in_review(world)
    for name in ("officer", "ILO"):
        with pytest.raises(Denied):
            world.put(case_id, "Another edition.", "product", name)


def test_another_file_than_the_stamped_one_goes_back_to_development(world: World) -> None:
    case_id = cleared(world)
    with refused(
        world, "“Work on the other file” is not possible while the case is “Cleared”.", rule="wrong-state"
    ):
        world.press(case_id, "other_file", "officer", reason="A page is new.")
    world.put(case_id, "Another edition.", "product", "officer")
    world.press(case_id, "other_file", "officer", reason="A page is new.")
    assert state(world, case_id) == "development"


def test_nothing_new_enters_as_a_product_of_the_first_phase(world: World) -> None:
    case_id = idea(world)
    world.put(case_id, "Brand new.", "product", "officer")
    for issued, by, sentence, rule in (
        (
            "2012",
            "2013-06-30",
            "Only what was published before this phase of the programme began enters without a stamp.",
            "11.4",
        ),
        ("2009", "2012-06-30", "It is reviewed within 24 months, and not in the past.", "KM-09"),
        ("2009", "2015-06-30", "It is reviewed within 24 months, and not in the past.", "KM-09"),
    ):
        with refused(world, sentence, rule=rule):
            world.press(case_id, "enter", "officer", reason="Hurry.", issued_in=issued, review_by=by)


def test_a_legacy_product_that_is_confirmed_stays_without_a_stamp(world: World) -> None:
    case_id = entered(world)
    review_id = confirmed(world, case_id)
    assert (state(world, case_id), field(world, case_id, "stamp")) == ("legacy", None)
    assert field(world, case_id, "review_by") == field(world, review_id, "until")


def entered(world: World) -> UUID:
    case_id = idea(world)
    world.put(case_id, "The model law.", "product", "officer")
    world.press(
        case_id, "enter", "officer", reason="Published in 2009.", issued_in="2009", review_by="2013-06-30"
    )
    return case_id


def stamp_revised(world: World, review_id: UUID) -> None:
    """The panel has a remark, the author puts in another file there, and that one is stamped."""
    under_review(world, review_id)
    review(world, review_id, PANEL[0])
    for name in PANEL[1:]:
        review(world, review_id, name, "clear")
    world.edit(review_id, "officer", summary="Good, but for the chapter on consent.")
    world.press(review_id, "revise", "officer")
    revise(world, review_id)
    verified(world, review_id)
    world.press(review_id, "stamp", "officer", interval="YEAR")


# What is named first


def test_most_products_go_to_the_committee_and_the_page_says_so_first(world: World) -> None:
    case_id = idea(world)
    world.press(case_id, "assess", "officer")

    def ahead() -> tuple[str, list[str]]:
        told = explain(world.read(case_id), world.people["officer"])
        assert told.needed_for is not None
        return told.needed_for.trigger, [a.transition.trigger for a in told.acts if not a.transition.anywhere]

    assert ahead() == ("submit", ["submit", "build_on_existing"])
    found(world, case_id, verdict="ADEQUATE")
    assert ahead()[0] == "build_on_existing", "one does what is needed: then that is what is nearest"


def test_the_member_who_assesses_must_be_named(world: World) -> None:
    case_id = idea(world)
    world.press(case_id, "assess", "officer")
    found(world, case_id)
    world.edit(case_id, "officer", **NEW)
    with refused(world, "Name the member who assesses with the Secretariat.", rule="KM-06"):
        world.press(case_id, "submit", "officer")
