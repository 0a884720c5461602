"""What the assessment found stands beside what the programme finds: on one version of the checklist, or as the next maps it."""

from __future__ import annotations

from uuid import UUID

from tests.workflows import checking
from tests.workflows.programming import assessment, fill_in, running
from tests.world import World
from workflows.joint_programme.phases import end_line


def before(world: World, case_id: UUID) -> dict[str, str | None]:
    """By item, what the assessment had agreed on."""
    rows = [r.data for r in world.read(case_id).items if r.item == "progress"]
    return {row["code"]: row.get("before") for row in rows}


def found_at_the_assessment(world: World) -> dict[str, str]:
    rows = [r.data for r in world.read(assessment(world)).items if r.item == "checklist"]
    return {row["code"]: row["status"] for row in rows}


def test_on_the_same_version_every_item_has_what_the_assessment_found(coasts: World) -> None:
    case_id = running(coasts)
    assert before(coasts, case_id) == found_at_the_assessment(coasts)
    fill_in(coasts, case_id, "progress", "PT1", "code", status="WORKING")
    assert before(coasts, case_id) == found_at_the_assessment(coasts), "what was found stays"


def test_on_the_next_version_only_what_it_maps_is_compared(coasts: World) -> None:
    second = checking.next_version(coasts, checking.checklist(coasts))
    checking.change(coasts, second, "items", "LP1", "officer", "code", code="LP9")
    for code in checking.CODES[1:]:
        checking.change(coasts, second, "items", code, "officer", "code", earlier="")
    checking.bring_on(coasts, second)
    told = before(coasts, running(coasts))
    assert told.pop("LP9") == found_at_the_assessment(coasts)["LP1"]
    assert set(told.values()) == {None}, "the same code on another version is another question"


def test_on_a_next_version_whose_items_were_left_as_they_are_all_of_it_is_compared(coasts: World) -> None:
    checking.bring_on(coasts, checking.next_version(coasts, checking.checklist(coasts)))
    assert before(coasts, running(coasts)) == found_at_the_assessment(coasts)


def test_what_is_for_assessing_needs_only_is_not_asked_in_a_programme(coasts: World) -> None:
    second = checking.next_version(coasts, checking.checklist(coasts))
    checking.change(coasts, second, "items", "DA1", monitors="no")
    checking.bring_on(coasts, second)
    case_id = running(coasts)
    refusal = end_line.refusal(coasts.view(case_id))
    assert refusal is not None and set(refusal.names) == set(checking.CODES) - {"DA1"}


def test_a_version_further_on_is_not_compared_at_all(coasts: World) -> None:
    for _ in range(2):
        later = checking.next_version(coasts, checking.checklist(coasts))
        checking.bring_on(coasts, later)
    assert set(before(coasts, running(coasts)).values()) == {None}
