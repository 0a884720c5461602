"""The step function: from a state, by a trigger, to a state. The only user of `transitions`.

One machine for each definition, built once, with plain pairs: no callbacks, no auto transitions, no attached models.
A small token carries the stored state in and the new one out.
"""

from __future__ import annotations

from functools import cache

from transitions import Machine, MachineError

from engine.definition import CaseDefinition, origin_keys
from engine.errors import DefinitionError


class Token:
    """What the machine moves: nothing but a state."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


@cache
def machine_of(definition: CaseDefinition) -> Machine:
    """The machine of a definition; those that stay HERE are acts, those that go BACK lead to
    where the case stood: neither is part of it."""
    pairs = [
        {"trigger": t.trigger, "source": list(origin_keys(t, definition.states)), "dest": t.target.key}
        for t in definition.transitions
        if t.moves
    ]
    states = [state.key for state in definition.states]
    return Machine(
        model=[], states=states, transitions=pairs, initial=None, auto_transitions=False, send_event=False
    )


def fire(definition: CaseDefinition, state: str, trigger: str) -> str:
    """The state that this trigger leads to; raises DefinitionError where there is no such way."""
    token = Token(state)
    event = machine_of(definition).events.get(trigger)
    try:
        moved = event is not None and event.trigger(token)
    except MachineError:
        moved = False
    if not moved:
        raise DefinitionError(f"{definition.key} has no way “{trigger}” from {state}")
    return str(token.state)
