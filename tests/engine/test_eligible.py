"""Who is eligible for a task: a rule of its definition bars one of those it is offered to, before anything is written."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import handing, task
from engine.queries.explain import explain
from engine.task import Task
from tests.engine.study import running, studies
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.people import CHAIR
from tests.refusing import refused
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_sqlite", "studies", "world"]

OWN = "You have written this study. Somebody else checks it."
OTHERS = "officer cannot take this: a rule of the case stands against it."


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def written_by(world: World, who: str) -> tuple[UUID, Task]:
    """A running study by somebody, and the task of checking it, which chair and Secretariat share."""
    case_id = running(world, author=world.people[who].hex)
    return case_id, world.find_task(case_id, "check")


def test_who_is_barred_is_refused_at_the_claim_with_the_own_reason(studies: World) -> None:
    _case, one = written_by(studies, "officer")
    with refused(studies, OWN, rule="STUDY-2"):
        task.claim(studies.engine, one.id, by=studies.people["officer"])
    task.claim(studies.engine, one.id, by=studies.people["manager"])


def test_and_at_the_answer_where_nothing_was_claimed(studies: World) -> None:
    _case, one = written_by(studies, "officer")
    with refused(studies, OWN, rule="STUDY-2"):
        task.complete(studies.engine, one.id, "no", by=studies.people["officer"], reason="It is mine.")


def test_who_hands_it_to_somebody_barred_is_not_told_why(studies: World) -> None:
    _case, one = written_by(studies, "officer")
    engine, people = studies.engine, studies.people
    with refused(studies, OTHERS, rule="task-eligible"):
        handing.reassign(engine, one.id, people["officer"], by=people["manager"])
    with refused(studies, OTHERS, rule="task-eligible"):
        handing.delegate(engine, one.id, people["officer"], by=people["manager"])
    task.claim(engine, one.id, by=people["manager"])
    done, left = handing.hand_over(engine, people["manager"], people["officer"], by=people["administrator"])
    assert (done, [each.english() for each in left]) == (0, [OTHERS])


def test_a_claim_ends_when_a_rule_bars_who_has_it(studies: World) -> None:
    case_id, one = written_by(studies, "manager")
    task.claim(studies.engine, one.id, by=studies.people["officer"])
    studies.edit(case_id, "manager", author=studies.people["officer"].hex)
    with refused(studies, OWN, rule="STUDY-2"):
        task.complete(studies.engine, one.id, "no", by=studies.people["officer"], reason="It is mine.")
    task.claim(studies.engine, one.id, by=studies.people[CHAIR])
    assert studies.find_task(case_id, "check").claimed_by == studies.people[CHAIR]


def test_the_page_knows_of_each_whether_they_are_barred(studies: World) -> None:
    case_id, _one = written_by(studies, "officer")
    against = {}
    for who in ("officer", "manager"):
        found = explain(studies.read(case_id), studies.people[who])
        (asked,) = [each for each in found.asked if each.task.task == "check"]
        against[who] = asked.barred.says.english() if asked.barred else None
    assert against == {"officer": OWN, "manager": None}
