"""The one filter: which cases a viewer may know of. Page, list, search, count, export, mail and API all go through it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, or_, select, true

from engine.case import cases
from engine.register import Register
from engine.runtime import Engine
from engine.task import tasks
from engine.whom import targets_of


def readable_levels(engine: Engine, register: Register, viewer: UUID | None) -> list[str]:
    """The levels of confidentiality that a viewer may read by role."""
    now = engine.now()
    roles = {s.role for s in register.standings(viewer, now)} if viewer else set()
    found = []
    for level in engine.registry.levels.values():
        for part in level.readers.alternatives():
            if part.kind == "anyone" or (part.role is not None and part.role.key in roles):
                found.append(level.key)
                break
    return found


def visible_cases(engine: Engine, register: Register, viewer: UUID | None) -> ColumnElement[bool]:
    """The condition on `cases`: open by level, opened by the viewer, or asking the viewer something now."""
    allowed = cases.c.level.in_(readable_levels(engine, register, viewer))
    if viewer is None:
        return allowed
    targets = targets_of(viewer, register, engine.now(), engine.registry.role_sets)
    mine = or_(tasks.c.target.in_(targets), tasks.c.claimed_by == viewer, tasks.c.delegated_to == viewer)
    asked = (
        select(tasks.c.case_id)
        .where(tasks.c.case_id == cases.c.id, tasks.c.present, mine)
        .correlate(cases)
        .exists()
    )
    opened = [o.case_id for o in register.overrides_of(viewer) if o.open_at(engine.now())]
    return or_(allowed, cases.c.opener == viewer, asked, cases.c.id.in_(opened) if opened else ~true())


def can_see(engine: Engine, connection: Connection, case_id: UUID, viewer: UUID | None) -> bool:
    """Whether a viewer may know of one case."""
    register = engine.register(connection)
    query = select(cases.c.id).where(cases.c.id == case_id, visible_cases(engine, register, viewer))
    return connection.execute(query).first() is not None


def seen_among(
    engine: Engine, connection: Connection, register: Register, some: Iterable[UUID], viewer: UUID | None
) -> set[UUID]:
    """Which of these cases a viewer may know of."""
    wanted = list(some)
    if not wanted:
        return set()
    query = select(cases.c.id).where(cases.c.id.in_(wanted), visible_cases(engine, register, viewer))
    return set(connection.execute(query).scalars())
