"""Which letters somebody gets: by group of kinds at once, once a day or not at all. In the app everything is told.

What asks, reminds or is written down in one's name always comes at once: its letter is notice, and clocks run on it. A
result can be gathered, never left out. Choices stand in no history: how somebody reads is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.columns import Id, Instant, metadata

QUESTIONS, RESULTS, MOVES, REMARKS = "questions", "results", "moves", "remarks"
AT_ONCE, DAILY, OFF = "at_once", "daily", "off"
ALLOWED: Mapping[str, tuple[str, ...]] = {
    QUESTIONS: (AT_ONCE,),
    RESULTS: (AT_ONCE, DAILY),
    MOVES: (AT_ONCE, DAILY, OFF),
    REMARKS: (AT_ONCE, DAILY, OFF),
}

letter_choices = Table(
    "letter_choices",
    metadata,
    Column("person_id", Id, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("choice", Text, nullable=False),
    Column("chosen_at", Instant, nullable=False),
)

_KEY = ("person_id", "about")
INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def can_end(groups: Iterable[str]) -> bool:
    """Whether letters about all of these may be switched off."""
    found = list(groups)
    return bool(found) and all(OFF in ALLOWED.get(each, ()) for each in found)


def read_choices(connection: Connection, people: Iterable[UUID]) -> dict[tuple[UUID, str], str]:
    """What these people have chosen, by person and group; whoever chose nothing gets everything at once."""
    columns = (letter_choices.c.person_id, letter_choices.c.about, letter_choices.c.choice)
    found = connection.execute(select(*columns).where(letter_choices.c.person_id.in_(list(people))))
    return {(person, about): choice for person, about, choice in found}


def keep_choices(connection: Connection, person: UUID, choices: Mapping[str, str], at: datetime) -> None:
    """Write down what somebody has chosen, in place of what was chosen before."""
    for about, choice in sorted(choices.items()):
        row = {"person_id": person, "about": about, "choice": choice, "chosen_at": at}
        statement = INSERTS[connection.dialect.name](letter_choices).values(row)
        again = {"choice": statement.excluded.choice, "chosen_at": statement.excluded.chosen_at}
        connection.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=again))
