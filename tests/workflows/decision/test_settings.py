"""A setting changes by an adopted decision on the Terms of Reference, by consensus, and in no other way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from engine.commands import register
from tests.people import CHAIR
from tests.refusing import Denied, refused
from tests.workflows.decision.acts import all_support
from tests.workflows.decision.record import proven
from tests.world import World

BY_TERMS = "Only a decision on the Terms of Reference adopts a setting."
NO_FIT = "This setting cannot take that value."


def drafted(world: World, subject: str = "GOVERNANCE_TOR", **data: Any) -> UUID:
    case_id = world.open(subject=subject, **data)
    world.put(case_id)
    return case_id


def silence_subjects(world: World) -> Any:
    return world.register_now().settings.get("silence_subjects", ())


def test_an_adopted_decision_opens_silence_to_subjects(world: World) -> None:
    case_id = drafted(world, setting_key="silence_subjects", setting_value="PRIORITY, WORKPLAN")
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR)
    all_support(world, case_id)
    assert silence_subjects(world) == (), "off until it is adopted"
    world.press(case_id, "declare_consensus", CHAIR)
    assert silence_subjects(world) == ["PRIORITY", "WORKPLAN"]
    assert world.register_now().setting_by["silence_subjects"] == case_id, "with the case that adopted it"
    assert proven(world)
    other = world.circulated(method="SILENCE")
    world.press(other, "open_silence", CHAIR)
    assert world.state(other) == "silence"


@pytest.mark.parametrize(
    "subject", ["PRIORITY", "MEMBERSHIP", "IMPLEMENT_ACTIVITY", "OTHER", "LETTER_OF_AGREEMENT"]
)
def test_no_other_subject_adopts_a_setting(world: World, subject: str) -> None:
    case_id = drafted(world, subject, setting_key="silence_subjects", setting_value="PRIORITY")
    if subject == "IMPLEMENT_ACTIVITY":
        from tests.workflows.decision.acts import rate

        rate(world, case_id)
    with refused(world, BY_TERMS, rule="11a"):
        world.press(case_id, "circulate", "officer")


def test_a_setting_slipped_in_during_deliberation_is_not_adopted(world: World) -> None:
    case_id = world.deliberating(subject="PRIORITY")
    all_support(world, case_id)
    world.edit(case_id, "officer", setting_key="silence_subjects", setting_value="PRIORITY")
    all_support(world, case_id)
    with refused(world, BY_TERMS, rule="11a"):
        world.press(case_id, "declare_consensus", CHAIR)
    assert silence_subjects(world) == ()


def test_another_value_slipped_in_during_deliberation_voids_the_support(world: World) -> None:
    case_id = drafted(world, setting_key="silence_urgent", setting_value="96")
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR)
    all_support(world, case_id)
    world.edit(case_id, "officer", setting_value="73")
    with refused(world, "Not in support: ILO, IOM, OHCHR, OSCE, UNICEF, UNODC."):
        world.press(case_id, "declare_consensus", CHAIR)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("silence_urgent", "soon"),
        ("silence_subjects", "PRIORITY, NONSENSE"),
        ("silence_urgent", None),
        ("rotation_order", "ILO, NOBODY"),
        ("silence_normal", "5.5"),
        ("silence_urgent", "71"),
        ("silence_urgent", "8785"),
        ("silence_normal", "0"),
        ("silence_normal", "-5"),
        ("silence_important", "251"),
        ("silence_shortest", "71"),
        ("silence_notice_share", "0"),
        ("silence_notice_share", "101"),
        ("rotation_order", "ILO, OSCE"),
    ],
)
def test_a_value_that_the_setting_cannot_take_is_refused(world: World, key: str, value: str | None) -> None:
    case_id = drafted(world, setting_key=key, setting_value=value)
    with refused(world, NO_FIT):
        world.press(case_id, "circulate", "officer")


def test_a_value_that_fits_no_more_at_the_declaration_is_refused(world: World) -> None:
    case_id = drafted(world, setting_key="silence_urgent", setting_value="96")
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR)
    world.edit(case_id, "officer", setting_value="many")
    all_support(world, case_id)
    with refused(world, NO_FIT):
        world.press(case_id, "declare_consensus", CHAIR)


def test_a_concern_blocks_a_change_of_the_terms(world: World) -> None:
    case_id = drafted(world, setting_key="silence_urgent", setting_value="96")
    world.press(case_id, "circulate", "officer")
    world.press(case_id, "deliberate", CHAIR)
    all_support(world, case_id, "OSCE")
    world.answer(case_id, "OSCE", "concern", reason="Too short.")
    with refused(world, "Only an activity may be decided jointly against a concern.", rule="GOV-03"):
        world.press(case_id, "declare_joint_decision", CHAIR)
    with refused(world, "Not in support: OSCE."):
        world.press(case_id, "declare_consensus", CHAIR)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("silence_subjects", "Subjects open to silence"),
        ("silence_urgent", "Silence period, urgent (hours)"),
        ("silence_normal", "Silence period, normal (working days)"),
        ("silence_important", "Silence period, important (working days)"),
        ("silence_shortest", "Shortest silence period (hours)"),
        ("silence_notice_share", "Notice must come before this share of the period (percent)"),
        ("rotation_order", "Order in which members preside"),
    ],
)
def test_no_administrator_changes_what_the_committee_decides(world: World, key: str, label: str) -> None:
    with refused(world, f"“{label}” changes only by an adopted decision.", rule="decided-setting"):
        register.set_setting(world.engine, key, "1", by=world.people["administrator"])


def test_others_change_no_setting_at_all(world: World) -> None:
    with refused(world, "Only an administrator may change the register.", rule="administer", error=Denied):
        register.set_setting(world.engine, "house_name", "Mine", by=world.people["manager"])


def test_a_stored_deadline_does_not_move_with_a_setting(world: World) -> None:
    case_id = world.silent()
    before = world.view(case_id).expires_at
    register.set_setting(world.engine, "silence_normal", 20, by=None)
    world.open_pages(case_id)
    assert world.view(case_id).expires_at == before
