"""The one filter: which cases a viewer may know of. Page, list, search, count, export, mail and API all go through it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, false, func, or_, select, true

from engine.case import cases
from engine.definition import AFTER_OWN_ANSWER, BY_LEVEL, WHEN_CLOSED, CaseDefinition
from engine.log import events
from engine.position import positions
from engine.queries.kept import kept, rights_of
from engine.register import Register
from engine.rights import team_levels
from engine.runtime import Engine
from engine.snapshot import Snapshot
from engine.task import LASTING, tasks
from engine.view import DROPPED, CaseView
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


def open_to_readers_of(engine: Engine, level: str) -> ColumnElement[bool]:
    """The condition on `cases`: open by level to everybody who reads this one by role."""
    return cases.c.level.in_(engine.registry.open_to_readers_of(level))


def visible_cases(engine: Engine, register: Register, viewer: UUID | None) -> ColumnElement[bool]:
    """The condition on `cases`: open by level, opened by the viewer, or asking the viewer something now."""
    key = ("visible", rights_of(engine, register, viewer))
    return kept(engine, key, lambda: _visible_cases(engine, register, viewer))


def _visible_cases(engine: Engine, register: Register, viewer: UUID | None) -> ColumnElement[bool]:
    allowed = cases.c.level.in_(readable_levels(engine, register, viewer))
    if viewer is None:
        return allowed
    mine = asked_of(engine, register, viewer)
    asked = (
        select(tasks.c.case_id)
        .where(tasks.c.case_id == cases.c.id, tasks.c.present, mine)
        .correlate(cases)
        .exists()
    )
    opened = [o.case_id for o in register.overrides_of(viewer) if o.open_at(engine.now())]
    overridden = cases.c.id.in_(opened) if opened else ~true()
    return or_(allowed, opened_by(engine, register, viewer), asked, overridden)


def opened_by(engine: Engine, register: Register, viewer: UUID) -> ColumnElement[bool]:
    """The cases a viewer opened, for oneself or for an organization that the viewer still acts for."""
    acting = {standing.organization for standing in register.standings(viewer, engine.now())} - {None}
    own = or_(cases.c.opened_for.is_(None), cases.c.opened_for.in_(acting))
    return and_(cases.c.opener == viewer, own)


def asked_of(
    engine: Engine, register: Register, viewer: UUID, rows: FromClause = tasks
) -> ColumnElement[bool]:
    """The tasks offered to a viewer, or handed to one who acts for whom they ask, and not taken back: whoever is not wanted
    any more sees nothing by them. A claim adds nothing: it ends with the right."""
    targets = targets_of(viewer, register, engine.now(), engine.registry.role_sets)
    acting = {standing.organization for standing in register.standings(viewer, engine.now())}
    seats = [f"org:{organization.hex}" for organization in acting if organization is not None]
    handed = or_(rows.c.party.in_(seats), ~rows.c.party.startswith("org:") if acting else ~true())
    offered = or_(rows.c.target.in_(targets), and_(rows.c.delegated_to == viewer, handed))
    return and_(offered, or_(rows.c.ended_why.is_(None), rows.c.ended_why.not_in(DROPPED)))


def seen_cases(engine: Engine, register: Register, viewer: UUID | None) -> Select[tuple[UUID]]:
    """The ids of the cases that a viewer may know of, for use within another query, also one that reads cases itself."""
    key = ("seen", rights_of(engine, register, viewer))
    visible = visible_cases(engine, register, viewer)
    return kept(engine, key, lambda: select(cases.c.id).where(visible).correlate(None))


def is_open_to(
    engine: Engine, connection: Connection, register: Register, viewer: UUID | None, case_id: UUID
) -> bool:
    """Whether a viewer may know of this case."""
    query = select(cases.c.id).where(cases.c.id == case_id, visible_cases(engine, register, viewer))
    return connection.execute(query).first() is not None


def open_within(
    engine: Engine, register: Register, viewer: UUID | None, snapshot: Snapshot
) -> dict[str, Any]:
    """What a viewer who may read a case reads of its history: remarks at these levels, ties to these cases, these answers."""
    definition, team = snapshot.definition, team_levels(CaseView(snapshot), viewer)
    levels = [*readable_levels(engine, register, viewer), *team]
    if not definition.closes_its_level:
        levels = [*levels, snapshot.case.level]
    key = ("told", definition.key, definition.version, tuple(team), rights_of(engine, register, viewer))
    told = kept(engine, key, lambda: events_told(engine, register, viewer, [definition], team))
    return {"levels": levels, "others": seen_cases(engine, register, viewer), "told": told}


def closed_tasks(definition: CaseDefinition, levels: Container[str]) -> frozenset[str]:
    """The questions whose answers, but for the own ones, are closed to whoever reads these levels."""
    return frozenset(
        task.key for task in definition.tasks if task.level is not None and task.level not in levels
    )


def unknown_tasks(engine: Engine, register: Register, viewer: UUID) -> ColumnElement[bool]:
    """The condition on `tasks` beside their `cases` under which this viewer, who is not asked the same, may not know whom
    they ask."""
    levels = readable_levels(engine, register, viewer)
    closed = [(d.key, keys) for d in engine.registry.versions if (keys := closed_tasks(d, levels))]
    if not closed:
        return false()
    same = tasks.alias()
    asked = and_(same.c.case_id == tasks.c.case_id, same.c.task == tasks.c.task)
    too = select(same.c.id).where(asked, asked_of(engine, register, viewer, same))
    kinds = (and_(cases.c.definition == key, tasks.c.task.in_(sorted(keys))) for key, keys in closed)
    alone = [
        and_(cases.c.definition == d.key, tasks.c.task.in_(by_level))
        for d in engine.registry.versions
        if (by_level := sorted(k for k in closed_tasks(d, levels) if d.task_by_key[k].shown == BY_LEVEL))
    ]
    own = func.coalesce(asked_of(engine, register, viewer), false())
    return and_(or_(*kinds), ~own, or_(or_(false(), *alone), ~too.correlate_except(same).exists()))


def events_told(
    engine: Engine,
    register: Register,
    viewer: UUID | None,
    definitions: Iterable[CaseDefinition],
    team: Iterable[str] = (),
) -> ColumnElement[bool]:
    """The condition on `events` of cases of these types: nothing at a level that this viewer may not read, but for the own
    acts; of answers those that `case_page.is_kept_back` lets through. `team` are levels that the viewer reads beside, for
    working on the one case that is asked about."""
    levels = [*readable_levels(engine, register, viewer), *team]
    mine = asked_of(engine, register, viewer) if viewer is not None else false()
    own = events.c.actor == viewer if viewer is not None else false()
    answer = select(positions.c.id).where(positions.c.id == events.c.id).correlate(events).exists()
    told = or_(events.c.level.is_(None), events.c.level.in_(levels), func.coalesce(own, false()), answer)
    kept = [each for definition in definitions for each in _kept(definition, levels, mine)]
    if not kept:
        return told
    my_answer: ColumnElement[bool] = positions.c.task_id.in_(select(tasks.c.id).where(mine).correlate(None))
    if viewer is not None:
        my_answer = or_(my_answer, positions.c.by.is_not_distinct_from(viewer))
    back = (
        select(positions.c.id)
        .join(cases, cases.c.id == positions.c.case_id)
        .where(positions.c.id == events.c.id, or_(*kept), ~my_answer)
    )
    return and_(told, ~back.correlate(events).exists())


def _kept(
    definition: CaseDefinition, levels: Container[str], mine: ColumnElement[bool]
) -> Iterator[ColumnElement[bool]]:
    """The conditions on `positions`, beside their `cases`, under which answers in this type are kept back."""
    closed = closed_tasks(definition, levels)
    late = {
        way: [t.key for t in definition.tasks if t.shown == way] for way in (AFTER_OWN_ANSWER, WHEN_CLOSED)
    }
    here = cases.c.definition == definition.key
    still = and_(tasks.c.present, tasks.c.state.in_(LASTING))
    by_level = {key for key in closed if definition.task_by_key[key].shown == BY_LEVEL}
    if by_level:
        yield and_(here, positions.c.task.in_(sorted(by_level)))
    if closed - by_level:
        yield and_(here, positions.c.task.in_(sorted(closed - by_level)), ~_asked_the_same(mine))
    if late[AFTER_OWN_ANSWER]:
        yield and_(here, positions.c.task.in_(late[AFTER_OWN_ANSWER]), _asked_the_same(and_(mine, still)))
    if late[WHEN_CLOSED]:
        yield and_(here, positions.c.task.in_(late[WHEN_CLOSED]), _asked_the_same(still))


def _asked_the_same(such: ColumnElement[bool]) -> ColumnElement[bool]:
    """That the question of a position is put in its case to somebody such."""
    same = and_(tasks.c.case_id == positions.c.case_id, tasks.c.task == positions.c.task)
    return select(tasks.c.id).where(same, such).correlate(positions).exists()


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
