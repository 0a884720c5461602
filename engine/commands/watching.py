"""Verbs on watching: hear how a case goes on, and hear no more. Neither is an act of the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.errors import Refused, Unknown
from engine.queries.visible import is_open_to
from engine.runtime import Engine
from engine.watching import watching

MOST = 1_000
_insert: Mapping[str, Any] = {
    "sqlite": sqlite.insert(watching).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(watching).on_conflict_do_nothing(),
}


def watch(engine: Engine, case_id: UUID, *, by: UUID) -> None:
    """From now on this person hears how the case goes on, as far as it is open to them then. Twice does nothing more."""
    with engine.database.begin() as connection:
        _check_open(engine, connection, case_id, by)
        if _count(connection, by) >= MOST:
            raise Refused("You watch {most} cases already: stop watching one of them first.", most=MOST)
        row = {"person_id": by, "case_id": case_id, "since": engine.now()}
        connection.execute(_insert[connection.dialect.name], row)


def stop_watching(engine: Engine, case_id: UUID, *, by: UUID) -> None:
    """From now on this person hears of the case only what concerns them. Twice does nothing more."""
    with engine.database.begin() as connection:
        _check_open(engine, connection, case_id, by)
        mine = and_(watching.c.person_id == by, watching.c.case_id == case_id)
        connection.execute(delete(watching).where(mine))


def _check_open(engine: Engine, connection: Connection, case_id: UUID, by: UUID) -> None:
    if not is_open_to(engine, connection, engine.register(connection), by, case_id):
        raise Unknown("There is no such case, or it is not open to you.")


def _count(connection: Connection, person: UUID) -> int:
    mine = select(func.count()).select_from(watching).where(watching.c.person_id == person)
    return int(connection.execute(mine).scalar_one())
