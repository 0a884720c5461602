"""From an idea to an approved activity: all are asked, duplicates are looked for, 11 principles tested, the Committee decides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.commands import item, link, register
from tests.people import CHAIR, MEMBERS
from tests.refusing import Denied, Invalid, Refused, Stale, Unknown, refused
from tests.workflows.decision.record import history, moves, proven, reminders
from tests.workflows.proposing import (
    CONSULTED_UNTIL,
    IDEA,
    TOPICALITY,
    VIEW,
    adopt,
    approved,
    before_sc,
    consulting,
    deliberate,
    drafted,
    gave_view,
    linked_to,
    rate,
    rate_all,
    reviewed,
    reviewing,
    row,
    screened,
    screening,
    tie,
    topical,
)
from tests.world import World

INSTANT = timedelta(microseconds=1)


def person(world: World, name: str) -> str:
    """The target of a task or reminder that means this person."""
    return f"person:{world.people[name].hex}"


def field(world: World, case_id: UUID, key: str) -> Any:
    return world.read(case_id).case.data.get(key)


@contextmanager
def invalid(world: World, *sentences: str, rule: str | None = None) -> Iterator[None]:
    """What stands inside is refused as wrongly filled in, with exactly these sentences."""
    with pytest.raises(Invalid) as caught:
        yield
    assert (sorted(str(says) for says in caught.value.problems.values()), caught.value.rule) == (
        sorted(sentences),
        rule,
    )


# The whole way


def test_an_idea_becomes_an_activity_that_the_committee_approved(world: World) -> None:
    case_id, decision = approved(world)
    assert [trigger for _, trigger, _ in moves(world, case_id)] == [
        "consult",
        "all_replied",
        "screened",
        "submit",
        "approve",
    ]
    assert (world.number(case_id), world.read(case_id).case.result) == ("GIFT/PRO/2013/001", "approved")
    assert world.number(decision) == "GIFT/DEC/2013/001"
    assert proven(world)


def test_the_decision_opens_with_what_the_proposal_says(world: World) -> None:
    _, decision = before_sc(world, lead="UNODC", significant="yes", waiver="The Committee has asked all.")
    opened = world.read(decision)
    assert opened.case.definition == "consensus-decision"
    assert (opened.case.title, opened.case.state, opened.case.opener) == (
        "Joint training",
        "draft",
        world.people["officer"],
    )
    told = ("nature", "subject", "background", "lead", "significant", "waiver")
    assert [opened.case.data.get(key) for key in told] == [
        "DECISION",
        "IMPLEMENT_ACTIVITY",
        IDEA["rationale"],
        world.organizations["UNODC"].hex,
        True,
        "The Committee has asked all.",
    ]
    assert proven(world)


def test_the_decision_has_the_review_as_rows_and_as_a_frozen_document(world: World) -> None:
    case_id = reviewing(world)
    rate_all(world, case_id)
    rate(world, case_id, 7, "PARTLY", why="Two plans are older than the Global Plan.")
    topical(world, case_id)
    world.press(case_id, "submit", "officer")
    mine, theirs = world.read(case_id), world.read(linked_to(world, case_id, "decided_by"))
    rows = {r.data["no"]: r.data for r in theirs.items if r.item == "principles"}
    assert sorted(rows) == list(range(1, 12))
    assert (rows[7]["rating"], rows[7]["why"]) == ("PARTLY", "Two plans are older than the Global Plan.")
    assert theirs.documents["review"].sha256 == mine.documents["review"].sha256
    assert theirs.documents["paper"].sha256 == mine.documents["note"].sha256
    content = world.engine.files.get(theirs.case.id, theirs.documents["review"].sha256)
    assert [entry["values"]["rating"] for entry in json.loads(content)].count("MET") == 10


def test_an_opened_decision_can_be_circulated_and_taken_as_it_is(world: World) -> None:
    case_id, decision = before_sc(world)
    deliberate(world, decision)
    world.answer(decision, "ILO", "support")
    world.answer(decision, "OSCE", "concern", reason="We would begin smaller.")
    world.press(decision, "declare_joint_decision", CHAIR)
    assert world.state(case_id) == "approved", "a joint decision is a decision"


# Who


@pytest.mark.parametrize("name", [*MEMBERS, "UNICEF alternate", "officer", "manager"])
def test_members_and_the_secretariat_open_proposals(world: World, name: str) -> None:
    case_id = world.open("An idea", name, "activity-proposal", partner="Airline partner A")
    assert world.number(case_id) == "GIFT/PRO/2013/001"


@pytest.mark.parametrize("name", ["expert", "donor", "auditor", "administrator"])
def test_others_bring_their_ideas_through_a_focal_point(world: World, name: str) -> None:
    sentence = "You cannot open a case of this type: Activity proposal."
    with refused(world, sentence, rule="open:activity-proposal", error=Denied):
        world.open("An idea", name, "activity-proposal")


def test_each_proposal_has_a_number_of_its_own(world: World) -> None:
    assert [world.number(drafted(world, by)) for by in ("ILO", "OSCE")] == [
        "GIFT/PRO/2013/001",
        "GIFT/PRO/2013/002",
    ]


def test_outsiders_do_not_know_of_a_proposal(world: World) -> None:
    case_id = drafted(world)
    for name in ("expert", "donor"):
        with refused(world, "There is no such case, or it is not open to you.", error=Unknown):
            world.edit(case_id, name, rationale="Mine.")


@pytest.mark.parametrize("key", ["contributors", "lead"])
def test_only_members_contribute_or_lead(world: World, key: str) -> None:
    sentence = "Only members of the Committee contribute as members: not EXPERTS."
    with refused(world, sentence, rule="GOV-01", error=Invalid):
        world.open(
            "An idea",
            "ILO",
            "activity-proposal",
            **{key: ["EXPERTS"] if key == "contributors" else "EXPERTS"},
        )
    case_id = drafted(world)
    with refused(world, sentence, rule="GOV-01", error=Invalid):
        world.edit(case_id, "ILO", **{key: ["ILO", "EXPERTS"] if key == "contributors" else "EXPERTS"})


# Draft


def test_a_proposal_is_told_in_full_before_members_are_asked(world: World) -> None:
    case_id = world.open("An idea", "ILO", "activity-proposal")
    sentence = "Not filled in yet: Component, Kind of activity, Rationale, Contributing members."
    with refused(world, sentence, rule="7.1"):
        world.press(case_id, "consult", "ILO")
    world.edit(case_id, "ILO", component="A", kind="PRODUCT", rationale="Because.", contributors=["ILO"])
    world.press(case_id, "consult", "ILO")
    assert world.state(case_id) == "inception"


def test_without_members_nobody_is_asked(world: World) -> None:
    case_id = drafted(world)
    for mandate in world.view(case_id).register.mandates:
        if mandate.role == "SC_FOCAL_POINT" and mandate.person_id is None:
            register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    with refused(world, "There is no seated member to consult.", rule="GOV-18"):
        world.press(case_id, "consult", "ILO")


def test_another_member_does_not_put_forward_somebody_elses_idea(world: World) -> None:
    case_id = drafted(world)
    with refused(
        world, "You cannot do this here: Ask the members.", rule="activity-proposal:consult", error=Denied
    ):
        world.press(case_id, "consult", "IOM")
    with refused(
        world, "You cannot do this here: Ask the members.", rule="activity-proposal:consult", error=Denied
    ):
        world.press(case_id, "consult", "officer")
    world.press(case_id, "consult", "ILO alternate")
    assert world.state(case_id) == "inception"


def test_a_stale_draft_asks_its_owner_after_90_days(world: World) -> None:
    case_id = drafted(world)
    asked = datetime(2013, 4, 7, 8, tzinfo=UTC)  # 90 days later at the same time of day in Vienna
    world.at(asked - INSTANT)
    assert reminders(world, case_id) == []
    world.at(asked)
    assert reminders(world, case_id) == [
        (asked, "It has waited for 90 days: is this idea still wanted?", [person(world, "ILO")])
    ]
    assert world.state(case_id) == "draft", "a reminder changes nothing"


# Inception consultation


def test_every_member_is_asked_at_inception(world: World) -> None:
    case_id = consulting(world)
    view = world.view(case_id)
    task = view.snapshot.definition.task_by_key["view"]
    assert [str(each) for each in view.roll(task)] == list(MEMBERS)
    assert {world.find_task(case_id, "view", name).due_at for name in MEMBERS} == {CONSULTED_UNTIL}


def test_the_case_goes_on_when_all_have_replied(world: World) -> None:
    case_id = consulting(world)
    gave_view(world, case_id, *MEMBERS[:-1])
    assert world.state(case_id) == "inception"
    world.answer(case_id, "UNODC", "doubts", "view", reason="We did this in 2010.", **VIEW)
    assert world.state(case_id) == "screening"


def test_the_case_goes_on_after_ten_working_days_even_without_replies(world: World) -> None:
    case_id = consulting(world)
    world.at(CONSULTED_UNTIL - INSTANT)
    assert world.state(case_id) == "inception"
    world.at(CONSULTED_UNTIL)
    assert world.state(case_id) == "screening"
    assert proven(world)


def test_the_record_shows_who_replied_and_what(world: World) -> None:
    case_id = consulting(world)
    gave_view(world, case_id, "ILO")
    world.answer(case_id, "OSCE", "doubts", "view", reason="Too early.", concerns="Data protection.")
    world.at(CONSULTED_UNTIL)
    sheet = world.read(case_id).documents["inception"]
    answers = json.loads(world.engine.files.get(case_id, sheet.sha256))["answers"]
    told = {entry["party"]: entry for entry in answers["view"]}
    assert {party: entry["outcome"] for party, entry in told.items()} == {
        **dict.fromkeys(MEMBERS),
        "ILO": "supports",
        "OSCE": "doubts",
    }
    assert (told["OSCE"]["reason"], told["OSCE"]["values"]) == (
        "Too early.",
        {"concerns": "Data protection."},
    )
    assert told["ILO"]["values"] == {key: words for key, words in VIEW.items() if words}


def test_a_view_at_the_end_of_the_period_is_too_late(world: World) -> None:
    case_id = consulting(world)
    world.clock.move_to(CONSULTED_UNTIL)
    with refused(world, f"This task was closed {CONSULTED_UNTIL}; nothing was recorded.", rule="late"):
        world.answer(case_id, "ILO", "supports", "view", **VIEW)
    assert world.state(case_id) == "screening"


def test_members_without_a_view_are_reminded_on_day_5(world: World) -> None:
    case_id = consulting(world)
    gave_view(world, case_id, "ILO", "IOM")
    world.at(CONSULTED_UNTIL)
    day_5 = datetime(2013, 1, 14, 16, tzinfo=UTC)
    says = "Half of the consultation is over, and your view is awaited."
    assert reminders(world, case_id) == [(day_5, says, ["OHCHR", "OSCE", "UNICEF", "UNODC"])]


def test_doubts_need_a_reason_and_a_view_may_change(world: World) -> None:
    case_id = consulting(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "ILO", "doubts", "view", **VIEW)
    world.answer(case_id, "ILO", "doubts", "view", reason="Not now.", **VIEW)
    world.answer(case_id, "ILO", "supports", "view", **VIEW)
    view = world.view(case_id)
    standing = view.positions(view.snapshot.definition.task_by_key["view"])
    assert [(str(each.party), each.outcome.key) for each in standing] == [("ILO", "supports")]


def test_the_text_stays_as_it_is_while_members_are_asked(world: World) -> None:
    case_id = consulting(world)
    sentence = "You cannot change this case while it is “Inception consultation”."
    with refused(world, sentence, rule="edit:activity-proposal", error=Denied):
        world.edit(case_id, "ILO", rationale="Something else.")
    sentence = "You cannot put a new version here while the case is where it is."
    with refused(world, sentence, rule="document:note", error=Denied):
        world.put(case_id, "Something else.", "note", "ILO")


def add_stakeholder(world: World, case_id: UUID, name: str = "expert", by: str = "ILO") -> UUID:
    data = {"person": world.people[name].hex, "concern": "Worked on the course of 2011."}
    done = item.add(world.engine, case_id, "stakeholders", data, by=world.people[by])
    assert isinstance(done.result, UUID)
    return done.result


def test_chosen_stakeholders_are_asked_and_waited_for(world: World) -> None:
    case_id = consulting(world)
    add_stakeholder(world, case_id)
    gave_view(world, case_id)
    assert world.state(case_id) == "inception"
    world.answer(case_id, "expert", "supports", "stakeholder_view", **VIEW)
    assert world.state(case_id) == "screening"
    sheet = world.read(case_id).documents["inception"]
    answers = json.loads(world.engine.files.get(case_id, sheet.sha256))["answers"]
    assert [entry["outcome"] for entry in answers["stakeholder_view"]] == ["supports"]
    assert proven(world)


def test_chosen_stakeholders_are_reminded_on_day_5_and_their_time_ends(world: World) -> None:
    case_id = consulting(world)
    add_stakeholder(world, case_id)
    gave_view(world, case_id)
    world.at(CONSULTED_UNTIL)
    day_5 = datetime(2013, 1, 14, 16, tzinfo=UTC)
    says = "Half of the consultation is over, and your view is awaited."
    assert reminders(world, case_id) == [(day_5, says, [f"person:{world.people['expert'].hex}"])]
    with refused(world, f"This task was closed {CONSULTED_UNTIL}; nothing was recorded.", rule="late"):
        world.answer(case_id, "expert", "supports", "stakeholder_view", **VIEW)


def test_a_stakeholder_taken_off_the_list_is_not_waited_for(world: World) -> None:
    case_id = consulting(world)
    row_id = add_stakeholder(world, case_id)
    gave_view(world, case_id)
    item.end(world.engine, case_id, row_id, revision=1, by=world.people["officer"])
    assert world.state(case_id) == "screening"


def test_a_stakeholder_is_asked_once(world: World) -> None:
    case_id = consulting(world)
    add_stakeholder(world, case_id)
    with refused(world, "There is such a row in “Stakeholders asked” already.", rule="unique-row"):
        add_stakeholder(world, case_id)
    sentence = "You cannot change “Stakeholders asked” while the case is “Inception consultation”."
    with refused(world, sentence, rule="edit:stakeholders", error=Denied):
        add_stakeholder(world, case_id, "donor", by="OSCE")


# Screening


def test_screening_is_a_task_of_the_secretariat_for_five_working_days(world: World) -> None:
    case_id = screening(world)
    task = world.find_task(case_id, "screen")
    assert task.target == "SECRETARIAT_OFFICER|SENIOR_MANAGER"
    assert task.due_at == datetime(2013, 1, 14, 16, tzinfo=UTC)
    with refused(world, "This task is not offered to you.", rule="task-candidate", error=Denied):
        world.answer(case_id, "ILO", "clear", "screen", existing="None.")


def test_screening_says_what_exists_already(world: World) -> None:
    case_id = screening(world)
    with refused(world, "Fill in: Existing activities found.", error=Invalid):
        world.answer(case_id, "officer", "clear", "screen")


@pytest.mark.parametrize("outcome", ["clear", "adds"])
def test_screening_asks_for_the_input_of_trafficked_persons(world: World, outcome: str) -> None:
    case_id = screening(world, victim_input="")
    sentence = "Say first how the input of trafficked persons is sought, or why it is not relevant."
    with refused(world, sentence, rule="GD-01"):
        screened(world, case_id, outcome, reason="It goes further.")
    world.edit(case_id, "ILO", victim_input="Not relevant: it trains officials in bookkeeping.")
    screened(world, case_id, outcome, reason="It goes further.")
    assert world.state(case_id) == "principles_review"


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ({"innovative": "no"}, "Clearly innovative and ground-breaking"),
        ({"innovative": ""}, "Clearly innovative and ground-breaking"),
        ({"innovative_why": ""}, "Clearly innovative and ground-breaking"),
        ({"collective": "no"}, "Demonstrably more effective done together"),
        ({"collective_why": ""}, "Demonstrably more effective done together"),
        (
            {"innovative": "no", "collective": "no"},
            "Clearly innovative and ground-breaking, Demonstrably more effective done together",
        ),
    ],
)
def test_component_b_passes_both_tests_with_evidence(
    world: World, change: dict[str, str], lacking: str
) -> None:
    case_id = screening(world, **change)
    sentence = f"A component B activity is innovative and works better together, both with evidence. Not shown: {lacking}."
    for outcome in ("clear", "adds"):
        with refused(world, sentence, rule="PRI-04"):
            screened(world, case_id, outcome, reason="It goes further.")
    assert world.state(case_id) == "screening"


@pytest.mark.parametrize("component", ["A", "C", "D"])
def test_the_two_tests_are_asked_of_component_b_alone(world: World, component: str) -> None:
    case_id = screening(world, component=component, innovative="", collective="")
    screened(world, case_id)
    assert world.state(case_id) == "principles_review"


def test_an_overlap_goes_on_with_a_reason(world: World) -> None:
    case_id = screening(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        screened(world, case_id, "adds")


def test_the_secretariat_returns_with_a_reason_and_the_proposer_hands_it_in_again(world: World) -> None:
    case_id = screening(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        screened(world, case_id, "return")
    screened(world, case_id, "return", reason="ILO runs such a course already: how does it differ?")
    assert world.state(case_id) == "returned"
    assert world.find_task(case_id, "state_returned").target == person(world, "ILO")
    world.edit(case_id, "ILO", rationale="It trains both services in one room.", kind="")
    with refused(world, "Not filled in yet: Kind of activity.", rule="7.1"):
        world.press(case_id, "resubmit", "ILO")
    world.edit(case_id, "ILO", kind="PROJECT")
    world.press(case_id, "resubmit", "ILO")
    assert world.state(case_id) == "screening"
    screened(world, case_id)
    assert world.state(case_id) == "principles_review", "it was screened anew"
    assert proven(world)


def test_only_the_committee_rejects(world: World) -> None:
    case_id = screening(world)
    for trigger in ("reject", "return", "approve"):
        with refused(world, f"There is no act “{trigger}” here.", rule="no-such-act"):
            world.press(case_id, trigger, "manager")


def test_the_essentials_stand_once_members_were_asked(world: World) -> None:
    case_id = screening(world)
    with refused(world, "There is no field “rationale” to fill in here.", error=Invalid):
        world.edit(case_id, "ILO", rationale="Something else altogether.")


# Principles review


def test_principles_1_to_3_always_apply(world: World) -> None:
    case_id = reviewing(world)
    for no in (1, 2, 3):
        with refused(world, "Principles 1, 2 and 3 always apply.", rule="PRI-01"):
            rate(world, case_id, no, "NOT_APPLICABLE", why="It does not apply.")
    rate(world, case_id, 4, "NOT_APPLICABLE", why="It is internal.")


@pytest.mark.parametrize("rating", ["PARTLY", "NOT_MET", "NOT_APPLICABLE"])
def test_what_is_not_simply_met_is_justified(world: World, rating: str) -> None:
    case_id = reviewing(world)
    sentence = "Say why, where a principle is not met, partly met or not applicable."
    with refused(world, sentence, rule="PRI-01"):
        rate(world, case_id, 9, rating)


def test_nobody_rewrites_the_principles(world: World) -> None:
    case_id = reviewing(world)
    found = row(world, case_id, 3)
    for key, value in (("no", 12), ("principle", "Something easier")):
        with refused(world, f"You cannot fill in “{key}” here.", error=Invalid):
            item.edit(world.engine, case_id, found.id, {key: value}, revision=1, by=world.people["officer"])
    sentence = "The rows of “Principles review” are fixed; fill in the ones there are."
    with refused(world, sentence, rule="fixed-rows"):
        item.end(world.engine, case_id, found.id, revision=1, by=world.people["officer"])
    with refused(world, sentence, rule="fixed-rows"):
        item.add(world.engine, case_id, "principles", {"rating": "MET"}, by=world.people["officer"])


def test_the_proposer_assesses_first_and_the_secretariat_completes(world: World) -> None:
    case_id = drafted(world)
    rate(world, case_id, 1, by="ILO")
    with refused(
        world,
        "You cannot change “Principles review” while the case is “Draft”.",
        rule="edit:principles",
        error=Denied,
    ):
        rate(world, case_id, 2, by="OSCE")
    world.press(case_id, "consult", "ILO")
    gave_view(world, case_id)
    screened(world, case_id)
    rate(world, case_id, 2, by="officer")
    assert [row(world, case_id, no).data.get("rating") for no in (1, 2, 3)] == ["MET", "MET", None]


def remark(world: World, case_id: UUID, name: str, principle: str, words: str = "Say more.") -> UUID:
    data = {"principle": principle, "remark": words}
    done = item.add(world.engine, case_id, "remarks", data, by=world.people[name])
    assert isinstance(done.result, UUID)
    return done.result


def test_each_member_remarks_once_on_each_principle(world: World) -> None:
    case_id = reviewing(world)
    remark(world, case_id, "OSCE", "P3")
    remark(world, case_id, "OSCE", "P4")
    remark(world, case_id, "IOM", "P3")
    for name in ("OSCE", "OSCE alternate"):
        with refused(world, "There is such a row in “Remarks of members” already.", rule="unique-row"):
            remark(world, case_id, name, "P3", "And another thing.")
    rows = world.view(case_id).rows(world.read(case_id).definition.item_by_key["remarks"])
    assert [(str(each.owner), each.label) for each in rows] == [
        ("OSCE", "Rights-based approach"),
        ("OSCE", "Resource for the sector"),
        ("IOM", "Rights-based approach"),
    ]


def test_a_remark_belongs_to_its_member(world: World) -> None:
    case_id = reviewing(world)
    row_id = remark(world, case_id, "OSCE", "P3")
    sentence = "You cannot change “Remarks of members” while the case is “Principles review”."
    for name in ("IOM", "officer"):
        with refused(world, sentence, rule="edit:remarks", error=Denied):
            item.edit(
                world.engine, case_id, row_id, {"remark": "All is well."}, revision=1, by=world.people[name]
            )
    with refused(world, sentence, rule="edit:remarks", error=Denied):
        remark(world, case_id, "officer", "P3")
    item.edit(
        world.engine, case_id, row_id, {"remark": "Better."}, revision=1, by=world.people["OSCE alternate"]
    )
    with refused(world, "The row has changed since you opened this page. Your words are kept.", error=Stale):
        item.end(world.engine, case_id, row_id, revision=1, by=world.people["OSCE"])


def test_remarks_are_made_during_the_review(world: World) -> None:
    case_id = screening(world)
    sentence = "You cannot change “Remarks of members” while the case is “Screening”."
    with refused(world, sentence, rule="edit:remarks", error=Denied):
        remark(world, case_id, "OSCE", "P3")
    assert [entry["kind"] for entry in history(world, case_id)].count("item.added") == 0


# Before it goes to the Committee


def test_ten_of_eleven_principles_are_not_enough(world: World) -> None:
    case_id = reviewing(world)
    for no in range(1, 11):
        rate(world, case_id, no)
    topical(world, case_id)
    with refused(world, "Not rated: 11 With and for victims and those at risk.", rule="PRI-01"):
        world.press(case_id, "submit", "officer")
    rate(world, case_id, 11)
    world.press(case_id, "submit", "officer")
    assert world.state(case_id) == "before_sc"


@pytest.mark.parametrize("words", ["", "We accept that.", "Principle 18 can wait.", "See 1 and 10."])
def test_a_principle_not_met_is_accepted_by_name(world: World, words: str) -> None:
    case_id = reviewed(world)
    rate(world, case_id, 8, "NOT_MET", why="It is a pilot.")
    world.edit(case_id, "ILO", accepted_gaps=words)
    sentence = (
        "Name by number the principles that are not met, and say why that is accepted: 8 Lasting impact."
    )
    with refused(world, sentence, rule="PRI-01"):
        world.press(case_id, "submit", "officer")
    world.edit(case_id, "ILO", accepted_gaps="Principle 8: a pilot is there to learn.")
    world.press(case_id, "submit", "officer")
    decision = linked_to(world, case_id, "decided_by")
    assert field(world, decision, "accepted_gaps") == "Principle 8: a pilot is there to learn."


def test_one_member_alone_does_not_meet_principle_2(world: World) -> None:
    case_id = reviewed(world, contributors=["ILO"])
    sentence = "One member alone does not meet principle 2: name a second contributor, or rate it otherwise."
    with refused(world, sentence, rule="PRI-02"):
        world.press(case_id, "submit", "officer")
    world.edit(case_id, "ILO", contributors=["ILO", "OSCE"])
    world.press(case_id, "submit", "officer")
    assert world.state(case_id) == "before_sc"


def test_contributors_may_not_vanish_on_the_way(world: World) -> None:
    case_id = reviewed(world)
    world.edit(case_id, "ILO", contributors=[])
    with refused(world, "Not filled in yet: Contributing members.", rule="7.1"):
        world.press(case_id, "submit", "officer")


UNCONSULTED = "A significant activity needs a reported consultation, or the recorded reason why none is held."


def test_a_significant_activity_is_consulted_about(world: World) -> None:
    case_id = reviewed(world, significant="yes")
    with refused(world, UNCONSULTED, rule="GOV-19"):
        world.press(case_id, "submit", "officer")
    other = world.open()
    tie(world, case_id, "consulted_through", other)
    with refused(world, UNCONSULTED, rule="GOV-19"):
        world.press(case_id, "submit", "officer")


def test_a_reasoned_waiver_passes_and_is_visible_in_the_decision(world: World) -> None:
    case_id = reviewed(world, significant="yes")
    world.edit(case_id, "officer", waiver="Consulted in 2012 on the same matter.")
    world.press(case_id, "submit", "officer")
    decision = linked_to(world, case_id, "decided_by")
    assert field(world, decision, "waiver") == "Consulted in 2012 on the same matter."


def test_the_report_of_a_consultation_held_elsewhere_is_evidence_there_and_here(world: World) -> None:
    case_id = reviewed(world, significant="yes")
    world.put(case_id, "14 countries were asked; 9 answered.", "consultation", "officer")
    world.press(case_id, "submit", "officer")
    decision = linked_to(world, case_id, "decided_by")
    adopt(world, decision)
    assert world.state(case_id) == "approved"


def test_every_member_is_asked_whether_it_is_topical(world: World) -> None:
    case_id = reviewing(world)
    rate_all(world, case_id)
    topical(world, case_id, "ILO", "IOM", "OHCHR")
    with refused(world, "The topicality check still waits for OSCE, UNICEF, UNODC.", rule="SP-5.D.9"):
        world.press(case_id, "submit", "officer")
    world.answer(case_id, "OSCE", "doubts", "topical", reason="Known for years.", **TOPICALITY)
    with refused(world, "The topicality check still waits for UNICEF, UNODC.", rule="SP-5.D.9"):
        world.press(case_id, "submit", "officer")


def test_after_ten_working_days_the_topicality_check_holds_nothing_up(world: World) -> None:
    case_id = reviewing(world)
    rate_all(world, case_id)
    world.at(CONSULTED_UNTIL - INSTANT)
    waiting = ", ".join(MEMBERS)
    with refused(world, f"The topicality check still waits for {waiting}.", rule="SP-5.D.9"):
        world.press(case_id, "submit", "officer")
    world.at(CONSULTED_UNTIL)
    with refused(world, f"This task was closed {CONSULTED_UNTIL}; nothing was recorded.", rule="late"):
        topical(world, case_id, "ILO")
    world.press(case_id, "submit", "officer")
    assert world.state(case_id) == "before_sc"
    says = "Half of the time for the topicality check is over."
    assert (datetime(2013, 1, 14, 16, tzinfo=UTC), says, list(MEMBERS)) in reminders(world, case_id)


def test_topicality_is_answered_in_all_four_points(world: World) -> None:
    case_id = reviewing(world)
    labels = (
        "Novel",
        "Offers learning and sharing",
        "Able to make a difference for victims and those at risk",
    )
    with invalid(world, *[f"Fill in: {label}." for label in labels]):
        world.answer(case_id, "ILO", "ensured", "topical", topical="yes")


def test_members_do_not_submit(world: World) -> None:
    case_id = reviewed(world)
    sentence = "You cannot do this here: Put it before the Committee."
    with refused(world, sentence, rule="activity-proposal:submit", error=Denied):
        world.press(case_id, "submit", "ILO")


def test_what_the_committee_has_is_frozen(world: World) -> None:
    case_id, _ = before_sc(world)
    sentence = "You cannot change “Principles review” while the case is “Before the Committee”."
    with refused(world, sentence, rule="edit:principles", error=Denied):
        rate(world, case_id, 1, "PARTLY", why="On reflection.")
    sentence = "You cannot change this case while it is “Before the Committee”."
    with refused(world, sentence, rule="edit:activity-proposal", error=Denied):
        world.edit(case_id, "officer", contributors=["ILO"])


# What the Committee decides


def test_not_adopted_is_not_approved(world: World) -> None:
    case_id, decision = before_sc(world)
    deliberate(world, decision)
    world.answer(decision, "OSCE", "strong_objection", reason="It puts witnesses at risk.")
    world.press(decision, "declare_not_adopted", CHAIR, reason="OSCE maintains its objection.")
    assert world.state(case_id) == "not_approved"
    assert proven(world)


def test_a_withdrawn_decision_brings_it_back_and_only_the_newest_one_counts(world: World) -> None:
    case_id, first = before_sc(world)
    world.press(first, "withdraw", "officer", reason="The budget changed.")
    assert world.state(case_id) == "principles_review"
    with refused(world, f"The topicality check still waits for {', '.join(MEMBERS)}.", rule="SP-5.D.9"):
        world.press(case_id, "submit", "officer")
    topical(world, case_id)
    world.press(case_id, "submit", "officer")
    second = linked_to(world, case_id, "decided_by")
    assert second != first
    assert world.state(case_id) == "before_sc", "the first, withdrawn one did not bring it straight back"
    assert world.read(case_id).documents["review"].version == 2
    adopt(world, second)
    assert world.state(case_id) == "approved"
    assert proven(world)


def test_advice_is_no_decision(world: World) -> None:
    case_id, decision = before_sc(world)
    world.edit(decision, "officer", nature="ADVICE", lead="ILO")
    deliberate(world, decision)
    world.press(decision, "give_advice", CHAIR)
    assert world.state(case_id) == "principles_review"


@pytest.mark.parametrize("change", [{"subject": "PRIORITY"}, {"nature": "GUIDANCE"}])
def test_a_decision_on_something_else_approves_nothing(world: World, change: dict[str, str]) -> None:
    case_id, decision = before_sc(world)
    world.edit(decision, "officer", **change)
    adopt(world, decision)
    assert world.state(case_id) == "principles_review"


def test_a_superseded_decision_does_not_reopen_what_it_approved(world: World) -> None:
    case_id, decision = approved(world)
    later = world.open(subject="PRIORITY")
    tie(world, later, "supersedes", decision)
    adopt(world, later)
    assert world.state(decision) == "superseded"
    assert world.state(case_id) == "approved"
    assert proven(world)


def test_nobody_ties_a_proposal_to_a_decision_by_hand(world: World) -> None:
    _, decision = approved(world)
    other, _ = before_sc(world)
    sentence = "This tie comes about when a case is opened; nobody makes it by hand."
    for key in ("decided_by", "becomes"):
        with refused(world, sentence, rule="tie-by-effect"):
            tie(world, other, key, decision)
    tie(world, other, "informs", decision)
    assert world.state(other) == "before_sc"


def test_nobody_ends_the_tie_to_the_decision_that_approved_it(world: World) -> None:
    case_id, decision = approved(world)
    (made,) = [each for each in world.read(case_id).links if each.type == "decided_by"]
    sentence = "This tie came about when a case was opened; it stays."
    with refused(world, sentence, rule="tie-by-effect"):
        link.end(world.engine, case_id, made.id, by=world.people["officer"], reason="A mistake.")
    assert world.read(case_id).links[-1].other == decision


def test_the_proposal_waits_while_the_decision_is_open(world: World) -> None:
    case_id, decision = before_sc(world)
    deliberate(world, decision)
    for name in MEMBERS:
        world.answer(decision, name, "support")
    world.later(days=40)
    assert world.state(case_id) == "before_sc"


# Begun


def test_an_approved_activity_whose_type_is_not_built_stays_approved_and_says_why(world: World) -> None:
    case_id, _ = approved(world, kind="CAMPAIGN")
    sentence = "There is no case type here yet for: Campaign. The case stays as it is."
    with refused(world, sentence, rule="11a"):
        world.press(case_id, "spawn", "officer")
    with refused(
        world, "You cannot do this here: Begin the activity.", rule="activity-proposal:spawn", error=Denied
    ):
        world.press(case_id, "spawn", "ILO")
    assert world.state(case_id) == "approved"


def test_an_approved_activity_turns_into_a_case_that_accepts_it(world: World) -> None:
    case_id, _ = approved(world, lead="ILO")
    world.press(case_id, "spawn", "manager")
    programme = world.read(linked_to(world, case_id, "becomes"))
    assert (world.state(case_id), programme.case.definition) == ("spawned", "joint-programme")
    told = programme.case.data
    assert (programme.case.title, told["collective_why"], told["lead"]) == (
        "Joint training",
        IDEA["collective_why"],
        world.organizations["ILO"].hex,
    )
    assert told["innovative_why"] == IDEA["innovative_why"]
    mine = world.read(case_id).documents
    assert {key: each.sha256 for key, each in programme.documents.items()} == {
        key: mine[key].sha256 for key in ("note", "review")
    }
    assert proven(world)


def test_approved_and_not_begun_is_told_to_the_manager_after_30_days(world: World) -> None:
    case_id, _ = approved(world)
    told = datetime(2013, 2, 6, 9, tzinfo=UTC)
    world.at(told)
    assert (told, "Approved 30 days ago, and not begun.", ["SENIOR_MANAGER"]) in reminders(world, case_id)
    assert world.find_task(case_id, "state_approved").due_at == told


# Withdrawn


@pytest.mark.parametrize("name", ["ILO", "ILO alternate", "officer"])
@pytest.mark.parametrize("story", [drafted, consulting, screening, reviewing])
def test_its_proposer_or_the_secretariat_withdraws_it(world: World, story: Any, name: str) -> None:
    case_id = story(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "withdraw", name)
    world.press(case_id, "withdraw", name, reason="The donor has left.")
    assert world.read(case_id).case.result == "withdrawn"


def test_others_do_not_withdraw_it(world: World) -> None:
    case_id = consulting(world)
    sentence = "You cannot do this here: Withdraw the proposal."
    with refused(world, sentence, rule="activity-proposal:withdraw", error=Denied):
        world.press(case_id, "withdraw", "IOM", reason="We do not like it.")


def test_what_is_before_the_committee_or_approved_is_not_withdrawn(world: World) -> None:
    case_id, decision = before_sc(world)
    sentence = "“Withdraw the proposal” is not possible while the case is “{}”."
    with refused(world, sentence.format("Before the Committee"), rule="wrong-state", error=Refused):
        world.press(case_id, "withdraw", "ILO", reason="We changed our mind.")
    adopt(world, decision)
    with refused(world, sentence.format("Approved"), rule="wrong-state", error=Refused):
        world.press(case_id, "withdraw", "ILO", reason="We changed our mind.")
