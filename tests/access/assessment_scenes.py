"""Every state of a joint checklist and of a situational assessment, in a house of their own.

Time passes first: what was delivered is followed up by the clock, and the others are made then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.access.scenes import Stage, Staged
from tests.workflows import assessing, checking
from tests.workflows.checking import CODES
from tests.workflows.reviewing import EXPERTS
from tests.world import World

POLICE = ("police expert", "GOVERNMENT", ["DATA"])
AGENCIES = ("ILO", "IOM")
LED = (
    "terms",
    "plan",
    "report",
    "annex",
    "checklist",
    "plan",
    "start",
    "draft",
    "assess_more",
    "validate",
    "agree_needs",
    "review",
)
SHARED = ("case", "comments")


def checklists(stage: Stage) -> None:
    """Every state of a checklist. One is in use, for the assessments."""
    world = stage.world
    for state, story in (
        ("draft", checking.drafted),
        ("input", checking.asked),
        ("experts", checking.under_experts),
        ("review", checking.in_review),
        ("committee", checking.before_sc),
        ("adopted", checking.adopted),
    ):
        stage.add(f"CKL {state}", story(world))
    stage.add("CKL draft of-ILO", checking.drafted(world, "ILO alternate"))
    named = checking.asked(world)
    checking.write(world, named, "tools", {"instrument": "Toolkit", "offers": "Questions."}, by="ILO")
    checking.name_experts(world, named)
    stage.add("CKL input named", named)
    gone = checking.drafted(world)
    world.press(gone, "withdraw", "officer", reason="Not needed.")
    stage.add("CKL withdrawn", gone)
    old = checking.in_use(world)
    later = checking.next_version(world, old)
    checking.bring_on(world, later)
    stage.add("CKL superseded", old)
    stage.add("CKL in_use", later)


def assessments(stage: Stage) -> list[Staged]:
    """Every state of an assessment: its Government, its lead, and everybody on its team may do what is theirs."""
    world = stage.world

    def add(name: str, case_id: UUID) -> UUID:
        return stage.add(f"SAR {name}", case_id, named=_named(world, case_id))

    add("follow_up", assessing.followed_up(world))
    add("closed", assessing.closed(world))
    _until_selected(world, add)
    _until_planned(world, add)
    _until_delivered(world, add)
    _resting(world, add)
    return stage.close()


Add = Callable[[str, UUID], UUID]


def _named(world: World, case_id: UUID) -> dict[str, str | tuple[str, ...]]:
    """Whom the fields and the rows of a case name, by what they may do."""
    snapshot = world.read(case_id)
    called = {identity.hex: name for name, identity in (*world.organizations.items(), *world.people.items())}
    lead = [called[snapshot.case.data["lead"]]] if snapshot.case.data.get("lead") else []
    rows = [r.data for r in snapshot.items if r.standing and r.item in ("team", "organizations")]
    team = [*lead, *(called[each.get("person") or each["organization"]] for each in rows)]
    government = called[snapshot.case.data["requester"]]
    facts: dict[str, str | tuple[str, ...]] = dict.fromkeys(LED, tuple(lead))
    facts |= dict.fromkeys((*SHARED, ""), (government, *lead))
    facts |= {"request": government, "organizations": tuple(lead), "team": tuple(lead)}
    return facts | dict.fromkeys(("answers", "priorities", "CASE_TEAM"), tuple(team))


def _until_selected(world: World, add: Add) -> None:
    add("requested", assessing.requested(world))
    add("requested by-letter", assessing.asked_for(world, "officer"))
    add("screening", assessing.screening(world))
    add("selection", assessing.before_sc(world))
    for state, trigger, told in (
        ("not_selected", "not_select", {}),
        ("deferred", "defer", {"look_again": "2015-09-02"}),
    ):
        case_id = assessing.before_sc(world)
        assessing.decide_against(world, case_id)
        data: dict[str, Any] = {**told, "reasons": "Others come first."}
        world.press(case_id, trigger, "officer", **data)
        add(state, case_id)


def _until_planned(world: World, add: Add) -> None:
    add("team", assessing.composed(world, team=[*assessing.TEAM, POLICE]))
    asked = assessing.agreed(world, region="EAST_AFRICA", body=assessing.government(world, "GULF"))
    assessing.ask_for_experts(world, asked)
    add("agreed", asked)
    add("planning", assessing.planning(world))


def _until_delivered(world: World, add: Add) -> None:
    under_way = assessing.under_way(world, team=[*assessing.TEAM, POLICE])
    for who in (*AGENCIES, EXPERTS[0]):
        assessing.found(world, under_way, CODES[0], who)
    add("assessment", under_way)
    add("findings", assessing.drafted(world))
    validating = assessing.validating(world, team=[*assessing.TEAM, POLICE])
    assessing.comment(world, validating, "The picture is too dark.")
    assessing.prioritise(world, validating)
    add("validation", validating)
    ranked = assessing.ranked(world)
    assessing.review_report(world, ranked)
    add("needs", ranked)
    add("delivered", assessing.delivered(world))


def _resting(world: World, add: Add) -> None:
    for state, trigger in (("suspended", "suspend"), ("cancelled", "cancel")):
        case_id = assessing.under_way(world)
        world.press(case_id, trigger, "manager", reason="Unrest on the coast.")
        add(state, case_id)
