"""Who gives a position: the seat, its alternate, a colleague it handed the task to, or the Secretariat on its behalf, with evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import handing, register, task
from engine.position import positions
from tests.people import CHAIR
from tests.refusing import Denied, Invalid, Stale, Taken, Unbound, Unknown, refused
from tests.workflows.decision.acts import TOLD, record
from tests.workflows.decision.record import given, notice_of, proven, standing
from tests.world import World

NOT_OFFERED = "This task is not offered to you."
EVIDENCE = "Say how the member told you: a document, or a dated note of the call."


def last(world: World, case_id: UUID) -> Any:
    """The last position given."""
    query = select(positions).where(positions.c.case_id == case_id).order_by(positions.c.at, positions.c.id)
    with world.engine.database.read() as connection:
        return connection.execute(query).all()[-1]


# One's own


@pytest.mark.parametrize(("who", "capacity"), [("ILO", "principal"), ("ILO alternate", "alternate")])
def test_principal_and_alternate_answer_for_their_seat(world: World, who: str, capacity: str) -> None:
    case_id = world.deliberating()
    world.answer(case_id, who, "support")
    row = last(world, case_id)
    assert (row.by, row.for_organization) == (world.people[who], world.organizations["ILO"])
    assert (row.capacity, row.recorded, row.evidence) == (f"SC_FOCAL_POINT/{capacity}", False, None)


def test_of_principal_and_alternate_the_latest_stands_and_both_are_on_record(world: World) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    world.answer(case_id, "ILO alternate", "support")
    assert standing(world, case_id) == {"ILO": "support"}
    assert given(world, case_id) == [("ILO", "concern", False), ("ILO", "support", False)]


@pytest.mark.parametrize("who", ["IOM", "auditor"])
def test_nobody_answers_for_another_member(world: World, who: str) -> None:
    case_id = world.deliberating()
    with refused(world, NOT_OFFERED, rule="task-candidate", error=Denied):
        world.answer(case_id, who, "support", of="ILO")


def test_whoever_may_not_know_of_it_is_told_nothing(world: World) -> None:
    case_id = world.deliberating()
    with refused(world, "There is no such case, or it is not open to you.", error=Unknown):
        world.answer(case_id, "donor", "support", of="ILO")


def test_a_person_with_two_seats_acts_for_one_of_them(world: World) -> None:
    world.grant("SC_FOCAL_POINT", "OSCE", "ILO", "alternate")
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "support")
    sentence = "You have acted for ILO in this case; you cannot act for another one as well."
    with refused(world, sentence, rule="one-organization"):
        world.answer(case_id, "ILO", "support", of="OSCE")


def test_nor_does_it_preside_for_another_one_than_it_has_answered_for(world: World) -> None:
    world.grant("SC_FOCAL_POINT", "IOM", "ILO", "alternate")
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "support", of="ILO")
    sentence = "You have acted for ILO in this case; you cannot act for another one as well."
    with refused(world, sentence, rule="one-organization"):
        world.press(case_id, "declare_not_adopted", "ILO", for_="IOM", reason="No agreement.")


def test_a_mandate_that_has_ended_ends_the_right_at_once(world: World) -> None:
    case_id = world.deliberating()
    mandate = next(m for m in world.register_now().mandates if m.person_id == world.people["ILO alternate"])
    register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    with refused(world, "There is no such case, or it is not open to you.", error=Unknown):
        world.answer(case_id, "ILO alternate", "support")


def test_a_claim_does_not_outlive_the_mandate(world: World) -> None:
    """Somebody who has claimed a seat's task and then changed to the Secretariat may answer for the seat no more."""
    case_id = world.deliberating()
    mine = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, mine.id, by=world.people["ILO alternate"])
    mandate = next(m for m in world.register_now().mandates if m.person_id == world.people["ILO alternate"])
    register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    world.grant("AUDITOR", "SEC", "ILO alternate", "principal")
    with refused(world, NOT_OFFERED, rule="task-candidate", error=Denied):
        world.answer(case_id, "ILO alternate", "support")


def test_a_colleague_answers_what_was_handed_to_them(world: World) -> None:
    world.add_person("colleague")
    world.grant("ROSTER_EXPERT", "ILO", "colleague", "principal")
    case_id = world.deliberating()
    mine = world.find_task(case_id, "position", "ILO")
    handing.delegate(world.engine, mine.id, world.people["colleague"], by=world.people["ILO"])
    task.complete(
        world.engine, mine.id, "support", by=world.people["colleague"], bound=world.bound(case_id, "position")
    )
    row = last(world, case_id)
    assert (row.by, row.for_organization) == (world.people["colleague"], world.organizations["ILO"])


def test_an_administrator_hands_a_seats_task_to_nobody_outside_the_seat(world: World) -> None:
    case_id = world.deliberating()
    mine = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, mine.id, by=world.people["ILO"])
    done, left = handing.hand_over(
        world.engine, world.people["ILO"], world.people["IOM"], by=world.people["administrator"]
    )
    assert (done, [str(each) for each in left]) == (0, ["IOM is not among those it is offered to."])
    with refused(world, NOT_OFFERED, rule="task-candidate", error=Denied):
        world.answer(case_id, "IOM", "strong_objection", of="ILO", reason="Not like this.")


def test_what_a_colleague_has_claimed_the_seat_may_still_answer(world: World) -> None:
    """A claim says who is at it; it silences nobody who fills the seat, least of all when its claimer has left."""
    case_id = world.silent()
    mine = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, mine.id, by=world.people["ILO alternate"])
    with refused(world, "ILO alternate has claimed this task already.", error=Taken):
        task.claim(world.engine, mine.id, by=world.people["ILO"])
    world.answer(case_id, "ILO", "concern", reason="Not like this.")
    assert world.state(case_id) == "broken"


def test_a_claim_ends_with_the_right_to_it(world: World) -> None:
    case_id = world.silent()
    mine = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, mine.id, by=world.people["ILO alternate"])
    closed = {"active": False}
    register.change_person(
        world.engine, world.people["ILO alternate"], closed, by=world.people["administrator"]
    )
    task.claim(world.engine, mine.id, by=world.people["ILO"])
    assert world.find_task(case_id, "position", "ILO").claimed_by == world.people["ILO"]


# The form


def test_an_answer_names_the_version_it_is_about(world: World) -> None:
    case_id = world.deliberating()
    mine = world.find_task(case_id, "position", "ILO")
    with refused(world, "Say which version you answer on: the task shows it as “bound”.", error=Unbound):
        task.complete(world.engine, mine.id, "support", by=world.people["ILO"])
    sentence = (
        "What you answer on has changed since you opened this page. Read it again; your words are kept."
    )
    for wrong in ("0" * 64, "no hash"):
        with refused(world, sentence, rule="bound", error=Stale):
            task.complete(world.engine, mine.id, "support", by=world.people["ILO"], bound=wrong)


def test_an_answer_that_is_not_offered_is_refused(world: World) -> None:
    case_id = world.deliberating()
    known = "support, support_with_comment, abstain, amendment, request_discussion, concern, strong_objection, lift"
    with refused(world, f"Choose one of the answers offered: {known}.", error=Invalid):
        world.answer(case_id, "ILO", "veto")


def test_support_with_a_comment_has_one(world: World) -> None:
    case_id = world.deliberating()
    with refused(world, "Fill in: Comment.", error=Invalid):
        world.answer(case_id, "ILO", "support_with_comment", comment=" ")


def test_an_answer_has_only_the_fields_it_asks(world: World) -> None:
    case_id = world.deliberating()
    with refused(world, "This answer has no field “comment”.", error=Invalid):
        world.answer(case_id, "ILO", "support", comment="Well done.")


def test_an_amendment_may_propose_words(world: World) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "ILO", "amendment", reason="One word.", words="may")
    assert last(world, case_id).data == {"words": "may"}


# On a member's behalf


@pytest.mark.parametrize("who", ["officer", "manager"])
def test_the_secretariat_records_what_a_member_said_and_both_are_named(world: World, who: str) -> None:
    case_id = world.deliberating()
    record(world, case_id, "ILO", "support", by=who)
    row = last(world, case_id)
    assert (row.by, row.for_organization) == (world.people[who], world.organizations["ILO"])
    assert (row.recorded, row.evidence) == (True, TOLD)
    assert standing(world, case_id) == {"ILO": "support"}
    assert notice_of(world, case_id) == {"ILO": "answered"}
    assert proven(world)


def test_an_objection_may_be_recorded_and_breaks_silence(world: World) -> None:
    case_id = world.silent()
    record(world, case_id, "ILO", "strong_objection", reason="As told by telephone.")
    assert world.state(case_id) == "broken"


@pytest.mark.parametrize("evidence", [None, "", "  told me  ", "x" * 9])
def test_without_evidence_nothing_is_recorded(world: World, evidence: str | None) -> None:
    case_id = world.deliberating()
    with refused(world, EVIDENCE, error=Invalid):
        record(world, case_id, "ILO", "support", evidence=evidence)


@pytest.mark.parametrize("firm", ["concern", "strong_objection", "amendment", "request_discussion"])
@pytest.mark.parametrize("then", ["support", "abstain", "lift", "concern"])
def test_what_stands_against_it_is_taken_back_by_its_member_only(world: World, firm: str, then: str) -> None:
    case_id = world.deliberating()
    world.answer(case_id, "ILO", firm, reason="Not like this.")
    with refused(world, "Only ILO itself may change or withdraw this.", rule="own-withdrawal"):
        record(world, case_id, "ILO", then, reason="As told by telephone.")
    assert standing(world, case_id) == {"ILO": firm}


def test_even_an_objection_the_secretariat_recorded_is_taken_back_by_its_member_only(world: World) -> None:
    case_id = world.deliberating()
    record(world, case_id, "ILO", "concern", reason="As told by telephone.")
    with refused(world, "Only ILO itself may change or withdraw this.", rule="own-withdrawal"):
        record(world, case_id, "ILO", "support")
    world.answer(case_id, "ILO", "support")
    assert standing(world, case_id) == {"ILO": "support"}


def test_the_member_may_correct_what_was_recorded(world: World) -> None:
    case_id = world.deliberating()
    record(world, case_id, "ILO", "support")
    world.answer(case_id, "ILO", "strong_objection", reason="I said the opposite.")
    assert standing(world, case_id) == {"ILO": "strong_objection"}
    assert last(world, case_id).corrects is not None


def test_the_secretariat_may_record_for_several_members(world: World) -> None:
    case_id = world.deliberating()
    for code in ("ILO", "OSCE", "UNODC"):
        record(world, case_id, code, "support")
    assert standing(world, case_id) == {"ILO": "support", "OSCE": "support", "UNODC": "support"}


@pytest.mark.parametrize("who", ["auditor", CHAIR])
def test_nobody_else_records(world: World, who: str) -> None:
    case_id = world.deliberating()
    with refused(world, NOT_OFFERED, rule="task-candidate", error=Denied):
        record(world, case_id, "ILO", "support", by=who)


def test_a_claim_of_the_member_does_not_keep_the_secretariat_from_recording(world: World) -> None:
    case_id = world.deliberating()
    mine = world.find_task(case_id, "position", "ILO")
    task.claim(world.engine, mine.id, by=world.people["ILO"])
    record(world, case_id, "ILO", "support")
    assert standing(world, case_id) == {"ILO": "support"}


def test_a_late_position_may_be_recorded_as_late(world: World) -> None:
    case_id = world.silent()
    world.later(days=30)
    record(world, case_id, "ILO", "concern", reason="It came by post.")
    assert given(world, case_id) == [("ILO", "concern", True)]
