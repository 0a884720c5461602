"""Silence: it runs to the microsecond, ends by itself, breaks at once, and is never support."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.commands.tick import tick
from tests.furnished import on_both
from tests.people import CHAIR, COCHAIR, MEMBERS
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.record import (
    field,
    given,
    history,
    late,
    moved_at,
    moves,
    proven,
    round_of,
    standing,
)
from tests.world import World

pytestmark = on_both

OPENED = datetime(2013, 1, 7, 9, tzinfo=UTC)  # a Monday, 10:00 in Vienna
EXPIRY = datetime(2013, 1, 14, 16, tzinfo=UTC)  # five working days later, 17:00 in Vienna
INSTANT = timedelta(microseconds=1)
BREAKING = ("concern", "strong_objection", "amendment", "request_discussion")


# Running and ending


def test_a_normal_period_is_five_working_days_and_ends_at_closing_time(world: World) -> None:
    case_id = world.silent()
    assert (field(world, case_id, "silence_from"), field(world, case_id, "expires_at")) == (OPENED, EXPIRY)


def test_silence_runs_until_the_last_microsecond_and_then_adopts(world: World) -> None:
    case_id = world.silent()
    world.at(EXPIRY - INSTANT)
    assert (world.state(case_id), world.number(case_id)) == ("silence", None)
    world.at(EXPIRY)
    assert (world.state(case_id), world.number(case_id)) == ("adopted_no_objection", "GIFT/DEC/2013/001")
    assert moved_at(world, case_id, "adopt_in_silence") == EXPIRY
    assert proven(world)


def test_silence_is_not_support(world: World) -> None:
    case_id = world.silent()
    for name in MEMBERS[:4]:
        world.answer(case_id, name, "support")
    world.at(EXPIRY)
    view = world.view(case_id)
    assert world.state(case_id) == "adopted_no_objection"
    assert [str(each) for each in view.unanswered(view.snapshot.definition.task_by_key["position"])] == [
        "UNICEF",
        "UNODC",
    ]
    assert (
        view.state.moment
        == "No objection received ({position.unanswered} without position). Silence is not support."
    )


def test_when_all_support_silence_ends_in_consensus(world: World) -> None:
    case_id = world.silent()
    for name in MEMBERS[:-1]:
        world.answer(case_id, name, "support")
    world.answer(case_id, MEMBERS[-1], "support_with_comment", comment="With pleasure.")
    assert world.state(case_id) == "silence", "even unanimous silence runs to its end"
    world.at(EXPIRY)
    assert world.state(case_id) == "adopted_consensus"


def test_an_abstention_is_not_support_at_the_end_of_silence(world: World) -> None:
    case_id = world.silent()
    for name in MEMBERS[:-1]:
        world.answer(case_id, name, "support")
    world.answer(case_id, MEMBERS[-1], "abstain")
    world.at(EXPIRY)
    assert world.state(case_id) == "adopted_no_objection"


@pytest.mark.parametrize("outcome", ["support", "abstain"])
def test_what_agrees_does_not_break_silence(world: World, outcome: str) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", outcome)
    assert world.state(case_id) == "silence"


def test_nobody_but_the_clock_ends_silence_in_adoption(world: World) -> None:
    case_id = world.silent()
    for trigger, label in (("declare_consensus", "Declare consensus"), ("announce", "Announce the decision")):
        sentence = f"“{label}” is not possible while the case is “Silence period”."
        with refused(world, sentence, rule="wrong-state"):
            world.press(case_id, trigger, CHAIR)
    with refused(world, "There is no act “adopt_in_silence” here.", rule="no-such-act"):
        world.press(case_id, "adopt_in_silence", CHAIR)


# How long


@pytest.mark.parametrize(
    ("opened", "urgency", "ends"),
    [
        pytest.param("2013-01-07T09:00Z", "URGENT", "2013-01-10T09:00Z", id="72 hours"),
        pytest.param("2013-01-10T09:00Z", "URGENT", "2013-01-14T09:00Z", id="72 hours, not on a Sunday"),
        pytest.param("2013-03-29T09:00Z", "URGENT", "2013-04-02T09:00Z", id="72 hours, not on Easter Monday"),
        pytest.param("2013-01-07T09:00Z", "IMPORTANT", "2013-01-21T16:00Z", id="10 working days"),
        pytest.param("2013-04-26T08:00Z", "NORMAL", "2013-05-06T15:00Z", id="over the first of May"),
        pytest.param("2013-03-28T09:00Z", "NORMAL", "2013-04-05T15:00Z", id="over the change of the clocks"),
        pytest.param("2013-01-07T23:30Z", "NORMAL", "2013-01-15T16:00Z", id="begun after midnight in Vienna"),
    ],
)
def test_a_period_ends_on_a_working_day(world: World, opened: str, urgency: str, ends: str) -> None:
    world.at(datetime.fromisoformat(opened))
    case_id = world.silent(urgency=urgency)
    assert field(world, case_id, "expires_at") == datetime.fromisoformat(ends)


def test_no_period_is_shorter_than_the_least_that_the_committee_set(world: World) -> None:
    from engine.commands import register

    register.set_setting(world.engine, "silence_normal", 1, by=None)
    case_id = world.silent()
    assert field(world, case_id, "expires_at") == OPENED + timedelta(hours=72)


# Opening


def test_silence_is_off_until_the_committee_opens_it(world: World) -> None:
    case_id = world.circulated(method="SILENCE")
    with refused(world, "The Committee has not opened silence to this subject.", rule="DOMAIN-5.2"):
        world.press(case_id, "open_silence", CHAIR)


def test_silence_stays_off_for_the_subjects_it_was_not_opened_to(world: World) -> None:
    world.enable_silence("WORKPLAN")
    case_id = world.circulated(method="SILENCE", subject="PRIORITY")
    with refused(world, "The Committee has not opened silence to this subject.", rule="DOMAIN-5.2"):
        world.press(case_id, "open_silence", CHAIR)


def test_a_setting_is_never_put_to_silence(world: World) -> None:
    world.enable_silence("GOVERNANCE_TOR")
    case_id = world.circulated(
        method="SILENCE", subject="GOVERNANCE_TOR", setting_key="silence_urgent", setting_value="96"
    )
    with refused(world, "A setting is never adopted by silence.", rule="11a"):
        world.press(case_id, "open_silence", CHAIR)


def test_advice_is_never_put_to_silence(world: World) -> None:
    world.enable_silence("RESOURCE_ALLOCATION")
    case_id = world.circulated(method="SILENCE", subject="RESOURCE_ALLOCATION", nature="ADVICE")
    with refused(world, "This is advice: it is given, not adopted."):
        world.press(case_id, "open_silence", CHAIR)


def test_another_method_is_not_turned_into_silence(world: World) -> None:
    world.enable_silence()
    case_id = world.circulated(method="MEETING")
    with refused(world, "The method of this item is not silence."):
        world.press(case_id, "open_silence", CHAIR)


@pytest.mark.parametrize("who", ["officer", "manager", "ILO", "auditor"])
def test_only_the_chair_and_the_cochair_open_silence(world: World, who: str) -> None:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    sentence = "You cannot do this here: Put it to silence."
    with refused(world, sentence, rule="consensus-decision:open_silence", error=Denied):
        world.press(case_id, "open_silence", who)


@pytest.mark.parametrize("who", [CHAIR, COCHAIR, f"{CHAIR} alternate"])
def test_the_chair_its_alternate_and_the_cochair_open_silence(world: World, who: str) -> None:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    world.press(case_id, "open_silence", who)
    assert world.state(case_id) == "silence"


def test_a_member_may_ask_to_discuss_it_instead_and_then_it_is_deliberated(world: World) -> None:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    world.answer(case_id, "ILO", "object_to_silence", "method", reason="It needs a talk.")
    with refused(world, "Asked to discuss it instead of deciding by silence: ILO."):
        world.press(case_id, "open_silence", CHAIR)
    world.press(case_id, "deliberate", CHAIR)
    assert world.state(case_id) == "deliberation"


def test_objecting_to_silence_needs_a_reason(world: World) -> None:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "ILO", "object_to_silence", "method")


def test_what_nobody_minds_deciding_by_silence_is_not_deliberated(world: World) -> None:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    with refused(world, "The method is silence, and no member objects to it: put it to silence."):
        world.press(case_id, "deliberate", CHAIR)


def test_what_cannot_be_put_to_silence_can_be_deliberated(world: World) -> None:
    case_id = world.circulated(method="SILENCE")
    world.press(case_id, "deliberate", CHAIR)
    assert world.state(case_id) == "deliberation"


def test_once_silence_runs_an_objection_to_the_method_comes_too_late(world: World) -> None:
    case_id = world.silent()
    sentence = "This task was closed 2013-01-07 09:00:00+00:00; nothing was recorded."
    with refused(world, sentence, rule="late"):
        world.answer(case_id, "ILO", "object_to_silence", "method", reason="Too late.")


def test_silence_opened_from_deliberation_runs_afresh(world: World) -> None:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    world.answer(case_id, "ILO", "object_to_silence", "method", reason="Let us talk first.")
    world.press(case_id, "deliberate", CHAIR)
    with refused(world, "Asked to discuss it instead of deciding by silence: ILO."):
        world.press(case_id, "open_silence", CHAIR)


# Breaking


@pytest.mark.parametrize("outcome", BREAKING)
def test_silence_breaks_at_once(world: World, outcome: str) -> None:
    case_id = world.silent()
    world.later(hours=5)
    world.answer(case_id, "OSCE", outcome, reason="Not like this.")
    assert world.state(case_id) == "broken"
    broken = [move for move in moves(world, case_id) if move[1] != "note_risk"]
    assert broken[-1] == ("silence", "break", "broken")
    assert moved_at(world, case_id, "break") == OPENED + timedelta(hours=5)
    assert proven(world)


@pytest.mark.parametrize("outcome", BREAKING)
def test_whoever_breaks_silence_says_why(world: World, outcome: str) -> None:
    case_id = world.silent()
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "ILO", outcome)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        world.answer(case_id, "ILO", outcome, reason="  \n ")


def test_an_alternate_breaks_silence_as_the_principal_does(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO alternate", "concern", reason="Not like this.")
    assert world.state(case_id) == "broken"


def test_an_amendment_breaks_silence_one_minute_before_its_end(world: World) -> None:
    case_id = world.silent()
    world.at(EXPIRY - timedelta(minutes=1))
    world.answer(case_id, "ILO", "amendment", reason="One word.", words="may")
    assert world.state(case_id) == "broken"


def test_an_amendment_one_minute_after_the_end_is_kept_as_late_and_breaks_nothing(world: World) -> None:
    case_id = world.silent()
    world.at(EXPIRY + timedelta(minutes=1))
    world.answer(case_id, "ILO", "amendment", reason="One word.", words="may")
    assert world.state(case_id) == "adopted_no_objection"
    assert given(world, case_id) == [("ILO", "amendment", True)]
    assert standing(world, case_id) == {}
    assert late(world, case_id) == ["ILO"], "the chair is shown it"
    assert proven(world)


def test_an_objection_at_the_very_instant_of_the_end_is_late(world: World) -> None:
    case_id = world.silent()
    world.clock.move_to(EXPIRY)  # no tick: the objection arrives first
    world.answer(case_id, "ILO", "strong_objection", reason="Just in time?")
    assert world.state(case_id) == "adopted_no_objection"
    assert given(world, case_id) == [("ILO", "strong_objection", True)]


def test_an_objection_in_the_last_microsecond_breaks_silence(world: World) -> None:
    case_id = world.silent()
    world.clock.move_to(EXPIRY - INSTANT)
    world.answer(case_id, "ILO", "strong_objection", reason="Just in time.")
    assert world.state(case_id) == "broken"
    world.at(EXPIRY + timedelta(days=3))
    assert world.state(case_id) == "broken", "the old end adopts nothing"


def test_a_late_objection_that_overtakes_a_late_clock_breaks_nothing(world: World) -> None:
    case_id = world.silent()
    world.clock.move_to(EXPIRY + timedelta(days=2))  # nobody ticked for two days
    world.answer(case_id, "ILO", "strong_objection", reason="Nobody told me.")
    assert moved_at(world, case_id, "adopt_in_silence") == EXPIRY
    assert given(world, case_id) == [("ILO", "strong_objection", True)]


def test_after_an_outage_there_is_one_adoption_at_the_scheduled_instant(world: World) -> None:
    case_id = world.silent()
    world.clock.move_to(EXPIRY + timedelta(days=3))
    tick(world.engine)
    tick(world.engine)
    adopted = [to for _, _, to in moves(world, case_id) if to.startswith("adopted")]
    fired = [e for e in history(world, case_id) if e["kind"] == "clock.move"]
    assert adopted == ["adopted_no_objection"]
    assert [(e["due"], e["noticed"]) for e in fired] == [(micros(EXPIRY), micros(EXPIRY + timedelta(days=3)))]
    assert moved_at(world, case_id, "adopt_in_silence") == EXPIRY


def test_a_clock_that_is_not_to_be_trusted_closes_nothing(world: World) -> None:
    case_id = world.silent()
    world.clock.move_to(EXPIRY + timedelta(hours=1))
    tick(world.engine, suspect=True)
    assert world.state(case_id) == "silence"
    tick(world.engine)
    assert moved_at(world, case_id, "adopt_in_silence") == EXPIRY


def micros(instant: datetime) -> int:
    from engine.columns import to_micros

    return to_micros(instant)


def test_the_round_of_silence_is_one_round(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    world.press(case_id, "take_to_deliberation", CHAIR)
    assert round_of(world, case_id) == 1
    assert standing(world, case_id) == {"ILO": "concern"}
