"""Who watches what: the cases of one person, as far as they are open to them now, and the people of one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from engine.case import cases
from engine.queries.visible import visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.watching import watching


@dataclass(frozen=True, slots=True)
class Watched:
    """A case that somebody watches."""

    case_id: UUID
    title: str
    reference: str
    since: datetime


def watched_by(engine: Engine, connection: Connection, register: Register, person: UUID) -> list[Watched]:
    """The cases that a person watches and may know of, the newest first."""
    reference = func.coalesce(cases.c.number, cases.c.reference)
    query = (
        select(cases.c.id, cases.c.title, reference, watching.c.since)
        .join(cases, cases.c.id == watching.c.case_id)
        .where(watching.c.person_id == person, visible_cases(engine, register, person))
        .order_by(watching.c.since.desc(), cases.c.id)
    )
    return [Watched(*row) for row in connection.execute(query)]


def is_watching(connection: Connection, case_id: UUID, person: UUID) -> bool:
    """Whether a person watches a case."""
    query = select(watching.c.since).where(watching.c.person_id == person, watching.c.case_id == case_id)
    return connection.execute(query).first() is not None


def watchers_of(connection: Connection, case_id: UUID) -> list[UUID]:
    """Everybody who watches a case, whether it is still open to them or not."""
    query = select(watching.c.person_id).where(watching.c.case_id == case_id)
    return list(connection.execute(query.order_by(watching.c.person_id)).scalars())
