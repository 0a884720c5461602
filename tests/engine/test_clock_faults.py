"""A million steps of machines whose clocks are set wrong, set right, drift and are started anew: nothing is closed early, nothing
is closed or told twice, nothing is lost, and the record never runs backwards. Pure: no database, no sleep."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from engine.clock import ClockWatch
from engine.commands.transaction import KINDS, due_timers
from engine.derive import MOVE, OVERDUE, REMIND
from engine.timer import ARMED, FIRED, Timer

BEGUN = datetime(2013, 1, 7, 9, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
FAULTS = {"-1 h": -HOUR, "+1 h": HOUR, "-1 d": -DAY, "+10 y": 3652 * DAY}
DRIFTS = (0.0, 50e-6, -50e-6, 200e-6, -200e-6)
# What a machine may run ahead before anybody sets it right, and what the watch lets pass: nobody is told "to the second".
SET_RIGHT_AT, TOLERATED = 5 * SECOND, 30 * SECOND + 5 * SECOND
CASE = UUID(int=1)


@dataclass
class Machine:
    """A machine of the house: its wall time is off by `error`, its uptime never."""

    house: Miniature
    drift: float
    error: timedelta = timedelta(0)
    booted: datetime = BEGUN
    watch: ClockWatch = field(default_factory=ClockWatch)

    def wall(self) -> datetime:
        return self.house.now + self.error

    def doubts(self) -> bool:
        """The watch of the engine; where the database has no clock of its own, the machine's is given twice."""
        here = self.wall()
        there = here if self.house.embedded else self.house.now + self.house.database_error
        return self.watch.suspect(there, here, (self.house.now - self.booted).total_seconds())

    def start_anew(self) -> None:
        self.booted, self.watch = self.house.now, ClockWatch()
        self.doubts()


@dataclass
class Miniature:
    """One case with its clocks, the machines that tick for it, and the true time, which only the test knows."""

    chance: random.Random
    embedded: bool
    tally: Counter[str]
    now: datetime = BEGUN
    database_error: timedelta = timedelta(0)
    stream_at: datetime = BEGUN

    def __post_init__(self) -> None:
        drifts = [0.0] if self.embedded else [self.chance.choice(DRIFTS) for _ in range(3)]
        self.machines = [Machine(self, drift) for drift in drifts]
        end = BEGUN + self.chance.randint(3 * 24, 10 * 24) * HOUR
        reminders = [(REMIND, BEGUN + (end - BEGUN) / 2), (REMIND, end - 24 * HOUR), (OVERDUE, end + 2 * DAY)]
        clocks = [*reminders, (MOVE, end), (MOVE, end + 4 * DAY), (OVERDUE, end + 5 * DAY)]
        self.timers = {f"{kind}:{n}": _clock(kind, n, due) for n, (kind, due) in enumerate(clocks)}
        self.fired: list[tuple[str, datetime]] = []
        for machine in self.machines:
            machine.doubts()

    # What may happen

    def pass_time(self) -> None:
        length = self.chance.choice((SECOND, 60 * SECOND, HOUR, 3 * HOUR, 9 * HOUR))
        self.now += length
        for machine in self.machines:
            if abs(machine.error) < SET_RIGHT_AT:
                machine.error += min(length * machine.drift, SET_RIGHT_AT / 2)
            elif abs(machine.error) < HOUR / 2:
                machine.error = timedelta(0)

    def go_wrong(self) -> None:
        name, by = self.chance.choice(list(FAULTS.items()))
        if not self.embedded and self.chance.random() < 0.2:
            if all(abs(machine.error) < SET_RIGHT_AT for machine in self.machines):
                self.database_error = by
                self.tally[f"database {name}"] += 1
        elif not self.database_error:
            self.chance.choice(self.machines).error += by
            self.tally[f"machine {name}"] += 1

    def set_right(self) -> None:
        self.database_error = timedelta(0)
        for machine in self.machines:
            machine.error = timedelta(0)
        self.tally["set right"] += 1

    def start_anew(self) -> None:
        """Alone, a machine that starts with a wrong clock has nothing to see it by; with a database beside it, it has."""
        machine = self.chance.choice(self.machines)
        if not (self.embedded and machine.error):
            machine.start_anew()
            self.tally["started anew"] += 1

    def tick(self, machine: Machine | None = None) -> None:
        """As the engine ticks: in doubt only what tells goes, by the earliest clock, up to what would move the case."""
        machine = machine or self.chance.choice(self.machines)
        closing, until = not machine.doubts(), machine.wall()
        if not closing:
            assert machine.watch.earliest is not None
            until = machine.watch.earliest
            self.tally["ticks in doubt"] += 1
        snapshot: Any = SimpleNamespace(timers=self._armed())
        for timer in due_timers(snapshot, until):
            if timer.kind in KINDS and not closing:
                self.tally["closings that waited"] += 1
                return
            self._fire(timer)

    def _armed(self) -> dict[str, Timer]:
        return {key: timer for key, timer in self.timers.items() if timer.state == ARMED}

    def _fire(self, timer: Timer) -> None:
        assert self.now >= timer.due_at - TOLERATED, f"{timer.kind} {timer.due_at - self.now} early"
        at = max(timer.due_at, self.stream_at)
        assert at >= timer.due_at and (not self.fired or at >= self.fired[-1][1])
        timer.state, self.stream_at = FIRED, at
        self.fired.append((timer.key, at))
        self.tally[timer.kind] += 1

    # A life

    def live(self, steps: int) -> None:
        ways = (
            self.pass_time,
            self.pass_time,
            self.tick,
            self.tick,
            self.go_wrong,
            self.set_right,
            self.start_anew,
        )
        weights = (4, 4, 6, 6, 1, 2, 1)
        for step in self.chance.choices(ways, weights, k=steps):
            step()

    def end(self) -> None:
        """All clocks are right again, and a person has said so: what was due has fired, once, the closings in their order."""
        self.set_right()
        self.now = max(self.now, BEGUN + 30 * DAY)
        for machine in self.machines:
            machine.watch.trust()
            self.tick(machine)
        told = [key for key, _ in self.fired]
        assert sorted(told) == sorted(self.timers), "lost, or twice"
        moves = [(key, at) for key, at in self.fired if key.startswith(MOVE)]
        assert [at for _, at in moves] == [self.timers[key].due_at for key, _ in moves]


def _clock(kind: str, number: int, due: datetime) -> Timer:
    return Timer(CASE, f"{kind}:{number}", kind, due, ARMED)


@pytest.mark.parametrize("embedded", [True, False], ids=["one machine", "three machines and a database"])
@pytest.mark.parametrize("steps", [100_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_clocks_may_be_wrong_and_nothing_closes_early_and_nothing_doubles(
    embedded: bool, steps: int, capsys: pytest.CaptureFixture[str]
) -> None:
    tally: Counter[str] = Counter()
    chance, lived, one = random.Random(f"clocks {embedded}"), 0, 100
    while lived < steps:
        house = Miniature(chance, embedded, tally)
        house.live(one)
        house.end()
        lived += one
    with capsys.disabled():
        print(f"\n{lived} steps: {dict(sorted(tally.items()))}")
    assert lived >= steps
    assert all(tally[f"machine {name}"] > lived / 1000 for name in FAULTS)
    assert tally["ticks in doubt"] > 0 and tally["closings that waited"] > 0
    assert tally[MOVE] == 2 * lived / one
