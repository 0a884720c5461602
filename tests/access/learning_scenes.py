"""Every state of a lesson, of a risk, of a corrective action and of a result of the plan."""

from __future__ import annotations

from uuid import UUID

from tests.access.scenes import Stage
from tests.people import CHAIR
from tests.workflows import correcting, learning, proposing, resulting, risking
from tests.workflows.publishing import answer_open
from tests.workflows.reviewing import EXPERTS

OWNER = "ILO alternate"
# Whom the fields of these cases name, by what they may do.
OF_RISK = dict.fromkeys(
    (
        "case", "actions", "assess", "assess_again", "plan", "monitor", "plan_anew", "escalate", "materialise",
        "originates_from", "informs", "threatens", "contributes_to", "",
    ),
    OWNER,
)  # fmt: skip
OF_ACTION = dict.fromkeys(
    ("case", "evidence", "plan", "begin", "report", "originates_from", "contributes_to", ""), "ILO"
)
OF_RESULT = dict.fromkeys(
    ("case", "indicators", "periods", "ready", "work_on", "part_of", "contributes_to", ""), "ILO"
)
SEATED = frozenset({"The organization has no seat on the Committee: the Secretariat acts for it."})


def lessons(stage: Stage) -> None:
    """Sent to ICAT or not, by those who stand outside as well."""
    world = stage.world
    stage.add("LSN captured", learning.asked(world, "former opener"))
    stage.add("LSN captured of-stakeholder", learning.captured(world, "stakeholder"))
    learning.liaison(world)
    stage.add("LSN validated", learning.validated(world, "partner", policy_relevant="yes"))
    stage.add("LSN published", learning.published(world, "ILO alternate"))
    applied = learning.published(world)
    learning.cite(world, proposing.drafted(world), applied)
    stage.add("LSN applied", applied)
    rejected = learning.asked(world)
    answer_open(world, rejected, "validate", "reject", EXPERTS[0], reason="One case is no evidence.")
    stage.add("LSN rejected", rejected)
    archived = learning.published(world)
    world.press(archived, "archive", "officer", reason="The law has changed.")
    stage.add("LSN archived", archived)


def risks(stage: Stage) -> None:
    """Of each the alternate of ILO is the owner."""
    world = stage.world

    def add(state: str, case_id: UUID) -> None:
        stage.add(f"RSK {state}", case_id, named=OF_RISK)

    add("identified", risking.identified(world, "former opener", owner=OWNER))
    add("assessed", risking.assessed(world, "UNODC", risking.HIGH, owner=OWNER))
    add("planned", risking.planned(world, owner=OWNER))
    add("monitored", risking.monitored(world, owner=OWNER))
    add("escalated", risking.escalated(world, owner=OWNER))
    add("materialised", risking.materialised(world, owner=OWNER))
    closed = risking.identified(world, owner=OWNER)
    world.press(closed, "dismiss", "officer", reason="It cannot happen any more.")
    add("closed", closed)
    talked_over = risking.escalated(world, owner=OWNER)
    told = {"conclusion": "One appeal for all, meeting of 4 March."}
    answer_open(world, talked_over, "agenda", "taken_up", CHAIR, data=told)
    add("assessed talked-over", talked_over)


def corrective_actions(stage: Stage) -> None:
    """ILO puts it right, but for one of which the Secretariat does."""
    world = stage.world

    def add(state: str, case_id: UUID) -> None:
        stage.add(f"CAP {state}", case_id, named=OF_ACTION, holds=SEATED)

    add("opened", correcting.opened(world, "former opener"))
    add("planned", correcting.planned(world, "UNODC"))
    stage.add("CAP planned by-the-secretariat", correcting.planned(world, owner="SEC"))
    add("in_progress", correcting.reported(world))
    for state in ("verified", "closed"):
        case_id = correcting.reported(world)
        answer_open(world, case_id, "verify", "helped", "IOM alternate")
        if state == "closed":
            world.press(case_id, "close", "officer")
        add(state, case_id)
    gone = correcting.opened(world)
    world.press(gone, "withdraw", "officer", reason="The activity has ended.")
    add("withdrawn", gone)


def results(stage: Stage) -> None:
    """Outcomes of which ILO is responsible, opened by somebody who is not there any more and by the Secretariat."""
    world = stage.world

    def add(state: str, case_id: UUID) -> None:
        stage.add(f"RST {state}", case_id, named=OF_RESULT)

    add("draft", resulting.drafted(world))
    add("ready", resulting.ready(world))
    add("committee", resulting.before_sc(world))
    add("in_force", resulting.in_force(world))
    closed = resulting.in_force(world)
    for year in ("2012", "2013", "2014"):
        resulting.measure(world, closed, year, "2", measured_on="2013-01-07")
    world.press(closed, "close", "officer", conclusion="Two each year.")
    add("closed", closed)
    gone = resulting.drafted(world)
    world.press(gone, "withdraw", "officer", reason="It was one too many.")
    add("withdrawn", gone)
