"""The cases of a register counted by organization: what each does, in the order of codes; nobody is ranked by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, cast, func, select

from engine.case import cases
from engine.definition import CaseDefinition, Tally
from engine.party import Organization
from engine.queries.listing import stored_value
from engine.queries.visible import visible_cases
from engine.register import Register
from engine.runtime import Engine
from engine.values import seen


@dataclass(frozen=True, slots=True)
class Tallied:
    """An organization, how many of its cases stand under each heading, and the sums by currency (the stored choice)."""

    organization: Organization
    counts: tuple[int, ...]
    sums: tuple[tuple[str, Decimal], ...]


def tallied(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID | None,
    definition: CaseDefinition,
) -> list[Tallied]:
    """A line for each that holds the seat, and for whoever else is named; of cases that this reader may know of."""
    tally = definition.register.tally if definition.register else None
    if tally is None or tally.of.role is None:
        return []
    known = {each.id: each for each in register.holders(tally.of.role.key, engine.now())}
    lines: dict[UUID, list[Any]] = {each: [] for each in known}
    for row in connection.execute(_grouped(engine, register, viewer, definition, tally)):
        if row.named is not None:
            lines.setdefault(UUID(row.named), []).append(row)
    named = {each: register.organizations[each] for each in lines}
    ordered = sorted(lines, key=lambda each: named[each].code)
    return [_line(tally, named[each], lines[each], register) for each in ordered]


def _grouped(
    engine: Engine, register: Register, viewer: UUID | None, definition: CaseDefinition, tally: Tally
) -> Any:
    """One row for each organization, state and currency."""
    told = select(
        stored_value(engine, tally.by.key).label("named"),
        cases.c.state.label("state"),
        stored_value(engine, tally.currency.key).label("currency"),
        cast(stored_value(engine, tally.amount.key), BigInteger).label("amount"),
    ).where(visible_cases(engine, register, viewer), cases.c.definition == definition.key)
    told_of = told.subquery("told")
    keys = (told_of.c.named, told_of.c.state, told_of.c.currency)
    total = cast(func.coalesce(func.sum(told_of.c.amount), 0), BigInteger)
    return select(*keys, func.count().label("number"), total.label("total")).group_by(*keys)


def _line(tally: Tally, organization: Organization, rows: list[Any], register: Register) -> Tallied:
    counts = (_number(rows, {state.key for state in states}) for states in tally.columns.values())
    summed = {state.key for state in tally.summed}
    sums: dict[str, int] = {}
    if _number(rows, summed) >= tally.least:
        for row in (row for row in rows if row.state in summed and row.total and row.currency):
            sums[row.currency] = sums.get(row.currency, 0) + int(row.total)
    told = ((currency, seen(tally.amount, amount, register)) for currency, amount in sorted(sums.items()))
    return Tallied(organization, tuple(counts), tuple(told))


def _number(rows: Iterable[Any], states: set[str]) -> int:
    return sum(row.number for row in rows if row.state in states)
