"""Goal A7: erased singly and all together, no byte of a canary is left, everything verifies, and what goes without authority
is named each time.

On PostgreSQL the write-ahead log is the honest exception: its segments hold what was written until they are reused.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete

from engine.backup import back_up
from engine.commands.clearing import clear
from engine.database import open_database
from engine.history.erasure import uncovered
from engine.log import disclosures
from engine.queries import audit
from engine.queries.audit import Question
from tests.engine import canaries as birds
from tests.engine.canaries import canaries, database_files, document_files, seen, settle, together
from tests.engine.erasing import erase, leaves, logged, whole
from tests.furnished import Furnished, furnished_with
from tests.world import World

MANY, FEW = (60, 5, 60), (2, 2, 2)
LEAST = 600
WHOLE_EVERY = 50


@pytest.fixture(scope="module")
def aviary_sqlite(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("aviary")
    yield from furnished_with(request, "sqlite", folder, lambda world: settle(world, *MANY))


@pytest.fixture(scope="module")
def aviary_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("aviary")
    yield from furnished_with(request, "postgresql", folder, lambda world: settle(world, *MANY))


@pytest.fixture
def aviary(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[World]:
    with birds.opened(request, kind, tmp_path, "aviary") as world:
        yield world


@pytest.fixture
def small(world: World) -> World:
    settle(world, *FEW)
    return world


def singly(world: World, least: int) -> None:
    """Erase each by itself, and look for it everywhere at once; nothing but it has gone."""
    found, before = canaries(world), leaves(world)
    assert len(found) >= least
    on_sqlite, gone = world.engine.database.kind == "sqlite", set[str]()
    for number, canary in enumerate(found, 1):
        erase(world, canary.part)
        gone |= set(canary.words)
        assert set(canary.words) & seen(document_files(world)) == set()
        if on_sqlite:
            assert gone & seen(database_files(world.engine.database)) == set()
        if number % WHOLE_EVERY == 0 or number == len(found):
            clear(world.engine)
            assert gone & seen(database_files(world.engine.database)) == set()
            assert whole(world)
            left = {word for each in found[number:] for word in each.words}
            assert left <= seen(database_files(world.engine.database)) | seen(document_files(world))
    assert {event: leaf for event, leaf in leaves(world).items() if event in before} == before
    print(
        f"{len(found)} disclosures erased singly on {world.engine.database.kind}: 0 bytes of {len(gone)} canaries"
    )


def all_together(world: World, least: int) -> None:
    found, before = canaries(world), leaves(world)
    assert len(found) >= least
    remembered_by_the_planner(world)
    assert seen(database_files(world.engine.database)) >= {canary.words[0] for canary in found}
    erase(world, *together(world, found))
    clear(world.engine)
    assert seen(database_files(world.engine.database)) == set()
    assert seen(document_files(world)) == set()
    assert {event: leaf for event, leaf in leaves(world).items() if event in before} == before
    assert whole(world)
    print(f"{len(found)} disclosures erased together on {world.engine.database.kind}: 0 bytes left")


def remembered_by_the_planner(world: World) -> None:
    """PostgreSQL keeps some of the values it has seen among its statistics: they are words like any others."""
    if world.engine.database.kind == "postgresql":
        with world.engine.database.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
            kept = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_stats WHERE histogram_bounds::text LIKE %s", ("%canary%",)
            )
            assert kept.scalar_one() > 0


def nothing_comes_out(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in exports, nor in a backup made now, nor in what was logged."""
    told = io.StringIO()
    lines = csv.writer(told)
    with world.engine.reading() as (connection, register):
        for each in audit.every(world.engine, connection, register, world.people["auditor"], Question()):
            lines.writerow([each.title, each.reference, each.happening.reason, str(each.happening.says)])
            told.write(json.dumps(each.body.decode()) + "\n")
    folder = world.engine.files.root.parent / "backup"
    back_up(world.engine, folder, now=world.engine.now(), say=lambda words: None)
    backed = seen([path for path in folder.rglob("*") if path.is_file()])
    out = {*birds.CANARY.findall(told.getvalue()), *backed, *birds.CANARY.findall(logged(caplog.records))}
    assert out == set()


def without_authority(world: World, least: int) -> None:
    """Each disclosure deleted by whoever owns the database is named, alone and together with all others."""
    found = [(canary.event, canary.name) for canary in canaries(world)]
    assert len(found) >= least
    with world.engine.database.begin() as connection:
        for event, name in found:
            mine = delete(disclosures).where(disclosures.c.event_id == event, disclosures.c.name == name)
            point = connection.begin_nested()
            connection.execute(mine)
            assert [(each.event_id, each.name) for each in uncovered(connection)] == [(event, name)]
            point.rollback()
        for event, name in found:
            connection.execute(
                delete(disclosures).where(disclosures.c.event_id == event, disclosures.c.name == name)
            )
        assert {(each.event_id, each.name) for each in uncovered(connection)} == set(found)
    print(f"{len(found)} disclosures deleted without authority: {len(found)} named")


def half_of_them(world: World) -> None:
    """Of two hundred missing those that an erasure names are covered, and the others named."""
    found = canaries(world)
    for canary in found[::2]:
        erase(world, canary.part)
    alone = {(canary.event, canary.name) for canary in found[1::2]}
    with world.engine.database.begin() as connection:
        for event, name in alone:
            connection.execute(
                delete(disclosures).where(disclosures.c.event_id == event, disclosures.c.name == name)
            )
        assert {(each.event_id, each.name) for each in uncovered(connection)} == alone


def test_a_few_erased_singly_leave_no_byte(small: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        singly(small, 10)
        nothing_comes_out(small, caplog)


def test_a_few_erased_together_leave_no_byte(small: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        all_together(small, 10)
        nothing_comes_out(small, caplog)


def test_a_few_leave_no_byte_under_the_rollback_journal(sqlite_template: Path, tmp_path: Path) -> None:
    """The standard module may be too old for WAL: then the journal beside the file comes and goes with each act."""
    shutil.copyfile(sqlite_template, tmp_path / "house.sqlite3")
    with closing(open_database(f"sqlite:///{tmp_path / 'house.sqlite3'}", sqlite_module=sqlite3)) as database:
        world = World(database, tmp_path)
        settle(world, *FEW)
        singly(world, 10)


def test_a_few_deleted_without_authority_are_named(small: World) -> None:
    half_of_them(small)


@pytest.mark.long
def test_six_hundred_erased_singly_leave_no_byte(aviary: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        singly(aviary, LEAST)
        nothing_comes_out(aviary, caplog)


@pytest.mark.long
def test_six_hundred_erased_together_leave_no_byte(aviary: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        all_together(aviary, LEAST)
        nothing_comes_out(aviary, caplog)


@pytest.mark.long
def test_six_hundred_deleted_without_authority_are_named_each_time(aviary: World) -> None:
    without_authority(aviary, LEAST)
