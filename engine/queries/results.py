"""The results of a plan as one matrix: each in the order of its code, the cases tied to it, how far its indicators are.

Three queries whatever the number of results. Cases are counted as far as the reader may know of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, case, func, select

from engine.case import Case, cases
from engine.definition import CaseDefinition, Field, PeriodsPanel, Results
from engine.item import Item
from engine.link import links
from engine.queries.rows import rows_of
from engine.queries.visible import visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.values import seen

MOST = 400


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator now: target and actual of the period that was measured last, else the target of the one that runs (or
    ran last); and the day on which that period ends."""

    name: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    actual: Decimal | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Result:
    """A result, how many cases are tied to it, and how many of these have ended, however they did."""

    case: Case
    tied: int
    ended: int
    indicators: tuple[Shown, ...]


def results(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID | None,
    definition: CaseDefinition,
) -> list[Result]:
    """Every result that is carried on and that this reader may know of, each behind the one whose code its own begins with;
    of more than `MOST` those that were opened first."""
    matrix = definition.register.results if definition.register else None
    if matrix is None:
        return []
    known = visible_cases(engine, register, viewer)
    given_up = [s.key for s in definition.states if s.final and s.tone != "ok"]
    mine = and_(known, cases.c.definition == definition.key, cases.c.state.not_in(given_up))
    first = select(cases).where(mine).order_by(cases.c.opened_at, cases.c.id).limit(MOST)
    found = [Case(*row) for row in connection.execute(first)]
    ids = [each.id for each in found]
    tied, rows = _tied(connection, ids, matrix, known), _rows(connection, ids, matrix.periods)
    today = register.calendar.day_of(engine.now())
    told = [
        Result(
            each,
            *tied.get(each.id, (0, 0)),
            tuple(_indicators(matrix.periods, rows.get(each.id, []), today, register)),
        )
        for each in found
    ]
    return sorted(told, key=lambda each: (_place(each.case, matrix), each.case.title))


def _place(case: Case, matrix: Results) -> tuple[int, ...]:
    """“5.2” as (5, 2); what is no number stands at the end."""
    parts = str(case.data.get(matrix.code.key) or "").split(".")
    return tuple(int(part) if part.isascii() and part.isdigit() else MOST for part in parts)


def _tied(
    connection: Connection, ids: list[UUID], matrix: Results, known: Any
) -> Mapping[UUID, tuple[int, int]]:
    """By result: how many cases are tied to it, and how many of these have ended."""
    ended = func.sum(case({cases.c.ended: 1}, else_=0))
    query = (
        select(links.c.to_case, func.count(), ended)
        .join(cases, cases.c.id == links.c.case_id)
        .where(links.c.to_case.in_(ids), links.c.type == matrix.counted, links.c.ended_at.is_(None), known)
        .group_by(links.c.to_case)
    )
    return {identity: (number, int(over)) for identity, number, over in connection.execute(query)}


def _rows(connection: Connection, ids: list[UUID], panel: PeriodsPanel) -> Mapping[UUID, list[Item]]:
    """The standing rows of both tables, by case; none where one of them has a level of its own."""
    if panel.item.level is not None or panel.periods.level is not None:
        return {}
    return rows_of(connection, ids, (panel.item.key, panel.periods.key))


def _indicators(
    panel: PeriodsPanel, rows: Iterable[Item], today: date, register: Register
) -> Iterable[Shown]:
    """Each indicator in the order of the list."""

    def value(data: Mapping[str, Any], field: Field) -> Any:
        return seen(field, data.get(field.key), register)

    periods = [row.data for row in rows if row.item == panel.periods.key]
    periods.sort(key=lambda data: str(data.get(panel.starts.key)))
    for data in (row.data for row in rows if row.item == panel.item.key):
        name = value(data, panel.indicator)
        mine = [each for each in periods if value(each, panel.of) == name]
        begun = [each for each in mine if (start := value(each, panel.starts)) and start <= today] or mine[:1]
        measured = [each for each in mine if value(each, panel.actual) is not None]
        shown = (measured or begun)[-1] if mine else {}
        yield Shown(
            name,
            value(data, panel.unit),
            value(data, panel.baseline),
            value(shown, panel.target),
            value(shown, panel.actual),
            value(shown, panel.ends),
        )
