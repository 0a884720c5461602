"""What was written in an append-only table stays, whoever asks and however."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import exc, insert, select, text

from engine.database import (
    Database,
    append_only_ddl,
    append_only_sql,
    is_unique_violation,
    new_id,
)
from tests.engine.little_house import (
    entries,
    new_entry,
)

CHANGES = [
    "UPDATE entry SET says = 'no'",
    "DELETE FROM entry",
    "UPDATE entry SET stream = 2 WHERE seq = 1",
    "INSERT INTO entry SELECT * FROM entry WHERE true ON CONFLICT (id) DO UPDATE SET says = 'no'",
]
SQLITE_REPLACES = [
    "INSERT OR REPLACE INTO entry (id, stream, seq, says) SELECT id, 9, 9, 'no' FROM entry",
    "REPLACE INTO entry (id, stream, seq, says) SELECT randomblob(16), stream, seq, 'no' FROM entry",
    "REPLACE INTO entry (id, stream, seq, says, mark) SELECT randomblob(16), 9, 9, 'no', mark FROM entry",
    "UPDATE OR REPLACE entry SET says = 'no'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_written_stays(opened: Database, change: str) -> None:
    with opened.begin() as connection:
        new_entry(connection, 1)
    with pytest.raises(exc.IntegrityError, match="append-only"), opened.begin() as connection:
        connection.exec_driver_sql(change)
    with opened.begin() as connection:
        new_entry(connection, 2)
        assert connection.execute(select(entries.c.says)).scalars().all() == ["yes", "yes"]


@pytest.mark.parametrize("change", [*CHANGES, *SQLITE_REPLACES])
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_it_stays_in_sqlite_for_any_program(sqlite: Database, change: str, recursive: str) -> None:
    with sqlite.begin() as connection:
        new_entry(connection, 1, mark="first")
    stranger = sqlite_of(sqlite).connect(sqlite.place)
    with closing(stranger):
        stranger.execute(f"PRAGMA recursive_triggers={recursive}")
        with pytest.raises(Exception, match="append-only"):
            stranger.execute(change)
        assert stranger.execute("SELECT says, mark FROM entry").fetchall() == [("yes", "first")]


def sqlite_of(opened: Database) -> Any:
    return opened.engine.dialect.loaded_dbapi


@pytest.mark.parametrize("change", ["TRUNCATE entry", "TRUNCATE entry CASCADE", "DELETE FROM entry"])
def test_it_stays_in_postgresql_also_for_a_replication_session(postgresql: Database, change: str) -> None:
    with postgresql.begin() as connection:
        new_entry(connection, 1)
        if not connection.execute(
            text("select rolsuper from pg_roles where rolname = current_user")
        ).scalar():
            pytest.skip("not run: only a superuser may pose as a replication session")
    as_replica = f"SET LOCAL session_replication_role = replica; {change}"
    with pytest.raises(exc.IntegrityError, match="append-only"), postgresql.begin() as connection:
        connection.exec_driver_sql(as_replica)


def test_a_second_insert_of_a_key_is_a_unique_violation(opened: Database) -> None:
    with opened.begin() as connection:
        key = new_entry(connection, 1, mark="first")
    for again in (
        {"id": key, "stream": 2, "seq": 1},
        {"id": new_id(), "stream": 1, "seq": 1},
        {"id": new_id(), "stream": 2, "seq": 1, "mark": "first"},
    ):
        with pytest.raises(exc.IntegrityError) as caught, opened.begin() as connection:
            connection.execute(insert(entries).values(again))
        assert is_unique_violation(caught.value)


def test_the_refusal_of_a_change_is_no_unique_violation(opened: Database) -> None:
    with opened.begin() as connection:
        new_entry(connection, 1)
    with pytest.raises(exc.IntegrityError) as caught, opened.begin() as connection:
        connection.exec_driver_sql("DELETE FROM entry")
    assert not is_unique_violation(caught.value)


def test_a_migration_may_run_the_guard_as_text(opened: Database) -> None:
    name = 'odd "name'
    with opened.begin() as connection:
        connection.execute(text('CREATE TABLE "odd ""name" (a INTEGER, b INTEGER, PRIMARY KEY (a, b))'))
        for statement in append_only_sql(opened.kind, name, ["a", "b"]):
            connection.execute(text(statement))
        connection.execute(text('INSERT INTO "odd ""name" VALUES (1, 1), (1, 2)'))
    with pytest.raises(exc.IntegrityError, match="append-only"), opened.begin() as connection:
        connection.execute(text('DELETE FROM "odd ""name"'))


def test_metadata_and_migration_give_the_same_guard() -> None:
    by_hand = append_only_sql("sqlite", "entry", ["id"], [["mark"], ["stream", "seq"]])
    by_hand += append_only_sql("postgresql", "entry", ["id"])
    assert [ddl.statement for ddl in append_only_ddl(entries)] == by_hand
    with pytest.raises(ValueError, match="oracle"):
        append_only_sql("oracle", "entry", ["id"])
