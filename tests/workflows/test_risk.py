"""A risk: described, assessed, treated, looked at every quarter; before the Committee when it is very high, put right when it comes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from engine.commands import item, register
from tests.furnished import on_both
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, refused
from tests.workflows import correcting, risking
from tests.workflows.decision.record import field, moves, proven, reminders
from tests.workflows.producing import linked_case
from tests.workflows.publishing import answer_open
from tests.workflows.risking import GROUNDS, HIGH, MEDIUM, VERY_HIGH
from tests.world import World

pytestmark = on_both


def level(world: World, case_id: UUID) -> tuple[int, str]:
    """The score, and how great that is."""
    return field(world, case_id, "score"), field(world, case_id, "risk_is").name


def test_a_risk_is_assessed_treated_watched_and_closed(world: World) -> None:
    case_id = risking.monitored(world)
    assert level(world, case_id) == (9, "MEDIUM")
    assert field(world, case_id, "residual") == 6
    [row] = [each for each in world.read(case_id).items if each.standing]
    item.edit(
        world.engine, case_id, row.id, {"progress": "DONE"}, revision=row.revision, by=world.people["UNODC"]
    )
    world.press(case_id, "close", "officer", reason="Donors are asked together now.")
    assert [to for _, _, to in moves(world, case_id)] == ["assessed", "planned", "monitored", "closed"]
    assert proven(world)


@pytest.mark.parametrize("without", ["cause", "consequence", "category", "owner"])
def test_a_risk_is_described_by_cause_event_and_consequence_before_it_is_assessed(
    world: World, without: str
) -> None:
    case_id = risking.identified(world, without=without)
    label = world.read(case_id).definition.field_by_key[without].label
    with refused(world, f"Not filled in yet: {label}.", rule="7.19"):
        world.press(case_id, "assess", "officer", **MEDIUM, **GROUNDS)


@pytest.mark.parametrize("who", ["donor", "auditor", "expert"])
def test_its_owner_is_a_focal_point_or_of_the_secretariat(world: World, who: str) -> None:
    with refused(world, "The owner is a focal point, or of the Secretariat.", rule="7.19", error=Invalid):
        risking.identified(world, owner=who)


@pytest.mark.parametrize(
    ("likelihood", "impact", "score", "degree"),
    [
        ("TWO", "TWO", 4, "LOW"),
        ("ONE", "FIVE", 5, "MEDIUM"),
        ("THREE", "THREE", 9, "MEDIUM"),
        ("TWO", "FIVE", 10, "HIGH"),
        ("THREE", "FIVE", 15, "HIGH"),
        ("FOUR", "FOUR", 16, "VERY_HIGH"),
        ("FIVE", "FIVE", 25, "VERY_HIGH"),
    ],
)
def test_the_score_is_likelihood_times_impact_and_the_level_follows(
    world: World, likelihood: str, impact: str, score: int, degree: str
) -> None:
    case_id = risking.assessed(world, how={"likelihood": likelihood, "impact": impact})
    assert level(world, case_id) == (score, degree)


def test_the_house_may_set_the_bounds_otherwise(world: World) -> None:
    register.set_setting(world.engine, "risk_high_from", 8, by=None)
    assert level(world, risking.assessed(world)) == (9, "HIGH")


def test_nobody_types_the_score(world: World) -> None:
    with pytest.raises(Invalid):
        risking.identified(world, score=1)


# High, and very high


def test_a_high_risk_is_shown_to_the_senior_manager_and_again_when_it_changes(world: World) -> None:
    case_id = risking.assessed(world, how=HIGH)
    assert world.find_task(case_id, "look").target == "SENIOR_MANAGER"
    answer_open(world, case_id, "look", "seen", "manager")
    assert not world.find_task(case_id, "look").is_open
    world.press(case_id, "assess_again", "UNODC", likelihood="THREE", impact="FIVE", **GROUNDS)
    assert world.find_task(case_id, "look").is_open


def test_a_medium_risk_is_shown_to_nobody(world: World) -> None:
    case_id = risking.assessed(world)
    assert not [each for each in world.read(case_id).tasks if each.task == "look"]


def test_a_very_high_risk_comes_before_the_committee_by_itself(world: World) -> None:
    case_id = risking.escalated(world)
    assert world.state(case_id) == "escalated"
    assert world.find_task(case_id, "agenda").target == "SC_CHAIR|SC_COCHAIR"
    answer_open(
        world,
        case_id,
        "agenda",
        "taken_up",
        CHAIR,
        data={"conclusion": "One appeal for all, meeting of 4 March."},
    )
    assert world.state(case_id) == "assessed", "the Committee has seen it; now it is treated"
    assert proven(world)


def test_it_comes_back_to_the_committee_when_it_grows_further(world: World) -> None:
    case_id = risking.escalated(world)
    told = {"conclusion": "One appeal for all, meeting of 4 March."}
    answer_open(world, case_id, "agenda", "taken_up", CHAIR, data=told)
    world.press(case_id, "assess_again", "UNODC", **VERY_HIGH, **GROUNDS)
    assert world.state(case_id) == "assessed"
    world.press(case_id, "assess_again", "UNODC", likelihood="FIVE", impact="FOUR", **GROUNDS)
    assert world.state(case_id) == "escalated"


def test_and_when_it_is_very_high_once_more(world: World) -> None:
    case_id = risking.escalated(world)
    told = {"conclusion": "One appeal for all, meeting of 4 March."}
    answer_open(world, case_id, "agenda", "taken_up", CHAIR, data=told)
    world.press(case_id, "assess_again", "UNODC", **MEDIUM, **GROUNDS)
    world.press(case_id, "assess_again", "UNODC", **VERY_HIGH, **GROUNDS)
    assert world.state(case_id) == "escalated"


def test_its_owner_may_put_any_risk_before_the_committee_with_a_reason(world: World) -> None:
    case_id = risking.monitored(world)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.press(case_id, "escalate", "UNODC")
    world.press(case_id, "escalate", "UNODC", reason="Members see it otherwise.")
    assert world.state(case_id) == "escalated"


def test_a_decision_is_prepared_on_it_one_at_a_time(world: World) -> None:
    case_id = risking.escalated(world)
    world.press(case_id, "decide", CHAIR)
    decision = linked_case(world, case_id, "decided_by")
    assert "Agencies compete instead of working together." in field(world, decision, "background")
    with refused(world, "A decision on it is being prepared already."):
        world.press(case_id, "decide", "officer")
    world.press(decision, "withdraw", "officer", reason="Talked over.")
    world.press(case_id, "decide", "officer")


# The treatment


def test_whatever_is_not_accepted_is_treated(world: World) -> None:
    case_id = risking.assessed(world)
    world.edit(case_id, "UNODC", **risking.TREATED)
    with refused(
        world, "No action is planned against it yet; only what is accepted needs none.", rule="7.19"
    ):
        world.press(case_id, "plan", "UNODC")
    world.edit(case_id, "UNODC", response="ACCEPT")
    world.press(case_id, "plan", "UNODC")
    world.press(case_id, "monitor", "UNODC")
    assert world.state(case_id) == "monitored"


def test_the_treatment_says_what_is_left_of_the_risk(world: World) -> None:
    case_id = risking.assessed(world)
    sentence = "Not filled in yet: Response, Likelihood after the treatment, Impact after the treatment."
    with refused(world, sentence, rule="7.19"):
        world.press(case_id, "plan", "UNODC")


def test_after_its_treatment_a_risk_is_not_greater_than_before(world: World) -> None:
    case_id = risking.assessed(world)
    risking.act(world, case_id)
    world.edit(case_id, "UNODC", response="REDUCE", residual_likelihood="FOUR", residual_impact="THREE")
    with refused(world, "After its treatment a risk is not greater than before.", rule="7.19"):
        world.press(case_id, "plan", "UNODC")


def test_nothing_is_watched_of_which_nothing_has_begun(world: World) -> None:
    case_id = risking.assessed(world)
    risking.act(world, case_id)
    world.edit(case_id, "UNODC", **risking.TREATED)
    world.press(case_id, "plan", "UNODC")
    with refused(world, "Nothing has begun of what is planned.", rule="7.19"):
        world.press(case_id, "monitor", "UNODC")


def test_it_is_not_closed_while_something_is_still_done_against_it(world: World) -> None:
    case_id = risking.monitored(world)
    with refused(world, "Still planned or under way: One calendar for all donors.", rule="7.19"):
        world.press(case_id, "close", "officer", reason="It is over.")


def test_only_the_owner_and_the_secretariat_plan_it(world: World) -> None:
    case_id = risking.assessed(world)
    with refused(world, "You cannot do this here: The treatment is planned.", rule="risk:plan", error=Denied):
        world.press(case_id, "plan", "IOM")


def test_a_matter_that_is_no_risk_is_dismissed_with_a_reason(world: World) -> None:
    case_id = risking.identified(world)
    world.press(case_id, "dismiss", "officer", reason="It cannot happen any more.")
    assert world.read(case_id).case.result == "closed"


# The quarterly review


def test_its_owner_looks_at_it_every_quarter(world: World) -> None:
    case_id = risking.monitored(world)
    first = world.find_task(case_id, "review")
    assert field(world, case_id, "next_review") == date(2013, 4, 7)
    assert first.target == f"person:{world.people['UNODC'].hex}"
    world.at(datetime(2013, 4, 4, 9, tzinfo=UTC))
    answer_open(world, case_id, "review", "same", "UNODC")
    assert field(world, case_id, "next_review") == date(2013, 7, 4)
    world.at(datetime(2013, 4, 8, 9, tzinfo=UTC))
    again = world.find_task(case_id, "review")
    assert again.is_open and again.round == first.round + 1


def test_a_review_that_finds_it_changed_assesses_it_anew(world: World) -> None:
    case_id = risking.monitored(world)
    answer_open(world, case_id, "review", "changed", "UNODC", data={**HIGH, **GROUNDS})
    assert level(world, case_id) == (12, "HIGH")
    assert world.state(case_id) == "monitored"


def test_a_review_that_finds_it_very_high_brings_it_before_the_committee(world: World) -> None:
    case_id = risking.monitored(world)
    answer_open(world, case_id, "review", "changed", "UNODC", data={**VERY_HIGH, **GROUNDS})
    assert world.state(case_id) == "escalated"


@pytest.mark.parametrize("stage", [risking.assessed, risking.escalated])
def test_it_is_looked_at_every_quarter_in_every_state_in_which_it_runs(world: World, stage: Any) -> None:
    case_id = stage(world)
    first = world.find_task(case_id, "review")
    assert (first.is_open, field(world, case_id, "next_review")) == (True, date(2013, 4, 7))
    answer_open(world, case_id, "review", "same", "UNODC")
    world.at(datetime(2013, 4, 8, 9, tzinfo=UTC))
    again = world.find_task(case_id, "review")
    assert again.is_open and again.round == first.round + 1


def test_a_review_that_finds_it_very_high_no_more_takes_it_from_the_agenda(world: World) -> None:
    case_id = risking.escalated(world)
    answer_open(world, case_id, "review", "changed", "UNODC", data={**HIGH, **GROUNDS})
    assert world.state(case_id) == "assessed"
    assert not [each for each in world.read(case_id).tasks if each.task == "agenda" and each.is_open]
    world.press(case_id, "assess_again", "UNODC", **VERY_HIGH, **GROUNDS)
    assert world.state(case_id) == "escalated", "very high once more, it comes back"


def test_what_its_owner_has_put_before_the_committee_stays_there_though_it_is_not_very_high(
    world: World,
) -> None:
    case_id = risking.monitored(world)
    world.press(case_id, "escalate", "UNODC", reason="The Committee should know.")
    answer_open(world, case_id, "review", "changed", "UNODC", data={**HIGH, **GROUNDS})
    assert world.state(case_id) == "escalated"


def test_an_action_that_is_not_done_by_its_day_is_called_to_mind(world: World) -> None:
    says = "An action against this risk was to be done by now."
    case_id = risking.monitored(world)
    risking.act(world, case_id, action="One report for all donors", done_by="2013-03-29", progress="DONE")
    world.at(datetime(2013, 5, 30, 9, tzinfo=UTC))
    assert says not in [each for _, each, _ in reminders(world, case_id)]
    world.at(datetime(2013, 5, 31, 9, tzinfo=UTC))
    assert says in [each for _, each, _ in reminders(world, case_id)]


# When it comes true


def test_a_risk_that_comes_true_opens_a_corrective_action_and_waits_for_it(world: World) -> None:
    case_id = risking.materialised(world)
    assert world.state(case_id) == "materialised"
    [tie] = [each for each in world.read(case_id).links if each.type == "responds_to"]
    action = tie.other
    assert field(world, action, "deviation") == "Two members asked one donor for the same work."
    plan = {**correcting.PLAN, "owner": world.organizations["ILO"].hex, "verifier": world.people["OSCE"].hex}
    world.edit(action, "officer", **plan)
    for trigger in ("plan", "begin"):
        world.press(action, trigger, "officer")
    world.put(action, "One letter to the donor.", "evidence", "ILO")
    world.press(action, "report", "ILO", done="One letter.")
    answer_open(world, action, "verify", "helped", "OSCE")
    assert world.state(case_id) == "materialised"
    world.press(action, "close", "officer")
    assert world.state(case_id) == "assessed", "it is assessed anew"
    assert proven(world)


def test_a_risk_that_comes_true_twice_waits_for_the_second_corrective_action(world: World) -> None:
    case_id = risking.materialised(world)
    ties = [each.other for each in world.read(case_id).links if each.type == "responds_to"]
    world.press(ties[0], "withdraw", "officer", reason="Solved by a talk.")
    assert world.state(case_id) == "assessed"
    world.press(case_id, "materialise", "UNODC", happened="Again.")
    assert world.state(case_id) == "materialised"
