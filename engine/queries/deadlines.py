"""Deadlines: what is asked until when, of one person or in one case, as far as that person may know of it.

A calendar is read by a machine that shows no face: everything is judged anew, at every reading, for whom the address was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from engine.case import Case, cases
from engine.queries.visible import asked_of, unknown_tasks, visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.session import CALENDAR, digest, tokens
from engine.task import OPEN, Task, tasks

MOST = 500


@dataclass(frozen=True, slots=True)
class Calendar:
    """The address of a calendar, without its secret."""

    id: UUID
    person: UUID
    about: UUID | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """A task that is open, with the case in which it is asked."""

    task: Task
    case: Case

    @property
    def due_at(self) -> datetime:
        """When it is due."""
        assert self.task.due_at is not None
        return self.task.due_at

    def uid(self, base_url: str) -> str:
        """What calendars know it by, at this site: the same wherever it is told, another in another round."""
        return f"{self.task.id.hex}.{self.task.round}@{urlsplit(base_url).hostname}"


def calendar_by(connection: Connection, secret: str) -> Calendar | None:
    """The calendar at a secret address, while it stands."""
    columns = (tokens.c.id, tokens.c.person_id, tokens.c.about, tokens.c.made_at)
    named = (tokens.c.secret == digest(secret), tokens.c.purpose == CALENDAR, tokens.c.ended_at.is_(None))
    row = connection.execute(select(*columns).where(*named)).first()
    return Calendar(*row) if row is not None else None


def calendars_of(connection: Connection, person: UUID) -> list[Calendar]:
    """The addresses that a person has, the newest first."""
    columns = (tokens.c.id, tokens.c.person_id, tokens.c.about, tokens.c.made_at)
    mine = (tokens.c.person_id == person, tokens.c.purpose == CALENDAR, tokens.c.ended_at.is_(None))
    query = select(*columns).where(*mine).order_by(tokens.c.made_at.desc(), tokens.c.id)
    return [Calendar(*row) for row in connection.execute(query)]


def case_known(
    engine: Engine, connection: Connection, register: Register, person: UUID, case_id: UUID
) -> Case | None:
    """The case, if this person may know of it."""
    known = visible_cases(engine, register, person)
    row = connection.execute(select(cases).where(cases.c.id == case_id, known)).first()
    return Case(*row) if row is not None else None


def deadlines(
    engine: Engine, connection: Connection, register: Register, person: UUID, about: UUID | None = None
) -> list[Deadline]:
    """What is due, the earliest first: all that asks this person, or all that is asked in one case. At most `MOST`."""
    mine = _mine(engine, register, person)
    if about is None:
        return _due(engine, connection, register, person, mine, tasks.c.optional.is_(False))
    asked = or_(mine, ~unknown_tasks(engine, register, person))
    return _due(engine, connection, register, person, cases.c.id == about, asked)


def deadlines_among(
    engine: Engine, connection: Connection, register: Register, person: UUID, among: Sequence[str]
) -> list[Deadline]:
    """Which of these tasks still ask this person, and until when."""
    ids = [UUID(each) for each in among]
    return _due(engine, connection, register, person, _mine(engine, register, person), tasks.c.id.in_(ids))


def _mine(engine: Engine, register: Register, person: UUID) -> ColumnElement[bool]:
    """What a colleague has taken up or was handed is that colleague's, but for a seat: there anybody may answer."""
    free = or_(tasks.c.claimed_by.is_(None), tasks.c.claimed_by == person, tasks.c.target.contains("@"))
    unhanded = or_(tasks.c.delegated_to.is_(None), tasks.c.delegated_to == person)
    return and_(asked_of(engine, register, person), free, unhanded)


def _due(
    engine: Engine, connection: Connection, register: Register, person: UUID, *wanted: ColumnElement[bool]
) -> list[Deadline]:
    query = (
        select(tasks, cases)
        .join(cases, cases.c.id == tasks.c.case_id)
        .where(
            tasks.c.present,
            tasks.c.state.in_(OPEN),
            tasks.c.due_at.is_not(None),
            visible_cases(engine, register, person),
            *wanted,
        )
        .order_by(tasks.c.due_at, tasks.c.id)
        .limit(MOST)
    )
    split = len(tasks.columns)
    return [Deadline(Task(*row[:split]), Case(*row[split:])) for row in connection.execute(query)]
