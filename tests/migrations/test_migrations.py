"""The steps of the tables: up from nothing, equal to the models, down again and up again, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, delete, inspect, select, text, update

from engine.database import Database, DatabaseUnavailable, open_database
from engine.fold import differences
from engine.grants import APPENDED, ERASABLE
from engine.log import events
from engine.sequence import log_entries, log_head, sequence_all
from engine.setting import register_stamp
from engine.tables import BESIDE, RECORD
from migrations import alembic_config
from tests.engine.little_house import FORK
from tests.world import World

TABLES = {*RECORD, *BESIDE, "alembic_version"}


@pytest.fixture
def config(empty_url: str) -> Config:
    return alembic_config(empty_url)


@pytest.fixture
def migrated(config: Config, empty_url: str) -> Iterator[Database]:
    """A database brought up from nothing."""
    command.upgrade(config, "head")
    database = open_database(empty_url, as_owner=True)
    yield database
    database.close()


def tables_of(database: Database) -> set[str]:
    with database.read() as connection:
        return set(inspect(connection).get_table_names())


def shape(connection: Connection) -> Any:
    """Everything that the database knows of its tables: columns, keys, indexes, and what guards the log."""
    seen = inspect(connection)
    told = {
        name: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(name)],
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted(map(plain, seen.get_indexes(name))),
            sorted(map(plain, seen.get_unique_constraints(name))),
            sorted(map(plain, seen.get_foreign_keys(name))),
        )
        for name in sorted(seen.get_table_names())
    }
    return told, guards(connection)


def plain(about: Any) -> str:
    """What is said of an index or a key, conditions as their text."""
    options = {key: str(value) for key, value in about.get("dialect_options", {}).items()}
    return repr(sorted({**about, "dialect_options": options}.items()))


def guards(connection: Connection) -> list[tuple[Any, ...]]:
    if connection.dialect.name == "sqlite":
        known = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    else:
        known = text(
            "SELECT tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace ORDER BY tgname"
        )
    return [tuple(row) for row in connection.execute(known)]


def test_up_from_nothing_every_table_is_there_with_its_guards(migrated: Database) -> None:
    assert tables_of(migrated) == TABLES
    with migrated.read() as connection:
        names = {row[0] for row in guards(connection) if not row[0].endswith("_wake")}
    each = ("_no_update", "_no_delete", "_no_replace") if migrated.kind == "sqlite" else ("_no_change",)
    erased = {f"{table}_only_erased" for table in ERASABLE}
    assert names == {f"{table}{end}" for table in APPENDED for end in each} | erased


def test_the_two_rows_that_are_always_there_are_there(migrated: Database) -> None:
    with migrated.read() as connection:
        assert connection.execute(select(log_head)).all() == [(1, 0, 0, 0)]
        assert connection.execute(select(register_stamp)).all() == [(1, 0, 0)]


def test_the_steps_lead_to_the_models(migrated: Database, config: Config) -> None:
    """`alembic check` finds no table, column, index or constraint that differs."""
    assert migrated.kind in ("sqlite", "postgresql")
    command.check(config)


def test_down_to_nothing_nothing_is_left(migrated: Database, config: Config) -> None:
    command.downgrade(config, "base")
    assert tables_of(migrated) == {"alembic_version"}
    with migrated.read() as connection:
        assert guards(connection) == []
        if migrated.kind == "postgresql":
            left = text(
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
                "UNION ALL SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
            )
            assert connection.execute(left).all() == []


def test_down_and_up_again_it_is_as_it_was(migrated: Database, config: Config) -> None:
    with migrated.read() as connection:
        before = shape(connection)
    migrated.close()
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    with migrated.read() as connection:
        assert shape(connection) == before
    command.check(config)


def test_each_step_can_be_taken_alone_and_taken_back(config: Config) -> None:
    steps = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    for step in steps:
        command.upgrade(config, step)
        command.downgrade(config, "-1")
        command.upgrade(config, step)
    command.check(config)


def test_there_is_one_newest_step(config: Config) -> None:
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_a_house_can_be_lived_in_and_its_history_is_guarded(migrated: Database, tmp_path: Path) -> None:
    world = World(migrated, tmp_path)
    world.circulated()
    sequence_all(migrated)
    with migrated.read() as connection:
        assert differences(connection) == []
    for table in (events, log_entries):
        for statement in (update(table).values(leaf_hash=bytes(32)), delete(table)):
            with pytest.raises(Exception, match="append-only"), migrated.begin() as connection:
                connection.execute(statement)


def test_migrating_what_is_new_already_changes_nothing(migrated: Database, config: Config) -> None:
    with migrated.read() as connection:
        before = shape(connection)
    migrated.close()
    command.upgrade(config, "head")
    with migrated.read() as connection:
        assert shape(connection) == before


def migrate(url: str, start: Any) -> None:
    start.wait(20)
    command.upgrade(alembic_config(url), "head")


def test_nodes_that_start_at_once_migrate_once(empty_url: str) -> None:
    start = FORK.Barrier(3)
    nodes = [FORK.Process(target=migrate, args=(empty_url, start)) for _ in range(3)]
    for node in nodes:
        node.start()
    for node in nodes:
        node.join(60)
    assert [node.exitcode for node in nodes] == [0, 0, 0]
    database = open_database(empty_url)
    assert tables_of(database) == TABLES
    with database.read() as connection:
        assert connection.execute(select(log_head)).all() == [(1, 0, 0, 0)]
    database.close()


def test_a_step_that_fails_leaves_nothing_half_done(
    config: Config, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last statement of the step fails: not one table is there, and the step can be taken later."""

    def fail(*_arguments: Any) -> None:
        raise OSError("no space left on the device")

    with monkeypatch.context() as patch:
        patch.setattr("engine.append_only._sqlite", fail)
        patch.setattr("engine.append_only._postgresql", fail)
        with pytest.raises(OSError, match="no space"):
            command.upgrade(config, "head")
    assert bare(empty_url)
    command.upgrade(config, "head")
    command.check(config)


def bare(url: str) -> bool:
    """Whether there is not one table; an empty SQLite file does not even open."""
    try:
        database = open_database(url)
    except DatabaseUnavailable:
        return True
    try:
        return tables_of(database) == set()
    finally:
        database.close()


def test_there_is_no_script_without_a_database(config: Config) -> None:
    with pytest.raises(CommandError, match="no script without a database"):
        command.upgrade(config, "head", sql=True)
