"""What somebody waits for from others, and what they have done: the side of My work. Two queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from engine.case import cases
from engine.columns import from_json
from engine.commands.remind import last_reminder
from engine.log import events, parse
from engine.party import Organization
from engine.queries.inbox import counted, whose
from engine.queries.kept import kept, rights_of
from engine.queries.visible import opened_by, unknown_tasks, visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.task import CLAIMED, OFFERED, OPEN, Task, tasks
from engine.timer import ARMED, timers
from engine.whom import targets_of
from engine.work import IMPLIED

MOST_AWAITED = 120
ACTS = ("task.answered", "case.moved", "case.opened", "comment.added", "document.put")


@dataclass(frozen=True, slots=True)
class Awaited:
    """A question that others have not answered yet; without tasks, a case that only waits for its state's end.

    `reminded` is when somebody last asked again, `ends` when the next clock of the case moves it.
    """

    case_id: UUID
    title: str
    definition: str
    version: int
    state: str
    tasks: tuple[Task, ...]
    reminded: datetime | None
    ends: datetime | None


def awaited(engine: Engine, connection: Connection, register: Register, person: UUID) -> list[Awaited]:
    """What others still owe in the cases this person opened or leads, the earliest due first."""
    key = ("awaited", rights_of(engine, register, person))
    query = kept(engine, key, lambda: _awaited(engine, register, person))
    return _grouped(engine, [tuple(row) for row in connection.execute(query)])


def _awaited(engine: Engine, register: Register, person: UUID) -> Select[Any]:
    targets = targets_of(person, register, engine.now(), engine.registry.role_sets)
    asked = and_(_asked_of_others(person, targets), ~unknown_tasks(engine, register, person))
    ends = (
        select(func.min(timers.c.due_at))
        .where(timers.c.case_id == cases.c.id, timers.c.state == ARMED, timers.c.key.like("move:%"))
        .scalar_subquery()
    )
    return (
        select(
            cases.c.id,
            cases.c.title,
            cases.c.definition,
            cases.c.version,
            cases.c.state,
            cast(cases.c.visits, Text),
            ends,
            *tasks.c,
        )
        .select_from(cases)
        .outerjoin(tasks, and_(tasks.c.case_id == cases.c.id, asked))
        .where(
            cases.c.id.in_(_led_by(engine, register, person, targets)),
            or_(tasks.c.id.is_not(None), _waits_by_itself(engine)),
        )
        .order_by(tasks.c.due_at.asc().nulls_last(), tasks.c.id)
        .limit(MOST_AWAITED)
    )


def _led_by(engine: Engine, register: Register, person: UUID, targets: list[str]) -> Any:
    """The cases this person opened, and those whose next step is offered to this person."""
    opened = select(cases.c.id).where(opened_by(engine, register, person), cases.c.ended.is_(False))
    leads = select(tasks.c.case_id).where(
        tasks.c.task.startswith(IMPLIED, autoescape=True),
        or_(
            and_(tasks.c.target.in_(targets), tasks.c.state == OFFERED),
            and_(tasks.c.claimed_by == person, tasks.c.state == CLAIMED, tasks.c.target.in_(targets)),
        ),
    )
    return union_all(opened, leads)


def _asked_of_others(person: UUID, targets: list[str]) -> ColumnElement[bool]:
    mine = or_(
        and_(tasks.c.target.in_(targets), tasks.c.claimed_by.is_(None), tasks.c.delegated_to.is_(None)),
        func.coalesce(tasks.c.claimed_by == person, False),
        func.coalesce(tasks.c.delegated_to == person, False),
    )
    return and_(tasks.c.present, tasks.c.state.in_(OPEN), tasks.c.optional.is_(False), ~mine)


def _waits_by_itself(engine: Engine) -> ColumnElement[bool]:
    """The states that say for what they wait, because nobody is asked in them."""
    found = [
        and_(cases.c.definition == d.key, cases.c.version == d.version, cases.c.state.in_(states))
        for d in engine.registry.versions
        if (states := [s.key for s in d.states if s.waits])
    ]
    return or_(*found) if found else literal(False)


def _grouped(engine: Engine, rows: list[tuple[Any, ...]]) -> list[Awaited]:
    """One entry for each question; a state that says what it waits for is one entry, whoever is asked meanwhile."""
    found: dict[tuple[UUID, str], list[Any]] = {}
    for row in rows:
        definition = engine.registry.get(row[2], row[3])
        by_itself = bool(definition.state_by_key[row[4]].waits)
        found.setdefault((row[0], "" if by_itself else row[9]), []).append(row)
    return [_entry(key, group) for (_, key), group in found.items()]


def _entry(key: str, rows: list[Any]) -> Awaited:
    case_id, title, definition, version, state, visits, ends, *_ = rows[0]
    asked = tuple(Task(*row[7:]) for row in rows) if key else ()
    reminded = last_reminder(from_json(visits), key, asked[0].round) if asked else None
    return Awaited(case_id, title, definition, version, state, asked, reminded, ends)


@dataclass(frozen=True, slots=True)
class Act:
    """Something this person did: its kind, what the log tells of it, and the case."""

    at: datetime
    kind: str
    facts: Mapping[str, Any]
    case_id: UUID
    title: str
    definition: str
    version: int


@dataclass(frozen=True, slots=True)
class Record:
    """How much waits for a person and for an organization, how much was done since an instant, and the last acts."""

    mine: int
    of_organization: int
    done: int
    acts: tuple[Act, ...]


def record(
    engine: Engine,
    connection: Connection,
    register: Register,
    person: UUID,
    organization: Organization | None,
    *,
    since: datetime,
    most: int,
) -> Record:
    """The counts above the list and the last acts beside it, at once; the counts are there also without acts."""
    key = (
        "record",
        whose(engine, register, person, organization),
        whose(engine, register, person, None),
        most,
    )
    query = kept(engine, key, lambda: _record(engine, register, person, organization, most))
    found = connection.execute(query, {"since": since}).all()
    told = tuple(_act(row) for row in found if row.body is not None)
    return Record(found[0].mine, found[0].theirs, found[0].done, told)


def _record(
    engine: Engine, register: Register, person: UUID, organization: Organization | None, most: int
) -> Select[Any]:
    acts = _acts(engine, register, person)
    later = acts.where(events.c.at >= bindparam("since", type_=events.c.at.type))
    done = select(func.count()).select_from(later.subquery()).scalar_subquery()
    mine = counted(engine, register, person)
    theirs = counted(engine, register, person, organization) if organization else literal(0)
    one = select(mine.label("mine"), theirs.label("theirs"), done.label("done")).subquery("one")
    last = acts.order_by(events.c.at.desc(), events.c.id.desc()).limit(most).subquery("last")
    joined = one.outerjoin(last, literal(True))
    return select(one, last).select_from(joined).order_by(last.c.at.desc(), last.c.id.desc())


def _acts(engine: Engine, register: Register, person: UUID) -> Any:
    """What a person did in the cases that are still open to them."""
    return (
        select(
            events.c.at,
            events.c.id,
            events.c.kind,
            events.c.body,
            cases.c.id.label("case_id"),
            cases.c.title,
            cases.c.definition,
            cases.c.version,
        )
        .join(cases, cases.c.id == events.c.stream_id)
        .where(
            events.c.actor == person,
            events.c.stream_kind == "case",
            events.c.kind.in_(ACTS),
            visible_cases(engine, register, person),
        )
    )


def _act(row: Any) -> Act:
    facts = parse(bytes(row.body)).get("pub", {})
    return Act(row.at, row.kind, facts, row.case_id, row.title, row.definition, row.version)
