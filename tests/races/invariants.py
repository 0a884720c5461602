"""What must hold after every round of a race, whoever won: read straight from the tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from engine.case import cases
from engine.database import Database
from engine.fold import differences
from engine.log import events, parse
from engine.number import numbers
from engine.position import positions
from engine.task import tasks
from engine.timer import FIRED, timers


def story(connection: Connection, case_id: UUID) -> list[dict[str, Any]]:
    """The events of a case in their order, as written."""
    query = select(events.c.body).where(events.c.stream_id == case_id).order_by(events.c.seq)
    return [parse(bytes(row.body)) for row in connection.execute(query)]


def adoptions(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events by which a case got its number."""
    return [event for event in told if "number" in event["pub"]]


def check_case(connection: Connection, case_id: UUID) -> list[dict[str, Any]]:
    """Gapless, in order of time, at most one adoption and one number, each clock fired at most once. Gives the story."""
    told = story(connection, case_id)
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))
    assert [event["at"] for event in told] == sorted(event["at"] for event in told)
    drawn = connection.execute(select(numbers.c.no).where(numbers.c.case_id == case_id)).all()
    assert len(drawn) == len(adoptions(told)) <= 1
    _check_clocks(connection, case_id, told)
    _check_standing(connection, case_id)
    return told


def _check_clocks(connection: Connection, case_id: UUID, told: list[dict[str, Any]]) -> None:
    rang = [event["pub"]["clock"] for event in told if event["kind"].startswith("clock.")]
    assert len(rang) == len(set(rang)), "a clock fired twice"
    query = select(timers.c.key).where(timers.c.case_id == case_id, timers.c.state == FIRED)
    assert set(connection.execute(query).scalars()) == set(rang)


def _check_standing(connection: Connection, case_id: UUID) -> None:
    """At most one standing answer of a party in the present round, and at most one present task."""
    standing = select(tasks.c.task, tasks.c.party, func.count()).where(
        tasks.c.case_id == case_id, tasks.c.present
    )
    counted = connection.execute(standing.group_by(tasks.c.task, tasks.c.party)).all()
    assert [row for row in counted if row[2] != 1] == []


def check_house(database: Database) -> None:
    """The tables say what the log says, and numbers of a series have no gap."""
    with database.read() as connection:
        assert differences(connection) == []
        given: dict[tuple[str, int], list[int]] = {}
        for row in connection.execute(select(numbers).order_by(numbers.c.no)):
            given.setdefault((row.series, row.year), []).append(row.no)
        assert all(found == list(range(1, len(found) + 1)) for found in given.values())
        texts = list(connection.execute(select(cases.c.number).where(cases.c.number.is_not(None))).scalars())
        assert len(texts) == len(set(texts)) == sum(map(len, given.values()))


def answers_of(connection: Connection, case_id: UUID, task: str) -> list[Any]:
    """Every answer to a task, in the order in which they came."""
    query = select(positions).where(positions.c.case_id == case_id, positions.c.task == task)
    return list(connection.execute(query.order_by(positions.c.at, positions.c.id)))
