"""Amounts of time and instants, as a case type says them: `working_days(5)`, `at(meeting) - days(2)`, `percent(50)`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from engine.definition.fields import Field
    from engine.definition.settings import Setting


Unit = Literal["hours", "days", "working_days", "months"]


@dataclass(frozen=True)
class Offset:
    """An amount of time. Units: hours (exact), days, working_days (end at closing time), months (of the calendar)."""

    amount: int | Setting
    unit: Unit
    sign: int = 1

    def __neg__(self) -> Offset:
        return replace(self, sign=-self.sign)


def hours(amount: int | Setting) -> Offset:
    """Exact hours, through nights and weekends."""
    return Offset(amount, "hours")


def days(amount: int | Setting) -> Offset:
    """Calendar days, at the same time of day."""
    return Offset(amount, "days")


def working_days(amount: int | Setting) -> Offset:
    """Working days of the house's calendar, ending at its closing time."""
    return Offset(amount, "working_days")


def months(amount: int | Setting) -> Offset:
    """Calendar months."""
    return Offset(amount, "months")


@dataclass(frozen=True)
class When:
    """An instant: a field's value, or a share of the way from opening to end. A date means its first moment; where something
    is due, its closing time.

    With `since` the way begins where that field says, while it says something.
    """

    field: Field | None = None
    share: int | None = None
    offset: Offset | None = None
    since: Field | None = None

    def __add__(self, offset: Offset) -> When:
        return replace(self, offset=offset)

    def __sub__(self, offset: Offset) -> When:
        return replace(self, offset=-offset)


def at(field: Field) -> When:
    """The instant that this field of the case holds; no instant while the field is empty."""
    return When(field=field)


def percent(share: int, since: Field | None = None) -> When:
    """This share of the way from the opening of a task (or from the instant in a field) to its end."""
    return When(share=share, since=since)


BEFORE_END = When(share=100)
Moment = Offset | When
ComputedInstant = Callable[[Any], Any]
