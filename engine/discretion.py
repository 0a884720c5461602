"""Discretion: whoever may not read the answers to a question is not told what a rule makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.definition import Guard, Refusal
from engine.messages import mark, message
from engine.rights import hears, knows, reads
from engine.view import CaseView

CLOSED = mark("A rule stands against it that rests on what is not open to you.")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says to one person. `open`: the person may know of the rule at all, and whether it holds."""

    refusal: Refusal | None
    open: bool


def weigh(
    guard: Guard, view: CaseView, person: UUID | None, thing: Any = None, *, reader: CaseView | None = None
) -> Judgement:
    """Ask a rule for a person. One that rests on answers closed to them refuses with a fixed sentence, without names.

    `reader` is the case at the instant at which it is read, where that is another one than that of the view.
    """
    view.forget()
    refusal = guard.refusal(view, thing)
    if _may_know(view, reader or view, person):
        return Judgement(refusal, True)
    return Judgement(refusal and Refusal(message(CLOSED), refusal.rule), False)


def _may_know(asked: CaseView, reader: CaseView, person: UUID | None) -> bool:
    """Whether all that a rule has asked for is open to a person."""
    heard, met, opened = tuple(asked.heard), tuple(asked.met), tuple(asked.opened)
    return (
        all(hears(reader, task, person) for task in heard)
        and all(knows(reader, task, person) for task in met)
        and all(reads(reader, level, person) for level in opened)
    )
