"""Eight clients at the end of a silence: they answer, object, hand on, extend, withdraw and tick within four microseconds.

Whatever order came about, an independent reading of the log must find it lawful.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.columns import from_micros
from tests.races import acts
from tests.races.conftest import LESS, Trial, deadlocks
from tests.races.invariants import check_case, check_house
from tests.races.racing import House, Job, Racers, Task, racers
from tests.world import MORNING, World

MICROSECOND = timedelta(microseconds=1)
BREAKING = {"strong_objection", "concern", "amendment", "request_discussion"}
SPAN = {"deliberation", "silence", "broken"}


@pytest.fixture
def rounds(trial: Trial) -> int:
    """Eight at once are slow; what comes about differs more from round to round than between two who race."""
    return 2 * trial.rounds(LESS) if trial.long else 15


@pytest.fixture
def eight(house: House, world: World, trial: Trial) -> Iterator[Racers]:
    with racers(house, 8, processes=trial.processes) as clients:
        yield clients
    assert deadlocks(world.engine.database) == 0


def test_whatever_order_comes_about_at_the_deadline_is_lawful(
    world: World, eight: Racers, rounds: int
) -> None:
    endings: set[str] = set()
    for number in range(rounds):
        world.clock.move_to(MORNING)
        case_id = world.silent()
        world.answer(case_id, "OHCHR", "ask", "extension", reason="We are on mission.")
        end = world.view(case_id).expires_at
        told = eight.run(*_crowd(world, case_id, end, number))
        assert {each.error for each in told} <= {"", "Stale", "Refused", "Taken", "Denied"}
        assert all(each.sentence for each in told if each.error)
        world.at(end + 2 * MICROSECOND)
        with world.engine.database.read() as connection:
            endings.add(Reading(check_case(connection, case_id)).state)
    check_house(world.engine.database)
    assert len(endings) > 1, f"every round ended alike: {endings}"


def _crowd(world: World, case_id: UUID, end: datetime, number: int) -> Iterator[Task]:
    """Who does what, each a little before, at, or a little after the deadline; another mixture each round."""
    bound, who = world.bound(case_id, "position"), world.people
    seats = {
        code: world.find_task(case_id, "position", code).id for code in ("ILO", "UNICEF", "OSCE", "UNODC")
    }
    ruling = world.find_task(case_id, "rule_on_time").id

    def says(code: str, person: str, outcome: str, **words: Any) -> dict[str, Any]:
        return {"task_id": seats[code], "outcome": outcome, "by": who[person], "bound": bound, **words}

    until = (end + timedelta(days=2)).isoformat()
    crowd: list[tuple[Job, dict[str, Any]]] = [
        (acts.complete, says("ILO", "ILO", "support")),
        (acts.complete, says("UNICEF", "UNICEF", "strong_objection", reason="Not so.")),
        (acts.complete, says("OSCE", "OSCE", "support")),
        (acts.complete, says("OSCE", "OSCE alternate", "concern", reason="Who pays?")),
        (acts.delegate, {"task_id": seats["UNODC"], "to": who["UNODC alternate"], "by": who["UNODC"]}),
        (acts.complete, {"task_id": ruling, "outcome": "grant", "by": who["IOM"], "data": {"until": until}}),
        (acts.press, {"case_id": case_id, "trigger": "withdraw", "by": who["officer"], "reason": "No more.",
                      "revision": world.read(case_id).case.revision + 1}),
        (acts.sweep_clocks, {}),
    ]  # fmt: skip
    for place, (job, arguments) in enumerate(crowd):
        moment = end + ((number * (place + 3) + place) % 5 - 2) * MICROSECOND
        yield moment, job, arguments


class Reading:
    """The story of one silence, read event by event against its rules; knows nothing of the engine."""

    def __init__(self, story: list[dict[str, Any]]) -> None:
        self.state = "draft"
        self.expires: datetime | None = None
        self.standing: dict[str, str] = {}
        for event in story:
            self._read(event, from_micros(event["at"]), event["pub"])

    def _read(self, event: dict[str, Any], at: datetime, said: dict[str, Any]) -> None:
        if (
            self.state == "silence"
            and event["kind"] != "case.moved"
            and not event["kind"].startswith("clock.")
        ):
            assert self.expires is not None and at < self.expires, "an act after the end, before the closing"
        if said.get("task") == "position" and event["kind"] == "task.answered":
            assert said["late"] is (self.state not in SPAN)
            if not said["late"]:
                self.standing[said["party"]] = said["outcome"]
        if said.get("task") == "rule_on_time" and event["kind"] == "task.answered":
            assert self.state == "silence"
        moved = said.get("to") if event["kind"] == "case.moved" else None
        if moved and str(moved).startswith("adopted"):
            assert self.state == "silence" and at == self.expires
            assert not BREAKING & set(self.standing.values())
        if moved == "broken":
            assert BREAKING & set(self.standing.values())
        self.state = str(moved or self.state)
        self._note_end(event)

    def _note_end(self, event: dict[str, Any]) -> None:
        for row in event["rows"]:
            told = row["c"].get("data", {}) if row["t"] == "cases" else {}
            if "expires_at" in told:
                self.expires = from_micros(told["expires_at"])
