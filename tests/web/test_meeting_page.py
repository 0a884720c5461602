"""The page of a meeting: each line of its agenda with where its case stands, and the way to declare it."""

from __future__ import annotations

from uuid import UUID

from engine.commands import item
from tests.people import CHAIR
from tests.web.desk import Desk
from tests.web.reading import words
from tests.workflows import meeting
from tests.workflows.decision.acts import all_support
from tests.world import World


def page(desk: Desk, who: str, case_id: UUID) -> str:
    answer = desk.as_(who).get(f"/cases/{case_id}")
    assert answer.status_code == 200
    return answer.text


def told_on(desk: Desk, who: str, case_id: UUID) -> str:
    return words(desk.as_(who).get(f"/cases/{case_id}"))


def declare(decision: UUID, trigger: str = "declare_consensus") -> str:
    return f'href="/cases/{decision}/acts/{trigger}"'


def decided_at(world: World) -> tuple[UUID, UUID]:
    """A meeting that is held, and the decision on its agenda, which everybody supports."""
    case_id = meeting.held(world)
    decision = meeting.decision_of(world, case_id)
    world.press(decision, "deliberate", CHAIR)
    return case_id, decision


def test_the_chair_finds_the_way_to_declare_a_decision_and_what_it_still_needs(desk: Desk) -> None:
    case_id, decision = decided_at(desk.world)
    before = page(desk, CHAIR, case_id)
    assert "In deliberation" in told_on(desk, CHAIR, case_id) and f'href="/cases/{decision}"' in before
    assert declare(decision) not in before
    assert "Still needed to: Declare consensus: Every member supports or abstains" in told_on(
        desk, CHAIR, case_id
    )
    all_support(desk.world, decision)
    assert declare(decision) in page(desk, CHAIR, case_id)


def test_nobody_else_does(desk: Desk) -> None:
    case_id, decision = decided_at(desk.world)
    all_support(desk.world, decision)
    for name in ("ILO", "officer", "auditor"):
        told = page(desk, name, case_id)
        assert declare(decision) not in told and f'href="/cases/{decision}"' in told


def test_what_is_declared_stands_there_as_it_ended(desk: Desk) -> None:
    case_id, decision = decided_at(desk.world)
    all_support(desk.world, decision)
    desk.world.press(decision, "declare_consensus", CHAIR)
    told = page(desk, CHAIR, case_id)
    assert "Adopted by consensus" in told_on(desk, CHAIR, case_id) and declare(decision) not in told


def test_a_line_without_a_case_says_so(desk: Desk) -> None:
    case_id = meeting.scheduled(desk.world)
    item.add(desk.world.engine, case_id, "agenda", {"subject": "Report"}, by=desk.world.people["officer"])
    told = told_on(desk, "officer", case_id)
    assert "Report For discussion" in told and "none" in told.partition("Report For discussion")[2][:40]


def test_only_what_leads_on_is_offered_there(desk: Desk) -> None:
    case_id, decision = decided_at(desk.world)
    assert declare(decision, "withdraw") not in page(desk, CHAIR, case_id)


def test_whoever_reads_the_meeting_as_it_stood_is_offered_nothing(desk: Desk) -> None:
    case_id, decision = decided_at(desk.world)
    all_support(desk.world, decision)
    told = desk.as_("auditor").get(f"/audit/cases/{case_id}?at=2013-01-21T10:30")
    assert declare(decision) not in told.text
