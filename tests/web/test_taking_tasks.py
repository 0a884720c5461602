"""Whose a task is: claim it, give it back, hand it to a colleague, take it back; of two claimers one has it."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.task import Task
from tests.web.desk import Desk


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
