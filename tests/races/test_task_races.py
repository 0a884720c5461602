"""Two people at the same instant: one wins, the loser reads a sentence, nothing is doubled."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.case import cases
from tests import people
from tests.races import acts
from tests.races.invariants import answers_of, check_case, check_house
from tests.races.racing import Racers
from tests.world import World


def test_of_two_who_claim_one_has_it_and_the_other_reads_who(world: World, pair: Racers, rounds: int) -> None:
    now = world.clock.now()
    for _ in range(rounds):
        case_id = world.circulated()
        wanted = world.find_task(case_id, "method", "ILO").id
        both = ("ILO", "ILO alternate")
        told = pair.run(*((now, acts.claim, {"task_id": wanted, "by": world.people[who]}) for who in both))
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
            *(
                (now, acts.complete, {**said, "by": world.people[who]})
                for who in (people.CHAIR, people.COCHAIR)
            )
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
        told = pair.run(*([(now, acts.remark, {**said, "key": f"form {number}"})] * 2))
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
        told = pair.run(*([(now, acts.open_one, {"by": officer, "key": f"form {number}"})] * 2))
        assert told[0].value == told[1].value
    with world.engine.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(cases)).scalar() == rounds
    check_house(world.engine.database)
