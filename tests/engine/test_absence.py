"""Somebody is away: a stand-in gets what is offered meanwhile, and what becomes due; both names stay on record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import absence, handing, task
from engine.commands.register import change_person
from engine.log import events, parse
from engine.queries.inbox import inbox
from engine.task import Task
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, Refused, Unknown, refused
from tests.workflows.decision.record import history, proven
from tests.world import MORNING, World

WEEK = timedelta(days=7)
DUE = datetime(2013, 1, 14, 16, tzinfo=UTC)


def colleague(world: World, name: str = "ILO desk officer", code: str = "ILO") -> str:
    """Somebody who acts for the organization and has no seat."""
    world.add_person(name)
    world.grant("DONOR_OBSERVER", code, name, "principal")
    return name


def away(
    world: World,
    name: str,
    substitute: str | None = None,
    *,
    since: datetime = MORNING,
    until: datetime = MORNING + WEEK,
    scope: tuple[str, ...] = (),
    by: str | None = None,
) -> UUID:
    done = absence.record(
        world.engine,
        world.people[name],
        since,
        until,
        substitute=world.people[substitute] if substitute else None,
        scope=scope,
        by=world.people[by or name],
    )
    assert isinstance(done.result, UUID)
    return done.result


def with_whom(world: World, one: Task) -> tuple[str | None, str | None]:
    """Who has the task, and in whose place."""
    names = {identity: name for name, identity in world.people.items()}
    return names.get(one.delegated_to or one.id), names.get(one.instead_of or one.id)


def position(world: World, case_id: UUID, who: str = "ILO") -> Task:
    return world.find_task(case_id, "position", who)


def waits_for(world: World, name: str) -> list[str]:
    with world.engine.reading() as (connection, now):
        return [each.task.task for each in inbox(world.engine, connection, now, world.people[name])]


def outstanding(world: World) -> UUID:
    """A deliberation in which only ILO has not answered, due within the hour; ILO was reminded while it was there."""
    case_id = world.circulated()
    world.press(case_id, "deliberate", CHAIR, expires_at=DUE.isoformat())
    for code in ("IOM", "OHCHR", "OSCE", "UNICEF", "UNODC"):
        world.answer(case_id, code, "support")
    world.at(DUE - timedelta(hours=1))
    return case_id


# When a task is offered


def test_what_is_offered_while_a_whole_seat_is_away_goes_to_the_stand_in_with_both_names(
    world: World,
) -> None:
    standing_in = colleague(world)
    away(world, "ILO", standing_in)
    away(world, "ILO alternate")
    case_id = world.deliberating()
    assert with_whom(world, position(world, case_id)) == (standing_in, "ILO")
    assert with_whom(world, position(world, case_id, "IOM")) == (None, None)
    assert waits_for(world, standing_in) == ["position"]
    shown = world.bound(case_id, "position")
    one = position(world, case_id).id
    task.complete(world.engine, one, "support", by=world.people[standing_in], bound=shown)
    answer = world.read(case_id).answers[position(world, case_id).answer]  # type: ignore[index]
    assert (answer.by, answer.instead_of) == (world.people[standing_in], world.people["ILO"])
    told = history(world, case_id)[-1]
    assert (told["actor"], told["behalf"], told["capacity"]) == (
        world.people[standing_in].hex,
        world.people["ILO"].hex,
        "named/delegate",
    )
    assert told["for"] == world.organizations["ILO"].hex
    proven(world)


def test_an_alternate_who_is_there_needs_no_stand_in(world: World) -> None:
    away(world, "ILO", colleague(world))
    case_id = world.deliberating()
    assert with_whom(world, position(world, case_id)) == (None, None)
    assert "position" in waits_for(world, "ILO alternate")


def test_an_absence_begins_at_its_instant_and_is_over_at_its_end(world: World) -> None:
    standing_in = colleague(world)
    leaves, returns = MORNING + timedelta(days=1), MORNING + timedelta(days=2)
    for name in ("ILO", "ILO alternate"):
        away(world, name, standing_in, since=leaves, until=returns)
    moment = timedelta(microseconds=1)
    found = []
    for instant in (leaves - moment, leaves, returns - moment, returns):
        world.clock.move_to(instant)
        found.append(with_whom(world, position(world, world.deliberating()))[0])
    assert found == [None, standing_in, standing_in, None]


def test_a_substitute_stands_in_only_for_the_case_types_named(world: World) -> None:
    for name in ("ILO", "ILO alternate"):
        away(world, name, "ILO" if name != "ILO" else colleague(world), scope=("quality-review",))
    assert with_whom(world, position(world, world.deliberating())) == (None, None)


def test_of_a_chain_of_substitutes_the_first_who_is_there_stands_in(world: World) -> None:
    first, second = colleague(world), colleague(world, "ILO intern")
    away(world, "ILO", first)
    away(world, "ILO alternate", "ILO")
    away(world, first, second)
    assert with_whom(world, position(world, world.deliberating())) == (second, "ILO")


def test_a_circle_of_substitutes_leaves_the_task_where_it_is(world: World) -> None:
    away(world, "ILO", "ILO alternate")
    away(world, "ILO alternate", "ILO")
    assert with_whom(world, position(world, world.deliberating())) == (None, None)


def test_whoever_left_the_organization_meanwhile_does_not_stand_in(world: World) -> None:
    standing_in = colleague(world)
    for name in ("ILO", "ILO alternate"):
        away(world, name, standing_in)
    changes = {"active": False}
    change_person(world.engine, world.people[standing_in], changes, by=world.people["administrator"])
    assert with_whom(world, position(world, world.deliberating())) == (None, None)


def test_who_is_away_may_answer_all_the_same(world: World) -> None:
    standing_in = colleague(world)
    for name in ("ILO", "ILO alternate"):
        away(world, name, standing_in)
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "support")
    told = history(world, case_id)[-1]
    assert (told["actor"], "behalf" in told) == (world.people["ILO"].hex, False)


# When it becomes due


def test_who_left_after_being_asked_is_replaced_when_it_becomes_due(world: World) -> None:
    standing_in, case_id = colleague(world), outstanding(world)
    for name in ("ILO", "ILO alternate"):
        away(world, name, standing_in, until=DUE + WEEK)
    world.at(DUE - timedelta(seconds=1))
    assert with_whom(world, position(world, case_id)) == (None, None)
    world.at(DUE)
    assert with_whom(world, position(world, case_id)) == (standing_in, "ILO")
    overdue, stood_in = history(world, case_id)[-2:]
    assert (overdue["kind"], overdue["pub"]["to"]) == (
        "clock.overdue",
        [f"person:{world.people[standing_in].hex}"],
    )
    assert (stood_in["kind"], stood_in["pub"]) == (
        "task.stood_in",
        {
            "task": "position",
            "to": world.people[standing_in].hex,
            "away": world.people["ILO"].hex,
        },
    )
    proven(world)


def test_who_is_back_when_it_becomes_due_keeps_it(world: World) -> None:
    case_id = outstanding(world)
    for name in ("ILO", "ILO alternate"):
        away(world, name, colleague(world, f"colleague of {name}"), until=DUE)
    world.at(DUE)
    assert with_whom(world, position(world, case_id)) == (None, None)


def test_a_claim_of_somebody_away_goes_back_to_those_who_are_there(world: World) -> None:
    case_id = outstanding(world)
    task.claim(world.engine, position(world, case_id).id, by=world.people["ILO"])
    away(world, "ILO", until=DUE + WEEK)
    world.at(DUE)
    one = position(world, case_id)
    assert (one.state, one.claimed_by, one.instead_of) == ("offered", None, None)
    told = history(world, case_id)[-1]
    assert (told["kind"], told["pub"]) == (
        "task.stood_in",
        {"task": "position", "away": world.people["ILO"].hex},
    )
    proven(world)


# Handed on by hand


def test_what_a_person_hands_on_is_answered_on_that_persons_behalf(world: World) -> None:
    standing_in, case_id = colleague(world), world.deliberating()
    one = position(world, case_id).id
    handing.delegate(world.engine, one, world.people[standing_in], by=world.people["ILO"])
    assert with_whom(world, position(world, case_id)) == (standing_in, "ILO")
    handing.delegate(world.engine, one, None, by=world.people["ILO"])
    assert with_whom(world, position(world, case_id)) == (None, None)


# Recording


def test_an_absence_is_ended_early_and_the_next_task_is_asked_as_ever(world: World) -> None:
    standing_in = colleague(world)
    recorded = [away(world, name, standing_in) for name in ("ILO", "ILO alternate")]
    for each in recorded:
        absence.end(world.engine, each, by=world.people["manager"])
    assert with_whom(world, position(world, world.deliberating())) == (None, None)
    with refused(world, "This absence is over already.", rule="absence-over"):
        absence.end(world.engine, recorded[0], by=world.people["ILO"])
    proven(world)


def test_one_that_is_ended_before_it_begins_never_was(world: World) -> None:
    for _ in range(2):
        ahead = away(world, "ILO", since=MORNING + WEEK, until=MORNING + 2 * WEEK)
        absence.end(world.engine, ahead, by=world.people["ILO"])
    proven(world)


def test_the_secretariat_or_an_administrator_records_for_somebody_who_is_ill(world: World) -> None:
    away(world, "ILO", by="manager")
    away(world, "IOM", by="administrator")
    words = "An absence is recorded by the person, by those who keep the work going, or by an administrator."
    with refused(world, words, rule="absence", error=Denied):
        away(world, "OSCE", by="UNODC")
    mine = away(world, "UNODC")
    with refused(world, words, rule="absence", error=Denied):
        absence.end(world.engine, mine, by=world.people["OSCE"])
    with refused(world, "There is no such absence.", error=Unknown):
        absence.end(world.engine, world.people["ILO"], by=world.people["ILO"])


def invalid(world: World, where: str, sentence: str, **told: Any) -> None:
    with pytest.raises(Invalid) as caught:
        away(world, "ILO", **told)
    assert {key: str(says) for key, says in caught.value.problems.items()} == {where: sentence}


def test_an_absence_that_makes_no_sense_is_refused_with_a_sentence(world: World) -> None:
    ends = "The first day back lies after the first day away, and ahead."
    invalid(world, "until", ends, since=MORNING + WEEK, until=MORNING + WEEK)
    invalid(world, "until", ends, since=MORNING - 2 * WEEK, until=MORNING - WEEK)
    longer = "An absence lasts at most a year; for longer, let somebody else have the mandate."
    invalid(world, "until", longer, until=MORNING + timedelta(days=367))
    invalid(world, "scope", "There is no case type tennis.", scope=("tennis",))
    invalid(world, "substitute", "Choose another person who has an open account.", substitute="ILO")
    other = "IOM does not act for an organization of ILO."
    invalid(world, "substitute", other, substitute="IOM")


def test_two_absences_for_the_same_work_do_not_overlap(world: World) -> None:
    away(world, "ILO", scope=("quality-review",))
    away(world, "ILO", scope=("consensus-decision", "activity-proposal"))
    away(world, "ILO", since=MORNING + WEEK, until=MORNING + 2 * WEEK)
    words = "ILO is recorded as away for this work in that time already; end that first."
    for scope in ((), ("quality-review",)):
        with refused(world, words, rule="absence-once", error=Refused):
            away(world, "ILO", scope=scope, until=MORNING + timedelta(days=1))


def test_when_somebody_is_away_stands_in_the_log_as_a_commitment_only(world: World) -> None:
    """It may tell of an illness: an erasure has to be able to reach it."""
    away(world, "ILO", "ILO alternate", scope=("quality-review",))
    with world.engine.database.read() as connection:
        query = select(events.c.body).where(events.c.kind == "absence.recorded")
        (row,) = parse(bytes(connection.execute(query).scalar_one()))["rows"]
    assert set(row["c"]) == {"person_id", "substitute_id"}
    proven(world)


def test_a_reminder_looks_for_a_stand_in_too(world: World) -> None:
    """What closes when it is due would otherwise be over before anybody looked."""
    standing_in, case_id = colleague(world), world.silent()
    ends = world.view(case_id).expires_at
    for name in ("ILO", "ILO alternate"):
        away(world, name, standing_in, until=ends + WEEK)
    world.at(ends - timedelta(hours=24))
    assert with_whom(world, position(world, case_id)) == (standing_in, "ILO")
    assert [each["kind"] for each in history(world, case_id)].count("task.stood_in") == 1
    proven(world)


def test_work_that_is_handed_over_by_a_stand_in_is_still_done_in_the_absent_one_s_place(world: World) -> None:
    first, second = colleague(world), colleague(world, "ILO intern")
    for name in ("ILO", "ILO alternate"):
        away(world, name, first)
    case_id = world.deliberating()
    assert with_whom(world, position(world, case_id)) == (first, "ILO")
    ids = world.people
    assert handing.hand_over(world.engine, ids[first], ids[second], by=ids[first]) == (1, [])
    assert with_whom(world, position(world, case_id)) == (second, "ILO")


def test_what_is_reassigned_is_nobody_s_stand_in_s_any_more(world: World) -> None:
    standing_in = colleague(world)
    for name in ("ILO", "ILO alternate"):
        away(world, name, standing_in)
    case_id = world.deliberating()
    ids = world.people
    handing.reassign(world.engine, position(world, case_id).id, ids["ILO alternate"], by=ids["manager"])
    one = position(world, case_id)
    assert (one.claimed_by, one.delegated_to, one.instead_of) == (ids["ILO alternate"], None, None)
