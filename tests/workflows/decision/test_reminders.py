"""Reminders: at half of the period and 24 hours before its end, to those who have not answered; the ladder for what is overdue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from engine.commands.tick import tick
from tests.people import CHAIR, MEMBERS
from tests.workflows.decision.acts import adopted, all_support
from tests.workflows.decision.record import field, reminders
from tests.world import World
from workflows.consensus_decision import POSITION

OPENED = datetime(2013, 1, 7, 9, tzinfo=UTC)
EXPIRY = datetime(2013, 1, 14, 16, tzinfo=UTC)
HALF = OPENED + (EXPIRY - OPENED) / 2
DAY_BEFORE = EXPIRY - timedelta(hours=24)
HALF_OVER, ONE_DAY = (
    "Half of the period is over, and there is no position yet.",
    "The period ends in 24 hours.",
)


def told(world: World, case_id: UUID, says: str) -> list[tuple[datetime, list[str]]]:
    """When and whom this sentence was told."""
    return [(at, whom) for at, sentence, whom in reminders(world, case_id) if sentence == says]


def test_half_way_and_a_day_before_the_end_those_without_position_are_reminded(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", "support")
    world.at(HALF - timedelta(microseconds=1))
    assert reminders(world, case_id) == []
    world.at(HALF)
    world.answer(case_id, "OSCE", "abstain")
    world.at(DAY_BEFORE)
    world.at(EXPIRY)
    assert reminders(world, case_id) == [
        (HALF, HALF_OVER, ["IOM", "OHCHR", "OSCE", "UNICEF", "UNODC"]),
        (DAY_BEFORE, ONE_DAY, ["IOM", "OHCHR", "UNICEF", "UNODC"]),
    ]


def test_each_reminder_goes_once_however_often_the_clocks_are_looked_at(world: World) -> None:
    case_id = world.silent()
    for _ in range(3):
        world.at(HALF)
    for _ in range(3):
        world.at(DAY_BEFORE + timedelta(hours=1))
    world.answer(case_id, "ILO", "support")
    tick(world.engine)
    assert [says for _, says, _ in reminders(world, case_id)] == [HALF_OVER, ONE_DAY]


def test_after_an_outage_what_was_missed_is_told_once_and_marked_with_its_own_time(world: World) -> None:
    case_id = world.silent()
    world.at(DAY_BEFORE + timedelta(hours=5))
    assert [at for at, _, _ in reminders(world, case_id)] == [HALF, DAY_BEFORE]
    world.at(DAY_BEFORE + timedelta(hours=6))
    assert len(reminders(world, case_id)) == 2


def test_nobody_is_reminded_when_everybody_has_answered(world: World) -> None:
    case_id = world.silent()
    all_support(world, case_id)
    world.at(EXPIRY)
    assert reminders(world, case_id) == []


def test_nobody_is_reminded_of_a_silence_that_is_over(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", "request_discussion", reason="Not needed.")
    world.press(case_id, "withdraw", CHAIR, reason="Not needed.")
    world.at(EXPIRY + timedelta(days=90))
    assert reminders(world, case_id) == []


def test_a_suspect_clock_may_remind(world: World) -> None:
    case_id = world.silent()
    world.clock.move_to(HALF)
    tick(world.engine, suspect=True)
    assert told(world, case_id, HALF_OVER) != []


def test_a_moved_period_has_a_half_of_its_own(world: World) -> None:
    world.enable_silence()
    case_id = world.circulated(method="SILENCE")
    world.press(case_id, "open_silence", CHAIR)
    world.at(EXPIRY)
    end = field(world, case_id, "expires_at")
    world.at(end)
    assert [at for at, _ in told(world, case_id, HALF_OVER)] == [HALF, EXPIRY + (end - EXPIRY) / 2]
    assert [at for at, _ in told(world, case_id, ONE_DAY)] == [DAY_BEFORE, end - timedelta(hours=24)]


def test_a_short_new_period_has_a_half_of_its_own(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    begun = datetime(2013, 1, 15, 9, tzinfo=UTC)
    world.at(begun)
    world.answer(case_id, "ILO", "lift")
    world.press(case_id, "renew_silence", CHAIR)
    world.at(begun + timedelta(hours=72))
    assert begun + timedelta(hours=36) in [at for at, _ in told(world, case_id, HALF_OVER)]
    assert begun + timedelta(hours=48) in [at for at, _ in told(world, case_id, ONE_DAY)]


def test_a_silence_after_deliberation_has_a_half_of_its_own(world: World) -> None:
    world.enable_silence()
    case_id = world.deliberating()
    world.edit(case_id, "officer", method="SILENCE")
    begun = datetime(2013, 2, 4, 9, tzinfo=UTC)
    world.at(begun)
    world.press(case_id, "open_silence", CHAIR)
    end = field(world, case_id, "expires_at")
    world.at(end)
    assert [at for at, _ in told(world, case_id, HALF_OVER)] == [begun + (end - begun) / 2]


def test_in_deliberation_the_half_counts_from_its_opening(world: World) -> None:
    case_id = world.circulated()
    due = OPENED + timedelta(days=10)
    world.press(case_id, "deliberate", CHAIR, expires_at=due.isoformat())
    world.at(due - timedelta(hours=1))
    assert reminders(world, case_id) == [
        (OPENED + timedelta(days=5), HALF_OVER, sorted(MEMBERS)),
        (due - timedelta(hours=24), ONE_DAY, sorted(MEMBERS)),
    ]


def test_a_position_that_is_overdue_climbs_the_ladder(world: World) -> None:
    case_id = world.circulated()
    due = datetime(2013, 1, 14, 16, tzinfo=UTC)
    world.press(case_id, "deliberate", CHAIR, expires_at=due.isoformat())
    all_support(world, case_id, "OSCE")
    world.at(datetime(2013, 2, 1, tzinfo=UTC))
    ladder = [(at, says, to) for at, says, to in reminders(world, case_id) if "due" in says]
    assert ladder == [
        (due, "It is due now.", ["OSCE"]),
        (datetime(2013, 1, 16, 16, tzinfo=UTC), "It is 2 working days overdue.", ["OSCE"]),
        (datetime(2013, 1, 21, 16, tzinfo=UTC), "It is 5 working days overdue.", ["SENIOR_MANAGER"]),
        (datetime(2013, 1, 28, 16, tzinfo=UTC), "It is 10 working days overdue.", ["SC_CHAIR"]),
    ]


def test_the_chair_is_told_when_nobody_has_acted_for_ten_working_days_on_a_broken_silence(
    world: World,
) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    world.at(datetime(2013, 1, 21, 16, tzinfo=UTC))
    says = "Ten working days have passed since silence was broken."
    assert told(world, case_id, says) == [(datetime(2013, 1, 21, 16, tzinfo=UTC), ["SC_CHAIR"])]


def test_the_chair_is_asked_after_sixty_days_whether_to_withdraw(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    world.at(OPENED + timedelta(days=61))
    says = "Unresolved for 60 days: should it be withdrawn?"
    assert told(world, case_id, says) == [(OPENED + timedelta(days=60), ["SC_CHAIR"])]


def test_those_who_preside_are_asked_to_confirm_an_adoption_in_writing(world: World) -> None:
    case_id = adopted(world)
    asked = world.find_task(case_id, "confirm")
    assert (asked.target, asked.due_at) == ("SC_CHAIR|SC_COCHAIR", OPENED + timedelta(hours=24))
    world.answer(case_id, CHAIR, "done", "confirm", confirmation="The Committee has adopted it.")
    world.press(case_id, "announce", "officer", announced_in="Meeting of 14 January")
    assert field(world, case_id, "announced_in") == "Meeting of 14 January"


def test_an_announcement_does_not_take_the_confirmation_off_the_list(world: World) -> None:
    case_id = adopted(world)
    world.press(case_id, "announce", "officer")
    world.answer(case_id, CHAIR, "done", "confirm", confirmation="The Committee has adopted it.")
    assert world.find_task(case_id, "confirm").state == "completed"


def test_whoever_lifts_an_objection_has_no_position_and_is_reminded_like_the_others(world: World) -> None:
    case_id = world.silent()
    all_support(world, case_id, "ILO", "OSCE")
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    world.answer(case_id, "ILO", "lift")
    world.at(EXPIRY)
    assert told(world, case_id, ONE_DAY) == [(DAY_BEFORE, ["ILO", "OSCE"])]
    assert {str(each) for each in world.view(case_id).unanswered(POSITION)} == {"ILO", "OSCE"}


def test_while_silence_is_broken_nobody_hears_that_the_period_ends(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "OSCE", "concern", reason="Not like this.")
    world.at(EXPIRY)
    assert world.state(case_id) == "broken"
    assert not [says for _at, says, _to in reminders(world, case_id) if "period" in says]


def test_when_silence_goes_on_its_end_is_told_again(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id, "OSCE", "concern", reason="Not like this.")
    world.answer(case_id, "OSCE", "lift")
    world.at(EXPIRY - timedelta(hours=1))
    assert "The period ends in 24 hours." in [says for _at, says, _to in reminders(world, case_id)]
