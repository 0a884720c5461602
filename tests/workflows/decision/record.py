"""What stands on record after a story: positions, events, reminders, as the stories like to compare them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.columns import from_micros
from engine.fold import differences
from engine.log import events as event_table
from engine.log import parse
from engine.notice import notices
from engine.position import positions
from engine.store import load, lock_case, read_extra
from engine.view import CaseView
from tests.world import World


def code_of(world: World, party: str) -> str:
    """The organization behind a party key or a target."""
    identity = UUID(party.rpartition(":")[2].rpartition("@")[2])
    return next(code for code, known in world.organizations.items() if known == identity)


def standing(world: World, case_id: UUID) -> dict[str, str]:
    """What stands in the present round, by organization."""
    snapshot = world.read(case_id)
    return {
        code_of(world, t.party): snapshot.answers[t.answer].outcome
        for t in snapshot.tasks
        if t.task == "position" and t.present and t.answer is not None
    }


def given(world: World, case_id: UUID) -> list[tuple[str, str, bool]]:
    """Every position ever given: organization, answer, whether it was late; oldest first."""
    query = select(positions).where(positions.c.case_id == case_id, positions.c.task == "position")
    with world.engine.database.read() as connection:
        rows = connection.execute(query.order_by(positions.c.at, positions.c.id)).all()
    return [(code_of(world, r.party), r.outcome, r.late) for r in rows]


def history(world: World, case_id: UUID) -> list[dict[str, Any]]:
    """The events of a case, as the log holds them."""
    query = select(event_table.c.body).where(event_table.c.stream_id == case_id).order_by(event_table.c.seq)
    with world.engine.database.read() as connection:
        return [_proved(bytes(row.body)) for row in connection.execute(query)]


# A machine of rules reads the same events after each of its steps; nobody writes into them.
_proved = lru_cache(maxsize=2048)(parse)


def moves(world: World, case_id: UUID) -> list[tuple[str, str, str]]:
    """Every move: from, trigger, to."""
    return [
        (e["pub"]["from"], e["pub"]["trigger"], e["pub"]["to"])
        for e in history(world, case_id)
        if e["kind"] == "case.moved"
    ]


def moved_at(world: World, case_id: UUID, trigger: str) -> datetime:
    """When the last move by this trigger took effect."""
    found = [e for e in history(world, case_id) if e["pub"].get("trigger") == trigger]
    return from_micros(found[-1]["at"])


def reminders(world: World, case_id: UUID) -> list[tuple[datetime, str, list[str]]]:
    """What reminders told: when, what, to which seats or offices."""
    return [
        (from_micros(e["at"]), e["pub"]["says"], sorted(_named(world, target) for target in e["pub"]["to"]))
        for e in history(world, case_id)
        if e["kind"] in ("clock.remind", "clock.overdue")
    ]


def _named(world: World, target: str) -> str:
    return code_of(world, target) if "@" in target else target


def notice_of(world: World, case_id: UUID) -> dict[str, str]:
    """How each seat had notice of the present round of positions."""
    number = world.read(case_id).case.rounds["position"]["no"]
    query = select(notices).where(
        notices.c.case_id == case_id, notices.c.task == "position", notices.c.round == number
    )
    with world.engine.database.read() as connection:
        return {code_of(world, row.party): row.how for row in connection.execute(query)}


def round_of(world: World, case_id: UUID) -> int:
    """The number of the present round of positions."""
    return int(world.read(case_id).case.rounds["position"]["no"])


def field(world: World, case_id: UUID, key: str) -> Any:
    """A field of the case, as rules see it."""
    return getattr(world.view(case_id), key)


def late(world: World, case_id: UUID) -> list[str]:
    """Whose answers came too late, as the chair is shown them."""
    with world.engine.database.begin() as connection:
        case = lock_case(connection, case_id)
        register = world.engine.register(connection)
        snapshot = load(connection, case, register, world.engine.registry, world.engine.now())
        snapshot.extra[("late",)] = read_extra(connection, snapshot, ("late",))
    view = CaseView(snapshot)
    return [str(each.party) for each in view.late(snapshot.definition.task_by_key["position"])]


def proven(world: World) -> bool:
    """Whether the log rebuilds every table."""
    with world.engine.database.read() as connection:
        assert differences(connection) == []
    return True
