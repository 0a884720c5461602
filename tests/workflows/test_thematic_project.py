"""A thematic project: strict with the principles, agreed by the Committee, evaluated, and then scaled, repeated or stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from engine.commands import item
from engine.definition import ItemDefinition
from tests.furnished import on_both
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, refused
from tests.workflows import learning, proposing
from tests.workflows.decision.record import field, moves, proven, reminders
from tests.workflows.evaluating import add, change, rows
from tests.workflows.piloting import (
    LINES,
    OUTCOME,
    agree,
    agreed,
    approved,
    before_sc,
    budgeted,
    closed,
    concept,
    designed,
    designing,
    evaluated,
    evaluating,
    proposed,
    reviewed,
    reviewing,
    running,
    write_design,
)
from tests.workflows.proposing import tie
from tests.workflows.publishing import answer_open
from tests.workflows.reviewing import EXPERTS
from tests.world import World

pytestmark = on_both


def test_a_project_takes_its_whole_way(world: World) -> None:
    case_id = closed(world)
    assert [to for _, _, to in moves(world, case_id) if to] == [
        "principles_review", "agreement", "design", "approved", "implementation", "evaluation", "replication",
        "replication", "closed",
    ]  # fmt: skip
    assert world.number(case_id) == "GIFT/TSP/2013/001"
    assert world.read(case_id).case.result == "closed"
    assert proven(world)


# Whether it is a project at all


@pytest.mark.parametrize(
    ("told", "sentence", "rule"),
    [
        ({"purpose": ""}, "Not filled in yet: What it tries.", "7.10"),
        ({"lead": ""}, "Not filled in yet: Lead organization.", "7.10"),
        (
            {"purpose": "TRIAL_REPLICATION"},
            "A trial replication names the model that it replicates, or is tied to it.",
            "SS-19",
        ),
        (
            {"kind": "REPLICATION"},
            "A trial replication names the model that it replicates, or is tied to it.",
            "SS-19",
        ),
    ],
)
def test_a_concept_says_what_it_tries(world: World, told: dict[str, str], sentence: str, rule: str) -> None:
    case_id = concept(world)
    world.edit(case_id, "officer", **told)
    with refused(world, sentence, rule=rule):
        world.press(case_id, "review", "ILO")


def test_the_model_that_is_replicated_may_be_a_case_or_be_told_in_words(world: World) -> None:
    tied, told = concept(world, kind="REPLICATION"), concept(world, kind="REPLICATION")
    tie(world, tied, "replicates", concept(world))
    world.edit(told, "ILO", source_model="A hotline of 2010, in one port.")
    for case_id in (tied, told):
        world.press(case_id, "review", "ILO")


# The principles, strictly


def test_every_principle_is_rated(world: World) -> None:
    case_id = reviewing(world)
    for no in range(1, 11):
        proposing.rate(world, case_id, no)
    with refused(world, "Not rated: 11 With and for victims and those at risk.", rule="PRI-01"):
        world.press(case_id, "submit", "officer")


def test_no_principle_is_left_unmet(world: World) -> None:
    case_id = reviewed(world)
    proposing.rate(world, case_id, 8, "NOT_MET", why="It ends with the money.")
    sentence = "A project is in strict accordance with the principles. Not met: 8 Lasting impact."
    with refused(world, sentence, rule="PRI-05"):
        world.press(case_id, "submit", "officer")
    proposing.rate(world, case_id, 8, "PARTLY", why="Two ports carry on by themselves.")
    world.press(case_id, "submit", "officer")


def test_the_committee_agrees_before_anything_is_designed(world: World) -> None:
    case_id, decision = before_sc(world)
    assert field(world, decision, "subject").name == "IMPLEMENT_ACTIVITY"
    assert "review" in world.read(decision).documents
    proposing.adopt(world, decision)
    assert world.state(case_id) == "design"
    assert [str(row.organization) for row in world.view(case_id).rows(item_of(world))] == [
        "ILO",
        "IOM",
    ]


def item_of(world: World) -> ItemDefinition:
    return world.engine.registry.get("thematic-project", 1).item_by_key["partners"]


def test_what_the_committee_does_not_agree_to_ends_there(world: World) -> None:
    case_id, decision = before_sc(world)
    proposing.deliberate(world, decision)
    world.press(decision, "declare_not_adopted", CHAIR, reason="No consensus.")
    assert world.state(case_id) == "not_agreed"


def test_what_comes_back_without_a_decision_may_be_submitted_again(world: World) -> None:
    case_id, decision = before_sc(world)
    world.press(decision, "withdraw", "officer", reason="The wrong paper.")
    assert world.state(case_id) == "principles_review"
    world.press(case_id, "submit", "officer")


def test_an_approved_proposal_becomes_a_project_and_is_not_put_to_the_committee_twice(world: World) -> None:
    proposal, _ = proposing.approved(world, kind="PROJECT")
    world.press(proposal, "spawn", "officer")
    case_id = proposing.linked_to(world, proposal, "becomes")
    assert (world.state(case_id), field(world, case_id, "lead")) == ("concept", None)
    assert {"note", "review"} <= world.read(case_id).documents.keys()
    world.edit(case_id, "officer", kind="SECTOR", purpose="PILOT", lead="ILO")
    world.press(case_id, "review", "officer")
    proposing.rate_all(world, case_id)
    with refused(world, "The Committee has approved it as a proposal: begin the design."):
        world.press(case_id, "submit", "officer")
    world.press(case_id, "design", "officer")
    assert world.state(case_id) == "design"


def test_without_an_approved_proposal_it_goes_to_the_committee(world: World) -> None:
    case_id = reviewed(world)
    sentence = "It did not come from a proposal that the Committee has approved: put it before the Committee."
    with refused(world, sentence, rule="SS-19"):
        world.press(case_id, "design", "officer")


# The design


def test_scenario_17_a_project_without_an_evaluation_line_is_not_approved(world: World) -> None:
    case_id = agreed(world, LINES[0])
    with refused(world, "The budget has no line for the evaluation.", rule="SS-17"):
        world.press(case_id, "approve", "ILO")
    budgeted(world, case_id, LINES[1])
    for name in ("ILO", "IOM"):
        agree(world, case_id, name)
    world.press(case_id, "approve", "ILO")
    assert world.state(case_id) == "approved"


def test_a_line_of_the_budget_is_more_than_nothing(world: World) -> None:
    case_id = designing(world)
    with refused(world, "An amount is more than nothing.", rule="7.10"):
        budgeted(world, case_id, ("Evaluation", "EVALUATION", "0"))


@pytest.mark.parametrize(
    ("told", "sentence", "rule"),
    [
        ({"criteria": ""}, "Not filled in yet: What decides on replication.", "7.10"),
        ({"empowerment": ""}, "Not filled in yet: Empowerment of former victims.", "SS-20"),
        ({"ends_on": ""}, "Not filled in yet: Ends on.", None),
    ],
)
def test_what_decides_on_replication_is_written_down_before_it_begins(
    world: World, told: dict[str, str], sentence: str, rule: str | None
) -> None:
    case_id = designed(world)
    world.edit(case_id, "ILO", **told)
    with refused(world, sentence, rule=rule):
        world.press(case_id, "approve", "ILO")


def test_a_results_framework_goes_beyond_outputs_and_has_baselines_and_targets(world: World) -> None:
    case_id = designing(world)
    world.put(case_id, "How we try it.", "document", "ILO")
    add(world, case_id, "results", "ILO", level="OUTPUT", result="A hotline.", indicator="Lines open")
    with refused(world, "There is no result above the outputs: say what is to change.", rule="MEL-04"):
        world.press(case_id, "approve", "ILO")
    add(world, case_id, "results", "ILO", **OUTCOME, baseline="0", target="50")
    with refused(world, "Not filled in yet: Lines open."):
        world.press(case_id, "approve", "ILO")


def test_there_is_a_project_document(world: World) -> None:
    case_id = designing(world)
    with refused(world, "There is no document yet: Project document."):
        world.press(case_id, "approve", "ILO")


def test_everybody_who_carries_it_out_agrees_to_this_very_design(world: World) -> None:
    case_id = designed(world)
    agree(world, case_id, "ILO")
    agree(world, case_id, "IOM", "object", reason="We cannot answer at night.")
    with refused(world, "Have not agreed to this design: IOM.", rule="7.10"):
        world.press(case_id, "approve", "ILO")
    agree(world, case_id, "IOM")
    budgeted(world, case_id, ("Nights", "PEOPLE", "12000"))
    with refused(world, "Have not agreed to this design: ILO, IOM.", rule="7.10"):
        world.press(case_id, "approve", "ILO")


def test_a_partner_without_a_seat_agrees_in_writing(world: World) -> None:
    case_id = designing(world)
    add(
        world,
        case_id,
        "partners",
        "ILO",
        organization=world.organizations["DONOR"].hex,
        part="Pays for the line.",
    )
    finish_design(world, case_id)
    sentence = "Have not agreed to this design: DONOR."
    with refused(world, sentence, rule="7.10"):
        world.press(case_id, "approve", "ILO")
    with refused(world, "Fill in: In which letter.", error=Invalid):
        world.answer(case_id, "officer", "agree", "consent")
    world.answer(
        case_id, "officer", "object", "consent", written="Their letter of 4 January.", reason="Too dear."
    )
    with refused(world, sentence, rule="7.10"):
        world.press(case_id, "approve", "ILO")
    world.answer(case_id, "officer", "agree", "consent", written="Their letter of 7 January.")
    world.press(case_id, "approve", "ILO")
    assert world.state(case_id) == "approved"


def finish_design(world: World, case_id: UUID) -> None:
    """All that is asked of a design is there, and the members agree to it."""
    write_design(world, case_id)
    for name in ("ILO", "IOM"):
        agree(world, case_id, name)


def test_only_the_secretariat_puts_on_record_what_such_a_partner_says(world: World) -> None:
    case_id = designing(world)
    add(world, case_id, "partners", "ILO", organization=world.organizations["DONOR"].hex)
    finish_design(world, case_id)
    with pytest.raises(Denied):
        world.answer(case_id, "ILO", "agree", "consent", written="They told us.")


def test_whoever_has_agreed_has_agreed_for_itself(world: World) -> None:
    case_id = agreed(world)
    row = rows(world, case_id, "partners")[1]
    sentence = "“Organization” stays as it is. End this row and add another."
    with refused(world, sentence, rule="lasting-column"):
        change(world, case_id, row, "ILO", organization=world.organizations["OSCE"].hex)


def test_nobody_is_asked_to_agree_before_there_is_a_document(world: World) -> None:
    case_id = designing(world)
    assert not [t for t in world.read(case_id).tasks if t.task == "agreement"]


def test_the_lead_is_among_those_who_carry_it_out(world: World) -> None:
    case_id = designed(world)
    row = rows(world, case_id, "partners")[0]
    item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people["ILO"])
    with refused(world, "Name those who carry it out, the lead among them.", rule="7.10"):
        world.press(case_id, "approve", "ILO")


def test_only_the_lead_approves_and_begins(world: World) -> None:
    case_id = agreed(world)
    for who in ("IOM", "officer", CHAIR):
        with refused(
            world,
            "You cannot do this here: Approve the design.",
            rule="thematic-project:approve",
            error=Denied,
        ):
            world.press(case_id, "approve", who)


# Under way


def test_it_tells_every_three_months_how_it_stands(world: World) -> None:
    case_id = running(world)
    world.answer(case_id, "ILO", "told", "update", done="The line is open.")
    world.later(days=95)
    assert world.find_task(case_id, "update").round == 2


def test_a_suspended_project_goes_on_where_it_stood_with_its_whole_time(world: World) -> None:
    case_id = running(world)
    before = world.find_task(case_id, "update").due_at
    world.press(case_id, "suspend", "manager", reason="The port is closed.")
    assert world.state(case_id) == "suspended"
    world.later(days=30)
    world.press(case_id, "resume", "manager", reason="It is open again.")
    after = world.find_task(case_id, "update").due_at
    assert world.state(case_id) == "implementation"
    assert before is not None
    assert after is not None
    assert after - before >= timedelta(days=29)


def test_nobody_ends_it_early_without_an_exit_plan(world: World) -> None:
    case_id = running(world)
    with refused(world, "Not filled in yet: Exit plan.", rule="7.10"):
        world.press(case_id, "terminate", "manager", reason="The money has run out.")
    world.edit(case_id, "ILO", exit_plan="IOM answers the calls until June.")
    with refused(world, NO_LESSON, rule="MEL-01"):
        world.press(case_id, "terminate", "manager", reason="The money has run out.")
    world.edit(case_id, "officer", no_lesson="Nobody had called yet.")
    world.press(case_id, "terminate", "manager", reason="The money has run out.")
    assert world.read(case_id).case.result == "terminated"


def test_a_project_that_is_held_is_ended_with_an_exit_plan_and_a_lesson_too(world: World) -> None:
    case_id = running(world)
    world.press(case_id, "suspend", "manager", reason="The port is closed.")
    world.edit(case_id, "ILO", exit_plan="IOM answers the calls until June.")
    world.edit(case_id, "officer", no_lesson="Nobody had called yet.")
    world.press(case_id, "terminate", "manager", reason="It stays closed.")
    assert world.read(case_id).case.result == "terminated"


def test_the_senior_manager_is_told_of_a_project_that_does_not_begin(world: World) -> None:
    case_id = approved(world)
    world.later(days=59)
    assert NOT_BEGUN not in told_of(world, case_id)
    world.later(days=2)
    assert NOT_BEGUN in told_of(world, case_id)


def test_four_months_before_its_end_the_evaluation_is_called_to_mind(world: World) -> None:
    case_id = running(world)
    world.at(datetime(2013, 8, 29, 9, tzinfo=UTC))
    assert SOON_OVER not in told_of(world, case_id)
    world.at(datetime(2013, 9, 2, 9, tzinfo=UTC))
    assert SOON_OVER in told_of(world, case_id)


NOT_BEGUN = "It is approved and has not begun for 60 days."
SOON_OVER = "It ends in four months: the evaluation has to begin."


def told_of(world: World, case_id: UUID) -> list[str]:
    return [says for _, says, _ in reminders(world, case_id)]


# What becomes of it


def test_it_is_measured_and_reported_before_it_is_evaluated(world: World) -> None:
    case_id = running(world)
    with refused(world, "There is no document yet: Final report."):
        world.press(case_id, "evaluate", "ILO")
    world.put(case_id, "What came of it.", "report", "ILO")
    with refused(world, "Not measured yet: Calls that led to help.", rule="MEL-04"):
        world.press(case_id, "evaluate", "ILO")


def test_its_evaluation_begins_with_its_people_and_what_the_budget_sets_aside(world: World) -> None:
    case_id, evaluation = evaluating(world)
    assert world.state(case_id) == "evaluation"
    assert field(world, evaluation, "funds") == Decimal("4000.50")
    assert (field(world, evaluation, "kind").name, str(field(world, evaluation, "lead"))) == (
        "PROGRAMME",
        "ILO",
    )
    assert [str(each) for each in field(world, evaluation, "participants")] == ["ILO", "IOM"]
    world.press(evaluation, "write_terms", "officer")


def test_an_evaluation_that_is_given_up_is_asked_of_others(world: World) -> None:
    case_id, evaluation = evaluating(world)
    with refused(world, "Its evaluation was not given up.", rule="7.10"):
        world.press(case_id, "evaluate_again", "ILO")
    world.press(evaluation, "cancel", "manager", reason="Nobody is free.")
    world.press(case_id, "evaluate_again", "ILO")
    assert len([each for each in world.read(case_id).links if each.type == "evaluates"]) == 2


def test_the_committee_decides_what_becomes_of_it_once_the_evaluation_is_final(world: World) -> None:
    case_id, decision = proposed(world, "ELSEWHERE")
    with refused(world, "The Committee has it already.", rule="7.10"):
        world.press(case_id, "propose", "officer", next_step="STOP", grounds="No.")
    assert field(world, decision, "background") == (
        "Replicate it elsewhere.\nThree in five calls led to help."
    )
    with refused(world, "The Committee has not decided what becomes of it."):
        world.press(case_id, "close", "officer", decided="ELSEWHERE")
    proposing.adopt(world, decision)
    with refused(world, NO_LESSON, rule="MEL-01"):
        world.press(case_id, "close", "officer", decided="ELSEWHERE")
    assert field(world, case_id, "next_step").name == "ELSEWHERE"


NO_LESSON = "No lesson from it is published yet: publish one, or say why there is none."


def test_a_project_closes_as_the_committee_has_decided_and_not_as_was_proposed(world: World) -> None:
    case_id, decision = proposed(world, "SCALE")
    proposing.adopt(world, decision)
    world.edit(case_id, "officer", no_lesson="The evaluation has drawn them.")
    with refused(world, "Fill in: What the Committee has decided.", error=Invalid):
        world.press(case_id, "close", "officer")
    with refused(world, "It is not what was proposed: write down the words of the decision.", rule="7.10"):
        world.press(case_id, "close", "officer", decided="STOP")
    words = "The hotline ends in March; IOM answers until then."
    world.press(case_id, "close", "officer", decided="STOP", decided_words=words)
    told = (field(world, case_id, "next_step").name, field(world, case_id, "decided").name)
    assert told == ("SCALE", "STOP")


def test_a_lesson_from_it_is_published_before_it_closes(world: World) -> None:
    case_id, decision = proposed(world)
    proposing.adopt(world, decision)
    lesson = learning.validated(world)
    tie(world, lesson, "learned_from", case_id)
    with refused(world, NO_LESSON, rule="MEL-01"):
        world.press(case_id, "close", "officer", decided="SCALE")
    world.press(lesson, "publish", "officer")
    world.press(case_id, "close", "officer", decided="SCALE")
    assert world.state(case_id) == "closed"


def test_a_lesson_that_is_relevant_to_policy_is_sent_to_icat_before_it_closes(world: World) -> None:
    case_id, decision = proposed(world)
    proposing.adopt(world, decision)
    lesson = learning.validated(world, policy_relevant="yes")
    tie(world, lesson, "learned_from", case_id)
    sentence = "Relevant to policy, and not sent to ICAT yet: Survivors train inspectors."
    world.press(lesson, "publish", "officer")
    with refused(world, sentence, rule="GOV-23"):
        world.press(case_id, "close", "officer", decided="SCALE")
    answer_open(world, lesson, "send", "sent", learning.liaison(world), data={"sent_as": "Letter of today."})
    world.press(case_id, "close", "officer", decided="SCALE")
    assert world.read(case_id).case.result == "closed"


def test_a_lesson_that_did_not_hold_or_was_archived_keeps_no_project_open(world: World) -> None:
    case_id, decision = proposed(world)
    proposing.adopt(world, decision)
    rejected = learning.asked(world, policy_relevant="yes")
    archived = learning.validated(world, policy_relevant="yes")
    for lesson in (rejected, archived):
        tie(world, lesson, "learned_from", case_id)
    world.edit(case_id, "officer", no_lesson="What was thought to be one did not hold.")
    sentence = "Relevant to policy, and not sent to ICAT yet: Survivors train inspectors, Survivors train inspectors."
    with refused(world, sentence, rule="GOV-23"):
        world.press(case_id, "close", "officer", decided="SCALE")
    answer_open(world, rejected, "validate", "reject", EXPERTS[0], reason="One case is no evidence.")
    world.press(archived, "archive", "officer", reason="The law has changed.")
    world.press(case_id, "close", "officer", decided="SCALE")
    assert world.state(case_id) == "closed"


def test_nothing_is_closed_before_anything_is_proposed(world: World) -> None:
    case_id = evaluated(world)
    with refused(world, "Not filled in yet: What is proposed."):
        world.press(case_id, "close", "officer", decided="STOP")


def test_a_project_may_be_withdrawn_before_it_is_approved(world: World) -> None:
    case_id = designing(world)
    world.press(case_id, "withdraw", "ILO", reason="Somebody else does it.")
    assert world.read(case_id).case.result == "withdrawn"
    late = approved(world)
    with refused(world, "“Withdraw it” is not possible while the case is “Approved”.", rule="wrong-state"):
        world.press(late, "withdraw", "officer", reason="Too late.")
