"""A board: the open cases of a type by the stage they stand in, the oldest first, with how old each has become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Connection, cast, func, select

from engine.case import Case, cases
from engine.columns import from_micros
from engine.definition import Board, CaseDefinition, State
from engine.queries.listing import stored_value
from engine.queries.visible import visible_cases
from engine.register import Register
from engine.runtime import Engine

MOST = 12


@dataclass(frozen=True, slots=True)
class Ageing:
    """A case on a board: since when it runs, and from when it is amber and red."""

    case: Case
    since: datetime
    amber: datetime
    red: datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, how many cases stand in it, and the oldest of them."""

    state: State
    count: int
    oldest: tuple[Ageing, ...]


def board(
    engine: Engine,
    connection: Connection,
    register: Register,
    viewer: UUID | None,
    definition: CaseDefinition,
    declared: Board,
) -> list[Stage]:
    """The stages of a board in order, as far as the viewer may know of their cases: one query, whatever their number."""
    since = func.coalesce(
        cast(stored_value(engine, declared.since.key), BigInteger), cast(cases.c.opened_at, BigInteger)
    )
    place = func.row_number().over(partition_by=cases.c.state, order_by=(since, cases.c.id))
    count = func.count().over(partition_by=cases.c.state)
    ranked = (
        select(*cases.c, since.label("began"), place.label("place"), count.label("how_many"))
        .where(
            cases.c.definition == definition.key,
            cases.c.state.in_([state.key for state in declared.stages]),
            visible_cases(engine, register, viewer),
        )
        .subquery("ranked")
    )
    query = select(ranked).where(ranked.c.place <= MOST).order_by(ranked.c.began, ranked.c.id)
    found: dict[str, list[Ageing]] = {state.key: [] for state in declared.stages}
    counts: dict[str, int] = {}
    for row in connection.execute(query):
        case = Case(*row[: len(cases.c)])
        counts[case.state] = row.how_many
        found[case.state].append(_ageing(register, declared, case, from_micros(row.began)))
    return [Stage(s, counts.get(s.key, 0), tuple(found[s.key])) for s in declared.stages]


def _ageing(register: Register, declared: Board, case: Case, since: datetime) -> Ageing:
    amber, red = (register.after(since, each) for each in (declared.amber, declared.red))
    return Ageing(case, since, amber, red)
