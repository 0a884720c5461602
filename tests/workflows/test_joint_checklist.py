"""The joint checklist: members bring their tools, experts look, the panel stamps, the Committee adopts; no version changes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.commands import item
from engine.definition import working_days
from tests.furnished import on_both
from tests.people import MEMBERS
from tests.refusing import Denied, Invalid, refused
from tests.workflows import proposing
from tests.workflows.checking import (
    CODES,
    ITEMS,
    adopted,
    asked,
    before_sc,
    bring_on,
    brought,
    change,
    drafted,
    end_row,
    fits,
    in_review,
    in_use,
    name_experts,
    next_version,
    row_of,
    under_experts,
    write,
)
from tests.workflows.decision.record import field, moves, proven, reminders
from tests.workflows.producing import linked_case, stamp
from tests.workflows.publishing import answer_open
from tests.workflows.reviewing import EXPERTS, roster
from tests.world import World

pytestmark = on_both


def items(world: World, case_id: UUID) -> list[str]:
    """The codes of the items, in order."""
    return [r.data["code"] for r in world.read(case_id).items if r.item == "items" and r.standing]


def test_a_checklist_takes_its_whole_way_into_use(world: World) -> None:
    case_id = in_use(world)
    assert [to for _from, _by, to in moves(world, case_id)] == [
        "input",
        "experts",
        "review",
        "committee",
        "adopted",
        "in_use",
    ]
    assert world.number(case_id) == "GIFT/CKL/2013/001"
    document = world.read(case_id).documents["dataset"]
    assert field(world, case_id, "checked_hash") == document.sha256.hex()
    assert field(world, case_id, "adopted_on") == world.clock.now().date()
    told = json.dumps(json.loads(world.engine.files.get(case_id, document.sha256)))
    assert all(code in told for code in CODES)
    assert proven(world)


@pytest.mark.parametrize("who", ["donor", "expert", "auditor"])
def test_who_is_not_of_the_committee_or_the_secretariat_begins_none(world: World, who: str) -> None:
    sentence = "You cannot open a case of this type: Joint checklist."
    with refused(world, sentence, rule="open:joint-checklist", error=Denied):
        world.open("Joint checklist", who, "joint-checklist", purpose="For all.")


# The items


def test_an_item_has_a_pillar_a_text_and_a_scale(world: World) -> None:
    case_id = drafted(world, items=())
    for without, label in (("pillar", "Pillar"), ("text", "Item"), ("scale", "Scale"), ("code", "Code")):
        with refused(world, f"Fill in: {label}.", error=Invalid):
            told = {**ITEMS[0], without: ""}
            item.add(world.engine, case_id, "items", told, by=world.people["officer"])


def test_an_item_is_for_needs_or_for_progress_or_for_both(world: World) -> None:
    case_id = drafted(world)
    says = "Say whether it is for assessing needs, for following progress, or for both."
    with refused(world, says, rule="SS-10"):
        change(world, case_id, "items", "LP1", assesses="no", monitors="no")
    change(world, case_id, "items", "LP1", assesses="no")


def test_no_code_is_there_twice(world: World) -> None:
    case_id = drafted(world)
    with refused(world, "There is such a row in “Items” already.", rule="unique-row"):
        item.add(world.engine, case_id, "items", ITEMS[0], by=world.people["officer"])


def test_members_are_asked_about_items_that_are_there(world: World) -> None:
    case_id = drafted(world, items=())
    with refused(world, "There are no items yet.", rule="SS-10"):
        world.press(case_id, "ask", "officer")


def test_only_the_secretariat_writes_items_and_asks(world: World) -> None:
    case_id = drafted(world, "ILO")
    says = "You cannot change “Items” while the case is “Draft”."
    with refused(world, says, rule="edit:items", error=Denied):
        change(world, case_id, "items", "LP1", "ILO", hint="Another one.")
    says = "You cannot do this here: Ask the members for their tools."
    with refused(world, says, rule="joint-checklist:ask", error=Denied):
        world.press(case_id, "ask", "ILO")


# Member input


def test_every_member_brings_its_tools_in_lines_of_its_own(world: World) -> None:
    case_id = asked(world)
    told = {"instrument": "Forced labour toolkit", "offers": "Questions on inspection."}
    write(world, case_id, "tools", told, by="ILO")
    says = "You cannot change “Tools of the members” while the case is “Member input”."
    with refused(world, says, rule="edit:tools", error=Denied):
        change(world, case_id, "tools", told["instrument"], "IOM", "instrument", offers="Nothing.")
    change(world, case_id, "tools", told["instrument"], "ILO alternate", "instrument", offers="More.")
    world.answer(case_id, "ILO", "brought", "bring")
    assert row_of(world, case_id, "tools", told["instrument"], "instrument").data["offers"] == "More."


WAITING = "Not every member has answered yet, and the 20 working days are not over."


def test_every_member_has_answered_before_experts_look_at_it(world: World) -> None:
    case_id = asked(world)
    name_experts(world, case_id)
    brought(world, case_id, *MEMBERS[1:])
    with refused(world, WAITING, rule="SS-10"):
        world.press(case_id, "review", "officer")
    brought(world, case_id, MEMBERS[0])
    world.press(case_id, "review", "officer")


def test_a_member_that_does_not_answer_is_waited_for_20_working_days(world: World) -> None:
    case_id = asked(world)
    name_experts(world, case_id)
    until = next(t.due_at for t in world.read(case_id).tasks if t.task == "bring")
    assert until is not None
    world.at(until - timedelta(seconds=1))
    with refused(world, WAITING, rule="SS-10"):
        world.press(case_id, "review", "officer")
    world.at(until)
    world.press(case_id, "review", "officer")
    assert world.state(case_id) == "experts"


@pytest.mark.parametrize("late", [True, False])
def test_the_office_is_told_of_an_expert_who_is_two_days_late(world: World, late: bool) -> None:
    case_id = under_experts(world)
    if not late:
        fits(world, case_id)
    asked_at = world.engine.now()
    world.at(world.view(case_id).after(asked_at, working_days(17)))
    told = [to for _, says, to in reminders(world, case_id) if says.startswith("An expert is late")]
    assert told == ([["SECRETARIAT_OFFICER", "SENIOR_MANAGER"]] if late else [])


@pytest.mark.parametrize("without", ["hint", "source"])
def test_every_item_says_its_evidence_and_its_source(world: World, without: str) -> None:
    case_id = asked(world)
    brought(world, case_id)
    name_experts(world, case_id)
    change(world, case_id, "items", "PS1", **{without: ""})
    change(world, case_id, "items", "DA1", **{without: ""})
    says = "Evidence or source instrument is missing for: PS1, DA1."
    with refused(world, says, rule="SS-10"):
        world.press(case_id, "review", "officer")


def test_every_item_names_the_one_of_the_global_plan_that_it_follows_or_says_none(world: World) -> None:
    case_id = asked(world)
    brought(world, case_id)
    name_experts(world, case_id)
    for code in ("PS1", "DA1"):
        change(world, case_id, "items", code, plan_item="")
    says = "It is not said which item of the Global Plan of Action they follow, or that it is none: PS1, DA1."
    with refused(world, says, rule="7.8"):
        world.press(case_id, "review", "officer")
    change(world, case_id, "items", "PS1", plan_item="Part III")
    change(world, case_id, "items", "DA1", plan_item="none")
    world.press(case_id, "review", "officer")


def test_every_pillar_has_an_item(world: World) -> None:
    case_id = asked(world)
    brought(world, case_id)
    name_experts(world, case_id)
    for code in ("PV1", "DA1"):
        end_row(world, case_id, "items", code)
    with refused(world, "No item yet for: Prevention, Data and learning.", rule="SS-10"):
        world.press(case_id, "review", "officer")


# The experts


def test_two_experts_of_the_roster_look_at_it(world: World) -> None:
    case_id = asked(world)
    brought(world, case_id)
    name_experts(world, case_id, EXPERTS[0])
    with refused(world, "Two experts of the roster at least look at it.", rule="7.8"):
        world.press(case_id, "review", "officer")
    with refused(world, "This is nobody on the roster who can be asked now.", rule="7.6"):
        name_experts(world, case_id, "expert")


def test_what_an_expert_would_have_changed_is_changed_and_looked_at_again(world: World) -> None:
    case_id = under_experts(world)
    fits(world, case_id, EXPERTS[0])
    with refused(world, "Waiting for second expert."):
        world.press(case_id, "hand_in", "officer")
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        answer_open(world, case_id, "look", "change", EXPERTS[1])
    answer_open(world, case_id, "look", "change", EXPERTS[1], reason="LP1 asks two things.")
    with refused(world, "Waiting for second expert."):
        world.press(case_id, "hand_in", "officer")
    change(world, case_id, "items", "LP1", text="Is it a crime?")
    with refused(world, "Waiting for first expert, second expert."):
        world.press(case_id, "hand_in", "officer")
    fits(world, case_id)
    world.press(case_id, "hand_in", "officer")
    assert world.state(case_id) == "review"


def test_the_checklist_has_its_file_a_lead_and_somebody_who_has_written_it(world: World) -> None:
    case_id = under_experts(world)
    fits(world, case_id)
    world.edit(case_id, "officer", author="")
    with refused(world, "Not filled in yet: Written up by."):
        world.press(case_id, "hand_in", "officer")


def test_without_the_file_there_is_nothing_to_review(world: World) -> None:
    case_id = world.open("Joint checklist", "officer", "joint-checklist", purpose="For all.")
    roster(world)
    write(world, case_id, "items", *ITEMS)
    world.press(case_id, "ask", "officer")
    brought(world, case_id)
    name_experts(world, case_id)
    world.press(case_id, "review", "officer")
    fits(world, case_id)
    with refused(world, "There is no document yet: Checklist."):
        world.press(case_id, "hand_in", "officer")


def test_the_lead_is_a_member(world: World) -> None:
    case_id = drafted(world)
    says = "Only a seated member of the Committee: not DONOR."
    with refused(world, says, rule="GOV-01", error=Invalid):
        world.edit(case_id, "officer", lead=world.organizations["DONOR"].hex)


# The stamp and the Committee


def test_only_a_stamped_checklist_comes_before_the_committee(world: World) -> None:
    case_id = in_review(world)
    with refused(world, "It is not stamped yet.", rule="QR-01"):
        world.press(case_id, "submit", "officer")
    stamp(world, linked_case(world, case_id, "reviewed_by"))
    change(world, case_id, "items", "LP1", hint="")
    with refused(world, "Evidence or source instrument is missing for: LP1.", rule="SS-10"):
        world.press(case_id, "submit", "officer")


def test_items_that_are_brought_in_line_with_the_stamped_file_are_looked_at_again(world: World) -> None:
    case_id = in_review(world)
    stamp(world, linked_case(world, case_id, "reviewed_by"))
    change(world, case_id, "items", "LP1", text="Is it a crime?")
    with refused(world, "Waiting for first expert, second expert."):
        world.press(case_id, "submit", "officer")
    answer_open(world, case_id, "look", "change", EXPERTS[0], reason="It asks less than before.")
    fits(world, case_id, EXPERTS[1])
    with refused(world, "Waiting for first expert."):
        world.press(case_id, "submit", "officer")
    fits(world, case_id, EXPERTS[0])
    world.press(case_id, "submit", "officer")
    assert world.state(case_id) == "committee"


def test_a_review_that_ends_without_a_stamp_leads_back_by_itself(world: World) -> None:
    case_id = in_review(world)
    first = linked_case(world, case_id, "reviewed_by")
    world.press(first, "withdraw", "officer", reason="The wrong file.")
    assert world.state(case_id) == "experts"
    with refused(world, "Waiting for first expert, second expert."):
        world.press(case_id, "hand_in", "officer")
    fits(world, case_id)
    world.press(case_id, "hand_in", "officer")
    assert linked_case(world, case_id, "reviewed_by") != first


def test_a_decision_that_does_not_adopt_it_leads_back_by_itself(world: World) -> None:
    case_id = before_sc(world)
    decision = linked_case(world, case_id, "decided_by")
    world.press(decision, "withdraw", "officer", reason="Not this year.")
    assert world.state(case_id) == "experts"
    assert proven(world)


def test_a_decision_on_another_subject_adopts_nothing(world: World) -> None:
    case_id = before_sc(world)
    decision = linked_case(world, case_id, "decided_by")
    world.edit(decision, "officer", subject="PRIORITY")
    proposing.adopt(world, decision)
    assert world.state(case_id) == "committee"


@pytest.mark.parametrize("story", [before_sc, adopted, in_use])
def test_from_the_committee_on_no_item_changes_any_more(world: World, story: Any) -> None:
    case_id = story(world)
    label = world.view(case_id).state.label
    says = f"You cannot change “Items” while the case is “{label}”."
    with refused(world, says, rule="edit:items", error=Denied):
        change(world, case_id, "items", "LP1", text="Another question.")
    with pytest.raises(Denied):
        world.put(case_id, "Another file.", "checklist")


def test_a_checklist_is_given_up_with_a_reason_as_long_as_it_is_not_adopted(world: World) -> None:
    case_id = under_experts(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "withdraw", "officer")
    world.press(case_id, "withdraw", "officer", reason="Another one is there.")
    assert world.state(case_id) == "withdrawn"
    other = adopted(world)
    says = "“Do not carry it on” is not possible while the case is “Adopted”."
    with refused(world, says, rule="wrong-state"):
        world.press(other, "withdraw", "officer", reason="Another one is there.")


# The next version


def test_the_next_version_begins_with_the_items_and_takes_the_place_of_the_one_before(world: World) -> None:
    case_id = in_use(world)
    later = next_version(world, case_id)
    assert (field(world, later, "version"), items(world, later)) == (2, list(CODES))
    change(world, later, "items", "LP1", text="Is it a crime everywhere?")
    assert row_of(world, case_id, "items", "LP1").data["text"] == ITEMS[0]["text"]
    bring_on(world, later)
    assert (world.state(later), world.state(case_id)) == ("in_use", "superseded")
    assert row_of(world, case_id, "items", "LP1").data["text"] == ITEMS[0]["text"]
    assert proven(world)


def mapped(world: World, case_id: UUID) -> dict[str, str | None]:
    """By its code, which item of the version before each one says it is."""
    rows = [r.data for r in world.read(case_id).items if r.item == "items" and r.standing]
    return {row["code"]: row.get("earlier") for row in rows}


def test_an_item_of_a_version_is_mapped_to_the_one_it_began_as_and_never_to_one_before_that(
    world: World,
) -> None:
    first = in_use(world)
    assert set(mapped(world, first).values()) == {None}
    second = next_version(world, first)
    assert mapped(world, second) == {code: code for code in CODES}
    change(world, second, "items", "LP1", code="LP9")
    assert mapped(world, second) == {"LP9": "LP1", **{code: code for code in CODES[1:]}}
    bring_on(world, second)
    third = next_version(world, second)
    assert mapped(world, third) == {code: code for code in ("LP9", *CODES[1:])}
    assert proven(world)


def test_a_mapping_that_the_secretariat_has_changed_stays_as_it_is(world: World) -> None:
    later = next_version(world, in_use(world))
    change(world, later, "items", "PS1", earlier="")
    item.add(world.engine, later, "items", {**ITEMS[0], "code": "LP2"}, by=world.people["officer"])
    assert (mapped(world, later)["PS1"], mapped(world, later)["LP2"]) == (None, None)


def test_one_next_version_is_prepared_at_a_time(world: World) -> None:
    case_id = in_use(world)
    later = next_version(world, case_id)
    with refused(world, "The next version is being prepared already.", rule="7.8"):
        world.press(case_id, "next", "officer")
    world.press(later, "withdraw", "officer", reason="Too early.")
    world.press(case_id, "next", "officer")
    assert world.state(case_id) == "in_use"
