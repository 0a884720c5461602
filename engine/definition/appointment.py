"""Appointments: that a case takes place, from when to when and where, for the calendars of those who are asked to it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.fields import Field
from engine.definition.states import State
from engine.definition.who import Who


@dataclass(frozen=True, eq=False)
class Appointment:
    """A case that people meet for. It stands in the calendar of everybody who holds a role of `asked` and may know of the case;
    in a state of `off` it stands there as called off."""

    starts: Field
    ends: Field
    place: Field
    asked: Who
    off: tuple[State, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field that it tells."""
        return self.starts, self.ends, self.place
