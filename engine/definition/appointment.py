"""Appointments: that a case takes place, from when to when and where, for the calendars of those who are asked to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.fields import Field, Kind
from engine.definition.states import State
from engine.definition.who import Who

if TYPE_CHECKING:
    from engine.definition.case import CaseDefinition


@dataclass(frozen=True, eq=False)
class Appointment:
    """A case that people meet for. It stands in the calendar of everybody who holds a role of `asked` and may know of the case;
    in a state of `off` it stands there as called off, in one of `planned` as something that is not certain yet."""

    starts: Field
    ends: Field
    place: Field
    asked: Who
    off: tuple[State, ...] = ()
    planned: tuple[State, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field that it tells."""
        return self.starts, self.ends, self.place


def appointment_problems(definition: CaseDefinition) -> Iterator[str]:
    """What stands in calendars is there, and open to all who read the case; whose calendars, plain roles say."""
    told = definition.appointment
    if told is None:
        return
    for field in told.fields:
        if field not in definition.fields or field.level is not None:
            yield f"the appointment rests on {field.key}, which is no field that all readers read"
    for field, kind in ((told.starts, Kind.INSTANT), (told.ends, Kind.INSTANT), (told.place, Kind.TEXT)):
        if field.kind is not kind or field.many:
            yield f"the appointment cannot rest on {field.key}, which holds something else"
    strange = [s.key for s in told.off if s not in definition.states]
    yield from (f"the appointment is called off in an unknown state {key}" for key in strange)
    unknown = [s.key for s in told.planned if s not in definition.states]
    yield from (f"the appointment is planned in an unknown state {key}" for key in unknown)
    both = [s.key for s in told.planned if s in told.off]
    yield from (f"the appointment is planned and called off in {key}" for key in both)
    if any(part.kind != "role" or part.conditions or part.never for part in told.asked.alternatives()):
        yield "the appointment asks others than plain roles, which calendars could not tell"
