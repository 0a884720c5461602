"""States and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.definition.effects import Effect
from engine.definition.fields import Field
from engine.definition.guards import Guard
from engine.definition.time import Moment
from engine.definition.who import Who


class Source:
    """What a transition can start from."""

    def sources(self) -> tuple[Source, ...]:
        raise TypeError("a source names its states")

    def to(self, target: State, trigger: str, label: str = "", **words: Any) -> Transition:
        """A transition from here. Without `by` it happens by itself as soon as `when` holds, not before `after`."""
        told: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in words.items()
        }
        return Transition(
            self.sources(), target, trigger, label or trigger.replace("_", " ").capitalize(), **told
        )


@dataclass(frozen=True, eq=False)
class State(Source):
    """Where a case stands. `result` is the word told to linked cases; `due` makes its buttons one implied task;
    `waits` says for whom, when nobody here is asked; `moment` is the sentence of the case page; `tone` its mark.

    In a `pause` whatever was asked before is held, with its clocks; `BACK` goes on where the case stood, and every period
    that had begun is longer by the time held.
    """

    key: str
    label: str
    final: bool = False
    result: str | None = None
    due: Moment | None = None
    waits: str = ""
    moment: str = ""
    tone: str = ""
    pause: bool = False

    def sources(self) -> tuple[Source, ...]:
        return (self,)


class either(Source):  # noqa: N801 - a word of the language, read as a sentence
    """One of several states."""

    def __init__(self, *states: State) -> None:
        self.states = states

    def sources(self) -> tuple[Source, ...]:
        return self.states


class Anywhere(Source):
    """Any state that is not final, but for some."""

    def __init__(self, *but: State) -> None:
        self.but = but

    def __call__(self, *but: State) -> Anywhere:
        return Anywhere(*but)

    def sources(self) -> tuple[Source, ...]:
        return (self,)


ANYWHERE = Anywhere()
HERE = State("<here>", "the same state")
# Where a case stood when it came to a pause.
BACK = State("<back>", "the state before")


@dataclass(frozen=True, eq=False)
class Transition:
    """A way from one state to another. Two causes, no third: by somebody, or by itself."""

    origins: tuple[Source, ...]
    target: State
    trigger: str
    label: str
    by: Who | None = None
    after: Moment | None = None
    when: tuple[Guard, ...] = ()
    asks: tuple[Field, ...] = ()
    then: tuple[Effect, ...] = ()
    reason: bool = False
    says: str = ""
    side: bool = False

    @property
    def moves(self) -> bool:
        """Whether it leads to a state that it names."""
        return self.target not in (HERE, BACK)

    @property
    def automatic(self) -> bool:
        """Whether it happens by itself."""
        return self.by is None

    def leaves(self, state: State) -> bool:
        """Whether it starts from this state; ANYWHERE never leaves a final state nor goes where one is."""
        return any(self._from(origin, state) for origin in self.origins)

    def _from(self, origin: Source, state: State) -> bool:
        if isinstance(origin, Anywhere):
            return not state.final and state not in origin.but and self.target is not state
        return origin is state

    @property
    def anywhere(self) -> bool:
        """Whether it is a way out of almost everywhere, such as a withdrawal."""
        return any(isinstance(origin, Anywhere) for origin in self.origins)
