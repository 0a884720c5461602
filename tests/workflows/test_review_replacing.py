"""Nobody waits for who does not reply: the review goes on with the others, or the Secretariat invites who comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import handing, task
from engine.log import events
from engine.queries.considered import Considered, choices
from engine.queries.visible import can_see
from engine.task import Task
from tests.furnished import on_both
from tests.people import MEMBERS
from tests.refusing import Denied, Invalid, refused
from tests.workflows.decision.record import moves, proven
from tests.workflows.reviewing import (
    EXPERTS,
    FIVE_DAYS_OVER,
    PANEL,
    THIRD,
    accept,
    choose,
    conflict,
    end_row,
    names,
    open_place,
    panel_chosen,
    reply,
    review,
    rows,
    selecting,
    waiting_for_one,
    with_third,
)
from tests.world import World

pytestmark = on_both
FIRST, SECOND = EXPERTS
SEVENTEENTH = datetime(2013, 1, 30, 16, tzinfo=UTC)  # working day after MORNING, 17:00 in Vienna
OFFICE = "SECRETARIAT_OFFICER|SENIOR_MANAGER"


def silent(world: World, name: str = SECOND, *more: str) -> UUID:
    """All of the panel have accepted but one, whose five working days are over."""
    with_third(world)
    case_id = panel_chosen(world, experts=(*EXPERTS, *more))
    accept(world, case_id, *(each for each in (*PANEL, *more) if each != name))
    world.at(FIVE_DAYS_OVER)
    return case_id


def replacing(world: World, case_id: UUID, key: str = "replace") -> list[Task]:
    """What the Secretariat is asked now: a replacement for each who does not come."""
    return [each for each in world.read(case_id).tasks if each.task == key and each.is_open]


def replace(world: World, case_id: UUID, outcome: str, key: str = "replace", **words: Any) -> None:
    (found,) = replacing(world, case_id, key)
    reason = words.pop("reason", None)
    task.complete(world.engine, found.id, outcome, by=world.people["officer"], reason=reason, data=words)


def begin(world: World, case_id: UUID) -> None:
    world.press(case_id, "confirm_panel", "officer")
    world.press(case_id, "begin", "officer")


# Nobody waits


def test_until_the_time_is_over_nobody_is_replaced(world: World) -> None:
    case_id = panel_chosen(world)
    assert replacing(world, case_id) == []
    world.press(case_id, "confirm_panel", "officer")
    with refused(world, f"They accept, or are replaced: {', '.join(PANEL)}.", rule="7.3"):
        world.press(case_id, "begin", "officer")


def test_a_review_with_enough_others_begins_and_waits_for_nobody_who_kept_silent(world: World) -> None:
    case_id = silent(world, THIRD, THIRD)
    begin(world, case_id)
    asked = [each for each in world.read(case_id).tasks if each.task == "review" and each.is_open]
    assert len(asked) == len(PANEL)
    for name in PANEL:
        review(world, case_id, name, "clear")
    assert moves(world, case_id)[-1] == ("reviewing", "all_delivered", "consolidation")
    assert proven(world)


def test_without_enough_others_the_panel_says_what_it_still_needs(world: World) -> None:
    case_id = silent(world)
    sentence = "The panel still needs: 1 × Independent roster expert, each of another organization."
    with refused(world, sentence, rule="QR-02"):
        world.press(case_id, "confirm_panel", "officer")


def test_a_lead_who_does_not_reply_leads_nothing(world: World) -> None:
    case_id = silent(world, "IOM")
    replace(
        world, case_id, "somebody", "replace_member", successor=world.people["OSCE"].hex, member=osce(world)
    )
    with refused(world, "The lead is one of the panel.", rule="7.3"):
        world.press(case_id, "confirm_panel", "officer")


def osce(world: World) -> str:
    return world.organizations["OSCE"].hex


def test_an_acceptance_that_comes_too_late_is_refused_with_the_time(world: World) -> None:
    case_id = silent(world)
    with refused(world, f"This task was closed {FIVE_DAYS_OVER}; nothing was recorded.", rule="late"):
        accept(world, case_id, SECOND)


# Somebody else is offered


def test_the_secretariat_is_asked_for_a_replacement_within_two_working_days(world: World) -> None:
    (asked,) = replacing(world, silent(world))
    assert asked.target == OFFICE
    assert asked.due_at == datetime(2013, 1, 16, 16, tzinfo=UTC)


def test_the_next_expert_is_invited_and_it_goes_on_record_from_whom(world: World) -> None:
    case_id = silent(world)
    because = "Knows the trade."
    replace(world, case_id, "another", successor=world.people[THIRD].hex, chosen_because=because)
    assert names(world, case_id) == [*PANEL[:3], THIRD]
    row = rows(world, case_id, "panel")[-1]
    assert (row.data["part"], row.data["chosen_for"], row.data["why"]) == ("EXPERT", "THEME", because)
    assert replacing(world, case_id) == []
    accept(world, case_id, THIRD)
    begin(world, case_id)
    assert chosen(world, case_id)[-1] == Considered((THIRD,), (1,))
    assert proven(world)


def test_whoever_it_was_handed_to_chooses_on_record_too(world: World) -> None:
    case_id = silent(world)
    (asked,) = replacing(world, case_id)
    people = world.people
    handing.delegate(world.engine, asked.id, people["administrator"], by=people["officer"])
    told = {"successor": people[THIRD].hex, "chosen_because": "Knows the trade."}
    task.complete(world.engine, asked.id, "another", by=people["administrator"], data=told)
    assert names(world, case_id)[-1] == THIRD
    assert chosen(world, case_id) == [Considered((THIRD,), (1,))]


def chosen(world: World, case_id: UUID) -> list[Considered]:
    """From whom the answers of the case have chosen, oldest first."""
    with world.engine.reading() as (connection, register):
        mine = select(events.c.id).where(events.c.stream_id == case_id, events.c.kind == "task.answered")
        ids = list(connection.execute(mine.order_by(events.c.seq)).scalars())
        found = choices(world.engine, connection, register, world.people["officer"], ids)
    return [found[each] for each in ids if each in found]


def test_who_comes_next_has_five_working_days_of_their_own(world: World) -> None:
    case_id = silent(world)
    replace(world, case_id, "another", successor=world.people[THIRD].hex, chosen_because="Knows the trade.")
    world.at(datetime(2013, 1, 21, 15, tzinfo=UTC))
    assert replacing(world, case_id) == []
    world.at(datetime(2013, 1, 21, 16, tzinfo=UTC))
    assert len(replacing(world, case_id)) == 1


def test_the_rules_of_the_panel_hold_for_who_comes_next(world: World) -> None:
    case_id = silent(world)
    conflict(world, case_id, THIRD)
    sentence = "A true conflict of interest is on record: this person does not review."
    with refused(world, sentence, rule="7.3"):
        replace(world, case_id, "another", successor=world.people[THIRD].hex, chosen_because="Knows it.")
    assert names(world, case_id) == list(PANEL)
    with refused(world, "Fill in: Why this one.", error=Invalid):
        replace(world, case_id, "another", successor=world.people[THIRD].hex)


def test_the_place_is_offered_to_the_whole_roster(world: World) -> None:
    case_id = silent(world)
    replace(world, case_id, "roster", chosen_because="Labour law is needed.")
    task.complete(world.engine, open_place(world, case_id).id, "take", by=world.people[THIRD])
    accept(world, case_id, THIRD)
    begin(world, case_id)
    assert names(world, case_id) == [*PANEL[:3], THIRD]


def test_somebody_else_is_invited_for_a_member(world: World) -> None:
    case_id = silent(world, "UNICEF alternate")
    replace(
        world, case_id, "somebody", "replace_member", successor=world.people["OSCE"].hex, member=osce(world)
    )
    accept(world, case_id, "OSCE")
    begin(world, case_id)
    assert world.state(case_id) == "reviewing"


def test_going_on_without_has_its_reason(world: World) -> None:
    case_id = silent(world, THIRD, THIRD)
    with refused(world, "Write the reason: it goes on record.", error=Invalid):
        replace(world, case_id, "without")
    replace(world, case_id, "without", reason="Four are enough.")
    assert names(world, case_id) == list(PANEL)
    assert replacing(world, case_id) == []


@pytest.mark.parametrize("outcome", ["decline", "conflict"])
def test_who_declines_or_is_in_conflict_is_to_be_replaced_at_once(world: World, outcome: str) -> None:
    case_id = panel_chosen(world)
    told: dict[str, Any] = {"kind": "FAMILY", "conflict": "My brother wrote it."}
    told = told if outcome == "conflict" else {}
    reply(world, case_id, "invitation", SECOND, outcome, reason="I cannot.", **told)
    assert len(replacing(world, case_id)) == 1
    end_row(world, case_id, SECOND)
    assert replacing(world, case_id) == [], "the Secretariat has ended the row itself"


def test_an_open_place_is_nobody_who_could_be_replaced(world: World) -> None:
    case_id = selecting(world)
    choose(world, case_id, None)
    world.at(FIVE_DAYS_OVER)
    assert replacing(world, case_id) == []


# Whoever does not deliver


def test_on_the_seventeenth_day_a_replacement_is_offered_for_who_does_not_deliver(world: World) -> None:
    with_third(world)
    case_id = waiting_for_one(world)
    world.at(SEVENTEENTH - timedelta(seconds=1))
    assert replacing(world, case_id) == []
    world.at(SEVENTEENTH)
    assert [each.target for each in replacing(world, case_id)] == [OFFICE]
    replace(world, case_id, "another", successor=world.people[THIRD].hex, chosen_because="Reads quickly.")
    assert replacing(world, case_id) == [], "who comes next has fifteen working days"
    accept(world, case_id, THIRD)
    review(world, case_id, THIRD, "clear")
    assert moves(world, case_id)[-1] == ("reviewing", "all_delivered", "consolidation")
    assert proven(world)


def test_who_came_next_and_does_not_deliver_either_is_replaced_though_nobody_touches_the_case(
    world: World,
) -> None:
    with_third(world)
    case_id = waiting_for_one(world)
    world.at(SEVENTEENTH)
    replace(world, case_id, "another", successor=world.people[THIRD].hex, chosen_because="Reads quickly.")
    accept(world, case_id, THIRD)
    due = next(t.due_at for t in world.read(case_id).tasks if t.task == "review" and t.is_open)
    assert due is not None
    world.at(due - timedelta(seconds=1))
    assert replacing(world, case_id) == []
    world.at(due)
    assert [each.target for each in replacing(world, case_id)] == [OFFICE]
    assert proven(world)


def test_a_review_that_comes_before_somebody_else_is_invited_counts(world: World) -> None:
    case_id = waiting_for_one(world)
    world.at(SEVENTEENTH)
    review(world, case_id, SECOND, "clear")
    assert world.state(case_id) == "consolidation"
    assert replacing(world, case_id) == []


def test_where_enough_have_delivered_nobody_is_replaced(world: World) -> None:
    case_id = silent(world, THIRD, THIRD)
    begin(world, case_id)
    for name in PANEL:
        review(world, case_id, name, "clear")
    world.later(days=30)
    assert replacing(world, case_id) == []


# Whoever kept silent


def test_whoever_kept_silent_reads_the_case_until_somebody_else_is_invited(world: World) -> None:
    case_id = silent(world)
    assert sees(world, case_id, SECOND)
    replace(world, case_id, "another", successor=world.people[THIRD].hex, chosen_because="Knows the trade.")
    assert not sees(world, case_id, SECOND)
    assert sees(world, case_id, THIRD)


def sees(world: World, case_id: UUID, name: str) -> bool:
    with world.engine.database.read() as connection:
        return can_see(world.engine, connection, case_id, world.people[name])


@pytest.mark.parametrize("name", [*MEMBERS, "auditor"])
def test_only_the_secretariat_replaces(world: World, name: str) -> None:
    case_id = silent(world)
    (asked,) = replacing(world, case_id)
    with refused(world, "This task is not offered to you.", rule="task-candidate", error=Denied):
        task.complete(world.engine, asked.id, "without", by=world.people[name], reason="I say so.")
