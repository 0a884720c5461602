"""Two people, or two clocks, at the same instant: one wins, the loser reads a sentence, nothing is doubled.

On both databases with threads, on the embedded one with processes as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.case import cases
from engine.columns import to_micros
from engine.commands import case, task
from engine.commands.tick import tick
from engine.runtime import Engine
from tests import people
from tests.races.invariants import adoptions, answers_of, check_case, check_house
from tests.races.racing import House, Racers, racers
from tests.world import DECISION, MORNING, World

SHAPES = [
    ("sqlite", False),
    ("sqlite", True),
    pytest.param(("postgresql", False), marks=pytest.mark.postgresql),
]


@pytest.fixture(params=SHAPES, ids=["sqlite, threads", "sqlite, processes", "postgresql, threads"])
def shape(request: pytest.FixtureRequest) -> tuple[str, bool]:
    """Which database, and whether the clients are processes."""
    kind, processes = request.param
    return str(kind), bool(processes)


@pytest.fixture
def kind(shape: tuple[str, bool]) -> str:
    return shape[0]


@pytest.fixture
def pair(world: World, house: House, shape: tuple[str, bool]) -> Iterator[Racers]:
    """Two clients in the world's house."""
    with racers(house, processes=shape[1]) as two:
        yield two


# What the clients do: functions of an engine, so that a process can be told to do them


def claim(engine: Engine, task_id: UUID, by: UUID) -> bool:
    return task.claim(engine, task_id, by=by).again


def complete(engine: Engine, task_id: UUID, outcome: str, by: UUID, **words: Any) -> UUID:
    answer = task.complete(engine, task_id, outcome, by=by, **words).result
    assert isinstance(answer, UUID)
    return answer


def sweep_clocks(engine: Engine) -> int:
    done = tick(engine)
    assert done.failed == ()
    return done.fired


def press(engine: Engine, case_id: UUID, trigger: str, by: UUID, revision: int) -> bool:
    return case.transition(engine, case_id, trigger, data={}, revision=revision, by=by).again


def remark(engine: Engine, case_id: UUID, body: str, by: UUID, key: str | None = None) -> tuple[Any, bool]:
    done = case.comment(engine, case_id, body, by=by, key=key)
    return done.result, done.again


def open_one(engine: Engine, by: UUID, key: str) -> UUID | None:
    return case.open(engine, "consensus-decision", title="One matter", data=DECISION, by=by, key=key).case_id


# The races


def test_of_two_who_claim_one_has_it_and_the_other_reads_who(world: World, pair: Racers, rounds: int) -> None:
    now = world.clock.now()
    for _ in range(rounds):
        case_id = world.circulated()
        wanted = world.find_task(case_id, "method", "ILO").id
        both = ("ILO", "ILO alternate")
        told = pair.run(*((now, claim, {"task_id": wanted, "by": world.people[who]}) for who in both))
        winner, loser = sorted(told, key=lambda each: each.error)
        assert winner.won and loser.error == "Taken"
        has_it = both[told.index(winner)]
        assert loser.sentence == f"{has_it} has claimed this task already."
        assert world.find_task(case_id, "method", "ILO").claimed_by == world.people[has_it]
        with world.engine.database.read() as connection:
            claims = [event for event in check_case(connection, case_id) if event["kind"] == "task.claimed"]
        assert len(claims) == 1
    check_house(world.engine.database)


def test_of_two_who_answer_one_is_heard_and_the_other_reads_so(
    world: World, pair: Racers, rounds: int
) -> None:
    now = world.clock.now()
    for _ in range(rounds):
        case_id = world.deliberating()
        world.answer(case_id, "ILO", "strong_objection", reason="The budget is missing.")
        wanted = world.find_task(case_id, "mediate").id
        said = {"task_id": wanted, "outcome": "done", "data": {"contact": "Called the member."}}
        told = pair.run(
            *((now, complete, {**said, "by": world.people[who]}) for who in (people.CHAIR, people.COCHAIR))
        )
        winner, loser = sorted(told, key=lambda each: each.error)
        assert winner.won and loser.error == "Refused"
        assert loser.sentence.startswith("This is answered already.")
        with world.engine.database.read() as connection:
            check_case(connection, case_id)
            assert [answer.id for answer in answers_of(connection, case_id, "mediate")] == [winner.value]
    check_house(world.engine.database)


def test_a_form_that_was_sent_twice_counts_once_and_both_read_that_it_is_done(
    world: World, pair: Racers, rounds: int
) -> None:
    now = world.clock.now()
    case_id = world.deliberating()
    for number in range(rounds):
        said = {"case_id": case_id, "body": f"Remark {number}", "by": world.people["ILO"]}
        told = pair.run(*([(now, remark, {**said, "key": f"form {number}"})] * 2))
        assert sorted(each.value[1] for each in told) == [False, True]
        assert told[0].value[0] == told[1].value[0], "both learn the id of the one remark"
    with world.engine.database.read() as connection:
        remarks = [e for e in check_case(connection, case_id) if e["kind"] == "comment.added"]
    assert len(remarks) == rounds
    check_house(world.engine.database)


def test_a_case_that_was_opened_twice_by_one_form_is_one_case(
    world: World, pair: Racers, rounds: int
) -> None:
    now, officer = world.clock.now(), world.people["officer"]
    for number in range(rounds):
        told = pair.run(*([(now, open_one, {"by": officer, "key": f"form {number}"})] * 2))
        assert told[0].value == told[1].value
    with world.engine.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(cases)).scalar() == rounds
    check_house(world.engine.database)


@pytest.mark.parametrize("early", [timedelta(microseconds=1), timedelta(0)], ids=["just in time", "too late"])
def test_a_position_at_the_last_moment_either_counts_or_is_late(
    world: World, pair: Racers, rounds: int, early: timedelta
) -> None:
    for _ in range(rounds):
        world.clock.move_to(MORNING)
        case_id = world.silent()
        end = expiry(world, case_id)
        objection = {
            "task_id": world.find_task(case_id, "position", "ILO").id,
            "outcome": "strong_objection",
            "reason": "Not so.",
            "bound": world.bound(case_id, "position"),
            "by": world.people["ILO"],
        }
        told = pair.run((end - early, complete, objection), (end, sweep_clocks, {}))
        assert [each.error for each in told] == ["", ""]
        world.at(end)
        check_closing(world, case_id, end, in_time=None if early else False)
    check_house(world.engine.database)


def check_closing(world: World, case_id: UUID, end: datetime, *, in_time: bool | None) -> None:
    """The objection either came before the adoption and prevented it, or it is marked late and changed nothing."""
    with world.engine.database.read() as connection:
        story = check_case(connection, case_id)
        (answer,) = answers_of(connection, case_id, "position")
    assert in_time is None or in_time is not answer.late
    if not answer.late:
        assert answer.at < end and world.state(case_id) == "broken" and adoptions(story) == []
        return
    (adoption,) = adoptions(story)
    assert adoption["at"] == to_micros(end) and answer.at >= end
    assert world.state(case_id) == "adopted_no_objection"


def expiry(world: World, case_id: UUID) -> datetime:
    end = world.view(case_id).expires_at
    assert isinstance(end, datetime)
    return end


def test_of_two_ticks_each_clock_rings_in_one(world: World, pair: Racers, rounds: int) -> None:
    for _ in range(rounds):
        world.clock.move_to(MORNING)
        case_id = world.silent()
        end = expiry(world, case_id)
        late = end + timedelta(days=3)
        told = pair.run((late, sweep_clocks, {}), (late, sweep_clocks, {}))
        with world.engine.database.read() as connection:
            story = check_case(connection, case_id)
        rang = [event for event in story if event["kind"].startswith("clock.")]
        (adoption,) = adoptions(story)
        assert adoption["at"] == to_micros(end)
        assert sum(each.value for each in told) >= len(rang) > 1
    check_house(world.engine.database)


def test_two_adoptions_at_once_draw_two_numbers_in_a_row(world: World, pair: Racers, rounds: int) -> None:
    now, chair = world.clock.now(), world.people[people.CHAIR]
    for _ in range(rounds):
        both = [world.deliberating() for _ in range(2)]
        for case_id in both:
            for member in people.MEMBERS:
                world.answer(case_id, member, "support")
        seen = [world.read(case_id).case.revision for case_id in both]
        told = pair.run(
            *(
                (now, press, {"case_id": c, "trigger": "declare_consensus", "by": chair, "revision": r})
                for c, r in zip(both, seen, strict=True)
            )
        )
        assert [each.error for each in told] == ["", ""]
        for case_id in both:
            with world.engine.database.read() as connection:
                assert len(adoptions(check_case(connection, case_id))) == 1
    check_house(world.engine.database)


def test_two_silences_that_end_at_once_draw_two_numbers_in_a_row(
    world: World, pair: Racers, rounds: int
) -> None:
    """Each client meets the other's clock on its own way: by an act on the case whose silence is over."""
    for _ in range(rounds):
        world.clock.move_to(MORNING)
        both = [world.silent() for _ in range(2)]
        end = expiry(world, both[0])
        told = pair.run(
            *((end, remark, {"case_id": c, "body": "Is it over?", "by": world.people["ILO"]}) for c in both)
        )
        assert [each.error for each in told] == ["", ""]
        for case_id in both:
            with world.engine.database.read() as connection:
                assert len(adoptions(check_case(connection, case_id))) == 1
    check_house(world.engine.database)
