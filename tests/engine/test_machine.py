"""The step function against a reference interpreter of its own, on definitions drawn by chance."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.definition import ANYWHERE, HERE, CaseDefinition, Level, State, days, either, role
from engine.errors import DefinitionError
from engine.machine import fire

CLERK = role("CLERK", "Clerk")
LEVEL = Level("OPEN", "Open", CLERK)
MOST_STATES = 6
STAYS, NOWHERE = "it stays", "there is no such way"


class Way(NamedTuple):
    """From some states (or from anywhere but these) by a trigger to a state, or to none: then it stays where it is."""

    trigger: str
    sources: frozenset[int]
    anywhere: bool
    target: int | None


class Plan(NamedTuple):
    """States by number, the last of them final, and the ways between them."""

    states: int
    ways: tuple[Way, ...]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A row of states, each leading to the next, and a few more ways across it."""
    count = draw(st.integers(2, MOST_STATES))
    row = [Way(f"go_{n}", frozenset({n}), False, n + 1) for n in range(count - 1)]
    numbers = st.integers(0, count - 1)
    across = st.builds(
        Way,
        trigger=st.sampled_from(("back", "skip", "note", "stop", "go_0")),
        sources=st.frozensets(numbers, min_size=1, max_size=3),
        anywhere=st.booleans(),
        target=st.none() | numbers,
    )
    return Plan(count, (*row, *draw(st.lists(across, max_size=5))))


def interpreted(plan: Plan, state: int, trigger: str) -> str:
    """The reference: the name of the state that a trigger leads to, or what it does instead."""
    last = plan.states - 1
    for way in plan.ways:
        inside = state in way.sources
        if way.anywhere:
            inside = state != last and state not in way.sources and state != way.target
        if inside and way.trigger == trigger:
            return STAYS if way.target is None else f"s{way.target}"
    return NOWHERE


def defined(plan: Plan) -> CaseDefinition:
    """The same as a case type; a plan that contradicts itself is not looked at."""
    last = plan.states - 1
    states = [
        State(f"s{n}", f"State {n}", final=n == last, due=None if n == last else days(1))
        for n in range(plan.states)
    ]
    transitions = [
        (ANYWHERE if way.anywhere else either)(*(states[n] for n in sorted(way.sources))).to(
            HERE if way.target is None else states[way.target], way.trigger, by=CLERK
        )
        for way in plan.ways
    ]
    try:
        return CaseDefinition(
            key="drawn",
            fields=(),
            version=1,
            code="DRA",
            title="Drawn",
            opened_by=CLERK,
            initial=states[0],
            level=LEVEL,
            transitions=transitions,
        )
    except DefinitionError:
        assume(False)
        raise


def fired(definition: CaseDefinition, state: str, trigger: str) -> str:
    """What the engine's machine does; an act that stays where it is takes no step in it."""
    for way in definition.transitions:
        if way.trigger == trigger and way.target is HERE and way.leaves(definition.state_by_key[state]):
            return STAYS
    try:
        return fire(definition, state, trigger)
    except DefinitionError:
        return NOWHERE


@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much], deadline=None)
@given(plan=plans())
def test_the_machine_agrees_with_a_reference_interpreter_on_any_definition(plan: Plan) -> None:
    definition = defined(plan)
    triggers = {way.trigger for way in plan.ways} | {"unheard_of"}
    for state in definition.states:
        for trigger in triggers:
            expected = interpreted(plan, int(state.key[1:]), trigger)
            assert fired(definition, state.key, trigger) == expected, (state.key, trigger)
