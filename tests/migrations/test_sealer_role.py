"""The sealer's own role on PostgreSQL: it reads hashes, adds what it has signed, and knows and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select

from engine.database import open_database
from engine.grants import ADD, SEALING, VERSION
from engine.history import sealer as folder_of
from engine.history.checkpoints import checkpoints, newest
from engine.history.sealer import EVERY, Sealer
from engine.log import events
from engine.sequence import sequence_all
from engine.tables import BESIDE, RECORD
from migrations import alembic_config
from migrations.roles import grants_sql
from tests.migrations.conftest import Roles, say
from tests.migrations.test_roles import allowed
from tests.web.test_cli import runner
from tests.world import World

pytestmark = pytest.mark.postgresql
ORIGIN = "nemcon.example.org/tests"
ALL = sorted({*RECORD, *BESIDE, VERSION})

READING = (
    "SELECT 1 FROM {table}",
    "SELECT count(*) FROM {table}",
    "TABLE {table}",
    "COPY {table} TO STDOUT",
    "SELECT 1 FROM log_head WHERE EXISTS (SELECT 1 FROM {table})",
    "SELECT 1 FROM {table} FOR UPDATE",
)
WORDS = (
    "SELECT body FROM events",
    "SELECT e.body FROM events e JOIN log_entries l ON l.event_id = e.id",
    "SELECT salt, value FROM disclosures",
    "SELECT data FROM cases",
    "SELECT name, email FROM people",
    "SELECT outcome, reason FROM positions",
    "SELECT body FROM comments",
    "SELECT html FROM mails",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY log_head TO PROGRAM 'cat'",
)
CHANGING = (
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}",
    "SELECT 1 FROM {table} FOR UPDATE",
    "SELECT 1 FROM {table} FOR SHARE",
    "DROP TABLE {table}",
    "ALTER TABLE {table} ADD COLUMN more text",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "CREATE INDEX mine ON {table} ({column})",
    "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
)
READ_BY_IT = {
    "log_entries": ("leaf_hash", "idx"),
    "log_head": ("size", "id"),
    "checkpoints": ("note", "origin, size"),
    "cosignatures": ("line", "origin, size, witness"),
}
AROUND = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION refuse_change() CASCADE",
    "SET session_replication_role = replica",
    "CREATE TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "DROP SCHEMA public CASCADE",
    "SELECT setval('events_pos_seq', 1)",
    "SELECT 1 FROM procrastinate.procrastinate_jobs",
)


@dataclass(frozen=True)
class House:
    """A house that lives under the application's role, and the sealer's folder beside it."""

    world: World
    roles: Roles
    folder: Path


@pytest.fixture
def house(roles: Roles, tmp_path: Path) -> Iterator[House]:
    """Something has been decided in it."""
    command.upgrade(alembic_config(roles.owner_url), "head")
    for statement in grants_sql(roles.owner, roles.application, roles.sealer):
        say(roles.owner_url, statement)
    folder_of.begin(tmp_path / "sealer", ORIGIN)
    with closing(open_database(roles.application_url)) as database:
        world = World(database, tmp_path)
        world.answer(world.silent(), "ILO", "support")
        sequence_all(database)
        yield House(world, roles, tmp_path / "sealer")


def test_under_its_own_role_the_sealer_signs_and_the_house_reads_what_it_has_kept(house: House) -> None:
    world = house.world
    with closing(open_database(house.roles.sealer_url)) as database:
        sealer = Sealer(house.folder, database)
        first = sealer.seal(world.clock.now())
        assert first is not None and sealer.seal(world.clock.now()) is None
        world.later(days=30)
        sequence_all(world.engine.database)
        second = sealer.seal_if_due(world.clock.now() + EVERY)
        assert second is not None and second.size > first.size
    with world.engine.database.read() as connection:
        kept = newest(connection, ORIGIN)
        assert connection.execute(
            select(checkpoints.c.size).order_by(checkpoints.c.size)
        ).scalars().all() == [
            first.size,
            second.size,
        ]
    (key,) = folder_of.public_keys(house.folder)
    assert kept is not None and kept.checkpoint == second and kept.note.is_signed_by(key)


def test_the_sealer_s_command_needs_no_more_than_this_role(house: House) -> None:
    run = runner({"NEMCON_SEALER_DIR": str(house.folder), "NEMCON_DATABASE_URL": house.roles.sealer_url})
    done = run("sealer", "run", "--once")
    assert done.exit_code == 0 and done.stdout.startswith("Signed: "), done.output
    assert run("sealer", "run", "--once").stdout == "Everything is signed already.\n"


def test_the_sealer_reads_nothing_but_hashes_and_signatures(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = [table for table in ALL if table not in SEALING]
    tried = [*WORDS, *(statement.format(table=table) for table in closed for statement in READING)]
    assert allowed(house.roles.sealer_url, *tried) == []
    with capsys.disabled():
        print(f"\nthe sealer reads: {len(tried)} statements on {len(closed)} tables, all refused")
    assert {"events", "disclosures", "cases", "people", "positions", "comments", "documents"} <= set(closed)
    with house.world.engine.database.read() as connection:
        assert connection.execute(select(events.c.id).limit(1)).first() is not None


def test_the_sealer_changes_nothing_and_adds_nothing_but_checkpoints(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    run = runner({"NEMCON_SEALER_DIR": str(house.folder), "NEMCON_DATABASE_URL": house.roles.sealer_url})
    assert run("sealer", "run", "--once").exit_code == 0
    adding = [f"INSERT INTO {table} DEFAULT VALUES" for table in ALL if ADD not in SEALING.get(table, ())]
    blunt = [f"{verb} {table}" for table in ALL for verb in ("DELETE FROM", "TRUNCATE", "DROP TABLE")]
    changing = [
        statement.format(table=table, column=column, key=key)
        for table, (column, key) in READ_BY_IT.items()
        for statement in CHANGING
    ]
    tried = [*adding, *blunt, *changing, *AROUND]
    assert allowed(house.roles.sealer_url, *tried) == []
    with capsys.disabled():
        print(f"\nthe sealer changes: {len(tried)} statements on {len(ALL)} tables, all refused")
    assert set(READ_BY_IT) == set(SEALING) and [t for t in ALL if ADD in SEALING.get(t, ())] == [
        "checkpoints"
    ]
    assert run("sealer", "run", "--once").stdout == "Everything is signed already.\n"


def test_granting_again_takes_back_what_the_sealer_was_given_by_hand(house: House) -> None:
    say(house.roles.owner_url, f'GRANT SELECT ON disclosures TO "{house.roles.sealer}"')
    assert allowed(house.roles.sealer_url, "SELECT value FROM disclosures") != []
    for statement in grants_sql(house.roles.owner, house.roles.application, house.roles.sealer):
        say(house.roles.owner_url, statement)
    assert allowed(house.roles.sealer_url, "SELECT value FROM disclosures") == []
