"""The real decision is driven beside its model, on both databases, and every promise is checked after each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.furnished import Furnished, database_like, on_both
from tests.workflows.decision_machine import Committee
from tests.workflows.decision_twins import NewWorld, prepare
from tests.world import World


@pytest.fixture
def committees(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[NewWorld]:
    """Makes houses with drafts on the desk, each on a database of its own."""
    furnished: Furnished = request.getfixturevalue(f"furnished_{kind}")
    with database_like(request, kind, furnished.url, tmp_path) as original:
        with furnished.copied(original, tmp_path) as world:
            prepare(world)

        @contextmanager
        def new_world() -> Iterator[World]:
            with (
                database_like(request, kind, original, tmp_path) as url,
                furnished.copied(url, tmp_path) as world,
            ):
                yield world

        yield new_world


def drive(new_world: NewWorld, examples: int, steps: int) -> type[Committee]:
    """Run so many examples of so many steps."""
    machine = type(
        "Machine", (Committee,), {"new_world": staticmethod(new_world), "steps": 0, "seen": Counter()}
    )
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)
    return machine


def reached(machine: type[Committee]) -> str:
    """What the run has seen, for the log."""
    return f"{machine.steps} steps: " + ", ".join(
        f"{state} {count}" for state, count in machine.seen.most_common()
    )


@on_both
def test_the_house_agrees_with_the_model(committees: NewWorld) -> None:
    machine = drive(committees, examples=8, steps=30)
    assert machine.steps >= 80, reached(machine)


@pytest.mark.long
@on_both
def test_the_house_agrees_with_the_model_for_a_long_time(committees: NewWorld, kind: str) -> None:
    """Together at least 20,000 steps, most of them on the embedded database, which is quicker."""
    least = 14_000 if kind == "sqlite" else 6_500
    steps = 0
    while steps < least:
        machine = drive(committees, examples=40, steps=60)
        steps += machine.steps
        print(reached(machine))
    assert steps >= least
