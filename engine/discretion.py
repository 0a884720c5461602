"""Discretion: whoever may not read the answers to a question is not told what a rule makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.definition import Guard, Refusal
from engine.messages import mark, message
from engine.rights import hears
from engine.view import CaseView

CLOSED = mark("A rule stands against it that rests on answers not open to you.")


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
    view.heard.clear()
    refusal = guard.refusal(view, thing)
    if all(hears(reader or view, task, person) for task in tuple(view.heard)):
        return Judgement(refusal, True)
    return Judgement(refusal and Refusal(message(CLOSED), refusal.rule), False)
