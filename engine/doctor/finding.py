"""What the doctor looks for, and what was found: a promise holds, is broken, or was not looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.messages import Message, mark

if TYPE_CHECKING:
    from engine.doctor.records import Records

HOLDS, BROKEN, NOT_RUN = mark("holds"), mark("broken"), mark("not run")

Looked = Iterator[Message | None]
"""One answer for each row that is looked at: nothing, or what is wrong with it and where."""


class NotRun(Exception):
    """A promise that cannot be looked at here; says why."""

    def __init__(self, why: Message) -> None:
        self.why = why
        super().__init__(why.english())


@dataclass(frozen=True)
class Promise:
    """An invariant of the house: its name, its number in the list of invariants where it has one, its sentence, and the
    function that looks. Where one of `after` is broken, nothing can be said of it."""

    key: str
    says: Message
    look: Callable[[Records], Looked]
    number: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What became of a promise: how many rows were looked at, how many are wrong, the first of them, or why nobody looked."""

    promise: Promise
    looked: int = 0
    wrong: int = 0
    cases: tuple[Message, ...] = ()
    why: Message | None = None

    @property
    def verdict(self) -> str:
        """In one word. What was not looked at does not hold."""
        if self.why is not None:
            return NOT_RUN
        return BROKEN if self.wrong else HOLDS
