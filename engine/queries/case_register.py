"""A register: the cases of one type, open ones first, then the newest; its running periods; what stands on a desk.

Three queries whatever the number of rows: a page of cases with its counts, what runs or lies on the desk, and the
present answers in all of them. Everything goes through the one filter.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql

from engine.case import Case, cases
from engine.columns import from_micros, to_micros
from engine.definition import CaseDefinition, State, When
from engine.queries.listing import filtered, matching, stored_value
from engine.queries.visible import visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.task import CLAIMED, OFFERED, tasks
from engine.whom import targets_of
from engine.work import IMPLIED

PAGE = 50
MOST_RUNNING = 24
MOST_DRAWN = 200
OPEN, SETTLED = "open", "settled"
SORTS = ("date", "title", "number")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to see: a state (or all open, all settled), fields, words, a span of dates, an order."""

    state: str = ""
    filters: Mapping[str, str] | None = None
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    sort: str = "date"
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of cases; how many there are in all, how many fit what was asked, and the date of the oldest."""

    cases: tuple[Case, ...]
    fitting: int
    total: int
    oldest: datetime | None
    next: str | None


def settled_at(definition: CaseDefinition, found: Case) -> datetime | None:
    """When a case reached its result: when it first came into a state that has one."""
    for state in definition.states:
        if state.result is not None and state.key in found.visits:
            return from_micros(found.visits[state.key][1])
    return None


def register_page(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID | None,
    definition: CaseDefinition,
    asked: Asked,
    *,
    most: int = PAGE,
) -> RegisterPage:
    """A page of the register. The counts are there even where no case fits."""
    known = and_(visible_cases(engine, register, viewer), cases.c.definition == definition.key)
    wanted = and_(known, *_asked(engine, register, viewer, definition, asked))
    keys = _order(engine, definition, asked.sort)
    date = _date(engine, definition)
    query = select(*cases.c, *[key.label(f"k{n}") for n, (key, _) in enumerate(keys)]).where(wanted)
    if after := _read_cursor(asked.cursor, len(keys)):
        query = query.where(_behind(keys, after))
    query = query.order_by(*[key.desc() if down else key for key, down in keys]).limit(most + 1)
    page = query.subquery("page")
    counts = select(
        select(func.count()).select_from(cases).where(wanted).scalar_subquery().label("fitting"),
        select(func.count()).select_from(cases).where(known).scalar_subquery().label("total"),
        select(func.min(date)).where(known).scalar_subquery().label("oldest"),
    ).subquery("counts")
    order = [page.c[f"k{n}"].desc() if down else page.c[f"k{n}"] for n, (_, down) in enumerate(keys)]
    joined = counts.outerjoin(page, literal(True))
    rows = connection.execute(select(counts, page).select_from(joined).order_by(*order)).all()
    width = len(cases.c)
    found = [tuple(row)[3:] for row in rows if row[3] is not None]
    more = found[most - 1][width:] if len(found) > most else None
    return RegisterPage(
        tuple(Case(*each[:width]) for each in found[:most]),
        rows[0].fitting,
        rows[0].total,
        from_micros(rows[0].oldest) if rows[0].oldest is not None else None,
        _cursor(more) if more else None,
    )


def open_cases(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID | None,
    definition: CaseDefinition,
    asked: Asked,
) -> list[Case]:
    """The open cases that fit what was asked, all on one page for a drawing: the newest ones, as many as one can look at."""
    known = and_(visible_cases(engine, register, viewer), cases.c.definition == definition.key)
    fitting = and_(known, cases.c.result.is_(None), *_asked(engine, register, viewer, definition, asked))
    query = select(cases).where(fitting).order_by(cases.c.id.desc()).limit(MOST_DRAWN)
    return [Case(*row) for row in connection.execute(query)]


# ---- what is asked


def _asked(
    engine: Engine, register: Register, viewer: UUID | None, definition: CaseDefinition, asked: Asked
) -> list[ColumnElement[bool]]:
    found = filtered(engine, definition.key, asked.filters or {})
    if asked.state == OPEN:
        found.append(cases.c.result.is_(None))
    elif asked.state == SETTLED:
        found.append(cases.c.result.is_not(None))
    elif asked.state:
        found.append(cases.c.state == asked.state)
    if asked.words.strip():
        found.append(matching(engine, register, viewer, asked.words))
    date = _date(engine, definition)
    if asked.since is not None:
        found.append(or_(cases.c.result.is_(None), date >= to_micros(asked.since)))
    if asked.until is not None:
        found.append(or_(cases.c.result.is_(None), date < to_micros(asked.until)))
    return found


def _date(engine: Engine, definition: CaseDefinition) -> ColumnElement[int]:
    """When it was settled, or opened while it is not."""
    opened = type_coerce(cases.c.opened_at, BigInteger)
    states = [s for s in definition.states if s.result is not None]
    settled = [_entered(engine, state) for state in states]
    return case(
        (cases.c.result.is_(None), opened), else_=func.coalesce(*settled, opened) if settled else opened
    )


def _entered(engine: Engine, state: State) -> ColumnElement[int]:
    """When a case last entered a state, in microseconds. The key comes from a definition, never from a request."""
    if engine.database.kind == "postgresql":
        visits = cast(cases.c.visits, Text).cast(postgresql.JSON)
        return cast(visits[(state.key, "1")].astext, BigInteger)
    return func.json_extract(cast(cases.c.visits, Text), f"$.{state.key}[1]", type_=BigInteger)


Keys = list[tuple[ColumnElement[Any], bool]]


def _order(engine: Engine, definition: CaseDefinition, sort: str) -> Keys:
    """What the rows are ordered by, each with whether it descends; the id makes it an order without doubt."""
    if sort == "title":
        return [(func.lower(cases.c.title), False), (cases.c.id, False)]
    if sort == "number":
        return [
            (case((cases.c.number.is_(None), 0), else_=1), False),
            (func.coalesce(cases.c.number, ""), True),
            (cases.c.id, True),
        ]
    rank = case((cases.c.result.is_(None), 0), else_=1)
    return [(rank, False), (_date(engine, definition), True), (cases.c.id, True)]


def _behind(keys: Keys, after: list[Any]) -> ColumnElement[bool]:
    """The rows after these values: the first key that differs decides."""
    found = []
    for n, (key, down) in enumerate(keys):
        value = literal(after[n], key.type)
        same = [other == literal(after[m], other.type) for m, (other, _) in enumerate(keys[:n])]
        found.append(and_(*same, key < value if down else key > value))
    return or_(*found)


def _cursor(values: tuple[Any, ...]) -> str:
    *told, last = values
    return base64.urlsafe_b64encode(json.dumps([*told, last.hex]).encode()).decode()


def _read_cursor(cursor: str | None, width: int) -> list[Any] | None:
    """The place a cursor names; one that nobody gave out means the beginning."""
    try:
        values = json.loads(base64.urlsafe_b64decode((cursor or "").encode()))
        *told, last = values
        fits = len(values) == width and all(isinstance(each, int | str) for each in told)
        return [*told, UUID(last)] if fits else None
    except (binascii.Error, ValueError, TypeError):
        return None


# ---- what runs, and what lies on the desk


@dataclass(frozen=True, slots=True)
class Lying:
    """A case beside the list: whether its period runs, and whether it has something for this viewer's desk."""

    case: Case
    runs: bool
    on_desk: bool


def lying(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID,
    definition: CaseDefinition,
    *,
    desk: bool,
) -> list[Lying]:
    """The running periods, the first to end first, and with `desk` the cases that ask this viewer a desk's question."""
    runs, ends = _running(engine, definition)
    on_desk = _on_desk(engine, register, viewer, definition) if desk else literal(False)
    if definition.register is None or (definition.register.running is None and not desk):
        return []
    query = (
        select(cases, runs.label("runs"), on_desk.label("on_desk"))
        .where(
            visible_cases(engine, register, viewer),
            cases.c.definition == definition.key,
            cases.c.result.is_(None),
            or_(runs, on_desk),
        )
        .order_by(ends, cases.c.id)
        .limit(MOST_RUNNING)
    )
    return [Lying(Case(*row[:-2]), bool(row[-2]), bool(row[-1])) for row in connection.execute(query)]


def running_states(definition: CaseDefinition) -> list[str]:
    """The states that the end of the period leads out of by itself: there it runs; where it is broken it does not."""
    panel = definition.register.running if definition.register else None
    return [
        state.key
        for state in definition.states
        if panel is not None
        and any(
            isinstance(t.after, When) and t.after.field is panel.ends for t in definition.automatic(state.key)
        )
    ]


def _running(engine: Engine, definition: CaseDefinition) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
    panel = definition.register.running if definition.register else None
    if panel is None:
        return literal(False), cases.c.id
    ends = cast(stored_value(engine, panel.ends.key), BigInteger)
    runs = and_(
        cases.c.state.in_(running_states(definition)),
        func.coalesce(ends, 0) > to_micros(engine.now()),
    )
    return runs, ends


def desk_keys(definition: CaseDefinition) -> tuple[str, ...]:
    """The tasks of the desk as task rows name them: a state stands for its next step."""
    named = definition.register.desk if definition.register else ()
    return tuple(key if key in definition.task_by_key else IMPLIED + key for key in named)


def _on_desk(
    engine: Engine, register: Register, viewer: UUID, definition: CaseDefinition
) -> ColumnElement[bool]:
    targets = targets_of(viewer, register, engine.now(), engine.registry.role_sets)
    mine = or_(
        and_(tasks.c.state == OFFERED, tasks.c.target.in_(targets)),
        and_(tasks.c.state == CLAIMED, tasks.c.claimed_by == viewer),
    )
    named = tasks.c.task.in_(desk_keys(definition))
    return select(tasks.c.id).where(tasks.c.case_id == cases.c.id, tasks.c.present, named, mine).exists()
