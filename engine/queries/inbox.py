"""My work: what waits for me and for those I act for, by due time; one query with keyset pages.

SQLite likes the branches of the union without an order of their own, PostgreSQL only with one.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    union_all,
)

from engine.case import cases
from engine.columns import from_micros, to_micros
from engine.party import Organization
from engine.position import positions
from engine.queries.kept import kept, rights_of
from engine.queries.listing import like, stored_words
from engine.queries.visible import asked_of, visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.task import CLAIMED, OFFERED, Task, tasks
from engine.whom import person_target, targets_of
from engine.work import hex_id

PAGE = 50
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
BY_NAME = "name"
START, DATED, UNDATED = "start", "dated", "undated"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A part of the inbox: of one case type, asked in one role (or `BY_NAME`), with these words in case or task."""

    definition: str = ""
    asked_as: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A task in the inbox, with its case and how many of those asked have answered."""

    task: Task
    case_id: UUID
    title: str
    code: str
    reference: str
    definition: str
    version: int
    state: str
    rounds: dict[str, Any]
    answered: int
    of: int
    about: UUID | None = field(default=None, kw_only=True)
    """Whose answer this task follows: an organization or a person."""

    @property
    def round(self) -> int:
        """The round of the task as people count it: only those that somebody answered."""
        return int(self.rounds.get(self.task.task, {}).get("shown", 1))

    @property
    def cursor(self) -> str:
        """Where this entry stands, for the page after it."""
        return f"{to_micros(self.task.due_at or NEVER)}.{self.task.id.hex}"


def _targeted(wanted: list[str]) -> list[ColumnElement[bool]]:
    """What is offered to these; of seats also what a colleague has claimed: anybody who fills a seat may answer."""
    offered = [and_(tasks.c.target == target, tasks.c.state == OFFERED) for target in wanted]
    claimed = [and_(tasks.c.target == target, tasks.c.state == CLAIMED) for target in wanted if "@" in target]
    return [and_(each, tasks.c.delegated_to.is_(None)) for each in (*offered, *claimed)]


def _branch(
    engine: Engine, condition: ColumnElement[bool], after: str, most: int, narrowed: Narrowed
) -> Select[tuple[object, ...]]:
    query = select(tasks.c.id.label("id"), tasks.c.due_at.label("due_at")).where(
        condition, tasks.c.optional.is_(False), *_narrow(engine, narrowed)
    )
    due, last = (
        bindparam("after_due", type_=tasks.c.due_at.type),
        bindparam("after_id", type_=tasks.c.id.type),
    )
    undated = tasks.c.due_at.is_(None)
    if after == DATED:
        query = query.where(or_(tuple_(tasks.c.due_at, tasks.c.id) > tuple_(due, last), undated))
    elif after == UNDATED:
        query = query.where(and_(undated, tasks.c.id > last))
    if engine.database.kind == "postgresql":
        query = query.order_by(tasks.c.due_at.asc().nulls_last(), tasks.c.id).limit(most)
    return query


def inbox(
    engine: Engine,
    connection: Connection,
    register: Register,
    person: UUID,
    *,
    cursor: str | None = None,
    most: int = PAGE,
    organization: Organization | None = None,
    narrowed: Narrowed = Narrowed(),
) -> list[Entry]:
    """What waits for a person (or, with an organization, for anybody who acts for it), earliest due first."""
    after = _read_cursor(cursor)
    place = START if after is None else UNDATED if after[0] == NEVER else DATED

    def build() -> Select[Any]:
        conditions = _conditions(engine, register, person, organization, narrowed.asked_as)
        return _listed([_branch(engine, each, place, most, narrowed) for each in conditions], most)

    of = (whose(engine, register, person, organization), narrowed, place, most)
    query = build() if narrowed.words else kept(engine, ("inbox", of), build)
    given: dict[str, Any] = {}
    if after is not None:
        given = {"after_id": after[1]} | ({"after_due": after[0]} if place == DATED else {})
    width = len(tasks.c)
    rows = [tuple(row) for row in connection.execute(query, given)]
    listed = [(Task(*row[:width]), row[width:]) for row in rows]
    about = _about(connection, [task for task, _rest in listed])
    return [Entry(task, *rest, about=about.get(task.id)) for task, rest in listed]


def _about(connection: Connection, listed: list[Task]) -> dict[UUID, UUID]:
    """Whose answers those tasks follow that follow one: two of a kind in one case are told apart by it."""
    following = {each.id: hex_id(each.party) for each in listed if each.party.startswith("answer:")}
    if not following:
        return {}
    given = select(positions.c.id, positions.c.party).where(positions.c.id.in_(list(following.values())))
    parties = {row.id: hex_id(row.party) for row in connection.execute(given)}
    return {task: parties[answer] for task, answer in following.items()}


def whose(engine: Engine, register: Register, person: UUID, organization: Organization | None) -> Hashable:
    """Everything that decides whose work is meant: the person's rights, or those of all who act for an organization."""
    mine = rights_of(engine, register, person)
    if organization is None:
        return mine
    now = engine.now()
    return mine, tuple(
        (each, tuple(register.standings(each, now))) for each in _people(engine, register, organization)
    )


def _listed(branches: list[Select[tuple[object, ...]]], most: int) -> Select[Any]:
    found = union_all(*[b.subquery().select() for b in branches]).subquery("found")
    # The first ones are chosen before anything is joined or counted for them: a reader may have some hundred tasks.
    first = (
        select(found.c.id, found.c.due_at).distinct().order_by(found.c.due_at.asc().nulls_last(), found.c.id)
    )
    ids = first.limit(most).subquery("ids")
    mates = tasks.alias("mates")
    same = and_(
        mates.c.case_id == tasks.c.case_id, mates.c.task == tasks.c.task, mates.c.round == tasks.c.round
    )
    answered = select(func.count()).where(same, mates.c.answer.is_not(None)).scalar_subquery()
    asked = select(func.count()).where(same).scalar_subquery()
    return (
        select(
            tasks,
            cases.c.id,
            cases.c.title,
            cases.c.code,
            func.coalesce(cases.c.number, cases.c.reference),
            cases.c.definition,
            cases.c.version,
            cases.c.state,
            cases.c.rounds,
            answered,
            asked,
        )
        .join(ids, ids.c.id == tasks.c.id)
        .join(cases, cases.c.id == tasks.c.case_id)
        .order_by(tasks.c.due_at.asc().nulls_last(), tasks.c.id)
        .limit(most)
    )


def _conditions(
    engine: Engine, register: Register, person: UUID, organization: Organization | None, asked_as: str = ""
) -> list[ColumnElement[bool]]:
    if organization is not None:
        return _of_organization(engine, register, person, organization, asked_as)
    still = asked_of(engine, register, person)  # a claim or a delegation ends with the right to it
    own = [
        and_(tasks.c.claimed_by == person, tasks.c.state == CLAIMED, still),
        and_(tasks.c.delegated_to == person, tasks.c.state == OFFERED, still),
    ]
    targets = targets_of(person, register, engine.now(), engine.registry.role_sets)
    if not asked_as:
        return own + _targeted(targets)
    if asked_as == BY_NAME:
        return own + _targeted([each for each in targets if each == person_target(person)])
    # A role that nobody holds asks for nothing, and one branch must stand.
    asked = [each for each in targets if asked_as in each.partition("@")[0].split("|")]
    return _targeted(asked or [asked_as])


def _of_organization(
    engine: Engine, register: Register, viewer: UUID, organization: Organization, asked_as: str
) -> list[ColumnElement[bool]]:
    """What is offered to those who act for the organization, or claimed by or handed to one of them, as far as the
    viewer may know of the case."""
    now, sets = engine.now(), engine.registry.role_sets
    people = _people(engine, register, organization)
    targets = dict.fromkeys(each for person in people for each in targets_of(person, register, now, sets))
    found = [each for each in targets if not asked_as or asked_as in each.partition("@")[0].split("|")]
    taken = [
        and_(tasks.c.claimed_by.in_(people), tasks.c.state == CLAIMED),
        and_(tasks.c.delegated_to.in_(people), tasks.c.state == OFFERED),
    ]
    # Looked up for each task: as a list of all visible cases it would be drawn up anew for every branch.
    visible = visible_cases(engine, register, viewer)
    seen = select(cases.c.id).where(cases.c.id == tasks.c.case_id, visible).correlate(tasks).exists()
    conditions = _targeted(found or [asked_as]) + (taken if asked_as in ("", BY_NAME) else [])
    return [and_(condition, seen) for condition in conditions]


def _people(engine: Engine, register: Register, organization: Organization) -> list[UUID]:
    """Everybody who acts for an organization now."""
    now = engine.now()
    held = (m for m in register.mandates if m.organization_id == organization.id and m.holds_at(now))
    return sorted({m.person_id for m in held if m.person_id is not None})


def _narrow(engine: Engine, narrowed: Narrowed) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if narrowed.definition:
        found.append(tasks.c.case_id.in_(select(cases.c.id).where(cases.c.definition == narrowed.definition)))
    return found + [_with_word(engine, word) for word in narrowed.words.lower().split()[:8]]


def _with_word(engine: Engine, word: str) -> ColumnElement[bool]:
    """The word stands in the name of the case, its reference or number, or in what the task is called."""
    named = {task.key for d in engine.registry.versions for task in d.tasks if word in task.label.lower()}
    told = select(cases.c.id).where(or_(*[like(column, word) for column in stored_words()]))
    return or_(tasks.c.case_id.in_(told), tasks.c.task.in_(sorted(named)))


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The place a cursor names; one that nobody gave out means the beginning."""
    try:
        due, _, last = (cursor or "").partition(".")
        return (from_micros(int(due)), UUID(last)) if cursor else None
    except (ValueError, OverflowError):
        return None


def count_inbox(
    engine: Engine,
    connection: Connection,
    register: Register,
    person: UUID,
    organization: Organization | None = None,
) -> int:
    """How many tasks wait for a person, or for anybody who acts for an organization."""
    key = ("count", whose(engine, register, person, organization))
    query = kept(engine, key, lambda: select(counted(engine, register, person, organization)))
    return int(connection.execute(query).scalar() or 0)


def counted(
    engine: Engine, register: Register, person: UUID, organization: Organization | None = None
) -> ScalarSelect[int]:
    """The same number, as a part of another query."""
    conditions = _conditions(engine, register, person, organization)
    ids = [select(tasks.c.id).where(each, tasks.c.optional.is_(False)) for each in conditions]
    found = union_all(*ids).subquery()
    return select(func.count(found.c.id.distinct())).scalar_subquery()
