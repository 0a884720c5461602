"""Whose a task is: claim it, give it back, hand it to a colleague, take it back; of two claimers one has it."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.commands import register
from engine.task import Task
from tests.people import CHAIR, COCHAIR
from tests.web.desk import Desk, heading
from tests.web.reading import link_to, words


def take(desk: Desk, name: str, case_id: UUID, task: Task, what: str, **form: str) -> TestResponse:
    there = f"/cases/{case_id}/tasks/{task.id}/{what}"
    return desk.as_(name).post(there, form, follow_redirects=True)


@pytest.mark.parametrize("to", ["nonsense", "0" * 32, "ILO"])
def test_a_task_is_handed_to_nobody_but_a_person_who_is_chosen(desk: Desk, to: str) -> None:
    case_id = desk.world.deliberating()
    task = desk.world.find_task(case_id, "position", "ILO")
    chosen = desk.world.people[to].hex if to == "ILO" else to
    answer = take(desk, "ILO", case_id, task, "hand-on", to=chosen)
    assert "Choose another person to hand it to." in answer.text
    assert desk.world.find_task(case_id, "position", "ILO").delegated_to is None


def objected(desk: Desk) -> tuple[UUID, Task]:
    """A case with an objection that is to be mediated: a task shared among the chair and the co-chair."""
    case_id = desk.world.deliberating()
    desk.world.answer(case_id, "ILO", "strong_objection", reason="It harms.")
    return case_id, desk.world.find_task(case_id, "mediate")


# ---- claiming and giving back


def test_whoever_claims_a_shared_task_has_it_and_gives_it_back(desk: Desk) -> None:
    case_id, task = objected(desk)
    offered = words(desk.as_(CHAIR).get(f"/cases/{case_id}"))
    assert "Shared with all who hold the role. Claim it" in offered
    mine = take(desk, CHAIR, case_id, task, "claim")
    assert "The task is yours." in mine.text
    assert "You have claimed this. Give it back" in words(mine)
    others = words(desk.as_(COCHAIR).get(f"/cases/{case_id}"))
    assert "Claim it" not in others
    assert "IOM : Mediate the objection: ILO, until" in others, "the page says who has it"
    assert "The task is open to the others again." in take(desk, CHAIR, case_id, task, "release").text
    assert desk.world.find_task(case_id, "mediate").claimed_by is None


def test_who_has_claimed_it_and_left_is_not_waited_for(desk: Desk) -> None:
    case_id, task = objected(desk)
    take(desk, COCHAIR, case_id, task, "claim")
    world = desk.world
    for mandate in world.register_now().mandates:
        if mandate.organization_id == world.organizations["OHCHR"]:
            register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    world.later(hours=1)
    page = words(desk.as_("ILO").get(f"/cases/{case_id}"))
    assert "OHCHR : Mediate" not in page
    assert "Chair / Co-chair : Mediate the objection: ILO" in page


def test_the_second_claimer_reads_who_was_first(desk: Desk) -> None:
    case_id, task = objected(desk)
    take(desk, CHAIR, case_id, task, "claim")
    assert "IOM has claimed this task already." in take(desk, COCHAIR, case_id, task, "claim").text
    assert "IOM has claimed this task." in take(desk, COCHAIR, case_id, task, "release").text
    assert desk.world.find_task(case_id, "mediate").claimed_by == desk.world.people[CHAIR]


def test_what_is_over_is_not_claimed(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    task = desk.world.find_task(case_id, "position", "ILO")
    desk.world.answer(case_id, "ILO", "support")
    assert "This task is done or closed already." in take(desk, "ILO", case_id, task, "claim").text


@pytest.mark.parametrize("what", ["claim", "release", "hand-on"])
@pytest.mark.parametrize("name", ["UNODC", "officer", "auditor"])
def test_whom_it_is_not_offered_to_reads_the_rule(desk: Desk, name: str, what: str) -> None:
    case_id, task = objected(desk)
    answer = take(desk, name, case_id, task, what)
    assert (answer.status_code, heading(answer)) == (403, "This task is not offered to you.")
    assert "Rule task-candidate" in words(answer)


# ---- handing on


def test_a_colleague_answers_what_was_handed_on_and_both_names_are_in_the_history(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    task = desk.world.find_task(case_id, "position", "ILO")
    visitor = desk.as_("ILO")
    page = visitor.get(link_to(visitor.get(f"/cases/{case_id}"), "Hand it to a colleague"))
    assert heading(page) == "Hand it to a colleague"
    assert "ILO alternate" in words(page)
    assert "UNODC" not in words(page), "only colleagues are offered"
    colleague = desk.world.people["ILO alternate"].hex
    after = take(desk, "ILO", case_id, task, "hand-on", to=colleague)
    assert "Handed on." in after.text
    assert "With ILO alternate" in words(after)
    assert "ILO handed “Take a position” on." in words(desk.as_("officer").get(f"/cases/{case_id}/history"))


def test_what_was_handed_on_is_taken_back(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    task = desk.world.find_task(case_id, "position", "ILO")
    take(desk, "ILO", case_id, task, "hand-on", to=desk.world.people["ILO alternate"].hex)
    assert "Take it back" in words(desk.as_("ILO").get(f"/cases/{case_id}/tasks/{task.id}/hand-on"))
    assert "Taken back." in take(desk, "ILO", case_id, task, "hand-on", to="").text
    assert desk.world.find_task(case_id, "position", "ILO").delegated_to is None


def test_somebody_of_another_organization_is_refused_by_name(desk: Desk) -> None:
    case_id = desk.world.deliberating()
    task = desk.world.find_task(case_id, "position", "ILO")
    answer = take(desk, "ILO", case_id, task, "hand-on", to=desk.world.people["UNODC"].hex)
    assert "UNODC does not act for the organization that is asked." in answer.text


def test_what_was_handed_to_one_is_not_handed_on(desk: Desk) -> None:
    world = desk.world
    case_id = world.deliberating()
    task = world.find_task(case_id, "position", "ILO")
    world.add_person("third")
    world.grant("SC_FOCAL_POINT", "ILO", "third", "alternate")
    take(desk, "ILO", case_id, task, "hand-on", to=world.people["third"].hex)
    answer = take(desk, "third", case_id, task, "hand-on", to=world.people["ILO alternate"].hex)
    assert "What was handed to you cannot be handed on; give it back instead." in answer.text


def test_who_has_no_colleague_reads_so(desk: Desk) -> None:
    world = desk.world
    case_id, task = objected(desk)
    for mandate in world.register_now().mandates:
        if mandate.person_id == world.people["IOM alternate"]:
            register.end_mandate(world.engine, mandate.id, by=world.people["administrator"])
    page = desk.as_(CHAIR).get(f"/cases/{case_id}/tasks/{task.id}/hand-on")
    assert "Nobody else acts for your organization." in words(page)
