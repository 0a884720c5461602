"""What the clients of a race do: functions of an engine and plain values, so that a process can be told to do them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.commands import case, handing, lines, link, public, register, task
from engine.commands.lines import Line
from engine.commands.tick import tick
from engine.runtime import Engine
from tests.world import BEGUN, DECISION


def claim(engine: Engine, task_id: UUID, by: UUID) -> bool:
    return task.claim(engine, task_id, by=by).again


def complete(engine: Engine, task_id: UUID, outcome: str, by: UUID, **words: Any) -> Any:
    return task.complete(engine, task_id, outcome, by=by, **words).result


def delegate(engine: Engine, task_id: UUID, to: UUID, by: UUID) -> bool:
    return handing.delegate(engine, task_id, to, by=by).again


def press(engine: Engine, case_id: UUID, trigger: str, by: UUID, revision: int, **words: Any) -> bool:
    return case.transition(engine, case_id, trigger, **{"data": {}, **words}, revision=revision, by=by).again


def remark(engine: Engine, case_id: UUID, body: str, by: UUID, key: str | None = None) -> tuple[Any, bool]:
    done = case.comment(engine, case_id, body, by=by, key=key)
    return done.result, done.again


def open_one(engine: Engine, by: UUID, key: str) -> UUID | None:
    return case.open(engine, "consensus-decision", title="One matter", data=DECISION, by=by, key=key).case_id


def tie(engine: Engine, case_id: UUID, to_case: UUID, by: UUID, type_: str = "supersedes") -> Any:
    return link.add(engine, case_id, type_, to_case, by=by).result


def write_lines(engine: Engine, case_id: UUID, table: str, rows: list[dict[str, Any]], by: UUID) -> Any:
    """Somebody who has seen none of these rows fills in a sheet."""
    return lines.write(engine, case_id, table, [Line(row, revision=0) for row in rows], by=by).result


def sweep_clocks(engine: Engine, until: datetime | None = None) -> int:
    done = tick(engine, until=until)
    assert done.failed == ()
    return done.fired


def grant(engine: Engine, role: str, organization: UUID, by: UUID) -> Any:
    return register.grant(
        engine, role, organization, person=None, capacity="office", since=BEGUN, by=by
    ).result


def end_mandate(engine: Engine, mandate: UUID, by: UUID) -> bool:
    return register.end_mandate(engine, mandate, by=by).again


def add_organization(engine: Engine, code: str, by: UUID) -> Any:
    return register.add_organization(engine, code, f"Organization {code}", {}, by=by).result


def set_calendar(engine: Engine, label: str, by: UUID) -> bool:
    return register.set_calendar(
        engine,
        "house",
        label=label,
        zone="Europe/Vienna",
        countries=["AT"],
        own_days={date(2013, 5, 2): label},
        years=range(2013, 2014),
        by=by,
    ).again


def set_setting(engine: Engine, key: str, value: Any, by: UUID) -> bool:
    return register.set_setting(engine, key, value, by=by).again


def say(engine: Engine, about: UUID, words: str, key: str | None = None) -> tuple[UUID | None, bool]:
    """Somebody without an account sends feedback about a product."""
    definition = engine.registry.newest["knowledge-product"]
    told = {"useful": "FOUR", "error": words}
    done = public.send(engine, definition, about, "feedback", told, address="192.0.2.1", key=key)
    return done.case_id, done.again
