"""Who fits among ten thousand profiles, beside a query written by hand that counts the same and sorts the same. B12."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command as alembic
from sqlalchemy import Connection, and_, insert, select, text, update

from engine.case import cases
from engine.columns import new_id
from engine.database import Database, open_database
from engine.party import people
from engine.queries.ranking import rank
from engine.setting import register_stamp
from engine.task import tasks
from migrations import alembic_config
from tests import postgres
from tests.bench.table import Row
from tests.owner import owning
from tests.workflows.nominating import on_roster
from tests.world import World

PROFILES = 10_000
TURNS = 30
CHOICES = {
    "skills": ["LABOUR", "DATA", "CHILDREN", "PROTECTION", "PREVENTION", "PROSECUTION"],
    "themes": ["LABOUR", "HEALTH", "DEMAND", "REMEDIES", "MIGRATION", "CHILDREN", "DATA"],
    "regions": ["SOUTH_ASIA", "EAST_AFRICA", "CENTRAL_ASIA", "LATIN_AMERICA", "MIDDLE_EAST"],
    "languages": ["ENGLISH", "FRENCH", "ARABIC", "RUSSIAN"],
}
WANTED = {
    "skills": ["LABOUR", "DATA"],
    "themes": ["LABOUR", "DEMAND"],
    "regions": ["SOUTH_ASIA"],
    "languages": ["ENGLISH", "FRENCH"],
}
COUNTED = {
    "sqlite": "(SELECT count(*) FROM json_each(c.data, '$.{key}') j WHERE j.value IN ({choices}))",
    "postgresql": "(SELECT count(*) FROM json_array_elements_text(c.data::json -> '{key}') j WHERE j IN ({choices}))",
}
PERSON = {
    "sqlite": "p.person_hex = json_extract(c.data, '$.person')",
    "postgresql": "p.person_hex = c.data::json ->> 'person'",
}
HEX = {"sqlite": 'lower(hex("by"))', "postgresql": "replace(\"by\"::text, '-', '')"}


def rows(folder: Path, server: str) -> Iterator[Row]:
    """Both databases."""
    for kind in ("SQLite", "PostgreSQL"):
        database = _database(kind, folder, server)
        world = World(database, folder / kind)
        _fill(world)
        ours, raw = _turns(world)
        what = f"who fits among {PROFILES:,} profiles, p95 ms, {kind}"
        yield Row("B12", what, f"{ours:.1f}", f"{raw:.1f}", f"{ours / raw:.2f}", "<= 5 (2)")
        database.close()


def _database(kind: str, folder: Path, server: str) -> Database:
    sqlite = f"sqlite:///{folder / 'matching.sqlite3'}"
    url = sqlite if kind == "SQLite" else postgres.create(server)
    alembic.upgrade(alembic_config(url), "head")
    return open_database(url)


def _fill(world: World) -> None:
    """One entry made by the engine, and the others like it, each about a person of its own."""
    dice = random.Random(1)
    like = on_roster(world, "The first")
    with world.engine.database.begin() as connection:
        row = dict(connection.execute(select(cases).where(cases.c.id == like)).one()._mapping)
        first = world.people["The first"]
        mine = and_(tasks.c.case_id == like, tasks.c.task == "update")
        asked = dict(connection.execute(select(tasks).where(mine)).one()._mapping)
        someone = dict(connection.execute(select(people).where(people.c.id == first)).one()._mapping)
        for number in range(PROFILES - 1):
            person = {**someone, "id": new_id(), "email": f"{number}@example.org", "name": f"Expert {number}"}
            connection.execute(insert(people).values(person))
            profile = _profile(row, dice, number, person["id"].hex)
            connection.execute(insert(cases).values(profile))
            target = f"person:{person['id'].hex}"
            connection.execute(
                insert(tasks).values({**asked, "id": new_id(), "case_id": profile["id"], "target": target})
            )
        connection.execute(update(register_stamp).values(version=register_stamp.c.version + 1))
    with owning(world.engine.database) as connection:
        connection.exec_driver_sql("ANALYZE")


def _profile(row: dict[str, Any], dice: random.Random, number: int, person: str) -> dict[str, Any]:
    chosen = {key: dice.sample(choices, dice.randint(1, 3)) for key, choices in CHOICES.items()}
    other = {"id": new_id(), "reference": f"EXP-{number:07}", "number": None, "title": f"Expert {number}"}
    return {**row, **other, "data": {**row["data"], **chosen, "person": person}}


def _turns(world: World) -> tuple[float, float]:
    """The 95th percentile of ours and of the raw query, in milliseconds, in turns."""
    lookup = world.engine.registry.newest["roster-expert"].register.lookup  # type: ignore[union-attr]
    assert lookup is not None
    ours, raw = [], []
    for _ in range(TURNS):
        with world.engine.reading() as (connection, house):
            began = time.perf_counter()
            found = rank(world.engine, connection, house, world.people["officer"], lookup, WANTED)
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            best = _raw(connection, world.engine.database.kind)
            raw.append(time.perf_counter() - began)
            assert best == [each.candidate.name for each in found.possible]
    place = int(TURNS * 0.95)
    return sorted(ours)[place] * 1000, sorted(raw)[place] * 1000


def _raw(connection: Connection, kind: str) -> list[str]:
    """The names in the same order: counted, joined with open work and last answers, sorted and cut by the database."""
    counts = [
        COUNTED[kind].format(key=key, choices=", ".join(f"'{choice}'" for choice in choices)) + " DESC"
        for key, choices in WANTED.items()
    ]
    last = f'SELECT {HEX[kind]} AS person_hex, max("at") AS last FROM positions GROUP BY "by"'
    open_work = (
        "SELECT substr(target, 8) AS person_hex, count(DISTINCT case_id) AS work FROM tasks "
        "WHERE state IN ('offered', 'claimed') AND target LIKE 'person:%' AND task <> 'update' "
        "GROUP BY target"
    )
    query = (
        f"SELECT c.title FROM cases c LEFT JOIN ({last}) p ON {PERSON[kind]} "
        f"LEFT JOIN ({open_work}) w ON w.{PERSON[kind].removeprefix('p.')} "
        "WHERE c.definition = 'roster-expert' AND c.state = 'active' "
        f"ORDER BY {', '.join(counts)}, coalesce(w.work, 0), coalesce(p.last, 0), lower(c.title) LIMIT 25"
    )
    return [row.title for row in connection.execute(text(query))]
