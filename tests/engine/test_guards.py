"""The application can neither change nor remove what is only appended: every statement tried, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DBAPIError

from engine.commands import case, override, sighting
from engine.database import Database, open_database
from engine.doctor.examination import examine_records
from engine.doctor.finding import BROKEN, HOLDS, Finding
from engine.doctor.records import Records
from engine.grants import APPENDED, ERASABLE, RIGHTS
from engine.history import sealer as folder_of
from engine.history.checkpoints import put_cosignature
from engine.history.keys import WITNESS, SecretKey
from engine.history.sealer import Sealer
from engine.position import positions
from engine.sequence import sequence_all
from engine.tables import metadata
from migrations import alembic_config
from migrations.roles import grants_sql
from tests.conftest import NewDatabase
from tests.furnished import on_both
from tests.migrations.conftest import Roles, roles, say
from tests.owner import as_sealer, owning, unguarded
from tests.world import World

__all__ = ["roles"]

# What A9 asks for: so many statements, on every table, on each database.
GOAL = 12


@dataclass(frozen=True)
class Appended:
    """A table that is only appended to, a column of it that never changes, and its key."""

    name: str
    column: str
    key: str


TABLES = (
    Appended("events", "kind", "id"),
    Appended("log_entries", "leaf_hash", "idx"),
    Appended("checkpoints", "note", "origin, size"),
    Appended("cosignatures", "line", "origin, size, witness"),
    Appended("positions", "outcome", "id"),
    Appended("notices", "how", "case_id, task, round, party"),
    Appended("numbers", "case_id", "series, year, no"),
    Appended("comments", "level", "id"),
    Appended("sightings", "how", "person_id, case_id, day"),
)
ON_BOTH = (
    "UPDATE {table} SET {column} = {column}",
    "UPDATE {table} SET {column} = NULL WHERE 1 = 0",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE 1 = 0",
    "WITH gone AS (SELECT 1 AS n) DELETE FROM {table} WHERE 1 IN (SELECT n FROM gone)",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}",
    "DROP TABLE {table}",
    "ALTER TABLE {table} RENAME TO other",
    "ALTER TABLE {table} RENAME COLUMN {column} TO other",
    "ALTER TABLE {table} ADD COLUMN more text",
    "ALTER TABLE {table} DROP COLUMN {column}",
    "CREATE INDEX mine ON {table} ({column})",
)
ON_SQLITE = (
    "UPDATE OR REPLACE {table} SET {column} = {column}",
    "UPDATE OR IGNORE {table} SET {column} = {column}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "REPLACE INTO {table} SELECT * FROM {table}",
    "DROP TRIGGER {table}_no_update",
    "DROP TRIGGER {table}_no_delete",
    "DROP TRIGGER {table}_no_replace",
    "CREATE TRIGGER mine BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TEMP TRIGGER mine BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TEMP TABLE {table} (id)",
    "CREATE TEMP VIEW {table} AS SELECT 1",
    "UPDATE sqlite_master SET sql = NULL WHERE tbl_name = '{table}'",
    "DELETE FROM sqlite_master WHERE name = '{table}_no_delete'",
)
ON_POSTGRESQL = (
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "DROP TRIGGER {table}_no_change ON {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER {table}_no_change",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "ALTER TABLE {table} SET SCHEMA pg_temp",
    "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "CREATE POLICY mine ON {table} USING (false)",
)
STATEMENTS = {"sqlite": (*ON_BOTH, *ON_SQLITE), "postgresql": (*ON_BOTH, *ON_POSTGRESQL)}
# Of a tree that nobody has seen: only the sealer adds a checkpoint.
PLANT = "INSERT INTO checkpoints SELECT origin, size + 1000000000000, root, note, at FROM checkpoints"
# What goes around the tables. Of an attached file and of a pragma SQLite is asked outside of a transaction as well.
AROUND = {
    "sqlite": (
        "ATTACH '{folder}/other.sqlite3' AS other",
        "ATTACH ':memory:' AS other",
        "VACUUM INTO '{folder}/copy.sqlite3'",
        "PRAGMA writable_schema = ON",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA trusted_schema = ON",
        "PRAGMA query_only = OFF",
        "PRAGMA secure_delete = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA journal_mode = OFF",
        "PRAGMA journal_mode = MEMORY",
        "PRAGMA schema_version = 1",
        "PRAGMA user_version = 1",
        "SELECT load_extension('mine')",
        "CREATE TABLE mine (a)",
        "CREATE VIRTUAL TABLE mine USING sqlite_dbpage",
        "DROP TABLE cases",
        "DELETE FROM cases",
        "DELETE FROM tasks",
        "UPDATE disclosures SET value = ''",
        "UPDATE alembic_version SET version_num = 'none'",
        "DELETE FROM log_head",
        PLANT,
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION refuse_change() CASCADE",
        "CREATE OR REPLACE FUNCTION only_erased() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION only_erased() CASCADE",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "COPY events TO PROGRAM 'cat'",
        "DROP SCHEMA public CASCADE",
        "DROP TABLE cases",
        "DELETE FROM cases",
        "DELETE FROM tasks",
        "UPDATE disclosures SET value = ''",
        "UPDATE alembic_version SET version_num = 'none'",
        "DELETE FROM log_head",
        PLANT,
    ),
}
REFUSED = (
    "not authorized",
    "authorization denied",
    "append-only",
    "may not be modified",
    "permission denied",
    "must be owner",
)


@dataclass(frozen=True)
class Place:
    """A house in which the application works as it does in production, and the owner's way in."""

    application: Database
    owner: Database

    def say(self, statement: str) -> None:
        """One statement as the application, by itself and outside of a transaction of ours."""
        connection = self.application.engine.raw_connection()
        try:
            connection.cursor().execute(statement)
            connection.commit()
        finally:
            connection.close()


@pytest.fixture
def place(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    owner_url, application_url = ways_in(kind, request)
    with (
        closing(open_database(application_url)) as application,
        closing(open_database(owner_url, as_owner=True)) as owner,
    ):
        lived_in(World(application, tmp_path), owner, tmp_path)
        yield Place(application, owner)


def ways_in(kind: str, request: pytest.FixtureRequest) -> tuple[str, str]:
    """The owner's address and the application's: on SQLite one and the same."""
    if kind == "sqlite":
        make: NewDatabase = request.getfixturevalue("new_database")
        url = make(kind)
        return url, url
    granted: Roles = request.getfixturevalue("roles")
    command.upgrade(alembic_config(granted.owner_url), "head")
    for statement in grants_sql(granted.owner, granted.application):
        say(granted.owner_url, statement)
    return granted.owner_url, granted.application_url


def lived_in(world: World, owner: Database, path: Path) -> None:
    """Something stands in each of the tables."""
    case_id = world.silent()
    world.answer(case_id, "ILO", "support")
    case.comment(world.engine, case_id, "Well said.", by=world.people["ILO"])
    world.later(days=30)
    override.begin(world.engine, case_id, "A complaint about it.", by=world.people["administrator"])
    sighting.sight(world.engine, [case_id], by=world.people["administrator"])
    sequence_all(world.engine.database)
    signed_and_witnessed(world, owner, path / "sealer")


def signed_and_witnessed(world: World, owner: Database, folder: Path) -> None:
    """As the sealer and a witness leave it."""
    folder_of.begin(folder, "nemcon.example.org/tests")
    told = Sealer(folder, as_sealer(owner)).seal(world.clock.now())
    assert told is not None
    witness = SecretKey.new("agency.example.org/witness", WITNESS)
    line = folder_of.signed(told, folder).cosigned(witness, 1).signatures[-1]
    with world.engine.database.begin() as connection:
        put_cosignature(connection, told, line, world.clock.now())


def contents(database: Database) -> dict[str, list[str]]:
    with database.read() as connection:
        return {
            each.name: sorted(
                repr(tuple(row)) for row in connection.execute(select(metadata.tables[each.name]))
            )
            for each in TABLES
        }


def guards(connection: Connection) -> list[str]:
    known = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type IN ('table', 'trigger') ORDER BY name",
        "postgresql": "SELECT tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    }
    return [str(each) for each in connection.execute(text(known[connection.dialect.name])).scalars()]


def refused(place: Place, statement: str) -> bool:
    """Whether it is refused for want of a right or by a guard, and for no other reason."""
    try:
        place.say(statement)
    except (place.application.engine.dialect.loaded_dbapi.Error, DBAPIError) as error:
        return any(word in str(error) for word in REFUSED)
    return False


def test_the_tables_tried_are_all_that_are_only_appended() -> None:
    assert tuple(each.name for each in TABLES) == APPENDED
    added_to = [each.name for each in TABLES if "INSERT" in RIGHTS[each.name]]
    assert added_to == [each.name for each in TABLES if each.name != "checkpoints"], "those the sealer adds"
    assert all({*RIGHTS[each.name]} <= {"SELECT", "INSERT"} for each in TABLES)


@on_both
def test_no_statement_of_the_application_changes_or_removes_what_was_appended(
    place: Place, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A9."""
    before = contents(place.owner)
    assert all(before.values()), "an empty table proves nothing"
    with place.owner.read() as connection:
        guarded = guards(connection)
    tried = [
        statement.format(table=each.name, column=each.column, key=each.key)
        for each in TABLES
        for statement in STATEMENTS[kind]
    ]
    around = [statement.format(folder=tmp_path) for statement in AROUND[kind]]
    let_through = [statement for statement in (*tried, *around) if not refused(place, statement)]
    with capsys.disabled():
        print(
            f"\n{kind}: {len(STATEMENTS[kind])} statements on {len(TABLES)} tables and {len(around)} around "
            f"them; {len(tried) + len(around) - len(let_through)} of {len(tried) + len(around)} refused"
        )
    assert let_through == []
    assert len(STATEMENTS[kind]) >= GOAL
    assert len(tried) >= GOAL * len(APPENDED)
    assert contents(place.owner) == before
    with place.owner.read() as connection:
        assert guards(connection) == guarded


@on_both
def test_only_words_of_people_are_emptied_and_no_other_column_changes(place: Place, kind: str) -> None:
    """An erasure empties them; without one on record the doctor and the verifier tell."""
    let = {
        (each.name, column.name)
        for each in TABLES
        for column in metadata.tables[each.name].columns
        if not refused(place, f'UPDATE {each.name} SET "{column.name}" = "{column.name}"')
    }
    assert let == {(table, column) for table, columns in ERASABLE.items() for column in columns}


@on_both
def test_the_doctor_sees_a_right_too_many(place: Place, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rights(place).verdict == HOLDS
    if kind == "postgresql":
        with place.owner.begin() as connection:
            role = place.application.engine.url.username
            connection.execute(text(f'GRANT UPDATE (outcome) ON positions TO "{role}"'))
            connection.execute(text(f'GRANT INSERT ON checkpoints TO "{role}"'))
    else:
        monkeypatch.setattr("engine.sqlite_guard.ERASABLE", {**ERASABLE, "positions": ("outcome",)})
        monkeypatch.setattr("engine.sqlite_guard.RIGHTS", {**RIGHTS, "checkpoints": RIGHTS["events"]})
        place.application.close()  # what is opened from here on knows it
    assert {str(each) for each in rights(place).cases} == {
        "The application may change positions.outcome.",
        "The application may add to checkpoints.",
    }


def rights(place: Place) -> Finding:
    with place.application.read() as connection:
        findings = {each.promise.key: each for each in examine_records(Records(connection))}
    assert {key for key, each in findings.items() if each.verdict == BROKEN} <= {"append"}
    return findings["append"]


@on_both
def test_an_owner_who_leaves_the_guards_in_place_is_held_by_them(place: Place, kind: str) -> None:
    """All but the columns that hold words of people: an erasure empties those, and is on record."""
    before = contents(place.owner)
    for each in TABLES:
        for statement in ("UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"):
            said = statement.format(table=each.name, column=each.column)
            with pytest.raises(DBAPIError, match="append-only"), place.owner.begin() as connection:
                connection.execute(text(said))
    assert contents(place.owner) == before
    with place.owner.begin() as connection:
        connection.execute(text("UPDATE comments SET body = '[erased]'"))
    assert contents(place.owner) != before


OTHER_WORDS = (
    "UPDATE comments SET body = 'I support this wholeheartedly.'",
    "UPDATE comments SET body = ''",
    "UPDATE comments SET body = body || ' Or not.'",
    "UPDATE positions SET reason = 'Nobody else may.'",
    "UPDATE positions SET evidence = 'A call.'",
    'UPDATE positions SET data = \'{"said": "otherwise"}\'',
    "UPDATE positions SET data = '[]'",
    "UPDATE positions SET data = 'words'",
    "UPDATE positions SET data = NULL",
    "UPDATE notices SET evidence = 'By letter.'",
    "UPDATE notices SET evidence = '[erased].'",
)


@on_both
def test_words_of_people_give_way_to_the_mark_of_an_erasure_and_to_no_others(place: Place, kind: str) -> None:
    before = contents(place.owner)
    refusals = (*REFUSED, "malformed JSON", "invalid input syntax for type json", "cannot call jsonb_each")
    for statement in OTHER_WORDS:
        with pytest.raises(DBAPIError) as told, place.application.begin() as connection:
            connection.exec_driver_sql(statement)
        assert any(word in str(told.value) for word in refusals), (statement, told.value)
    assert contents(place.owner) == before
    for statement in ("comments SET body", "positions SET reason", "notices SET evidence"):
        place.say(f"UPDATE {statement} = '[erased]'")
    place.say("UPDATE positions SET data = '{}'")


@on_both
def test_of_values_by_key_an_erasure_takes_some_and_changes_none(place: Place, kind: str) -> None:
    with unguarded(place.owner) as connection:
        connection.execute(update(positions).values(data={"why": "It costs too much.", "at": [1, {"a": 2}]}))
    for other in ({"why": "It is cheap."}, {"at": [1, {"a": 3}]}, {"at": "1"}, {"new": "key"}):
        with pytest.raises(DBAPIError, match="append-only"), place.application.begin() as connection:
            connection.execute(update(positions).values(data=other))
    with place.application.begin() as connection:
        connection.execute(update(positions).values(data={"at": [1, {"a": 2}]}))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_whoever_reads_may_not_begin_to_write(place: Place) -> None:
    for statement in ("PRAGMA query_only = OFF", "INSERT INTO heartbeats VALUES ('mine', 1)"):
        with (
            pytest.raises(DBAPIError, match=r"not authorized|readonly"),
            place.application.read() as connection,
        ):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_file_may_be_written_anew_without_what_was_deleted(place: Place) -> None:
    before = contents(place.owner)
    place.say("VACUUM")
    place.say("PRAGMA wal_checkpoint(truncate)")
    assert contents(place.owner) == before


@pytest.mark.parametrize("kind", ["sqlite"])
def test_only_whoever_says_so_opens_the_database_without_the_guard(place: Place) -> None:
    with pytest.raises(DBAPIError, match="not authorized"), place.application.begin() as connection:
        connection.execute(text("CREATE TABLE mine (a)"))
    with owning(place.application) as connection:
        connection.execute(text("CREATE TABLE mine (a)"))
