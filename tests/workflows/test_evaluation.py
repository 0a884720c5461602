"""An evaluation: by somebody independent, up to the impact, and every recommendation answered and followed until it is done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.case import Case
from engine.commands import item, link, task
from engine.whom import person_target
from tests.furnished import on_both
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, refused
from tests.workflows import piloting
from tests.workflows.decision.record import field, moves, proven, reminders
from tests.workflows.evaluating import (
    ABOUT,
    EVALUATOR,
    LEARNED,
    RECOMMENDED,
    SECOND,
    TAKEN_UP,
    add,
    change,
    closed,
    collecting,
    commented,
    drafted,
    final,
    followed,
    handed_in,
    inception,
    planned,
    rate,
    ready_to_finish,
    ready_to_select,
    responding,
    rows,
    selected,
    someone_independent,
    writing_terms,
)
from tests.workflows.proposing import tie
from tests.workflows.publishing import answer_open
from tests.workflows.reviewing import EXPERTS, roster
from tests.world import World

pytestmark = on_both


def row_of(world: World, case_id: UUID, key: str, place: int = 0) -> dict[str, Any]:
    return rows(world, case_id, key)[place].data


def test_an_evaluation_takes_its_whole_way(world: World) -> None:
    case_id = closed(world)
    assert [to for _, _, to in moves(world, case_id)] == [
        "terms", "selected", "inception", "data_collection", "draft_report", "final_report", "management_response",
        "follow_up", "closed",
    ]  # fmt: skip
    assert world.number(case_id) == "GIFT/EVL/2013/001"
    assert row_of(world, case_id, "recommendations")["status"] == "DONE"
    assert {"record", "response"} <= world.read(case_id).documents.keys()
    assert proven(world)


# What it rests on


@pytest.mark.parametrize(
    ("told", "sentence", "rule"),
    [
        ({"lead": ""}, "Not filled in yet: Lead organization.", "7.17"),
        ({"subject": ""}, "Not filled in yet: What is evaluated, and what for.", "7.17"),
        (
            {"funds": ""},
            "There are no funds for it: the budget of what is evaluated sets them aside.",
            "SS-17",
        ),
        (
            {"kind": "FINAL_INDEPENDENT"},
            "The final evaluation builds on that of the first phase: tie it, or attach it, and say what is taken up.",
            "MEL-03",
        ),
    ],
)
def test_nothing_is_evaluated_before_it_is_founded(
    world: World, told: dict[str, str], sentence: str, rule: str
) -> None:
    case_id = planned(world)
    world.edit(case_id, "officer", **told)
    with refused(world, sentence, rule=rule):
        world.press(case_id, "write_terms", "officer")


def test_an_activity_is_tied_to_what_is_evaluated_and_a_theme_need_not_be(world: World) -> None:
    case_id = world.open(
        "Evaluation", "ILO", "evaluation", kind="ACTIVITY", lead="ILO", subject="All.", funds="1"
    )
    with refused(world, "Tie it to what it evaluates.", rule="7.17"):
        world.press(case_id, "write_terms", "officer")
    world.edit(case_id, "officer", kind="THEMATIC_IMPACT")
    world.press(case_id, "write_terms", "officer")


@pytest.mark.parametrize("funds", ["0", "-5"])
def test_funds_are_more_than_nothing(world: World, funds: str) -> None:
    case_id = planned(world)
    with refused(world, "An amount is more than nothing.", rule="SS-17", error=Invalid):
        world.edit(case_id, "officer", funds=funds)


def test_the_final_evaluation_takes_up_the_first_one_by_a_tie_or_by_its_file(world: World) -> None:
    by_tie, by_file, first = planned(world), planned(world), final(world)
    for case_id in (by_tie, by_file):
        world.edit(case_id, "officer", kind="FINAL_INDEPENDENT", earlier="Its third recommendation.")
    tie(world, by_tie, "builds_on", first)
    world.put(by_file, "What was found in 2011.", "earlier")
    for case_id in (by_tie, by_file):
        world.press(case_id, "write_terms", "officer")


# Who evaluates


INDEPENDENT = (
    "Choose somebody independent: an evaluator who acts for nobody that has a part in what is evaluated."
)


@pytest.mark.parametrize("who", ["IOM", "ILO alternate", "officer", "expert", "insider"])
def test_nobody_evaluates_who_has_a_part_in_it(world: World, who: str) -> None:
    case_id = writing_terms(world)
    world.add_person("insider")
    world.grant("INDEPENDENT_EVALUATOR", "IOM", "insider", "principal")
    with refused(world, INDEPENDENT, rule="MEL-03"):
        add(world, case_id, "evaluators", person=world.people[who].hex, part="LEAD")


def test_an_evaluator_of_a_member_evaluates_elsewhere_and_never_the_whole_phase(world: World) -> None:
    someone_independent(world)
    world.add_person("evaluator of UNICEF")
    world.grant("INDEPENDENT_EVALUATOR", "UNICEF", "evaluator of UNICEF", "principal")
    told = {"person": world.people["evaluator of UNICEF"].hex, "part": "LEAD"}
    add(world, writing_terms(world), "evaluators", **told)
    whole = writing_terms(world, kind="FINAL_INDEPENDENT")
    with refused(world, INDEPENDENT, rule="MEL-03"):
        add(world, whole, "evaluators", **told)


@pytest.mark.parametrize(
    ("role", "code", "capacity"),
    [("SC_FOCAL_POINT", "OSCE", "alternate"), ("SECRETARIAT_OFFICER", "SEC", "principal")],
)
def test_whoever_sits_on_the_committee_or_works_in_the_secretariat_evaluates_nothing(
    world: World, role: str, code: str, capacity: str
) -> None:
    """Neither has a part in what is evaluated: it is the post alone that stands in the way."""
    someone_independent(world)
    world.grant(role, code, EVALUATOR, capacity)
    case_id = writing_terms(world)
    with refused(world, INDEPENDENT, rule="MEL-03"):
        add(world, case_id, "evaluators", person=world.people[EVALUATOR].hex, part="LEAD")


def of_the_project(world: World) -> UUID:
    """The evaluation of a project that ILO leads and IOM carries out with it, as the project has opened it."""
    someone_independent(world)
    _, case_id = piloting.evaluating(world)
    return case_id


def test_the_lead_is_that_of_what_is_evaluated(world: World) -> None:
    case_id = of_the_project(world)
    world.edit(case_id, "officer", lead="OHCHR")
    with refused(world, "What is evaluated is led by another organization: ILO.", rule="7.17"):
        world.press(case_id, "write_terms", "officer")
    world.edit(case_id, "officer", lead="ILO")
    world.press(case_id, "write_terms", "officer")


def test_whoever_carries_out_what_is_evaluated_does_not_evaluate_it_though_nobody_has_named_them_here(
    world: World,
) -> None:
    case_id = of_the_project(world)
    world.edit(case_id, "officer", participants=[])
    world.press(case_id, "write_terms", "officer")
    world.add_person("insider")
    world.grant("INDEPENDENT_EVALUATOR", "IOM", "insider", "principal")
    with refused(world, INDEPENDENT, rule="MEL-03"):
        add(world, case_id, "evaluators", person=world.people["insider"].hex, part="LEAD")


@pytest.mark.parametrize("told", [{"funds": "4000.51"}, {"currency": "EUR"}])
def test_an_evaluation_spends_no_more_than_the_budget_of_what_is_evaluated_sets_aside(
    world: World, told: dict[str, str]
) -> None:
    case_id = of_the_project(world)
    world.edit(case_id, "officer", **told)
    sentence = "The budget of what is evaluated sets this aside and no more: USD 4000.50."
    with refused(world, sentence, rule="SS-17"):
        world.press(case_id, "write_terms", "officer")
    world.edit(case_id, "officer", funds="3999.99", currency="USD")
    world.press(case_id, "write_terms", "officer")


def test_one_evaluator_leads(world: World) -> None:
    case_id = ready_to_select(world)
    row = rows(world, case_id, "evaluators")[0]
    change(world, case_id, row, "officer", part="TEAM")
    with refused(world, "Name one lead evaluator.", rule="7.17"):
        world.press(case_id, "select", "officer")


def test_whoever_takes_a_post_meanwhile_is_independent_no_more(world: World) -> None:
    case_id = ready_to_finish(world)
    world.grant("SC_FOCAL_POINT", "IOM", EVALUATOR, "alternate")
    with refused(world, f"Not independent of what is evaluated: {EVALUATOR}.", rule="MEL-03"):
        world.press(case_id, "finish", "officer")


def test_everybody_who_evaluates_declares_interests_first(world: World) -> None:
    case_id = ready_to_select(world)
    add(world, case_id, "evaluators", person=world.people[SECOND].hex, part="TEAM")
    world.press(case_id, "select", "officer")
    answers_of(world, case_id, EVALUATOR, "accept")
    assert world.state(case_id) == "selected"
    answers_of(world, case_id, SECOND, "accept")
    assert world.state(case_id) == "inception"


def answers_of(world: World, case_id: UUID, who: str, outcome: str, **words: Any) -> None:
    """What one of several evaluators answers."""
    asked = next(
        t
        for t in world.read(case_id).tasks
        if t.task == "declare" and t.present and t.target == person_target(world.people[who])
    )
    data = {"interests": "None."} if outcome == "accept" else {}
    bound = world.bound(case_id, "declare")
    task.complete(world.engine, asked.id, outcome, by=world.people[who], data=data, bound=bound, **words)


def test_whoever_declines_is_replaced(world: World) -> None:
    case_id = selected(world)
    world.answer(case_id, EVALUATOR, "decline", "declare", reason="I have taught in it.")
    assert world.state(case_id) == "terms"


def test_an_evaluator_who_does_not_reply_in_ten_working_days_is_waited_for_no_more(world: World) -> None:
    case_id = selected(world)
    over = datetime(2013, 1, 21, 16, tzinfo=UTC)
    world.at(over - timedelta(seconds=1))
    assert world.state(case_id) == "selected"
    world.at(over)
    assert moves(world, case_id)[-1] == ("selected", "no_reply", "terms")
    with refused(world, f"This task was closed {over}; nothing was recorded.", rule="late"):
        answers_of(world, case_id, EVALUATOR, "accept")
    end_evaluator(world, case_id)
    add(world, case_id, "evaluators", person=world.people[SECOND].hex, part="LEAD")
    world.press(case_id, "select", "officer")
    answers_of(world, case_id, SECOND, "accept")
    assert world.state(case_id) == "inception"


def end_evaluator(world: World, case_id: UUID) -> None:
    """The Secretariat takes whoever stands on the list off it."""
    (row,) = rows(world, case_id, "evaluators")
    item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people["officer"])


def test_an_evaluator_who_is_asked_once_more_has_the_whole_time_again(world: World) -> None:
    case_id = selected(world)
    world.at(datetime(2013, 1, 22, 12, tzinfo=UTC))
    world.press(case_id, "select", "officer")
    answers_of(world, case_id, EVALUATOR, "accept")
    assert world.state(case_id) == "inception"


def test_the_secretariat_may_choose_other_evaluators(world: World) -> None:
    case_id = inception(world)
    world.press(case_id, "select_anew", "officer", reason="Not free before June.")
    assert world.state(case_id) == "terms"


# What is asked, and how good it is


def test_an_evaluation_looks_at_outcomes_and_impact(world: World) -> None:
    case_id = ready_to_select(world)
    for row in rows(world, case_id, "questions"):
        item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people["officer"])
    add(world, case_id, "questions", question="Was it on time?", level="PROCESS", criterion="EFFICIENCY")
    with refused(world, "Without an evaluation question: Outcome, Impact.", rule="MEL-04"):
        world.press(case_id, "select", "officer")


def test_terms_of_reference_are_there_and_pass_the_checklist(world: World) -> None:
    case_id = writing_terms(world)
    with refused(world, "There is no document yet: Terms of reference."):
        world.press(case_id, "select", "officer")
    world.put(case_id, "What is asked, and how.", "terms")
    rate(world, case_id, "terms_check")
    row = rows(world, case_id, "terms_check")[7]
    with refused(world, "Say what is not satisfactory about it.", rule="7.17"):
        change(world, case_id, row, "officer", rating="MISSING")
    change(world, case_id, row, "officer", rating="MISSING", remark="No word on sampling.")
    sentence = "The terms of reference are not good enough yet, or not rated: Methodology."
    with refused(world, sentence, rule="7.17"):
        world.press(case_id, "select", "officer")


def test_an_aspect_that_nobody_has_rated_keeps_the_terms_and_the_report_back(world: World) -> None:
    case_id = ready_to_select(world)
    row = rows(world, case_id, "terms_check")[0]
    change(world, case_id, row, "officer", rating="")
    sentence = "The terms of reference are not good enough yet, or not rated: Object."
    with refused(world, sentence, rule="7.17"):
        world.press(case_id, "select", "officer")
    other = ready_to_finish(world)
    row = rows(world, other, "report_check")[5]
    change(world, other, row, "officer", rating="")
    with refused(world, "The report is not good enough yet, or not rated: Recommendations.", rule="7.17"):
        world.press(other, "finish", "officer")


def test_data_is_collected_as_planned(world: World) -> None:
    case_id = inception(world)
    with refused(world, "There is no document yet: Inception report."):
        world.press(case_id, "collect", EVALUATOR)
    world.put(case_id, "Whom we hear, and when.", "inception_report", EVALUATOR)
    with refused(
        world, "Without a source and a method: Did inspectors use it?, Were victims found?.", rule="7.17"
    ):
        world.press(case_id, "collect", EVALUATOR)


def test_a_draft_has_findings_and_recommendations(world: World) -> None:
    case_id = collecting(world)
    with refused(world, "There is no document yet: Evaluation report."):
        world.press(case_id, "hand_in", EVALUATOR)
    world.put(case_id, "What we found.", "report", EVALUATOR)
    with refused(world, "Without a finding: Did inspectors use it?, Were victims found?.", rule="MEL-04"):
        world.press(case_id, "hand_in", EVALUATOR)
    for row in rows(world, case_id, "questions"):
        change(world, case_id, row, EVALUATOR, finding="Yes.")
    with refused(world, "There are no recommendations yet.", rule="7.17"):
        world.press(case_id, "hand_in", EVALUATOR)


def test_a_recommendation_is_addressed_to_a_member(world: World) -> None:
    case_id = collecting(world)
    to_whom = world.organizations["DONOR"].hex
    with refused(world, "Only a seated member of the Committee: not DONOR.", rule="GOV-01", error=Invalid):
        add(world, case_id, "recommendations", EVALUATOR, **RECOMMENDED, to_whom=to_whom)


def test_only_the_evaluators_write_the_report(world: World) -> None:
    case_id = collecting(world)
    for who in ("officer", "ILO"):
        with pytest.raises(Denied):
            world.put(case_id, "What we would like to read.", "report", who)


def test_members_may_comment_for_ten_working_days(world: World) -> None:
    case_id = drafted(world)
    rate(world, case_id, "report_check")
    with refused(
        world, "Not every member has commented yet, and the 10 working days are not over.", rule="7.17"
    ):
        world.press(case_id, "finish", "officer")
    world.answer(case_id, "IOM", "comments", "comment", comment="Page 3 is not clear.")
    world.later(days=15)
    world.press(case_id, "finish", "officer")
    assert world.state(case_id) == "final_report"


def test_a_report_passes_the_checklist(world: World) -> None:
    case_id = drafted(world)
    commented(world, case_id)
    rate(world, case_id, "report_check")
    row = rows(world, case_id, "report_check")[3]
    change(world, case_id, row, "officer", rating="UNSATISFACTORY", remark="Outputs only.")
    sentence = "The report is not good enough yet, or not rated: Findings on outcomes and impact."
    with refused(world, sentence, rule="7.17"):
        world.press(case_id, "finish", "officer")


def test_what_is_confidential_is_apart(world: World) -> None:
    case_id = ready_to_finish(world)
    world.edit(case_id, EVALUATOR, no_annex="")
    with refused(world, "Put what is confidential into the annex, or say why there is none.", rule="5.6"):
        world.press(case_id, "finish", "officer")
    world.put(case_id, "Who was heard.", "annex", EVALUATOR)
    world.press(case_id, "finish", "officer")


def test_the_final_evaluation_is_completed_after_the_implementation(world: World) -> None:
    case_id = ready_to_finish(world, kind="FINAL_INDEPENDENT", ends_on="2013-03-31")
    with refused(world, "The final evaluation is completed after the implementation.", rule="MEL-03"):
        world.press(case_id, "finish", "officer")
    world.later(days=90)
    world.press(case_id, "finish", "officer")
    assert world.state(case_id) == "final_report"


def test_the_final_evaluation_says_before_its_terms_when_the_implementation_ends(world: World) -> None:
    case_id = planned(world, kind="FINAL_INDEPENDENT", ends_on="")
    sentence = "Say on which day the implementation ends: the final evaluation is completed after it."
    with refused(world, sentence, rule="MEL-03"):
        world.press(case_id, "write_terms", "officer")
    world.edit(case_id, "officer", ends_on="2013-03-31")
    world.press(case_id, "write_terms", "officer")


def test_the_secretariat_moves_that_day_until_the_report_is_final(world: World) -> None:
    case_id = ready_to_finish(world, kind="FINAL_INDEPENDENT", ends_on="2014-12-31")
    with refused(world, "There is no field “ends_on” to fill in here.", error=Invalid):
        world.edit(case_id, EVALUATOR, ends_on="2012-12-31")
    world.edit(case_id, "officer", ends_on="2012-12-31")
    world.press(case_id, "finish", "officer")
    with pytest.raises(Denied):
        world.edit(case_id, "officer", ends_on="2013-12-31")


def test_what_is_final_is_changed_by_nobody(world: World) -> None:
    case_id = final(world)
    with pytest.raises(Denied):
        world.put(case_id, "What we found, again.", "report", EVALUATOR)
    assert field(world, case_id, "final_on") == date(2013, 1, 7)


def test_a_report_that_is_published_is_this_very_file(world: World) -> None:
    case_id = responding(world)
    assert field(world, case_id, "published_hash") == world.read(case_id).documents["report"].sha256.hex()


# What was learned


def drafts_of(world: World, case_id: UUID) -> list[Case]:
    """The lessons that were drafted from the report, in the order of its rows."""
    ties = [each for each in world.read(case_id).links if each.type == "learned_from"]
    return sorted((world.read(each.other).case for each in ties), key=lambda each: each.number or "")


def final_with(world: World, *lessons: dict[str, Any]) -> UUID:
    case_id = collecting(world)
    handed_in(world, case_id, *lessons)
    commented(world, case_id)
    rate(world, case_id, "report_check")
    world.press(case_id, "finish", "officer")
    return case_id


def test_each_lesson_in_the_report_becomes_a_draft_of_its_own(world: World) -> None:
    second = {"learned": "A hotline has interpreters", "did_not": "It had none.", "pillar": "PREVENTION"}
    case_id = final_with(world, LEARNED, second)
    first, other = drafts_of(world, case_id)
    assert (first.definition, first.title, first.state) == ("lesson", LEARNED["learned"], "captured")
    assert (first.data["worked"], first.data["pillar"]) == (LEARNED["worked"], "PROTECTION")
    assert first.data["replicability"] == LEARNED["elsewhere"]
    assert (first.data["context"], first.data["strength"]) == (ABOUT["subject"], "EVALUATION")
    assert first.data["evidence"] == "Report of the evaluation GIFT/EVL/2013/001."
    assert (other.title, other.data["did_not"]) == ("A hotline has interpreters", "It had none.")
    assert "worked" not in other.data
    assert world.find_task(first.id, "state_captured").present
    assert proven(world)


def test_of_a_report_without_lessons_none_is_drafted(world: World) -> None:
    assert drafts_of(world, final(world)) == []


def test_a_lesson_that_was_taken_out_is_not_drafted(world: World) -> None:
    case_id = collecting(world)
    add(world, case_id, "lessons", EVALUATOR, **LEARNED)
    (row,) = rows(world, case_id, "lessons")
    item.end(world.engine, case_id, row.id, revision=row.revision, by=world.people[EVALUATOR])
    handed_in(world, case_id)
    commented(world, case_id)
    rate(world, case_id, "report_check")
    world.press(case_id, "finish", "officer")
    assert drafts_of(world, case_id) == []


def test_a_lesson_in_the_report_says_what_worked_or_what_did_not(world: World) -> None:
    case_id = collecting(world)
    with refused(world, "Say what worked, or what did not.", rule="7.18"):
        add(world, case_id, "lessons", EVALUATOR, learned="Do better", pillar="PREVENTION")


def test_only_the_evaluators_write_its_lessons(world: World) -> None:
    case_id = collecting(world)
    for who in ("officer", "ILO"):
        with pytest.raises(Denied):
            add(world, case_id, "lessons", who, **LEARNED)


def test_a_draft_stays_tied_to_its_report_and_others_may_be_tied_to_it_too(world: World) -> None:
    case_id = final_with(world, LEARNED)
    (draft,) = drafts_of(world, case_id)
    (laid,) = [each for each in world.read(draft.id).links if each.type == "learned_from"]
    with refused(world, "This tie came about when a case was opened; it stays.", rule="tie-by-effect"):
        link.end(world.engine, draft.id, laid.id, by=world.people["officer"], reason="It is wrong.")
    tie(world, draft.id, "learned_from", world.open("The course, once more"))


def test_an_evaluation_whose_lesson_was_validated_may_close(world: World) -> None:
    roster(world)
    case_id = final_with(world, LEARNED)
    (draft,) = drafts_of(world, case_id)
    world.press(case_id, "publish", "officer")
    world.answer(case_id, "ILO", "not_accepted", "respond", because="It is done already.")
    with refused(
        world, "No lesson is drawn from it yet: capture one, or say why there is none.", rule="MEL-01"
    ):
        world.press(case_id, "close", "officer")
    world.edit(draft.id, "officer", sensitivity="OPEN")
    world.press(draft.id, "ask", "officer", validator=world.people[EXPERTS[0]].hex)
    answer_open(world, draft.id, "validate", "holds", EXPERTS[0])
    world.press(case_id, "close", "officer")
    assert world.state(case_id) == "closed"


# The management response


def test_a_recommendation_is_asked_of_whom_it_is_addressed_to_for_thirty_working_days(world: World) -> None:
    case_id = responding(world)
    asked = world.find_task(case_id, "respond")
    assert asked.target == f"SC_FOCAL_POINT@{world.organizations['ILO'].hex}"
    assert asked.due_at is not None
    assert asked.due_at.date() == date(2013, 2, 18)
    with pytest.raises(Denied):
        world.answer(case_id, "IOM", "accepted", "respond", **TAKEN_UP)


def test_what_is_accepted_names_an_action_an_owner_and_a_date_ahead(world: World) -> None:
    case_id = responding(world)
    with refused(world, "Fill in: Action.", error=Invalid):
        world.answer(case_id, "ILO", "accepted", "respond")
    with refused(world, "Name a date that lies ahead.", rule="7.17"):
        world.answer(case_id, "ILO", "accepted", "respond", **{**TAKEN_UP, "by_when": "2013-01-07"})


@pytest.mark.parametrize(
    ("outcome", "told", "response"),
    [
        ("partly", {**TAKEN_UP, "because": "One country."}, "PARTLY"),
        ("not_accepted", {"because": "No money."}, "NOT_ACCEPTED"),
    ],
)
def test_what_is_not_accepted_or_only_in_part_says_why(
    world: World, outcome: str, told: dict[str, str], response: str
) -> None:
    case_id = responding(world)
    with refused(world, "Fill in: Reason.", error=Invalid):
        world.answer(case_id, "ILO", outcome, "respond", **{k: v for k, v in told.items() if k != "because"})
    world.answer(case_id, "ILO", outcome, "respond", **told)
    assert row_of(world, case_id, "recommendations")["response"] == response
    assert world.state(case_id) == "follow_up"


def test_after_half_of_the_thirty_days_the_secretariat_is_told(world: World) -> None:
    case_id = responding(world)
    says = "Half of the time for the management response is over."
    world.later(days=20)
    assert says not in [each for _, each, _ in reminders(world, case_id)]
    world.later(days=2)
    assert says in [each for _, each, _ in reminders(world, case_id)]


# The follow-up


def test_an_action_is_followed_every_six_months_until_it_is_done(world: World) -> None:
    case_id = followed(world)
    first = world.find_task(case_id, "follow")
    world.answer(case_id, "ILO", "under_way", "follow", progress="It is being translated.")
    world.later(days=185)
    second = world.find_task(case_id, "follow")
    assert (first.round, second.round, second.is_open) == (1, 2, True)
    with refused(world, f"Not done yet: {RECOMMENDED['short']}.", rule="7.17"):
        world.press(case_id, "close", "officer")
    world.answer(case_id, "ILO", "done", "follow", progress="It is out.")
    world.later(days=185)
    assert not [t for t in world.read(case_id).tasks if t.task == "follow" and t.is_open]


def test_what_was_not_accepted_is_not_followed(world: World) -> None:
    case_id = responding(world)
    world.answer(case_id, "ILO", "not_accepted", "respond", because="No money.")
    assert not [t for t in world.read(case_id).tasks if t.task == "follow"]


def test_an_evaluation_closes_with_a_lesson_or_the_reason_for_none(world: World) -> None:
    case_id = followed(world)
    world.answer(case_id, "ILO", "overtaken", "follow", progress="The course has ended.")
    with refused(
        world, "No lesson is drawn from it yet: capture one, or say why there is none.", rule="MEL-01"
    ):
        world.press(case_id, "close", "officer")


def test_it_is_asked_for_terms_six_months_before_the_end(world: World) -> None:
    case_id = planned(world, ends_on="2013-12-31")
    world.later(days=360)
    told = [says for _, says, _ in reminders(world, case_id)]
    assert "What is evaluated ends in six months: terms of reference are to be written." in told


@pytest.mark.parametrize(("what", "heard"), [("FINAL_INDEPENDENT", 1), ("ACTIVITY", 0)])
def test_three_months_after_the_implementation_the_final_report_is_asked_for(
    world: World, what: str, heard: int
) -> None:
    case_id = drafted(world, kind=what, ends_on="2013-12-31")
    says = "The implementation ended three months ago: the final report is due."
    world.at(datetime(2014, 3, 30, 12, tzinfo=UTC))
    assert says not in [each for _, each, _ in reminders(world, case_id)]
    world.at(datetime(2014, 3, 31, 12, tzinfo=UTC))
    told = [to for _, each, to in reminders(world, case_id) if each == says]
    office = ["SECRETARIAT_OFFICER", "SENIOR_MANAGER"]
    assert told == [sorted([f"person:{world.people[EVALUATOR].hex}", *office])] * heard


def test_the_senior_manager_gives_it_up_before_it_is_final(world: World) -> None:
    case_id = drafted(world)
    with pytest.raises(Denied):
        world.press(case_id, "cancel", CHAIR, reason="No.")
    world.press(case_id, "cancel", "manager", reason="Nobody could be heard.")
    assert world.read(case_id).case.result == "cancelled"
