"""A pause holds what is asked and what runs; going on, a case stands where it stood and every period has its whole length."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from engine.columns import to_micros
from engine.commands import task
from engine.definition import (
    ANYWHERE,
    BACK,
    CaseDefinition,
    Outcome,
    Reminder,
    State,
    TaskDefinition,
    each_seat,
    hours,
    working_days,
)
from engine.errors import DefinitionError
from engine.pause import begun, came_from, ended, held_since
from engine.registry import Registry
from engine.rights import hears
from engine.task import HELD, OFFERED
from engine.timer import ARMED
from tests.furnished import furnished_postgresql, furnished_sqlite, world
from tests.refusing import Refused, refused
from tests.workflows.decision.record import proven
from tests.world import World
from workflows._shared import HOUSE, MEMBER, OFFICE, SC_RESTRICTED

__all__ = ["furnished_postgresql", "furnished_sqlite", "world"]

LOADING = State("loading", "Loading", due=working_days(5))
AT_SEA = State("at_sea", "At sea", waits="the wind")
STORM = State("storm", "Storm", result="storm", due=working_days(2), pause=True)
ASHORE, LOST = State("ashore", "Ashore", final=True), State("lost", "Lost", final=True)
YES, NO = Outcome("yes", "Yes"), Outcome("no", "No")
VOTE = TaskDefinition(
    "vote", "Shall we sail on?", each_seat(MEMBER), (AT_SEA,), (YES, NO), changeable=True, shown="when closed",
    due=hours(48), closes=hours(72), remind=(Reminder("A day is over.", hours(24)),),
)  # fmt: skip
LOOK = TaskDefinition("look", "Look out", OFFICE, (STORM,), (YES,))
VOYAGE = CaseDefinition(
    key="voyage", version=1, code="VOY", title="Voyage", opened_by=OFFICE, initial=LOADING, level=SC_RESTRICTED,
    fields=(), tasks=(VOTE, LOOK),
    transitions=[
        LOADING.to(AT_SEA, "sail", by=OFFICE),
        AT_SEA.to(ASHORE, "land", after=hours(96)),
        ANYWHERE(STORM).to(STORM, "storm", by=OFFICE, reason=True),
        STORM.to(BACK, "calm", by=OFFICE),
        STORM.to(LOST, "lose", by=OFFICE),
    ],
)  # fmt: skip


@pytest.fixture
def voyages(world: World) -> World:
    """A house that knows voyages and nothing else."""
    world.engine.registry = Registry([VOYAGE], HOUSE)
    return world


def at_sea(world: World) -> UUID:
    case_id = world.open("To the south", definition="voyage")
    world.press(case_id, "sail", "officer")
    return case_id


def armed(world: World, case_id: UUID) -> dict[str, datetime]:
    """The clocks that run, by kind."""
    return {t.kind: t.due_at for t in world.read(case_id).timers.values() if t.state == ARMED}


def storm(world: World, case_id: UUID) -> None:
    world.press(case_id, "storm", "officer", reason="Wind force eleven.")


def test_a_pause_holds_every_question_and_every_clock_of_what_it_interrupts(voyages: World) -> None:
    case_id = at_sea(voyages)
    voyages.answer(case_id, "ILO", "yes", task_key="vote")
    storm(voyages, case_id)
    tasks = [t for t in voyages.read(case_id).tasks if t.task == "vote"]
    assert {t.state for t in tasks} == {HELD, "completed"}
    voyages.later(days=30)
    assert voyages.state(case_id) == "storm"
    assert [t.task for t in voyages.read(case_id).tasks if t.state == OFFERED] == ["look", "state_storm"]
    assert proven(voyages)


def test_going_on_everybody_has_as_much_time_left_as_before_and_what_was_said_stands(voyages: World) -> None:
    case_id = at_sea(voyages)
    voyages.answer(case_id, "ILO", "yes", task_key="vote")
    voyages.later(hours=20)
    before = armed(voyages, case_id)
    storm(voyages, case_id)
    voyages.later(hours=100)
    voyages.press(case_id, "calm", "officer")
    assert voyages.state(case_id) == "at_sea"
    after = armed(voyages, case_id)
    for kind in ("move", "close", "remind"):
        assert (after[kind] - before[kind]).total_seconds() == 100 * 3600
    view = voyages.view(case_id)
    assert [str(p.party) for p in view.positions(VOTE)] == ["ILO"]
    assert (view.visits(AT_SEA), view.round(VOTE)) == (1, 1)
    voyages.later(hours=51)
    assert voyages.find_task(case_id, "vote", "OSCE").state == OFFERED
    voyages.later(hours=2)
    assert voyages.find_task(case_id, "vote", "OSCE").state == "closed"
    voyages.later(hours=24)
    assert voyages.state(case_id) == "ashore"
    assert proven(voyages)


def test_a_second_storm_adds_to_the_first(voyages: World) -> None:
    case_id = at_sea(voyages)
    before = armed(voyages, case_id)["move"]
    for held in (10, 7):
        storm(voyages, case_id)
        voyages.later(hours=held)
        voyages.press(case_id, "calm", "officer")
        voyages.later(hours=1)
    assert (armed(voyages, case_id)["move"] - before).total_seconds() == 17 * 3600


def test_the_button_that_waited_before_the_storm_waits_again_after_it(voyages: World) -> None:
    case_id = voyages.open("To the south", definition="voyage")
    due = voyages.find_task(case_id, "state_loading").due_at
    storm(voyages, case_id)
    assert voyages.find_task(case_id, "state_loading").state == HELD
    voyages.later(days=7)
    voyages.press(case_id, "calm", "officer")
    again = voyages.find_task(case_id, "state_loading")
    assert again.state == OFFERED and due is not None and again.due_at is not None
    assert (again.due_at - due).days == 7
    assert proven(voyages)


def test_who_had_claimed_a_task_has_it_when_the_case_goes_on(voyages: World) -> None:
    case_id = at_sea(voyages)
    mine = voyages.find_task(case_id, "vote", "OSCE")
    task.claim(voyages.engine, mine.id, by=voyages.people["OSCE"])
    storm(voyages, case_id)
    voyages.press(case_id, "calm", "officer")
    assert voyages.find_task(case_id, "vote", "OSCE").claimed_by == voyages.people["OSCE"]
    assert voyages.find_task(case_id, "vote", "OSCE").state == "claimed"


def test_in_a_pause_nobody_claims_answers_or_changes_an_answer(voyages: World) -> None:
    case_id = at_sea(voyages)
    voyages.answer(case_id, "ILO", "yes", task_key="vote")
    storm(voyages, case_id)
    said = "The case is “Storm”: this is asked again when it goes on."
    for who in ("ILO", "OSCE"):
        with refused(voyages, said, rule="pause", error=Refused):
            voyages.answer(case_id, who, "no", task_key="vote")
    held = voyages.find_task(case_id, "vote", "OSCE")
    with refused(
        voyages, "The case pauses: this is asked again when it goes on.", rule="pause", error=Refused
    ):
        task.claim(voyages.engine, held.id, by=voyages.people["OSCE"])


def test_what_is_shown_when_all_is_closed_stays_hidden_in_a_pause(voyages: World) -> None:
    case_id = at_sea(voyages)
    voyages.answer(case_id, "ILO", "yes", task_key="vote")
    storm(voyages, case_id)
    view = voyages.view(case_id)
    assert not hears(view, VOTE, voyages.people["OSCE"])


def test_a_case_that_ends_in_its_pause_asks_nobody_any_more(voyages: World) -> None:
    case_id = at_sea(voyages)
    storm(voyages, case_id)
    voyages.press(case_id, "lose", "officer")
    assert {t.state for t in voyages.read(case_id).tasks if t.task == "vote"} == {"closed"}
    assert armed(voyages, case_id) == {}
    assert proven(voyages)


def test_only_a_pause_leads_back_and_no_case_begins_with_one() -> None:
    told: dict[str, Any] = {
        "fields": (),
        "opened_by": OFFICE,
        "level": SC_RESTRICTED,
        "key": "x",
        "version": 1,
        "code": "PAU",
        "title": "X",
    }
    with pytest.raises(DefinitionError, match="loading goes back, and is no pause"):
        CaseDefinition(**told, initial=LOADING, transitions=[LOADING.to(BACK, "back", by=OFFICE)])
    with pytest.raises(DefinitionError, match="storm is a pause, and nothing came before it"):
        CaseDefinition(**told, initial=STORM, transitions=[STORM.to(LOST, "lose", by=OFFICE)])


def test_a_pause_is_as_long_as_it_was_and_the_present_one_does_not_count() -> None:
    def day(number: int) -> datetime:
        return datetime(2013, 1, number, tzinfo=UTC)

    pauses = ended(begun([], "loading", day(2)), day(5))
    assert pauses == [["loading", to_micros(day(2)), to_micros(day(5))]]
    assert [held_since(pauses, day(n)).days for n in (1, 3, 5, 6)] == [3, 2, 0, 0]
    more = begun(pauses, "at_sea", day(8))
    assert (came_from(more), held_since(more, day(1)).days) == ("at_sea", 3)
