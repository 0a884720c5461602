"""A case type for tests only: nothing happens to its cases but reminders, many in each, all due in the same minute."""

from __future__ import annotations

from functools import cache

from config.bootstrap import registry
from engine.definition import CaseDefinition, Reminder, State, hours
from engine.registry import Registry
from workflows._shared import OFFICE, SC_RESTRICTED

EACH = 20
WATCHED = State("watched", "Watched", waits="nobody")
DONE = State("done", "Done", final=True)
definition = CaseDefinition(
    key="watched",
    version=1,
    code="WAT",
    title="Watched",
    opened_by=OFFICE,
    initial=WATCHED,
    level=SC_RESTRICTED,
    fields=(),
    reminders=tuple(
        Reminder(f"This is reminder {number}.", hours(24), OFFICE, during=(WATCHED,))
        for number in range(EACH)
    ),
    transitions=[WATCHED.to(DONE, "finish", "Finish", by=OFFICE)],
)


@cache
def with_watched() -> Registry:
    """The house's case types and this one."""
    house = registry()
    prints = {f"{d.key}/{d.version}": house.fingerprint(d) for d in house.versions}
    return Registry([*house.versions, definition], house.house, {**prints, "watched/1": "0" * 64})
