"""A translation: by demand, from a stamped version, checked by an expert who speaks it, and outdated when the source changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from engine.form import checked as checked_by
from engine.queries.case_page import case_page
from engine.view import CaseView
from tests.furnished import on_both
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.record import field, moves, proven
from tests.workflows.producing import idea, linked_case, planned, published, stamp
from tests.workflows.publishing import (
    DEMAND,
    answer_open,
    assessed,
    identified,
    in_production,
    re_reviewing,
    translated,
)
from tests.workflows.reviewing import EXPERTS
from tests.world import World

pytestmark = on_both


def test_a_translation_takes_its_whole_way_to_the_public(world: World) -> None:
    product_id = published(world)
    case_id = translated(world, product_id)
    assert world.state(case_id) == "published"
    assert field(world, case_id, "source_hash") == field(world, product_id, "published_hash")
    assert proven(world)


CHANGED = {
    "changes_content": "yes",
    "why_tailored": "The articles of the national law.",
    "meant_for": "West Africa",
}


def demanded(world: World, product_id: UUID, **data: Any) -> UUID:
    case_id = identified(world, product_id)
    world.edit(case_id, "ILO", **{**DEMAND, **data})
    world.press(case_id, "assess", "ILO")
    return case_id


def handed_in(world: World, product_id: UUID, **data: Any) -> UUID:
    case_id = in_production(world, product_id, **data)
    world.put(case_id, "Le module.", "product", "author")
    world.press(case_id, "hand_in", "author")
    return case_id


def checked(world: World, product_id: UUID, **data: Any) -> UUID:
    case_id = handed_in(world, product_id, **data)
    answer_open(world, case_id, "check", "good", EXPERTS[0])
    return case_id


def published_anew(world: World, product_id: UUID) -> None:
    """A re-review asks for a revision; the second edition is stamped and published."""
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id, "revise")
    world.press(review_id, "revise", "officer", reason="The law is another one.")
    world.put(product_id, "The module, second edition.", "product", "author")
    world.press(product_id, "hand_in", "author")
    stamp(world, linked_case(world, product_id, "reviewed_by"))
    planned(world, product_id, "To those who have the first edition.")
    world.press(product_id, "publish", "officer")


# Whether there is demand


SENTENCE = "You cannot open a case of this type: Translation or tailoring."


@pytest.mark.parametrize("who", ["ILO", "officer", "manager"])
def test_nobody_opens_a_translation_beside_its_source(world: World, who: str) -> None:
    with refused(world, SENTENCE, rule="open:translation", error=Denied):
        world.open("In French", who, "translation")


@pytest.mark.parametrize(
    ("told", "sentence", "rule"),
    [
        ({"demand": ""}, "Not filled in yet: Demand and need.", "KM-02"),
        ({"requests": ""}, "Not filled in yet: Requests received.", "KM-02"),
        ({"practitioners": ""}, "Not filled in yet: Practitioners who would use it.", "KM-02"),
        ({"language": ""}, "Say in which language it is to be.", "7.22"),
        ({"form": "TAILORED"}, "Say what is changed for whom, and why.", "7.22"),
        ({"changes_content": "yes"}, "Say what is changed for whom, and why.", "7.22"),
        ({**CHANGED, "meant_for": ""}, "Say what is changed for whom, and why.", "7.22"),
    ],
)
def test_nothing_is_translated_before_its_demand_is_told(
    world: World, told: dict[str, str], sentence: str, rule: str
) -> None:
    case_id = identified(world, published(world))
    world.edit(case_id, "ILO", **{**DEMAND, **told})
    with refused(world, sentence, rule=rule):
        world.press(case_id, "assess", "ILO")


def test_nobody_at_all_asks_for_it_is_a_demand_that_is_told(world: World) -> None:
    case_id = demanded(world, published(world), requests="0", practitioners="0")
    world.press(case_id, "reject", "manager", reason="Nobody asks for it.")
    assert world.state(case_id) == "rejected"


def test_only_the_senior_manager_approves_it(world: World) -> None:
    case_id = demanded(world, published(world))
    sentence = "You cannot do this here: Approve it."
    for who in ("ILO", "officer"):
        with refused(world, sentence, rule="translation:approve", error=Denied):
            world.press(case_id, "approve", who)


def test_what_bears_no_stamp_is_not_translated(world: World) -> None:
    legacy = idea(world)
    world.put(legacy, "The model law.", "product", "officer")
    world.press(
        legacy, "enter", "officer", reason="Published in 2009.", issued_in="2009", review_by="2013-06-30"
    )
    case_id = demanded(world, legacy)
    with refused(world, "Only from a version that is published and bears the stamp.", rule="7.22"):
        world.press(case_id, "approve", "manager")


# How it is made


def test_a_translation_has_an_author_and_one_who_checks(world: World) -> None:
    case_id = demanded(world, published(world))
    world.press(case_id, "approve", "manager")
    with refused(world, "Not filled in yet: Translator or author, Expert who checks it.", rule="7.22"):
        world.press(case_id, "begin", "officer")


SPEAKS = "The check is made by an expert on the roster who speaks the language."


@pytest.mark.parametrize(
    ("language", "who"), [("ARABIC", EXPERTS[0]), ("FRENCH", "expert"), ("FRENCH", "author")]
)
def test_it_is_checked_by_an_expert_on_the_roster_who_speaks_the_language(
    world: World, language: str, who: str
) -> None:
    case_id = demanded(world, published(world), language=language)
    world.press(case_id, "approve", "manager")
    with refused(world, SPEAKS, rule="7.22", error=Invalid):
        world.edit(case_id, "officer", checker=world.people[who].hex)


def test_the_page_offers_as_checkers_those_who_speak_the_language(world: World) -> None:
    case_id = demanded(world, published(world))
    world.press(case_id, "approve", "manager")
    checker = world.read(case_id).definition.field_by_key["checker"]
    with world.engine.database.read() as connection:
        house, me = world.engine.register(connection), world.people["officer"]
        page = case_page(world.engine, connection, house, case_id, me)
        view = CaseView(page.snapshot)
        offered = {
            name for name, who in world.people.items() if checked_by(checker, who.hex, view, house) is None
        }
    assert offered == {*EXPERTS}


def test_what_is_tailored_in_the_language_of_its_source_finds_somebody_who_checks_it(world: World) -> None:
    told = {**CHANGED, "form": "TAILORED", "changes_content": "", "language": ""}
    assert world.state(in_production(world, published(world), **told)) == "production"


def test_nothing_is_checked_that_is_not_there(world: World) -> None:
    case_id = in_production(world, published(world))
    with refused(world, "There is no document yet: Translated or tailored version."):
        world.press(case_id, "hand_in", "author")


def test_what_is_not_right_goes_back_to_its_translator_with_a_reason(world: World) -> None:
    case_id = handed_in(world, published(world))
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        answer_open(world, case_id, "check", "back", EXPERTS[0])
    answer_open(world, case_id, "check", "back", EXPERTS[0], reason="Page 2 says the contrary.")
    assert world.state(case_id) == "production"
    world.put(case_id, "Le module, encore.", "product", "author")
    world.press(case_id, "hand_in", "author")
    answer_open(world, case_id, "check", "good", EXPERTS[0])
    assert world.state(case_id) == "ready"


def test_only_the_file_that_was_checked_is_published(world: World) -> None:
    case_id = checked(world, published(world))
    with pytest.raises(Denied):
        world.put(case_id, "Le module, encore.", "product", "officer")
    world.press(case_id, "work_on", "officer", reason="Once more.")
    assert world.state(case_id) == "production"


def test_content_that_changes_is_reviewed_as_a_product_of_its_own(world: World) -> None:
    product_id = published(world)
    case_id = checked(world, product_id, **CHANGED, region="WEST_CENTRAL_AFRICA")
    review_id = linked_case(world, case_id, "reviewed_by")
    assert (world.state(case_id), world.state(review_id)) == ("review", "screening")
    stamp(world, review_id)
    assert world.state(case_id) == "ready"
    world.press(case_id, "publish", "officer")
    assert field(world, case_id, "published_hash") == field(world, review_id, "stamped_hash")
    assert proven(world)


def test_content_that_the_panel_does_not_stamp_goes_back(world: World) -> None:
    case_id = checked(world, published(world), **CHANGED)
    review_id = linked_case(world, case_id, "reviewed_by")
    world.press(review_id, "withdraw", "officer", reason="The wrong file.")
    assert world.state(case_id) == "production"


# When its source changes


def test_a_source_that_changes_meanwhile_is_taken_up_first(world: World) -> None:
    product_id = published(world)
    case_id = checked(world, product_id)
    with refused(world, "The source has not changed.", rule="7.22"):
        world.press(case_id, "new_source", "officer")
    published_anew(world, product_id)
    with refused(world, "The source has changed since: take up its new version first.", rule="7.22"):
        world.press(case_id, "publish", "officer")
    world.press(case_id, "new_source", "officer")
    world.press(case_id, "begin", "officer")
    assert field(world, case_id, "source_hash") == field(world, product_id, "published_hash")


def test_a_translation_is_out_of_date_at_once_when_its_source_is_published_anew(world: World) -> None:
    product_id = published(world)
    case_id = translated(world, product_id)
    published_anew(world, product_id)
    assert world.state(case_id) == "outdated"
    assert field(world, case_id, "published_hash"), "people still find it, with a note"
    world.press(case_id, "again", "officer")
    world.press(case_id, "begin", "officer")
    world.put(case_id, "Le module, deuxième édition.", "product", "author")
    world.press(case_id, "hand_in", "author")
    answer_open(world, case_id, "check", "good", EXPERTS[0])
    world.press(case_id, "publish", "officer")
    assert [to for _, _, to in moves(world, case_id)][-6:] == [
        "outdated",
        "approved",
        "production",
        "check",
        "ready",
        "published",
    ]
    assert field(world, case_id, "source_hash") == field(world, product_id, "published_hash")
    assert proven(world)


def test_a_source_that_is_retired_takes_its_translations_with_it(world: World) -> None:
    product_id = published(world)
    case_id = translated(world, product_id)
    world.press(product_id, "retire", "officer", reason="It is wrong.")
    assert (world.state(case_id), field(world, case_id, "published_hash")) == ("retired", None)


def test_a_source_whose_stamp_is_suspended_is_not_translated(world: World) -> None:
    product_id = published(world)
    case_id = identified(world, product_id)
    world.edit(case_id, "ILO", **DEMAND)
    world.press(case_id, "assess", "ILO")
    stamped = linked_case(world, product_id, "reviewed_by")
    world.press(stamped, "suspend", "officer", reason="A figure is wrong.")
    with refused(world, "Only from a version that is published and bears the stamp.", rule="7.22"):
        world.press(case_id, "approve", "manager")


def test_nobody_checks_the_own_translation(world: World) -> None:
    product_id = published(world)
    case_id = identified(world, product_id)
    world.edit(case_id, "ILO", **DEMAND)
    world.press(case_id, "assess", "ILO")
    world.press(case_id, "approve", "manager")
    one = world.people[EXPERTS[0]].hex
    world.edit(case_id, "officer", author=one, checker=one)
    with refused(world, "Nobody checks what they have made.", rule="7.22"):
        world.press(case_id, "begin", "officer")


def test_a_corrigendum_outdates_the_translations(world: World) -> None:
    product_id = published(world)
    case_id = translated(world, product_id)
    review_id = re_reviewing(world, product_id)
    assessed(world, review_id, "update")
    world.put(product_id, "Page 3: the number is 112.", "corrigendum")
    world.press(review_id, "update", "officer", interval="YEAR", reason="One number.")
    assert world.state(case_id) == "outdated"
