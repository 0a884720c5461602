"""The panel: every member is asked, experts come from the roster, nobody judges the own work or is in a true conflict."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest

from engine.commands import item, register
from tests.furnished import on_both
from tests.people import MEMBERS
from tests.refusing import Denied, Invalid, Refused, refused
from tests.workflows.proposing import tie
from tests.workflows.reviewing import (
    CHOSEN,
    EXPERTS,
    FIVE_DAYS_OVER,
    PANEL,
    THIRD,
    accept,
    asked,
    choose,
    names,
    nominate,
    panel_chosen,
    roster,
    rows,
    selecting,
    stamped,
    take_place,
    verified,
    verifying,
    with_third,
)
from tests.world import World

pytestmark = on_both

INSTANT = timedelta(microseconds=1)
WRITTEN_IT = "Nobody reviews what they have written."
OF_WHO_ASKS = "Nobody of the organization that asks for the review is on its panel."
NOT_ON_ROSTER = "An expert comes from the roster, where the entry is active."


def all_say_nobody(world: World, case_id: UUID, *but: str) -> None:
    for name in MEMBERS:
        if name not in but:
            world.answer(case_id, name, "nobody", "nominate", reason="No time this month.")


def confirm(world: World, case_id: UUID) -> None:
    world.press(case_id, "confirm_panel", "officer")


# Every member is asked


def test_a_member_reviews_itself_or_nominates_or_says_why_not(world: World) -> None:
    case_id = selecting(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "OSCE", "nobody", "nominate")
    nominate(world, case_id)
    assert names(world, case_id) == ["IOM", "UNICEF alternate"]
    for row, code in zip(rows(world, case_id, "panel"), ("IOM", "UNICEF"), strict=True):
        assert (row.data["part"], row.data["organization"]) == ("COMMITTEE", world.organizations[code].hex)
    assert asked(world, case_id, "invitation", "UNICEF alternate").is_open, "who is nominated is invited"


def test_before_all_have_answered_or_five_working_days_are_over_no_panel_is_confirmed(world: World) -> None:
    case_id = selecting(world)
    for name in ("IOM", "UNICEF"):
        world.answer(case_id, name, "self", "nominate")
    for name in EXPERTS:
        choose(world, case_id, name)
    world.edit(case_id, "officer", panel_lead=world.people["IOM"].hex)
    accept(world, case_id, "IOM", "UNICEF", *EXPERTS)
    sentence = "Every member is asked first; these have still time to answer: ILO, OHCHR, OSCE, UNODC."
    world.at(FIVE_DAYS_OVER - INSTANT)
    with refused(world, sentence, rule="7.3"):
        confirm(world, case_id)
    world.at(FIVE_DAYS_OVER)
    confirm(world, case_id)
    assert world.state(case_id) == "confirmed"


def test_what_a_member_says_by_telephone_does_not_bring_the_secretariat_onto_the_panel(world: World) -> None:
    case_id = selecting(world)
    with suppress(Refused):
        told = {"of": "OSCE", "evidence": "By telephone, 8 January."}
        world.answer(case_id, "officer", "self", "nominate", **told)
    assert "officer" not in names(world, case_id)


# Who it is made of


def test_the_panel_is_half_of_the_committee_and_half_of_the_roster(world: World) -> None:
    case_id = selecting(world)
    all_say_nobody(world, case_id)
    needs = "2 × Committee member or nominee, 2 × Independent roster expert"
    with refused(world, f"The panel still needs: {needs}, each of another organization.", rule="QR-02"):
        confirm(world, case_id)
    choose(world, case_id, "first expert")
    needs = "2 × Committee member or nominee, 1 × Independent roster expert"
    with refused(world, f"The panel still needs: {needs}, each of another organization.", rule="QR-02"):
        confirm(world, case_id)


def test_there_are_not_two_of_one_member(world: World) -> None:
    case_id = selecting(world)
    world.answer(case_id, "IOM", "self", "nominate")
    all_say_nobody(world, case_id, "IOM")
    for name in EXPERTS:
        choose(world, case_id, name)
    sentence = "This member has a reviewer on the panel already: end that row first."
    with refused(world, sentence, rule="7.3"):
        choose(world, case_id, "IOM alternate", part="COMMITTEE", organization="IOM")
    needs = "1 × Committee member or nominee"
    with refused(world, f"The panel still needs: {needs}, each of another organization.", rule="QR-02"):
        confirm(world, case_id)


@pytest.mark.parametrize(
    ("employer", "enough"),
    [("UNIVERSITY of the coast ", False), ("Trade union", True), ("Self-employed", True)],
)
def test_two_experts_of_one_employer_count_as_one(world: World, employer: str, enough: bool) -> None:
    with_third(world, employer=employer)
    case_id = panel_chosen(world, experts=("first expert", THIRD))
    if not enough:
        needs = "1 × Independent roster expert"
        with refused(world, f"The panel still needs: {needs}, each of another organization.", rule="QR-02"):
            confirm(world, case_id)
        choose(world, case_id, "second expert")
    confirm(world, case_id)
    assert world.state(case_id) == "confirmed"


def test_an_expert_who_is_not_independent_does_not_count(world: World) -> None:
    entry = with_third(world)
    world.edit(entry, "officer", independent="no")
    case_id = panel_chosen(world, experts=("first expert", THIRD))
    needs = "1 × Independent roster expert"
    with refused(world, f"The panel still needs: {needs}, each of another organization.", rule="QR-02"):
        confirm(world, case_id)


def test_the_house_sets_how_many_of_each_there_are(world: World) -> None:
    register.set_setting(world.engine, "review_min_committee", 3, by=None)
    register.set_setting(world.engine, "review_min_experts", 1, by=None)
    case_id = panel_chosen(world, experts=("first expert",))
    needs = "1 × Committee member or nominee"
    with refused(world, f"The panel still needs: {needs}, each of another organization.", rule="QR-02"):
        confirm(world, case_id)
    choose(world, case_id, "OSCE", part="COMMITTEE", organization="OSCE")
    confirm(world, case_id)


def test_an_expert_comes_from_the_roster_and_is_active_there(world: World) -> None:
    case_id = selecting(world)
    with refused(world, NOT_ON_ROSTER, rule="QR-03"):
        choose(world, case_id, "expert")
    entry = with_third(world)
    world.press(entry, "suspend", "officer", reason="Three assignments at once.")
    with refused(world, NOT_ON_ROSTER, rule="QR-03"):
        choose(world, case_id, THIRD)
    world.press(entry, "reinstate", "officer")
    choose(world, case_id, THIRD)
    assert names(world, case_id) == [THIRD]


@pytest.mark.parametrize("missing", ["chosen_for", "why"])
def test_an_expert_is_chosen_for_something_and_with_a_reason(world: World, missing: str) -> None:
    case_id = selecting(world)
    with refused(world, "An expert is chosen for need, theme or region, and with a reason.", rule="QR-03"):
        choose(world, case_id, "first expert", **{missing: ""})


def test_who_reviews_for_the_committee_does_so_for_a_member(world: World) -> None:
    case_id = selecting(world)
    sentence = "Say which member of the Committee this reviewer is for, and who it is."
    for organization in ("", "DONOR"):
        with refused(world, sentence, rule="QR-02"):
            choose(world, case_id, "OSCE", part="COMMITTEE", organization=organization)


def test_only_the_secretariat_puts_together_the_panel(world: World) -> None:
    case_id = selecting(world)
    told = {**CHOSEN, "person": world.people["first expert"].hex}
    with pytest.raises(Denied):
        item.add(world.engine, case_id, "panel", told, by=world.people["OSCE"])


# Authors


@pytest.mark.parametrize("way", ["author", "coauthors"])
def test_nobody_reviews_what_they_have_written(world: World, way: str) -> None:
    roster(world)
    hers = world.people["first expert"].hex
    case_id = selecting(world, **({"author": "first expert"} if way == "author" else {"coauthors": [hers]}))
    with refused(world, WRITTEN_IT, rule="7.3"):
        choose(world, case_id, "first expert")
    with refused(world, WRITTEN_IT, rule="7.3"):
        world.answer(case_id, "UNICEF", "nominee", "nominate", nominee=hers)
    choose(world, case_id, None)
    with refused(world, "You have written this product. Nobody reviews what they have written.", rule="7.3"):
        take_place(world, case_id, "first expert")
    assert names(world, case_id) == ["open"]


def test_a_member_who_has_written_it_does_not_review_it(world: World) -> None:
    case_id = selecting(world, author="IOM")
    with refused(world, WRITTEN_IT, rule="7.3"):
        world.answer(case_id, "IOM", "self", "nominate")


# The organization that asks


def test_who_asks_for_the_review_has_nobody_on_the_panel(world: World) -> None:
    case_id = selecting(world)
    with refused(world, OF_WHO_ASKS, rule="7.3"):
        world.answer(case_id, "ILO", "self", "nominate")
    with refused(world, OF_WHO_ASKS, rule="7.3"):
        world.answer(case_id, "ILO", "nominee", "nominate", nominee=world.people["OSCE"].hex)


def test_no_other_member_nominates_somebody_of_who_asks(world: World) -> None:
    case_id = selecting(world)
    with refused(world, OF_WHO_ASKS, rule="7.3"):
        world.answer(case_id, "UNICEF", "nominee", "nominate", nominee=world.people["ILO alternate"].hex)


def test_an_expert_who_is_staff_of_who_asks_does_not_review(world: World) -> None:
    entry = with_third(world)
    world.edit(entry, "officer", staff_of="ILO")
    case_id = selecting(world)
    with refused(world, OF_WHO_ASKS, rule="7.3"):
        choose(world, case_id, THIRD)


def test_a_product_of_the_house_is_reviewed_by_every_member(world: World) -> None:
    case_id = selecting(world, "officer", origin="OWN")
    world.answer(case_id, "ILO", "self", "nominate")
    assert names(world, case_id) == ["ILO"]


# The lead


@pytest.mark.parametrize("lead", [None, "OSCE", "author"])
def test_one_of_the_panel_leads_it(world: World, lead: str | None) -> None:
    case_id = panel_chosen(world)
    world.edit(case_id, "officer", panel_lead=world.people[lead].hex if lead else None)
    with refused(world, "The lead is one of the panel.", rule="7.3"):
        confirm(world, case_id)


def test_nobody_from_outside_becomes_the_lead_who_verifies(world: World) -> None:
    case_id = verifying(world)
    verified(world, case_id)
    world.edit(case_id, "officer", panel_lead=world.people["author"].hex)
    with refused(world, "Not answered yet: Verify the revision."):
        world.press(case_id, "stamp", "officer", interval="YEAR")


# The panel of the earlier review


def test_the_panel_of_the_earlier_review_is_proposed_again(world: World) -> None:
    earlier, case_id = stamped(world), selecting(world)
    sentence = "No earlier review is tied to this one as superseded."
    with refused(world, sentence, rule="7.3"):
        world.press(case_id, "same_panel", "officer")
    tie(world, case_id, "supersedes", earlier)
    world.press(case_id, "same_panel", "officer")
    assert names(world, case_id) == list(PANEL)
    accept(world, case_id)
    all_say_nobody(world, case_id)
    world.edit(case_id, "officer", panel_lead=world.people["IOM"].hex)
    confirm(world, case_id)
    world.press(case_id, "begin", "officer")


def test_who_reviewed_the_earlier_one_and_wrote_this_one_is_not_on_its_panel(world: World) -> None:
    earlier = stamped(world)
    case_id = selecting(world, author="first expert")
    tie(world, case_id, "supersedes", earlier)
    with suppress(Refused):
        world.press(case_id, "same_panel", "officer")
    assert "first expert" not in names(world, case_id)
