"""Every state of an evaluation, a contribution and a thematic project, in a house of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from tests.access.scenes import Stage, Staged
from tests.people import CHAIR
from tests.workflows import contributing, evaluating, piloting, proposing
from tests.workflows.evaluating import EVALUATOR

# Whom the fields of these cases name, by what they may do.
WRITES = (
    "case",
    "collect",
    "hand_in",
    "inception_report",
    "report",
    "annex",
    "questions",
    "recommendations",
    "CASE_TEAM",
    "",
)
OF_EVALUATION = {
    **dict.fromkeys(WRITES, EVALUATOR),
    **dict.fromkeys(("about", "builds_on", "contributes_to"), EVALUATOR),
}
RECEIVES = (
    "case", "contract", "report", "earmarks", "allocation", "expenditure", "agree", "receive", "spent", "lapse", "refund",
    "return_balance", "informs", "contributes_to", "",
)  # fmt: skip
OF_CONTRIBUTION = dict.fromkeys(RECEIVES, "IOM")
LEADS = (
    "case", "document", "report", "results", "budget", "partners", "approve", "begin", "evaluate", "evaluate_again", "propose",
    "withdraw", "replicates", "funded_by", "responds_to", "victim_input_from", "cites", "contributes_to", "",
)  # fmt: skip
OF_PROJECT = dict.fromkeys(LEADS, "ILO")
EVALUATIONS = {
    "selected": evaluating.selected, "inception": evaluating.inception, "data_collection": evaluating.collecting,
    "draft_report": evaluating.drafted, "final_report": evaluating.final, "management_response": evaluating.responding,
    "follow_up": evaluating.followed, "closed": evaluating.closed,
}  # fmt: skip
CONTRIBUTIONS = {
    "pledged": contributing.pledged, "agreement": contributing.expected, "received": contributing.received,
    "advice": contributing.advised, "allocated": contributing.allocated, "spent": contributing.spent,
    "certified": contributing.certified, "closed": contributing.closed,
}  # fmt: skip
PROJECTS = {
    "concept": piloting.concept, "principles_review": piloting.reviewing, "design": piloting.designed,
    "approved": piloting.approved, "implementation": piloting.running, "replication": piloting.evaluated,
    "closed": piloting.closed,
}  # fmt: skip


def money(stage: Stage) -> list[Staged]:
    """All of it, and the mandates that end at the end."""
    evaluations(stage)
    contributions(stage)
    projects(stage)
    return stage.close()


def evaluations(stage: Stage) -> None:
    """The evaluator is somebody whom a row names, and is asked before anything else."""
    world = stage.world
    add = _adding(stage, "EVL", OF_EVALUATION)
    add("planned", evaluating.planned(world, "former opener"))
    add("terms", evaluating.ready_to_select(world, by="ILO alternate"))
    for state, begun in EVALUATIONS.items():
        add(state, begun(world))
    cancelled = evaluating.drafted(world)
    world.press(cancelled, "cancel", "manager", reason="Nobody could be heard.")
    add("cancelled", cancelled)


def contributions(stage: Stage) -> None:
    """IOM receives each of them."""
    world = stage.world
    add = _adding(stage, "FND", OF_CONTRIBUTION)
    add("prospect", contributing.prospect(world, "former opener"))
    for state, begun in CONTRIBUTIONS.items():
        add(state, begun(world))
    lapsed, refunded = contributing.pledged(world), contributing.received(world)
    world.press(lapsed, "lapse", "IOM", reason="It does not come.")
    add("lapsed", lapsed)
    told = {"returned": "999999.99", "returned_on": "2013-01-07"}
    world.press(refunded, "refund", "IOM", reason="Not needed.", **told)  # type: ignore[arg-type]
    add("refunded", refunded)


def projects(stage: Stage) -> None:
    """ILO leads each of them."""
    world = stage.world
    add = _adding(stage, "TSP", OF_PROJECT)
    add("agreement", piloting.before_sc(world, by="former opener")[0])
    add("evaluation", piloting.evaluating(world)[0])
    for state, begun in PROJECTS.items():
        add(state, begun(world))
    _stopped(stage)


def _stopped(stage: Stage) -> None:
    """Held, ended early, withdrawn, and never agreed to."""
    world = stage.world
    add = _adding(stage, "TSP", OF_PROJECT)
    suspended, terminated = piloting.running(world), piloting.running(world)
    world.press(suspended, "suspend", "manager", reason="The port is closed.")
    add("suspended", suspended)
    world.edit(terminated, "ILO", exit_plan="IOM answers the calls.")
    world.edit(terminated, "officer", no_lesson="It ended before anything was measured.")
    world.press(terminated, "terminate", "manager", reason="The money has run out.")
    add("terminated", terminated)
    withdrawn = piloting.concept(world)
    world.press(withdrawn, "withdraw", "officer", reason="Somebody else does it.")
    add("withdrawn", withdrawn)
    refused, decision = piloting.before_sc(world)
    proposing.deliberate(world, decision)
    world.press(decision, "declare_not_adopted", CHAIR, reason="No consensus.")
    add("not_agreed", refused)


def _adding(stage: Stage, code: str, named: Mapping[str, str]) -> Callable[[str, UUID], UUID]:
    def add(state: str, case_id: UUID) -> UUID:
        return stage.add(f"{code} {state}", case_id, named=named)

    return add
