"""Every state of a joint programme, in the house of the assessments, where a checklist is in use. ILO leads; UNODC and IOM
receive its money. All of them were begun in the first phase: none has to answer an assessment."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from tests.access.scenes import Stage
from tests.workflows import evaluating, programming
from tests.world import World

# Whom the fields and rows of a programme name, by what they may do.
LED = (
    "case", "document", "phase_report", "narrative_report", "financial_report", "records", "final_report", "budget", "phases",
    "milestones", "results", "progress", "signatories",
    "submit_document", "withdraw", "work_on", "change", "begin", "mobilise", "mobilise_again", "evaluate", "close", "responds_to",
    "uses", "originates_from", "cites", "funded_by", "contributes_to", "end_line", "",
)  # fmt: skip
NAMED = {**dict.fromkeys(LED, "ILO"), "begin_next": "IOM"}
Story = Callable[..., UUID]
STORIES: dict[str, Story] = {
    "selection": programming.before_sc,
    "seed": programming.advised,
    "formulation": programming.written,
    "review": programming.in_review,
    "approved": programming.approved,
    "phase_1": programming.running,
    "mobilisation": programming.fundable,
    "next_phase": programming.second_phase,
}


def programmes(stage: Stage) -> None:
    """From its concept to its end, and every other end."""
    world = stage.world
    _add(stage, "concept", programming.concept(world, "former opener", legacy="yes"))
    _add(stage, "concept of-ILO", programming.concept(world, "ILO alternate", legacy="yes"))
    for state, story in STORIES.items():
        _add(stage, state, story(world, legacy="yes"))
    _evaluated(stage)
    _ended(stage)


def _add(stage: Stage, name: str, case_id: UUID) -> UUID:
    return stage.add(f"JPR {name}", case_id, named=NAMED)


def _under_evaluation(world: World) -> UUID:
    case_id = programming.mobilising(world, legacy="yes")
    programming.reviewed(world, case_id)
    world.press(case_id, "evaluate", "ILO")
    return case_id


def _evaluated(stage: Stage) -> None:
    world = stage.world
    _add(stage, "evaluation", _under_evaluation(world))
    closed = _under_evaluation(world)
    evaluation = next(each.other for each in world.read(closed).links if each.type == "evaluates")
    evaluating.finalised(world, evaluation)
    programming.measured(world, closed)
    world.edit(closed, "officer", no_lesson="The evaluation holds them all.")
    world.press(closed, "close", "ILO")
    _add(stage, "closed", closed)


def _ended(stage: Stage) -> None:
    world = stage.world
    refused = programming.before_sc(world, legacy="yes")
    programming.decide_against(world, refused)
    world.press(refused, "not_select", "officer", reason="Not this year.")
    _add(stage, "not_selected", refused)
    withdrawn = programming.concept(world, legacy="yes")
    world.press(withdrawn, "withdraw", "officer", reason="Nobody asks for it any more.")
    _add(stage, "withdrawn", withdrawn)
    for state, trigger, by, to, told in (
        ("handed_over", "hand_over", "officer", "HAND_OVER", {"handed_to": "Ministry of Labour"}),
        ("suspended", "suspend", "officer", "SUSPEND", {}),
        ("terminated", "terminate", "manager", "END", {}),
    ):
        begun = programming.approved if state == "handed_over" else programming.running
        case_id = begun(world, legacy="yes")
        programming.stop_decided(world, case_id, to=to)
        data: dict[str, str] = dict(told)
        world.press(case_id, trigger, by, reason="The port is closed.", **data)  # type: ignore[arg-type]
        _add(stage, state, case_id)
