"""A joint programme is evaluated by somebody independent, measured, learned from, and closed."""

from __future__ import annotations

from uuid import UUID

from config.bootstrap import registry
from engine.registry import Registry
from tests.furnished import on_both
from tests.refusing import refused
from tests.workflows import checking, evaluating, learning, proposing, publishing
from tests.workflows.decision.record import moves, proven
from tests.workflows.programming import AIMS, fill_in, measured, mobilising, reviewed, second_phase
from tests.workflows.reviewing import EXPERTS
from tests.world import World

pytestmark = on_both


def under_evaluation(world: World) -> UUID:
    case_id = mobilising(world)
    reviewed(world, case_id)
    world.press(case_id, "evaluate", "ILO")
    return case_id


def evaluation(world: World, case_id: UUID) -> UUID:
    """The evaluation that was opened."""
    return next(each.other for each in world.read(case_id).links if each.type == "evaluates")


def evaluated(world: World, case_id: UUID) -> None:
    evaluating.finalised(world, evaluation(world, case_id))


def test_a_phase_is_reviewed_before_the_programme_is_evaluated(coasts: World) -> None:
    case_id = mobilising(coasts)
    sentence = "The phase before it is neither evaluated nor reviewed: say when, and what was found."
    with refused(coasts, sentence, rule="7.9"):
        coasts.press(case_id, "evaluate", "ILO")


def test_without_evaluations_in_the_house_none_is_opened(coasts: World) -> None:
    others = [each for each in registry().versions if each.key != "evaluation"]
    coasts.engine.registry = Registry(others, coasts.engine.registry.house)
    case_id = mobilising(coasts)
    reviewed(coasts, case_id)
    with refused(coasts, "There is no case type “evaluation” here yet; the case stays as it is."):
        coasts.press(case_id, "evaluate", "ILO")
    assert coasts.state(case_id) == "mobilisation"


def test_its_evaluation_opens_with_what_the_programme_says(coasts: World) -> None:
    case_id = under_evaluation(coasts)
    opened = coasts.read(evaluation(coasts, case_id)).case
    assert (opened.definition, opened.title) == ("evaluation", "Safe coasts")
    codes = {identity.hex: code for code, identity in coasts.organizations.items()}
    assert (opened.data["kind"], codes[opened.data["lead"]]) == ("PROGRAMME", "ILO")
    assert [codes[each] for each in opened.data["participants"]] == ["ILO", "IOM", "COAST", "HILLS"]
    assert (opened.data["funds"], opened.data["currency"]) == (1000000, "USD")
    assert opened.data["subject"].splitlines() == [
        AIMS[f"{term}_term"] for term in ("short", "medium", "long")
    ]


CLOSE = ("close", "ILO")


def test_before_it_is_closed_it_is_reported_evaluated_and_measured(coasts: World) -> None:
    case_id = under_evaluation(coasts)
    with refused(coasts, "There is no document yet: Final narrative and financial report."):
        coasts.press(case_id, *CLOSE)
    coasts.put(case_id, "What came of it.", "final_report", "ILO")
    with refused(coasts, "Its evaluation is not final yet."):
        coasts.press(case_id, *CLOSE)
    evaluated(coasts, case_id)
    with refused(coasts, "Not measured yet: Ports inspected.", rule="MEL-05"):
        coasts.press(case_id, *CLOSE)
    fill_in(coasts, case_id, "results", "Ports inspected", "indicator", actual="11", measured_on="2013-01-07")
    sentence = "Without an answer on the checklist of the end: LP1, PS1, PT1, PV1, PA1, DA1."
    with refused(coasts, sentence, rule="SS-10"):
        coasts.press(case_id, *CLOSE)


def test_before_it_is_closed_something_is_learned_from_it(coasts: World) -> None:
    case_id = under_evaluation(coasts)
    evaluated(coasts, case_id)
    measured(coasts, case_id)
    sentence = "No lesson is drawn from it yet: capture one, or say why there is none."
    with refused(coasts, sentence, rule="MEL-01"):
        coasts.press(case_id, *CLOSE)
    lesson = learning.captured(coasts)
    proposing.tie(coasts, lesson, "learned_from", case_id)
    with refused(coasts, sentence, rule="MEL-01"):
        coasts.press(case_id, *CLOSE)
    coasts.press(lesson, "ask", "officer", validator=coasts.people[EXPERTS[0]].hex)
    publishing.answer_open(coasts, lesson, "validate", "holds", EXPERTS[0])
    coasts.press(case_id, *CLOSE)
    assert coasts.read(case_id).case.result == "closed"
    kept = coasts.read(case_id).documents["snapshot"]
    assert coasts.engine.files.get(case_id, kept.sha256).decode().count("IN_PLACE") == 6
    assert proven(coasts)


def test_lessons_of_its_evaluation_are_lessons_of_the_programme(coasts: World) -> None:
    case_id = under_evaluation(coasts)
    evaluating.finalised(coasts, evaluation(coasts, case_id), evaluating.LEARNED)
    (drawn,) = [each for each in coasts.read(case_id).links if each.type == "learned_from"]
    assert (drawn.definition, drawn.title) == ("lesson", evaluating.LEARNED["learned"])
    assert {each.other for each in coasts.read(drawn.other).links} == {case_id, evaluation(coasts, case_id)}


def test_why_no_lesson_is_drawn_may_be_said_instead(coasts: World) -> None:
    case_id = under_evaluation(coasts)
    evaluated(coasts, case_id)
    measured(coasts, case_id)
    coasts.edit(case_id, "officer", no_lesson="The evaluation holds them all.")
    coasts.press(case_id, *CLOSE)
    assert coasts.state(case_id) == "closed"


def test_a_programme_of_two_phases_is_evaluated_after_the_second(coasts: World) -> None:
    case_id = second_phase(coasts)
    sentence = "The phase before it is neither evaluated nor reviewed: say when, and what was found."
    coasts.later(hours=1)
    coasts.put(case_id, "What the second phase has done.", "phase_report", "ILO")
    with refused(coasts, sentence, rule="7.9"):
        coasts.press(case_id, "evaluate", "ILO")
    reviewed(coasts, case_id, "Second phase")
    coasts.press(case_id, "evaluate", "ILO")
    assert moves(coasts, case_id)[-1] == ("next_phase", "evaluate", "evaluation")


def test_answers_from_before_the_evaluation_are_no_end_line(coasts: World) -> None:
    case_id = mobilising(coasts)
    reviewed(coasts, case_id)
    for code in checking.CODES:
        fill_in(coasts, case_id, "progress", code, "code", status="IN_PLACE")
    coasts.press(case_id, "evaluate", "ILO")
    evaluated(coasts, case_id)
    coasts.put(case_id, "What came of it.", "final_report", "ILO")
    fill_in(coasts, case_id, "results", "Ports inspected", "indicator", actual="11", measured_on="2013-01-07")
    coasts.edit(case_id, "officer", no_lesson="The evaluation holds them all.")
    with refused(coasts, "Not answered yet: Fill in the checklist of the end."):
        coasts.press(case_id, *CLOSE)
    coasts.answer(case_id, "ILO", "ended", "end_line")
    coasts.press(case_id, *CLOSE)
    assert coasts.state(case_id) == "closed"


def test_the_checklist_of_the_end_answers_every_item(coasts: World) -> None:
    case_id = under_evaluation(coasts)
    with refused(
        coasts,
        "Without an answer on the checklist of the end: LP1, PS1, PT1, PV1, PA1, DA1.",
        rule="SS-10",
    ):
        coasts.answer(case_id, "ILO", "ended", "end_line")
