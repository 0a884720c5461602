"""Open places on a panel: offered to the experts of the roster, one takes each; who is barred is told so at the claim."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import task
from tests.furnished import on_both
from tests.refusing import Taken, Unknown, refused
from tests.workflows.nominating import on_roster
from tests.workflows.reviewing import (
    EXPERTS,
    PANEL,
    THIRD,
    accept,
    choose,
    confirmed,
    conflict,
    end_row,
    names,
    open_place,
    panel_chosen,
    reply,
    rows,
    selecting,
    take_place,
    with_third,
)
from tests.world import World

pytestmark = on_both

KEPT_OUT = "You do not take part in this review. The Secretariat can tell you more."
AUTHORS = "You have written this product. Nobody reviews what they have written."
REQUESTERS = "Your organization asks for this review. Nobody of it sits on the panel."


def claim(world: World, case_id: UUID, name: str) -> None:
    task.claim(world.engine, open_place(world, case_id).id, by=world.people[name])


def confirm(world: World, case_id: UUID) -> None:
    world.press(case_id, "confirm_panel", "officer")


def test_an_open_place_is_offered_to_the_roster_and_one_takes_it(world: World) -> None:
    case_id = panel_chosen(world, experts=("first expert",))
    choose(world, case_id, None)
    assert open_place(world, case_id).target == "ROSTER_EXPERT"
    take_place(world, case_id, "second expert")
    assert names(world, case_id) == list(PANEL)
    assert rows(world, case_id, "panel")[-1].data["employer"] == "Labour inspectorate, retired"
    accept(world, case_id)
    confirm(world, case_id)
    world.press(case_id, "begin", "officer")


def test_of_two_experts_who_want_one_place_the_second_is_refused(world: World) -> None:
    case_id = selecting(world)
    choose(world, case_id, None)
    place = open_place(world, case_id).id
    first, second = (world.people[name] for name in EXPERTS)
    task.claim(world.engine, place, by=first)
    with refused(world, "first expert has claimed this task already.", error=Taken):
        task.claim(world.engine, place, by=second)
    with refused(world, "first expert has claimed this task.", error=Taken):
        task.complete(world.engine, place, "take", by=second)
    task.complete(world.engine, place, "take", by=first)
    with pytest.raises(Unknown):
        task.complete(world.engine, place, "take", by=second, reason="I was first.")
    assert names(world, case_id) == ["first expert"]


def test_who_is_not_active_on_the_roster_takes_no_place(world: World) -> None:
    case_id = selecting(world)
    choose(world, case_id, None)
    with refused(
        world,
        "Only experts who are active on the roster take a place. Yours is no active entry.",
        rule="QR-03",
    ):
        claim(world, case_id, "expert")


def test_two_places_are_open_at_once(world: World) -> None:
    case_id = selecting(world)
    choose(world, case_id, None)
    choose(world, case_id, None)
    take_place(world, case_id, "first expert")
    take_place(world, case_id, "second expert")
    assert names(world, case_id) == list(EXPERTS)


def test_with_an_open_place_no_review_begins(world: World) -> None:
    case_id = confirmed(world)
    choose(world, case_id, None)
    with refused(world, "A place on the panel is open: fill it, or end that row.", rule="7.3"):
        world.press(case_id, "begin", "officer")


# Whom the review bars, told at the claim


def test_who_has_declared_a_conflict_is_refused_at_the_claim_and_told_it_is_the_own(world: World) -> None:
    case_id = panel_chosen(world)
    reply(world, case_id, "invitation", "second expert", "conflict", kind="FAMILY", conflict="My brother.")
    choose(world, case_id, None)
    sentence = (
        "You have declared a conflict of interest in this review yourself: Family or close tie. "
        "Somebody else takes this place."
    )
    with refused(world, sentence, rule="7.3"):
        claim(world, case_id, "second expert")
    end_row(world, case_id, "second expert")
    with refused(world, sentence, rule="7.3"):
        take_place(world, case_id, "second expert")
    assert open_place(world, case_id).claimed_by is None, "the place waits for another expert"


def test_what_others_have_said_of_a_conflict_is_not_told_to_who_claims(world: World) -> None:
    """An expert reads no conflicts: that the own claim is refused is all there is to see."""
    case_id = selecting(world)
    conflict(world, case_id, "first expert", told_by="OTHERS", words="Sells the handbook.")
    choose(world, case_id, None)
    with refused(world, KEPT_OUT, rule="7.3"):
        claim(world, case_id, "first expert")
    claim(world, case_id, "second expert")


@pytest.mark.parametrize(
    "told", [{"standing": "ALLEGED"}, {"standing": "UNFOUNDED"}, {"consequence": "NOTED"}], ids=str
)
def test_what_is_only_said_or_noted_keeps_nobody_from_a_place(world: World, told: dict[str, str]) -> None:
    case_id = selecting(world)
    conflict(world, case_id, "first expert", **told)
    choose(world, case_id, None)
    claim(world, case_id, "first expert")


def test_an_author_on_the_roster_claims_no_place(world: World) -> None:
    with_third(world)
    case_id = selecting(world, coauthors=[world.people[THIRD].hex])
    choose(world, case_id, None)
    with refused(world, AUTHORS, rule="7.3"):
        claim(world, case_id, THIRD)


def test_an_expert_of_the_organization_that_asks_claims_no_place(world: World) -> None:
    """As its staff by the roster, or by a mandate."""
    world.edit(with_third(world), "officer", staff_of="ILO")
    on_roster(world, "fourth expert", employer="A practice")
    world.grant("RESEARCHER", "ILO", "fourth expert", "principal")
    case_id = selecting(world)
    choose(world, case_id, None)
    for name in (THIRD, "fourth expert"):
        with refused(world, REQUESTERS, rule="7.3"):
            claim(world, case_id, name)


def test_of_the_houses_own_product_staff_of_the_office_that_asks_may_claim(world: World) -> None:
    world.edit(with_third(world), "officer", staff_of="ILO")
    case_id = selecting(world, origin="OWN")
    choose(world, case_id, None)
    claim(world, case_id, THIRD)


def test_the_lead_and_whoever_sits_on_the_panel_claim_no_second_place(world: World) -> None:
    case_id = panel_chosen(world)
    world.edit(case_id, "officer", panel_lead=world.people["first expert"].hex)
    choose(world, case_id, None)
    for name in EXPERTS:
        with refused(world, "You are on this panel already. One person takes one place.", rule="7.3"):
            claim(world, case_id, name)


def test_a_conflict_that_is_found_after_the_claim_ends_it(world: World) -> None:
    case_id = selecting(world)
    choose(world, case_id, None)
    claim(world, case_id, "first expert")
    conflict(world, case_id, "first expert")
    with refused(world, KEPT_OUT, rule="7.3"):
        take_place(world, case_id, "first expert")
    take_place(world, case_id, "second expert")
    assert names(world, case_id) == ["second expert"]
