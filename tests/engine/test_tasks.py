"""Verbs on a task: claim, release, delegate, reassign, complete, correct, hand over; each with what it refuses."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from engine.commands import handing, item, register, task
from engine.position import Position
from engine.task import Task
from tests.engine.study import opened, running, studies
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, Refused, Taken, Unknown, refused
from tests.workflows.decision.record import history, proven
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "studies", "world"]

NOT_OFFERED = "This task is not offered to you."
NOT_OPEN = "This task is done or closed already."
UNKNOWN = "There is no such task, or it is not open to you."
NOT_SEEN = "There is no such case, or it is not open to you."


@pytest.fixture
def kind() -> str:
    return "sqlite"


def found(world: World, case_id: UUID, key: str, who: str | None = None) -> Task:
    return world.find_task(case_id, key, who)


def claim(world: World, one: Task, who: str) -> None:
    task.claim(world.engine, one.id, by=world.people[who])


def delegate(world: World, one: Task, to: str | None, by: str) -> None:
    handing.delegate(world.engine, one.id, world.people[to] if to else None, by=world.people[by])


def colleague(world: World, name: str = "colleague", code: str = "ILO") -> str:
    """Somebody of an organization who has no seat."""
    world.add_person(name)
    world.grant("ROSTER_EXPERT", code, name, "principal")
    return name


# Claim


def test_of_two_who_claim_the_second_reads_who_has_it(studies: World) -> None:
    case_id = running(studies)
    one = found(studies, case_id, "check")
    claim(studies, one, CHAIR)
    with refused(studies, f"{CHAIR} has claimed this task already.", error=Taken):
        claim(studies, one, "officer")
    after = found(studies, case_id, "check")
    assert (after.state, after.claimed_by) == ("claimed", studies.people[CHAIR])


def test_claiming_ones_own_again_changes_nothing(studies: World) -> None:
    case_id = running(studies)
    one = found(studies, case_id, "check")
    claim(studies, one, "officer")
    events = len(history(studies, case_id))
    claim(studies, one, "officer")
    assert len(history(studies, case_id)) == events


@pytest.mark.parametrize("who", ["UNODC", "auditor"])
def test_only_whom_it_is_offered_to_claims(studies: World, who: str) -> None:
    one = found(studies, running(studies), "check")
    with refused(studies, NOT_OFFERED, rule="task-candidate", error=Denied):
        claim(studies, one, who)


def test_of_a_case_one_may_not_see_one_claims_nothing(studies: World) -> None:
    one = found(studies, running(studies), "check")
    with refused(studies, NOT_SEEN, error=Unknown):
        claim(studies, one, "donor")


def test_a_task_that_does_not_exist_is_unknown(studies: World) -> None:
    for verb in (task.claim, task.release):
        with refused(studies, UNKNOWN, error=Unknown):
            verb(studies.engine, uuid4(), by=studies.people["officer"])


def test_what_is_answered_or_closed_is_not_claimed(studies: World) -> None:
    case_id = running(studies, ready="yes")
    answered, left_over = found(studies, case_id, "check"), found(studies, case_id, "answer", "ILO")
    studies.answer(case_id, "officer", "ship", "check", pages="3")
    studies.press(case_id, "end", "officer", reason="Done.")
    for one, who in ((answered, "manager"), (left_over, "ILO")):
        with refused(studies, NOT_OPEN, rule="task-open"):
            claim(studies, one, who)


# Release


def test_a_released_task_is_everybodys_again(studies: World) -> None:
    case_id = running(studies)
    one = found(studies, case_id, "check")
    claim(studies, one, "officer")
    task.release(studies.engine, one.id, by=studies.people["officer"])
    after = found(studies, case_id, "check")
    assert (after.state, after.claimed_by, after.claimed_at) == ("offered", None, None)
    claim(studies, one, "manager")


def test_releasing_what_nobody_has_changes_nothing(studies: World) -> None:
    case_id = running(studies)
    events = len(history(studies, case_id))
    task.release(studies.engine, found(studies, case_id, "check").id, by=studies.people["officer"])
    assert len(history(studies, case_id)) == events


def test_nobody_releases_what_another_has(studies: World) -> None:
    one = found(studies, running(studies), "check")
    claim(studies, one, "officer")
    with refused(studies, "officer has claimed this task.", error=Taken):
        task.release(studies.engine, one.id, by=studies.people["manager"])


def test_what_is_answered_is_not_released_into_the_open(studies: World) -> None:
    case_id = running(studies, ready="yes")
    one = found(studies, case_id, "check")
    claim(studies, one, "officer")
    studies.answer(case_id, "officer", "ship", "check", pages="3")
    with refused(studies, NOT_OPEN, rule="task-open"):
        task.release(studies.engine, one.id, by=studies.people["officer"])
    assert found(studies, case_id, "check").state == "completed"


# Delegate


def test_a_colleague_takes_over_and_may_answer(studies: World) -> None:
    colleague(studies)
    case_id = running(studies)
    one = found(studies, case_id, "answer", "ILO")
    delegate(studies, one, "colleague", "ILO")
    shown = studies.bound(case_id, "answer")
    task.complete(studies.engine, one.id, "yes", by=studies.people["colleague"], bound=shown)
    answer = studies.read(case_id).answers.popitem()[1]
    assert (answer.by, answer.for_organization) == (studies.people["colleague"], studies.organizations["ILO"])
    assert proven(studies)


def test_the_one_who_handed_it_on_may_still_answer_and_take_it_back(studies: World) -> None:
    colleague(studies)
    case_id = running(studies)
    one = found(studies, case_id, "answer", "ILO")
    delegate(studies, one, "colleague", "ILO")
    claim(studies, one, "colleague")
    delegate(studies, one, None, "ILO")
    after = found(studies, case_id, "answer", "ILO")
    assert (after.delegated_to, after.claimed_by, after.state) == (None, None, "offered")
    with refused(studies, NOT_SEEN, error=Unknown):
        claim(studies, one, "colleague")


@pytest.mark.parametrize("to", ["IOM", "officer"])
def test_it_is_handed_to_nobody_of_another_organization(studies: World, to: str) -> None:
    one = found(studies, running(studies), "answer", "ILO")
    with refused(studies, f"{to} does not act for the organization that is asked.", rule="same-organization"):
        delegate(studies, one, to, "ILO")


def test_it_is_handed_to_somebody_else_who_is_known(studies: World) -> None:
    one = found(studies, running(studies), "answer", "ILO")
    with refused(studies, "Choose another person to hand it to.", error=Invalid):
        delegate(studies, one, "ILO", "ILO")
    with refused(studies, "Choose another person to hand it to.", error=Invalid):
        handing.delegate(studies.engine, one.id, uuid4(), by=studies.people["ILO"])


def test_it_is_not_handed_to_a_closed_account(studies: World) -> None:
    colleague(studies)
    register.change_person(
        studies.engine, studies.people["colleague"], {"active": False}, by=studies.people["administrator"]
    )
    one = found(studies, running(studies), "answer", "ILO")
    with pytest.raises((Refused, Invalid)):
        delegate(studies, one, "colleague", "ILO")


def test_what_was_handed_on_is_not_handed_on_again(studies: World) -> None:
    colleague(studies), colleague(studies, "another")
    one = found(studies, running(studies), "answer", "ILO")
    delegate(studies, one, "colleague", "ILO")
    with refused(
        studies, "What was handed to you cannot be handed on; give it back instead.", rule="delegate-once"
    ):
        delegate(studies, one, "another", "colleague")
    delegate(studies, one, None, "colleague")


def test_what_another_has_claimed_is_not_handed_to_a_third(studies: World) -> None:
    one = found(studies, running(studies), "check")
    claim(studies, one, "officer")
    with refused(studies, "officer has claimed this task.", error=Taken):
        delegate(studies, one, f"{CHAIR} alternate", CHAIR)


def test_what_a_colleague_has_claimed_for_the_seat_the_seat_still_hands_on(studies: World) -> None:
    colleague(studies)
    case_id = running(studies)
    one = found(studies, case_id, "answer", "ILO")
    claim(studies, one, "ILO alternate")
    delegate(studies, one, "colleague", "ILO")
    after = found(studies, case_id, "answer", "ILO")
    assert (after.claimed_by, after.delegated_to) == (None, studies.people["colleague"])


def test_whom_it_is_not_offered_to_hands_nothing_on(studies: World) -> None:
    one = found(studies, running(studies), "answer", "ILO")
    with refused(studies, NOT_OFFERED, rule="task-candidate", error=Denied):
        delegate(studies, one, "UNODC", "IOM")


def test_what_is_closed_is_not_handed_on(studies: World) -> None:
    colleague(studies)
    case_id = running(studies)
    one = found(studies, case_id, "answer", "ILO")
    studies.answer(case_id, "ILO", "yes", "answer")
    with refused(studies, NOT_OPEN, rule="task-open"):
        delegate(studies, one, "colleague", "ILO")


def test_a_delegate_whose_mandate_ended_answers_no_more(studies: World) -> None:
    colleague(studies)
    studies.grant("AUDITOR", "SEC", "colleague", "principal")
    case_id = running(studies)
    one = found(studies, case_id, "answer", "ILO")
    delegate(studies, one, "colleague", "ILO")
    mandate = next(
        m
        for m in studies.register_now().mandates
        if m.role == "ROSTER_EXPERT" and m.person_id == studies.people["colleague"]
    )
    register.end_mandate(studies.engine, mandate.id, by=studies.people["administrator"])
    shown = studies.bound(case_id, "answer")
    with refused(studies, NOT_OFFERED, rule="task-candidate", error=Denied):
        task.complete(studies.engine, one.id, "yes", by=studies.people["colleague"], bound=shown)


# Reassign


def test_those_who_keep_the_house_hand_a_task_to_another_whom_it_is_offered_to(studies: World) -> None:
    case_id = running(studies)
    one = found(studies, case_id, "check")
    claim(studies, one, "officer")
    handing.reassign(studies.engine, one.id, studies.people["manager"], by=studies.people["second officer"])
    assert found(studies, case_id, "check").claimed_by == studies.people["manager"]
    assert history(studies, case_id)[-1]["pub"]["to"] == studies.people["manager"].hex


def test_nobody_is_given_what_is_not_offered_to_them(studies: World) -> None:
    one = found(studies, running(studies), "check")
    with refused(studies, "UNODC is not among those it is offered to.", rule="task-candidate"):
        handing.reassign(studies.engine, one.id, studies.people["UNODC"], by=studies.people["officer"])


@pytest.mark.parametrize("who", ["ILO", CHAIR, "auditor"])
def test_nobody_else_reassigns(studies: World, who: str) -> None:
    one = found(studies, running(studies), "check")
    sentence = "Only those who keep the house's work may hand over other people's tasks."
    with refused(studies, sentence, rule="reassign", error=Denied):
        handing.reassign(studies.engine, one.id, studies.people["manager"], by=studies.people[who])


def test_what_is_answered_is_not_reassigned(studies: World) -> None:
    case_id = running(studies)
    one = found(studies, case_id, "answer", "ILO")
    studies.answer(case_id, "ILO", "yes", "answer")
    with refused(studies, NOT_OPEN, rule="task-open"):
        handing.reassign(
            studies.engine, one.id, studies.people["ILO alternate"], by=studies.people["officer"]
        )


# Complete and correct


def test_an_answer_without_claim_is_as_good(studies: World) -> None:
    case_id = running(studies)
    studies.answer(case_id, "ILO", "yes", "answer")
    after = found(studies, case_id, "answer", "ILO")
    assert (after.state, after.ended_why) == ("completed", "answered")


def test_nobody_answers_what_another_has_claimed(studies: World) -> None:
    case_id = running(studies)
    claim(studies, found(studies, case_id, "check"), "officer")
    with refused(studies, "officer has claimed this task.", error=Taken):
        studies.answer(case_id, "manager", "no", "check", reason="Not good.")


def test_what_is_answered_is_corrected_by_a_new_answer_with_its_reason(studies: World) -> None:
    case_id = running(studies)
    first = studies.answer(case_id, "ILO", "yes", "answer").result
    sentence = "This is answered already. To correct it, answer again and write the reason."
    with refused(studies, sentence, rule="answered"):
        studies.answer(case_id, "ILO", "yes", "answer")
    second = studies.answer(case_id, "ILO", "no", "answer", reason="I was mistaken.").result
    answers: list[Position] = list(studies.read(case_id).answers.values())
    assert [(a.id, a.corrects) for a in answers] == [(second, first)]
    assert proven(studies)


def test_an_answer_that_a_rule_stands_against_is_refused(studies: World) -> None:
    case_id = running(studies)
    with refused(studies, "It is not ready."):
        studies.answer(case_id, "officer", "ship", "check", pages="3")
    studies.edit(case_id, "officer", ready="yes")
    studies.answer(case_id, "officer", "ship", "check", pages="3")
    assert studies.view(case_id).pages == 3, "what follows from the answer is done with it"


def test_a_person_named_in_a_row_answers_for_the_row(studies: World) -> None:
    case_id = opened(studies, ends="2013-01-10T12:00")
    add_reader(studies, case_id, "expert")
    studies.answer(case_id, "expert", "yes", "read")
    assert found(studies, case_id, "read").state == "completed"


def test_a_row_that_stands_no_more_takes_its_task_along(studies: World) -> None:
    case_id = opened(studies)
    row = add_reader(studies, case_id, "expert")
    one = found(studies, case_id, "read")
    item.edit(studies.engine, case_id, row, {"stands": "no"}, revision=1, by=studies.people["officer"])
    assert (found(studies, case_id, "read").state, found(studies, case_id, "read").ended_why) == (
        "closed",
        "unwanted",
    )
    with pytest.raises((Refused, Denied, Unknown)):
        task.complete(studies.engine, one.id, "yes", by=studies.people["expert"])
    item.edit(studies.engine, case_id, row, {"stands": "yes"}, revision=2, by=studies.people["officer"])
    assert found(studies, case_id, "read").state == "offered"


def test_after_its_time_an_answer_is_refused_with_the_time(studies: World) -> None:
    case_id = opened(studies, ends="2013-01-08T12:00")
    add_reader(studies, case_id, "expert")
    studies.later(days=2)
    sentence = "This task was closed 2013-01-08 11:00:00+00:00; nothing was recorded."
    with refused(studies, sentence, rule="late"):
        studies.answer(case_id, "expert", "yes", "read")


def test_more_time_opens_it_again(studies: World) -> None:
    case_id = opened(studies, ends="2013-01-08T12:00")
    add_reader(studies, case_id, "expert")
    studies.later(days=2)
    studies.edit(case_id, "officer", ends="2013-01-20T12:00")
    studies.answer(case_id, "expert", "yes", "read")


def test_a_task_follows_the_organization_that_a_field_names(studies: World) -> None:
    case_id = running(studies, sponsor="ILO")
    claim(studies, found(studies, case_id, "speak"), "ILO")
    studies.edit(case_id, "officer", sponsor="OSCE")
    after = found(studies, case_id, "speak")
    assert after.target == f"SC_FOCAL_POINT@{studies.organizations['OSCE'].hex}"
    assert (after.state, after.claimed_by) == ("offered", None)
    with refused(studies, NOT_OFFERED, rule="task-candidate", error=Denied):
        studies.answer(case_id, "ILO", "yes", "speak")


def test_nobody_answers_in_the_name_of_an_organization_that_is_not_asked(studies: World) -> None:
    case_id = running(studies)
    one, shown = found(studies, case_id, "answer", "ILO"), studies.bound(case_id, "answer")
    with refused(studies, NOT_OFFERED, rule="task-candidate", error=Denied):
        task.complete(
            studies.engine,
            one.id,
            "yes",
            by=studies.people["ILO"],
            for_=studies.organizations["OSCE"],
            bound=shown,
        )


def test_a_task_that_is_due_is_overdue_and_still_open(studies: World) -> None:
    case_id = running(studies)
    studies.later(hours=49)
    one = found(studies, case_id, "answer", "ILO")
    assert one.due_at is not None and one.due_at == one.opened_at + timedelta(hours=48)
    studies.answer(case_id, "ILO", "yes", "answer")


def add_reader(world: World, case_id: UUID, who: str) -> UUID:
    by = world.people["officer"]
    row: UUID = item.add(world.engine, case_id, "readers", {"reader": world.people[who].hex}, by=by).result
    return row


# Hand over


def test_an_administrator_hands_over_all_open_work_of_a_person(studies: World) -> None:
    first, second = running(studies), running(studies)
    for case_id in (first, second):
        claim(studies, found(studies, case_id, "check"), "officer")
    people = studies.people
    assert handing.hand_over(
        studies.engine, people["officer"], people["manager"], by=people["administrator"]
    ) == (2, [])
    for case_id in (first, second):
        assert found(studies, case_id, "check").claimed_by == people["manager"]
    assert handing.hand_over(
        studies.engine, people["officer"], people["manager"], by=people["administrator"]
    ) == (0, [])


def test_a_person_hands_over_the_own_work(studies: World) -> None:
    case_id = running(studies)
    claim(studies, found(studies, case_id, "answer", "ILO"), "ILO")
    people = studies.people
    assert handing.hand_over(studies.engine, people["ILO"], people["ILO alternate"], by=people["ILO"]) == (
        1,
        [],
    )


def test_nobody_hands_over_another_persons_work(studies: World) -> None:
    case_id = running(studies)
    claim(studies, found(studies, case_id, "answer", "ILO"), "ILO")
    people = studies.people
    done, left = handing.hand_over(
        studies.engine, people["ILO"], people["ILO alternate"], by=people["officer"]
    )
    assert (done, [str(says) for says in left]) == (
        0,
        ["Only an administrator may hand over another person's work."],
    )


def test_what_can_be_handed_over_is_and_the_rest_is_said(studies: World) -> None:
    case_id = running(studies)
    claim(studies, found(studies, case_id, "answer", CHAIR), CHAIR)
    claim(studies, found(studies, case_id, "check"), CHAIR)
    people = studies.people
    done, left = handing.hand_over(
        studies.engine, people[CHAIR], people["officer"], by=people["administrator"]
    )
    assert (done, [str(says) for says in left]) == (1, ["officer is not among those it is offered to."])


def test_a_task_of_a_named_person_stays_where_it_was_handed_until_somebody_else_is_named(
    studies: World,
) -> None:
    case_id = opened(studies)
    add_reader(studies, case_id, "expert")
    people = studies.people
    assert handing.hand_over(
        studies.engine, people["expert"], people["officer"], by=people["administrator"]
    ) == (1, [])
    studies.edit(case_id, "officer", name="Another name")
    assert found(studies, case_id, "read").delegated_to == people["officer"]
    assert handing.hand_over(
        studies.engine, people["expert"], people["manager"], by=people["administrator"]
    ) == (0, [])
    row = found(studies, case_id, "read").party.removeprefix("row:")
    named = {"reader": people["manager"].hex}
    item.edit(studies.engine, case_id, UUID(row), named, by=people["officer"], revision=1)
    after = found(studies, case_id, "read")
    assert (after.target, after.delegated_to) == (f"person:{people['manager'].hex}", None)
