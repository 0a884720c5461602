"""What telling people needs to know around a fact: cases, tasks and rights as they stand now, each read once a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select

from engine.case import cases
from engine.definition import CaseDefinition
from engine.log import events
from engine.party import ALTERNATE, Person
from engine.queries.visible import can_see, readable_levels
from engine.queries.watching import watchers_of
from engine.register import Register
from engine.runtime import Engine
from engine.task import Task, tasks
from engine.view import DROPPED
from engine.whom import filling


@dataclass(slots=True)
class Surroundings:
    """The house during one batch of the consumer."""

    engine: Engine
    connection: Connection
    register: Register
    now: datetime
    _cases: dict[UUID, Any] = field(default_factory=dict)
    _seen: dict[tuple[UUID, UUID], bool] = field(default_factory=dict)

    @classmethod
    def around(cls, engine: Engine, connection: Connection) -> Surroundings:
        """The house as this transaction sees it."""
        register = engine.register(connection)
        return cls(engine, connection, register, engine.now())

    def case(self, case_id: UUID) -> Any:
        """The row of a case: what its definition is, its title and what to call it, its state and opener."""
        if case_id not in self._cases:
            query = select(
                cases.c.definition,
                cases.c.version,
                cases.c.title,
                func.coalesce(cases.c.number, cases.c.reference).label("reference"),
                cases.c.state,
                cases.c.opener,
            ).where(cases.c.id == case_id)
            self._cases[case_id] = self.connection.execute(query).one()
        return self._cases[case_id]

    def definition(self, case_id: UUID) -> CaseDefinition:
        """The definition a case is pinned to."""
        case = self.case(case_id)
        return self.engine.registry.get(case.definition, case.version)

    def tasks(self, ids: list[UUID]) -> dict[UUID, Task]:
        """These tasks as they stand now."""
        query = select(tasks).where(tasks.c.id.in_(ids))
        return {row.id: Task(*row) for row in self.connection.execute(query)} if ids else {}

    def sees(self, person: UUID, case_id: UUID) -> bool:
        """Whether a person may know of a case now."""
        key = (person, case_id)
        if key not in self._seen:
            self._seen[key] = can_see(self.engine, self.connection, case_id, person)
        return self._seen[key]

    def reads(self, person: UUID, level: str | None) -> bool:
        """Whether a person may read what has this level of confidentiality."""
        return level is None or level in readable_levels(self.engine, self.register, person)

    def asked_in(self, case_id: UUID) -> list[str]:
        """Everybody whom a case has asked by seat or by name, as targets. Not pools, nor whose question was withdrawn."""
        query = (
            select(tasks.c.target)
            .where(
                tasks.c.case_id == case_id,
                or_(tasks.c.target.contains("@"), tasks.c.target.startswith("person:")),
                func.coalesce(tasks.c.ended_why, "").not_in(DROPPED),
            )
            .distinct()
            .order_by(tasks.c.target)
        )
        return list(self.connection.execute(query).scalars())

    def concerned(self, case_id: UUID) -> list[Person]:
        """The people behind those targets, and who opened the case."""
        opener = self.case(case_id).opener
        targets = self.asked_in(case_id) + ([f"person:{opener.hex}"] if opener is not None else [])
        return list({p.id: p for target in targets for p in self.people(target)}.values())

    def watchers(self, case_id: UUID) -> list[Person]:
        """Whoever asked to hear how the case goes on."""
        found = (self.register.people.get(each) for each in watchers_of(self.connection, case_id))
        return [person for person in found if person is not None and person.active]

    def actors(self, case_id: UUID) -> list[UUID]:
        """Everybody who ever did something in a case, remarks included."""
        query = (
            select(events.c.actor)
            .where(events.c.stream_kind == "case", events.c.stream_id == case_id, events.c.actor.is_not(None))
            .distinct()
        )
        return sorted(self.connection.execute(query).scalars())

    def people(self, target: str) -> list[Person]:
        """Everybody who fills a target now."""
        return filling(target, self.register, self.now)

    def first(self, target: str, case_id: UUID) -> list[Person]:
        """The same without alternates, where somebody else fills it who does the work of such a case now."""
        if target.startswith("person:"):
            return self.people(target)
        roles, _, organization = target.partition("@")
        seat = UUID(organization) if organization else None
        found: dict[UUID, Person] = {}
        for role in roles.split("|"):
            holders = self.register.people_in(role, self.now, seat)
            there = [p for p in holders if not self._is_away(p.id, case_id)] or holders
            first = [p for p in there if self._first(p.id, role, seat)]
            found.update({person.id: person for person in first or there})
        return list(found.values())

    def _is_away(self, person: UUID, case_id: UUID) -> bool:
        return self.register.is_away(person, self.now, self.case(case_id).definition) is not None

    def _first(self, person: UUID, role: str, seat: UUID | None) -> bool:
        return any(
            s.role == role and s.capacity != ALTERNATE and seat in (None, s.organization)
            for s in self.register.standings(person, self.now)
        )
