"""How much waits for each of many people: two counts over the whole house in place of one question for each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, func, select

from engine.register import Register
from engine.runtime import Engine
from engine.task import CLAIMED, OFFERED, tasks
from engine.whom import targets_of


def waiting_for(
    engine: Engine, connection: Connection, register: Register, people: Iterable[UUID]
) -> dict[UUID, int]:
    """The number each of them would find in their own work."""
    offered, taken = _offered(connection), _taken(connection)
    now, sets = engine.now(), engine.registry.role_sets
    return {
        person: taken[person] + sum(offered[target] for target in targets_of(person, register, now, sets))
        for person in people
    }


def _offered(connection: Connection) -> Counter[str]:
    """Open offers by whom they mean, without those that were handed to somebody."""
    query = (
        select(tasks.c.target, func.count().label("number"))
        .where(tasks.c.state == OFFERED, tasks.c.delegated_to.is_(None), tasks.c.optional.is_(False))
        .group_by(tasks.c.target)
    )
    return Counter({row.target: row.number for row in connection.execute(query)})


def _taken(connection: Connection) -> Counter[UUID]:
    """What people have claimed, and what was handed to them."""
    claimed = select(tasks.c.claimed_by).where(tasks.c.state == CLAIMED, tasks.c.optional.is_(False))
    handed = select(tasks.c.delegated_to).where(
        tasks.c.state == OFFERED, tasks.c.delegated_to.is_not(None), tasks.c.optional.is_(False)
    )
    return Counter([person for query in (claimed, handed) for person in connection.execute(query).scalars()])
